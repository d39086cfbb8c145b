#pragma once
// Group-sequential trials: bounds and error probabilities of a normal statistic looked at several times, by recursive
// integration (Armitage, McPherson & Rowe 1969; Jennison & Turnbull 2000, chapter 19). One-sided errors; z is positive
// for benefit; the drift is the mean of z at full information.

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace tansine {

/// Probability of first crossing at each look.
struct BoundCrossing {
  std::vector<double> upper, lower;
  [[nodiscard]] double above() const;  ///< of ever crossing the upper bound: the power, or the type I error
  [[nodiscard]] double below() const;
};

class GroupSequential {
 public:
  /// Information fractions of the looks: increasing, the last is 1. Throws InputError. `panels`: of Simpson's rule per
  /// look, even; 600 gives bounds to 1e-7.
  explicit GroupSequential(std::vector<double> information, int panels = 600);

  /// `lower` empty: no futility bound.
  [[nodiscard]] BoundCrossing crossing(std::span<const double> upper, double drift = 0,
                                       std::span<const double> lower = {}) const;
  /// Upper bounds c t^(delta - 1/2) of total one-sided error alpha: O'Brien-Fleming (delta 0), Pocock (1/2), between
  /// (Wang & Tsiatis 1987).
  [[nodiscard]] std::vector<double> wang_tsiatis(double alpha, double delta) const;
  /// Upper bounds that spend `cumulative[k]` of the one-sided error up to look k (nondecreasing).
  [[nodiscard]] std::vector<double> spending(std::span<const double> cumulative) const;
  /// Drift at which the upper bounds have this power; divided by that of a fixed trial and squared, the inflation of
  /// the sample size.
  [[nodiscard]] double drift(std::span<const double> upper, double power) const;
  /// Sample size over that of a fixed trial with the same errors.
  [[nodiscard]] double inflation(std::span<const double> upper, double alpha, double power) const;
  [[nodiscard]] const std::vector<double>& information() const { return information_; }

 private:
  std::vector<double> information_;
  int panels_;
};

/// Error spent up to information t: Hwang, Shih & DeCani 1990, alpha (1 - e^(-g t)) / (1 - e^(-g)); g = 0: alpha t.
double hwang_shih_decani(double alpha, double gamma, double t);
/// Lan & DeMets 1983, like O'Brien-Fleming: 2 - 2 Phi(z_(1-alpha/2) / sqrt(t)).
double lan_demets_obrien_fleming(double alpha, double t);

/// Fisher's product of p-values at K looks, critical values c_k of the product p_1 ... p_k such that each look's test
/// alone has the same level and the whole has one-sided error alpha (Bauer & Köhne 1994, the equal-level variant).
std::vector<double> fisher_combination(int looks, double alpha);

}  // namespace tansine
