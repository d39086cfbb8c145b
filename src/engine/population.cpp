#include "engine/population.hpp"

#include "base/portable_math.hpp"
#include "base/random.hpp"
#include "engine/cholesky.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace tansine {
namespace {

using Kind = CovariateDistribution::Kind;

double logit(double p) { return portable_log(p / (1 - p)); }

double vary(const ParameterInfo& parameter, double value, double eta) {
  switch (parameter.distribution) {
    case Distribution::none:
      return value;
    case Distribution::lognormal:
      return value * portable_exp(eta);
    case Distribution::logit:
      return 1 / (1 + portable_exp(-(logit(value) + eta)));
    case Distribution::additive:
      return value + eta;
  }
  return value;
}

/// The covariate's value where the underlying standard normal is z.
double covariate_at(const CovariateDistribution& d, double z) {
  switch (d.kind) {
    case Kind::fixed:
      return d.location;
    case Kind::normal:
      return std::clamp(d.location + d.spread * z, d.lower, d.upper);
    case Kind::lognormal:
      return std::clamp(d.location * portable_exp(d.spread * z), d.lower, d.upper);
    case Kind::bernoulli:  // 1 in the upper tail, so that a positive correlation means what it says
      return normal_cdf(-z) < d.location ? 1 : 0;
  }
  return d.location;
}

void check(const CovariateDistribution& d, Problems& problems) {
  const auto fail = [&](const std::string& what) {
    problems.error({}, fmt::format("covariate '{}': {}", d.name, what));
  };
  if (!std::isfinite(d.location)) return fail(fmt::format("{} is not a number to draw around", d.location));
  const bool spreads = d.kind == Kind::normal || d.kind == Kind::lognormal;
  if (spreads && !(d.spread >= 0 && std::isfinite(d.spread)))
    fail(fmt::format("the standard deviation is {}, expected a number >= 0", d.spread));
  if (d.kind == Kind::lognormal && !(d.location > 0))
    fail(fmt::format("the median of a lognormal is {}, expected a number > 0", d.location));
  if (d.kind == Kind::bernoulli) {
    if (!(d.location >= 0 && d.location <= 1))
      fail(fmt::format("the probability is {}, expected a number from 0 to 1", d.location));
    return;  // 0 and 1 are not clipped
  }
  if (!(d.lower <= d.upper))
    fail(fmt::format("clipped to the range {} to {}, which holds nothing", d.lower, d.upper));
  else if (d.location < d.lower || d.location > d.upper)
    fail(fmt::format("its center {} lies outside the range {} to {} it is clipped to", d.location, d.lower, d.upper));
}

void check_names(const Program& program, const std::vector<CovariateDistribution>& distributions, Problems& problems) {
  for (std::size_t i = 0; i < distributions.size(); ++i) {
    const std::string& name = distributions[i].name;
    if (name.empty()) problems.error({}, fmt::format("covariate {} has no name", i + 1));
    for (std::size_t j = 0; j < i; ++j)
      if (distributions[j].name == name) problems.error({}, fmt::format("covariate '{}' is given twice", name));
    const std::size_t parameter = program.parameter_index(name);
    if (parameter != Program::npos && !program.parameters[parameter].covariate)
      problems.error({}, fmt::format("'{}' is a parameter of the model, not a covariate of the patient", name));
  }
}

/// Names fall onto 32-bit numbers: two on one would share their random numbers.
void check_purposes(const std::vector<std::string>& streams, Problems& problems) {
  std::map<std::uint32_t, std::string> seen;
  for (const std::string& stream : streams) {
    const auto [at, fresh] = seen.emplace(purpose(stream), stream);
    if (!fresh && at->second != stream)
      problems.error({},
                     fmt::format("'{}' and '{}' would draw the same random numbers: rename one", stream, at->second));
  }
}

/// Says which rows cannot stand together: `bad` and those before it that covary with it, directly or through others.
std::string clash(const std::vector<double>& A, const std::vector<std::string>& names, std::size_t bad) {
  const std::size_t n = names.size();
  std::vector<bool> in(n, false);
  in[bad] = true;
  for (bool grew = true; grew;) {
    grew = false;
    for (std::size_t i = 0; i <= bad; ++i)
      for (std::size_t j = 0; j <= bad; ++j)
        if (in[i] && !in[j] && A[i * n + j] != 0) grew = in[j] = true;
  }
  std::string list;
  for (std::size_t i = 0; i <= bad; ++i)
    if (in[i]) list += (list.empty() ? "'" : i == bad ? "' and '" : "', '") + names[i];
  std::size_t worst = bad;
  const auto correlation = [&](std::size_t j) { return A[bad * n + j] / std::sqrt(A[bad * n + bad] * A[j * n + j]); };
  for (std::size_t j = 0; j < bad; ++j)
    if (A[bad * n + j] != 0 && (worst == bad || std::abs(correlation(j)) > std::abs(correlation(worst)))) worst = j;
  return fmt::format(
      "of {}' cannot hold together (their matrix is not positive definite); the first that does not fit "
      "is that of '{}', whose strongest correlation is {:.4g} with '{}'",
      list, names[bad], correlation(worst), names[worst]);
}

/// Omega over the varying parameters, row-major.
std::vector<double> omega(const Program& program, const std::vector<std::uint32_t>& varying, Problems& problems) {
  const std::size_t n = varying.size();
  std::vector<double> A(n * n, 0.0);
  std::vector<bool> given(n * n, false);
  for (std::size_t i = 0; i < n; ++i) {
    const ParameterInfo& p = program.parameters[varying[i]];
    A[i * n + i] = p.omega2;
    if (!(p.omega2 >= 0 && std::isfinite(p.omega2)))
      problems.error({}, fmt::format("parameter '{}': omega2 is {}, expected a number >= 0", p.name, p.omega2));
    if (p.distribution == Distribution::logit && !(p.value > 0 && p.value < 1))
      problems.error({}, fmt::format("parameter '{}' varies on the logit scale, so its value must be between 0 and 1, "
                                     "got {}",
                                     p.name, p.value));
  }
  const auto place = [&](std::uint32_t parameter) {
    const auto at = std::ranges::find(varying, parameter);
    return static_cast<std::size_t>(at - varying.begin());
  };
  for (const Covariance& c : program.covariances) {
    if (c.first >= program.parameters.size() || c.second >= program.parameters.size()) {
      problems.error({}, fmt::format("a covariance of parameters {} and {}: there are only {}", c.first, c.second,
                                     program.parameters.size()));
      continue;
    }
    const std::string title = fmt::format("the covariance of '{}' and '{}'", program.parameters[c.first].name,
                                          program.parameters[c.second].name);
    const std::size_t i = place(c.first), j = place(c.second);
    if (i == j && i < n) {
      problems.error({}, title + " is a variance: give it as omega2");
    } else if (i >= n || j >= n) {
      const auto& lacking = program.parameters[i >= n ? c.first : c.second];
      problems.error({}, fmt::format("{}: '{}' does not vary between patients", title, lacking.name));
    } else if (given[i * n + j]) {
      problems.error({}, title + " is given twice");
    } else if (!(c.value * c.value <= A[i * n + i] * A[j * n + j] * (1 + 1e-12))) {  // equality, but for rounding
      problems.error({}, fmt::format("{} is {}, beyond +-{:.6g}, the product of their standard deviations", title,
                                     c.value, std::sqrt(A[i * n + i] * A[j * n + j])));
    } else {
      given[i * n + j] = given[j * n + i] = true;
      A[i * n + j] = A[j * n + i] = c.value;
    }
  }
  return A;
}

void check_correlation(const CovariateModel& model, Problems& problems) {
  const std::size_t n = model.distributions.size();
  const auto& A = model.correlation;
  if (A.size() != n * n) {
    problems.error(
        {}, fmt::format("the correlation matrix of {} covariates has {} numbers, expected {}", n, A.size(), n * n));
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    const std::string& name = model.distributions[i].name;
    if (A[i * n + i] != 1)
      problems.error(
          {}, fmt::format("the correlation of covariate '{}' with itself is {}, expected 1", name, A[i * n + i]));
    for (std::size_t j = 0; j < i; ++j) {
      const std::string& other = model.distributions[j].name;
      if (!(std::abs(A[i * n + j]) <= 1))
        problems.error({}, fmt::format("the correlation of covariates '{}' and '{}' is {}, expected -1 to 1", other,
                                       name, A[i * n + j]));
      else if (A[i * n + j] != A[j * n + i])
        problems.error({}, fmt::format("the correlation of covariates '{}' and '{}' is given as {} and as {}", other,
                                       name, A[j * n + i], A[i * n + j]));
    }
  }
}

/// Factor of A, or a problem "<what> of ... cannot hold together" if the matrix has been found good so far.
std::vector<double> factor(const std::vector<double>& A, const std::vector<std::string>& names, std::string_view what,
                           Problems& problems) {
  CholeskyFactor result = cholesky(A, names.size());
  if (result.bad_row != CholeskyFactor::none)
    problems.error({}, fmt::format("the {} {}", what, clash(A, names, result.bad_row)));
  return std::move(result.L);
}

}  // namespace

