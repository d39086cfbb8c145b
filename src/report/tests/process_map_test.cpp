#include "report/process_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/problem.hpp"
#include "report/tests/markup_check.hpp"

namespace tansine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ProcessMap uptake() {
  return {{{"A", "medium"}, {"R", "cells", true, true}, {"AR", "cells"}, {"D & co", "cells"}, {"x", "", false, true}},
          {{0, 2, "binding", true},
           {1, 2, "binding", true},
           {2, 3, "release"},
           {3, 0, "back"},
           {0, 3, "<short cut>"},
           {4, 4, "itself"}}};
}

TEST(ProcessMap, ArrowsLeadToLaterColumnsUnlessTheyCloseACircle) {
  EXPECT_THAT(map_columns(uptake()), ElementsAre(0, 0, 1, 2, 0));
  EXPECT_THAT(map_columns({{{"a"}, {"b"}}, {{0, 1, ""}, {1, 0, ""}}}), ElementsAre(0, 1));
}

TEST(ProcessMap, IsWellFormedAndTheSameEachTime) {
  const std::string svg = standalone_drawing("A <b>", "c & d", {draw_process_map(uptake()), draw_process_map({})});
  EXPECT_THAT(markup_faults(svg), IsEmpty());
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, HasSubstr("D &amp; co"));
  EXPECT_EQ(draw_process_map(uptake()).svg, draw_process_map(uptake()).svg);
}

TEST(ProcessMap, AnArrowToNowhereIsABug) { EXPECT_THROW(map_columns({{{"a"}}, {{0, 1, ""}}}), InternalError); }

MoleculePicture conjugate() {
  return {"T-DM1",
          {"trastuzumab", "IgG1"},
          {"HER2", ""},
          {"SMCC", "thioether"},
          {"DM1", "tubulin"},
          "lot",
          {0.02, 0.13, 0.23, 0.26, 0.19, 0.10, 0.05, 0.02}};
}

TEST(Molecule, ShowsTheMeanNumberOfDrugs) {
  EXPECT_NEAR(conjugate().mean_drugs(), 3.07, 1e-12);
  const std::string text = draw_molecule_text(conjugate());
  EXPECT_EQ(std::count(text.begin(), text.end(), '*'), 3 + 1);  // and one in the key
  EXPECT_THAT(text, HasSubstr("3.07 drugs per antibody (lot lot)"));
  EXPECT_THAT(text, HasSubstr("   3 drugs  26.0 % " + std::string(30, '#') + "\n"));
}

TEST(Molecule, LeavesOutWhatThereIsNot) {
  MoleculePicture naked{"mAb", {"mAb", ""}, {}, {}, {}, "", {}};
  EXPECT_THAT(draw_molecule_text(naked), AllOf(Not(HasSubstr("*")), Not(HasSubstr("drugs")), Not(HasSubstr("binds"))));
  EXPECT_THAT(draw_molecule_svg(naked).svg, Not(HasSubstr("drug")));
}

TEST(Molecule, SvgIsWellFormedWithOddWords) {
  MoleculePicture odd = conjugate();
  odd.payload = {std::string(500, 'W'), "<&\">"};
  for (const MoleculePicture& m : {conjugate(), odd})
    EXPECT_THAT(markup_faults(standalone_drawing(m.title, "", {draw_molecule_svg(m)})), IsEmpty());
}

}  // namespace
}  // namespace tansine
