// Dense affine maps: small systems worked out by hand.

#include "engine/affine_map.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace tansine;

namespace {

// The matrix exponential is good to rounding times the norm, which is a few units here.
constexpr double tolerance = 1e-13;

}  // namespace

TEST(Flow, IsTheExponential) {
  // dx/dt = -0.5 x + 2, x(3) = x0 e^-1.5 + 4 (1 - e^-1.5)
  const AffineMap map = flow(1, std::vector{-0.5}, std::vector{2.0}, 3);
  EXPECT_NEAR(map.M[0], std::exp(-1.5), tolerance);
  EXPECT_NEAR(map.c[0], 4 * (1 - std::exp(-1.5)), tolerance);
}

TEST(Flow, KnowsSingularAndDefectiveMatrices) {
  // x' = 0, y' = x: M = [1 0; t 1]; with g = (1, 0): c = (t, t^2 / 2)
  const AffineMap map = flow(2, std::vector<double>{0, 0, 1, 0}, std::vector<double>{1, 0}, 4);
  EXPECT_NEAR(map.M[2], 4, tolerance);
  EXPECT_NEAR(map.c[0], 4, tolerance);
  EXPECT_NEAR(map.c[1], 8, tolerance);
}

TEST(Flow, OfNoTimeIsTheIdentity) {
  EXPECT_EQ(flow(1, std::vector{-1.0}, std::vector{1.0}, 0).M, std::vector{1.0});
  EXPECT_EQ(flow(0, {}, {}, 1).n, 0u);
}

TEST(AffineMap, Composes) {
  AffineMap map = flow(1, std::vector{-0.2}, std::vector{1.0}, 2);
  map.then(flow(1, std::vector{-0.2}, std::vector{0.0}, 5));
  const double expected = 7 * std::exp(-1.4) + 5 * (1 - std::exp(-0.4)) * std::exp(-1.0);
  EXPECT_NEAR(map.apply(std::vector{7.0})[0], expected, tolerance * 10);
}

TEST(FixedPoint, IsFoundOnlyIfItAttracts) {
  EXPECT_NEAR(solve_attracting(1, std::vector{0.25}, std::vector{3.0}, 1).value()[0], 4, tolerance);
  EXPECT_FALSE(solve_attracting(1, std::vector{1.0}, std::vector{3.0}, 1));
  EXPECT_FALSE(solve_attracting(1, std::vector{2.0}, std::vector{3.0}, 1));  // -3 is a fixed point, but repels
  EXPECT_FALSE(solve_attracting(1, std::vector{std::nan("")}, std::vector{3.0}, 1));
  // A rotation by 90 degrees that shrinks by half: eigenvalues +-i/2.
  const std::vector<double> rotation = {0, -0.5, 0.5, 0};
  EXPECT_NEAR(spectral_radius(2, rotation), 0.5, tolerance);
  EXPECT_TRUE(solve_attracting(2, rotation, std::vector{1.0, 1.0}, 1));
}

TEST(Equilibrium, IsFoundOnlyIfStable) {
  EXPECT_NEAR(solve_stable(1, std::vector{-2.0}, std::vector{6.0}).value()[0], 3, tolerance);
  EXPECT_FALSE(solve_stable(1, std::vector{2.0}, std::vector{6.0}));
  EXPECT_FALSE(solve_stable(1, std::vector{0.0}, std::vector{6.0}));
  // A closed pair: a conserved total is a neutral mode.
  EXPECT_FALSE(solve_stable(2, std::vector<double>{-1, 2, 1, -2}, std::vector<double>{0, 0}));
}
