// Design files: the examples, numbers against the room of designs, and mistakes with their place.

#include "studies/design_file.hpp"

#include "base/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string refused(const std::string& toml) {
  try {
    (void)design_answer("design.toml", toml);
  } catch (const InputError& e) {
    return render(e.problems());
  }
  return "not refused";
}

TEST(DesignFile, Examples) {
  EXPECT_THAT(design_catalogue(), ElementsAre("3+3", "boin", "crm", "group-sequential", "simon"));
  // 3+3: H-02, exact; Simon: his table 1; O'Brien-Fleming: rpact's bounds
  const DesignAnswer up_and_down = design_answer(find_design("3+3"));
  EXPECT_EQ(up_and_down.grids.at(0).rows.at(3).at(2), "38.9 %");
  const DesignAnswer simon = design_answer(find_design("simon"));
  EXPECT_THAT(simon.grids.at(0).rows.at(1),
              ElementsAre("optimal", "1/10", "5/29", "15.01", "73.6 %", "4.71 %", "80.5 %"));
  EXPECT_THAT(simon.grids.at(0).rows.at(2),
              ElementsAre("minimax", "1/15", "5/25", "19.51", "54.9 %", "3.28 %", "80.2 %"));
  const DesignAnswer looks = design_answer(find_design("group-sequential"));
  EXPECT_EQ(looks.grids.at(0).rows.at(1).at(2), "3.4711");
  EXPECT_EQ(looks.grids.at(0).rows.at(3).at(3), "2.50 %");
}

TEST(DesignFile, EveryBound) {
  for (const auto& [bounds, last] : {std::pair{"obrien-fleming", "1.9774"},
                                     {"pocock", "2.1783"},
                                     {"lan-demets", "1.9686"},
                                     {"hwang-shih-decani", "1.9811"}})
    EXPECT_EQ(
        design_answer("d.toml", std::string("design = \"group-sequential\"\ninformation = [0.5, 1]\nbounds = \"") +
                                    bounds + "\"\n")
            .grids.at(0)
            .rows.at(2)
            .at(2),
        last)
        << bounds;
}

TEST(DesignFile, SameSeedSameNumbers) {
  const std::string text = "design = \"boin\"\ntoxicity = [0.1, 0.3, 0.5]\ntrials = 200\nseed = ";
  EXPECT_EQ(design_answer("d.toml", text + "4\n").grids[0].rows, design_answer("d.toml", text + "4\n").grids[0].rows);
  EXPECT_NE(design_answer("d.toml", text + "4\n").grids[0].rows, design_answer("d.toml", text + "5\n").grids[0].rows);
}

TEST(DesignFile, Mistakes) {
  for (const auto& [toml, said] : std::vector<std::pair<std::string, std::string>>{
           {"design = \"bion\"\n", "did you mean \"boin\"?"},
           {"design = \"boin\"\n", "a boin design needs toxicity"},
           {"design = \"boin\"\ntoxicity = []\n", "design.toml:2:12: error"},
           {"design = \"boin\"\ntoxicity = [0.1, 1.2]\n", "design.toml:2:18: error"},
           {"design = \"boin\"\ntoxicity = [0.1]\ntarget = 0.8\n", "BOIN needs 0 < safe < target < toxic < 1"},
           {"design = \"boin\"\ntoxicity = [0.1]\nstart = 2\n",
            "design.toml:1:10: error: BOIN's first dose level 2 is not one of the 1"},
           {"design = \"simon\"\ntoxicity = [0.1]\n",
            "design.toml:2:1: error: \"toxicity\" is not of the design simon"},
           {"design = \"simon\"\np0 = 0.4\np1 = 0.3\n", "p1 = 0.3 must be above p0 = 0.4"},
           {"design = \"simon\"\np0 = 0.3\np1 = 0.31\n", "no two-stage design of at most 100 patients"},
           {"design = \"crm\"\ntoxicity = [0.1, 0.2]\nskeleton = [0.1]\n",
            "a skeleton of 1 dose levels and 2 DLT probabilities do not fit"},
           {"design = \"crm\"\ntoxicity = [0.1, 0.2]\nskeleton = [0.2, 0.1]\n", "a CRM skeleton must increase"},
           {"design = \"group-sequential\"\ninformation = [0.5, 0.9]\n",
            "the last look must be at information 1, not 0.9"},
           {"design = \"3+3\"\ntoxicity = [0.1]\ntrials = 0\n", "design.toml:3:10: error"},
       })
    EXPECT_THAT(refused(toml), HasSubstr(said));
}

}  // namespace
}  // namespace tansine
