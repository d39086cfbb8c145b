#include "engine/population.hpp"

#include "base/random.hpp"
#include "engine/cholesky.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace tansine;
using testing::HasSubstr;

namespace {

using Kind = CovariateDistribution::Kind;
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t seed = 20240611;

ParameterInfo parameter(std::string name, double value, Distribution distribution = Distribution::none,
                        double omega2 = 0) {
  return {.name = std::move(name),
          .unit = "1",
          .meaning = {},
          .source = "test",
          .value = value,
          .distribution = distribution,
          .omega2 = omega2};
}
ParameterInfo covariate(std::string name, double value) {
  ParameterInfo p = parameter(std::move(name), value);
  p.covariate = true;
  return p;
}

/// CL, V (correlated), a fraction, a baseline, a constant, two covariates. A sampler looks at nothing else.
Program program() {
  Program p;
  p.parameters = {parameter("CL", 0.7, Distribution::lognormal, 0.04),
                  covariate("WT", 70),
                  parameter("V", 3, Distribution::lognormal, 0.01),
                  parameter("F", 0.25, Distribution::logit, 0.5),
                  parameter("constant", 5),
                  parameter("base", -2, Distribution::additive, 9),
                  covariate("ALB", 41)};
  p.covariances = {{0, 2, 0.012}};
  return p;
}

CovariateModel covariates() {
  return {{{.name = "WT", .kind = Kind::lognormal, .location = 70, .spread = 0.2, .lower = 45, .upper = 120},
           {.name = "HT", .kind = Kind::normal, .location = 170, .spread = 8},
           {.name = "sex", .kind = Kind::bernoulli, .location = 0.3},
           {.name = "study", .kind = Kind::fixed, .location = 4}},
          {}};
}

struct Moments {
  double mean = 0, variance = 0;
};
Moments moments(const std::vector<double>& x) {
  const auto n = static_cast<double>(x.size());
  double sum = 0, squares = 0;
  for (const double v : x) sum += v;
  for (const double v : x) squares += (v - sum / n) * (v - sum / n);
  return {sum / n, squares / n};
}
double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const Moments a = moments(x), b = moments(y);
  double product = 0;
  for (std::size_t i = 0; i < x.size(); ++i) product += (x[i] - a.mean) * (y[i] - b.mean);
  return product / static_cast<double>(x.size()) / std::sqrt(a.variance * b.variance);
}

/// Five standard errors: one test in 1.7 million would fail for another seed.
void expect_normal(const std::vector<double>& x, double mean, double variance, const std::string& what) {
  const auto n = static_cast<double>(x.size());
  const Moments m = moments(x);
  EXPECT_NEAR(m.mean, mean, 5 * std::sqrt(variance / n)) << what;
  EXPECT_NEAR(m.variance, variance, 5 * variance * std::sqrt(2 / n)) << what;
}

std::string message(const Program& p, CovariateModel model = {}) {
  try {
    const PopulationSampler sampler(p, std::move(model), seed);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}
std::size_t errors(const Program& p, CovariateModel model = {}) {
  try {
    const PopulationSampler sampler(p, std::move(model), seed);
  } catch (const InputError& error) {
    return error.problems().error_count();
  }
  return 0;
}

}  // namespace

TEST(Population, TypicalPatient) {
  const Program p = program();
  CovariateModel model = covariates();
  model.distributions[0].location = 80;  // the reference stays 70
  const VirtualPatient typical = PopulationSampler(p, model, seed).typical();
  EXPECT_EQ(typical.parameters, (std::vector<double>{0.7, 70, 3, 0.25, 5, -2, 41}));
  EXPECT_EQ(typical.covariates, (std::vector<double>{70, 170, 0, 4}));
  EXPECT_EQ(typical.eta, std::vector<double>(4, 0.0));
}

