#include "compound_runs.hpp"

#include "studies/catalogue.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace tansine::checks {

CompoundRun::CompoundRun(const std::string& compound, const std::string& model, const AssemblyOptions& options)
    : CompoundRun(load_compound(compound), model, options) {}

CompoundRun::CompoundRun(const CompoundDescription& compound, const std::string& model, const AssemblyOptions& options)
    : program_(compile(assemble(compound, model, options))), molar_mass_(dose_molar_mass(compound, model)) {
  for (const ParameterInfo& p : program_.parameters) parameters_.push_back(p.value);
}

CompoundRun& CompoundRun::set(std::string_view parameter, double value) {
  const std::size_t i = program_.parameter_index(parameter);
  if (i == Program::npos) throw std::invalid_argument("no parameter " + std::string(parameter));
  parameters_[i] = value;
  return *this;
}

void CompoundRun::bolus(double nmol, std::vector<double> days, const std::string& target) {
  EventRecord dose;
  dose.amount = nmol;
  const std::size_t index = program_.dose_target_index(target);
  ASSERT_NE(index, Program::npos) << target;
  dose.target = static_cast<std::uint32_t>(index);
  run({dose}, std::move(days));
}

void CompoundRun::run(std::vector<EventRecord> records, std::vector<double> days) {
  for (double& t : days) t *= day;
  SolverOptions options;
  options.rtol = tolerance_;
  Timeline timeline(program_, options);
  outcome_ = timeline.run({parameters_, std::move(records)}, days, out_);
  ASSERT_EQ(outcome_.status, Status::ok) << program_.name << ": " << status_name(outcome_.status) << " at "
                                         << outcome_.t_reached << " h";
}

double CompoundRun::at(std::size_t i, std::string_view observable) const {
  const std::size_t j = program_.observable_index(observable);
  if (j == Program::npos) throw std::invalid_argument("no observable " + std::string(observable));
  return out_.at(i, j);
}

std::vector<double> CompoundRun::all(std::string_view observable) const {
  std::vector<double> values;
  for (std::size_t i = 0; i < out_.times.size(); ++i) values.push_back(at(i, observable));
  return values;
}

std::vector<double> CompoundRun::derivative(double t, const std::vector<double>& y) const {
  Evaluator evaluate(program_);
  evaluate.set_parameters(parameters_);
  std::vector<double> dy(y.size());
  evaluate.derivative(t, y, dy);
  return dy;
}

std::vector<double> CompoundRun::jacobian(double t) const {
  Evaluator evaluate(program_);
  evaluate.set_parameters(parameters_);
  const std::size_t n = program_.n_states();
  std::vector<double> y(n, 0.0), dy(n), sparse(program_.jacobian_slot.size()), dense(n * n, 0.0);
  evaluate.derivative(t, y, dy);
  evaluate.jacobian(sparse);
  for (std::size_t row = 0; row < n; ++row)
    for (std::uint32_t k = program_.jacobian_row_begin[row]; k < program_.jacobian_row_begin[row + 1]; ++k)
      dense[row * n + program_.jacobian_column[k]] = sparse[k];
  return dense;
}

std::vector<double> CompoundRun::states_after(double nmol, double hours) const {
  SolverOptions options;
  options.rtol = tolerance_;
  const auto stepper = make_stepper(program_, options);
  stepper->set_parameters(parameters_);
  Evaluator evaluate(program_);
  evaluate.set_parameters(parameters_);
  std::vector<double> y0(program_.n_states());
  evaluate.initial(y0);
  const std::vector<double> dose = dosed(nmol), input(y0.size(), 0.0);
  for (std::size_t i = 0; i < y0.size(); ++i) y0[i] += dose[i];
  stepper->restart(0, y0, input);
  struct Ignore : OutputSink {
    void at(std::size_t, double, std::span<const double>) override {}
  } ignore;
  Outcome outcome;
  EXPECT_TRUE(stepper->advance(hours, {}, 0, ignore, outcome)) << program_.name;
  return {stepper->y().begin(), stepper->y().end()};
}

