#pragma once
// The Program: what the engine runs. A flat, versioned, serializable value: a straight-line tape of operations with the
// derivative, its Jacobian, observables, dose targets and the variability of the parameters. It knows no drug.
//
// One array of slots holds every number of one patient:
//   [constants][parameters][time][states][temporaries]
// Instruction i writes slot first_temporary() + i. The tape has four sections, run in this order when needed:
//   prologue     depends on parameters only: once per patient (and after a parameter change)
//   derivative   depends on time and states
//   jacobian     reads the derivative section's slots at the same (t, y): run that first
//   observables  stands alone over the prologue
// Numbers are canonical (nmol, mg, L, um, h, cell).

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// The operations of a tape. A new one goes to the end and needs: apply(), arity() in graph.hpp, the derivative rule in
/// differentiate.cpp, printing, and every back end.
enum class Op : std::uint8_t { add, sub, mul, div, neg, pow, exp, log, sqrt, min, max, select, cbrt };
inline constexpr Op last_op = Op::cbrt;

/// Whether an operation reads its first operand only.
constexpr bool is_unary(Op op) {
  return op == Op::neg || op == Op::exp || op == Op::log || op == Op::sqrt || op == Op::cbrt;
}

using Slot = std::uint32_t;
inline constexpr Slot no_slot = std::numeric_limits<Slot>::max();

/// slot[result] = op(slot[a], slot[b], slot[c]); unused operands are 0. select: a >= 0 ? b : c.
struct Instruction {
  Op op = Op::add;
  Slot a = 0, b = 0, c = 0;
  friend bool operator==(const Instruction&, const Instruction&) = default;
};

struct Section {
  std::uint32_t begin = 0, end = 0;  ///< instruction indices
  friend bool operator==(const Section&, const Section&) = default;
};

struct StateInfo {
  std::string name;
  std::string unit;  ///< canonical unit text
  std::string meaning;
  double nominal = 1;        ///< typical magnitude [unit], > 0: absolute tolerances scale with it
  bool accumulator = false;  ///< nothing depends on it: a pure integral (released payload, ...), no steady state
  /// Volume of its compartment [L], a prologue slot; no_slot for amounts. When parameters change in mid-course, what a
  /// compartment holds stays: the concentration is rescaled.
  Slot volume = no_slot;
  friend bool operator==(const StateInfo&, const StateInfo&) = default;
};

/// How a parameter differs between patients. lognormal: value*exp(eta); logit: logit(value)+eta; additive: value+eta.
enum class Distribution : std::uint8_t { none, lognormal, logit, additive };

struct ParameterInfo {
  std::string name;
  std::string unit;  ///< canonical unit text
  std::string meaning;
  std::string source;
  double value = 0;        ///< typical value [unit]
  bool covariate = false;  ///< a property of the patient (WT, ALB), set by the covariate sampler or the dataset
  Distribution distribution = Distribution::none;
  double omega2 = 0;  ///< variance of eta
  friend bool operator==(const ParameterInfo&, const ParameterInfo&) = default;
};

/// Covariance of the etas of two parameters.
struct Covariance {
  std::uint32_t first = 0, second = 0;  ///< parameter indices
  double value = 0;
  friend bool operator==(const Covariance&, const Covariance&) = default;
};

struct ObservableInfo {
  std::string name;
  std::string unit;  ///< as shown, e.g. "ug/mL"
  std::string meaning;
  Slot slot = no_slot;  ///< canonical value
  double scale = 1;     ///< shown value = canonical value * scale
  friend bool operator==(const ObservableInfo&, const ObservableInfo&) = default;
};

/// y[state] += amount * slot[coefficient] (bolus) or dy[state]/dt += rate * slot[coefficient] (infusion).
struct DoseEntry {
  std::uint32_t state = 0;
  Slot coefficient = no_slot;
  friend bool operator==(const DoseEntry&, const DoseEntry&) = default;
};

