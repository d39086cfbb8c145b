#include "model/outline.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace tansine;
using namespace tansine::units;

namespace {

using testing::ElementsAre;

/// Six forms that lose their drugs one by one into D, which is lost into an account; and a receptor.
Outline six_forms() {
  Model m("six forms");
  const Expr k = m.parameter("k", 0.1 / h, "loss of a drug", "assumed: for a test");
  const Compartment c = m.compartment("plasma", m.parameter("V", 3.0 * L, "volume", "assumed: for a test"));
  std::vector<Species> A;
  for (int n = 0; n < 6; ++n) A.push_back(m.species(fmt::format("A{}", n), c));
  const Species D = m.species("D", c), R = m.species("R", c), lost = m.amount("lost");
  for (std::size_t n = 1; n < 6; ++n) m.reaction(fmt::format("A{} to A{}", n, n - 1), A[n] >> (A[n - 1] + D), k);
  m.reaction("elimination of D", D >> lost, k);
  m.reaction("synthesis of R", nothing >> R, k * m.parameter("R0", 1.0 * nM, "receptor", "assumed: for a test"));
  m.reaction("turnover of R", R >> nothing, k);
  m.observable("D", D, "nM");
  return outline(m.build());
}

std::vector<std::string> names(const Outline& o) {
  std::vector<std::string> out;
  for (const Outline::Kind& k : o.kinds) out.push_back(k.name);
  return out;
}

}  // namespace

TEST(Outline, SeriesAreOneKindAndAccountsAreNone) {
  const Outline o = six_forms();
  EXPECT_THAT(names(o), ElementsAre("A0 \u2026 A5", "D", "R"));
  EXPECT_EQ(o.kinds[0].species, 6u);
  ASSERT_EQ(o.steps.size(), 1u);
  EXPECT_EQ(o.steps[0].from, 0u);
  EXPECT_EQ(o.steps[0].to, 1u);
  EXPECT_EQ(o.steps[0].process, "loss of drugs");
}

TEST(Outline, SaysWhatComesFromAndGoesToNothing) {
  const Outline o = six_forms();
  EXPECT_FALSE(o.kinds[0].lost);
  EXPECT_TRUE(o.kinds[1].lost);
  EXPECT_FALSE(o.kinds[1].made);
  EXPECT_TRUE(o.kinds[2].made);
  EXPECT_TRUE(o.kinds[2].lost);
}
