#include "engine/simd/interpreter_code.hpp"

#include "base/problem.hpp"

#include <bit>
#include <limits>
#include <unordered_map>

namespace tansine {

namespace {

constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();

const LaneOperand& operand_of(const LaneInstruction& instruction, int position) {
  return position == 0 ? instruction.a : position == 1 ? instruction.b : instruction.c;
}

class Translator {
 public:
  Translator(const LaneKernel& kernel, int lanes) : kernel_(kernel), row_bytes_(8 * static_cast<std::uint32_t>(lanes)) {
    TANSINE_ASSERT(kernel.n_rows < never / 2 / row_bytes_, "a lane kernel has too many rows for the interpreter");
    out_.lanes = lanes;
  }

  InterpreterCode run() {
    count_uses();
    join_chains();
    order_steps();
    take_constants();
    for (const std::uint32_t root : roots_) emit_chain(root);
    out_.words.push_back(static_cast<std::uint32_t>(InterpreterStep::end));
    TANSINE_ASSERT(out_.scratch_rows < never / 2 / row_bytes_, "a lane kernel is too long for the interpreter");
    return std::move(out_);
  }

 private:
  struct Value {
    std::uint32_t uses = 0;        ///< by instructions whose result matters
    bool joined = false;           ///< is the accumulator of the one instruction that reads it
    std::int8_t accumulator = -1;  ///< the operand that this instruction finds in the accumulator
    std::uint32_t last_read = 0;   ///< number of the chain that reads it last
    std::uint32_t slot = never;
  };

  template <class Visit>
  void each_value(const LaneInstruction& instruction, Visit visit) const {
    for (int k = 0; k < arity(instruction.op); ++k) {
      const LaneOperand& operand = operand_of(instruction, k);
      if (operand.kind == LaneOperand::Kind::value) visit(operand.index);
    }
  }

  void count_uses() {
    values_.resize(kernel_.code.size());
    for (std::size_t i = kernel_.code.size(); i-- > 0;) {
      if (kernel_.code[i].op != LaneOp::store && values_[i].uses == 0) continue;
      each_value(kernel_.code[i], [&](std::uint32_t v) { ++values_[v].uses; });
    }
  }

  bool is_live(std::size_t i) const { return kernel_.code[i].op == LaneOp::store || values_[i].uses > 0; }

  /// The operands that an operation can take from the accumulator, the best first; -1 ends.
  static const std::int8_t* accumulator_positions(LaneOp op) {
    static constexpr std::int8_t first_two[] = {0, 1, -1}, last_first[] = {2, 0, 1, -1}, first[] = {0, -1},
                                 none[] = {-1};
    switch (op) {
      case LaneOp::add:
      case LaneOp::sub:
      case LaneOp::mul:
      case LaneOp::div:
        return first_two;
      case LaneOp::fma:
      case LaneOp::fnma:
        return last_first;
      case LaneOp::select:
      case LaneOp::store:
        return first;
      default:
        return none;
    }
  }

  /// A value with a single reader moves down to it, so that it stays in the accumulator. A row that it reads must not
  /// be stored on the way.
  void join_chains() {
    std::vector<std::uint32_t> stored(kernel_.n_rows, never);
    // the first of the values' rows that is stored, over the whole chain that ends in them
    std::vector<std::uint32_t> deadline(kernel_.code.size(), never);
    for (std::uint32_t i = 0; i < kernel_.code.size(); ++i) {
      if (kernel_.code[i].op == LaneOp::store && stored[kernel_.code[i].row] == never) stored[kernel_.code[i].row] = i;
    }
    for (std::uint32_t i = 0; i < kernel_.code.size(); ++i) {
      if (!is_live(i)) continue;
      const LaneInstruction& instruction = kernel_.code[i];
      for (int k = 0; k < arity(instruction.op); ++k) {
        const LaneOperand& operand = operand_of(instruction, k);
        if (operand.kind == LaneOperand::Kind::row) deadline[i] = std::min(deadline[i], stored[operand.index]);
      }
      for (const std::int8_t* k = accumulator_positions(instruction.op); *k >= 0; ++k) {
        const LaneOperand& operand = operand_of(instruction, *k);
        if (operand.kind != LaneOperand::Kind::value) continue;
        Value& value = values_[operand.index];
        if (value.uses != 1 || deadline[operand.index] < i) continue;
        value.joined = true;
        values_[i].accumulator = *k;
        deadline[i] = std::min(deadline[i], deadline[operand.index]);
        break;
      }
    }
  }

