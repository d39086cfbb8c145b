// Value: the worked examples ([R], an independent implementation), exact law against simulation, and what is refused.

#include "programme/tests/refusal.hpp"
#include "programme/value/deal_value.hpp"
#include "programme/value/information.hpp"

#include "base/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <cmath>

namespace tansine {
namespace {

using testing::HasSubstr;

const std::string P = "Biogen Idec", L = "ImmunoGen";
MoneyTerm usd(double millions) { return {Currency::usd, Known{millions}}; }
const CalendarDate signing(2004, 10, 1);

// Oncology 2011-2020 (BIO/QLS); costs, sales and margin of the worked example.
ProgrammePlan oncology() {
  return {{{"phase 1", .488, 2.7, 10, {"ind"}},
           {"phase 2", .246, 3.7, 40, {"phase 2 start"}},
           {"phase 3", .477, 3.1, 150, {"phase 3 start"}},
           {"review", .920, 0.8, 5, {"filing"}}},
          {{"approval us", 0}, {"approval eu", 0.5}},
          {.peak = 800, .margin = 0.7}};
}

Deal licence(const Term& us_approval = Known{14.5}) {
  Deal d;
  d.signed_on = signing;
  d.clauses = {{"upfront", "upfront", pay(usd(1), P, L), {}}};
  for (const auto& [event, amount] : std::vector<std::pair<std::string, Term>>{{"ind", Known{1.5}},
                                                                               {"phase 2 start", Known{3}},
                                                                               {"phase 3 start", Known{8}},
                                                                               {"filing", Known{5}},
                                                                               {"approval us", us_approval},
                                                                               {"approval eu", Known{10}}})
    d.clauses.push_back({event, "milestone", when(event, pay({Currency::usd, amount}, P, L)), {}});
  d.clauses.push_back({"royalties",
                       "royalty",
                       royalty("sales", "", {{0, Known{.03}}, {250, Known{.035}}, {400, Known{.04}}, {700, Known{.05}}},
                               Currency::usd, P, L),
                       {}});
  return d;
}
const SuccessClaim claim{oncology().success(), 0.053, "BIO/QLS 2021"};

TEST(Value, OwnersLaw) {
  const ProgrammePlan plan = oncology();
  for (const auto& [stage, alive] : {std::pair{0, 1.}, {1, .488}, {2, .120048}, {3, .057263}, {4, .052682}})
    EXPECT_NEAR(plan.alive(static_cast<std::size_t>(stage)), alive, 5e-7);
  EXPECT_NEAR(plan.launch_time(), 10.3, 1e-12);
  EXPECT_NEAR(owner_law(plan, 0.1).mean(), 21.9908, 5e-5);
  ProgrammePlan no_sales = plan;
  no_sales.sales.peak = 0;
  EXPECT_NEAR(owner_law(no_sales, 0.1).mean(), -29.9962, 5e-5);
  EXPECT_NEAR(owner_law(plan, .1).outcomes.back().value - owner_law(no_sales, .1).outcomes.back().value, 986.8114,
              5e-5);
  double all = 0;
  for (const ValueOutcome& o : owner_law(plan, 0.1).outcomes) all += o.probability;
  EXPECT_NEAR(all, 1, 1e-12);
}

TEST(Value, LicensorsLaw) {
  const DealValue v = value_deal(licence(), oncology(), claim, {.party = L});
  const std::vector<std::pair<double, double>> printed = {
      {.512, 2.5}, {.367952, 4.8193}, {.062785, 9.1662}, {.004581, 11.1880}, {.052682, 70.6233}};
  ASSERT_EQ(v.low.outcomes.size(), printed.size());
  for (std::size_t i = 0; i < printed.size(); ++i) {
    EXPECT_NEAR(v.low.outcomes[i].probability, printed[i].first, 5e-7);
    EXPECT_NEAR(v.low.outcomes[i].value, printed[i].second, 5e-5);
  }
  EXPECT_NEAR(v.low.mean(), 7.400599, 5e-7);
  EXPECT_NEAR(v.low.sd(), 15.0195, 5e-5);
  EXPECT_EQ(v.low.mean(), v.high.mean());  // nothing is undisclosed
  EXPECT_EQ(v.low.quantile(.5), 2.5);
  EXPECT_EQ(v.low.quantile(.99), v.low.highest());
  // without royalties
  Deal milestones = licence();
  milestones.clauses.pop_back();
  EXPECT_NEAR(value_deal(milestones, oncology(), claim, {.party = L}).low.mean(), 4.743847, 5e-7);
  // the payer's is the other side of it
  Deal both_ways = licence();
  both_ways.clauses.push_back({"credit", "credit", pay(usd(0.1), L, P), {}});
  EXPECT_NEAR(value_deal(both_ways, oncology(), claim, {.party = P}).low.mean(), 0.1 - 7.400599, 5e-7);
}

TEST(Value, SimulationMeetsTheLaw) {
  const Deal deal = licence(Undisclosed{KnownRange{9, 20}, "assumed"});
  const DealValue v = value_deal(deal, oncology(), claim, {.party = L});
  EXPECT_EQ(v.assumed, std::vector<std::string>{"approval us"});
  EXPECT_LT(v.low.mean(), v.high.mean());
  const SimulatedValue s = simulate_deal(deal, oncology(), {.party = L}, 20'000, 1);
  EXPECT_NEAR(s.mean, (v.low.mean() + v.high.mean()) / 2, 3 * s.standard_error);  // uniform: the mean is halfway
  EXPECT_NEAR(s.standard_error, v.low.sd() / std::sqrt(20'000), 0.05 * s.standard_error);
  EXPECT_EQ(s.q05, 2.5);
  EXPECT_EQ(s.mean, simulate_deal(deal, oncology(), {.party = L}, 20'000, 1).mean);
}

TEST(Value, WhatIsNotModeled) {
  for (const auto& [model, base, factor] : {std::tuple{.30, .053, .176667}, {.20, .053, .265}, {.30, .108, .36}})
    EXPECT_NEAR((SuccessClaim{model, base, ""}.factor()), factor, 5e-7);
  const ValueLaw law = owner_law(oncology(), 0.1), less = with_unmodeled_failure(law, 0.25);
  double all = 0;
  for (const ValueOutcome& o : less.outcomes) all += o.probability;
  EXPECT_NEAR(all, 1, 1e-12);
  EXPECT_NEAR(less.outcomes.back().probability, 0.25 * law.outcomes.back().probability, 1e-15);
  EXPECT_LT(less.mean(), law.mean());
}

TEST(Value, Information) {
  EXPECT_NEAR(perfect_information(10, 40), 11.453788, 5e-7);
  EXPECT_NEAR(perfect_information(-10, 40), 11.453788, 5e-7);
  EXPECT_NEAR(sample_information(10, 40, 30), 8.384477, 5e-7);
  const TwoStateDecision d;
  const TwoStateValue v = two_state_value(d);
  EXPECT_NEAR(v.positive, .43, 1e-12);
  EXPECT_NEAR(v.good_if_positive, .593023, 5e-7);
  EXPECT_NEAR(v.good_if_negative, .078947, 5e-7);
  EXPECT_NEAR(v.without, 0, 1e-12);
  EXPECT_NEAR(v.with, 33.5, 1e-9);
  EXPECT_NEAR(v.gain() - d.study_cost, 3.5, 1e-9);
  EXPECT_NEAR(v.perfect, 60, 1e-9);
}

// Regression on simulated data finds the closed form: N(10, 40), a study of standard error 30; 40000 draws.
TEST(Value, InformationByRegression) {
  constexpr std::size_t n = 40'000;
  std::vector<std::vector<double>> values;
  std::vector<double> summary;
  RandomStream stream(3, 0, purpose("programme.test.evsi"));
  for (std::size_t i = 0; i < n; ++i) {
    const double x = 10 + 40 * stream.normal();
    values.push_back({0, x});
    summary.push_back(x + 30 * stream.normal());
  }
  // the posterior mean has sd 32, and so has its positive part at most: three standard errors
  EXPECT_NEAR(sample_information(values, summary, 1), 8.384477, 3 * 32 / std::sqrt(n));
  EXPECT_NEAR(sample_information(values, summary, 3), 8.384477, 3 * 32 / std::sqrt(n));
  EXPECT_EQ(sample_information(values, std::vector<double>(n, 1.0), 3), 0);
}

// 200 now for up to 235, received evenly over 4, 5, 6 or 7 years, by quarters.
TEST(Value, RoyaltySale) {
  for (const auto& [years, rate] : {std::pair{4, .0864}, {5, .0686}, {6, .0568}, {7, .0485}}) {
    std::vector<DatedAmount> amounts = {{0, -200}};
    for (int q = 0; q < 4 * years; ++q) amounts.push_back({(q + 0.5) / 4, 235.0 / (4 * years)});
    EXPECT_NEAR(internal_rate_of_return(amounts), rate, 5e-5);
  }
}

TEST(Value, Refusals) {
  ProgrammePlan wrong = oncology();
  wrong.stages[1].success = 1.2;
  for (const auto& [said, act] : std::vector<std::pair<std::string, std::function<void()>>>{
           {"an amount of \"approval us\" is undisclosed: it can be used only with what is assumed of it",
            [] { (void)value_deal(licence(Undisclosed{}), oncology(), claim, {.party = L}); }},
           {"ImmunGen is paid nothing by this deal under this plan; did you mean \"ImmunoGen\"?",
            [] { (void)value_deal(licence(), oncology(), claim, {.party = "ImmunGen"}); }},
           {"the payments are in USD and EUR, which do not add",
            [] {
              Deal d = licence();
              d.clauses.push_back({"plant", "supply", pay({Currency::eur, Known{5}}, L, P), {}});
              (void)value_deal(d, oncology(), claim, {.party = L});
            }},
           {"a programme needs at least one stage", [] { (void)owner_law({}, 0.1); }},
           {"the probability that phase 2 succeeds must be between 0 and 1, not 1.2",
            [&] { (void)owner_law(wrong, 0.1); }},
           {"a discount rate must be above -1, not -2", [] { (void)net_present_value({}, -2); }},
           {"have no rate of return",
            [] {
              (void)internal_rate_of_return({{0, 1}, {1, 1}});
            }},
           {"must be above 0 and at most 1, not 0.3 and 0",
            [] {
              require_claim({.3, 0, ""});
            }},
           {"a simulation needs at least two paths, not 1",
            [] { (void)simulate_deal(licence(), oncology(), {.party = L}, 1, 1); }},
           {"an uncertain value needs a positive standard deviation", [] { (void)perfect_information(1, 0); }},
       })
    EXPECT_THAT(refusal(act), HasSubstr(said));
}

}  // namespace
}  // namespace tansine
