#pragma once
// How the checks of modules A and B run a compound: assembled from its file (or a description made here), dosed once,
// and asked for observables; and the linear algebra that some expectations are stated in.

#include "engine/evaluator.hpp"
#include "engine/timeline.hpp"
#include "library/assembly.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tansine::checks {

inline constexpr double day = 24;  // [h]

/// Tight enough that the integrator's error does not show in the tolerances of the checks (1e-5 and wider).
inline constexpr double rtol = 1e-10;

/// A compound's model as a Program, and what its doses weigh.
class CompoundRun {
 public:
  /// From the catalogue.
  CompoundRun(const std::string& compound, const std::string& model, const AssemblyOptions& options = {});
  CompoundRun(const CompoundDescription& compound, const std::string& model, const AssemblyOptions& options = {});

  [[nodiscard]] const Program& program() const { return program_; }
  [[nodiscard]] double nmol(double mg) const { return mg / molar_mass_; }
  /// Typical parameters with some replaced (canonical).
  CompoundRun& set(std::string_view parameter, double value);
  [[nodiscard]] const std::vector<double>& parameters() const { return parameters_; }
  /// Large models need not be as tight as rtol.
  CompoundRun& tolerance(double relative) {
    tolerance_ = relative;
    return *this;
  }

  /// A bolus of `nmol` into `target` at 0; outputs at `days`. Fails the test if the run does.
  void bolus(double nmol, std::vector<double> days, const std::string& target = "central");
  void run(std::vector<EventRecord> records, std::vector<double> days);
  /// As shown, at output i of the last run.
  [[nodiscard]] double at(std::size_t i, std::string_view observable) const;
  [[nodiscard]] std::vector<double> all(std::string_view observable) const;
  [[nodiscard]] const Outcome& outcome() const { return outcome_; }
  /// Every state [canonical] at `hours` after a bolus of `nmol` into the first dose target.
  [[nodiscard]] std::vector<double> states_after(double nmol, double hours) const;

  /// dy/dt [canonical] at a state.
  [[nodiscard]] std::vector<double> derivative(double t, const std::vector<double>& y) const;
  /// The dense Jacobian at t and y = 0, row-major.
  [[nodiscard]] std::vector<double> jacobian(double t = 0) const;
  /// The states right after a bolus of `nmol` at rest, less the states at rest.
  [[nodiscard]] std::vector<double> dosed(double nmol) const;
  /// Integral of every state from 0 to infinity after that bolus (a linear model without sinks): -J^-1 x0, in h.
  [[nodiscard]] std::vector<double> state_auc(double nmol) const;
  /// The observable at a state that is such an integral (observables linear in the states): its AUC in days.
  [[nodiscard]] double auc_days(std::string_view observable, double nmol) const;
  /// Half-lives [d] of a linear model without sinks, ascending: from the eigenvalues of the Jacobian at time t.
  [[nodiscard]] std::vector<double> half_lives(double t = 0) const;
  /// Half-life [d] of an observable between two days of a run after a bolus.
  double half_life_between(double nmol, std::string_view observable, double from, double to);

 private:
  Program program_;
  double molar_mass_;
  std::vector<double> parameters_;
  Trajectory out_;
  Outcome outcome_;
  double tolerance_ = rtol;
};

/// A quantity with a source for tests.
SourcedQuantity assumed(std::string_view value);
/// An antibody with one model "test" of one compartment, to be changed: CL 0.3 L/d, V1 3 L, 100 nmol.
CompoundDescription test_compound();

/// Solves a x = b, both changed. Row-major.
std::vector<double> solve(std::vector<double> a, std::vector<double> b);

}  // namespace tansine::checks
