#pragma once
// Every unit Tansine reads, with its dimension and exact size; the words people write instead of them; and the words it
// refuses with a reason. Private to base.

#include "base/dimension.hpp"
#include "base/quantity.hpp"
#include "base/unit_scale.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// One accepted spelling, prefix included. `scale` counts lengths in um and volumes in um3, so that it multiplies.
struct KnownUnit {
  std::string spelling;  ///< "days"; micro is always "u" here
  std::string symbol;    ///< "d"
  Dimension dimension;
  UnitScale scale;
};

/// All of them, in the table's order; built once, never changed.
std::span<const KnownUnit> known_units();
/// Null if there is none. `spelling` may begin with µ or μ.
const KnownUnit* find_unit(std::string_view spelling);
/// The spelling with a leading µ (U+00B5) or μ (U+03BC) written as u.
std::string with_plain_micro(std::string_view spelling);

/// What a common other word for a unit should be: "hr" -> "h", "mcg" -> "ug"; empty if none is known.
std::string_view usual_spelling(std::string_view word);
/// Why a word is refused although everybody knows it ("month", "IU"); empty if it is not one of these.
std::string_view refusal(std::string_view word);

/// A single factor's power as it may be written; higher ones are slips ("mg2000").
inline constexpr int kLargestPower = 9;

/// Factors as text, powers above kLargestPower as products, so that it can be read: "mg*um2/(nmol*h)", "1/h", "1".
std::string unit_text(const std::vector<UnitFactor>& factors);

}  // namespace tansine
