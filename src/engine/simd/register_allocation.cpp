#include "engine/simd/register_allocation.hpp"

#include "base/problem.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace tansine {

namespace {

constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t longest = std::size_t{1} << 29;  // numbers of a MachineOperand
constexpr std::uint8_t no_register = 0xff;
constexpr std::size_t max_registers = 32;

/// Spilling a value costs a store besides the load that dropping a row or constant costs too; it pays if the value's
/// next use is so many times farther away.
constexpr std::uint64_t spill_reluctance = 2;

class Allocator {
 public:
  Allocator(const LaneKernel& kernel, const MachineModel& model) : kernel_(kernel), model_(model) {
    TANSINE_ASSERT(model.registers >= 4 && model.registers <= static_cast<int>(max_registers),
                   "the register allocator needs 4 to 32 registers");
    TANSINE_ASSERT(kernel.code.size() + kernel.n_rows + kernel.constants.size() < longest, "a lane kernel is too long");
    first_row_ = static_cast<std::uint32_t>(kernel.code.size());
    first_constant_ = first_row_ + kernel.n_rows;
    free_ = static_cast<std::uint32_t>((std::uint64_t{1} << model.registers) - 1);
  }

  MachineCode run() {
    find_uses();
    out_.code.reserve(kernel_.code.size() * 2);
    for (now_ = 0; now_ < kernel_.code.size(); ++now_) {
      if (kernel_.code[now_].op == LaneOp::store || first_use_[now_] != never) instruction();
    }
    return std::move(out_);
  }

 private:
  // What a register can hold is an item: a value, a row or a constant, numbered in this order.
  struct Item {
    std::uint8_t reg = no_register;
    MachineOperand home{};  ///< where it is in memory
  };

  /// An operand of the instruction at hand.
  struct Source {
    std::uint32_t item = never;
    std::uint32_t next = never;  ///< the next instruction that reads the item
    bool folded = false;         ///< stays in memory
  };

  [[nodiscard]] std::uint32_t item_of(const LaneOperand& operand) const {
    switch (operand.kind) {
      case LaneOperand::Kind::value:
        return operand.index;
      case LaneOperand::Kind::row:
        return first_row_ + operand.index;
      case LaneOperand::Kind::constant:
        break;
    }
    return first_constant_ + operand.index;
  }

  void find_uses() {
    const std::size_t n = kernel_.code.size();
    items_.resize(first_constant_ + kernel_.constants.size());
    for (std::uint32_t r = 0; r < kernel_.n_rows; ++r) {
      items_[first_row_ + r].home = {MachineOperand::Kind::row, r};
    }
    next_.assign(n, {never, never, never});
    first_use_.assign(n, never);
    std::vector<std::uint32_t> later(items_.size(), never);
    stores_.assign(kernel_.n_rows, 0);
    for (std::size_t i = n; i-- > 0;) {
      const LaneInstruction& step = kernel_.code[i];
      first_use_[i] = later[i];
      if (step.op == LaneOp::store) {
        ++stores_[step.row];
      } else if (first_use_[i] == never) {
        continue;
      }
      const LaneOperand* const operands[] = {&step.a, &step.b, &step.c};
      const auto count = static_cast<std::size_t>(arity(step.op));
      for (std::size_t k = 0; k < count; ++k) next_[i][k] = later[item_of(*operands[k])];
      for (std::size_t k = 0; k < count; ++k) later[item_of(*operands[k])] = static_cast<std::uint32_t>(i);
    }
  }

  // ---- registers ----

  [[nodiscard]] bool in_register(std::uint32_t item) const { return items_[item].reg != no_register; }

  void put(std::uint8_t reg, std::uint32_t item, std::uint32_t next) {
    free_ &= ~(1U << reg);
    in_memory_ = is_in_memory(item) ? in_memory_ | 1U << reg : in_memory_ & ~(1U << reg);
    holds_[reg] = item;
    set_next_use(reg, next);
    items_[item].reg = reg;
  }

  void set_next_use(std::uint8_t reg, std::uint32_t next) { needed_[reg] = std::uint64_t{next} << 8 | reg; }

  void release(std::uint8_t reg) {
    items_[holds_[reg]].reg = no_register;
    free_ |= 1U << reg;
  }

