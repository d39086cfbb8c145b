// Units as values: parsing with advice, products, powers, and the constants for C++.

#include "base/problem.hpp"
#include "base/quantity.hpp"
#include "base/text.hpp"
#include "base/unit_grammar.hpp"
#include "base/unit_scale.hpp"
#include "base/unit_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

namespace tansine {
namespace {

constexpr std::size_t kLongestText = 200;

double convert(double x, const UnitScale& scale) {
  if (scale == UnitScale{} || x == 0 || !std::isfinite(x)) return x;
  const Decimal d = scaled(shortest_decimal(x), scale);
  if (const std::optional<double> y = nearest_double(d)) return *y;
  const double limit = d.exponent > 0 ? std::numeric_limits<double>::infinity() : 0.0;
  return std::copysign(limit, x);
}

Unit with_factors(std::vector<UnitFactor> factors, Dimension dimension, const std::optional<UnitScale>& scale) {
  Unit out{.text = unit_text(factors), .factors = std::move(factors), .dimension = dimension};
  if (!scale) throw std::invalid_argument(fmt::format("the size of the unit {} cannot be held", in_quotes(out.text)));
  set_scale(out, *scale);
  return out;
}

int checked_power(int p) {
  if (p < -100 || p > 100) throw std::invalid_argument("the power of a unit is too high");
  return p;
}

}  // namespace

double Unit::to_canonical(double x) const { return convert(x, scale_of(*this)); }
double Unit::from_canonical(double x) const { return convert(x, inverse(scale_of(*this))); }

Unit operator*(const Unit& a, const Unit& b) {
  if (a.factors.empty() && a.numerator == a.denominator) return b;
  if (b.factors.empty() && b.numerator == b.denominator) return a;
  std::vector<UnitFactor> factors;
  for (const std::vector<UnitFactor>* list : {&a.factors, &b.factors}) {
    for (const UnitFactor& f : *list) {
      const auto same =
          std::find_if(factors.begin(), factors.end(), [&](const UnitFactor& g) { return g.symbol == f.symbol; });
      if (same == factors.end()) {
        factors.push_back(f);
      } else {
        same->power += f.power;
      }
    }
  }
  std::erase_if(factors, [](const UnitFactor& f) { return f.power == 0; });
  std::optional<UnitScale> scale = multiply(scale_of(a), scale_of(b));
  if (scale) scale = multiply(*scale, {1, 1, coherence_exponent(a.dimension, b.dimension)});
  return with_factors(std::move(factors), a.dimension * b.dimension, scale);
}

Unit power(const Unit& a, int exponent) {
  checked_power(exponent);
  const Unit base = exponent < 0 ? [&a] {
    std::vector<UnitFactor> factors = a.factors;
    for (UnitFactor& f : factors) f.power = -f.power;
    return with_factors(std::move(factors), inverse(a.dimension), inverse(scale_of(a)));
  }() : a;
  Unit out;
  for (int i = 0; i < std::abs(exponent); ++i) out = out * base;
  return out;
}

Unit operator/(const Unit& a, const Unit& b) { return a * power(b, -1); }

std::optional<Unit> parse_unit(std::string_view text, UnitProblem* problem) {
  UnitProblem ignored;
  UnitProblem& out = problem != nullptr ? *problem : ignored;
  if (text.size() > kLongestText) {
    out = {fmt::format("{} is too long to be a unit", in_quotes(text)), {}, 0, text.size()};
    return std::nullopt;
  }
  std::size_t begin = 0;
  while (const std::size_t n = blank_at(text, begin)) begin += n;
  UnitFault fault;
  if (auto unit = read_unit(trimmed(text.substr(begin)), fault)) return unit;
  out = {fault.message, {}, begin + fault.offset, fault.length};
  if (problem == nullptr) return std::nullopt;
  // A suggestion replaces the whole unit, so the whole unit is marked.
  const std::string_view whole = trimmed(text.substr(begin));
  out.suggestion = suggest_unit(whole);
  const bool mark_whole = fault.kind != UnitFault::Kind::other || !out.suggestion.empty();
  if (mark_whole) {
    out.offset = begin;
    out.length = whole.size();
  }
  return std::nullopt;
}

Unit unit(std::string_view text) {
  UnitProblem problem;
  if (auto out = parse_unit(text, &problem)) return *out;
  throw std::invalid_argument(problem.message);
}

namespace units {

// Other files' constants may be made of these (`const Quantity x = 3 * mg;` outside a function): they come first.
// clang-format off
[[gnu::init_priority(200)]] const Unit one = unit("1"), percent = unit("%"),
    mol = unit("mol"), mmol = unit("mmol"), umol = unit("umol"), nmol = unit("nmol"), pmol = unit("pmol"),
    M = unit("M"), mM = unit("mM"), uM = unit("uM"), nM = unit("nM"), pM = unit("pM"),
    kg = unit("kg"), g = unit("g"), mg = unit("mg"), ug = unit("ug"), ng = unit("ng"),
    Da = unit("Da"), kDa = unit("kDa"), L = unit("L"), mL = unit("mL"), uL = unit("uL"), pL = unit("pL"),
    m = unit("m"), cm = unit("cm"), mm = unit("mm"), um = unit("um"), nm = unit("nm"),
    s = unit("s"), min = unit("min"), h = unit("h"), day = unit("d"), week = unit("week"),
    cell = unit("cell"), U = unit("U");
// clang-format on

}  // namespace units
}  // namespace tansine
