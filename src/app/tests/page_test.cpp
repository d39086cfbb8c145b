// The report of a simulate study: what stands on it, and that nothing else than study and seed decides it.

#include "app/simulate_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string page_of(const std::string& more) {
  const ResolvedStudy study = resolve(parse_study(
      "mine.toml",
      "study = \"simulate\"\ncompound = \"t-dm1\"\nmodel = [\"lu2014\", \"dar-human\"]\nregimen = \"3.6 mg/kg, "
      "infused over 90 min\"\npatients = 8\npopulation = \"her2-breast-cancer\"\n" +
          more,
      {}));
  SimulateOptions options;
  options.threads = 2;
  const StudyResult result = simulate(study, options);
  return page_html(simulate_page(study, result, compare(study, result)));
}

const std::string kObserve = "[observe]\nconjugate = \"daily for 3 weeks\"\nDAR_all = \"daily for 3 weeks\"\n";

TEST(SimulatePage, HasWhatAReaderNeeds) {
  const std::string html = page_of("title = \"<b>mine</b>\"\nquestion = \"How & why?\"\n" + kObserve);
  for (const char* section : {"Methods", "Inputs", "Warnings", "Checks", "Sources", "Manifest"})
    EXPECT_THAT(html, HasSubstr(section));
  EXPECT_THAT(html, AllOf(HasSubstr("<svg"), HasSubstr("How &amp; why?"), HasSubstr("lu2014"), HasSubstr("dar-human"),
                          HasSubstr("Balance of antibody, payload and target"), HasSubstr("seed")));
  // a user's words are text, not markup; nothing is fetched
  EXPECT_THAT(html, AllOf(Not(HasSubstr("<b>mine</b>")), Not(HasSubstr("<script src")), Not(HasSubstr("<link"))));
}

TEST(SimulatePage, SameStudySameBytes) { EXPECT_EQ(page_of(kObserve), page_of(kObserve)); }

TEST(SimulatePage, SaysWhoFailed) {
  EXPECT_THAT(
      page_of(kObserve + "[covariates.ECD]\ndistribution = \"fixed\"\nvalue = \"-5 ng/mL\"\nsource = \"assumed\"\n"),
      HasSubstr("8 of 16 patients failed (not_finite 8)"));
}

}  // namespace
}  // namespace tansine
