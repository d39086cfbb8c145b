#include "engine/evaluator.hpp"

#include "base/portable_math.hpp"

#include <algorithm>
#include <cmath>

namespace tansine {

Evaluator::Evaluator(const Program& program) : program_(&program), slots_(program.n_slots(), 0.0) {
  std::ranges::copy(program.constants, slots_.begin());
  for (std::size_t i = 0; i < program.parameters.size(); ++i)
    slots_[program.first_parameter() + i] = program.parameters[i].value;
  run(program.prologue);
}

void Evaluator::set_parameters(std::span<const double> parameters) {
  std::ranges::copy(parameters, slots_.begin() + program_->first_parameter());
  run(program_->prologue);
}

void Evaluator::initial(std::span<double> y) const {
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = slots_[program_->initial[i]];
}

void Evaluator::derivative(double t, std::span<const double> y, std::span<double> dy) {
  set_point(t, y);
  run(program_->derivative);
  for (std::size_t i = 0; i < dy.size(); ++i) dy[i] = slots_[program_->derivatives[i]];
}

void Evaluator::jacobian(std::span<double> values) {
  run(program_->jacobian);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = slots_[program_->jacobian_slot[i]];
}

void Evaluator::time_derivative(std::span<double> values) const {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = slots_[program_->time_derivatives[i]];
}

void Evaluator::observe(double t, std::span<const double> y) {
  set_point(t, y);
  run(program_->observation);
}

void Evaluator::observables(double t, std::span<const double> y, std::span<double> shown) {
  observe(t, y);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const ObservableInfo& observable = program_->observables[i];
    shown[i] = slots_[observable.slot] * observable.scale;
  }
}

void Evaluator::set_point(double t, std::span<const double> y) {
  slots_[program_->time_slot()] = t;
  std::ranges::copy(y, slots_.begin() + program_->first_state());
}

// The same operations as tansine::apply, kept inline because a call per instruction doubles the time. A test compares
// the two bit by bit.
void Evaluator::run(Section section) {
  double* const slot = slots_.data();
  double* result = slot + program_->first_temporary() + section.begin;
  const Instruction* const end = program_->code.data() + section.end;
  for (const Instruction* i = program_->code.data() + section.begin; i != end; ++i, ++result) {
    const double a = slot[i->a];
    const double b = slot[i->b];
    switch (i->op) {
      case Op::add:
        *result = a + b;
        break;
      case Op::sub:
        *result = a - b;
        break;
      case Op::mul:
        *result = a * b;
        break;
      case Op::div:
        *result = a / b;
        break;
      case Op::neg:
        *result = -a;
        break;
      case Op::pow:
        *result = portable_pow(a, b);
        break;
      case Op::exp:
        *result = portable_exp(a);
        break;
      case Op::log:
        *result = portable_log(a);
        break;
      case Op::sqrt:
        *result = std::sqrt(a);
        break;
      case Op::min:
        *result = b < a ? b : a;
        break;
      case Op::max:
        *result = a < b ? b : a;
        break;
      case Op::select:
        *result = a >= 0 ? b : slot[i->c];
        break;
      case Op::cbrt:
        *result = portable_cbrt(a);
        break;
    }
  }
}

}  // namespace tansine
