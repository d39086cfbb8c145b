#include "library/distribution/allometry.hpp"

#include "compounds.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using ::testing::HasSubstr;

struct Pair {
  ModelDescription from, to;
};

Pair monkey_to_human() {
  Pair p;
  p.from.name = "monkey";
  p.from.body_weight = assumed("3.5 kg");
  p.from.parameters = {
      {"CL", assumed("17.4 mL/d")}, {"Q2", assumed("25 mL/d")}, {"V1", assumed("148 mL")}, {"k1", assumed("0.1 1/d")}};
  p.to.name = "human";
  p.to.body_weight = assumed("70 kg");
  p.to.allometry =
      AllometryDescription{{{"clearance", assumed("0.74")}, {"Q2", assumed("0.71")}, {"volume", assumed("1.12")}}, {}};
  return p;
}

TEST(Allometry, ByNameThenByKind) {
  const Pair p = monkey_to_human();
  Problems problems;
  const QuantityTable t = scale_allometrically(p.from, p.to, problems);
  EXPECT_FALSE(problems.has_errors());
  EXPECT_NEAR(t[0].quantity.value.in("mL/d"), 17.4 * std::pow(20, 0.74), 1e-9);
  EXPECT_NEAR(t[1].quantity.value.in("mL/d"), 25 * std::pow(20, 0.71), 1e-9);
  EXPECT_NEAR(t[2].quantity.value.in("mL"), 148 * std::pow(20, 1.12), 1e-9);
  EXPECT_NEAR(t[3].quantity.value.in("1/d"), 0.1, 1e-15);  // no exponent: stays
  EXPECT_THAT(t[0].quantity.source, HasSubstr("derived: 17.4 mL/d x (70 kg/3.5 kg)^0.74"));
  EXPECT_EQ(t[3].quantity.source, "assumed: for a test");
}

TEST(Allometry, SaysWhatIsMissing) {
  Pair p = monkey_to_human();
  p.from.body_weight.reset();
  Problems problems;
  scale_allometrically(p.from, p.to, problems);
  EXPECT_THAT(problems.list()[0].message, HasSubstr("needs body_weight, here and in 'monkey'"));
  p = monkey_to_human();
  p.to.allometry->exponents.push_back({"volum", assumed("1")});
  Problems unknown;
  scale_allometrically(p.from, p.to, unknown);
  EXPECT_THAT(unknown.list()[0].message, HasSubstr("unknown parameter 'volum'; did you mean \"volume\"?"));
}

}  // namespace
}  // namespace tansine
