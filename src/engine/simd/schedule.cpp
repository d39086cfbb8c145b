#include "engine/simd/schedule.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

namespace tansine {
namespace {

using Index = std::uint32_t;

// Measured on M2 (6,000 instructions, Zen 5): windows of 64 gain 7 %, from 128 on 13 %, longer ones no more, and cost
// registers. M3 (21,000) gains nothing with any.
constexpr std::size_t window = 128;
constexpr std::size_t longest_kernel = 12'000;
constexpr int issued_per_cycle = 2;

/// Cycles until a result is there, on processors of today. Being wrong costs time only.
int latency(LaneOp op) {
  switch (op) {
    case LaneOp::add:
    case LaneOp::sub:
    case LaneOp::mul:
      return 3;
    case LaneOp::fma:
    case LaneOp::fnma:
      return 4;
    case LaneOp::select:
      return 5;
    case LaneOp::div:
      return 14;
    case LaneOp::sqrt:
      return 20;
    default:
      return 1;
  }
}

class Scheduler {
 public:
  explicit Scheduler(LaneKernel& kernel) : kernel_(kernel), code_(kernel.code), n_(static_cast<Index>(code_.size())) {}

  void run() {
    connect();
    measure();
    std::vector<LaneInstruction> ordered;
    ordered.reserve(n_);
    place_.resize(n_);
    open_window();
    while (ordered.size() < n_) {
      const Index i = next();
      place_[i] = static_cast<Index>(ordered.size());
      ordered.push_back(renamed(code_[i]));
      finish(i);
    }
    kernel_.code = std::move(ordered);
  }

 private:
  static const LaneOperand& operand(const LaneInstruction& instruction, int k) {
    return k == 0 ? instruction.a : k == 1 ? instruction.b : instruction.c;
  }

  /// Calls visit(before, after) for all pairs whose order must stay: a value and who reads it, who reads a row and who
  /// stores it (a row is not read after it is stored, lane_tape.hpp).
  template <class Visit>
  void each_pair(Visit visit) const {
    std::vector<std::vector<Index>> readers(kernel_.n_rows);
    for (Index i = 0; i < n_; ++i) {
      for (int k = 0; k < arity(code_[i].op); ++k) {
        const LaneOperand& o = operand(code_[i], k);
        if (o.kind == LaneOperand::Kind::value) visit(o.index, i);
        if (o.kind == LaneOperand::Kind::row) readers[o.index].push_back(i);
      }
      if (code_[i].op != LaneOp::store) continue;
      std::vector<Index>& before = readers[code_[i].row];
      for (const Index reader : before)
        if (reader != i) visit(reader, i);
      before.assign(1, i);  // stores to one row stay in order
    }
  }

  void connect() {
    waits_for_.assign(n_, 0);
    first_follower_.assign(n_ + 1, 0);
    each_pair([this](Index before, Index after) { ++first_follower_[before + 1], ++waits_for_[after]; });
    for (Index i = 0; i < n_; ++i) first_follower_[i + 1] += first_follower_[i];
    follower_.resize(first_follower_[n_]);
    std::vector<Index> filled(first_follower_.begin(), first_follower_.end() - 1);
    each_pair([&](Index before, Index after) { follower_[filled[before]++] = after; });
  }

  /// The longest way from each instruction to the end, in cycles.
  void measure() {
    way_.assign(n_, 0);
    ready_.assign(n_, 0);
    done_.assign(n_, false);
    for (Index i = n_; i-- > 0;) {
      for (Index k = first_follower_[i]; k < first_follower_[i + 1]; ++k)
        way_[i] = std::max(way_[i], way_[follower_[k]]);
      way_[i] += latency(code_[i].op);
    }
  }

  // Time is counted in slots, issued_per_cycle to a cycle.

  void open_window() {
    while (first_ < n_ && done_[first_]) ++first_;
    for (; seen_ < n_ && seen_ < first_ + window; ++seen_)
      if (waits_for_[seen_] == 0) coming_.push({ready_[seen_], seen_});
  }

  Index next() {
    if (ready_now_.empty() && coming_.top().first > slot_) slot_ = coming_.top().first;
    for (; !coming_.empty() && coming_.top().first <= slot_; coming_.pop())
      ready_now_.push({way_[coming_.top().second], n_ - coming_.top().second});  // of equals the first
    const Index i = n_ - ready_now_.top().second;
    ready_now_.pop();
    return i;
  }

  void finish(Index i) {
    done_[i] = true;
    const int end = slot_ + issued_per_cycle * latency(code_[i].op);
    for (Index k = first_follower_[i]; k < first_follower_[i + 1]; ++k) {
      const Index f = follower_[k];
      ready_[f] = std::max(ready_[f], end);
      if (--waits_for_[f] == 0 && f < seen_) coming_.push({ready_[f], f});
    }
    ++slot_;
    open_window();
  }

  [[nodiscard]] LaneInstruction renamed(LaneInstruction instruction) const {
    LaneOperand* const operands[] = {&instruction.a, &instruction.b, &instruction.c};
    for (int k = 0; k < arity(instruction.op); ++k)
      if (operands[k]->kind == LaneOperand::Kind::value) operands[k]->index = place_[operands[k]->index];
    return instruction;
  }

  LaneKernel& kernel_;
  const std::vector<LaneInstruction>& code_;
  const Index n_;
  std::vector<Index> first_follower_, follower_;  ///< of instruction i: [first_follower_[i], first_follower_[i + 1])
  std::vector<Index> waits_for_, place_;
  std::vector<int> way_, ready_;
  std::vector<bool> done_;
  Index first_ = 0, seen_ = 0;  ///< the window: from the first not done to the last looked at
  int slot_ = 0;
  using Entry = std::pair<int, Index>;
  std::priority_queue<Entry> ready_now_;                                        ///< longest way first
  std::priority_queue<Entry, std::vector<Entry>, std::greater<Entry>> coming_;  ///< first ready first
};

}  // namespace

LaneKernel schedule(LaneKernel kernel) {
  if (kernel.code.size() <= longest_kernel) Scheduler(kernel).run();
  return kernel;
}

}  // namespace tansine
