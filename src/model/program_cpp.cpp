#include "model/program_cpp.hpp"

#include "base/problem.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace tansine {
namespace {

/// A double as C++ reads it back, never as an int.
std::string literal(double x) {
  if (std::isnan(x)) return "std::numeric_limits<double>::quiet_NaN()";
  if (std::isinf(x)) return x < 0 ? "-HUGE_VAL" : "HUGE_VAL";
  std::string text = fmt::format("{}", x);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return x < 0 || std::signbit(x) ? "(" + text + ")" : text;
}

/// Names come from models and stand in comments: a line of their own, nothing else.
std::string comment(std::string_view text) {
  std::string line;
  for (const char c : text) line += static_cast<unsigned char>(c) < ' ' || c == '\\' ? '_' : c;
  return line;
}

class Writer {
 public:
  Writer(const Program& program, std::string_view name) : p_(program) {
    find_work();
    line("// The Program '{}', written as C++ by Tansine. Units: nmol, mg, L, um, h, cells.", comment(p_.name));
    line("#include <cmath>\n#include <limits>\n");
    line("namespace {} {{\n", name);
    line("constexpr int n_states = {}, n_parameters = {}, n_work = {}, n_nonzeros = {}, n_observables = {};\n",
         p_.n_states(), p_.parameters.size(), work_.size(), p_.jacobian_slot.size(), p_.observables.size());
    prologue();
    function("void initial([[maybe_unused]] const double* w, double* y)", {}, p_.initial, "y",
             [&](std::size_t i) { return p_.states[i].name + " [" + p_.states[i].unit + "]"; });
    function(
        "void derivative([[maybe_unused]] double t, [[maybe_unused]] const double* __restrict w, [[maybe_unused]] "
        "const double* __restrict y, "
        "double* __restrict dy)",
        {p_.derivative}, p_.derivatives, "dy", [&](std::size_t i) { return p_.states[i].name; });
    jacobian();
    observables();
    for (std::size_t k = 0; k < p_.dose_targets.size(); ++k) dose(k);
    line("}}  // namespace {}", name);
  }
  std::string text;

 private:
  template <class... Values>
  void line(fmt::format_string<Values...> format, Values&&... values) {
    text += fmt::format(format, std::forward<Values>(values)...) + "\n";
  }

  [[nodiscard]] bool in(Section section, Slot slot) const {
    return slot >= p_.first_temporary() && slot - p_.first_temporary() >= section.begin &&
           slot - p_.first_temporary() < section.end;
  }
  [[nodiscard]] bool is_parameter(Slot slot) const { return slot >= p_.first_parameter() && slot < p_.time_slot(); }
  static int operands(const Instruction& in) { return is_unary(in.op) ? 1 : in.op == Op::select ? 3 : 2; }

  /// Which parameters and prologue slots are read outside of the prologue: they are kept in w.
  void find_work() {
    work_index_.assign(p_.n_slots(), no_slot);
    const auto keep = [&](Slot slot) {
      if (slot == no_slot || !(is_parameter(slot) || in(p_.prologue, slot)) || work_index_[slot] != no_slot) return;
      work_index_[slot] = static_cast<Slot>(work_.size());
      work_.push_back(slot);
    };
    for (const Section section : {p_.derivative, p_.jacobian, p_.observation})
      for (std::uint32_t i = section.begin; i < section.end; ++i) {
        const Slot read[] = {p_.code[i].a, p_.code[i].b, p_.code[i].c};
        for (int k = 0; k < operands(p_.code[i]); ++k) keep(read[k]);
      }
    for (const Slot slot : p_.initial) keep(slot);
    for (const Slot slot : p_.derivatives) keep(slot);
    for (const Slot slot : p_.jacobian_slot) keep(slot);
    for (const ObservableInfo& o : p_.observables) keep(o.slot);
    for (const DoseTarget& target : p_.dose_targets)
      for (const DoseEntry& entry : target.entries) keep(entry.coefficient);
  }

  [[nodiscard]] std::string name_of(Slot slot) const {
    if (slot < p_.first_parameter()) return literal(p_.constants[slot]);
    if (is_parameter(slot) && in_prologue_) return fmt::format("p[{}]", slot - p_.first_parameter());
    if (!in_prologue_ && work_index_[slot] != no_slot) return fmt::format("w[{}]", work_index_[slot]);
    if (slot == p_.time_slot()) return "t";
    if (slot < p_.first_temporary()) return fmt::format("y[{}]", slot - p_.first_state());
    return fmt::format("x{}", slot - p_.first_temporary());
  }

  [[nodiscard]] std::string expression(const Instruction& in) const {
    const std::string a = name_of(in.a);
    const std::string b = operands(in) > 1 ? name_of(in.b) : "";
    switch (in.op) {
      case Op::add:
        return a + " + " + b;
      case Op::sub:
        return a + " - " + b;
      case Op::mul:
        return a + " * " + b;
      case Op::div:
        return a + " / " + b;
      case Op::neg:
        return "-" + a;
      case Op::pow:
        return "std::pow(" + a + ", " + b + ")";
      case Op::exp:
        return "std::exp(" + a + ")";
      case Op::log:
        return "std::log(" + a + ")";
      case Op::sqrt:
        return "std::sqrt(" + a + ")";
      case Op::cbrt:
        return "std::cbrt(" + a + ")";
      case Op::min:
        return fmt::format("{1} < {0} ? {1} : {0}", a, b);
      case Op::max:
        return fmt::format("{0} < {1} ? {1} : {0}", a, b);
      case Op::select:
        return fmt::format("{} >= 0 ? {} : {}", a, b, name_of(in.c));
    }
    throw InternalError("an operation that C++ cannot say");
  }

