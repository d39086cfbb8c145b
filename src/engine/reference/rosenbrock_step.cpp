#include "engine/reference/rosenbrock_step.hpp"

#include <algorithm>
#include <cmath>

namespace tansine {

namespace {

// Solves whose backward error is above this would show in results at the tightest tolerances in use (rtol 1e-10).
// Compartment models give 1e-16 to 1e-14.
constexpr double worst_backward_error = 1e-11;

}  // namespace

RosenbrockStep::RosenbrockStep(const Program& program, const RosenbrockTableau& tableau)
    : tableau_(&tableau), evaluator_(program), lu_(program.jacobian_row_begin, program.jacobian_column) {
  const std::size_t n = program.n_states();
  for (auto* v : {&y_, &y_new_, &input_, &slope_, &slope_new_, &error_, &time_derivative_, &stage_, &right_})
    v->assign(n, 0.0);
  jacobian_.assign(program.jacobian_slot.size(), 0.0);
  u_.assign(n * tableau.stages, 0.0);
  dense_.assign(n * 3, 0.0);
}

bool RosenbrockStep::all_finite(std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    bad_state_ = static_cast<std::uint32_t>(i);
    return false;
  }
  return true;
}

bool RosenbrockStep::evaluate(double t, std::span<const double> y, std::span<double> slope) {
  ++statistics_.evaluations;
  evaluator_.derivative(t, y, slope);
  for (std::size_t i = 0; i < slope.size(); ++i) slope[i] += input_[i];
  return all_finite(slope);
}

bool RosenbrockStep::start(double t, std::span<const double> y, std::span<const double> input) {
  t_ = t;
  std::ranges::copy(y, y_.begin());
  std::ranges::copy(input, input_.begin());
  linearized_ = false;
  dense_ready_ = false;
  return all_finite(y_) && evaluate(t_, y_, slope_);
}

// Only right after dy/dt was evaluated at (t, y): the tape's Jacobian section reads what that left in the slots.
bool RosenbrockStep::linearize() {
  if (!linearized_) {
    evaluator_.jacobian(jacobian_);
    evaluator_.time_derivative(time_derivative_);
    linearized_ = true;
  }
  const std::span<const std::uint32_t> row_begin = evaluator_.program().jacobian_row_begin;
  for (std::uint32_t row = 0; row < y_.size(); ++row) {
    const std::span<const double> entries(jacobian_.data() + row_begin[row], row_begin[row + 1] - row_begin[row]);
    if (std::ranges::all_of(entries, [](double v) { return std::isfinite(v); })) continue;
    bad_state_ = row;
    return false;
  }
  return all_finite(time_derivative_);
}

RosenbrockStep::Attempt RosenbrockStep::attempt(double h, double t_new) {
  if (!linearize()) return Attempt::not_finite;
  const RosenbrockTableau& table = *tableau_;
  const std::size_t n = y_.size();
  t_new_ = t_new;
  dense_ready_ = false;

  ++statistics_.factorizations;
  if (!lu_.factor(1 / (table.gamma * h), jacobian_)) return Attempt::bad_factors;

  for (std::size_t s = 0; s < tableau_->stages; ++s) {
    const std::span<double> u(u_.data() + s * n, n);
    if (s == 0) {
      std::ranges::copy(slope_, right_.begin());
    } else {
      std::ranges::copy(y_, stage_.begin());
      for (std::size_t j = 0; j < s; ++j)
        for (std::size_t i = 0; i < n; ++i) stage_[i] += table.a[s][j] * u_[j * n + i];
      const double t_stage = table.alpha[s] == 1 ? t_new : t_ + table.alpha[s] * h;
      if (!evaluate(t_stage, stage_, right_)) return Attempt::not_finite;
      for (std::size_t j = 0; j < s; ++j)
        for (std::size_t i = 0; i < n; ++i) right_[i] += table.c[s][j] / h * u_[j * n + i];
    }
    for (std::size_t i = 0; i < n; ++i) right_[i] += table.gamma_sum[s] * h * time_derivative_[i];
    std::ranges::copy(right_, u.begin());
    lu_.solve(u);
    if (s == 0 && !(lu_.backward_error(u, right_) < worst_backward_error)) return Attempt::bad_factors;
  }

  std::ranges::copy(y_, y_new_.begin());
  std::ranges::fill(error_, 0.0);
  for (std::size_t s = 0; s < tableau_->stages; ++s) {
    for (std::size_t i = 0; i < n; ++i) {
      y_new_[i] += table.m[s] * u_[s * n + i];
      error_[i] += table.e[s] * u_[s * n + i];
    }
  }
  if (!all_finite(y_new_) || !all_finite(error_) || !evaluate(t_new_, y_new_, slope_new_)) return Attempt::not_finite;
  return Attempt::done;
}

void RosenbrockStep::interpolate(double theta, std::span<double> y) {
  const std::size_t n = y_.size();
  if (!dense_ready_) {
    std::ranges::fill(dense_, 0.0);
    for (std::size_t l = 0; l < 3; ++l)
      for (std::size_t s = 0; s < tableau_->stages; ++s)
        for (std::size_t i = 0; i < n; ++i) dense_[l * n + i] += tableau_->dense[l][s] * u_[s * n + i];
    dense_ready_ = true;
  }
  const double rest = 1 - theta;
  for (std::size_t i = 0; i < n; ++i) {
    const double bend = dense_[i] + theta * (dense_[n + i] + theta * dense_[2 * n + i]);
    y[i] = rest * y_[i] + theta * (y_new_[i] + rest * bend);
  }
}

// Valid only after an attempt that was done: dy/dt was then evaluated last at the new point.
void RosenbrockStep::accept() {
  t_ = t_new_;
  y_.swap(y_new_);
  slope_.swap(slope_new_);
  linearized_ = false;
}

}  // namespace tansine
