#include "compounds.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using ::testing::HasSubstr;

CompoundDescription with_tumor(const std::vector<std::pair<std::string, std::vector<std::string>>>& settings,
                               const std::vector<std::pair<std::string, std::string>>& parameters) {
  CompoundDescription c = test_compound();
  MechanismDescription growth;
  growth.name = "growth";
  for (const auto& [name, words] : settings) growth.settings.push_back({name, words, {}});
  model_of(c).mechanisms.push_back(growth);
  for (const auto& [name, value] : parameters) model_of(c).parameters.push_back({name, assumed(value)});
  return c;
}

TEST(Growth, SaysEverythingThatIsWrongWithIt) {
  const std::string problems = problems_of(
      with_tumor({{"law", {"koch"}}, {"kill", {"emax"}}, {"driver", {"plasma antibdy"}}}, {{"kg", "0.1 1/d"}}));
  EXPECT_THAT(problems, HasSubstr("needs parameter 'V0_tumor'"));
  EXPECT_THAT(problems, HasSubstr("growth law \"koch\" needs parameter 'kgl' [L/h]"));
  EXPECT_THAT(problems, HasSubstr("did you mean \"plasma antibody\"?"));
  EXPECT_THAT(problems, HasSubstr("needs parameter 'kmax'"));
  EXPECT_THAT(problems, HasSubstr("needs parameter 'tau'"));
  EXPECT_THAT(problems_of(with_tumor({{"law", {"linaer"}}}, {})), HasSubstr("linear"));
  EXPECT_THAT(problems_of(with_tumor({{"clones", {"a", "b"}}, {"law", {"exponential"}}},
                                     {{"V0_tumor", "1 mm3"}, {"kg", "0.1 1/d"}, {"f_b", "1.5"}})),
              HasSubstr("'f_b' is 1.5, expected a fraction between 0 and 1"));
}

TEST(Growth, ClonesShareTheRoomAndDifferWhereTheySay) {
  const Program p = compile(assemble(with_tumor({{"clones", {"a", "b"}},
                                                 {"law", {"logistic"}},
                                                 {"kill", {"emax"}},
                                                 {"driver", {"plasma antibody"}},
                                                 {"death", {"immediate"}}},
                                                {{"V0_tumor", "100 mm3"},
                                                 {"kg", "0.1 1/d"},
                                                 {"kg_b", "0.05 1/d"},
                                                 {"Vmax_tumor", "1000 mm3"},
                                                 {"f_b", "0.25"},
                                                 {"kmax", "0.3 1/d"},
                                                 {"KC", "10 nM"},
                                                 {"phi_b", "3"},
                                                 {"mu_a_b", "0.01 1/d"}}),
                                     "test"));
  std::vector<double> y(p.n_states(), 0.0);
  const double a = 60e-6, b = 20e-6, C = 20;  // L, nM
  y[p.state_index("tumor_a")] = a;
  y[p.state_index("tumor_b")] = b;
  y[p.state_index("Ab")] = C;
  const Slots s(p, 0, y);
  const double room = 1 - 80e-6 / 1000e-6;
  EXPECT_NEAR(s.derivative("tumor_a") * 24, a * (.1 * room - .3 * C / (10 + C) - .01), 1e-18);
  EXPECT_NEAR(s.derivative("tumor_b") * 24, b * (.05 * room - .3 * C / (30 + C)) + .01 * a, 1e-18);
  EXPECT_NEAR(s.initial("tumor_a"), 75e-6, 1e-18);
  EXPECT_NEAR(s.initial("tumor_b"), 25e-6, 1e-18);
  EXPECT_NEAR(s.observable("tumor_volume"), 80, 1e-10);
  EXPECT_NEAR(s.observable("tumor_b"), .25, 1e-14);
  EXPECT_NEAR(s.observable("TSC_a"), 10 * .1 / .2, 1e-12);
  EXPECT_NEAR(s.observable("TSC_b"), 30 * .05 / .25, 1e-12);
}

TEST(Growth, ASizeBelowNothingHasNoPower) {
  // an integrator may try it: the derivative stays a number
  const Program p = compile(assemble(
      with_tumor({{"law", {"capped-exponential-linear"}}},
                 {{"V0_tumor", "100 mm3"}, {"kg", "0.1 1/d"}, {"kgl", "50 mm3/d"}, {"Vmax_tumor", "1000 mm3"}}),
      "test"));
  for (const double w : {-1e-9, 0.0, 1e-30, 1.0})
    EXPECT_TRUE(std::isfinite(Slots(p, 0, std::vector<double>(p.n_states(), w)).derivative("tumor"))) << w;
}

}  // namespace
}  // namespace tansine
