// The notation on the model of docs: receptor binding and uptake in vitro. What it prints, what it refuses.

#include "model/notation.hpp"
#include "model/program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace tansine;
using namespace tansine::units;

namespace {

/// ADC uptake in a well. Values as listed for T-DM1 on SK-BR-3 in public model code; they illustrate the form.
struct ReceptorUptake {
  Model m{"receptor uptake"};
  Expr V_medium = m.parameter("V_medium", 0.1 * mL, "culture medium", "assumed: 96-well plate");
  Expr V_cells = m.parameter("V_cells", 2.1e-5 * mL, "all cells, 1e4 x 2.1 pL", "assumed: typical cell size");
  Expr DAR = m.parameter("DAR", 3.5 * one, "drug-to-antibody ratio", "doi:10.1038/s41416-019-0635-y");
  Expr kon = m.parameter("kon", 2.07 / (nM * h), "ADC-HER2 association", "Bio-Rad bulletin 6044A");
  Expr KD = m.parameter("KD", 0.314 * nM, "ADC-HER2 affinity", "doi:10.1038/s41467-023-44533-z");
  Expr kint = m.parameter("kint", 0.15 / h, "ADC:HER2 internalization", "doi:10.1007/s10928-023-09884-6");
  Expr krec = m.parameter("krec", 0.0864 / h, "recycling", "assumed: illustration");
  Expr klys = m.parameter("klys", 2.4 / h, "lysosomal release", "assumed: illustration");
  Expr kout = m.parameter("kout", 0.14 / h, "payload efflux", "assumed: illustration");
  Expr kdeg = m.parameter("kdeg", 0.4572 / h, "receptor turnover", "assumed: illustration");
  Expr R0 = m.parameter("R0", 1.5 * nM, "receptor per medium volume at rest", "assumed: illustration");
  Expr koff = m.derived("koff", kon* KD);
  Expr ksyn = m.derived("ksyn", kdeg* R0);
  Compartment medium = m.compartment("medium", V_medium), cells = m.compartment("cells", V_cells);
  Moiety HER2 = m.moiety("HER2"), Ab = m.moiety("antibody"), payload = m.moiety("payload");
  Species A = m.species("A", medium, Ab + DAR * payload);
  Species R = m.species("R", medium, HER2);
  Species AR = m.species("AR", medium, Ab + DAR * payload + HER2);
  Species AR_i = m.species("AR_i", cells, Ab + DAR * payload + HER2);
  Species D = m.species("D", cells, payload);
  Species D_m = m.species("D_m", medium, payload);

  ReceptorUptake() {
    m.conserve(payload);
    m.reaction("synthesis", nothing >> R, ksyn);
    m.reaction("turnover", R >> nothing, kdeg);
    m.reaction("binding", A + R <=> AR, kon, koff);
    m.reaction("internalization", AR >> AR_i, kint);
    m.reaction("recycling", AR_i >> AR, krec);
    m.reaction("lysosomal release", AR_i >> DAR * D, klys);
    m.flux("payload efflux", D >> D_m, kout * (D - D_m) * V_cells);
    m.initial(R, R0);
    m.dose("medium", "nmol", {{A, 1.0}});
  }
};

std::vector<std::string> messages(const Problems& problems) {
  std::vector<std::string> list;
  for (const Problem& p : problems.list()) list.push_back(p.message);
  return list;
}

}  // namespace

TEST(Notation, PrintsItselfAsThePaperHasIt) {
  ReceptorUptake u;
  EXPECT_EQ(print_equations(u.m.build()),
            "dA/dt = -kon*A*R + koff*AR\n"
            "dR/dt = ksyn - kdeg*R - kon*A*R + koff*AR\n"
            "dAR/dt = kon*A*R - koff*AR - kint*AR + krec*AR_i*V_cells/V_medium\n"
            "dAR_i/dt = kint*AR*V_medium/V_cells - krec*AR_i - klys*AR_i\n"
            "dD/dt = DAR*klys*AR_i - kout*(D - D_m)\n"
            "dD_m/dt = kout*(D - D_m)*V_cells/V_medium\n"
            "\nwhere\n"
            "koff = kon*KD\n"
            "ksyn = kdeg*R0\n"
            "\nat the start\n"
            "R(0) = R0\n"
            "\ndoses\n"
            "medium: A += dose*1/V_medium\n");
}

TEST(Notation, PrintsReactionsAndParameters) {
  ReceptorUptake u;
  const Network n = u.m.build();
  EXPECT_THAT(print_reactions(n), testing::HasSubstr("binding            A + R <=> AR   kon, koff\n"));
  EXPECT_THAT(print_reactions(n), testing::HasSubstr("lysosomal release  AR_i >> DAR*D  klys\n"));
  EXPECT_THAT(print_reactions(n),
              testing::HasSubstr("payload efflux     D >> D_m       flux kout*(D - D_m)*V_cells\n"));
  EXPECT_THAT(print_parameters(n), testing::HasSubstr("KD        0.314    nM "));
}

