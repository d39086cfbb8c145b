#include "model/program.hpp"

#include "base/portable_math.hpp"
#include "base/problem.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>

namespace tansine {
namespace {

template <class List>
std::size_t index_of(const List& list, std::string_view name) {
  const auto it = std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.name == name; });
  return it == list.end() ? Program::npos : static_cast<std::size_t>(it - list.begin());
}

}  // namespace

std::size_t Program::state_index(std::string_view n) const { return index_of(states, n); }
std::size_t Program::parameter_index(std::string_view n) const { return index_of(parameters, n); }
std::size_t Program::observable_index(std::string_view n) const { return index_of(observables, n); }
std::size_t Program::dose_target_index(std::string_view n) const { return index_of(dose_targets, n); }

double apply(Op op, double a, double b, double c) {
  switch (op) {
    case Op::add:
      return a + b;
    case Op::sub:
      return a - b;
    case Op::mul:
      return a * b;
    case Op::div:
      return a / b;
    case Op::neg:
      return -a;
    case Op::pow:
      return portable_pow(a, b);
    case Op::exp:
      return portable_exp(a);
    case Op::log:
      return portable_log(a);
    case Op::sqrt:
      return std::sqrt(a);
    case Op::min:
      return b < a ? b : a;
    case Op::max:
      return a < b ? b : a;
    case Op::select:
      return a >= 0 ? b : c;
    case Op::cbrt:
      return portable_cbrt(a);
  }
  raise(InternalError("apply: unknown operation"));
}

std::string_view op_name(Op op) {
  constexpr std::array<std::string_view, 13> names{"add", "sub",  "mul", "div", "neg",    "pow", "exp",
                                                   "log", "sqrt", "min", "max", "select", "cbrt"};
  return names.at(static_cast<std::size_t>(op));
}

namespace {

/// Which slots a section may read, and which have been written so far.
class Validator {
 public:
  explicit Validator(const Program& p) : program_(p), readable_(p.n_slots(), false) {}

  Problems run() {
    check_lists();
    if (problems_.has_errors()) return std::move(problems_);
    sections();
    check_outputs();
    return std::move(problems_);
  }

 private:
  void fail(std::string message) { problems_.error(Place{.name = program_.name}, std::move(message)); }

  void check_lists() {
    const Program& p = program_;
    const std::size_t n = p.n_states();
    for (const double c : p.constants)
      if (!std::isfinite(c)) fail("a constant of the program is not finite");
    for (const StateInfo& s : p.states)
      if (!(s.nominal > 0) || !std::isfinite(s.nominal))
        fail(fmt::format("state '{}': nominal must be positive", s.name));
    for (const ParameterInfo& q : p.parameters)
      if (!std::isfinite(q.value) || !(q.omega2 >= 0) || !std::isfinite(q.omega2))
        fail(fmt::format("parameter '{}': value or omega2 is not usable", q.name));
    for (const Covariance& c : p.covariances)
      if (c.first >= p.parameters.size() || c.second >= p.parameters.size() || c.first == c.second ||
          !std::isfinite(c.value))
        fail("a covariance names parameters that do not exist");
    for (const ObservableInfo& o : p.observables)
      if (!std::isfinite(o.scale)) fail(fmt::format("observable '{}': scale is not finite", o.name));
    if (p.initial.size() != n || p.derivatives.size() != n || p.time_derivatives.size() != n)
      fail("initial values, derivatives and time derivatives must be one per state");
    const auto& begin = p.jacobian_row_begin;
    if (begin.size() != n + 1 || begin.front() != 0 || begin.back() != p.jacobian_column.size() ||
        p.jacobian_column.size() != p.jacobian_slot.size() || !std::is_sorted(begin.begin(), begin.end())) {
      fail("the Jacobian's row table is broken");
      return;
    }
    for (std::size_t row = 0; row < n; ++row)
      for (std::uint32_t k = begin[row]; k < begin[row + 1]; ++k)
        if (p.jacobian_column[k] >= n || (k > begin[row] && p.jacobian_column[k] <= p.jacobian_column[k - 1]))
          fail(fmt::format("the Jacobian's row {} has columns out of order or range", row));
    for (const Balance& b : p.balances)
      if (b.per_dose.size() != p.dose_targets.size())
        fail(fmt::format("balance '{}' needs one share per dose target", b.moiety));
    const std::uint32_t size = static_cast<std::uint32_t>(p.code.size());
    const Section order[] = {p.prologue, p.derivative, p.jacobian, p.observation};
    std::uint32_t at = 0;
    for (const Section& s : order) {
      if (s.begin != at || s.end < s.begin || s.end > size) {
        fail("the sections of the tape must follow each other without gaps");
        return;
      }
      at = s.end;
    }
    if (at != size) fail("the tape has instructions outside of its sections");
  }

