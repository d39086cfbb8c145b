#include "app/simulate_figures.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

namespace tansine {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double kHoursPerDay = 24;

/// Before and after stand out from each other; further models follow.
FigureColor color_of(std::size_t model) {
  constexpr std::array<FigureColor, 5> colors{FigureColor::vermillion, FigureColor::blue, FigureColor::green,
                                              FigureColor::purple, FigureColor::orange};
  return colors[model % colors.size()];
}

/// Median and edges of the band of one observable over the times that its schedule asks for.
struct Course {
  std::vector<double> days, median, lower, upper;
};

Course course_of(const ResolvedStudy& study, const ArmResult& a, const StudyObservable& o) {
  Course c;
  const std::set<double> wanted(o.schedule.times.begin(), o.schedule.times.end());
  for (std::size_t t = 0; t < study.times.size(); ++t) {
    if (!wanted.contains(study.times[t])) continue;
    const QuantileSketch& s = a.population.at[t * a.population.n_observables + o.index[a.model]];
    c.days.push_back(study.times[t] / kHoursPerDay);
    c.median.push_back(s.quantile(0.5).value_or(nan));
    c.lower.push_back(s.quantile(0.05).value_or(nan));
    c.upper.push_back(s.quantile(0.95).value_or(nan));
  }
  return c;
}

std::vector<std::size_t> shown_models(const ResolvedStudy& study, const StudyObservable& o) {
  const bool compared = study.compared_observable() == &o && !study.observed.empty();
  std::vector<std::size_t> models;
  for (std::size_t m = 0; m < study.models.size(); ++m) {
    const bool listed = !compared || std::find(study.compared_models.begin(), study.compared_models.end(), m) !=
                                         study.compared_models.end();
    if (o.index[m] != Program::npos && listed) models.push_back(m);
  }
  return models;
}

/// Weeks, where there are at least two.
std::optional<double> week_ticks(const StudyObservable& o) {
  const double days = o.schedule.times.back() / kHoursPerDay;
  if (days < 14) return std::nullopt;
  return days <= 70 ? 7 : days <= 280 ? 28 : 91;
}

std::string observed_statistic(const ObservedProfile& p) {
  std::set<int> n;
  for (const ObservedPoint& x : p.points)
    if (x.n) n.insert(*x.n);
  if (n.size() == 1) return *n.begin() == 1 ? "1 patient" : fmt::format("{} of {} patients", p.stat, *n.begin());
  return p.stat;
}

}  // namespace

FigureGrid concentration_grid(const ResolvedStudy& study, const StudyResult& result, const StudyObservable& o) {
  FigureGrid grid{.title = o.meaning.empty() ? o.name : o.meaning, .panels = {}};
  const Unit shown = unit(o.unit);
  double highest = 0, lowest_observed = std::numeric_limits<double>::infinity();
  const bool compared = study.compared_observable() == &o;
  for (std::size_t arm = 0; arm < study.arms.size(); ++arm) {
    Figure f{.title = study.arms[arm].name,
             .x = {.label = "time", .unit = "d", .tick_step = week_ticks(o)},
             .y = {.label = o.name, .unit = o.unit, .scale = AxisScale::log}};
    for (const std::size_t m : shown_models(study, o)) {
      const Course c = course_of(study, result.at(m, arm, study.arms.size()), o);
      const std::string& name = study.models[m].name;
      f.bands.push_back(
          {.name = name, .statistic = "5–95 %", .x = c.days, .lower = c.lower, .upper = c.upper, .color = color_of(m)});
      f.lines.push_back({.name = name, .statistic = "median", .x = c.days, .y = c.median, .color = color_of(m)});
      for (const double y : c.upper) highest = std::isfinite(y) ? std::max(highest, y) : highest;
    }
    if (compared)
      for (std::size_t i = 0; i < study.observed.size(); ++i) {
        if (study.observed_arm[i] != arm) continue;
        const ObservedProfile& p = study.observed[i];
        PointSeries points{.name = "observed", .statistic = observed_statistic(p), .x = {}, .y = {}};
        for (const ObservedPoint& x : p.points) {
          points.x.push_back(x.time / kHoursPerDay);
          points.y.push_back(shown.from_canonical(x.value));
          highest = std::max(highest, points.y.back());
          if (points.y.back() > 0) lowest_observed = std::min(lowest_observed, points.y.back());
        }
        f.points.push_back(std::move(points));
      }
    grid.panels.push_back(std::move(f));
  }
  // a simulated tail far below everything measured would flatten the rest
  const double floor = std::isfinite(lowest_observed) ? lowest_observed / 3 : highest / 1e4;
  if (highest > 0)
    for (Figure& f : grid.panels) f.y.min = std::pow(10, std::floor(std::log10(floor)));
  grid.caption = fmt::format(
      "Lines: median of {} virtual patients. Bands: 5th to 95th percentile between patients, without residual error.",
      study.patients());
  if (compared && !study.observed.empty()) grid.caption += " Points: observed.";
  return grid;
}

