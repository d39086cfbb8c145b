// Program to kernels. The stages of one step are one straight line of code: what a stage computes stays in registers or
// in the executor's scratch, the factors are never written to memory that somebody else reads.

#include "engine/simd/lane_program.hpp"

#include "base/portable_math.hpp"
#include "engine/rosenbrock/controller.hpp"
#include "engine/simd/lane_graph.hpp"
#include "engine/simd/symbolic_lu.hpp"
#include "engine/simd/tape_reader.hpp"

#include <algorithm>
#include <cmath>

namespace tansine {
namespace {

class Lowering {
 public:
  Lowering(const Program& program, const RosenbrockTableau& tableau, const SolverOptions& options)
      : p_(program), table_(tableau), n_(program.n_states()), options_(options) {}

  LaneProgram run(LaneKernelSet kernels) {
    lay_out();
    write_slope();
    write_step();
    write_judge();
    write_observe();
    if (kernels == LaneKernelSet::with_dense) {
      keep_stages();
      write_dense();
    }
    return std::move(out_);
  }

 private:
  // ---- rows ------------------------------------------------------------------------------------------------------

  std::uint32_t rows(std::size_t count = 1) {
    const std::uint32_t first = out_.n_rows;
    out_.n_rows += static_cast<std::uint32_t>(count);
    return first;
  }

  void lay_out() {
    out_.n_states = n_;
    out_.n_observables = p_.observables.size();
    out_.n_totals = p_.balances.size();
    for (std::uint32_t* row :
         {&out_.t,          &out_.h,          &out_.t_new,           &out_.inverse_rtol, &out_.theta,
          &out_.zero,       &out_.stop,       &out_.next_stop,       &out_.error,        &out_.shrink,
          &out_.growth,     &out_.accepted,   &out_.attention,       &out_.steps,        &out_.rejections,
          &out_.wanted,     &out_.previous_h, &out_.previous_shrink, &out_.rejected,     &out_.cut,
          &out_.start_size, &out_.start_rate, &out_.start_check})
      *row = rows();
    out_.first_state = rows(n_);
    out_.first_new_state = rows(n_);
    out_.input.assign(n_, LaneProgram::no_row);
    for (const DoseTarget& target : p_.dose_targets)
      for (const DoseEntry& entry : target.entries)
        if (out_.input[entry.state] == LaneProgram::no_row) out_.input[entry.state] = rows();
    lay_out_prologue();
    out_.first_observable = rows(out_.n_observables);
    out_.first_total = rows(out_.n_totals);
    out_.first_slope = rows(n_);
    out_.first_stage = rows(n_ * table_.stages);
  }

  /// Rows for the parameters and prologue slots that later sections read.
  void lay_out_prologue() {
    std::vector<bool> read(p_.n_slots(), false);
    for (std::uint32_t i = p_.derivative.begin; i < p_.observation.end; ++i)
      for (const Slot slot : {p_.code[i].a, p_.code[i].b, p_.code[i].c}) read[slot] = true;
    for (const auto* list : {&p_.derivatives, &p_.time_derivatives, &p_.jacobian_slot})
      for (const Slot slot : *list) read[slot] = true;
    for (const ObservableInfo& o : p_.observables) read[o.slot] = true;
    for (const Balance& b : p_.balances) read[b.total] = true;
    fixed_.assign(p_.n_slots(), LaneGraph::no_node);
    for (Slot slot = 0; slot < p_.constants.size(); ++slot) fixed_[slot] = g_.constant(p_.constants[slot]);
    const auto take = [&](Slot slot) {
      if (!read[slot]) return;
      out_.prologue.push_back({slot, rows()});
      fixed_[slot] = g_.row(out_.prologue.back().row);
    };
    for (Slot slot = p_.first_parameter(); slot < p_.time_slot(); ++slot) take(slot);
    for (std::uint32_t i = p_.prologue.begin; i < p_.prologue.end; ++i) take(p_.first_temporary() + i);
    // unused operands of instructions are slot 0, whatever that is; they must name some node
    if (fixed_[0] == LaneGraph::no_node) fixed_[0] = g_.constant(0);
  }