PopulationSampler::PopulationSampler(const Program& program, CovariateModel covariates, std::uint64_t seed)
    : program_(&program), covariates_(std::move(covariates)), seed_(seed) {
  Problems problems;
  std::vector<std::string> varying_names, covariate_names, streams;
  for (std::uint32_t i = 0; i < program.parameters.size(); ++i) {
    const ParameterInfo& parameter = program.parameters[i];
    if (parameter.distribution == Distribution::none) continue;
    varying_.push_back(i);
    varying_names.push_back(parameter.name);
    streams.push_back("eta." + parameter.name);
    eta_purpose_.push_back(purpose(streams.back()));
  }
  for (const CovariateDistribution& d : covariates_.distributions) {
    check(d, problems);
    covariate_names.push_back(d.name);
    covariate_parameter_.push_back(program.parameter_index(d.name));
    streams.push_back("covariate." + d.name);
    covariate_purpose_.push_back(purpose(streams.back()));
  }
  check_names(program, covariates_.distributions, problems);
  check_purposes(streams, problems);

  Problems in_omega;
  const std::vector<double> A = omega(program, varying_, in_omega);
  if (!in_omega.has_errors()) omega_factor_ = factor(A, varying_names, "covariances", in_omega);
  problems.add(in_omega);

  if (!covariates_.correlation.empty()) {
    Problems in_copula;
    check_correlation(covariates_, in_copula);
    if (!in_copula.has_errors())
      copula_factor_ = factor(covariates_.correlation, covariate_names, "correlations", in_copula);
    problems.add(in_copula);
  }
  problems.throw_if_errors();
}

