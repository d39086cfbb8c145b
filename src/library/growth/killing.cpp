#include "library/growth/killing.hpp"

#include "library/drivers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tansine {

const std::vector<std::string>& killing_laws() {
  static const std::vector<std::string> all{"none", "linear", "emax"};
  return all;
}

Expr emax(const Expr& kmax, const Expr& KC, const Expr& hill, const Expr& C) {
  if (hill.model() == nullptr && hill.constant() == 1) return kmax * C / (KC + C);
  // an integrator may try a concentration below nothing, which has no power
  const Expr x = pow(max(C / KC, 1e-12), hill);
  return kmax * x / (1.0 + x);
}

Expr Killing::balances(const Expr& growth) const {
  if (law == "linear") return growth / kpot;
  const Expr ratio = growth / max(kmax - growth, 0.0 * growth);
  return steep ? KC * pow(ratio, 1.0 / hill) : KC * ratio;
}

Killing read_killing(Build& b, const std::string& law, const std::string& driver, const Place& place,
                     const std::string& where, const std::string& clone) {
  Killing k;
  k.law = law;
  k.driver = driver_named(b, driver, place, where);
  const std::string by = fmt::format("killing \"{}\"", law);
  constexpr Dimension per_concentration = inverse(dimension::concentration * dimension::time);
  constexpr Dimension per_mass = inverse(dimension::mass_concentration * dimension::time);
  if (law == "linear") {
    const PaperValue kpot =
        b.book.need({"kpot", {}, "killing per concentration"}, {per_concentration, per_mass}, by, clone, true);
    // per ng/mL of the drug that is dosed
    k.kpot = kpot.expr.dimension() == per_mass ? kpot.expr * b.MW.expr : kpot.expr;
    k.rate = k.kpot * k.driver;
    k.typical = 0.01;  // about what growth it has to balance
    return k;
  }
  const PaperValue kmax = b.book.need({"kmax", {}, "largest rate of killing"}, {dimension::rate}, by, clone, true);
  const PaperValue KC =
      b.book.need({"KC", {"KC50"}, "concentration of half the killing"}, {dimension::concentration}, by, clone, true);
  k.kmax = kmax.expr;
  k.typical = std::max(kmax.typical, 1e-4);
  k.KC = KC.expr;
  if (const auto phi =
          b.book.find({"phi", {}, "factor of KC in a clone that resists"}, {dimension::one}, by, clone, false);
      phi && !clone.empty())
    k.KC = k.KC * phi->expr;
  if (const auto hill = b.book.find({"hill", {"nHill"}, "steepness of killing"}, {dimension::one}, by, clone, true)) {
    k.hill = hill->expr;
    k.steep = true;
  }
  k.rate = emax(k.kmax, k.KC, k.hill, k.driver);
  return k;
}

}  // namespace tansine
