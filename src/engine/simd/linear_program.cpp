#include "engine/simd/linear_program.hpp"

#include "engine/simd/lane_graph.hpp"
#include "engine/simd/tape_reader.hpp"

#include <algorithm>

namespace tansine {
namespace {

// A dense n x n propagator costs n^2 a stretch, stepping costs some hundred times the few entries of J: beyond this
// many states stepping is as fast.
constexpr std::size_t most_states = 8;
constexpr std::size_t most_instructions = 100'000;  // of a course
constexpr std::size_t series_terms = 14;

using Matrix = std::vector<LaneNode>;  // n x n, row-major

class LinearLowering {
 public:
  LinearLowering(const Program& program, const LinearPlan& plan, std::size_t n_times)
      : p_(program), plan_(plan), n_(program.n_states()), n_times_(n_times) {}

  LinearProgram run() {
    lay_out();
    write_prepare();
    write_series();
    write_square();
    write_course();
    return std::move(out_);
  }

 private:
  std::uint32_t rows(std::size_t count = 1) {
    const std::uint32_t first = out_.n_rows;
    out_.n_rows += static_cast<std::uint32_t>(count);
    return first;
  }
  [[nodiscard]] LaneNode row(std::uint32_t first, std::size_t index) {
    return g_.row(first + static_cast<std::uint32_t>(index));
  }
  [[nodiscard]] Matrix matrix_rows(std::uint32_t first) {
    Matrix m;
    for (std::size_t i = 0; i < n_ * n_; ++i) m.push_back(row(first, i));
    return m;
  }

  void lay_out() {
    out_.n_lengths = plan_.lengths.size();
    out_.first_parameter = rows(p_.parameters.size());
    out_.first_amount = rows(plan_.records.size());
    out_.first_scaled = rows(out_.n_lengths);
    out_.first_again = rows(out_.n_lengths);
    out_.norm = rows();
    out_.balance_error = rows();
    out_.not_finite = rows();
    j_ = rows(n_ * n_);
    b_ = rows(n_);
    start_ = rows(n_);
    e_ = rows(n_ * n_ * out_.n_lengths);
    integral_ = rows(n_ * n_ * out_.n_lengths);
    out_.first_output = rows(n_times_ * p_.observables.size());
  }

  // ---- J, b and all that the patient's parameters fix --------------------------------------------------------------

  void write_prepare() {
    std::vector<LaneNode> fixed(p_.n_slots(), g_.constant(0));
    for (Slot slot = 0; slot < p_.constants.size(); ++slot) fixed[slot] = g_.constant(p_.constants[slot]);
    for (std::size_t i = 0; i < p_.parameters.size(); ++i)
      fixed[p_.first_parameter() + i] = row(out_.first_parameter, i);
    TapeReader reader(g_, p_, fixed);
    reader.read(p_.prologue);
    prologue_.assign(p_.n_slots(), g_.constant(0));

    std::vector<LaneAnchor> anchors;
    const auto keep = [&](Slot slot) {  // a row of its own for a prologue slot that the course reads
      if (slot == no_slot || prologue_[slot] != g_.constant(0)) return;
      const LaneNode node = reader.at(slot);
      if (g_[node].kind != LaneGraph::Node::Kind::operation) {
        prologue_[slot] = node;
        return;
      }
      const std::uint32_t to = rows();
      prologue_[slot] = g_.row(to);
      anchors.push_back({node, to});
    };
    for (Slot slot = 0; slot < p_.time_slot(); ++slot) prologue_[slot] = fixed[slot];
    for (std::uint32_t i = p_.observation.begin; i < p_.observation.end; ++i)
      for (const Slot slot : {p_.code[i].a, p_.code[i].b, p_.code[i].c}) keep_prologue(slot, keep);
    for (const ObservableInfo& o : p_.observables) keep_prologue(o.slot, keep);
    for (const Balance& b : p_.balances) {
      keep_prologue(b.total, keep);
      for (const Slot slot : b.per_dose) keep(slot);
    }
    for (const DoseTarget& target : p_.dose_targets) {
      keep(target.F);
      for (const DoseEntry& entry : target.entries) keep(entry.coefficient);
    }
    const std::vector<LaneNode> zero(n_, g_.constant(0));
    reader.set_point(g_.constant(0), zero);
    reader.read(p_.derivative);
    reader.read(p_.jacobian);
    LaneNode norm = g_.constant(0);
    Matrix jacobian(n_ * n_, g_.constant(0));
    for (std::size_t i = 0; i < n_; ++i) {
      LaneNode sum = g_.constant(0);
      for (std::uint32_t k = p_.jacobian_row_begin[i]; k < p_.jacobian_row_begin[i + 1]; ++k) {
        const LaneNode entry = reader.at(p_.jacobian_slot[k]);
        jacobian[i * n_ + p_.jacobian_column[k]] = entry;
        sum = g_.add(sum, g_.abs(entry));
      }
      norm = g_.max(norm, sum);
    }
    pattern_.resize(n_ * n_);
    for (std::size_t i = 0; i < n_ * n_; ++i) {
      pattern_[i] = !g_.is_constant(jacobian[i], 0);
      if (pattern_[i]) anchors.push_back({jacobian[i], j_ + static_cast<std::uint32_t>(i)});
    }
    for (std::size_t i = 0; i < n_; ++i) {
      const LaneNode b = reader.at(p_.derivatives[i]);
      has_b_.push_back(!g_.is_constant(b, 0));
      if (has_b_[i]) anchors.push_back({b, b_ + static_cast<std::uint32_t>(i)});
      anchors.push_back({reader.at(p_.initial[i]), start_ + static_cast<std::uint32_t>(i)});
    }
    anchors.push_back({norm, out_.norm});
    out_.prepare = write_kernel(g_, anchors, out_.n_rows);
  }
  template <class Keep>
  void keep_prologue(Slot slot, const Keep& keep) {
    const bool temporary = slot >= p_.first_temporary();
    if (temporary && slot - p_.first_temporary() >= p_.prologue.end) return;
    if (slot < p_.time_slot() || temporary) keep(slot);
  }