  [[nodiscard]] std::vector<LaneNode> rows_from(std::uint32_t first, std::size_t count) {
    std::vector<LaneNode> list;
    for (std::size_t i = 0; i < count; ++i) list.push_back(g_.row(first + static_cast<std::uint32_t>(i)));
    return list;
  }

  LaneKernel kernel(const std::vector<LaneAnchor>& anchors) { return write_kernel(g_, anchors, out_.n_rows); }

  // ---- kernels ---------------------------------------------------------------------------------------------------

  /// dy/dt with input at the reader's point.
  std::vector<LaneNode> slopes(TapeReader& reader) {
    reader.read(p_.derivative);
    std::vector<LaneNode> f(n_);
    for (std::size_t i = 0; i < n_; ++i) {
      f[i] = reader.at(p_.derivatives[i]);
      if (out_.input[i] != LaneProgram::no_row) f[i] = g_.add(f[i], g_.row(out_.input[i]));
    }
    return f;
  }

  void write_slope() {
    TapeReader reader(g_, p_, fixed_);
    const std::vector<LaneNode> y = rows_from(out_.first_state, n_);
    reader.set_point(g_.row(out_.t), y);
    const std::vector<LaneNode> f = slopes(reader);
    std::vector<LaneAnchor> anchors;
    LaneNode size = g_.constant(0), rate = g_.constant(0), check = g_.constant(0);
    for (std::size_t i = 0; i < n_; ++i) {
      anchors.push_back({f[i], out_.first_slope + static_cast<std::uint32_t>(i)});
      const LaneNode weight = g_.add(g_.abs(y[i]), g_.constant(options_.atol_scale * p_.states[i].nominal));
      size = g_.max(size, g_.div(g_.abs(y[i]), weight));
      rate = g_.max(rate, g_.div(g_.abs(f[i]), weight));
      check = g_.add(check, g_.add(g_.zero_if_finite(y[i]), g_.zero_if_finite(f[i])));
    }
    anchors.push_back({size, out_.start_size});
    anchors.push_back({rate, out_.start_rate});
    anchors.push_back({check, out_.start_check});
    out_.slope = kernel(anchors);
  }

  using Row = RosenbrockTableau::Row;
  /// start + sum of weights * u, of every state.
  std::vector<LaneNode> combine(const std::vector<LaneNode>& start, const Row& weights,
                                const std::vector<std::vector<LaneNode>>& u) {
    std::vector<LaneNode> sum = start;
    for (std::size_t j = 0; j < u.size(); ++j)
      if (weights[j] != 0)
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = g_.add_product(sum[i], g_.constant(weights[j]), u[j][i]);
    return sum;
  }
  /// `next` is `row` with one more term: u of the last stage so far, unscaled. So end all stiffly accurate methods.
  static bool extends(const Row& next, const Row& row, std::size_t stage) {
    for (std::size_t j = 0; j < stage; ++j)
      if (next[j] != row[j]) return false;
    return next[stage] == 1;
  }
  std::vector<LaneNode> sum_of(const std::vector<LaneNode>& a, const std::vector<LaneNode>& b) {
    std::vector<LaneNode> sum;
    for (std::size_t i = 0; i < a.size(); ++i) sum.push_back(g_.add(a[i], b[i]));
    return sum;
  }

