// The judge must be able to say no.

#include "report/tests/markup_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(MarkupCheck, AcceptsWellFormed) {
  EXPECT_THAT(markup_faults("<!DOCTYPE html>\n<p id=\"a\">1 &lt; 2<br/></p>\n<style>a>b{}</style>"), IsEmpty());
}

TEST(MarkupCheck, RefusesEachKindOfFault) {
  EXPECT_THAT(markup_faults("<p><b></p></b>"), Not(IsEmpty()));
  EXPECT_THAT(markup_faults("<p>"), ElementsAre("never closed: <p>"));
  EXPECT_THAT(markup_faults("1 < 2"), ElementsAre(HasSubstr("stray <")));
  EXPECT_THAT(markup_faults("a & b"), ElementsAre(HasSubstr("stray &")));
  EXPECT_THAT(markup_faults("<p class=x></p>"), Not(IsEmpty()));
  EXPECT_THAT(markup_faults("<p class=\"a<b\"></p>"), ElementsAre(HasSubstr("< in an attribute")));
  EXPECT_THAT(markup_faults("<p id=\"a\"></p><p id=\"a\"></p>"), ElementsAre(HasSubstr("id given twice")));
  EXPECT_THAT(markup_faults("<p>\x01</p>"), ElementsAre(HasSubstr("control character")));
}

}  // namespace
}  // namespace tansine