TEST(Population, ParametersFollowTheirEtas) {
  const Program p = program();
  const PopulationSampler sampler(p, covariates(), seed);
  for (std::uint64_t id = 0; id < 50; ++id) {
    const VirtualPatient v = sampler.patient(id);
    EXPECT_EQ(v.id, id);
    ASSERT_EQ(v.eta.size(), 4u);
    // to 4 ulp: the system's exp is not ours
    EXPECT_DOUBLE_EQ(v.parameters[0], 0.7 * std::exp(v.eta[0]));
    EXPECT_EQ(v.parameters[1], v.covariates[0]);
    EXPECT_DOUBLE_EQ(v.parameters[2], 3 * std::exp(v.eta[1]));
    EXPECT_NEAR(std::log(v.parameters[3] / (1 - v.parameters[3])), std::log(0.25 / 0.75) + v.eta[2], 1e-12);
    EXPECT_EQ(v.parameters[4], 5);
    EXPECT_EQ(v.parameters[5], -2 + v.eta[3]);
    EXPECT_EQ(v.parameters[6], 41);  // no distribution: reference
  }
}

TEST(Population, EtasComeFromTheNamedStreams) {
  const Program p = program();
  const PopulationSampler sampler(p, covariates(), seed);
  for (const std::uint64_t id : {std::uint64_t{0}, std::uint64_t{99}, std::uint64_t{1} << 40}) {
    const VirtualPatient v = sampler.patient(id);
    const double z_CL = RandomStream(seed, id, purpose("eta.CL")).normal();
    const double z_V = RandomStream(seed, id, purpose("eta.V")).normal();
    EXPECT_EQ(v.eta[0], 0.2 * z_CL);
    // Cholesky of {{.04, .012}, {.012, .01}}: rows (.2), (.06, .08).
    EXPECT_NEAR(v.eta[1], 0.06 * z_CL + 0.08 * z_V, 1e-15);
    EXPECT_EQ(v.covariates[1], 170 + 8 * RandomStream(seed, id, purpose("covariate.HT")).normal());
  }
}

TEST(Population, APatientIsAPureFunction) {
  const Program p = program();
  const PopulationSampler a(p, covariates(), seed), b(p, covariates(), seed), c(p, covariates(), seed + 1);
  (void)b.patient(3);
  EXPECT_EQ(a.patient(17).parameters, b.patient(17).parameters);
  EXPECT_EQ(a.patient(17).covariates, b.patient(17).covariates);
  EXPECT_NE(a.patient(17).eta, a.patient(18).eta);
  EXPECT_NE(a.patient(17).eta, c.patient(17).eta);
}

TEST(Population, AddingMovesNoOtherNumbers) {
  const Program before = program();
  Program after = before;
  after.parameters.insert(after.parameters.begin(), parameter("new", 1, Distribution::lognormal, 0.3));
  after.parameters.push_back(parameter("last", 1, Distribution::additive, 0.3));
  after.covariances = {{1, 3, 0.012}, {6, 8, 0.5}};  // CL and V as before; base and last
  CovariateModel more = covariates();
  more.distributions.insert(more.distributions.begin(),
                            {.name = "ALB", .kind = Kind::normal, .location = 41, .spread = 4});
  const PopulationSampler a(before, covariates(), seed), b(after, more, seed);
  for (std::uint64_t id = 0; id < 20; ++id) {
    const VirtualPatient x = a.patient(id), y = b.patient(id);
    EXPECT_TRUE(std::equal(x.parameters.begin(), x.parameters.end() - 1, y.parameters.begin() + 1)) << id;
    EXPECT_TRUE(std::equal(x.covariates.begin(), x.covariates.end(), y.covariates.begin() + 1)) << id;
  }
}

