// The rules are numbered in docs/nca.md and cited here as (N-..).

#include "engine/nca.hpp"

#include "base/problem.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace tansine {
namespace {

struct Point {
  double t = 0;  ///< [h] since the dose
  double c = 0;
  bool quantifiable = true;
};

void check(std::span<const double> times, std::span<const double> concentrations, const NcaOptions& options) {
  Problems problems;
  if (times.size() != concentrations.size())
    problems.error({}, fmt::format("noncompartmental analysis of {} times and {} concentrations", times.size(),
                                   concentrations.size()));
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!std::isfinite(times[i]) || (i > 0 && times[i] < times[i - 1])) {
      problems.error({}, fmt::format("time {} of a profile is {} h: times must ascend", i + 1, times[i]));
      break;
    }
  }
  const auto not_negative = [&](std::string_view what, double value) {
    if (!(value >= 0 && std::isfinite(value)))
      problems.error({}, fmt::format("noncompartmental analysis: {} is {}, expected a number >= 0", what, value));
  };
  not_negative("the dose", options.dose);
  not_negative("the duration of the infusion", options.infusion_duration);
  not_negative("the limit of quantification", options.lloq);
  not_negative("the dosing interval", options.tau);
  if (!(options.start < options.end) || !std::isfinite(options.start))
    problems.error(
        {}, fmt::format("noncompartmental analysis from {} to {} h: nothing lies between", options.start, options.end));
  problems.throw_if_errors();
}

/// The points that count (N-01 to N-04): leading ones below the limit at 0, later ones below it left out.
std::vector<Point> clean(std::span<const double> times, std::span<const double> concentrations,
                         const NcaOptions& options) {
  std::vector<Point> points;
  bool seen = false;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (times[i] < options.start || times[i] >= options.end || !std::isfinite(concentrations[i])) continue;
    const bool quantifiable = concentrations[i] > 0 && concentrations[i] >= options.lloq;
    if (!quantifiable && seen) continue;
    seen = seen || quantifiable;
    points.push_back({times[i] - options.start, quantifiable ? concentrations[i] : 0, quantifiable});
  }
  if (!seen) points.clear();
  return points;
}

/// Gives the profile its value at the dose (N-05, N-06).
void begin_at_dose(std::vector<Point>& points, const NcaOptions& options, NcaResult& result) {
  const bool bolus = !options.extravascular && options.infusion_duration == 0;
  while (bolus && points.size() > 1 && points[1].t == 0) points.erase(points.begin());
  const bool measured = points.front().t == 0;
  if (!bolus) {
    if (!measured) points.insert(points.begin(), {0, 0, false});
    return;
  }
  if (measured && points.front().quantifiable) {
    result.C0 = points.front().c;
    return;
  }
  const std::size_t first = measured ? 1 : 0;
  if (first + 1 < points.size()) {
    const Point a = points[first], b = points[first + 1];
    if (a.quantifiable && b.t > a.t && b.c < a.c) result.C0 = a.c * std::exp(a.t * std::log(a.c / b.c) / (b.t - a.t));
  }
  const Point origin{0, result.C0.value_or(points[first].c), false};
  if (measured) {
    if (result.C0) points.front() = origin;
  } else {
    points.insert(points.begin(), origin);
  }
}

struct Areas {
  double AUC = 0, AUMC = 0;
};

/// (e^L - 1 - L) / L^2, L > 0: 1/2 + L/6 + L^2/24 + ... where the numerator would cancel.
double second_order(double L) {
  if (L >= 0.1) return (std::expm1(L) - L) / (L * L);
  double term = 0.5, sum = term;
  for (int n = 3; n < 14; ++n) sum += term *= L / n;  // the last: 0.1^11/13! = 2e-21
  return sum;
}

/// One trapezoid (N-07).
Areas trapezoid(const Point& a, const Point& b, AucRule rule) {
  const double dt = b.t - a.t;
  if (rule == AucRule::linear || b.c >= a.c || b.c <= 0)
    return {dt * (a.c + b.c) / 2, dt * (a.t * a.c + b.t * b.c) / 2};
  // N-07 with c1 = c2 e^L, in a form that loses no digits where c1 and c2 are nearly equal: their difference is exact.
  const double L = std::log1p((a.c - b.c) / b.c);
  const double AUC = dt * (a.c - b.c) / L;
  return {AUC, a.t * AUC + dt * dt * b.c * second_order(L)};
}

