#include "app/progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <sstream>

namespace tansine {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(Progress, SaysNothingWhereNobodyWatches) {
  std::ostringstream out, err;
  Terminal terminal{out, err, false};
  {
    Progress progress(terminal);
    progress.show(10, 20, 1);
  }
  EXPECT_EQ(err.str(), "");
  EXPECT_EQ(out.str(), "");
}

TEST(Progress, OneLineThatIsWipedAtTheEnd) {
  std::ostringstream out, err;
  Terminal terminal{out, err, true};
  {
    Progress progress(terminal);
    progress.show(1'200, 9'000, 0);
    EXPECT_THAT(err.str(), AllOf(HasSubstr("1,200 of 9,000 patients"), Not(HasSubstr("failed")), Not(HasSubstr("\n"))));
    progress.show(9'000, 9'000, 1'234'567);
    EXPECT_THAT(err.str(), AllOf(HasSubstr("9,000 of 9,000 patients"), HasSubstr("1,234,567 failed")));
  }
  EXPECT_THAT(err.str(), EndsWith("\r\x1b[K"));
  EXPECT_EQ(out.str(), "");
}

TEST(Progress, DrawsAtMostTenTimesASecond) {
  std::ostringstream out, err;
  Terminal terminal{out, err, true};
  Progress progress(terminal);
  for (std::uint64_t i = 1; i < 1000; ++i) progress.show(i, 1000, 0);  // takes far less than 100 ms ...
  const std::string text = err.str();
  // ... and on a machine that is stopped in between, one line more for each tenth of a second
  EXPECT_LT(std::count(text.begin(), text.end(), '\r'), 100);
}

}  // namespace
}  // namespace tansine
