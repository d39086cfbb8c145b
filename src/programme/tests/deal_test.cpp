// The algebra of deals: its laws, payments, sentences, the linter; currencies that do not add.

#include "programme/deal/deal.hpp"
#include "programme/tests/refusal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

template <class A, class B>
concept add_up = requires(A a, B b) {
  a + b;
};
static_assert(add_up<Usd, Usd> && add_up<Eur, Eur>);
static_assert(!add_up<Usd, Eur> && !add_up<Eur, Usd>);
template <class A, class B>
concept compare = requires(A a, B b) {
  a < b;
};
static_assert(compare<Usd, Usd> && !compare<Usd, Eur>);

MoneyTerm usd(double millions) { return {Currency::usd, Known{millions}}; }
const std::string P = "Partner", L = "Licensor";
const CalendarDate signing(2004, 10, 1);
CalendarDate after(double years) { return signing.plus_years(years); }

const std::vector<RoyaltyTier> kadcyla = {{0, Known{.03}}, {250, Known{.035}}, {400, Known{.04}}, {700, Known{.05}}};

/// What the laws are tested with: contracts of every form, histories with and without each event.
std::vector<Contract> contracts() {
  return {
      both({}),
      pay(usd(1), P, L),
      when("ind", pay(usd(2), P, L)),
      when("approval", both({pay(usd(3), P, L), pay({Currency::eur, Known{4}}, L, P)}), 2),
      royalty("sales", "US", kadcyla, Currency::usd, P, L),
      per_unit("material", "", {Currency::usd, Undisclosed{}}, P, L),
      until("terminated", both({when("ind", pay(usd(5), P, L)), royalty("sales", "", kadcyla, Currency::usd, P, L)}))};
}
std::vector<History> histories() {
  const std::vector<DatedEvent> events = {{after(1), "ind"},
                                          {after(2), "approval"},
                                          {after(3), "approval"},
                                          {after(4), "sales", "US", 300},
                                          {after(4.2), "sales", "EU", 500},
                                          {after(5), "material", "", 7}};
  std::vector<History> all = {History(), History(events)};
  for (std::size_t i = 0; i < events.size(); ++i) {
    std::vector<DatedEvent> fewer = events;
    fewer.erase(fewer.begin() + static_cast<long>(i));
    all.emplace_back(fewer);
    fewer.push_back({after(4.1), "terminated"});
    all.emplace_back(fewer);
  }
  return all;
}
auto same_payments(const std::vector<CashFlow>& expected) { return UnorderedElementsAreArray(expected); }

TEST(DealLaws, BothIsACommutativeMonoid) {
  for (const History& h : histories())
    for (const Contract& a : contracts()) {
      EXPECT_EQ(flows(both({a, both({})}), h, signing), flows(a, h, signing));
      for (const Contract& b : contracts()) {
        const std::vector<CashFlow> ab = flows(both({a, b}), h, signing);
        EXPECT_THAT(flows(both({b, a}), h, signing), same_payments(ab));
        EXPECT_EQ(ab.size(), flows(a, h, signing).size() + flows(b, h, signing).size());
        for (const Contract& c : contracts())
          EXPECT_THAT(flows(both({both({a, b}), c}), h, signing),
                      same_payments(flows(both({a, both({b, c})}), h, signing)));
      }
    }
}

TEST(DealLaws, UntilNeverIsNothingElse) {
  for (const History& h : histories())
    for (const Contract& c : contracts()) {
      EXPECT_EQ(flows(until("what does not happen", c), h, signing), flows(c, h, signing));
      // what is paid until an event is paid without the end as well
      for (const CashFlow& f : flows(until("terminated", c), h, signing))
        EXPECT_THAT(flows(c, h, signing), Contains(f));
    }
}

TEST(Deal, TerritoriesAreTaxedApart) {
  for (const auto& [sales, paid] : {std::pair{250., 7.5}, {400., 12.75}, {700., 24.75}, {800., 29.75}, {1000., 39.75}})
    EXPECT_NEAR(std::get<Known>(tiered(kadcyla, sales)).value, paid, 1e-12);
  const History h({{after(9), "sales", "US", 600}, {after(9.01), "sales", "ROW", 400}});
  const auto total = [&](const Contract& c) {
    Purse sum;
    for (const CashFlow& f : flows(c, h, signing)) sum.add(f.amount, "royalty");
    return sum.usd.disclosed.low;
  };
  const auto of = [](const std::string& territory) {
    return royalty("sales", territory, kadcyla, Currency::usd, P, L);
  };
  EXPECT_NEAR(total(both({of("US"), of("ROW")})), 33.5, 1e-12);
  EXPECT_NEAR(total(of("")), 39.75, 1e-12);  // the world's sales of a year, added up
}