struct Line {
  double slope = 0, intercept = 0, adjusted_r2 = 0;
};

/// Least squares of ln c against t.
Line log_linear(std::span<const Point> points) {
  const auto n = static_cast<double>(points.size());
  double mean_t = 0, mean_y = 0;
  for (const Point& p : points) {
    mean_t += p.t / n;
    mean_y += std::log(p.c) / n;
  }
  double tt = 0, ty = 0, yy = 0;
  for (const Point& p : points) {
    const double t = p.t - mean_t, y = std::log(p.c) - mean_y;
    tt += t * t;
    ty += t * y;
    yy += y * y;
  }
  if (!(tt > 0) || !(yy > 0)) return {};
  const double slope = ty / tt;
  return {slope, mean_y - slope * mean_t, 1 - (1 - ty * ty / (tt * yy)) * (n - 1) / (n - 2)};
}

struct Terminal {
  Line line;
  int n = 0;
};

/// The terminal line (N-09): the best adjusted r2 of the last n >= 3 points after Tmax, more points if as good.
Terminal terminal_line(std::span<const Point> points, double Tmax, double infusion_end) {
  const auto usable = [&](const Point& p) { return p.quantifiable && p.t > Tmax && p.t >= infusion_end; };
  const auto first = std::ranges::find_if(points, usable);
  const auto most = static_cast<std::size_t>(points.end() - first);
  std::vector<Terminal> candidates;
  double best = -std::numeric_limits<double>::infinity();
  for (std::size_t n = 3; n <= most; ++n) {
    const Line line = log_linear(points.last(n));
    if (!(line.slope < 0)) continue;
    candidates.push_back({line, static_cast<int>(n)});
    best = std::max(best, line.adjusted_r2);
  }
  constexpr double as_good = 1e-4;
  const auto chosen = std::find_if(candidates.rbegin(), candidates.rend(),
                                   [&](const Terminal& c) { return c.line.adjusted_r2 >= best - as_good; });
  return chosen == candidates.rend() ? Terminal{} : *chosen;
}

/// What follows from the terminal line (N-10 to N-14).
void extrapolate(const Terminal& terminal, const NcaOptions& options, NcaResult& result) {
  const double lambda_z = -terminal.line.slope, Clast = *result.Clast, Tlast = *result.Tlast;
  result.lambda_z = lambda_z;
  result.lambda_z_points = terminal.n;
  result.adjusted_r2 = terminal.line.adjusted_r2;
  result.half_life = std::log(2.0) / lambda_z;
  const double beyond = Clast / lambda_z;
  const double AUCinf = *result.AUClast + beyond;
  result.AUCinf = AUCinf;
  result.AUCinf_predicted =
      *result.AUClast + std::exp(terminal.line.intercept + terminal.line.slope * Tlast) / lambda_z;
  result.extrapolated = beyond / AUCinf;
  result.AUMCinf = *result.AUMClast + beyond * (Tlast + 1 / lambda_z);
  result.MRT = *result.AUMCinf / AUCinf - options.infusion_duration / 2;
  if (options.tau > 0) result.accumulation = -1 / std::expm1(-lambda_z * options.tau);
  if (options.dose > 0) {
    result.CL = options.dose / AUCinf;
    result.Vz = *result.CL / lambda_z;
    if (!options.extravascular) result.Vss = *result.CL * *result.MRT;
  }
}

}  // namespace

NcaResult nca(std::span<const double> times, std::span<const double> concentrations, const NcaOptions& options) {
  check(times, concentrations, options);
  NcaResult result;
  std::vector<Point> points = clean(times, concentrations, options);
  if (points.empty()) return result;

  const auto peak = std::ranges::max_element(points, {}, &Point::c);  // the first of equals
  result.Cmax = peak->c;
  result.Tmax = peak->t;
  result.Clast = points.back().c;
  result.Tlast = points.back().t;

  begin_at_dose(points, options, result);
  Areas areas;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Areas part = trapezoid(points[i - 1], points[i], options.rule);
    areas.AUC += part.AUC;
    areas.AUMC += part.AUMC;
  }
  result.AUClast = areas.AUC;
  result.AUMClast = areas.AUMC;

  const Terminal terminal = terminal_line(points, *result.Tmax, options.infusion_duration);
  if (terminal.n > 0) extrapolate(terminal, options, result);
  return result;
}

}  // namespace tansine
