#include "programme/material/conjugate.hpp"

#include "base/text.hpp"
#include "programme/designs/chance.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace tansine {
namespace {

void require_yield(double yield, const char* what) {
  require(yield > 0 && yield <= 1, fmt::format("the {} must be above 0 and at most 1, not {}", what, shortest(yield)));
}

// Fills the dose with the sizes from `at` on, larger counts last; keeps the best.
void fill(double dose, const std::vector<double>& sizes, std::size_t at, VialChoice& now, VialChoice& best) {
  constexpr double rounding = 1e-9;  // mg: a dose that is a whole number of vials needs no more of them
  const auto vials = [](const VialChoice& c) {
    int n = 0;
    for (const int k : c.count) n += k;
    return n;
  };
  if (now.mass + rounding >= dose) {
    const bool first = best.count.empty();
    if (first || now.mass < best.mass - rounding || (now.mass < best.mass + rounding && vials(now) < vials(best)))
      best = now;
    return;
  }
  if (at == sizes.size()) return;
  const int most = static_cast<int>(std::ceil((dose - now.mass) / sizes[at] - rounding));
  const VialChoice before = now;
  for (int k = 0; k <= most; ++k) {
    now = before;
    now.count[at] = k;
    now.mass += k * sizes[at];
    fill(dose, sizes, at + 1, now, best);
  }
  now = before;
}

}  // namespace

double ConjugateMass::payload_in(double mass, MassBasis basis) const {
  return mass * (basis == MassBasis::antibody ? payload_per_antibody() : payload_per_conjugate());
}
double ConjugateMass::conjugate_in(double mass, MassBasis basis) const {
  return mass * (basis == MassBasis::antibody ? conjugate_per_antibody() : 1);
}

void require_mass(const ConjugateMass& m) {
  require(m.antibody > 0 && m.dar > 0 && m.payload > 0 && m.added > 0,
          "a conjugate needs positive molar masses and a positive drug-to-antibody ratio");
}

VialChoice choose_vials(double dose, const std::vector<double>& sizes) {
  require(!sizes.empty() && std::all_of(sizes.begin(), sizes.end(), [](double s) { return s > 0; }),
          "vials need at least one size, in mg, each positive");
  const double smallest = *std::min_element(sizes.begin(), sizes.end());
  require(dose > 0 && dose <= 1000 * smallest,
          fmt::format("a dose of {} mg cannot be filled from vials of {} mg", shortest(dose), shortest(smallest)));
  VialChoice now{0, std::vector<int>(sizes.size())}, best;
  fill(dose, sizes, 0, now, best);
  return best;
}

double vial_factor(const WeightSpread& w, double dose, const std::vector<double>& sizes) {
  require(w.mean > 0 && w.sd >= 0, "body weights need a positive mean, and no negative spread");
  if (w.sd == 0) return choose_vials(dose * w.mean, sizes).mass / (dose * w.mean);
  constexpr int points = 20'000;  // midpoint rule over 4 sd: the vials jump, so more points and no higher order
  double opened = 0, given = 0;
  for (int i = 0; i < points; ++i) {
    const double z = -4 + 8 * (i + 0.5) / points, weight = w.mean + z * w.sd;
    if (weight < 1) continue;
    opened += normal_pdf(z) * choose_vials(dose * weight, sizes).mass;
    given += normal_pdf(z) * dose * weight;
  }
  return opened / given;
}

MaterialNeed material_need(double dosed, MassBasis basis, const ConjugateMass& m, const ManufacturingPlan& p) {
  require_mass(m);
  require(dosed >= 0 && std::isfinite(dosed), fmt::format("a demand must not be negative: {} kg", shortest(dosed)));
  require_yield(p.fill_yield, "yield of filling");
  require_yield(p.conjugation_yield, "yield of conjugation");
  require(p.vial_factor >= 1 && p.overfill >= 1 && p.overage >= 0 && p.payload_excess >= 1,
          "a vial factor, an overfill and a payload excess are 1 or more, and an overage 0 or more");
  MaterialNeed n;
  n.dosed = m.conjugate_in(dosed, basis);
  n.conjugate = n.dosed * p.vial_factor * p.overfill * (1 + p.overage) / p.fill_yield;
  n.antibody = n.conjugate / m.conjugate_per_antibody() / p.conjugation_yield;
  n.payload = 1000 * n.conjugate * m.payload_per_conjugate() / p.conjugation_yield * p.payload_excess;
  n.payload_in_patients = 1000 * n.dosed * m.payload_per_conjugate();
  return n;
}

SynthesisNeed synthesis_need(double payload, const SynthesisPlan& p) {
  require(payload > 0, "a payload needs a positive molar mass");
  require_yield(p.to_maytansinol, "yield to maytansinol");
  require_yield(p.esterification, "yield of esterification");
  require_yield(p.reduction, "yield of reduction");
  require_yield(p.recovery, "recovery from broth");
  require(p.titer > 0, "a fermentation needs a positive titer");
  constexpr double maytansinol = 565.06, ansamitocin_p3 = 635.14;  // g/mol: C28H37ClN2O8, C32H43ClN2O9
  const double last = p.esterification * p.reduction;
  SynthesisNeed n{maytansinol / payload / last, ansamitocin_p3 / payload / (p.to_maytansinol * last), 0};
  n.broth = n.ansamitocin / (p.titer / 1000) / p.recovery;
  return n;
}

}  // namespace tansine
