#include "engine/events.hpp"

#include <algorithm>
#include <cmath>

namespace tansine {

namespace {
constexpr double inf = std::numeric_limits<double>::infinity();
}

DoseInput dose_input(const DosePlan& plan, double F) {
  const double amount = F * plan.amount;
  switch (plan.form) {
    case DosePlan::Form::bolus:
      return {.bolus = amount};
    case DosePlan::Form::given_rate:
      return {.rate = plan.rate, .duration = amount / plan.rate};
    case DosePlan::Form::given_duration:
      return {.rate = amount / plan.duration, .duration = plan.duration};
  }
  return {};
}

bool same_time(double a, double b) {
  if (std::isinf(a) || std::isinf(b)) return a == b;
  constexpr double spacings = 16 * std::numeric_limits<double>::epsilon();
  return std::abs(a - b) <= spacings * std::max({1.0, std::abs(a), std::abs(b)});
}

bool before(double a, double b) { return a < b && !same_time(a, b); }

Overlap overlap(double duration, double interval) {
  double whole = std::floor(duration / interval);
  double rest = duration - whole * interval;
  // A rest that rounding made, of either sign or of nearly a whole interval, is none.
  if (same_time(duration, (whole + 1) * interval)) {
    whole += 1;
    rest = 0;
  } else if (same_time(duration, whole * interval)) {
    rest = 0;
  }
  return {.whole = whole, .rest = std::max(rest, 0.0)};
}

Cycle cycle(double lag, double interval) {
  if (lag == 0) return {.phase = interval, .pending = 0};
  // The latest implied dose that has entered is the k-th before this one, at k * interval - lag >= 0 hours ago.
  double k = std::max(1.0, std::ceil(lag / interval));
  if (k > 1 && same_time((k - 1) * interval, lag)) k -= 1;
  const double phase = same_time(k * interval, lag) ? 0.0 : k * interval - lag;
  return {.phase = phase, .pending = static_cast<std::uint64_t>(k) - 1};
}

void Agenda::add_doses(const DosePlan& plan, double first, double interval, std::uint64_t count) {
  if (count > 0) series_.push_back({.plan = plan, .first = first, .interval = interval, .done = 0, .count = count});
}

void Agenda::add_infusion(std::uint32_t target, double rate, double end) {
  infusions_.push_back({.target = target, .rate = rate, .end = end});
}

void Agenda::clear() {
  series_.clear();
  infusions_.clear();
}

double Agenda::next_time() const {
  double next = inf;
  for (const Series& series : series_) next = std::min(next, series.next());
  for (const Infusion& infusion : infusions_) next = std::min(next, infusion.end);
  return next;
}

bool Agenda::end_infusions(double t) {
  return std::erase_if(infusions_, [t](const Infusion& infusion) { return !before(t, infusion.end); }) > 0;
}

std::optional<DosePlan> Agenda::take_dose(double t) {
  auto earliest = series_.end();
  for (auto series = series_.begin(); series != series_.end(); ++series) {
    if (before(t, series->next())) continue;
    if (earliest == series_.end() || before(series->next(), earliest->next())) earliest = series;
  }
  if (earliest == series_.end()) return std::nullopt;
  const DosePlan plan = earliest->plan;
  earliest->done += 1;
  if (earliest->done == earliest->count) series_.erase(earliest);
  return plan;
}

}  // namespace tansine
