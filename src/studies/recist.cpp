#include "studies/recist.hpp"

#include "base/problem.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace tansine {

std::string_view response_name(TumorResponse response) {
  switch (response) {
    case TumorResponse::complete:
      return "CR";
    case TumorResponse::partial:
      return "PR";
    case TumorResponse::stable:
      return "SD";
    case TumorResponse::progression:
      return "PD";
    case TumorResponse::not_evaluable:
      return "NE";
  }
  return "NE";
}

namespace {

TumorResponse response(const TumorAssessment& visit, double baseline, double nadir, const RecistRules& rules) {
  const double reference = rules.progression_from == RecistRules::Reference::nadir ? nadir : baseline;
  const double rise = visit.SLD - reference;
  // the comparisons are the text's ("at least"), with room for the rounding of a sum
  const double room = 1e-12 * baseline;
  if (visit.new_lesion ||
      (rise >= rules.progression_rise * reference - room && rise >= rules.progression_absolute - room))
    return TumorResponse::progression;
  if (visit.SLD < rules.complete_below) return TumorResponse::complete;
  if (visit.SLD <= (1 - rules.partial_fall) * baseline + room) return TumorResponse::partial;
  return visit.time < rules.stable_after ? TumorResponse::not_evaluable : TumorResponse::stable;
}

/// The better of the two.
TumorResponse better(TumorResponse a, TumorResponse b) { return std::min(a, b); }

/// Whether the response at visit `i` still holds, or is bettered, until `confirm_after` later.
bool confirmed(const std::vector<TumorResponse>& at, std::span<const TumorAssessment> visits, std::size_t i,
               double confirm_after) {
  for (std::size_t j = i + 1; j < at.size(); ++j) {
    if (at[j] > at[i]) return false;
    if (visits[j].time - visits[i].time >= confirm_after) return true;
  }
  return false;
}

}  // namespace

ResponseCourse assess(double baseline, std::span<const TumorAssessment> visits, const RecistRules& rules) {
  TANSINE_ASSERT(baseline > 0, "a baseline of target lesions");
  ResponseCourse course;
  course.nadir = baseline;
  for (const TumorAssessment& visit : visits) {
    if (course.progression || std::isnan(visit.SLD)) {
      course.at.push_back(TumorResponse::not_evaluable);
      continue;
    }
    const TumorResponse r = response(visit, baseline, course.nadir, rules);
    course.at.push_back(r);
    course.nadir = std::fmin(course.nadir, visit.SLD);
    course.best = better(course.best, r);
    if (r == TumorResponse::progression) course.progression = visit.time;
    if (ResponseCourse::counts(r) && !course.first_response) course.first_response = visit.time;
  }
  for (std::size_t i = 0; i < course.at.size(); ++i) {
    const bool holds = !ResponseCourse::counts(course.at[i]) || confirmed(course.at, visits, i, rules.confirm_after);
    course.best_confirmed = better(course.best_confirmed, holds ? course.at[i] : TumorResponse::stable);
    // a complete response that is not confirmed may still be a confirmed partial one
    if (!holds && course.at[i] == TumorResponse::complete) {
      std::vector<TumorResponse> at_least_partial = course.at;
      for (TumorResponse& r : at_least_partial) r = std::max(r, TumorResponse::partial);
      if (confirmed(at_least_partial, visits, i, rules.confirm_after))
        course.best_confirmed = better(course.best_confirmed, TumorResponse::partial);
    }
  }
  return course;
}

EventTime progression_free_survival(const ResponseCourse& course, std::span<const TumorAssessment> visits,
                                    std::optional<double> death, std::optional<double> dropout) {
  std::optional<double> event = course.progression;
  if (death && (!event || *death < *event)) event = death;
  if (event && (!dropout || *event <= *dropout)) return {*event, true};
  double last = 0;
  for (const TumorAssessment& v : visits)
    if ((!dropout || v.time <= *dropout) && !std::isnan(v.SLD)) last = std::fmax(last, v.time);
  return {last, false};
}

std::vector<double> assessments_every(double interval, double end) {
  TANSINE_ASSERT(interval > 0, "visits apart");
  std::vector<double> times;
  for (int i = 1; i * interval <= end * (1 + 1e-12); ++i) times.push_back(i * interval);
  return times;
}

std::vector<double> assessments_shah2012(double end) {
  std::vector<double> days;
  for (int d = 7; d <= 42; d += 7) days.push_back(d);
  for (int d = 56; d <= 210; d += 14) days.push_back(d);
  for (int d = 240; d <= 360; d += 30) days.push_back(d);
  for (double d = 420; d * 24 <= end; d += 60) days.push_back(d);
  std::vector<double> hours;
  for (const double d : days)
    if (d * 24 <= end) hours.push_back(d * 24);
  return hours;
}

double sphere_diameter(double volume) { return std::cbrt(6 * volume / std::numbers::pi); }
double sphere_volume(double diameter) { return std::numbers::pi / 6 * diameter * diameter * diameter; }

}  // namespace tansine