TEST(Notation, RefusesAWrongUnitAndNamesTheReaction) {
  ReceptorUptake u;
  u.m.reaction("degradation", u.AR_i >> nothing, u.kon);
  EXPECT_THAT(messages(u.m.check()),
              testing::ElementsAre("reaction 'degradation': kon has unit L/(nmol*h), expected 1/h",
                                   "reaction 'degradation' does not conserve payload: 3.5 in, 0 out"));
}

TEST(Notation, RefusesLostPayload) {
  ReceptorUptake u;
  u.m.reaction("release", u.AR_i >> u.D, u.klys);
  EXPECT_THAT(messages(u.m.check()),
              testing::ElementsAre("reaction 'release' does not conserve payload: 3.5 in, 1 out"));
}

TEST(Notation, BalanceHoldsForAllParameterValuesNotOnlyTheGivenOnes) {
  ReceptorUptake u;
  u.m.reaction("release", u.AR_i >> 3.5 * u.D, u.klys);  // right only as long as DAR is 3.5
  EXPECT_THAT(messages(u.m.check()),
              testing::ElementsAre("reaction 'release' does not conserve payload: 3.5 in, 3.5 out"));
}

TEST(Notation, ReportsAllProblemsAtOnce) {
  ReceptorUptake u;
  u.m.reaction("one way", (u.A + u.R) >> u.AR, u.kon, u.koff);
  const Expr survivors = 1 - u.kint;
  u.m.flux("killing", u.D >> u.D_m, survivors * u.D);
  u.m.flux("leak", u.D >> u.D_m, u.kout * u.D);
  u.m.parameter("orphan", 1 * nM, "nobody uses it", "assumed: test");
  u.m.parameter("kint", 1 / h, "twice", "");
  EXPECT_THAT(messages(u.m.check()),
              testing::UnorderedElementsAre("reaction 'one way': '<=>' needs two rate constants, '>>' one",
                                            "cannot write '1 - kint': 1 against 1/h",
                                            "flux 'leak' has unit nmol/(L*h), expected nmol/h",
                                            "parameter 'kint' has the name of a parameter",
                                            "parameter 'kint' has no source; cite one or say 'assumed: why'",
                                            "parameter 'orphan' is not used", "parameter 'kint' is not used"));
  EXPECT_THROW((void)u.m.build(), InputError);
}

TEST(Notation, RefusesOrphansOfEveryKind) {
  ReceptorUptake u;
  const Compartment shelf = u.m.compartment("shelf", u.V_cells);
  (void)shelf;
  (void)u.m.moiety("iron");
  (void)u.m.derived("spare", u.kon * u.kint);
  (void)u.m.species("lonely", u.cells);
  EXPECT_THAT(messages(u.m.check()),
              testing::UnorderedElementsAre(
                  "derived parameter 'spare' is not used", "species 'lonely' takes part in no process and gets no dose",
                  "compartment 'shelf' holds no species", "moiety 'iron' is part of no species"));
}

TEST(Notation, RefusesMassActionAcrossCompartments) {
  ReceptorUptake u;
  u.m.reaction("impossible", (u.A + u.D) >> u.AR, u.kon);
  EXPECT_THAT(
      messages(u.m.check()),
      testing::Contains("reaction 'impossible': its reactants are in different compartments; write it as a flux"));
}

TEST(Notation, CovarianceMustFitTheVariances) {
  ReceptorUptake u;
  const Expr x = u.m.parameter("x", 1 / h, "test", "assumed: test", Variability::lognormal(0.04));
  const Expr y = u.m.parameter("y", 1 / h, "test", "assumed: test", Variability::lognormal(0.09));
  u.m.reaction("loss", u.R >> nothing, x + y);
  u.m.covariance(x, y, 0.07);
  u.m.covariance(x, u.kint, 0.01);
  EXPECT_THAT(messages(u.m.check()), testing::UnorderedElementsAre(
                                         "covariance of 'x' and 'y' is 0.07, beyond the root of their variances 0.06",
                                         "covariance of 'x' and 'kint': 'kint' does not vary",
                                         "covariance of 'x' and 'kint' is 0.01, beyond the root of their variances 0"));
}

TEST(Notation, ABuiltNetworkIsNotChangedByTheModelAfterwards) {
  ReceptorUptake u;
  const Network n = u.m.build();
  const std::string before = print_equations(n);
  u.m.reaction("more", u.R >> nothing, u.kint);
  EXPECT_EQ(print_equations(n), before);
}