  /// Calls visit for the instructions of the chain that ends in `root`, first to last.
  template <class Visit>
  void each_in_chain(std::uint32_t root, Visit visit) {
    chain_.clear();
    for (std::uint32_t i = root;;) {
      chain_.push_back(i);
      if (values_[i].accumulator < 0) break;
      i = operand_of(kernel_.code[i], values_[i].accumulator).index;
    }
    for (std::size_t n = chain_.size(); n-- > 0;) visit(chain_[n]);
  }

  void order_steps() {
    for (std::uint32_t i = 0; i < kernel_.code.size(); ++i) {
      if (!is_live(i) || values_[i].joined) continue;
      const auto number = static_cast<std::uint32_t>(roots_.size());
      roots_.push_back(i);
      each_in_chain(i, [&](std::uint32_t j) {
        each_value(kernel_.code[j], [&](std::uint32_t v) { values_[v].last_read = number; });
      });
    }
  }

  void take_constants() {
    std::unordered_map<std::uint64_t, std::uint32_t> row_of;
    constant_row_.resize(kernel_.constants.size(), never);
    for (std::size_t i = 0; i < kernel_.code.size(); ++i) {
      if (!is_live(i)) continue;
      for (int k = 0; k < arity(kernel_.code[i].op); ++k) {
        const LaneOperand& operand = operand_of(kernel_.code[i], k);
        if (operand.kind != LaneOperand::Kind::constant || constant_row_[operand.index] != never) continue;
        const double value = kernel_.constants[operand.index];
        const auto [entry, is_new] = row_of.try_emplace(std::bit_cast<std::uint64_t>(value), out_.scratch_rows);
        if (is_new) {
          out_.constants.push_back(value);
          ++out_.scratch_rows;
        }
        constant_row_[operand.index] = entry->second;
      }
    }
  }

  std::uint32_t take_slot() {
    if (free_.empty()) return out_.scratch_rows++;
    const std::uint32_t slot = free_.back();  // the last one freed is the one most likely in the cache
    free_.pop_back();
    return slot;
  }

  void emit(InterpreterStep step, std::uint32_t count = 0) {
    step_at_ = out_.words.size();
    out_.words.push_back(static_cast<std::uint32_t>(step) | count << 8);
  }

  void emit_operand(const LaneOperand& operand) {
    switch (operand.kind) {
      case LaneOperand::Kind::value:
        out_.words.push_back(values_[operand.index].slot * row_bytes_);
        break;
      case LaneOperand::Kind::constant:
        out_.words.push_back(constant_row_[operand.index] * row_bytes_);
        break;
      case LaneOperand::Kind::row:
        out_.words.push_back(operand.index * row_bytes_ + 1);
        break;
    }
  }

  /// Makes the last step one that writes.
  void emit_target(std::uint32_t target) {
    out_.words[step_at_] += n_interpreter_steps;
    out_.words.push_back(target);
  }

  /// One more term in the run before, if that is one of the same kind.
  void extend_run(InterpreterStep run, InterpreterStep run_from = InterpreterStep::end) {
    const auto last = static_cast<InterpreterStep>(out_.words[step_at_] & 0xff);
    constexpr std::uint32_t longest = (1U << 24) - 1;
    if ((last == run || last == run_from) && out_.words[step_at_] >> 8 < longest) {
      out_.words[step_at_] += 1U << 8;
    } else {
      emit(run, 1);
    }
  }

  void emit_joined(const LaneInstruction& i, int accumulator) {
    using enum InterpreterStep;
    const LaneOperand& other = accumulator == 0 ? i.b : i.a;
    switch (i.op) {
      case LaneOp::add:
        extend_run(add_run), emit_operand(other);
        break;
      case LaneOp::mul:
        extend_run(mul_run), emit_operand(other);
        break;
      case LaneOp::sub:
        accumulator == 0 ? extend_run(sub_run) : emit(sub_from);
        emit_operand(other);
        break;
      case LaneOp::div:
        emit(accumulator == 0 ? div_by : div_from), emit_operand(other);
        break;
      case LaneOp::fma:
      case LaneOp::fnma:
        if (accumulator == 2) {
          i.op == LaneOp::fma ? extend_run(fma_run, fma_from) : extend_run(fnma_run, fnma_from);
          emit_operand(i.a), emit_operand(i.b);
        } else {
          emit(i.op == LaneOp::fma ? fma_product : fnma_product);
          emit_operand(other), emit_operand(i.c);
        }
        break;
      case LaneOp::select:
        emit(select_by), emit_operand(i.b), emit_operand(i.c);
        break;
      default:
        TANSINE_ASSERT(i.op == LaneOp::store, "the interpreter joins an operation that it cannot");
        break;
    }
  }