/// Where doses go. Optional slots are no_slot. F is not contained in the coefficients.
struct DoseTarget {
  std::string name;
  std::string unit;  ///< canonical unit of a dose: "nmol" or "mg"
  std::vector<DoseEntry> entries;
  Slot F = no_slot;               ///< bioavailability (1 if absent)
  Slot lag = no_slot;             ///< [h]
  Slot duration = no_slot;        ///< [h] of an infusion coded RATE = -2
  Slot rate = no_slot;            ///< [unit/h] of an infusion coded RATE = -1
  std::vector<DoseEntry> resets;  ///< at a dose's start: y[state] = slot[coefficient]
  friend bool operator==(const DoseTarget&, const DoseTarget&) = default;
};

/// A conserved moiety: its total [nmol] as a slot of the observables section, and how much of it one unit of dose
/// brings in at each dose target (before F).
struct Balance {
  std::string moiety;
  Slot total = no_slot;
  std::vector<Slot> per_dose;  ///< one per dose target, prologue slots
  friend bool operator==(const Balance&, const Balance&) = default;
};

struct Program {
  static constexpr std::uint32_t current_version = 1;

  std::string name;
  std::vector<StateInfo> states;
  std::vector<ParameterInfo> parameters;
  std::vector<Covariance> covariances;
  std::vector<ObservableInfo> observables;
  std::vector<DoseTarget> dose_targets;
  std::vector<Balance> balances;

  std::vector<double> constants;
  std::vector<Instruction> code;
  Section prologue, derivative, jacobian, observation;

  std::vector<Slot> initial;           ///< y(0), one prologue slot (or constant, parameter) per state
  std::vector<Slot> derivatives;       ///< dy/dt, one per state
  std::vector<Slot> time_derivatives;  ///< df/dt at fixed y, one per state, in the jacobian section
  /// Jacobian d(dy_i/dt)/dy_j, compressed by rows, columns ascending, structural nonzeros only.
  std::vector<std::uint32_t> jacobian_row_begin;  ///< n_states + 1
  std::vector<std::uint32_t> jacobian_column;
  std::vector<Slot> jacobian_slot;
  bool linear = false;     ///< dy/dt = J y + b with J, b depending on parameters only
  bool autonomous = true;  ///< time does not appear in the derivative

  friend bool operator==(const Program&, const Program&) = default;

  [[nodiscard]] std::size_t n_states() const { return states.size(); }
  [[nodiscard]] Slot first_parameter() const { return static_cast<Slot>(constants.size()); }
  [[nodiscard]] Slot time_slot() const { return first_parameter() + static_cast<Slot>(parameters.size()); }
  [[nodiscard]] Slot first_state() const { return time_slot() + 1; }
  [[nodiscard]] Slot first_temporary() const { return first_state() + static_cast<Slot>(states.size()); }
  [[nodiscard]] std::size_t n_slots() const { return first_temporary() + code.size(); }

  /// Index by name, or npos.
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  [[nodiscard]] std::size_t state_index(std::string_view name) const;
  [[nodiscard]] std::size_t parameter_index(std::string_view name) const;
  [[nodiscard]] std::size_t observable_index(std::string_view name) const;
  [[nodiscard]] std::size_t dose_target_index(std::string_view name) const;
};

/// What an operation means, for every back end. IEEE double, no contraction; exp, log, pow and cbrt are those of
/// base/elementary.hpp, so that no result depends on the system's libm.
double apply(Op op, double a, double b, double c);
std::string_view op_name(Op op);

/// Throws InputError if the tape reads a slot before it is written, indices are out of range, sections overlap, numbers
/// are not finite, ...: a Program that passes can be run without further checks.
void validate(const Program& program);

/// A Program as text ("tansine-program 1", one item a line, numbers to the bit) and back. read_program throws
/// InputError with line numbers for anything that write_program cannot have written, and validates.
std::string write_program(const Program& program);
Program read_program(std::string_view text, std::string_view name_for_messages);

}  // namespace tansine