  void write_step() {
    const LaneNode t = g_.row(out_.t), h = g_.row(out_.h), t_new = g_.row(out_.t_new);
    const LaneNode inverse_h = g_.div(g_.constant(1), h);
    const LaneNode s = g_.mul(inverse_h, g_.constant(1 / table_.gamma));
    const std::vector<LaneNode> y = rows_from(out_.first_state, n_);
    anchors_ = {{inverse_h}, {s}};
    std::vector<LaneAnchor>& anchors = anchors_;

    TapeReader reader(g_, p_, fixed_);
    reader.set_point(t, y);
    std::vector<LaneNode> f = slopes(reader);
    reader.read(p_.jacobian);
    std::vector<LaneNode> jacobian, in_time;
    for (const Slot slot : p_.jacobian_slot) jacobian.push_back(reader.at(slot));
    for (const Slot slot : p_.time_derivatives) in_time.push_back(reader.at(slot));
    const SymbolicLU lu(g_, p_.jacobian_row_begin, p_.jacobian_column, jacobian, s, anchors);

    std::vector<std::vector<LaneNode>>& u = stages_;
    std::vector<LaneNode> stage = y;
    for (std::size_t k = 0; k < table_.stages; ++k) {
      if (k > 0) {
        stage = extends(table_.a[k], table_.a[k - 1], k - 1) ? sum_of(stage, u[k - 1]) : combine(y, table_.a[k], u);
        const LaneNode t_stage = table_.alpha[k] == 1 ? t_new : g_.add_product(t, h, g_.constant(table_.alpha[k]));
        reader.set_point(t_stage, stage);
        f = slopes(reader);
        for (std::size_t j = 0; j < k; ++j) {
          if (table_.c[k][j] == 0) continue;
          const LaneNode weight = g_.mul(inverse_h, g_.constant(table_.c[k][j]));
          anchors.push_back({weight});
          for (std::size_t i = 0; i < n_; ++i) f[i] = g_.add_product(f[i], weight, u[j][i]);
        }
      }
      if (table_.gamma_sum[k] != 0) {
        const LaneNode weight = g_.mul(h, g_.constant(table_.gamma_sum[k]));
        for (std::size_t i = 0; i < n_; ++i) f[i] = g_.add_product(f[i], weight, in_time[i]);
      }
      u.push_back(lu.solve(f, anchors));
    }
    const std::size_t last = table_.stages - 1;
    const std::vector<LaneNode> y_new =
        extends(table_.m, table_.a[last], last) ? sum_of(stage, u[last]) : combine(y, table_.m, u);
    finish_step(y_new, u, lu.growth(), anchors);
    out_.step = kernel(anchors);
  }

  /// The step once more, with its stages stored.
  void keep_stages() {
    for (std::size_t k = 0; k < stages_.size(); ++k)
      for (std::size_t i = 0; i < n_; ++i)
        anchors_.push_back({stages_[k][i], out_.first_stage + static_cast<std::uint32_t>(k * n_ + i)});
    out_.step_dense = kernel(anchors_);
  }

  void finish_step(const std::vector<LaneNode>& y_new, const std::vector<std::vector<LaneNode>>& u, LaneNode growth,
                   std::vector<LaneAnchor>& anchors) {
    const std::vector<LaneNode> error = combine(std::vector<LaneNode>(n_, g_.constant(0)), table_.e, u);
    // An infinite state would pass with an error of 0: it is caught by a sum of zeros that then is nan. `zero` is a
    // row, since the graph knows what becomes of products with a constant zero.
    const LaneNode zero = g_.row(out_.zero);
    LaneNode squares = g_.constant(0), not_finite = zero;
    for (std::size_t i = 0; i < n_; ++i) {
      anchors.push_back({y_new[i], out_.first_new_state + static_cast<std::uint32_t>(i)});
      const LaneNode allowed = g_.add(g_.abs(y_new[i]), g_.constant(options_.atol_scale * p_.states[i].nominal));
      const LaneNode share = g_.div(error[i], allowed);
      squares = g_.add_product(squares, share, share);
      not_finite = g_.add_product(not_finite, zero, y_new[i]);
      anchors.push_back({squares});
      anchors.push_back({not_finite});
    }
    const LaneNode mean = g_.unary(LaneOp::sqrt, g_.mul(squares, g_.constant(1.0 / static_cast<double>(n_))));
    const LaneNode total = g_.add(g_.mul(mean, g_.row(out_.inverse_rtol)), not_finite);
    const LaneNode least = g_.max(total, g_.constant(controller::least_error));
    const LaneNode exponent = g_.constant(-1.0 / (table_.embedded_order + 1));
    const LaneNode shrink = g_.unary(LaneOp::exp, g_.mul(g_.unary(LaneOp::log, least), exponent));
    anchors.push_back({total, out_.error});
    anchors.push_back({shrink, out_.shrink});
    anchors.push_back({growth, out_.growth});
  }

  // ---- the controller, as in rosenbrock_stepper.cpp ----------------------------------------------------------------

  /// a >= b ? x : y
  LaneNode if_ge(LaneNode a, LaneNode b, LaneNode x, LaneNode y) { return g_.select(g_.sub(a, b), x, y); }

