// From patients to grams, batches and stock: the worked numbers ([R], an independent implementation), the convention at
// the end of a lot's life, and what is refused.

#include "programme/history.hpp"
#include "programme/material/batches.hpp"
#include "programme/material/conjugate.hpp"
#include "programme/material/demand.hpp"
#include "programme/material/inventory.hpp"
#include "programme/tests/refusal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::HasSubstr;

// MCC-DM1 adds C47H62ClN4O13S - H = 957.53 per drug, SPDB-DM4 880.50; DM1 738.29, DM4 780.37 g/mol.
const ConjugateMass t_dm1{148'000, 3.5, 738.29, 957.53};
const ConjugateMass spdb_dm4{148'000, 3.5, 780.37, 880.50};
const std::vector<double> vials = {100, 160};

TEST(Material, Stoichiometry) {
  EXPECT_NEAR(1000 * t_dm1.payload_per_antibody(), 17.4596, 5e-5);
  EXPECT_NEAR(1000 * spdb_dm4.payload_per_antibody(), 18.4547, 5e-5);
  EXPECT_NEAR(1000 * t_dm1.payload_per_antibody() / 3.5, 4.98845, 5e-6);
  EXPECT_NEAR(1000 * spdb_dm4.payload_per_antibody() / 3.5, 5.27277, 5e-6);
  EXPECT_NEAR(t_dm1.conjugate(), 151351.4, 0.05);
  EXPECT_NEAR(spdb_dm4.conjugate(), 151081.8, 0.05);
  EXPECT_NEAR(1000 * t_dm1.payload_per_conjugate(), 17.0730, 5e-5);
  EXPECT_NEAR(1000 * spdb_dm4.payload_per_conjugate(), 18.0783, 5e-5);
  EXPECT_NEAR(t_dm1.conjugate_per_antibody(), 1.022644, 5e-7);
  EXPECT_NEAR(spdb_dm4.conjugate_per_antibody(), 1.020823, 5e-7);
  // 3.6 mg/kg of 70 kg on either basis; mirvetuximab 6 mg/kg of 60 kg at DAR 3.4
  EXPECT_NEAR(t_dm1.payload_in(252, MassBasis::conjugate), 4.3024, 5e-5);
  EXPECT_NEAR(t_dm1.payload_in(252, MassBasis::antibody), 4.3998, 5e-5);
  ConjugateMass mirvetuximab = spdb_dm4;
  mirvetuximab.dar = 3.4;
  EXPECT_NEAR(mirvetuximab.payload_in(360, MassBasis::antibody), 6.4539, 5e-5);
  // 127,000 patients by 10 doses of 252 mg: 320 kg of conjugate, 5.46 kg of DM1
  EXPECT_NEAR(t_dm1.payload_in(127'000 * 10 * 252e-6, MassBasis::conjugate), 5.46, 0.005);
}

TEST(Material, Vials) {
  for (const auto& [weight, opened] : {std::pair{45, 200},
                                       {50, 200},
                                       {55, 200},
                                       {60, 260},
                                       {65, 260},
                                       {70, 260},
                                       {75, 300},
                                       {80, 300},
                                       {90, 360},
                                       {100, 360}})
    EXPECT_EQ(choose_vials(3.6 * weight, vials).mass, opened) << weight;
  EXPECT_EQ(choose_vials(400, {100, 200}).count, (std::vector<int>{0, 2}));  // equal mass: fewer vials
  EXPECT_NEAR(vial_factor({70, 0}, 3.6, vials), 1.031746, 5e-7);
  EXPECT_NEAR(vial_factor({70, 15}, 3.6, vials), 1.089567, 5e-7);
  EXPECT_NEAR(vial_factor({65, 14}, 3.6, vials), 1.102441, 5e-7);
  EXPECT_NEAR(vial_factor({70, 15}, 6.0, vials), 1.038392, 5e-7);
}

TEST(Material, Cascade) {
  const ManufacturingPlan plan{vial_factor({70, 15}, 3.6, vials), 1.06, 0.35, 0.92, 0.75, 1.7};
  for (const auto& [doses, dosed, conjugate, antibody, payload, in_patients] :
       {std::tuple{30 * 6, 0.04536, 0.076874, 0.100229, 2.975, 0.774},
        {110 * 8, 0.22176, 0.375828, 0.490008, 14.544, 3.786},
        {490 * 11, 1.35828, 2.301946, 3.001299, 89.082, 23.190},
        {743 * 14, 2.621304, 4.442456, 5.792117, 171.917, 44.753}}) {
    const MaterialNeed n = material_need(doses * 252e-6, MassBasis::conjugate, t_dm1, plan);
    EXPECT_NEAR(n.dosed, dosed, 5e-7);
    EXPECT_NEAR(n.conjugate, conjugate, 5e-7);
    EXPECT_NEAR(n.antibody, antibody, 5e-7);
    EXPECT_NEAR(n.payload, payload, 5e-4);
    EXPECT_NEAR(n.payload_in_patients, in_patients, 5e-4);
    EXPECT_NEAR(n.utilization(), 0.2603, 5e-5);
    // a dose stated by antibody mass needs 2.3 % more of everything
    EXPECT_NEAR(material_need(doses * 252e-6, MassBasis::antibody, t_dm1, plan).payload / n.payload,
                t_dm1.conjugate_per_antibody(), 1e-12);
  }
  EXPECT_EQ(batches_needed(89.082, {}), 1);
  EXPECT_EQ(batches_needed(171.917, {}), 2);
  EXPECT_EQ(batches_needed(94, {}), 1);  // exactly one net batch
}

TEST(Material, BackToTheFermenter) {
  const SynthesisNeed n = synthesis_need(738.29, {});
  EXPECT_NEAR(n.maytansinol, 1.9134, 5e-5);
  EXPECT_NEAR(n.ansamitocin, 3.5845, 5e-5);
  EXPECT_NEAR(n.broth, 59.7, 0.05);
}

TEST(Material, CompoundDemand) {
  const double negative_binomial = 490 + 490. * 490 / (60 * 1.2);
  for (const auto& [most, cycles, mean, fixed, spread, q95, q95_spread] :
       {std::tuple{std::optional{14}, 10.33295, 1.27591, 0.02908, 0.16364, 1.32375, 1.54508},
        {std::optional{30}, 15.96112, 1.97088, 0.06258, 0.25650, 2.07382, 2.39279},
        {std::optional<int>{}, 20.57822, 2.54100, 0.11712, 0.34142, 2.73365, 3.10259}}) {
    const CycleModel c = cycles_until_progression(9.6, 21 / 30.4375, most);
    EXPECT_NEAR(c.stay, 0.951405, 5e-7);
    EXPECT_NEAR(c.mean(), cycles, 5e-6);
    const DemandForecast a = dosed_mass_forecast(490, 0, 70, 15, 3.6, c),
                         b = dosed_mass_forecast(490, negative_binomial, 70, 15, 3.6, c);
    EXPECT_NEAR(a.mean, mean, 5e-6);
    EXPECT_NEAR(a.sd, fixed, 5e-6);
    EXPECT_NEAR(b.sd, spread, 5e-6);
    EXPECT_NEAR(a.quantile(.95), q95, 5e-6);
    EXPECT_NEAR(b.quantile(.95), q95_spread, 5e-6);
  }
}

TEST(Material, Enrollment) {
  const EnrollmentForecast f = forecast_enrollment({60, 1.2, 4}, 24);
  EXPECT_NEAR(f.mean, 432, 1e-9);
  EXPECT_NEAR(f.variance, 3024, 1e-9);
  EXPECT_EQ(f.quantile(.05), 345);
  EXPECT_EQ(f.quantile(.5), 430);
  EXPECT_EQ(f.quantile(.95), 526);
  const EnrollmentForecast site = forecast_enrollment({1, 1.2, 4}, 0.5);
  for (const auto& [patients, p] : {std::pair{0, .868194}, {1, .983954}, {2, .998102}, {3, .999779}, {4, .999974}})
    EXPECT_NEAR(site.at_most(patients), p, 5e-7);
}

TEST(Material, Batches) {
  for (const auto& [need, order, p] :
       {std::tuple{3, 5, .991440}, {4, 6, .984150}, {5, 7, .974309}, {6, 8, .961908}, {8, 11, .981465}}) {
    EXPECT_EQ(batches_to_order(need, .9), order);
    EXPECT_NEAR(batches_suffice(need, order, .9), p, 5e-7);
  }
  const std::vector<double> cost = {9.754187, 4.178001, 3.408558, 4.066040, 5.009739},
                            covered = {.011629, .550061, .893059, .980367, .996862};
  const std::vector<OrderCost> costs = order_costs({172, 35}, {}, 1, 0.1, 5);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(costs[i].cost, cost[i], 5e-7);
    EXPECT_NEAR(costs[i].no_shortage, covered[i], 5e-7);
  }
  for (const auto& [cost_short, order] : {std::pair{5., 104.3484}, {10., 111.7036}, {1., 85.}})
    EXPECT_NEAR(newsvendor({85, 20}, cost_short, 1), order, 5e-5);
}

InventoryPlan twelve_quarters(int shelf_life) {
  return {.arrivals = {100, 0, 0, 0, 100, 0, 0, 0, 100, 0, 0, 0},
          .own = {10, 10, 12, 12, 14, 14, 16, 16, 18, 18, 20, 20},
          .partner = {0, 20, 0, 30, 0, 0, 40, 0, 0, 30, 0, 10},
          .shelf_life = shelf_life,
          .reserve = 20};
}

TEST(Material, Inventory) {
  InventoryPlan plan = twelve_quarters(4);
  plan.living_reserve = false;  // the printed rows hold the reserve until it expires
  const std::vector<InventoryPeriod> quarters = run_inventory(plan);
  const InventoryPeriod four = inventory_total(quarters);
  EXPECT_EQ(four.own, 174);
  EXPECT_EQ(four.own_short, 6);
  EXPECT_EQ(four.partner, 102);
  EXPECT_EQ(four.partner_short, 28);
  EXPECT_EQ(four.expired, 24);
  EXPECT_EQ(four.stock, 0);
  const std::vector<double> stock = {90, 60, 48, 0, 86, 72, 20, 0, 82, 34, 14, 0};
  for (std::size_t t = 0; t < stock.size(); ++t) EXPECT_EQ(quarters[t].stock, stock[t]) << t;
  EXPECT_EQ(quarters[3].expired, 20);
  EXPECT_EQ(quarters[7].expired, 4);

  for (const bool living : {false, true}) {
    plan = twelve_quarters(8);
    plan.living_reserve = living;
    const InventoryPeriod eight = inventory_total(run_inventory(plan));
    EXPECT_EQ(eight.own, 180);
    EXPECT_EQ(eight.own_short, 0);
    EXPECT_EQ(eight.partner, 106);
    EXPECT_EQ(eight.partner_short, 24);
    EXPECT_EQ(eight.expired, 0);
    EXPECT_EQ(eight.stock, 14);
  }
  // A reserve that expires is none: in quarter 4 the partner gets 30 instead of 16, and 6 instead of 20 are lost.
  const std::vector<InventoryPeriod> living = run_inventory(twelve_quarters(4));
  EXPECT_EQ(living[3].partner, 30);
  EXPECT_EQ(living[3].expired, 6);
}

// Nothing is made or lost: what arrived was used, sold, has expired or is in stock.
TEST(Material, InventoryBalances) {
  for (int shelf_life = 1; shelf_life <= 12; ++shelf_life)
    for (const bool living : {false, true}) {
      InventoryPlan plan = twelve_quarters(shelf_life);
      plan.living_reserve = living;
      const InventoryPeriod t = inventory_total(run_inventory(plan));
      EXPECT_NEAR(t.own + t.partner + t.expired + t.stock, t.arrived, 1e-12) << shelf_life;
    }
}

TEST(Material, TimeAndRisk) {
  EXPECT_EQ(LeadTimes{}.payload_order(), 16);
  EXPECT_TRUE(order_at_risk(.5, 2, 1));
  EXPECT_FALSE(order_at_risk(.3, 2, 1));
}

TEST(Material, DosesOfAHistoryAreDemand) {
  History h;
  for (int day = 0; day < 3; ++day) h.add({CalendarDate(2030, 1, 1).plus_days(21 * day), "dose", "arm A", 252});
  h.add({CalendarDate(2030, 1, 1), "patient enrolled", "arm A"});
  EXPECT_NEAR(dosed_mass(h), 3 * 252e-6, 1e-15);
}

TEST(Material, CalendarAndOrder) {
  const CalendarDate leap(2024, 2, 29);
  EXPECT_EQ(leap.plus_days(1).text(), "2024-03-01");
  EXPECT_EQ(CalendarDate::parse("2004-10-01"), CalendarDate(2004, 10, 1));
  for (const char* wrong : {"2004-10-32", "2023-02-29", "2004-1-1", "2004/10/01", "2004-10-0x", ""})
    EXPECT_FALSE(CalendarDate::parse(wrong).has_value()) << wrong;
  EXPECT_EQ(CalendarDate(1970, 1, 1).day(), 0);
  EXPECT_NEAR(CalendarDate(2014, 10, 1).years_since(CalendarDate(2004, 10, 1)), 10, 0.003);

  const History h({{CalendarDate(2010, 1, 1), "sales", "US", 3},
                   {CalendarDate(2008, 1, 1), "ind"},
                   {CalendarDate(2010, 1, 1), "sales", "EU", 4}});
  EXPECT_EQ(h.events().front().kind, "ind");
  EXPECT_EQ(h.find("sales", 2)->subject, "EU");
  EXPECT_EQ(h.find("sales", 3), nullptr);
  EXPECT_EQ(h.total("sales"), 7);
  EXPECT_EQ(h.total("sales", "US"), 3);
  EXPECT_EQ(h.until(CalendarDate(2009, 12, 31)).events().size(), 1u);
}

TEST(Material, Refusals) {
  for (const auto& [said, act] : std::vector<std::pair<std::string, std::function<void()>>>{
           {"a demand must not be negative: -1 kg", [] { (void)material_need(-1, MassBasis::conjugate, t_dm1, {}); }},
           {"the yield of filling must be above 0 and at most 1, not 1.2",
            [] { (void)material_need(1, MassBasis::conjugate, t_dm1, {.fill_yield = 1.2}); }},
           {"a payload excess are 1 or more",
            [] { (void)material_need(1, MassBasis::conjugate, t_dm1, {.payload_excess = .5}); }},
           {"a conjugate needs positive molar masses", [] { (void)material_need(1, MassBasis::conjugate, {}, {}); }},
           {"a dose of 0 mg cannot be filled", [] { (void)choose_vials(0, vials); }},
           {"vials need at least one size", [] { (void)choose_vials(100, {}); }},
           {"a batch of 5 g with 6 g retained leaves nothing", [] { (void)batches_needed(10, {.mass = 5}); }},
           {"negative stock: arrivals of period 2 is -5",
            [] {
              (void)run_inventory({.arrivals = {1, -5}, .own = {1, 1}, .partner = {0, 0}});
            }},
           {"negative stock: own demand of period 1 is -1",
            [] { (void)run_inventory({.arrivals = {1}, .own = {-1}, .partner = {0}}); }},
           {"2 periods need as many values of partner demand, not 1",
            [] {
              (void)run_inventory({.arrivals = {1, 1}, .own = {1, 1}, .partner = {0}});
            }},
           {"a shelf life is at least one period, not 0",
            [] { (void)run_inventory({.arrivals = {1}, .own = {1}, .partner = {0}, .shelf_life = 0}); }},
           {"a trial without patients needs no material", [] { (void)dosed_mass_forecast(0, 0, 70, 15, 3.6, {}); }},
           {"a trial without sites enrolls no patients", [] { (void)forecast_enrollment({.sites = 0}, 12); }},
           {"a trial without a cycle has no doses", [] { (void)cycles_until_progression(9, 1, 0); }},
           {"there is no day 2023-02-29", [] { CalendarDate(2023, 2, 29); }},
           {"the quantity of \"sales\" on 2020-01-01 must not be negative: -3",
            [] {
              History({{CalendarDate(2020, 1, 1), "sales", "US", -3}});
            }},
           {"the event of 2020-01-01 has no kind",
            [] {
              History({{CalendarDate(2020, 1, 1), ""}});
            }},
       })
    EXPECT_THAT(refusal(act), HasSubstr(said));
}

}  // namespace
}  // namespace tansine