TEST(Deal, WhatIsUnknownStaysUnknown) {
  const Term unknown = Undisclosed{}, assumed = Undisclosed{KnownRange{1, 3}, "why"};
  EXPECT_EQ(Term(Known{1}) + Term(Known{2}), Term(Known{3}));
  EXPECT_EQ(Term(Known{1}) + Term(KnownRange{2, 4}), Term(KnownRange{3, 5}));
  EXPECT_EQ(Term(Known{1}) + unknown, Term(Undisclosed{}));
  EXPECT_EQ(Term(Known{1}) + assumed, Term(Undisclosed{KnownRange{2, 4}, ""}));
  EXPECT_EQ(0 * unknown, Term(Known{0}));
  EXPECT_EQ(draw(assumed, 0.25, "it"), 1.5);
  EXPECT_THAT(refusal([&] { draw(unknown, 0.5, "the amount of \"phase 2\""); }),
              HasSubstr("the amount of \"phase 2\" is undisclosed: it can be used only with what is assumed of it"));
  // royalties at undisclosed rates are payments all the same
  const std::vector<CashFlow> f = flows(royalty("sales", "", {{0, Undisclosed{}}}, Currency::usd, P, L),
                                        History({{after(9), "sales", "US", 600}}), signing);
  ASSERT_EQ(f.size(), 1u);
  EXPECT_FALSE(is_disclosed(f[0].amount.millions));
}

TEST(Deal, Sentences) {
  EXPECT_THAT(english(pay(usd(1.5), P, L)), ElementsAre("Partner pays Licensor USD 1.5 million"));
  EXPECT_THAT(
      english(until("terminated", when("ind", pay({Currency::eur, Undisclosed{KnownRange{1, 2}, "x"}}, P, L), 2))),
      ElementsAre("Partner pays Licensor an undisclosed amount (assumed EUR 1 to 2 million) when \"ind\" happens for "
                  "the 2nd time, until \"terminated\""));
  EXPECT_THAT(
      english(royalty("sales", "US", kadcyla, Currency::usd, P, L)),
      ElementsAre("Partner pays Licensor royalties on each year's \"sales\" in US: 3 % up to USD 250 million, 3.5 % "
                  "from there to USD 400 million, 4 % from there to USD 700 million, 5 % above USD 700 million"));
  EXPECT_THAT(english(royalty("sales", "", {{0, Undisclosed{}}}, Currency::usd, P, L)),
              ElementsAre("Partner pays Licensor royalties on each year's \"sales\": an undisclosed rate"));
  EXPECT_THAT(english(per_unit("material", "", {Currency::usd, Undisclosed{}}, P, L)),
              ElementsAre("Partner pays Licensor for \"material\", per unit: an undisclosed amount"));
}

Deal small_deal() {
  Deal d;
  d.title = "Small";
  d.signed_on = signing;
  d.ends = "terminated";
  d.path = {"ind", "phase 2", "approval"};
  const Provenance known{"words", "filing"};
  d.clauses = {{"upfront", "upfront", pay(usd(1), P, L), known},
               {"ind", "development", when("ind", pay(usd(2), P, L)), known},
               {"approval", "regulatory",
                when("approval", pay({Currency::usd, Undisclosed{KnownRange{7, 7}, "the rest"}}, P, L)), known}};
  d.sums = {{"milestones", usd(9), {"ind", "approval"}, known}};
  d.headline = usd(10);
  return d;
}
std::vector<std::string> contradictions(const Deal& deal) {
  std::vector<std::string> said;
  for (const DealFinding& f : lint(deal))
    if (f.contradiction) said.push_back(f.clause + ": " + f.message);
  return said;
}

TEST(Deal, FaceAndCash) {
  Deal d = small_deal();
  EXPECT_EQ(purse_text(face_value(d)), "USD 10 million");
  const History h({{after(1), "ind"}, {after(2), "terminated"}, {after(3), "approval"}});
  const std::vector<CashFlow> paid = deal_flows(d, h);
  EXPECT_EQ(purse_text(received(paid, L)), "USD 3 million");
  EXPECT_EQ(purse_text(received(paid, L, std::vector<std::string>{"development"})), "USD 2 million");
  EXPECT_EQ(purse_text(received(paid, P)), "nothing");
  const std::vector<CashYear> years = cash_by_year(paid);
  ASSERT_EQ(years.size(), 2u);
  EXPECT_EQ(years[0].year, 2004);
  EXPECT_EQ(years[1].year, 2005);
  d.clauses.push_back({"plant", "supply", pay({Currency::eur, Known{5}}, P, L), {}});
  EXPECT_EQ(purse_text(face_value(d)), "USD 10 million; EUR 5 million");
}