TEST(Population, MomentsOfEtas) {
  const Program p = program();
  const PopulationSampler sampler(p, {}, seed);
  constexpr std::uint64_t n = 40'000;
  std::vector<std::vector<double>> eta(4);
  for (std::uint64_t id = 0; id < n; ++id) {
    const VirtualPatient v = sampler.patient(id);
    for (std::size_t i = 0; i < 4; ++i) eta[i].push_back(v.eta[i]);
  }
  const double omega2[] = {0.04, 0.01, 0.5, 9};
  for (std::size_t i = 0; i < 4; ++i) expect_normal(eta[i], 0, omega2[i], std::to_string(i));
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const double rho = i == 1 && j == 0 ? 0.6 : 0;
      EXPECT_NEAR(correlation(eta[i], eta[j]), rho, 5 * (1 - rho * rho) / std::sqrt(n)) << i << " " << j;
    }
}

TEST(Population, MomentsOfCovariates) {
  const Program p = program();
  const PopulationSampler sampler(p, covariates(), seed);
  constexpr std::uint64_t n = 40'000;
  std::vector<double> log_WT, HT, sex;
  double at_lower = 0, at_upper = 0, outside = 0;
  for (std::uint64_t id = 0; id < n; ++id) {
    const VirtualPatient v = sampler.patient(id);
    log_WT.push_back(std::log(v.covariates[0]));
    HT.push_back(v.covariates[1]);
    sex.push_back(v.covariates[2]);
    at_lower += v.covariates[0] == 45;
    at_upper += v.covariates[0] == 120;
    outside += v.covariates[0] < 45 || v.covariates[0] > 120;
    EXPECT_EQ(v.covariates[3], 4);
  }
  expect_normal(HT, 170, 64, "HT");
  EXPECT_NEAR(moments(sex).mean, 0.3, 5 * std::sqrt(0.21 / n));
  EXPECT_EQ(outside, 0);
  for (const auto& [count, probability] : {std::pair{at_lower, normal_cdf(std::log(45 / 70.0) / 0.2)},
                                           {at_upper, normal_cdf(-std::log(120 / 70.0) / 0.2)}})
    EXPECT_NEAR(count / n, probability, 5 * std::sqrt(probability / n));
  std::ranges::sort(log_WT);
  // The median's standard error is that of the mean times sqrt(pi/2).
  EXPECT_NEAR(log_WT[n / 2], std::log(70), 5 * 0.2 * std::sqrt(1.5708 / n));
}

TEST(Population, Copula) {
  const Program p = program();
  CovariateModel model = covariates();
  model.correlation = {1, 0.7, 0.4, 0, 0.7, 1, 0, 0, 0.4, 0, 1, 0, 0, 0, 0, 1};
  const PopulationSampler sampler(p, model, seed), independent(p, covariates(), seed);
  constexpr std::uint64_t n = 40'000;
  std::vector<double> z_WT, HT, sex;
  for (std::uint64_t id = 0; id < n; ++id) {
    const VirtualPatient v = sampler.patient(id);
    z_WT.push_back(std::log(v.covariates[0] / 70) / 0.2);
    HT.push_back(v.covariates[1]);
    sex.push_back(v.covariates[2]);
    EXPECT_EQ(v.covariates[0], independent.patient(id).covariates[0]);  // the first row of L is its own normal
  }
  expect_normal(HT, 170, 64, "HT keeps its marginal");
  EXPECT_NEAR(moments(sex).mean, 0.3, 5 * std::sqrt(0.21 / n));
  // Clipping touches 2 % of WT and costs it under 1 % of its correlation: 0.007.
  EXPECT_NEAR(correlation(z_WT, HT), 0.7, 5 * 0.51 / std::sqrt(n) + 0.007);
  // corr(z, 1[x > q]) = rho phi(q) / sqrt(p (1 - p)) with p = 0.3, q = 0.5244, phi(q) = 0.34769: 0.4 * 0.75874.
  EXPECT_NEAR(correlation(z_WT, sex), 0.4 * 0.75874, 5 / std::sqrt(n) + 0.004);
  EXPECT_NEAR(correlation(HT, sex), 0, 5 / std::sqrt(n));
}