  // ---- the propagator ----------------------------------------------------------------------------------------------

  Matrix product(const Matrix& a, const Matrix& b) {
    Matrix c(n_ * n_, g_.constant(0));
    for (std::size_t i = 0; i < n_; ++i)
      for (std::size_t j = 0; j < n_; ++j)
        for (std::size_t k = 0; k < n_; ++k)
          c[i * n_ + j] = g_.add_product(c[i * n_ + j], a[i * n_ + k], b[k * n_ + j]);
    return c;
  }

  /// Horner: the integral over x = J d is d (I + x/2 (I + x/3 (I + ...))), and E = I + J times it.
  void write_series() {
    std::vector<LaneAnchor> anchors;
    for (std::size_t k = 0; k < out_.n_lengths; ++k) {
      const LaneNode d = row(out_.first_scaled, k);
      Matrix x(n_ * n_, g_.constant(0)), sum(n_ * n_, g_.constant(0));
      for (std::size_t i = 0; i < n_ * n_; ++i)
        if (pattern_[i]) x[i] = g_.mul(row(j_, i), d);
      for (std::size_t i = 0; i < n_; ++i) sum[i * n_ + i] = g_.constant(1);
      for (std::size_t term = series_terms; term >= 2; --term) {
        sum = product(x, sum);
        const LaneNode weight = g_.constant(1.0 / static_cast<double>(term));
        for (LaneNode& entry : sum) entry = g_.mul(entry, weight);
        for (std::size_t i = 0; i < n_; ++i) sum[i * n_ + i] = g_.add(sum[i * n_ + i], g_.constant(1));
        for (const LaneNode entry : sum) anchors.push_back({entry});
      }
      Matrix e = product(x, sum);
      for (std::size_t i = 0; i < n_; ++i) e[i * n_ + i] = g_.add(e[i * n_ + i], g_.constant(1));
      for (std::size_t i = 0; i < n_ * n_; ++i) {
        anchors.push_back({e[i], e_ + static_cast<std::uint32_t>(k * n_ * n_ + i)});
        anchors.push_back({g_.mul(sum[i], d), integral_ + static_cast<std::uint32_t>(k * n_ * n_ + i)});
      }
    }
    out_.series = write_kernel(g_, anchors, out_.n_rows);
  }

  void write_square() {
    std::vector<LaneAnchor> computed, stored;
    for (std::size_t k = 0; k < out_.n_lengths; ++k) {
      const std::uint32_t offset = static_cast<std::uint32_t>(k * n_ * n_);
      const Matrix e = matrix_rows(e_ + offset), integral = matrix_rows(integral_ + offset);
      const Matrix e_twice = product(e, e), more = product(e, integral);
      const LaneNode again = row(out_.first_again, k);
      for (std::uint32_t i = 0; i < n_ * n_; ++i) {
        const LaneNode new_e = g_.select(again, e_twice[i], e[i]);
        const LaneNode new_integral = g_.select(again, g_.add(integral[i], more[i]), integral[i]);
        for (const auto& [node, to] :
             {std::pair{new_e, e_ + offset + i}, std::pair{new_integral, integral_ + offset + i}}) {
          computed.push_back({node});
          stored.push_back({node, to});
        }
      }
    }
    computed.insert(computed.end(), stored.begin(), stored.end());  // all is read before anything is written
    out_.square = write_kernel(g_, computed, out_.n_rows);
  }

  // ---- the course --------------------------------------------------------------------------------------------------