TEST(DealLinter, AGoodDealHasNoContradiction) {
  EXPECT_THAT(contradictions(small_deal()), IsEmpty());
  std::vector<std::string> remarks;
  for (const DealFinding& f : lint(small_deal())) remarks.push_back(f.clause + ": " + f.message);
  EXPECT_THAT(
      remarks,
      ElementsAre("milestones: is USD 9 million; its split is undisclosed but for USD 2 million, the rest is assumed",
                  ": the clauses come to the headline, USD 10 million",
                  "approval: the amount is undisclosed; assumed: the rest"));
}

TEST(DealLinter, Contradictions) {
  const auto said = [](const std::function<void(Deal&)>& change) {
    Deal d = small_deal();
    change(d);
    return contradictions(d);
  };
  EXPECT_THAT(said([](Deal& d) { d.headline = usd(43); }),
              ElementsAre(": the headline is USD 43 million, and the clauses come to USD 10 million"));
  EXPECT_THAT(said([](Deal& d) { d.sums[0].amount = usd(1), d.headline = usd(2); }),
              ElementsAre("milestones: is USD 1 million, and its parts come to USD 2 million"));
  EXPECT_THAT(said([](Deal& d) { d.sums[0].amount = usd(12), d.headline = usd(13); }),
              ElementsAre("milestones: is USD 12 million, and its parts, as assumed, come to USD 9 million"));
  EXPECT_THAT(said([](Deal& d) { d.clauses[1].contract = when("ind accepted", pay(usd(2), P, L)); }),
              ElementsAre("ind: waits for \"ind accepted\", which no programme on the path reaches"));
  EXPECT_THAT(
      said([](Deal& d) { d.clauses[1].contract = when("phase 22", pay(usd(2), P, L)); }),
      ElementsAre("ind: waits for \"phase 22\", which no programme on the path reaches; did you mean \"phase 2\"?"));
  EXPECT_THAT(said([](Deal& d) { d.clauses[1].contract = when("ind", pay(usd(2), P, L), 2); }),
              ElementsAre("ind: waits for \"ind\" a 2. time, and the path has it less often"));
  EXPECT_THAT(said([](Deal& d) { d.clauses[2].contract = until("ind", d.clauses[2].contract); }),
              ElementsAre("approval: can never be paid: it ends with \"ind\", before \"approval\""));
  EXPECT_THAT(
      said([](Deal& d) {
        d.clauses.push_back({"again", "development", when("ind", pay(usd(3), P, L)), {"w", "s"}}), d.headline.reset();
      }),
      ElementsAre("again: pays USD 3 million for \"ind\", and so does \"ind\": USD 2 million"));
  EXPECT_THAT(said([](Deal& d) { d.clauses[1].name = "upfront", d.sums.clear(); }),
              Contains("upfront: two clauses have this name"));
  EXPECT_THAT(said([](Deal& d) { d.sums[0].clauses[1] = "aproval"; }),
              Contains("milestones: adds up a clause \"aproval\" that there is not; did you mean \"approval\"?"));
  EXPECT_THAT(said([](Deal& d) {
                d.sums[0].amount = {Currency::eur, Known{9}}, d.headline.reset();
              }),
              Contains("milestones: is in EUR, and \"ind\" in USD: they do not add"));
  EXPECT_THAT(said([](Deal& d) {
                for (const char* territory : {"US", ""})
                  d.clauses.push_back({std::string("royalty ") + territory,
                                       "royalty",
                                       royalty("sales", territory, kadcyla, Currency::usd, P, L),
                                       {"w", "s"}});
              }),
              ElementsAre("royalty : takes royalties on sales in US that \"royalty US\" takes too"));
}

TEST(Deal, Refusals) {
  for (const auto& [said, act] : std::vector<std::pair<std::string, std::function<void()>>>{
           {"Licensor cannot pay itself", [] { (void)pay(usd(1), L, L); }},
           {"a payment must not be negative, nor a range upside down: -1 to -1", [] { (void)pay(usd(-1), P, L); }},
           {"nor a range upside down: 3 to 2",
            [] {
              (void)pay({Currency::usd, KnownRange{3, 2}}, P, L);
            }},
           {"royalties need tiers, the first from 0 on", [] { (void)royalty("sales", "", {}, Currency::usd, P, L); }},
           {"royalty tiers must rise: one from 250 comes after one from 400",
            [] {
              (void)royalty("sales", "", {{0, Known{.1}}, {400, Known{.1}}, {250, Known{.1}}}, Currency::usd, P, L);
            }},
           {"a royalty rate must not be above 100 %, as 300 %",
            [] {
              (void)royalty("sales", "", {{0, Known{3}}}, Currency::usd, P, L);
            }},
           {"events are counted from 1, not 0", [] { (void)when("ind", both({}), 0); }},
           {"an event of a contract needs a name", [] { (void)until("", both({})); }},
       })
    EXPECT_THAT(refusal(act), HasSubstr(said));
}

}  // namespace
}  // namespace tansine
