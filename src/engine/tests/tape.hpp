#pragma once
// Writes small Programs by hand for the engine's tests, instruction by instruction, derivatives included: no part of
// the model room is needed or trusted here.

#include "model/program.hpp"

#include <string>
#include <vector>

namespace tansine {

class Tape;

/// A number on a Tape. Arithmetic appends instructions to the section being written.
struct Number {
  enum class Kind { constant, parameter, time, state, result };
  Tape* tape = nullptr;
  Kind kind = Kind::constant;
  std::uint32_t index = 0;
};

class Tape {
 public:
  Number constant(double value) {
    program_.constants.push_back(value);
    return {this, Number::Kind::constant, static_cast<std::uint32_t>(program_.constants.size() - 1)};
  }
  Number parameter(const std::string& name, double value) {
    program_.parameters.push_back({.name = name, .unit = "1", .meaning = {}, .source = "test", .value = value});
    return {this, Number::Kind::parameter, static_cast<std::uint32_t>(program_.parameters.size() - 1)};
  }
  Number time() { return {this, Number::Kind::time, 0}; }
  Number state(const std::string& name, double initial, double nominal = 1) {
    program_.states.push_back({.name = name, .unit = "1", .meaning = {}, .nominal = nominal});
    initial_.push_back(constant(initial));
    return {this, Number::Kind::state, static_cast<std::uint32_t>(program_.states.size() - 1)};
  }

  /// Sections are written in this order; the prologue first.
  void derivative() { program_.prologue.end = here(); }
  void jacobian() { program_.derivative = {program_.prologue.end, here()}; }
  void observables() { program_.jacobian = {program_.derivative.end, here()}; }

  Number apply(Op op, Number a, Number b, Number c) {
    code_.push_back({op, a, b, c});
    return {this, Number::Kind::result, static_cast<std::uint32_t>(code_.size() - 1)};
  }
  void rate(Number value) { rates_.push_back(value); }            ///< of the next state
  void time_rate(Number value) { time_rates_.push_back(value); }  ///< of the next state; none at all: autonomous
  void entry(std::uint32_t row, std::uint32_t column, Number value) { entries_.push_back({row, column, value}); }
  void observable(const std::string& name, Number value, double scale = 1) {
    program_.observables.push_back({.name = name, .unit = "1", .meaning = {}, .scale = scale});
    shown_.push_back(value);
  }

  /// Ends the observables section. Entries must have been given by rows, columns ascending.
  Program finish() {
    const Number zero = constant(0);
    Program p = program_;
    p.name = "test";
    p.observation = {p.jacobian.end, here()};
    const auto slot = [&p](Number n) -> Slot {
      switch (n.kind) {
        case Number::Kind::constant:
          return n.index;
        case Number::Kind::parameter:
          return p.first_parameter() + n.index;
        case Number::Kind::time:
          return p.time_slot();
        case Number::Kind::state:
          return p.first_state() + n.index;
        case Number::Kind::result:
          return p.first_temporary() + n.index;
      }
      return no_slot;
    };
    // Unused operands are 0 by the Program's rules.
    for (const Line& line : code_) {
      const bool binary = !is_unary(line.op);
      p.code.push_back({line.op, slot(line.a), binary ? slot(line.b) : 0, line.op == Op::select ? slot(line.c) : 0});
    }
    p.autonomous = time_rates_.empty();
    for (std::size_t i = 0; i < p.states.size(); ++i) {
      p.initial.push_back(slot(initial_[i]));
      p.derivatives.push_back(slot(rates_.at(i)));
      p.time_derivatives.push_back(slot(p.autonomous ? zero : time_rates_.at(i)));
    }
    p.jacobian_row_begin.push_back(0);
    for (std::uint32_t row = 0; row < p.states.size(); ++row) {
      for (const Entry& entry : entries_) {
        if (entry.row != row) continue;
        p.jacobian_column.push_back(entry.column);
        p.jacobian_slot.push_back(slot(entry.value));
      }
      p.jacobian_row_begin.push_back(static_cast<std::uint32_t>(p.jacobian_column.size()));
    }
    for (std::size_t i = 0; i < shown_.size(); ++i) p.observables[i].slot = slot(shown_[i]);
    return p;
  }

 private:
  struct Line {
    Op op;
    Number a, b, c;
  };
  struct Entry {
    std::uint32_t row, column;
    Number value;
  };
  [[nodiscard]] std::uint32_t here() const { return static_cast<std::uint32_t>(code_.size()); }

  Program program_;
  std::vector<Line> code_;
  std::vector<Number> initial_, rates_, time_rates_, shown_;
  std::vector<Entry> entries_;
};

inline Number operator+(Number a, Number b) { return a.tape->apply(Op::add, a, b, a); }
inline Number operator-(Number a, Number b) { return a.tape->apply(Op::sub, a, b, a); }
inline Number operator*(Number a, Number b) { return a.tape->apply(Op::mul, a, b, a); }
inline Number operator/(Number a, Number b) { return a.tape->apply(Op::div, a, b, a); }
inline Number operator-(Number a) { return a.tape->apply(Op::neg, a, a, a); }
inline Number operator*(double a, Number b) { return b.tape->constant(a) * b; }
inline Number operator+(double a, Number b) { return b.tape->constant(a) + b; }
inline Number operator/(double a, Number b) { return b.tape->constant(a) / b; }
inline Number operator-(double a, Number b) { return b.tape->constant(a) - b; }
inline Number exp(Number a) { return a.tape->apply(Op::exp, a, a, a); }
inline Number log(Number a) { return a.tape->apply(Op::log, a, a, a); }
inline Number sqrt(Number a) { return a.tape->apply(Op::sqrt, a, a, a); }
inline Number pow(Number a, Number b) { return a.tape->apply(Op::pow, a, b, a); }

}  // namespace tansine