  struct Proposal {
    LaneNode h, t_new, cut;
  };
  /// Lands exactly on `stop`, is never beyond it, and leaves no sliver: from two steps before it, halves.
  Proposal propose(LaneNode t, LaneNode stop, LaneNode wanted) {
    const LaneNode zero = g_.constant(0), one = g_.constant(1);
    const LaneNode remaining = g_.sub(stop, t), half = g_.mul(remaining, g_.constant(0.5));
    const LaneNode h = options_.max_step > 0 ? g_.min(wanted, g_.constant(options_.max_step)) : wanted;
    const LaneNode shorter = g_.min(h, half), t_shorter = g_.add(t, shorter);
    // Rounding can bring t + h to the stop when only a few doubles lie between.
    const LaneNode lands = g_.max(g_.sub(h, remaining), g_.sub(t_shorter, stop));
    return {.h = g_.select(lands, remaining, shorter),
            .t_new = g_.select(lands, stop, t_shorter),
            .cut = g_.select(lands, if_ge(remaining, h, zero, one), if_ge(half, h, zero, one))};
  }

  void write_judge() {
    using namespace controller;
    const auto number = [this](double x) { return g_.constant(x); };
    const LaneNode zero = number(0), one = number(1);
    const LaneNode t = g_.row(out_.t), t_new = g_.row(out_.t_new), h = g_.row(out_.h), stop = g_.row(out_.stop);
    const LaneNode error = g_.row(out_.error), shrink = g_.row(out_.shrink), wanted = g_.row(out_.wanted);
    const LaneNode previous_h = g_.row(out_.previous_h), rejected = g_.row(out_.rejected);
    const LaneNode sound = g_.sub(g_.row(out_.growth), number(LaneProgram::worst_growth));
    // not accepted if either is nan
    const LaneNode ok = g_.select(g_.sub(one, error), sound, number(-1));

    const LaneNode plain = g_.mul(shrink, number(safety));
    const LaneNode predicted =
        g_.div(g_.mul(g_.mul(plain, shrink), h), g_.mul(previous_h, g_.row(out_.previous_shrink)));
    LaneNode factor = if_ge(zero, previous_h, plain, g_.min(plain, predicted));
    factor = g_.min(factor, if_ge(rejected, one, one, number(largest_growth)));
    const LaneNode proposed = g_.mul(h, g_.max(factor, number(largest_shrink)));
    // A step cut short to land says nothing against the size that was wanted.
    const LaneNode keep = g_.sub(g_.row(out_.cut), g_.add(rejected, number(0.5)));
    const LaneNode after_step = g_.select(keep, g_.max(wanted, proposed), proposed);
    const LaneNode after_failure =
        g_.mul(h, g_.select(sound, g_.max(number(largest_shrink), plain), number(shrink_after_failure)));
    const LaneNode next = g_.select(ok, after_step, after_failure), now = g_.select(ok, t_new, t);
    // A step that lands has the next stop to head for; what else follows from landing the solver sees to.
    const LaneNode landed = g_.select(ok, g_.sub(t_new, stop), number(-1));
    const LaneNode next_stop = g_.select(landed, g_.row(out_.next_stop), stop);
    const Proposal proposal = propose(now, next_stop, next);

    const LaneNode accepted = g_.select(ok, one, zero), failed = g_.select(ok, zero, one);
    const LaneNode steps = g_.add(g_.row(out_.steps), accepted), rejections = g_.add(g_.row(out_.rejections), failed);
    const LaneNode smallest = g_.max(g_.mul(g_.abs(t), number(of_time)), g_.mul(g_.sub(stop, t), number(of_stretch)));
    const LaneNode exhausted = g_.sub(g_.add(steps, rejections), number(static_cast<double>(options_.max_steps)));
    const LaneNode attention = g_.max(exhausted, g_.select(ok, g_.sub(t_new, stop), g_.sub(smallest, next)));
    // as in RODAS: a lucky step must not frighten the next
    const double most = portable_pow(least_remembered_error, -1.0 / (table_.embedded_order + 1));
    const LaneNode remembered = g_.min(shrink, number(most));

    const std::pair<LaneNode, std::uint32_t> results[] = {
        {now, out_.t},
        {next_stop, out_.stop},
        {proposal.h, out_.h},
        {proposal.t_new, out_.t_new},
        {proposal.cut, out_.cut},
        {next, out_.wanted},
        {g_.select(ok, h, previous_h), out_.previous_h},
        {g_.select(ok, remembered, g_.row(out_.previous_shrink)), out_.previous_shrink},
        {failed, out_.rejected},
        {accepted, out_.accepted},
        {steps, out_.steps},
        {rejections, out_.rejections},
        {attention, out_.attention},
    };
    std::vector<LaneAnchor> anchors;
    for (const auto& [node, row] : results) anchors.push_back({node});  // all is read before anything is written
    for (const auto& [node, row] : results) anchors.push_back({node, row});
    for (std::uint32_t i = 0; i < n_; ++i) {
      const LaneNode y_new = g_.row(out_.first_new_state + i);
      const LaneNode kept = if_ge(g_.abs(y_new), number(LaneProgram::tiny), y_new, zero);
      anchors.push_back({g_.select(ok, kept, g_.row(out_.first_state + i)), out_.first_state + i});
    }
    out_.judge = kernel(anchors);
  }

