// Check B-21: the quasi-steady root for two targets.

#include "library/target/two_targets.hpp"

#include "base/random.hpp"
#include "library/tests/compounds.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace tansine {
namespace {

using namespace units;

double free_antibody(double Ctot, double R, double K_R, double S, double K_S) {
  Model m("two targets");
  const auto given = [&](const char* name, double x) {
    return m.parameter(name, x * nM, "for a test", "assumed: for a test");
  };
  const Expr C = free_of_two_targets(m, given("Ctot", Ctot), {given("R", R), given("K_R", K_R)},
                                     {given("S", S), given("K_S", K_S)});
  const Species y = m.state("y", "1");
  m.rate(y, -(0.1 / h * Expr(y)));
  m.observable("C", C, "nM");
  const Program p = compile(m.build());
  return Slots(p, 0, {1.0}).observable("C");
}

TEST(ChecksB, B21_TwoTargets) {
  RandomStream random(21, 0, purpose("test"));
  const auto draw = [&] { return std::pow(10, 6 * random.uniform() - 3); };
  for (int i = 0; i < 300; ++i) {
    const double Ctot = draw(), R = draw(), K_R = draw(), S = draw(), K_S = draw();
    const double C = free_antibody(Ctot, R, K_R, S, K_S);
    EXPECT_GT(C, 0);
    EXPECT_LT(std::abs(C + R * C / (K_R + C) + S * C / (K_S + C) - Ctot), 1e-12 * (Ctot + R + S)) << i;
    EXPECT_GT(free_antibody(1.01 * Ctot, R, K_R, S, K_S), C) << i;
    const double x = Ctot - R - K_R, root = std::sqrt(x * x + 4 * K_R * Ctot);
    const double one = x >= 0 ? 0.5 * (x + root) : 2 * K_R * Ctot / (root - x);
    EXPECT_NEAR(free_antibody(Ctot, R, K_R, 0, K_S), one, 1e-12 * one) << i;
  }
}

/// In a model: shed target that binds nothing changes nothing; what binds holds antibody back, and balances close.
TEST(TwoTargets, InAModel) {
  CompoundDescription c = test_compound();
  ModelDescription& m = model_of(c);
  m.target = TargetBindingDescription{};
  m.target->level.text = "qss";
  m.parameters.push_back({"R0", assumed("5 nM")});
  m.parameters.push_back({"Kss", assumed("0.3 nM")});
  m.parameters.push_back({"kint", assumed("0.1 1/h")});
  m.parameters.push_back({"kdeg", assumed("0.1 1/h")});
  const Program without = compile(assemble(c, "test"));
  m.parameters.push_back({"S0", assumed("20 nM")});
  m.parameters.push_back({"Kss_shed", assumed("1 nM")});
  m.parameters.push_back({"kel_shed", assumed("0.01 1/h")});
  const Program with = compile(assemble(c, "test"));
  std::vector<double> y;
  for (const StateInfo& s : with.states) y.push_back(s.name == "Ab" ? 30 : s.name == "R_total" ? 5 : 0);
  const Slots a(without, 0, y), b(with, 0, y);
  EXPECT_LT(b.observable("TAb"), 0.6 * a.observable("TAb"));  // free antibody
  EXPECT_LT(b.derivative("Ab"), 0);
}

}  // namespace
}  // namespace tansine
