#include "programme/deal/money.hpp"

#include "base/text.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cmath>

namespace tansine {
namespace {

// Sums of decimals (13.5 + 30.5) to what a person wrote: 12 digits.
std::string plain(double x) { return shortest(std::stod(fmt::format("{:.12g}", x))); }

std::string range_text(const KnownRange& r, double scale) {
  return r.low == r.high ? plain(r.low * scale) : plain(r.low * scale) + " to " + plain(r.high * scale);
}

}  // namespace

const char* currency_code(Currency c) { return c == Currency::usd ? "USD" : "EUR"; }

bool is_disclosed(const Term& t) { return !std::holds_alternative<Undisclosed>(t); }

std::optional<KnownRange> bounds(const Term& t) {
  if (const auto* known = std::get_if<Known>(&t)) return KnownRange{known->value, known->value};
  if (const auto* range = std::get_if<KnownRange>(&t)) return *range;
  return std::get<Undisclosed>(t).assumed;
}

double draw(const Term& t, double u, const std::string& what) {
  const std::optional<KnownRange> b = bounds(t);
  require(b.has_value(),
          fmt::format("{} is undisclosed: it can be used only with what is assumed of it, a value or a range", what));
  return b->low + u * (b->high - b->low);
}

Term operator+(const Term& a, const Term& b) {
  const std::optional<KnownRange> x = bounds(a), y = bounds(b);
  std::optional<KnownRange> sum;
  if (x && y) sum = KnownRange{x->low + y->low, x->high + y->high};
  if (!is_disclosed(a) || !is_disclosed(b)) return Undisclosed{sum, {}};
  if (sum->low == sum->high) return Known{sum->low};
  return *sum;
}

Term operator*(double k, const Term& t) {
  TANSINE_ASSERT(k >= 0, "a term is scaled by a quantity, which is not negative");
  if (k == 0) return Known{0};  // nothing of something unknown is nothing
  if (const auto* known = std::get_if<Known>(&t)) return Known{k * known->value};
  if (const auto* range = std::get_if<KnownRange>(&t)) return KnownRange{k * range->low, k * range->high};
  Undisclosed u = std::get<Undisclosed>(t);
  if (u.assumed) u.assumed = KnownRange{k * u.assumed->low, k * u.assumed->high};
  return u;
}

std::string money_text(Currency currency, const KnownRange& millions) {
  return fmt::format("{} {} million", currency_code(currency), range_text(millions, 1));
}

std::string money_text(const MoneyTerm& m) {
  const std::optional<KnownRange> b = bounds(m.millions);
  if (is_disclosed(m.millions)) return money_text(m.currency, *b);
  return b ? fmt::format("an undisclosed amount (assumed {})", money_text(m.currency, *b)) : "an undisclosed amount";
}

std::string rate_text(const Term& t) {
  const std::optional<KnownRange> b = bounds(t);
  if (is_disclosed(t)) return range_text(*b, 100) + " %";
  return b ? fmt::format("an undisclosed rate (assumed {} %)", range_text(*b, 100)) : "an undisclosed rate";
}

void MoneyTotal::add(const Term& millions, const std::string& name) {
  const std::optional<KnownRange> b = bounds(millions);
  if (!b) {
    if (std::find(unknown.begin(), unknown.end(), name) == unknown.end()) unknown.push_back(name);
    return;
  }
  KnownRange& part = is_disclosed(millions) ? disclosed : assumed;
  part.low += b->low;
  part.high += b->high;
}

bool MoneyTotal::empty() const { return disclosed.high == 0 && assumed.high == 0 && unknown.empty(); }

std::string purse_text(const Purse& purse) {
  std::vector<std::string> parts;
  for (const Currency c : {Currency::usd, Currency::eur}) {
    const MoneyTotal& t = purse.of(c);
    if (t.empty()) continue;
    std::vector<std::string> said;
    if (t.disclosed.high != 0) said.push_back(money_text(c, t.disclosed));
    if (t.assumed.high != 0) said.push_back(money_text(c, t.assumed) + (said.empty() ? " assumed" : " more assumed"));
    if (!t.unknown.empty())
      said.push_back(fmt::format("what is undisclosed of \"{}\"", fmt::join(t.unknown, "\", \"")));
    parts.push_back(fmt::format("{}", fmt::join(said, ", and ")));
  }
  return parts.empty() ? "nothing" : fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace tansine
