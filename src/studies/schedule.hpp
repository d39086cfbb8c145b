#pragma once
// When something is observed, as people write it: "daily for 18 weeks", "every 30 min for 6 h, then every 6 h for 3
// weeks", "at 0, 1 h, 1 d".

#include "base/quantity.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// Grammar: piece { ", then" piece | "then" piece }
///   piece = ("hourly" | "daily" | "weekly" | "every" [n] time) "for" time   from the end of the piece before, or 0
///         | "at" time { "," time }                                          since the start
/// A "for" includes both its ends.
struct Schedule {
  std::string text;
  std::vector<double> times;  ///< [h] ascending, no repeats
};

/// A schedule or the reason why not, located in the text. Refuses more than a million times.
std::optional<Schedule> parse_schedule(std::string_view text, UnitProblem* problem = nullptr);

/// Both lists in one, ascending, no repeats.
std::vector<double> merge_times(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace tansine
