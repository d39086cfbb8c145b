// The schemas that editors use, and the reference of the study file's keys: both from the declarations that parse.

#include "program.hpp"
#include "schema_check.hpp"

#include "io/json.hpp"
#include "studies/compound_file.hpp"
#include "studies/study_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <cstdlib>
#include <fstream>

namespace tansine {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

Node schema_by_command(const std::string& kind) {
  const Desk desk;
  const Ran ran = desk.run({"schema", kind});
  EXPECT_EQ(ran.code, 0);
  return parse_json("schema", ran.out);
}

TEST(Schema, OfAStudyHasEveryKey) {
  EXPECT_THAT(schema_keys(schema_by_command("study")), IsSupersetOf({"study",
                                                                     "title",
                                                                     "question",
                                                                     "compound",
                                                                     "model",
                                                                     "lot",
                                                                     "regimen",
                                                                     "doses",
                                                                     "events",
                                                                     "events.dataset",
                                                                     "events.time_unit",
                                                                     "events.amount_unit",
                                                                     "patients",
                                                                     "seed",
                                                                     "observe",
                                                                     "population",
                                                                     "covariates",
                                                                     "covariates.*.distribution",
                                                                     "covariates.*.value",
                                                                     "covariates.*.mean",
                                                                     "covariates.*.sd",
                                                                     "covariates.*.median",
                                                                     "covariates.*.cv",
                                                                     "covariates.*.sd_log",
                                                                     "covariates.*.probability",
                                                                     "covariates.*.min",
                                                                     "covariates.*.max",
                                                                     "covariates.*.source",
                                                                     "compare",
                                                                     "compare.dataset",
                                                                     "compare.observable",
                                                                     "compare.analyte",
                                                                     "compare.models",
                                                                     "override",
                                                                     "override.*.value",
                                                                     "override.*.source",
                                                                     "solver",
                                                                     "solver.method",
                                                                     "solver.rtol",
                                                                     "solver.audit",
                                                                     "output",
                                                                     "output.trajectories"}));
}

TEST(Schema, TellsRightFromWrong) {
  const Node schema = schema_by_command("study");
  const auto problems = [&](const std::string& toml) { return schema_problems(schema, parse_toml("study", toml)); };
  EXPECT_THAT(problems(good_study()), IsEmpty());
  EXPECT_THAT(problems(replaced(good_study(), "patients = 20", "patients = 0")), ElementsAre("patients: too small"));
  EXPECT_THAT(problems(replaced(good_study(), "patients = 20", "patient = 20")), ElementsAre("patient: not allowed"));
  EXPECT_THAT(problems(replaced(good_study(), "compound = \"t-dm1\"\n", "")), ElementsAre(": lacks compound"));
  EXPECT_THAT(problems(good_study() + "[solver]\nmethod = \"magic\"\n"),
              ElementsAre("solver.method: not one of the words"));
  EXPECT_THAT(problems(replaced(good_study(), "\"lu2014\"", "[\"lu2014\", 3]")),
              ElementsAre("model: none of the choices fits"));
}

TEST(Schema, CatalogueAndPopulationsAreValid) {
  const Node compound = schema_by_command("compound"), population = schema_by_command("population");
  for (const auto& entry : fs::directory_iterator(source_folder() / "data/compounds"))
    EXPECT_THAT(schema_problems(compound, read_toml(entry.path())), IsEmpty()) << entry.path();
  for (const auto& entry : fs::directory_iterator(source_folder() / "data/populations"))
    EXPECT_THAT(schema_problems(population, read_toml(entry.path())), IsEmpty()) << entry.path();
}

// ---- docs/study-file.md: a page by hand down to a mark, and below it the keys from the declarations

constexpr const char* kMark = "<!-- from here on written by the test Reference.IsUpToDate -->\n";

fs::path page() { return source_folder() / "docs/study-file.md"; }

TEST(Reference, IsUpToDate) {
  std::string text = text_of_file(page());
  const std::size_t mark = text.find(kMark);
  ASSERT_NE(mark, std::string::npos) << page() << " lacks the line\n" << kMark;
  const std::string head = text.substr(0, mark) + kMark;
  const std::string expected = head + "\n" + study_key_reference();
  const char* const update = std::getenv("TANSINE_UPDATE_GOLDEN");
  if (update != nullptr && std::string_view(update) == "1") {
    std::ofstream(page(), std::ios::binary) << expected;
    text = expected;
  }
  EXPECT_EQ(text, expected) << "run this test with TANSINE_UPDATE_GOLDEN=1 to write the page anew";
}

TEST(Reference, ItsExampleIsRight) {
  const std::string text = text_of_file(page());
  const std::size_t from = text.find("```toml\n");
  ASSERT_NE(from, std::string::npos);
  const Desk desk;
  desk.put("study.toml", text.substr(from + 8, text.find("```\n", from + 8) - from - 8));
  const Ran ran = desk.run({"check", "study.toml"});
  EXPECT_EQ(ran.code, 0) << ran.err;
}

}  // namespace
}  // namespace tansine