  void allow(Slot begin, Slot end, bool value = true) {
    std::fill(readable_.begin() + begin, readable_.begin() + end, value);
  }
  [[nodiscard]] bool readable(Slot s) const { return s < readable_.size() && readable_[s]; }

  void section(const Section& s, std::string_view name) {
    for (std::uint32_t i = s.begin; i < s.end; ++i) {
      const Instruction& in = program_.code[i];
      const bool known = in.op <= last_op;
      const bool unary = is_unary(in.op);
      if (!known || !readable(in.a) || (!unary && !readable(in.b)) || (in.op == Op::select && !readable(in.c))) {
        fail(fmt::format("instruction {} of the {} reads a slot that is not written yet", i, name));
        return;
      }
      // back ends may load all three operands of every instruction
      if ((unary && in.b != 0) || (in.op != Op::select && in.c != 0)) {
        fail(fmt::format("instruction {} of the {} has an operand that its operation does not use", i, name));
        return;
      }
      readable_[program_.first_temporary() + i] = true;
    }
  }

  void sections() {
    const Program& p = program_;
    allow(0, p.time_slot());
    section(p.prologue, "prologue");
    for (const Slot s : p.initial) need(s, "an initial value");
    for (const StateInfo& s : p.states)
      if (s.volume != no_slot) need(s.volume, "a volume");
    for (const DoseTarget& t : p.dose_targets) {
      for (const auto* entries : {&t.entries, &t.resets})
        for (const DoseEntry& e : *entries) {
          if (e.state >= p.n_states()) fail(fmt::format("dose target '{}' names a state that does not exist", t.name));
          need(e.coefficient, "a dose coefficient");
        }
      for (const Slot s : {t.F, t.lag, t.duration, t.rate})
        if (s != no_slot) need(s, "a dose option");
    }
    for (const Balance& b : p.balances)
      for (const Slot s : b.per_dose) need(s, "a balance share");
    allow(p.time_slot(), p.first_temporary());
    section(p.derivative, "derivative");
    for (const Slot s : p.derivatives) need(s, "a derivative");
    section(p.jacobian, "jacobian");
    for (const Slot s : p.jacobian_slot) need(s, "a Jacobian entry");
    for (const Slot s : p.time_derivatives) need(s, "a time derivative");
    // the observables stand alone over the prologue
    allow(p.first_temporary() + p.derivative.begin, p.first_temporary() + p.jacobian.end, false);
    section(p.observation, "observables");
  }

  void check_outputs() {
    for (const ObservableInfo& o : program_.observables) need(o.slot, "an observable");
    for (const Balance& b : program_.balances) need(b.total, "a balance");
  }

  void need(Slot s, std::string_view what) {
    if (!readable(s)) fail(fmt::format("{} points to a slot that is not written when it is read", what));
  }

  const Program& program_;
  std::vector<bool> readable_;
  Problems problems_;
};

}  // namespace

void validate(const Program& program) { Validator(program).run().throw_if_errors(); }

}  // namespace tansine