std::vector<double> CompoundRun::dosed(double nmol) const {
  Evaluator evaluate(program_);
  evaluate.set_parameters(parameters_);
  std::vector<double> y(program_.n_states(), 0.0);
  for (const DoseEntry& e : program_.dose_targets.front().entries) y[e.state] += nmol * evaluate.value(e.coefficient);
  return y;
}

std::vector<double> CompoundRun::state_auc(double nmol) const {
  std::vector<double> x0 = dosed(nmol);
  for (double& x : x0) x = -x;
  return solve(jacobian(), x0);
}

double CompoundRun::auc_days(std::string_view observable, double nmol) const {
  Evaluator evaluate(program_);
  evaluate.set_parameters(parameters_);
  std::vector<double> shown(program_.observables.size());
  evaluate.observables(0, state_auc(nmol), shown);
  return shown.at(program_.observable_index(observable)) / day;
}

std::vector<double> CompoundRun::half_lives(double t) const {
  // Plain QR iteration: the eigenvalues of a mammillary model are real, negative and distinct.
  const std::size_t n = program_.n_states();
  std::vector<double> a = jacobian(t);
  for (int iteration = 0; iteration < 20'000; ++iteration) {
    std::vector<double> q = a, r(n * n, 0.0);
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < j; ++k) {
        for (std::size_t i = 0; i < n; ++i) r[k * n + j] += q[i * n + k] * a[i * n + j];
        for (std::size_t i = 0; i < n; ++i) q[i * n + j] -= r[k * n + j] * q[i * n + k];
      }
      double norm = 0;
      for (std::size_t i = 0; i < n; ++i) norm += q[i * n + j] * q[i * n + j];
      r[j * n + j] = std::sqrt(norm);
      for (std::size_t i = 0; i < n; ++i) q[i * n + j] /= r[j * n + j];
    }
    std::vector<double> next(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = i; k < n; ++k)
        for (std::size_t j = 0; j < n; ++j) next[i * n + j] += r[i * n + k] * q[k * n + j];
    a = std::move(next);
  }
  std::vector<double> lives;
  for (std::size_t i = 0; i < n; ++i) lives.push_back(std::log(2) / -a[i * n + i] / day);
  std::sort(lives.begin(), lives.end());
  return lives;
}

double CompoundRun::half_life_between(double nmol, std::string_view observable, double from, double to) {
  bolus(nmol, {from, to});
  return std::log(2) * (to - from) / std::log(at(0, observable) / at(1, observable));
}

SourcedQuantity assumed(std::string_view value) {
  const std::optional<Quantity> q = parse_quantity(value);
  if (!q) throw std::invalid_argument(std::string(value));
  return {*q, "assumed: for a test", "", {}, {}};
}

CompoundDescription test_compound() {
  CompoundDescription c;
  c.name = "test antibody";
  c.default_model = "test";
  c.molar_mass = assumed("150000 g/mol");
  ModelDescription m;
  m.name = "test";
  m.resolution.text = "antibody";
  m.body_weight = assumed("70 kg");
  m.reference_dose = assumed("100 nmol");
  m.disposition.compartments = 1;
  m.parameters = {{"CL", assumed("0.3 L/d")}, {"V1", assumed("3 L")}};
  c.models.push_back(std::move(m));
  return c;
}

std::vector<double> solve(std::vector<double> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i)
      if (std::abs(a[i * n + k]) > std::abs(a[pivot * n + k])) pivot = i;
    if (a[pivot * n + k] == 0) throw std::runtime_error("singular: does the model keep sinks?");
    for (std::size_t j = 0; j < n; ++j) std::swap(a[k * n + j], a[pivot * n + j]);
    std::swap(b[k], b[pivot]);
    for (std::size_t i = k + 1; i < n; ++i) {
      const double f = a[i * n + k] / a[k * n + k];
      for (std::size_t j = k; j < n; ++j) a[i * n + j] -= f * a[k * n + j];
      b[i] -= f * b[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) b[k] -= a[k * n + j] * b[j];
    b[k] /= a[k * n + k];
  }
  return b;
}

}  // namespace tansine::checks
