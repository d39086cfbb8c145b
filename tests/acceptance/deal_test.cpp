// `tansine deal`: clauses in words beside the words of the filing, cash, what is undisclosed, and no advice.

#include "program.hpp"
#include "schema_check.hpp"

#include "io/json.hpp"
#include "studies/deal_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(DealCommand, EveryDealOfTheCatalogue) {
  const Desk desk;
  const Ran list = desk.run({"deal"});
  EXPECT_EQ(list.code, 0);
  for (const std::string& name : deal_catalogue()) {
    EXPECT_THAT(list.out, HasSubstr("  " + name));
    const Ran ran = desk.run({"deal", name});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out, AllOf(HasSubstr("\nwhat is paid\n"), HasSubstr("\nface value"), HasSubstr("\nrealized so far"),
                               HasSubstr("\ncash by year\n"), HasSubstr("\nremarks\n"),
                               EndsWith("\nscenario, not investment or dosing advice\n")));
    const Node schema = parse_json("schema", deal_schema());
    EXPECT_THAT(schema_problems(schema, read_toml(find_deal(name))), IsEmpty());
  }
}

TEST(DealCommand, BiogenIdecInWords) {
  const Ran ran = Desk().run({"deal", "biogen-idec-2004"});
  for (const char* said :
       {"upfront: Biogen Idec pays ImmunoGen USD 1 million, at signing\n    \"an upfront payment of $1 million\"",
        "royalties on each year's \"sales\": an undisclosed rate (assumed 3 to 5 %)",
        "face value of the fixed payments, if everything succeeds: USD 43 million\n",
        "realized so far, ImmunoGen: USD 2.5 million\n", "  2004  to ImmunoGen: USD 1 million\n",
        "launched               5.27 %   USD 62.5 to 90.7 million\n",
        "the clauses come to the headline, USD 43 million\n", "base rate 5.30 % [bio2021",
        "rests on what is assumed of: phase 2, phase 3, filing, approval us, approval eu, royalties\n"})
    EXPECT_THAT(ran.out, HasSubstr(said));
}

TEST(DealCommand, AFileOfOnesOwn) {
  const Desk desk;
  const std::string sicor = text_of_file(source_folder() / "data/deals/sicor-2007.toml");
  desk.put("mine.toml", sicor);
  EXPECT_THAT(desk.run({"deal", "mine.toml"}).out,
              HasSubstr("face value of the fixed payments, if everything succeeds: EUR 5 million"));
  desk.put("mine.toml", replaced(sicor, "headline = \"EUR 5 million\"", "headline = \"EUR 6 million\""));
  const Ran wrong = desk.run({"deal", "mine.toml"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_EQ(wrong.out, "");
  EXPECT_THAT(
      wrong.err,
      AllOf(StartsWith("mine.toml:8:12: error: the headline is EUR 6 million, and the clauses come to EUR 5 million"),
            HasSubstr("1 error; nothing was run")));
  EXPECT_EQ(desk.run({"deal", "no.toml"}).code, 2);
  EXPECT_EQ(desk.run({"deal", "genentec-2000"}).code, 2);
}

}  // namespace
}  // namespace tansine