  void emit_first(const LaneInstruction& i, bool alone) {
    using enum InterpreterStep;
    switch (i.op) {
      case LaneOp::fma:
      case LaneOp::fnma:
        if (alone) {
          emit(i.op == LaneOp::fma ? fma : fnma);
          emit_operand(i.a), emit_operand(i.b), emit_operand(i.c);
        } else {
          emit(i.op == LaneOp::fma ? fma_from : fnma_from, 1);
          emit_operand(i.c), emit_operand(i.a), emit_operand(i.b);
        }
        return;
      case LaneOp::shl:
      case LaneOp::shr:
        emit(i.op == LaneOp::shl ? shl : shr, i.shift);
        break;
      default:
        emit(plain_step(i.op));
        break;
    }
    for (int k = 0; k < arity(i.op); ++k) emit_operand(operand_of(i, k));
  }

  static InterpreterStep plain_step(LaneOp op) {
    switch (op) {
      case LaneOp::add:
        return InterpreterStep::add;
      case LaneOp::sub:
        return InterpreterStep::sub;
      case LaneOp::mul:
        return InterpreterStep::mul;
      case LaneOp::div:
        return InterpreterStep::div;
      case LaneOp::sqrt:
        return InterpreterStep::sqrt;
      case LaneOp::min:
        return InterpreterStep::min;
      case LaneOp::max:
        return InterpreterStep::max;
      case LaneOp::select:
        return InterpreterStep::select;
      case LaneOp::band:
        return InterpreterStep::band;
      case LaneOp::bor:
        return InterpreterStep::bor;
      case LaneOp::bxor:
        return InterpreterStep::bxor;
      case LaneOp::iadd:
        return InterpreterStep::iadd;
      case LaneOp::isub:
        return InterpreterStep::isub;
      case LaneOp::exp:
        return InterpreterStep::exp;
      case LaneOp::log:
        return InterpreterStep::log;
      case LaneOp::cbrt:
        return InterpreterStep::cbrt;
      case LaneOp::pow:
        return InterpreterStep::pow;
      case LaneOp::store:
        return InterpreterStep::load;
      default:
        TANSINE_ASSERT(false, "an operation without a plain step");
        return InterpreterStep::end;
    }
  }

  void emit_chain(std::uint32_t root) {
    const std::uint32_t number = n_chains_++;
    each_in_chain(root, [&](std::uint32_t i) {
      const Value& value = values_[i];
      value.accumulator < 0 ? emit_first(kernel_.code[i], i == root) : emit_joined(kernel_.code[i], value.accumulator);
    });
    // A step reads all its operands before it writes, so that the target may be a slot read by this chain.
    for (const std::uint32_t i : chain_) {
      each_value(kernel_.code[i], [&](std::uint32_t v) {
        if (values_[v].joined || values_[v].slot == never || values_[v].last_read != number) return;
        free_.push_back(values_[v].slot);
        values_[v].slot = never;  // freed once, though read twice
      });
    }
    if (kernel_.code[root].op == LaneOp::store) {
      emit_target(kernel_.code[root].row * row_bytes_ + 1);
    } else {
      values_[root].slot = take_slot();
      emit_target(values_[root].slot * row_bytes_);
    }
  }

  const LaneKernel& kernel_;
  const std::uint32_t row_bytes_;
  InterpreterCode out_;
  std::vector<Value> values_;
  std::vector<std::uint32_t> roots_;  ///< last instructions of chains, in order
  std::vector<std::uint32_t> chain_;  ///< the chain at hand, last to first
  std::vector<std::uint32_t> constant_row_;
  std::vector<std::uint32_t> free_;
  std::size_t step_at_ = 0;
  std::uint32_t n_chains_ = 0;
};

}  // namespace

InterpreterCode translate(const LaneKernel& kernel, int lanes) { return Translator(kernel, lanes).run(); }

}  // namespace tansine