TEST(Population, CertainBernoulli) {
  const Program p = program();
  const PopulationSampler sampler(p,
                                  {{{.name = "never", .kind = Kind::bernoulli, .location = 0},
                                    {.name = "always", .kind = Kind::bernoulli, .location = 1}},
                                   {}},
                                  seed);
  for (std::uint64_t id = 0; id < 1000; ++id) EXPECT_EQ(sampler.patient(id).covariates, (std::vector<double>{0, 1}));
  EXPECT_EQ(sampler.typical().covariates, (std::vector<double>{0, 1}));
}

TEST(Population, PerfectCorrelationAndNoVarianceAreFine) {
  Program p = program();
  p.covariances = {{0, 2, 0.02}};  // sqrt(.04 * .01)
  p.parameters[5].omega2 = 0;
  const PopulationSampler sampler(p, {}, seed);
  for (std::uint64_t id = 0; id < 20; ++id) {
    const VirtualPatient v = sampler.patient(id);
    EXPECT_NEAR(v.eta[1], v.eta[0] / 2, 1e-12);
    EXPECT_EQ(v.eta[3], 0);
    EXPECT_EQ(v.parameters[5], -2);
  }
}

TEST(Population, NothingVaries) {
  Program p;
  p.parameters = {parameter("k", 2)};
  const PopulationSampler sampler(p, {}, seed);
  EXPECT_EQ(sampler.patient(5).parameters, std::vector<double>{2});
  EXPECT_TRUE(sampler.patient(5).eta.empty());
}

TEST(Population, RefusesCovariancesThatCannotBe) {
  Program p = program();
  p.covariances = {{0, 2, 0.03}};
  EXPECT_THAT(message(p), HasSubstr("the covariance of 'CL' and 'V' is 0.03, beyond +-0.02"));
  p.covariances = {{0, 4, 0.01}};
  EXPECT_THAT(message(p), HasSubstr("the covariance of 'CL' and 'constant': 'constant' does not vary"));
  p.covariances = {{0, 0, 0.01}};
  EXPECT_THAT(message(p), HasSubstr("is a variance: give it as omega2"));
  p.covariances = {{0, 2, 0.01}, {2, 0, 0.01}};
  EXPECT_THAT(message(p), HasSubstr("the covariance of 'V' and 'CL' is given twice"));
  p.covariances = {{0, 2, NaN}};
  EXPECT_THAT(message(p), HasSubstr("the covariance of 'CL' and 'V' is nan"));
  p.covariances = {{0, 2, 0}, {0, 70, 0.1}};
  EXPECT_THAT(message(p), HasSubstr("a covariance of parameters 0 and 70: there are only 7"));
}

TEST(Population, NamesTheCovarianceThatDoesNotFit) {
  // Correlations CL-V 0.9, CL-F -0.9, V-F 0.5: each alone is fine, together they are not.
  Program p = program();
  p.covariances = {{0, 2, 0.018}, {0, 3, -0.9 * std::sqrt(0.02)}, {2, 3, 0.5 * std::sqrt(0.005)}};
  EXPECT_THAT(message(p), HasSubstr("the covariances of 'CL', 'V' and 'F' cannot hold together"));
  EXPECT_THAT(message(p), HasSubstr("that of 'F', whose strongest correlation is -0.9 with 'CL'"));
  // 'base' stands apart and is not accused.
  EXPECT_THAT(message(p), testing::Not(HasSubstr("base")));
}

