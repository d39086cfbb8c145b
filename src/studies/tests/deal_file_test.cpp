// Deal files: those that come with Tansine, and every kind of mistake with its place.

#include "studies/deal_file.hpp"

#include "base/file.hpp"
#include "base/resources.hpp"
#include "base/table.hpp"
#include "studies/deal_terms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kDeal = R"(title = "Small"
signed = "2004-10-01"
payer = "Partner"
payee = "Licensor"
headline = "USD 43 million"
path = ["ind", "approval", "sales"]
[[clause]]
name = "upfront"
category = "upfront"
amount = "USD 1 million"
source = "seed"
[[clause]]
name = "approval"
category = "milestone"
on = "approval"
amount = "undisclosed"
assume = "USD 42 million"
why = "all of it"
source = "seed"
)";

std::string refused(const std::string& toml) {
  try {
    (void)parse_deal("deal.toml", toml);
  } catch (const InputError& e) {
    return render(e.problems());
  }
  return "not refused";
}
std::string with(const std::string& old_text, const std::string& new_text) {
  std::string text = kDeal;
  const std::size_t at = text.find(old_text);
  EXPECT_NE(at, std::string::npos) << old_text;
  return text.replace(at, old_text.size(), new_text);
}

TEST(DealFile, CatalogueIsRight) {
  const Table sources = read_table(read_source(data_directory() / "sources.csv"));
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < sources.rows(); ++i) keys.emplace_back(sources.cell(i, 0));
  const auto known = [&](const std::string& source) {
    const std::string key = source.substr(0, source.find(':'));
    return key == "assumed" || key == "derived" || std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  EXPECT_THAT(deal_catalogue(), testing::ElementsAre("biogen-idec-2004", "genentech-2000", "sicor-2007"));
  for (const std::string& name : deal_catalogue()) {
    SCOPED_TRACE(name);
    const DealFile file = read_deal(find_deal(name));
    for (const DealClause& c : file.deal.clauses) {
      EXPECT_TRUE(known(c.known_from.source)) << c.known_from.source;
      EXPECT_EQ(c.known_from.quote.empty(), name == "genentech-2000") << c.name;  // that contract was not read
    }
    for (const DealGrant& g : file.deal.grants) EXPECT_TRUE(known(g.known_from.source)) << g.name;
    for (const DealSum& s : file.deal.sums) EXPECT_TRUE(known(s.known_from.source)) << s.name;
    for (const DatedEvent& e : file.deal.history.events()) EXPECT_TRUE(known(e.source)) << e.source;
  }
}

// The announced maximum, what is disclosed of it, and what all-success histories pay ([R] royalties 3.6, 16.75, 34.75
// on sales of 120, 500 and 900 at the tiers of the other license).
TEST(DealFile, BiogenIdec) {
  const DealFile file = read_deal(find_deal("biogen-idec-2004"));
  const Purse face = face_value(file.deal);
  EXPECT_EQ(purse_text(face), "USD 43 million");
  const std::vector<CashFlow> all = deal_flows(file.deal, all_success(file.deal));
  const Purse paid = received(all, "ImmunoGen");
  EXPECT_EQ(paid.usd.disclosed.high, 2.5);
  EXPECT_EQ(paid.usd.assumed.high, 40.5);
  ASSERT_TRUE(file.plan.has_value());
  const DealValue v = value_deal(file.deal, file.plan->programme, file.plan->claim, file.plan->options);
  EXPECT_LT(v.low.mean(), 7.400599);  // the worked example's tiers lie within the range of rates
  EXPECT_GT(v.high.mean(), 7.400599);
  for (const auto& [sales, royalties] : {std::pair{120., 3.6}, {500., 16.75}, {900., 34.75}})
    EXPECT_NEAR(
        std::get<Known>(tiered({{0, Known{.03}}, {250, Known{.035}}, {400, Known{.04}}, {700, Known{.05}}}, sales))
            .value,
        royalties, 1e-12);
}

