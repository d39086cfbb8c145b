#include "library/growth/laws.hpp"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace tansine {

const std::vector<std::string>& growth_laws() {
  static const std::vector<std::string> all{
      "exponential", "linear", "logistic", "gompertz", "exponential-linear", "koch", "capped-exponential-linear",
      "rim"};
  return all;
}

namespace {

/// kg, or ln 2 over a doubling time.
PaperValue growth_rate(Build& b, const std::string& by, const std::string& suffix) {
  if (const auto td = b.book.find({"td", {}, "doubling time of the tumor"}, {dimension::time}, by, suffix, true))
    return {b.m.derived(suffix.empty() ? "kg" : "kg_" + suffix, std::numbers::ln2 / td->expr, "growth of the tumor"),
            std::numbers::ln2 / td->typical};
  return b.book.need({"kg", {}, "growth of the tumor"}, {dimension::rate}, by, suffix, true);
}

bool saturates(const std::string& kind) { return kind == "exponential-linear" || kind == "capped-exponential-linear"; }
bool capped(const std::string& kind) {
  return kind == "logistic" || kind == "gompertz" || kind == "capped-exponential-linear";
}

/// 1 / (1 + (kg w/kgl)^psi)^(1/psi): 1 in a small tumor, kgl/(kg w) in a large one.
Expr linear_in_the_end(const GrowthLaw& law, const Expr& w) {
  // an integrator may try a size below nothing, which has no power
  const Expr x = max(law.kg.expr * w / law.kgl.expr, 1e-12);
  return pow(1.0 + pow(x, law.psi.expr), -1.0 / law.psi.expr);
}

}  // namespace

GrowthLaw read_growth_law(Build& b, const std::string& kind, Dimension size, const std::string& needed_by,
                          const std::string& suffix) {
  const std::string by = fmt::format("{} law \"{}\"", needed_by, kind);
  GrowthLaw law;
  law.kind = kind;
  const auto need = [&](const char* name, const char* meaning, Dimension d) {
    return b.book.need({name, {}, meaning}, {d}, by, suffix, true);
  };
  if (kind != "linear") law.kg = growth_rate(b, by, suffix);
  if (kind == "linear" || kind == "koch" || saturates(kind))
    law.kgl = need("kgl", "linear growth of a large tumor", size / dimension::time);
  if (capped(kind)) law.Vmax = need("Vmax_tumor", "size at which the tumor grows no more", size);
  if (saturates(kind)) {
    const Role role{"psi", {}, "sharpness of the switch from exponential to linear growth"};
    if (const auto psi = b.book.find(role, {dimension::one}, by, suffix, true))
      law.psi = *psi;
    else
      law.psi = {Expr(20.0), 20};  // Simeoni 2004: "20 is large enough" to be a switch
  }
  if (kind == "rim") {
    if (size != dimension::volume)
      b.problems.error(b.description.place, fmt::format("{}: {} needs a tumor measured by volume", b.book.where(), by));
    law.rim = need("rim", "depth to which tumor cells proliferate", dimension::length);
  }
  return law;
}

Expr radius_of(const Expr& w) {
  // litres are whole powers of three of a length, so that the root is taken of a number: 1 L is a cube of 1e5 um
  const Expr litres = w / Quantity(1, unit("L"));
  return Quantity(1e5 * std::cbrt(3 / (4 * std::numbers::pi)), unit("um")) * pow(max(litres, 1e-30), 1.0 / 3);
}

Expr specific_growth(const GrowthLaw& law, const Expr& w) {
  const Expr& kg = law.kg.expr;
  if (law.kind == "exponential") return kg;
  if (law.kind == "linear") return law.kgl.expr / w;
  if (law.kind == "logistic") return kg * (1.0 - w / law.Vmax.expr);
  if (law.kind == "gompertz") return kg * log(law.Vmax.expr / w);
  if (law.kind == "exponential-linear") return kg * linear_in_the_end(law, w);
  if (law.kind == "koch") return 2.0 * kg * law.kgl.expr / (law.kgl.expr + 2.0 * kg * w);
  if (law.kind == "capped-exponential-linear") return kg * (1.0 - w / law.Vmax.expr) * linear_in_the_end(law, w);
  const Expr core = 1.0 - min(law.rim.expr / radius_of(w), 1.0);
  return kg * (1.0 - pow(core, 3));
}

}  // namespace tansine