TEST(Population, RefusesCovariatesThatCannotBe) {
  const auto said = [](CovariateDistribution d) { return message(program(), {{std::move(d)}, {}}); };
  EXPECT_THAT(said({.name = "WT", .kind = Kind::lognormal, .location = -1}), HasSubstr("median of a lognormal is -1"));
  EXPECT_THAT(said({.name = "WT", .kind = Kind::normal, .location = 1, .spread = -1}), HasSubstr("deviation is -1"));
  EXPECT_THAT(said({.name = "WT", .kind = Kind::normal, .location = 1, .spread = NaN}), HasSubstr("deviation is nan"));
  EXPECT_THAT(said({.name = "WT", .kind = Kind::bernoulli, .location = 1.1}), HasSubstr("probability is 1.1"));
  EXPECT_THAT(said({.name = "WT", .location = NaN}), HasSubstr("nan is not a number to draw around"));
  EXPECT_THAT(said({.name = "WT", .location = 1, .lower = 3, .upper = 2}), HasSubstr("3 to 2, which holds nothing"));
  EXPECT_THAT(said({.name = "WT", .location = 1, .lower = 2, .upper = 3}), HasSubstr("center 1 lies outside"));
  EXPECT_THAT(said({.name = "CL", .location = 1}), HasSubstr("'CL' is a parameter of the model, not a covariate"));
  EXPECT_THAT(said({.name = "", .location = 1}), HasSubstr("covariate 1 has no name"));
  EXPECT_EQ(said({.name = "HT", .location = 1}), "accepted");
}

TEST(Population, RefusesCorrelationsThatCannotBe) {
  CovariateModel model = covariates();
  model.distributions.resize(3);
  const auto said = [&](std::vector<double> correlation_matrix) {
    model.correlation = std::move(correlation_matrix);
    return message(program(), model);
  };
  EXPECT_THAT(said({1, 0}), HasSubstr("of 3 covariates has 2 numbers, expected 9"));
  EXPECT_THAT(said({1, 2, 0, 2, 1, 0, 0, 0, 1}), HasSubstr("of covariates 'WT' and 'HT' is 2"));
  EXPECT_THAT(said({1, 0.1, 0, 0.2, 1, 0, 0, 0, 1}), HasSubstr("given as 0.1 and as 0.2"));
  EXPECT_THAT(said({1, 0, 0, 0, 0.5, 0, 0, 0, 1}), HasSubstr("'HT' with itself is 0.5"));
  EXPECT_THAT(said({1, 0.9, 0.9, 0.9, 1, -0.9, 0.9, -0.9, 1}),
              HasSubstr("the correlations of 'WT', 'HT' and 'sex' cannot hold together"));
}

TEST(Population, AllProblemsAtOnce) {
  Program p = program();
  p.parameters[0].omega2 = -1;
  p.parameters[3].value = 1.5;
  p.covariances = {{2, 4, 0.1}};
  EXPECT_EQ(
      errors(p, {{{.name = "WT", .kind = Kind::bernoulli, .location = 7}, {.name = "WT", .location = 3}}, {1, 2}}), 6u)
      << message(p);
}

TEST(Cholesky, GivesTheMatrixBack) {
  // Of a random lower triangle; A = L L^T must give the same L. n^2 roundings of numbers of size n.
  constexpr std::size_t n = 12;
  RandomStream stream(1, 2, 3);
  std::vector<double> L(n * n, 0.0), A(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) L[i * n + j] = i == j ? 1 + stream.uniform() : stream.normal() / 4;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t k = 0; k < n; ++k) A[i * n + j] += L[i * n + k] * L[j * n + k];
  const CholeskyFactor factor = cholesky(A, n);
  EXPECT_EQ(factor.bad_row, CholeskyFactor::none);
  for (std::size_t i = 0; i < n * n; ++i) EXPECT_NEAR(factor.L[i], L[i], 1e-12);
}

TEST(Cholesky, FindsTheRow) {
  EXPECT_EQ(cholesky({1, 0, 0, 0, 1, 1.01, 0, 1.01, 1}, 3).bad_row, 2u);
  EXPECT_EQ(cholesky({0, 0.1, 0.1, 1}, 2).bad_row, 1u);
  EXPECT_EQ(cholesky({-1}, 1).bad_row, 0u);
  EXPECT_EQ(cholesky({0, 0, 0, 0}, 2).bad_row, CholeskyFactor::none);
  EXPECT_EQ(cholesky({}, 0).bad_row, CholeskyFactor::none);
}