  /// Memory where the item is; gives constants their number.
  MachineOperand home(std::uint32_t item) {
    MachineOperand& place = items_[item].home;
    if (place.kind == MachineOperand::Kind::none) {
      TANSINE_ASSERT(item >= first_constant_, "a value is neither in a register nor in memory");
      place = {MachineOperand::Kind::constant, constant(kernel_.constants[item - first_constant_])};
    }
    return place;
  }

  std::uint32_t constant(double value) {
    out_.constants.push_back(value);
    return static_cast<std::uint32_t>(out_.constants.size() - 1);
  }

  [[nodiscard]] bool is_in_memory(std::uint32_t item) const {
    return item >= first_row_ || items_[item].home.kind != MachineOperand::Kind::none;
  }

  /// The register needed latest among `candidates`, as next use * 256 + register; 0 if there are none. This is where
  /// allocation spends its time; hence one number to compare, without branches to guess.
  [[nodiscard]] std::uint64_t latest(std::uint32_t candidates) const {
    std::uint64_t best = 0;
    for (; candidates != 0; candidates &= candidates - 1) {
      best = std::max(best, needed_[static_cast<std::size_t>(std::countr_zero(candidates))]);
    }
    return best;
  }

  [[nodiscard]] std::uint32_t all() const {
    return static_cast<std::uint32_t>((std::uint64_t{1} << model_.registers) - 1);
  }

  /// A free register, made free if need be.
  std::uint8_t take(std::uint32_t pinned) {
    if (free_ != 0) return static_cast<std::uint8_t>(std::countr_zero(free_));
    const std::uint64_t clean = latest(in_memory_ & ~pinned), dirty = latest(all() & ~in_memory_ & ~pinned);
    auto reg = static_cast<std::uint8_t>(clean);
    if (clean == 0 || (dirty != 0 && (dirty >> 8) - now_ > spill_reluctance * ((clean >> 8) - now_))) {
      TANSINE_ASSERT(dirty != 0, "the register allocator has run out of registers");
      reg = static_cast<std::uint8_t>(dirty);
      items_[holds_[reg]].home = {MachineOperand::Kind::spill, take_slot()};
      emit({MachineOp::store, reg, 0, 0, items_[holds_[reg]].home});
    }
    release(reg);
    return reg;
  }

  std::uint32_t take_slot() {
    if (free_slots_.empty()) return out_.n_spills++;
    const std::uint32_t slot = free_slots_.back();
    free_slots_.pop_back();
    return slot;
  }

  // ---- one instruction ----

  [[nodiscard]] static int times(const Source* sources, int count, std::uint32_t item) {
    int n = 0;
    for (int k = 0; k < count; ++k) n += sources[k].item == item ? 1 : 0;
    return n;
  }

  /// May operand k of the operation stay in memory?
  [[nodiscard]] bool can_fold(LaneOp op, int k) const {
    switch (op) {
      case LaneOp::sub:
      case LaneOp::div:
      case LaneOp::isub:
        return k == 1;
      case LaneOp::min:
      case LaneOp::max:
        return k == 0;
      case LaneOp::shl:
      case LaneOp::shr:
        return model_.shift_of_memory;
      case LaneOp::select:
        return k > 0;
      case LaneOp::store:
        return false;
      default:
        return true;
    }
  }

  /// Is it worth a register that nothing else needs before `next`?
  [[nodiscard]] bool worth_keeping(std::uint32_t next, std::uint32_t pinned) const {
    if (next == never) return false;
    if ((free_ & (free_ - 1)) != 0) return true;  // one more is left for the result
    return latest(in_memory_ & ~free_ & ~pinned) >> 8 > next;
  }

  [[nodiscard]] std::uint32_t pins(const Source* sources, int count) const {
    std::uint32_t mask = 0;
    for (int k = 0; k < count; ++k) {
      if (in_register(sources[k].item)) mask |= 1U << items_[sources[k].item].reg;
    }
    return mask;
  }

  void load(const Source& source, std::uint32_t pinned) {
    const MachineOperand place = home(source.item);
    const std::uint8_t reg = take(pinned);
    emit({MachineOp::load, reg, 0, 0, place});
    put(reg, source.item, source.next);
  }

