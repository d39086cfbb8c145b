#include "library/conjugation/distribution.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace tansine {
namespace {

double sum(const DarDistribution& f) { return std::accumulate(f.begin(), f.end(), 0.0); }

TEST(Distribution, EachSumsToOne) {
  for (const DarDistribution& f :
       {poisson_distribution(0.1), poisson_distribution(3.5), poisson_distribution(40), binomial_distribution(90, 0.04),
        binomial_distribution(1, 0), binomial_distribution(4, 1), interchain_cysteine_distribution(0.9, 0.1),
        two_step_distribution(40, 0.12, 0.8).drugs, two_step_distribution(40, 0.12, 0.8).idle_linkers})
    EXPECT_NEAR(sum(f), 1, 1e-14);
}

TEST(Distribution, PoissonTailIsCut) {
  const DarDistribution f = poisson_distribution(3.5, 1e-6);
  EXPECT_NEAR(f[0], std::exp(-3.5), 1e-6);
  EXPECT_GT(f.back(), 1e-7);  // not far beyond the cut
  EXPECT_NEAR(moments(f).mean, 3.5, 1e-4);
}

TEST(Distribution, BinomialByFormula) {
  const DarDistribution f = binomial_distribution(4, 0.25);
  const double p = 0.25, q = 0.75;
  const double expected[] = {q * q * q * q, 4 * p * q * q * q, 6 * p * p * q * q, 4 * p * p * p * q, p * p * p * p};
  for (std::size_t n = 0; n < 5; ++n) EXPECT_NEAR(f[n], expected[n], 1e-15);
}

TEST(Distribution, UnequalSitesHaveTheSumsOfTheirMoments) {
  const std::vector<double> p = {0.1, 0.5, 0.9, 0.99};
  const DarMoments m = moments(poisson_binomial_distribution(p));
  double mean = 0, variance = 0, naked = 1;
  for (const double x : p) mean += x, variance += x * (1 - x), naked *= 1 - x;
  EXPECT_NEAR(m.mean, mean, 1e-14);
  EXPECT_NEAR(m.variance, variance, 1e-14);
  EXPECT_NEAR(m.naked, naked, 1e-14);
  EXPECT_NEAR(m.mean_conjugated, mean / (1 - naked), 1e-14);
}

TEST(Distribution, CysteineIsomersAreTheFourDrugFraction) {
  const CysteineIsomers i = interchain_cysteine_isomers(0.7, 0.4);
  EXPECT_NEAR(i.both_fab + i.both_hinge + i.one_each, interchain_cysteine_distribution(0.7, 0.4)[4], 1e-15);
  EXPECT_EQ(interchain_cysteine_distribution(0.7, 0.4)[3], 0);
}

TEST(Distribution, TwoStepLeavesIdleLinkers) {
  const TwoStepLot lot = two_step_distribution(40, 0.12, 0.8);
  EXPECT_NEAR(moments(lot.drugs).mean, 40 * 0.12 * 0.8, 1e-12);
  EXPECT_NEAR(moments(lot.idle_linkers).mean, 40 * 0.12 * 0.2, 1e-12);
}

TEST(Distribution, MomentsOfNakedAntibody) {
  const DarMoments m = moments(std::vector<double>{1, 0, 0});
  EXPECT_EQ(m.mean, 0);
  EXPECT_EQ(m.mean_conjugated, 0);
  EXPECT_EQ(m.naked, 1);
}

TEST(Distribution, DarFromPeaks) {
  const std::vector<double> n = {0, 2, 4, 6, 8}, area = {5, 30, 40, 20, 5};
  EXPECT_NEAR(dar_from_peaks(n, area), (60 + 160 + 120 + 40) / 100.0, 1e-15);
}

/// The conjugation equations integrated with small steps of the classical Runge-Kutta method.
double occupancy_by_steps(double k1, double L0, double S0, double kh, double time) {
  double L = L0, S = S0;
  const int n = 200'000;
  const double dt = time / n;
  auto dL = [&](double l, double s) { return -kh * l - k1 * l * s; };
  auto dS = [&](double l, double s) { return -k1 * l * s; };
  for (int i = 0; i < n; ++i) {
    const double a = dL(L, S), b = dS(L, S);
    const double c = dL(L + dt / 2 * a, S + dt / 2 * b), d = dS(L + dt / 2 * a, S + dt / 2 * b);
    const double e = dL(L + dt / 2 * c, S + dt / 2 * d), f = dS(L + dt / 2 * c, S + dt / 2 * d);
    const double g = dL(L + dt * e, S + dt * f), h = dS(L + dt * e, S + dt * f);
    L += dt / 6 * (a + 2 * c + 2 * e + g);
    S += dt / 6 * (b + 2 * d + 2 * f + h);
  }
  return 1 - S / S0;
}

TEST(Kinetic, ReagentNotInExcessSolvesItsEquations) {
  struct Case {
    double k1, L0, S0, kh, time;
  };
  // little reagent, much, slow and fast hydrolysis, early and late
  for (const Case& c : {Case{0.01, 50, 100, 0.2, 3}, Case{0.01, 500, 100, 0.2, 3}, Case{0.01, 100, 100, 2, 1},
                        Case{0.1, 80, 100, 0.01, 20}, Case{0.01, 50, 100, 0.2, 200}, Case{0.01, 50, 100, 0.2, 0.01},
                        Case{0.01, 100, 100, 0, 3}, Case{0.01, 50, 100, 0, 3}, Case{0.01, 150, 100, 0, 3}})
    EXPECT_NEAR(occupancy_not_in_excess(c.k1, c.L0, c.S0, c.kh, c.time),
                occupancy_by_steps(c.k1, c.L0, c.S0, c.kh, c.time), 1e-9)
        << c.L0 << " " << c.kh << " " << c.time;
}

TEST(Kinetic, ManySitesFewApproachTheExcessFormula) {
  const double excess = occupancy_in_excess(0.5, 1, 0.2, 3);
  EXPECT_NEAR(occupancy_not_in_excess(0.5, 1, 1e-9, 0.2, 3), excess, 1e-8);
  EXPECT_LT(occupancy_not_in_excess(0.5, 1, 1, 0.2, 3), excess);  // used up: fewer
  EXPECT_EQ(occupancy_not_in_excess(0.5, 1, 0, 0.2, 3), excess);
  EXPECT_NEAR(occupancy_in_excess(0.5, 1, 0, 3), 1 - std::exp(-1.5), 1e-15);  // no hydrolysis
}

}  // namespace
}  // namespace tansine
