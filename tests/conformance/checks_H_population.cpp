// Check H-08: variances of etas from coefficients of variation, and the correlation of Lu 2014's CL and V1, as numbers
// and as drawn.

#include "engine/population.hpp"
#include "model/notation.hpp"

#include <gtest/gtest.h>
#include <cmath>
#include <utility>

using namespace tansine;

// H-08 [analytic]: omega2 = ln(1 + CV^2).
TEST(Checks, H08_VariancesFromCoefficientsOfVariation) {
  // Printed with 5 decimals: half a unit of the last beside the check's 1e-4.
  for (const auto& [cv, omega2] : {std::pair{0.1911, 0.03587}, {0.1166, 0.01350}, {1.808, 1.45135}, {0.745, 0.44149}}) {
    EXPECT_NEAR(Variability::lognormal_cv(cv).omega2, omega2, 1e-4 * omega2 + 5e-6) << cv;
  }
}

// H-08 [analytic]: covariance 0.011 (Lu 2014, final model) is a correlation of 0.49983, and the patients drawn have it.
TEST(Checks, H08_CorrelationOfClearanceAndVolume) {
  constexpr double rho = 0.49983;
  const Variability CL = Variability::lognormal_cv(0.1911), V1 = Variability::lognormal_cv(0.1166);
  EXPECT_NEAR(0.011 / std::sqrt(CL.omega2 * V1.omega2), rho, 1e-4 * rho);

  Program program;
  for (const auto& [name, value, variability] : {std::tuple{"CL", 0.676, CL}, {"V1", 3.127, V1}}) {
    ParameterInfo p;
    p.name = name;
    p.value = value;
    p.distribution = variability.distribution;
    p.omega2 = variability.omega2;
    program.parameters.push_back(p);
  }
  program.covariances = {{0, 1, 0.011}};
  const PopulationSampler sampler(program, {}, 2014);
  constexpr int n = 50'000;
  double cc = 0, vv = 0, cv = 0;
  for (std::uint64_t id = 0; id < n; ++id) {
    const VirtualPatient patient = sampler.patient(id);
    const double c = std::log(patient.parameters[0] / 0.676), v = std::log(patient.parameters[1] / 3.127);
    cc += c * c;
    vv += v * v;
    cv += c * v;
  }
  // Five standard errors: a variance has omega2 sqrt(2/n), a correlation (1 - rho^2)/sqrt(n).
  EXPECT_NEAR(cc / n, CL.omega2, 5 * CL.omega2 * std::sqrt(2.0 / n));
  EXPECT_NEAR(vv / n, V1.omega2, 5 * V1.omega2 * std::sqrt(2.0 / n));
  EXPECT_NEAR(cv / std::sqrt(cc * vv), rho, 5 * (1 - rho * rho) / std::sqrt(n));
}