  /// Observables and totals at (t, y).
  std::vector<LaneAnchor> observation(LaneNode t, std::span<const LaneNode> y) {
    TapeReader reader(g_, p_, fixed_);
    reader.set_point(t, y);
    reader.read(p_.observation);
    std::vector<LaneAnchor> anchors;
    for (std::uint32_t j = 0; j < out_.n_observables; ++j) {
      const ObservableInfo& o = p_.observables[j];
      anchors.push_back({g_.mul(reader.at(o.slot), g_.constant(o.scale)), out_.first_observable + j});
    }
    for (std::uint32_t j = 0; j < out_.n_totals; ++j)
      anchors.push_back({reader.at(p_.balances[j].total), out_.first_total + j});
    return anchors;
  }

  void write_observe() {
    out_.observe = kernel(observation(g_.row(out_.t), rows_from(out_.first_state, n_)));
    out_.look_ahead = kernel(observation(g_.row(out_.t_new), rows_from(out_.first_new_state, n_)));
  }

  void write_dense() {
    const LaneNode theta = g_.row(out_.theta), rest = g_.sub(g_.constant(1), theta);
    std::vector<std::vector<LaneNode>> u;
    for (std::size_t k = 0; k < table_.stages; ++k)
      u.push_back(rows_from(out_.first_stage + static_cast<std::uint32_t>(k * n_), n_));
    const std::vector<LaneNode> zero(n_, g_.constant(0));
    const std::vector<LaneNode> y = rows_from(out_.first_state, n_), y_new = rows_from(out_.first_new_state, n_);
    const std::vector<LaneNode> d1 = combine(zero, table_.dense[0], u), d2 = combine(zero, table_.dense[1], u),
                                d3 = combine(zero, table_.dense[2], u);
    std::vector<LaneNode> between(n_);
    for (std::size_t i = 0; i < n_; ++i) {
      const LaneNode bend = g_.add_product(d1[i], theta, g_.add_product(d2[i], theta, d3[i]));
      // One after the other: which of two products is fused with their sum depends on which was there first, and the
      // order of evaluation of a call's arguments is the compiler's choice.
      const LaneNode to_end = g_.mul(theta, g_.add_product(y_new[i], rest, bend));
      const LaneNode from_start = g_.mul(rest, y[i]);
      between[i] = g_.add(to_end, from_start);
    }
    out_.dense = kernel(observation(g_.add_product(g_.row(out_.t), theta, g_.row(out_.h)), between));
  }

  const Program& p_;
  const RosenbrockTableau& table_;
  const std::size_t n_;
  const SolverOptions options_;
  LaneGraph g_;
  LaneProgram out_;
  std::vector<LaneAnchor> anchors_;            ///< of the step
  std::vector<std::vector<LaneNode>> stages_;  ///< its u
  std::vector<LaneNode> fixed_;                ///< of constants, parameters and the prologue, by slot
};

}  // namespace

LaneProgram lower(const Program& program, const RosenbrockTableau& tableau, const SolverOptions& options,
                  LaneKernelSet kernels) {
  return Lowering(program, tableau, options).run(kernels);
}

}  // namespace tansine
