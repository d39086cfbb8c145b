#include "library/deconjugation/forms.hpp"

#include <cmath>

#include <fmt/format.h>

namespace tansine {

namespace {

const Role kdec_role{"kdec", {}, "loss of a drug from the antibody"};

/// The share of a dose that has n drugs, as a parameter.
struct Fraction {
  Expr expr;
  double value;
};

std::vector<Fraction> fractions(Build& b, const Lot& lot) {
  std::vector<Fraction> out;
  for (std::size_t n = 0; n < lot.fractions.size(); ++n)
    out.push_back({b.m.parameter(fmt::format("f{}", n), Quantity(lot.fractions[n], unit("1")),
                                 fmt::format("fraction of the dose with {} drugs", n), lot.source),
                   lot.fractions[n]});
  return out;
}

const PaperValue one_drug{1.0, 1};

PaperValue times(double n, const PaperValue& k) { return {n * k.expr, n * k.typical}; }

/// k1, k2, ...: the last one given holds for all larger n.
std::vector<PaperValue> free_rates(Build& b, std::size_t count) {
  std::vector<PaperValue> k;
  for (std::size_t n = 1; n <= count; ++n) {
    const Role role{fmt::format("k{}", n), {}, fmt::format("loss of a drug from an antibody with {}", n)};
    if (n == 1)
      k.push_back(b.book.need(role, {dimension::rate}, "deconjugation law \"free\""));
    else if (auto given = b.book.find(role, {dimension::rate}, "deconjugation law \"free\""))
      k.push_back(*given);
    else
      k.push_back(k.back());
  }
  return k;
}

FormSet chain(Build& b, const std::vector<Fraction>& f, const std::string& law) {
  FormSet set;
  for (std::size_t n = 0; n < f.size(); ++n)
    set.forms.push_back({fmt::format("{}", n), static_cast<int>(n), f[n].expr, f[n].value});
  if (law == "none") return set;
  std::vector<PaperValue> k;
  if (law == "free") {
    k = free_rates(b, f.size() - 1);
  } else {
    const PaperValue kdec = b.book.need(kdec_role, {dimension::rate}, fmt::format("deconjugation law \"{}\"", law));
    for (std::size_t n = 1; n < f.size(); ++n)
      k.push_back(law == "proportional" ? times(static_cast<double>(n), kdec) : kdec);
  }
  for (std::size_t n = 1; n < f.size(); ++n) set.transitions.push_back({n, n - 1, k[n - 1], one_drug});
  return set;
}

/// C(n, j) p^j (1-p)^(n-j) as an expression of p.
Fraction split(const Fraction& f, int n, int j, const PaperValue& p) {
  double ways = 1;
  for (int i = 0; i < j; ++i) ways = ways * (n - i) / (i + 1);
  const Expr e = f.expr * (ways * pow(p.expr, j) * pow(1.0 - p.expr, n - j));
  return {e, f.value * ways * std::pow(p.typical, j) * std::pow(1 - p.typical, n - j)};
}

/// Forms with (a, b) drugs of two kinds, a + b <= N, in the order of total number; index by (a, b).
struct Pairs {
  FormSet set;
  std::vector<std::pair<int, int>> counts;
  [[nodiscard]] std::size_t index(int a, int b) const {
    const int n = a + b;
    return static_cast<std::size_t>(n * (n + 1) / 2 + a);
  }
};

Pairs pairs(const std::vector<Fraction>& f, const PaperValue& p_first, const char* first, const char* second) {
  Pairs out;
  for (int n = 0; n < static_cast<int>(f.size()); ++n)
    for (int a = 0; a <= n; ++a) {
      const Fraction share = split(f[static_cast<std::size_t>(n)], n, a, p_first);
      out.set.forms.push_back({fmt::format("_{}{}_{}{}", first, a, second, n - a), n, share.expr, share.value});
      out.counts.emplace_back(a, n - a);
    }
  return out;
}

FormSet site_class(Build& b, const std::vector<Fraction>& f) {
  const std::string by = "deconjugation law \"site-class\"";
  const PaperValue exposed = b.book.need_fraction({"f_exposed", {}, "fraction of the drugs on exposed sites"}, by);
  const PaperValue ke = b.book.need({"k_exposed", {}, "loss of a drug from an exposed site"}, {dimension::rate}, by);
  const PaperValue kh = b.book.need({"k_hindered", {}, "loss of a drug from a hindered site"}, {dimension::rate}, by);
  Pairs p = pairs(f, exposed, "e", "h");
  for (std::size_t i = 0; i < p.counts.size(); ++i) {
    const auto [e, h] = p.counts[i];
    if (e > 0) p.set.transitions.push_back({i, p.index(e - 1, h), times(e, ke), one_drug});
    if (h > 0) p.set.transitions.push_back({i, p.index(e, h - 1), times(h, kh), one_drug});
  }
  return p.set;
}

FormSet maleimide(Build& b, const std::vector<Fraction>& f) {
  const std::string by = "deconjugation law \"maleimide\"";
  const Role hydrolyzed_role{"f_hydrolyzed", {}, "fraction of the drugs whose succinimide is open at the dose"};
  PaperValue labile{1.0, 1};
  if (b.book.find(hydrolyzed_role, {dimension::one}, by)) {
    const PaperValue open = b.book.need_fraction(hydrolyzed_role, by);
    labile = {1.0 - open.expr, 1 - open.typical};
  }
  const PaperValue kx =
      b.book.need({"kx", {}, "loss of a drug by the reverse Michael reaction"}, {dimension::rate}, by);
  const PaperValue kh =
      b.book.need({"kh", {}, "opening of the succinimide ring, which keeps the drug"}, {dimension::rate}, by);
  Pairs p = pairs(f, labile, "l", "o");
  for (std::size_t i = 0; i < p.counts.size(); ++i) {
    const auto [l, o] = p.counts[i];
    if (l == 0) continue;
    p.set.transitions.push_back({i, p.index(l - 1, o), times(l, kx), one_drug});
    p.set.transitions.push_back({i, p.index(l - 1, o + 1), times(l, kh), {Expr(0.0), 0}});
  }
  return p.set;
}

}  // namespace

FormSet make_forms(Build& b, const Lot& lot, const std::string& law) {
  const std::vector<Fraction> f = fractions(b, lot);
  if (law == "site-class") return site_class(b, f);
  if (law == "maleimide") return maleimide(b, f);
  return chain(b, f, law);
}

}  // namespace tansine
