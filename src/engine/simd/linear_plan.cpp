#include "engine/simd/linear_plan.hpp"

#include "engine/events.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// Does a record's schedule hold for every patient?
bool is_shared(const Program& program, const EventRecord& record) {
  if (!record.changes.empty()) return false;
  if (record.evid == Evid::observation || record.evid == Evid::other) return true;
  if (record.evid != Evid::dose || record.steady_state != 0 || record.rate < 0) return false;
  const DoseTarget& target = program.dose_targets[record.target];
  return target.lag == no_slot && target.resets.empty() && (target.F == no_slot || record.rate == 0);
}

class Planner {
 public:
  // The agenda's targets are record numbers here.
  Planner(std::span<const EventRecord> records, std::span<const double> times) : times_(times) {
    plan_.records.assign(records.begin(), records.end());
    for (std::uint32_t i = 0; i < records.size(); ++i) {
      const EventRecord& r = records[i];
      given_.push_back({i, 0});
      if (r.evid != Evid::dose) continue;
      const DosePlan dose{.target = i,
                          .form = r.rate > 0 ? DosePlan::Form::given_rate : DosePlan::Form::bolus,
                          .amount = r.amount,
                          .rate = r.rate};
      agenda_.add_doses(dose, r.time, r.interval, 1 + std::uint64_t{r.additional});
    }
    now_ = records.empty() ? times.front() : std::min(times.front(), records.front().time);
  }

  LinearPlan run() {
    while (row_ < times_.size()) {
      LinearPlan::Step step;
      meet(step);
      step.first_row = row_;
      while (row_ < times_.size() && !before(now_, times_[row_])) ++row_;
      step.last_row = row_;
      step.given = given_;
      if (row_ < times_.size()) step.move = move(std::min(agenda_.next_time(), times_[row_]));
      plan_.steps.push_back(std::move(step));
    }
    return std::move(plan_);
  }

 private:
  /// Ends infusions and takes the doses of the present moment.
  void meet(LinearPlan::Step& step) {
    agenda_.end_infusions(now_);
    while (const auto dose = agenda_.take_dose(now_)) {
      if (dose->form == DosePlan::Form::bolus) {
        step.doses.push_back(dose->target);
        given_[dose->target].times_or_hours += 1;
      } else if (const double end = now_ + dose->amount / dose->rate; before(now_, end)) {
        agenda_.add_infusion(dose->target, dose->rate, end);
      }
    }
  }

  std::size_t move(double stop) {
    const double length = stop - now_;
    // Lengths that differ by the rounding of the times between which they lie are one.
    const auto equal = [&](double other) { return same_time(now_ + length, now_ + other); };
    LinearPlan::Move move;
    move.length = static_cast<std::size_t>(std::ranges::find_if(plan_.lengths, equal) - plan_.lengths.begin());
    if (move.length == plan_.lengths.size()) plan_.lengths.push_back(length);
    for (const Agenda::Infusion& i : agenda_.infusions()) {
      move.running.push_back(i.target);
      given_[i.target].times_or_hours += length;
    }
    now_ = stop;
    const auto found = std::ranges::find(plan_.moves, move);
    if (found != plan_.moves.end()) return static_cast<std::size_t>(found - plan_.moves.begin());
    plan_.moves.push_back(std::move(move));
    return plan_.moves.size() - 1;
  }

  std::span<const double> times_;
  LinearPlan plan_;
  Agenda agenda_;
  std::vector<LinearPlan::Given> given_;
  std::size_t row_ = 0;
  double now_ = 0;
};

}  // namespace

std::optional<LinearPlan> plan_linear_course(const Program& program, std::span<const EventRecord> records,
                                             std::span<const double> times) {
  if (!program.linear || times.empty()) return std::nullopt;
  double last = -inf;
  for (const EventRecord& record : records) {
    if (!is_shared(program, record) || record.time < last) return std::nullopt;
    last = record.time;
  }
  return Planner(records, times).run();
}

bool has_schedule(const LinearPlan& plan, std::span<const EventRecord> records) {
  return std::ranges::equal(plan.records, records, [](const EventRecord& a, const EventRecord& b) {
    const bool same = a.time == b.time && a.evid == b.evid && a.interval == b.interval &&
                      a.additional == b.additional && a.steady_state == b.steady_state && a.target == b.target &&
                      b.changes.empty();
    // amounts are checked where courses are: what is no dose is left to be refused there
    if (!same || !(b.amount >= 0) || !std::isfinite(b.amount) || !(b.rate >= 0) || (a.rate > 0) != (b.rate > 0))
      return false;
    return !(b.rate > 0) || same_time(b.time + a.amount / a.rate, b.time + b.amount / b.rate);
  });
}

}  // namespace tansine
