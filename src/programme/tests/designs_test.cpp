// Trial designs: tables of methods papers, simulation against closed forms, and what is refused.

#include "base/random.hpp"
#include "programme/designs/assurance.hpp"
#include "programme/designs/boin.hpp"
#include "programme/designs/crm.hpp"
#include "programme/designs/event_count.hpp"
#include "programme/designs/group_sequential.hpp"
#include "programme/designs/survival.hpp"
#include "programme/designs/three_plus_three.hpp"
#include "programme/tests/refusal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <array>
#include <cmath>
#include <functional>

namespace tansine {
namespace {

using testing::HasSubstr;

// [R] section "dual criterion": Beta(0.5, 0.5), n = 40, 0.15 and 0.30.
TEST(Designs, GoNoGo) {
  const DualCriterion c;
  const std::vector<double> reference = {.81565, .90327, .95454, .98082, .99272, .99751},
                            target = {.07970, .14972, .24923, .37311, .50930, .64237};
  for (int x = 8; x <= 13; ++x) {
    EXPECT_NEAR(posterior_above(c.prior, x, 40, c.reference), reference[static_cast<std::size_t>(x - 8)], 1e-5);
    EXPECT_NEAR(posterior_above(c.prior, x, 40, c.target), target[static_cast<std::size_t>(x - 8)], 1e-5);
    EXPECT_EQ(decide(c, x, 40), x < 10 ? GoDecision::no_go : x < 12 ? GoDecision::consider : GoDecision::go) << x;
  }
}

// [R] two phases under one truth: 100 events and go if HR < 0.80; 508 events.
TEST(Designs, PhasesShareTheirTruth) {
  const EffectTrial second = observed_ratio_trial(100, 0.80), third = superiority_trial(508);
  for (const auto& [mean, sd, go, positive, joint, product, given] :
       {std::tuple{.10, .25, .350254, .390259, .257417, .136690, .734945},
        {.10, .10, .290915, .290167, .126184, .084414, .433749},
        {.20, .25, .471186, .539159, .383849, .254044, .814644}}) {
    const SharedTruth s = shared_truth(second, third, {mean, sd});
    EXPECT_NEAR(s.first, go, 1e-6);
    EXPECT_NEAR(s.second, positive, 1e-6);
    EXPECT_NEAR(s.joint, joint, 1e-6);
    EXPECT_NEAR(s.product(), product, 1e-6);
    EXPECT_NEAR(s.second_given_first(), given, 1e-6);
    EXPECT_GT(s.joint, s.product());
  }
}

TEST(Designs, Assurance) {
  const EffectTrial trial = superiority_trial(508);
  EXPECT_NEAR(trial.se, .088736, 1e-6);
  EXPECT_NEAR(trial.critical, .173919, 1e-6);
  EXPECT_NEAR(trial_power(trial, -std::log(.75)), .900087, 1e-6);
  for (const auto& [sd, ceiling] : {std::pair{.05, 1.}, {.1, .997991}, {.2, .924841}, {.3, .831206}})
    EXPECT_NEAR(assurance_ceiling({-std::log(.75), sd}), ceiling, 1e-6);
  for (const auto& [events, hr, p] : {std::tuple{60., .60, .891398}, {60., .75, .661545}, {120., .65, .897130}})
    EXPECT_NEAR(assurance(trial, {-std::log(hr), std::sqrt(4 / events)}), p, 1e-6);
  // [R] printed from a midpoint rule of 1000 points; exact here: beta-binomial.
  EXPECT_NEAR(simon_assurance({1, 10, 5, 29}, {2, 8}), .402859, 2e-6);
  EXPECT_NEAR(simon_assurance({1, 10, 5, 29}, {4, 12}), .563188, 2e-6);
}

TEST(Designs, DfcrmExampleStays) {
  const std::vector<int> treated = {0, 3, 4, 3, 0, 0}, toxic = {0, 0, 3, 0, 0, 0};
  EXPECT_EQ(crm_estimate({.skeleton = {.05, .10, .20, .35, .50, .70}}, treated, toxic).level, 1);
}

TEST(Designs, CrmFindsTheDose) {
  const CrmOptions o{.skeleton = {.05, .10, .20, .35, .50}, .target = .2};
  const auto design = [&](int, const TreatCohort& treat) { return run_crm(o, treat); };
  const OperatingCharacteristics oc = operating_characteristics(design, o.skeleton, 400, 3);
  EXPECT_GT(oc.selected[2], 0.4);
  EXPECT_NEAR(oc.treated[0] + oc.treated[1] + oc.treated[2] + oc.treated[3] + oc.treated[4], 30, 1e-9);
}

// What the design sees and when: levels never skipped, patients numbered through, six at the chosen dose.
TEST(Designs, ThreePlusThreeStepByStep) {
  std::vector<std::array<int, 3>> calls;
  const DoseFindingResult r = run_three_plus_three(4, [&](int level, int first, int count) {
    calls.push_back({level, first, count});
    return level == 2 ? 2 : 0;
  });
  const std::vector<std::array<int, 3>> expected = {{0, 0, 3}, {1, 3, 3}, {2, 6, 3}, {1, 9, 3}};
  EXPECT_EQ(calls, expected);
  EXPECT_EQ(r.chosen, 1);
  EXPECT_EQ(r.patients(), 12);
  EXPECT_EQ(r.toxicities(), 2);
  EXPECT_FALSE(run_three_plus_three(2, [](int, int, int n) { return n; }).chosen.has_value());
}

TEST(Designs, BoinClosesDoses) {
  // three of three at the second dose: closed; the trial goes on at the first
  const DoseFindingResult r = run_boin({}, 3, [](int level, int, int n) { return level == 0 ? 0 : n; });
  EXPECT_EQ(r.chosen, 0);
  EXPECT_EQ(r.treated, (std::vector<int>{9, 3, 0}));
  const DoseFindingResult none = run_boin({}, 3, [](int, int, int n) { return n; });
  EXPECT_FALSE(none.chosen.has_value());
  EXPECT_EQ(none.treated, (std::vector<int>{3, 0, 0}));
}

// A trial of exponential patients meets the closed forms: power of the log-rank test by Schoenfeld (an approximation
// good to about 0.01 at this size) and the probability of an event, within three standard errors.
TEST(Designs, ExponentialPatients) {
  const SurvivalComparison c{.hazard_ratio = 0.6, .power = 0.8};
  const AccrualPlan plan{.control_hazard = 0.1, .accrual = 12, .follow_up = 6, .dropout = 0.02};
  const int per_arm = static_cast<int>(std::ceil(survival_size(c, plan).patients / 2));
  constexpr int trials = 2000;
  int won = 0;
  double control_events = 0;
  for (std::uint64_t trial = 0; trial < trials; ++trial) {
    std::array<std::vector<SurvivalTime>, 2> arms;
    RandomStream stream(11, trial, purpose("programme.test.survival"));
    for (std::size_t arm = 0; arm < 2; ++arm)
      for (int i = 0; i < per_arm; ++i) {
        const double entry = plan.accrual * stream.uniform();
        const double event = -std::log(stream.uniform()) / (plan.control_hazard * (arm == 0 ? c.hazard_ratio : 1));
        const double out = std::min(-std::log(stream.uniform()) / plan.dropout, plan.accrual + plan.follow_up - entry);
        arms[arm].push_back({std::min(event, out), event <= out});
        if (arm == 1 && event <= out) ++control_events;
      }
    won += log_rank(arms[0], arms[1]).z > normal_quantile(0.975) ? 1 : 0;
  }
  const double n = 1.0 * trials * per_arm, p = event_probability(plan, plan.control_hazard);
  EXPECT_NEAR(control_events / n, p, 3 * std::sqrt(p * (1 - p) / n));
  EXPECT_NEAR(1.0 * won / trials, 0.8, 3 * std::sqrt(0.16 / trials) + 0.01);
}

TEST(Designs, FutilityBoundsStopEarly) {
  const GroupSequential g({0.5, 1.0});
  const std::vector<double> upper = g.wang_tsiatis(0.025, 0), lower = {0, upper.back()};
  const BoundCrossing under_null = g.crossing(upper, 0, lower);
  EXPECT_NEAR(under_null.lower[0], 0.5, 1e-12);
  EXPECT_NEAR(under_null.above() + under_null.below(), 1, 1e-9);
  EXPECT_LT(under_null.above(), 0.025);  // a bound that binds spends less
  const double theta = g.drift(upper, 0.9);
  EXPECT_NEAR(g.crossing(upper, theta).above(), 0.9, 1e-10);
}

TEST(Designs, Refusals) {
  const auto never = [](int, int, int) { return 0; };
  for (const auto& [said, act] : std::vector<std::pair<std::string, std::function<void()>>>{
           {"a 3+3 trial needs at least one dose level, not 0", [&] { run_three_plus_three(0, never); }},
           {"DLT probability of dose level 2 must be between 0 and 1, not 1.5",
            [] {
              (void)three_plus_three_path(std::vector<double>{0.1, 1.5});
            }},
           {"BOIN's target rate must be between 0 and 1, not 30", [] { (void)boin_boundaries({.target = 30}); }},
           {"BOIN needs 0 < safe < target < toxic < 1", [] { (void)boin_boundaries({.target = 0.8}); }},
           {"a BOIN trial needs patients: 10 cohorts of 0 are none",
            [&] { (void)run_boin({.cohort_size = 0}, 3, never); }},
           {"BOIN's first dose level 4 is not one of the 3", [&] { (void)run_boin({.start = 3}, 3, never); }},
           {"a CRM skeleton must increase within (0, 1): 0.1 comes after 0.2",
            [&] {
              (void)run_crm({.skeleton = {0.2, 0.1}}, never);
            }},
           {"p1 = 0.2 must be above p0 = 0.3", [] { (void)simon_search({.p0 = 0.3, .p1 = 0.2}); }},
           {"no two-stage design of at most 10 patients", [] { (void)simon_search({.most_patients = 10}); }},
           {"5/4 6/20 is none",
            [] {
              (void)simon_characteristics({5, 4, 6, 20}, 0.1);
            }},
           {"a posterior response rate needs at least one patient", [] { (void)posterior_above({}, 0, 0, 0.1); }},
           {"12 responders of 10 patients are not possible", [] { (void)posterior_above({}, 12, 10, 0.1); }},
           {"look 2 needs more than the 50 patients before it, not 40",
            [] {
              (void)binomial_boundaries({{50, 3, 20}, {40, 7, 30}}, 0.1);
            }},
           {"look 1 stops low at 3 and high at 3",
            [] {
              (void)binomial_boundaries({{50, 3, 3}}, 0.1);
            }},
           {"information fractions must increase from above 0 to 1: 0.5 comes after 0.6",
            [] {
              GroupSequential({0.6, 0.5, 1});
            }},
           {"the last look must be at information 1, not 0.9",
            [] {
              GroupSequential({0.5, 0.9});
            }},
           {"a one-sided type I error must be below 0.5", [] { (void)GroupSequential({1}).wang_tsiatis(0.6, 0); }},
           {"a hazard ratio must be positive and not 1", [] { (void)schoenfeld_events({.hazard_ratio = 1}); }},
           {"a trial needs a time of accrual, not 0 months", [] { (void)event_probability({.accrual = 0}, 0.1); }},
           {"a survival curve needs at least one patient", [] { (void)kaplan_meier({}); }},
           {"nothing can be compared",
            [] {
              const std::vector<SurvivalTime> one = {{1, false}};
              (void)log_rank(one, one);
            }},
           {"a trial of survival needs events, not 0", [] { (void)superiority_trial(0); }},
           {"a belief needs a positive standard deviation",
            [] {
              (void)assurance({}, {0.1, 0});
            }},
           {"11 of 10 patients is not a proportion", [] { (void)clopper_pearson(11, 10); }},
       })
    EXPECT_THAT(refusal(act), HasSubstr(said));
}

}  // namespace
}  // namespace tansine