  /// The instructions of the sections that `results` need, in the tape's order.
  void instructions(std::span<const Section> sections, std::span<const Slot> results) {
    std::vector<bool> needed(p_.n_slots(), false);
    for (const Slot slot : results) needed[slot] = true;
    for (auto section = sections.rbegin(); section != sections.rend(); ++section)
      for (std::uint32_t i = section->end; i-- > section->begin;) {
        if (!needed[p_.first_temporary() + i]) continue;
        const Slot read[] = {p_.code[i].a, p_.code[i].b, p_.code[i].c};
        for (int k = 0; k < operands(p_.code[i]); ++k) needed[read[k]] = true;
      }
    for (const Section section : sections)
      for (std::uint32_t i = section.begin; i < section.end; ++i)
        if (needed[p_.first_temporary() + i]) line("  const double x{} = {};", i, expression(p_.code[i]));
  }

  template <class Say>
  void function(std::string_view head, const std::vector<Section>& sections, std::span<const Slot> results,
                std::string_view out, const Say& say) {
    line("{} {{", head);
    instructions(sections, results);
    for (std::size_t i = 0; i < results.size(); ++i)
      line("  {}[{}] = {};  // {}", out, i, name_of(results[i]), comment(say(i)));
    line("}}\n");
  }

  void prologue() {
    in_prologue_ = true;
    for (std::size_t i = 0; i < p_.parameters.size(); ++i)
      line("// p[{}]: {} [{}], typically {}", i, comment(p_.parameters[i].name), comment(p_.parameters[i].unit),
           p_.parameters[i].value);
    line("void prologue([[maybe_unused]] const double* p, [[maybe_unused]] double* w) {{");
    instructions(std::vector{p_.prologue}, work_);
    for (std::size_t i = 0; i < work_.size(); ++i) line("  w[{}] = {};", i, name_of(work_[i]));
    line("}}\n");
    in_prologue_ = false;
  }

  void jacobian() {
    std::vector<Slot> slots;
    std::vector<std::uint32_t> row, begin{0};
    for (std::uint32_t j = 0; j < p_.n_states(); ++j) {
      for (std::uint32_t i = 0; i < p_.n_states(); ++i)
        for (std::uint32_t k = p_.jacobian_row_begin[i]; k < p_.jacobian_row_begin[i + 1]; ++k)
          if (p_.jacobian_column[k] == j) slots.push_back(p_.jacobian_slot[k]), row.push_back(i);
      begin.push_back(static_cast<std::uint32_t>(row.size()));
    }
    // An empty array is no C++.
    line("constexpr int column_begin[] = {{{}}};", fmt::join(begin, ", "));
    line("constexpr int row[] = {{{}}};", row.empty() ? "0" : fmt::format("{}", fmt::join(row, ", ")));
    std::size_t column = 0;
    function(
        "void jacobian([[maybe_unused]] double t, [[maybe_unused]] const double* __restrict w, [[maybe_unused]] const "
        "double* __restrict y, "
        "double* __restrict j)",
        {p_.derivative, p_.jacobian}, slots, "j", [&](std::size_t k) {
          while (begin[column + 1] <= k) ++column;
          return p_.states[row[k]].name + ", " + p_.states[column].name;
        });
  }

  void observables() {
    std::vector<Slot> slots;
    for (const ObservableInfo& o : p_.observables) slots.push_back(o.slot);
    line(
        "void observables([[maybe_unused]] double t, [[maybe_unused]] const double* __restrict w, [[maybe_unused]] "
        "const double* __restrict y, "
        "double* __restrict o) {{");
    instructions(std::vector{p_.observation}, slots);
    for (std::size_t i = 0; i < slots.size(); ++i)
      line("  o[{}] = {} * {};  // {} [{}]", i, name_of(slots[i]), literal(p_.observables[i].scale),
           comment(p_.observables[i].name), comment(p_.observables[i].unit));
    line("}}\n");
  }

  void dose(std::size_t k) {
    const DoseTarget& target = p_.dose_targets[k];
    std::vector<Slot> slots;
    std::vector<std::uint32_t> states;
    for (const DoseEntry& entry : target.entries) slots.push_back(entry.coefficient), states.push_back(entry.state);
    line("// {} [{}]", comment(target.name), comment(target.unit));
    line("constexpr int dose{}_state[] = {{{}}};", k, fmt::join(states, ", "));
    function(fmt::format("void dose{}([[maybe_unused]] const double* w, double* c)", k), {}, slots, "c",
             [&](std::size_t i) { return p_.states[states[i]].name; });
  }

  const Program& p_;
  std::vector<Slot> work_;        // what w holds
  std::vector<Slot> work_index_;  // where in w, or no_slot
  bool in_prologue_ = false;
};

}  // namespace

std::string write_cpp(const Program& program, std::string_view name) { return Writer(program, name).text; }

}  // namespace tansine