  /// Decides which operand stays in memory, at most one, and loads the others.
  void bring(LaneOp op, Source* sources, int count) {
    int fold = -1;
    for (int k = 0; k < count; ++k) {
      if (in_register(sources[k].item) || !can_fold(op, k) || times(sources, count, sources[k].item) > 1) continue;
      // the one needed latest; among equals not the last, since an addend loaded anew can be overwritten
      if (fold < 0 || sources[k].next > sources[fold].next) fold = k;
    }
    const bool is_fma = op == LaneOp::fma || op == LaneOp::fnma;
    if (fold == 2 && is_fma && !dies_in_register(sources[0]) && !dies_in_register(sources[1])) {
      fold = -1;  // would need a copy of a factor
    }
    if (fold >= 0 && worth_keeping(sources[fold].next, pins(sources, count))) fold = -1;
    if (fold >= 0) sources[fold].folded = true;
    for (int k = 0; k < count; ++k) {
      if (!sources[k].folded && !in_register(sources[k].item)) load(sources[k], pins(sources, count));
    }
    for (int k = 0; k < count; ++k) {
      if (in_register(sources[k].item)) set_next_use(reg_of(sources[k]), sources[k].next);
    }
  }

  [[nodiscard]] bool dies_in_register(const Source& source) const {
    return source.next == never && in_register(source.item);
  }

  MachineOperand operand(const Source& source) {
    if (source.folded) return home(source.item);
    return {MachineOperand::Kind::reg, items_[source.item].reg};
  }
  [[nodiscard]] std::uint8_t reg_of(const Source& source) const { return items_[source.item].reg; }

  /// Gives back the registers of operands that are not needed any more.
  void release_dead(const Source* sources, int count) {
    for (int k = 0; k < count; ++k) {
      if (dies_in_register(sources[k])) release(reg_of(sources[k]));
    }
  }

  /// Gives back the spill slots of operands that are not needed any more: after the instruction that reads them was
  /// emitted, since until then its registers may be spilled.
  void release_slots(const Source* sources, int count) {
    for (int k = 0; k < count; ++k) {
      if (sources[k].next != never) continue;
      MachineOperand& place = items_[sources[k].item].home;
      if (place.kind != MachineOperand::Kind::spill) continue;
      free_slots_.push_back(place.index);
      place = {};  // given back once, though read twice
    }
  }

  void instruction() {
    const LaneInstruction& step = kernel_.code[now_];
    const int count = arity(step.op);
    Source sources[3];
    const LaneOperand* const operands[] = {&step.a, &step.b, &step.c};
    for (int k = 0; k < count; ++k) {
      sources[k].item = item_of(*operands[k]);
      sources[k].next = next_[now_][static_cast<std::size_t>(k)];
    }
    bring(step.op, sources, count);
    if (step.op == LaneOp::store) {
      store(step, sources[0]);
    } else if (step.op == LaneOp::fma || step.op == LaneOp::fnma) {
      multiply_add(step.op == LaneOp::fma, sources);
    } else if (step.op == LaneOp::select) {
      select(sources);
    } else {
      plain(step, sources, count);
    }
    release_slots(sources, count);
  }

  void store(const LaneInstruction& step, const Source& source) {
    emit({MachineOp::store, reg_of(source), 0, 0, {MachineOperand::Kind::row, step.row}});
    // The row is as good as a spill slot, if it keeps the value.
    Item& item = items_[source.item];
    if (item.home.kind == MachineOperand::Kind::none && source.item < first_row_ && stores_[step.row] == 1) {
      item.home = {MachineOperand::Kind::row, step.row};
      in_memory_ |= 1U << item.reg;
    }
    release_dead(&source, 1);
  }

  void define(std::uint8_t reg) { put(reg, now_, first_use_[now_]); }

  void plain(const LaneInstruction& step, const Source* sources, int count) {
    MachineInstruction out;
    out.t = step.shift;
    const auto [op, first, second] = plain_form(step.op, sources);
    out.op = op;
    if (count == 2) out.s = reg_of(sources[first]);
    out.x = operand(sources[second]);
    // An operand's register that is evicted for the result still holds the operand when the instruction reads it.
    release_dead(sources, count);
    out.d = take(0);
    emit(out);
    define(out.d);
  }