namespace {

/// L z, or z if L is empty.
std::vector<double> correlate(const std::vector<double>& L, std::vector<double> z) {
  const std::size_t n = z.size();
  if (L.empty()) return z;
  for (std::size_t i = n; i-- > 0;) {  // downwards: row i needs z up to i only
    double sum = 0;
    for (std::size_t j = 0; j <= i; ++j) sum += L[i * n + j] * z[j];
    z[i] = sum;
  }
  return z;
}

std::vector<double> normals(std::uint64_t seed, std::uint64_t patient, const std::vector<std::uint32_t>& purposes) {
  std::vector<double> z;
  z.reserve(purposes.size());
  for (const std::uint32_t p : purposes) z.push_back(RandomStream(seed, patient, p).normal());
  return z;
}

}  // namespace

VirtualPatient PopulationSampler::patient(std::uint64_t id) const {
  VirtualPatient patient = typical();
  patient.id = id;
  const std::vector<double> z = correlate(copula_factor_, normals(seed_, id, covariate_purpose_));
  for (std::size_t i = 0; i < z.size(); ++i) {
    patient.covariates[i] = covariate_at(covariates_.distributions[i], z[i]);
    if (covariate_parameter_[i] != Program::npos) patient.parameters[covariate_parameter_[i]] = patient.covariates[i];
  }
  patient.eta = correlate(omega_factor_, normals(seed_, id, eta_purpose_));
  for (std::size_t i = 0; i < varying_.size(); ++i) {
    double& value = patient.parameters[varying_[i]];
    value = vary(program_->parameters[varying_[i]], value, patient.eta[i]);
  }
  return patient;
}

VirtualPatient PopulationSampler::typical() const {
  VirtualPatient patient;
  patient.parameters.reserve(program_->parameters.size());
  for (const ParameterInfo& parameter : program_->parameters) patient.parameters.push_back(parameter.value);
  for (std::size_t i = 0; i < covariate_parameter_.size(); ++i) {
    const CovariateDistribution& d = covariates_.distributions[i];
    const bool known = covariate_parameter_[i] != Program::npos;
    const double center = d.kind == Kind::bernoulli ? (d.location > 0.5 ? 1.0 : 0.0) : d.location;
    patient.covariates.push_back(known ? patient.parameters[covariate_parameter_[i]] : center);
  }
  patient.eta.assign(varying_.size(), 0.0);
  return patient;
}

}  // namespace tansine
