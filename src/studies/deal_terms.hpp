#pragma once
// The texts of a deal file: money, rates and days, each of which may be known in part.

#include "base/quantity.hpp"
#include "programme/deal/money.hpp"
#include "programme/history.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tansine {

/// "USD 1.5 million", "USD 3 to 8 million", "undisclosed" (then without a currency).
struct MoneyInput {
  std::optional<Currency> currency;
  Term millions;
};
std::optional<MoneyInput> parse_money(std::string_view text, UnitProblem* problem = nullptr);
/// "3.5 %", "3 to 5 %", "undisclosed": a fraction.
std::optional<Term> parse_rate(std::string_view text, UnitProblem* problem = nullptr);

/// "2004-10-01", or "2004-10" or "2004" when no more is known: then the middle of the month or year stands for it.
struct DateInput {
  CalendarDate date;
  std::string text;
};
std::optional<DateInput> parse_date(std::string_view text, UnitProblem* problem = nullptr);

}  // namespace tansine