  struct PlainForm {
    MachineOp op;
    int s, x;
  };
  /// Which operand is s and which x. min(a, b) = b < a ? b : a is the processor's min with b first.
  static PlainForm plain_form(LaneOp op, const Source* sources) {
    const int s = sources[0].folded ? 1 : 0;  // of a commutative operation
    switch (op) {
      case LaneOp::add:
        return {MachineOp::add, s, 1 - s};
      case LaneOp::mul:
        return {MachineOp::mul, s, 1 - s};
      case LaneOp::band:
        return {MachineOp::band, s, 1 - s};
      case LaneOp::bor:
        return {MachineOp::bor, s, 1 - s};
      case LaneOp::bxor:
        return {MachineOp::bxor, s, 1 - s};
      case LaneOp::iadd:
        return {MachineOp::iadd, s, 1 - s};
      case LaneOp::sub:
        return {MachineOp::sub, 0, 1};
      case LaneOp::div:
        return {MachineOp::div, 0, 1};
      case LaneOp::isub:
        return {MachineOp::isub, 0, 1};
      case LaneOp::min:
        return {MachineOp::min, 1, 0};
      case LaneOp::max:
        return {MachineOp::max, 1, 0};
      case LaneOp::sqrt:
        return {MachineOp::sqrt, 0, 0};
      case LaneOp::shl:
        return {MachineOp::shl, 0, 0};
      case LaneOp::shr:
        return {MachineOp::shr, 0, 0};
      default:
        break;
    }
    TANSINE_ASSERT(false, "the register allocator met an operation that was to be expanded");
    return {};
  }

  void multiply_add(bool plus, const Source* sources) {
    const Source &a = sources[0], &b = sources[1], &c = sources[2];
    const Source& stays = a.folded ? b : a;  // of the factors, one in a register
    const Source& other = a.folded ? a : b;
    MachineInstruction out;
    if (dies_in_register(c)) {
      out = {plus ? MachineOp::fma231 : MachineOp::fnma231, reg_of(c), reg_of(stays), 0, operand(other)};
    } else if (dies_in_register(a) || dies_in_register(b)) {
      const Source& overwritten = dies_in_register(a) ? a : b;
      const Source& factor = dies_in_register(a) ? b : a;
      if (factor.folded) {
        out = {plus ? MachineOp::fma132 : MachineOp::fnma132, reg_of(overwritten), reg_of(c), 0, operand(factor)};
      } else {
        out = {plus ? MachineOp::fma213 : MachineOp::fnma213, reg_of(overwritten), reg_of(factor), 0, operand(c)};
      }
    } else {
      const std::uint8_t copy = take(pins(sources, 3));
      emit({MachineOp::move, copy, reg_of(c), 0, {}});
      out = {plus ? MachineOp::fma231 : MachineOp::fnma231, copy, reg_of(stays), 0, operand(other)};
    }
    emit(out);
    release_dead(sources, 3);
    define(out.d);
  }

  void select(const Source* sources) {
    if (!has_zero_) {
      has_zero_ = true;
      out_.zero = constant(0.0);
    }
    MachineInstruction out;
    out.op = sources[2].folded ? MachineOp::select_not : MachineOp::select;
    out.t = reg_of(sources[0]);
    out.s = reg_of(sources[sources[2].folded ? 1 : 2]);
    out.x = operand(sources[sources[2].folded ? 2 : 1]);
    if (!model_.select_writes_first) {
      release_dead(sources, 3);
      out.d = take(0);
    } else if (dies_in_register(sources[0]) && times(sources, 3, sources[0].item) == 1) {
      out.d = out.t;
      release_dead(sources, 3);
    } else {
      out.d = take(pins(sources, 3));
      release_dead(sources, 3);
    }
    emit(out);
    define(out.d);
  }

  void emit(const MachineInstruction& instruction) { out_.code.push_back(instruction); }

  const LaneKernel& kernel_;
  const MachineModel model_;
  MachineCode out_;
  std::uint32_t now_ = 0;
  std::uint32_t first_row_ = 0, first_constant_ = 0;
  std::vector<Item> items_;
  std::vector<std::array<std::uint32_t, 3>> next_;  ///< of each operand of each instruction: the item's next reader
  std::vector<std::uint32_t> first_use_;            ///< of each value
  std::vector<std::uint32_t> stores_;               ///< of each row
  std::uint32_t free_ = 0;                          ///< registers, as bits
  std::uint32_t in_memory_ = 0;                     ///< registers whose item is in memory too; those in use matter
  std::array<std::uint32_t, max_registers> holds_{};
  std::array<std::uint64_t, max_registers> needed_{};  ///< next use * 256 + register
  std::vector<std::uint32_t> free_slots_;
  bool has_zero_ = false;
};

}  // namespace

MachineCode allocate_registers(const LaneKernel& kernel, const MachineModel& model) {
  return Allocator(kernel, model).run();
}

}  // namespace tansine
