// `tansine design`: every example prints its characteristics; a wrong one is refused at its place.

#include "program.hpp"
#include "schema_check.hpp"

#include "io/json.hpp"
#include "studies/design_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(DesignCommand, EveryExample) {
  const Desk desk;
  const Ran list = desk.run({"design"});
  for (const std::string& name : design_catalogue()) {
    EXPECT_THAT(list.out, HasSubstr("  " + name + "\n"));
    const Ran ran = desk.run({"design", name});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out, EndsWith("\n\nscenario, not investment or dosing advice\n"));
    EXPECT_THAT(ran.out, testing::Not(HasSubstr(" \n")));
    EXPECT_THAT(schema_problems(parse_json("schema", design_schema()), read_toml(find_design(name))), IsEmpty());
  }
}

TEST(DesignCommand, AFileOfOnesOwn) {
  const Desk desk;
  desk.put("mine.toml", "design = \"simon\"\np0 = 0.05\np1 = 0.25\n");
  EXPECT_THAT(desk.run({"design", "mine.toml"}).out, HasSubstr("  optimal             0/9                 2/17"));
  desk.put("mine.toml", "design = \"simon\"\np0 = 0.05\np2 = 0.25\n");
  const Ran wrong = desk.run({"design", "mine.toml"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, AllOf(StartsWith("mine.toml:3:1: error: unknown key \"p2\""), HasSubstr("nothing was run")));
  EXPECT_EQ(desk.run({"design", "boim"}).code, 2);
}

}  // namespace
}  // namespace tansine