TEST(DealFile, GenentechIsPaidInFull) {
  const Deal deal = read_deal(find_deal("genentech-2000")).deal;
  const std::vector<CashFlow> all = deal_flows(deal, all_success(deal));
  const std::vector<std::string> milestones = {"development", "regulatory"};
  EXPECT_NEAR(received(all, "ImmunoGen", milestones).usd.disclosed.high, 44, 1e-12);
}

TEST(DealFile, SicorIsInEuros) {
  const Deal deal = read_deal(find_deal("sicor-2007")).deal;
  const Purse face = face_value(deal);
  EXPECT_TRUE(face.usd.empty());
  EXPECT_EQ(face.eur.disclosed.high, 5);
}

TEST(DealFile, Terms) {
  EXPECT_EQ(parse_money("USD 1.5 million")->millions, Term(Known{1.5}));
  EXPECT_EQ(parse_money("EUR 3 to 8 million")->millions, Term(KnownRange{3, 8}));
  EXPECT_EQ(parse_money("EUR 3 to 8 million")->currency, Currency::eur);
  EXPECT_EQ(parse_money("undisclosed")->millions, Term(Undisclosed{}));
  EXPECT_EQ(std::get<Known>(*parse_rate("3.5 %")).value, 0.035);
  EXPECT_EQ(parse_rate("undisclosed"), Term(Undisclosed{}));
  EXPECT_EQ(parse_date("2004-10")->date, CalendarDate(2004, 10, 15));
  for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
           {"GBP 3 million", "unknown currency \"GBP\": there are USD and EUR"},
           {"USD x million", "expected a number, not \"x\""},
           {"USD -3 million", "must not be negative"},
           {"USD 8 to 3 million", "the range ends below its start"},
           {"USD 3 billion", "amounts are in millions"},
           {"USD 3 million a year", "amounts are in millions"},
           {"3 million", "expected an amount like"},
           {"", "expected an amount like"}}) {
    UnitProblem problem;
    EXPECT_FALSE(parse_money(text, &problem).has_value()) << text;
    EXPECT_THAT(problem.message, HasSubstr(said)) << text;
  }
  for (const char* wrong : {"3", "3.5", "% 3", "x %", "5 to 3 %", "3 % %"})
    EXPECT_FALSE(parse_rate(wrong).has_value()) << wrong;
}

