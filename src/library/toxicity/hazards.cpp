// Time to a first event: a Weibull hazard in proportion to exp(beta X) of an exposure X, added up in a state.

#include "library/drivers.hpp"
#include "library/toxicity/toxicity.hpp"

namespace tansine {

namespace {

void add(Build& b, const Settings& s, const std::string& event) {
  const std::string by = "time to " + event;
  const auto need = [&](const char* role, const std::string& meaning, Dimension d) {
    return b.book.need({role, {}, meaning}, {d}, by, event, false).expr;
  };
  const Expr lambda = need("lambda", "scale of the hazard of " + event, dimension::rate);
  const PaperValue shape =
      b.book.need({"shape", {}, "shape of the hazard of " + event}, {dimension::one}, by, event, false);
  if (!(shape.typical >= 1))
    b.problems.error(b.description.place,
                     s.where() + ": 'shape_" + event + "' is less than 1, so that the hazard has no start");

  const std::string kind = s.word("exposure");
  Expr X = 0.0;
  if (kind != "none") {
    const Expr driver = driver_named(b, s.word("driver"), s.place("driver"), s.where());
    if (kind == "concentration") {
      X = driver /
          need("C_ref", "concentration at which the hazard is exp(beta) times as high", dimension::concentration);
    } else {
      SpeciesOptions options;
      options.meaning = "exposure so far, for " + event;
      options.nominal = Quantity(b.dose, unit("nmol*h/L"));
      const Species AUC = b.m.state(event + "_AUC", "nmol*h/L", options);
      b.m.rate(AUC, driver);
      if (kind == "cumulated") {
        X = Expr(AUC) / need("AUC_ref", "exposure after which the hazard is exp(beta) times as high",
                             dimension::concentration * dimension::time);
      } else {  // average: of nothing there is no logarithm
        const Expr t = max(b.m.time(), Quantity(1e-3, unit("h")));
        const Expr C_ref = need("C_ref", "average concentration that changes nothing", dimension::concentration);
        X = log(max(Expr(AUC) / t / C_ref, 1e-6));
      }
    }
  }
  Expr h = shape.expr * lambda * pow(max(b.m.time() * lambda, 1e-9), shape.expr - 1.0);
  if (kind != "none") h = h * exp(need("beta", "log of the hazard ratio per exposure", dimension::one) * X);
  h = b.m.derived("hazard_" + event, h, "hazard of " + event);
  SpeciesOptions options;
  options.meaning = "cumulative hazard of " + event;
  const Species H = b.m.state("H_" + event, "1", options);
  b.m.rate(H, h);
  b.m.observable(event, 1.0 - exp(-Expr(H)), "1", "probability of " + event + " by then");
}

std::vector<SettingInfo> settings() {
  return {{"driver", {}, "plasma conjugate", "the concentration that acts: one of the model's, or \"constant\""},
          {"exposure",
           {"none", "concentration", "average", "cumulated"},
           "cumulated",
           "X: C/C_ref, the log of the average so far over C_ref, or AUC so far over AUC_ref"}};
}

template <int which>
void add_event(Build& b, const Settings& s) {
  b.last.push_back([s](Build& build) { add(build, s, which == 0 ? "keratopathy" : "neuropathy"); });
}

}  // namespace

const Mechanism& keratopathy_mechanism() {
  static const Mechanism row{"keratopathy", "time to a first change of the cornea", settings(), &add_event<0>};
  return row;
}
const Mechanism& neuropathy_mechanism() {
  static const Mechanism row{"neuropathy", "time to a first neuropathy", settings(), &add_event<1>};
  return row;
}

}  // namespace tansine
