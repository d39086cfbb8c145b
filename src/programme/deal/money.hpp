#pragma once
// Money and what is known of it. Amounts are in millions of a currency; USD and EUR are different types and do not add.

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tansine {

enum class Currency { usd, eur };
const char* currency_code(Currency c);  ///< "USD"

/// Millions of one currency. There is no sum, difference or comparison of two currencies.
template <Currency C>
class Money {
 public:
  constexpr Money() = default;
  constexpr explicit Money(double millions) : millions_(millions) {}
  [[nodiscard]] constexpr double millions() const { return millions_; }
  friend constexpr Money operator+(Money a, Money b) { return Money(a.millions_ + b.millions_); }
  friend constexpr Money operator-(Money a, Money b) { return Money(a.millions_ - b.millions_); }
  friend constexpr Money operator*(double k, Money a) { return Money(k * a.millions_); }
  constexpr Money& operator+=(Money b) { return *this = *this + b; }
  friend constexpr auto operator<=>(Money, Money) = default;

 private:
  double millions_ = 0;
};
using Usd = Money<Currency::usd>;
using Eur = Money<Currency::eur>;

/// A number of a contract: known; known to lie in a range; or not disclosed, then perhaps with what is assumed of it.
struct Known {
  double value = 0;
  friend bool operator==(const Known&, const Known&) = default;
};
struct KnownRange {
  double low = 0, high = 0;
  friend bool operator==(const KnownRange&, const KnownRange&) = default;
};
struct Undisclosed {
  std::optional<KnownRange> assumed{};  ///< uniform between; both ends equal: one value
  std::string why{};                    ///< of the assumption
  friend bool operator==(const Undisclosed&, const Undisclosed&) = default;
};
using Term = std::variant<Known, KnownRange, Undisclosed>;

bool is_disclosed(const Term& t);
/// The ends of what is known or assumed; none for an undisclosed term without an assumption.
std::optional<KnownRange> bounds(const Term& t);
/// A number for it: the u-th part (0 to 1) of the way between its ends. Throws InputError for an undisclosed term of
/// which nothing is assumed; `what` names it.
double draw(const Term& t, double u, const std::string& what);
/// A sum is known if all of it is, and undisclosed if any of it is: with an assumption only if all parts have bounds.
Term operator+(const Term& a, const Term& b);
Term operator*(double k, const Term& t);

/// A term in a currency.
struct MoneyTerm {
  Currency currency = Currency::usd;
  Term millions;
  friend bool operator==(const MoneyTerm&, const MoneyTerm&) = default;
};
/// "USD 1.5 million", "USD 3 to 8 million", "an undisclosed amount", the last with "(assumed USD 3 million)".
std::string money_text(const MoneyTerm& m);
std::string money_text(Currency currency, const KnownRange& millions);
/// The same of a fraction: "3.5 %", "3 to 5 %", "an undisclosed rate".
std::string rate_text(const Term& t);

/// A sum of payments in one currency: what is disclosed of it, what is assumed, and how much is neither.
struct MoneyTotal {
  KnownRange disclosed, assumed;
  std::vector<std::string> unknown;  ///< names of what nothing is known of
  void add(const Term& millions, const std::string& name);
  [[nodiscard]] KnownRange all() const { return {disclosed.low + assumed.low, disclosed.high + assumed.high}; }
  [[nodiscard]] bool empty() const;
};
/// One total per currency, which stay apart.
struct Purse {
  MoneyTotal usd, eur;
  MoneyTotal& of(Currency c) { return c == Currency::usd ? usd : eur; }
  [[nodiscard]] const MoneyTotal& of(Currency c) const { return c == Currency::usd ? usd : eur; }
  void add(const MoneyTerm& m, const std::string& name) { of(m.currency).add(m.millions, name); }
};
/// "USD 2.5 million; EUR 5 million", "USD 2.5 million, USD 40.5 million more assumed, and what is undisclosed of
/// "royalties"", "nothing".
std::string purse_text(const Purse& purse);

}  // namespace tansine
