#pragma once
// What a deal is worth to a party: discounted payments under each outcome of the programme. Never one number: the law
// over the outcomes, at both ends of what is assumed of undisclosed terms.

#include "programme/deal/deal.hpp"
#include "programme/value/outcomes.hpp"

#include <optional>

namespace tansine {

struct DealValue {
  Currency currency = Currency::usd;
  ValueLaw low, high;                ///< all terms at the low ends, and at the high ends
  SuccessClaim claim;                ///< model against base rate
  std::vector<std::string> assumed;  ///< clauses whose undisclosed terms were assumed
};
struct DealValueOptions {
  std::string party;                      ///< whose: what it gets less what it pays
  double rate = 0.1;                      ///< per year
  std::optional<CalendarDate> decided{};  ///< from which the plan counts; default: the signing
};
/// Throws InputError if the party gets nothing, its payments are in several currencies, or one is undisclosed without
/// an assumption.
DealValue value_deal(const Deal& deal, const ProgrammePlan& plan, const SuccessClaim& claim,
                     const DealValueOptions& options);

/// The same by drawing outcomes and, per clause, undisclosed terms (uniform between what is assumed).
struct SimulatedValue {
  double mean = 0, standard_error = 0;
  double q05 = 0, median = 0, q95 = 0;
};
SimulatedValue simulate_deal(const Deal& deal, const ProgrammePlan& plan, const DealValueOptions& options, int paths,
                             std::uint64_t seed);

}  // namespace tansine
