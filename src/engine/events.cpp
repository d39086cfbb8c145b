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

std::size_t Agenda::earliest(double t) const {
  std::size_t found = series_.size();
  for (std::size_t i = 0; i < series_.size(); ++i) {
    if (before(t, series_[i].next())) continue;
    if (found == series_.size() || before(series_[i].next(), series_[found].next())) found = i;
  }
  return found;
}

std::optional<DosePlan> Agenda::take_dose(double t) {
  const std::size_t i = earliest(t);
  if (i == series_.size()) return std::nullopt;
  const DosePlan plan = series_[i].plan;
  series_[i].done += 1;
  if (series_[i].done == series_[i].count) series_.erase(series_.begin() + static_cast<std::ptrdiff_t>(i));
  return plan;
}

std::optional<std::uint32_t> Agenda::next_target(double t) const {
  const std::size_t i = earliest(t);
  if (i == series_.size()) return std::nullopt;
  return series_[i].plan.target;
}

void Agenda::delay_doses(std::uint32_t target, double hours) {
  for (Series& series : series_) {
    if (series.plan.target == target) series.first += hours;
  }
}

void Agenda::drop_doses(std::uint32_t target) {
  std::erase_if(series_, [target](const Series& series) { return series.plan.target == target; });
}

bool Agenda::drop_infusions(std::uint32_t target) {
  return std::erase_if(infusions_, [target](const Infusion& infusion) { return infusion.target == target; }) > 0;
}

}  // namespace tansine
