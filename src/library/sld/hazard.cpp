#include "library/sld/hazard.hpp"

#include "library/build.hpp"
#include "library/growth/laws.hpp"

namespace tansine {

namespace {

const std::string by = "the hazard";

/// Baseline [1/h].
Expr baseline(Build& b, const Settings& s) {
  if (s.word("baseline") == "constant") return b.book.need({"h0", {}, "baseline hazard"}, {dimension::rate}, by).expr;
  const PaperValue shape = b.book.need({"shape", {}, "shape of the Weibull hazard"}, {dimension::one}, by);
  const PaperValue scale = b.book.need({"scale", {}, "scale of the Weibull hazard"}, {dimension::time}, by);
  // at time 0 a falling hazard has no value, and a rising one no derivative
  const Expr t = max(b.m.time(), Quantity(1e-6, unit("h")));
  return shape.expr / scale.expr * pow(t / scale.expr, shape.expr - 1.0);
}

void add(Build& b, const Settings& s) {
  Expr exponent = 0.0;
  const auto effect = [&](const char* name, const char* meaning) {
    return b.book.find({name, {}, meaning}, {dimension::one}, by);
  };
  if (const auto b_SLD = effect("b_SLD", "effect of the logarithm of the sum of longest diameters in mm")) {
    std::optional<Expr> SLD = b.surroundings.SLD;
    if (!SLD && b.surroundings.tumor_volume) SLD = 2.0 * radius_of(b.surroundings.tumor_volume->volume);
    if (!SLD) {
      b.problems.error(s.place(), s.where() + ": b_SLD needs [sld] or a tumor that grows");
      SLD = Quantity(1, unit("mm"));
    }
    // nothing left has no logarithm
    exponent = exponent + b_SLD->expr * log(max(*SLD, Quantity(1, unit("um"))) / Quantity(1, unit("mm")));
  }
  if (const auto b_TTG =
          b.book.find({"b_TTG", {}, "fall of the logarithm of the hazard per time to growth"}, {dimension::rate}, by)) {
    if (!b.surroundings.TTG)
      b.problems.error(s.place(), s.where() +
                                      ": b_TTG needs [sld] with law \"claret\" or \"stein\" and no driver that is "
                                      "a concentration: else the time to growth has no formula");
    else
      exponent = exponent - b_TTG->expr * *b.surroundings.TTG;
  }
  Expr h = baseline(b, s);
  if (exponent.model() != nullptr) h = h * exp(exponent);
  h = b.m.derived("hazard_now", h, "hazard of the event");
  SpeciesOptions options;
  options.meaning = "cumulative hazard of the event";
  const Species H = b.m.state("H", "1", options);
  b.m.rate(H, h);
  b.m.observable("survival", exp(-Expr(H)), "1", "probability that the event has not happened");
  b.m.observable("hazard", h, "1/week", "hazard of the event");
}

}  // namespace

const Mechanism& hazard_mechanism() {
  static const Mechanism mechanism{
      "hazard",
      "time to an event (death, progression), driven by the tumor",
      {{"baseline", {"constant", "weibull"}, "constant", "the hazard without covariates"}},
      [](Build& b, const Settings& s) { b.last.push_back([s](Build& build) { add(build, s); }); }};
  return mechanism;
}

}  // namespace tansine
