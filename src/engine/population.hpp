#pragma once
// Virtual patients: each patient's parameters are a pure function of (Program, covariate model, seed, patient).

#include "base/problem.hpp"
#include "model/program.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tansine {

/// How one covariate is drawn. Canonical units.
struct CovariateDistribution {
  enum class Kind : std::uint8_t { fixed, normal, lognormal, bernoulli };
  std::string name;  ///< a covariate parameter of the Program ("WT"), or one only dosing needs ("HT")
  Kind kind = Kind::fixed;
  double location = 0;                   ///< fixed: value; normal: mean; lognormal: median; bernoulli: probability of 1
  double spread = 0;                     ///< normal: sd; lognormal: sd of the log
  double lower = -1e300, upper = 1e300;  ///< clipped to
};

struct CovariateModel {
  std::vector<CovariateDistribution> distributions;
  /// Gaussian copula: correlation matrix of the underlying normals, row-major n x n; empty: independent.
  std::vector<double> correlation;
};

/// One virtual patient.
struct VirtualPatient {
  std::uint64_t id = 0;
  std::vector<double> parameters;  ///< canonical, one per Program parameter: covariates set, etas applied
  std::vector<double> covariates;  ///< one per CovariateDistribution
  std::vector<double> eta;         ///< one per Program parameter with variability, in parameter order
};

/// theta_i = theta_pop * exp(eta_i) (or logit, additive), eta = L z, Omega = L L^T (Cholesky, rows in parameter order),
/// z from the stream (seed, patient, purpose("eta." + parameter name)), so that adding a parameter moves no other one's
/// numbers (unless it covaries with a later one). Covariates: Gaussian copula, normals from the streams
/// "covariate.<name>" in the order of the distributions. The Program must outlive the sampler. Thread-safe.
class PopulationSampler {
 public:
  /// Throws InputError with all problems: Omega or the copula is no covariance matrix (one that is only semidefinite,
  /// with perfectly correlated etas, is fine), a distribution's numbers make no sense, a name is used twice or is that
  /// of a parameter that is no covariate. A covariate not listed keeps its reference value; a name the Program does not
  /// know is drawn all the same, since dosing may need it.
  PopulationSampler(const Program& program, CovariateModel covariates, std::uint64_t seed);
  [[nodiscard]] VirtualPatient patient(std::uint64_t id) const;
  /// The typical patient: eta = 0, covariates at the Program's reference values; those the Program does not know at
  /// their center (mean, median, the more probable of 0 and 1). The id is 0.
  [[nodiscard]] VirtualPatient typical() const;

 private:
  const Program* program_;
  CovariateModel covariates_;
  std::uint64_t seed_;
  std::vector<std::uint32_t> varying_;  ///< parameter indices with variability
  std::vector<double> omega_factor_;    ///< L, row-major
  std::vector<double> copula_factor_;   ///< likewise; empty: independent
  std::vector<std::uint32_t> eta_purpose_, covariate_purpose_;
  std::vector<std::size_t> covariate_parameter_;  ///< one per distribution, Program::npos if not the Program's
};

}  // namespace tansine