  void write_course() {
    std::vector<LaneNode> y;
    for (std::size_t i = 0; i < n_; ++i) y.push_back(row(start_, i));
    std::vector<LaneAnchor> anchors;
    LaneNode not_finite = g_.constant(0), balance_error = g_.constant(0);
    std::vector<LaneNode> first_total;
    for (const LinearPlan::Step& step : plan_.steps) {
      for (const std::uint32_t record : step.doses) {
        const LaneNode amount = bolus(record);
        for (const DoseEntry& entry : target_of(record).entries)
          y[entry.state] = g_.add_product(y[entry.state], amount, prologue_[entry.coefficient]);
      }
      if (first_total.empty() || step.first_row < step.last_row) {
        TapeReader reader(g_, p_, prologue_);
        reader.set_point(g_.constant(0), y);
        reader.read(p_.observation);
        if (first_total.empty()) first_total = totals_before(reader, step);
        for (std::size_t i = step.first_row; i < step.last_row; ++i)
          for (std::size_t j = 0; j < p_.observables.size(); ++j) {
            const LaneNode shown = g_.mul(reader.at(p_.observables[j].slot), g_.constant(p_.observables[j].scale));
            const std::size_t to = i * p_.observables.size() + j;
            anchors.push_back({shown, out_.first_output + static_cast<std::uint32_t>(to)});
            not_finite = g_.add(not_finite, g_.zero_if_finite(shown));
            anchors.push_back({not_finite});
          }
        if (step.first_row < step.last_row) balance_error = check_balances(reader, step, first_total, balance_error);
        anchors.push_back({balance_error});
      }
      if (step.move != LinearPlan::Step::stay) y = move(plan_.moves[step.move], y);
      for (const LaneNode state : y) anchors.push_back({state});
    }
    anchors.push_back({not_finite, out_.not_finite});
    anchors.push_back({balance_error, out_.balance_error});
    out_.course = write_kernel(g_, anchors, out_.n_rows);
  }

  [[nodiscard]] const DoseTarget& target_of(std::uint32_t record) const {
    return p_.dose_targets[plan_.records[record].target];
  }
  /// What enters by a bolus, F applied.
  LaneNode bolus(std::uint32_t record) {
    const LaneNode amount = row(out_.first_amount, record);
    const Slot F = target_of(record).F;
    return F == no_slot ? amount : g_.mul(amount, prologue_[F]);
  }
  LaneNode brought_in(const LinearPlan::Step& step, const Balance& balance) {
    LaneNode sum = g_.constant(0);
    for (const LinearPlan::Given& given : step.given) {
      const LaneNode entered = g_.mul(bolus(given.record), g_.constant(given.times_or_hours));
      sum = g_.add_product(sum, entered, prologue_[balance.per_dose[plan_.records[given.record].target]]);
    }
    return sum;
  }
  std::vector<LaneNode> totals_before(const TapeReader& reader, const LinearPlan::Step& step) {
    std::vector<LaneNode> list;
    for (const Balance& b : p_.balances) list.push_back(g_.sub(reader.at(b.total), brought_in(step, b)));
    return list;
  }
  LaneNode check_balances(const TapeReader& reader, const LinearPlan::Step& step, const std::vector<LaneNode>& first,
                          LaneNode worst) {
    for (std::size_t k = 0; k < p_.balances.size(); ++k) {
      const LaneNode expected = g_.add(first[k], brought_in(step, p_.balances[k]));
      const LaneNode apart = g_.abs(g_.sub(reader.at(p_.balances[k].total), expected));
      // of what nothing is expected is not compared
      const LaneNode nothing = g_.neg(g_.abs(expected));
      worst = g_.max(worst, g_.select(nothing, g_.constant(0), g_.div(apart, g_.abs(expected))));
    }
    return worst;
  }

  std::vector<LaneNode> move(const LinearPlan::Move& m, const std::vector<LaneNode>& y) {
    const std::uint32_t offset = static_cast<std::uint32_t>(m.length * n_ * n_);
    std::vector<LaneNode> input(n_, g_.constant(0));
    for (std::size_t i = 0; i < n_; ++i)
      if (has_b_[i]) input[i] = row(b_, i);
    for (const std::uint32_t record : m.running)
      for (const DoseEntry& entry : target_of(record).entries)
        input[entry.state] =
            g_.add_product(input[entry.state], row(out_.first_amount, record), prologue_[entry.coefficient]);
    std::vector<LaneNode> next(n_, g_.constant(0));
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = 0; j < n_; ++j)
        next[i] = g_.add_product(next[i], row(integral_ + offset, i * n_ + j), input[j]);
      for (std::size_t j = 0; j < n_; ++j) next[i] = g_.add_product(next[i], row(e_ + offset, i * n_ + j), y[j]);
    }
    return next;
  }

  const Program& p_;
  const LinearPlan& plan_;
  const std::size_t n_, n_times_;
  LaneGraph g_;
  LinearProgram out_;
  std::uint32_t j_ = 0, b_ = 0, start_ = 0, e_ = 0, integral_ = 0;  ///< first rows
  std::vector<bool> pattern_, has_b_;
  std::vector<LaneNode> prologue_;  ///< by slot, what `prepare` has left for the course
};

}  // namespace

std::optional<LinearProgram> lower_linear(const Program& program, const LinearPlan& plan, std::size_t n_times) {
  const std::size_t n = program.n_states(), observation = program.observation.end - program.observation.begin;
  const std::size_t a_step = 2 * n * n + observation + 3 * program.observables.size() + 8 * program.balances.size();
  if (n > most_states || plan.steps.size() * a_step > most_instructions) return std::nullopt;
  return LinearLowering(program, plan, n_times).run();
}

}  // namespace tansine