TEST(DealFile, Mistakes) {
  EXPECT_THAT(parse_deal("deal.toml", kDeal).remarks.size(), testing::Ge(1u));
  for (const auto& [toml, said] : std::vector<std::pair<std::string, std::string>>{
           // the clauses do not come to the headline
           {with("USD 43 million", "USD 45 million"),
            "deal.toml:5:12: error: the headline is USD 45 million, and the clauses come to USD 43 million"},
           {with("\"undisclosed\"\nassume = \"USD 42 million\"\nwhy = \"all of it\"", "\"EUR 42 million\""),
            "the headline is USD 43 million, and the clauses come to USD 1 million"},
           // clauses that contradict
           {kDeal + "[[clause]]\nname = \"again\"\ncategory = \"milestone\"\non = \"approval\"\namount = \"USD 3 "
                    "million\"\nsource = \"x\"\n",
            "deal.toml:20:1: error: \"again\" pays USD 3 million for \"approval\", and so does \"approval\""},
           {with("on = \"approval\"", "on = \"aproval\""),
            "deal.toml:12:1: error: \"approval\" waits for \"aproval\", which no programme on the path reaches; did "
            "you mean \"approval\"?"},
           {with("on = \"approval\"", "on = \"approval\"\nuntil = \"ind\""),
            "\"approval\" can never be paid: it ends with \"ind\", before \"approval\""},
           {kDeal + "[[sum]]\nname = \"all\"\namount = \"USD 0.5 million\"\nclauses = [\"upfront\"]\nsource = \"x\"\n",
            "deal.toml:20:1: error: \"all\" is USD 0.5 million, and its parts come to USD 1 million"},
           {with("payer = \"Partner\"", "payer = \"Licensor\""), "clause \"upfront\": Licensor cannot pay itself"},
           {with("payer = \"Partner\"\n", ""), "clause \"upfront\": a payment needs a payer and a payee"},
           // an assumption where nothing is unknown, or without a reason
           {with("amount = \"USD 1 million\"", "amount = \"USD 1 million\"\nassume = \"USD 2 million\"\nwhy = \"x\""),
            "deal.toml:11:1: error: nothing is assumed of what is disclosed"},
           {with("why = \"all of it\"\n", ""), "an assumption needs its reason"},
           // forms
           {with("amount = \"USD 1 million\"\n", ""), "a clause has one of amount, price, rate and tiers"},
           {with("USD 1 million", "1 million dollars"), "deal.toml:10:"},
           {with("2004-10-01", "1 October 2004"), "expected a day like \"2004-10-01\""},
           {with("category = \"upfront\"", "categry = \"upfront\""), "did you mean \"category\"?"},
           {kDeal + "[[event]]\ndate = \"2003\"\nkind = \"ind\"\nsource = \"x\"\n",
            "deal.toml:20:1: error: \"ind\" of 2003 comes before the signing on 2004-10-01"},
           {kDeal + "[[event]]\ndate = \"2020\"\nkind = \"sales\"\nsales = \"EUR 100 million\"\nsource = \"x\"\n",
            "sales in EUR and a deal in USD do not add"},
           {kDeal + "[[event]]\ndate = \"2020\"\nkind = \"sales\"\nsales = \"undisclosed\"\nsource = \"x\"\n",
            "sales must be one amount"},
           {kDeal + "[[clause]]\nname = \"royalties\"\ncategory = \"royalty\"\ntiers = [{ rate = \"5 %\" }, { from = "
                    "\"EUR 100 million\", rate = \"6 %\" }]\nsource = \"x\"\n",
            "a tier in EUR and a deal in USD do not add"},
       })
    EXPECT_THAT(refused(toml), HasSubstr(said));
}

// An undisclosed term can stand in a deal, but not in its value.
TEST(DealFile, UndisclosedTermsNeedAnAssumptionToBeValued) {
  const std::string plan = R"([plan]
party = "Licensor"
source = "x"
base_rate = 0.05
base_source = "x"
[[plan.stage]]
name = "all"
success = 0.1
years = 10
source = "x"
[[plan.launch]]
event = "approval"
)";
  EXPECT_TRUE(parse_deal("deal.toml", kDeal + plan).plan.has_value());
  std::string unknown = with("assume = \"USD 42 million\"\nwhy = \"all of it\"\n", "");
  EXPECT_FALSE(parse_deal("deal.toml", unknown).plan.has_value());
  EXPECT_THAT(
      refused(unknown + plan),
      AllOf(HasSubstr("deal.toml:18:1: error: plan: an amount of \"approval\" is undisclosed: it can be used only with "
                      "what is assumed of it, a value or a range")));
}

TEST(DealFile, ExampleOfThePage) {
  const std::string page = read_source(TANSINE_SOURCE_DIR "/docs/programme.md")->text;
  const std::size_t start = page.find("```toml\n") + 8;
  const std::string toml = page.substr(start, page.find("```", start) - start);
  const DealFile file = parse_deal("programme.md", toml);
  EXPECT_EQ(file.deal.clauses.size(), 3u);
  EXPECT_EQ(purse_text(face_value(file.deal)), "USD 1 million, and USD 30 to 42 million more assumed");
}

TEST(DealFile, NearestName) {
  try {
    (void)find_deal("sicor-2008");
    FAIL();
  } catch (const InputError& e) {
    EXPECT_THAT(render(e.problems()), HasSubstr("unknown deal \"sicor-2008\"; did you mean \"sicor-2007\"?"));
  }
}

}  // namespace
}  // namespace tansine