std::optional<Figure> ratio_figure(const ResolvedStudy& study, const StudyResult& result, const StudyObservable& o) {
  Figure f{.title = o.meaning.empty() ? o.name : o.meaning,
           .x = {.label = "time", .unit = "d", .tick_step = week_ticks(o)},
           .y = {.label = o.name, .unit = o.unit == "1" ? "" : o.unit, .min = 0}};
  // the arm with the highest dose stands for all: deconjugation is first-order in every model so far
  const std::size_t arm = study.arms.size() - 1;
  for (const std::size_t m : shown_models(study, o)) {
    const Course c = course_of(study, result.at(m, arm, study.arms.size()), o);
    bool varies = false;
    for (const double y : c.median) varies = varies || (std::isfinite(y) && y != c.median.front());
    if (!varies) continue;
    const std::string& name = study.models[m].name;
    f.bands.push_back(
        {.name = name, .statistic = "5–95 %", .x = c.days, .lower = c.lower, .upper = c.upper, .color = color_of(m)});
    f.lines.push_back({.name = name, .statistic = "median", .x = c.days, .y = c.median, .color = color_of(m)});
  }
  if (f.lines.empty()) return std::nullopt;
  f.caption = fmt::format("At {}. Line: median of {} virtual patients; band: 5th to 95th percentile.",
                          study.arms[arm].name, study.patients());
  return f;
}

ReportTable exposure_table(const ResolvedStudy& study, const std::vector<ComparedProfile>& compared) {
  const std::string& u = study.compared_observable()->unit;
  ReportTable table{.caption = "Exposure, predicted against observed",
                    .columns = {{.name = "dose"}, {.name = "model"}},
                    .row_headers = 2,
                    .merge_first_column = true};
  const std::array<std::tuple<const char*, std::string, std::optional<double> NcaResult::*, double>, 3> metrics{
      {{"Cmax", u, &NcaResult::Cmax, 1},
       {"AUC to last", u + "·d", &NcaResult::AUClast, 1 / kHoursPerDay},
       {"half-life", "d", &NcaResult::half_life, 1 / kHoursPerDay}}};
  for (const auto& [name, unit_text, member, scale] : metrics) {
    table.columns.push_back({.name = "observed", .unit = unit_text, .group = name});
    table.columns.push_back({.name = "predicted", .unit = unit_text, .group = name});
    table.columns.push_back({.name = "fold error", .group = name, .decimals = 2});
  }
  for (std::size_t i = 0; i < study.observed.size(); ++i)
    for (const ComparedProfile& c : compared) {
      if (c.profile != i) continue;
      std::vector<TableCell> row{study.arms[c.arm].name, study.models[c.model].name};
      for (const auto& [name, unit_text, member, scale] : metrics) {
        const double observed = (c.observed.*member).value_or(nan) * scale;
        const double predicted = (c.predicted.*member).value_or(nan) * scale;
        const double fold = predicted / observed;
        row.emplace_back(observed);
        row.emplace_back(predicted);
        row.emplace_back(fold, mark_outside(fold, 0.67, 1.5));
      }
      table.rows.push_back(std::move(row));
    }
  table.note =
      "Both by the same noncompartmental analysis at the observed times (linear up, log down; half-life by the best "
      "adjusted r², at least three points after the peak). Predicted: the population median at each time. Marked: fold "
      "error outside 0.67–1.5.";
  return table;
}

