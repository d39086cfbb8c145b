// Turnover of alanine aminotransferase in plasma, whose release a poisoned liver raises [ours].

#include "library/drivers.hpp"
#include "library/toxicity/toxicity.hpp"

namespace tansine {

namespace {

void add(Build& b, const Settings& s) {
  const std::string by = "transaminases";
  const Expr D = driver_named(b, s.word("driver"), s.place("driver"), s.where());
  constexpr Dimension activity = dimension::amount / dimension::time / dimension::volume;
  const PaperValue ALT0 = b.book.need({"ALT0", {}, "ALT at rest"}, {activity}, by);
  const Expr kout = b.book.need({"kout_ALT", {}, "loss of ALT from plasma"}, {dimension::rate}, by).expr;
  const Expr Smax =
      b.book.need({"Smax_ALT", {}, "largest rise of the release of ALT, times that at rest"}, {dimension::one}, by)
          .expr;
  const Expr D50 = b.book.need({"D50_ALT", {}, "concentration of half that rise"}, {dimension::concentration}, by).expr;
  const auto hill = b.book.find({"hill_ALT", {}, "steepness of the rise"}, {dimension::one}, by);
  const Expr ratio = D / D50;
  const Expr x = hill ? pow(max(ratio, 1e-12), hill->expr) : ratio;
  SpeciesOptions options;
  options.meaning = "alanine aminotransferase in plasma";
  options.nominal = Quantity(ALT0.typical, unit(canonical_unit(activity)));
  const Species ALT = b.m.state("ALT", "U/L", options);
  b.m.initial(ALT, ALT0.expr);
  b.m.rate(ALT, kout * (ALT0.expr * (1.0 + Smax * x / (1.0 + x)) - Expr(ALT)));
  b.m.observable("ALT", ALT, "U/L", "alanine aminotransferase in plasma");
  if (const auto ULN = b.book.find({"ULN_ALT", {}, "upper limit of normal ALT"}, {activity}, by))
    b.m.observable("ALT_xULN", Expr(ALT) / ULN->expr, "1", "ALT over the upper limit of normal");
}

void add_later(Build& b, const Settings& s) {
  b.last.push_back([s](Build& build) { add(build, s); });
}

}  // namespace

const Mechanism& transaminases_mechanism() {
  static const Mechanism row{
      "transaminases",
      "ALT in plasma, as a sign of damage to the liver",
      {{"driver", {}, "", "the concentration that acts: \"liver endothelium DM1\", or \"constant\""}},
      &add_later};
  return row;
}

}  // namespace tansine