ReportTable accuracy_table(const ResolvedStudy& study, const std::vector<ComparedProfile>& compared) {
  ReportTable table{.caption = "How far the models are off",
                    .columns = {{.name = "dose"}, {.name = "points", .digits = 0}}};
  for (const std::size_t m : study.compared_models) {
    const std::string& name = study.models[m].name;
    table.columns.push_back({.name = "absolute", .group = name, .decimals = 2});
    table.columns.push_back({.name = "signed", .group = name, .decimals = 2});
    table.columns.push_back({.name = "absolute, typical patient", .group = name, .decimals = 2});
  }
  const auto add = [&](const std::string& name, auto accuracy_of_model) {
    std::vector<TableCell> row{name, static_cast<double>(accuracy_of_model(study.compared_models.front()).points)};
    for (const std::size_t m : study.compared_models) {
      const Accuracy a = accuracy_of_model(m);
      row.emplace_back(a.aafe, mark_outside(a.aafe, 0, 1.5));
      row.emplace_back(a.afe, mark_outside(a.afe, 0.67, 1.5));
      row.emplace_back(a.aafe_typical, mark_outside(a.aafe_typical, 0, 1.5));
    }
    table.rows.push_back(std::move(row));
  };
  std::set<std::size_t> arms(study.observed_arm.begin(), study.observed_arm.end());
  for (const std::size_t arm : arms)
    add(study.arms[arm].name, [&](std::size_t m) { return accuracy_of(compared, m, arm); });
  add("all", [&](std::size_t m) { return accuracy_of(compared, m); });
  table.note =
      "Absolute: 10^mean|log₁₀(predicted/observed)|, 1 is perfect. Signed: 10^mean log₁₀(predicted/observed), above 1 "
      "the model is too high. Marked: above 1.5 (signed: outside 0.67–1.5).";
  return table;
}

ReportTable population_table(const ResolvedStudy& study, const StudyResult& result) {
  ReportTable table{
      .caption = "Predicted exposure in the first dosing interval: median and 5th to 95th percentile over patients",
      .columns = {{.name = "arm"}, {.name = "model"}, {.name = "observable"}, {.name = "patients", .digits = 0}},
      .row_headers = 3,
      .merge_first_column = true};
  for (const char* group : {"Cmax", "AUC (× d)", "half-life (d)"})
    for (const char* name : {"5 %", "median", "95 %"}) table.columns.push_back({.name = name, .group = group});
  for (std::size_t arm = 0; arm < study.arms.size(); ++arm)
    for (std::size_t m = 0; m < study.models.size(); ++m) {
      const ArmResult& a = result.at(m, arm, study.arms.size());
      std::size_t k = 0;
      for (const std::uint32_t i : result.nca_observables) {
        const StudyObservable& o = study.observables[i];
        if (o.index[m] == Program::npos) continue;
        const NcaSummary& s = a.population.nca[k++];
        std::vector<TableCell> row{study.arms[arm].name, study.models[m].name, o.name + " (" + o.unit + ")",
                                   static_cast<double>(s.Cmax.count())};
        const std::array<std::pair<const QuantileSketch*, double>, 3> metrics{
            {{&s.Cmax, 1}, {&s.AUClast, 1 / kHoursPerDay}, {&s.half_life, 1 / kHoursPerDay}}};
        for (const auto& [sketch, scale] : metrics)
          for (const double q : {0.05, 0.5, 0.95}) row.emplace_back(sketch->quantile(q).value_or(nan) * scale);
        table.rows.push_back(std::move(row));
      }
    }
  table.note = fmt::format("Quantiles are exact to {} % of their value.", shortest(QuantileSketch::accuracy * 100));
  return table;
}

}  // namespace tansine
