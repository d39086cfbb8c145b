#include "studies/compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {
namespace {

/// By the window and the infusion of the arm's first dose.
NcaOptions options_of(const StudyArm& arm) {
  NcaOptions options;
  if (!arm.regimen) return options;
  const std::vector<PlannedDose> doses = planned_doses(*arm.regimen);
  options.infusion_duration = doses.front().phase->infusion;
  if (doses.size() > 1) options.end = doses[1].time;
  return options;
}

NcaResult nca_of(const std::vector<ComparedPoint>& points, double ComparedPoint::*value, const NcaOptions& options) {
  std::vector<double> t, c;
  for (const ComparedPoint& p : points) {
    // means of several patients at one time: NCA takes the first
    if (!t.empty() && p.time == t.back()) continue;
    t.push_back(p.time);
    c.push_back(p.*value);
  }
  return nca(t, c, options);
}

}  // namespace

std::vector<ComparedProfile> compare(const ResolvedStudy& study, const StudyResult& result) {
  std::vector<ComparedProfile> compared;
  const StudyObservable* observable = study.compared_observable();
  if (study.observed.empty() || observable == nullptr) return compared;
  const Unit shown = unit(observable->unit);
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::size_t model : study.compared_models) {
    const std::size_t index = observable->index[model];
    for (std::size_t i = 0; i < study.observed.size(); ++i) {
      ComparedProfile c{
          .profile = i, .arm = study.observed_arm[i], .model = model, .points = {}, .observed = {}, .predicted = {}};
      const ArmResult& arm = result.at(model, c.arm, study.arms.size());
      for (const ObservedPoint& p : study.observed[i].points) {
        const auto t = std::lower_bound(study.times.begin(), study.times.end(), p.time) - study.times.begin();
        const auto row = static_cast<std::size_t>(t);
        const QuantileSketch& sketch = arm.population.at[row * arm.population.n_observables + index];
        c.points.push_back(
            {p.time, shown.from_canonical(p.value), sketch.quantile(0.5).value_or(nan), arm.typical.at(row, index)});
      }
      const NcaOptions options = options_of(study.arms[c.arm]);
      c.observed = nca_of(c.points, &ComparedPoint::observed, options);
      c.predicted = nca_of(c.points, &ComparedPoint::predicted, options);
      compared.push_back(std::move(c));
    }
  }
  return compared;
}

Accuracy accuracy(const std::vector<const ComparedProfile*>& profiles) {
  Accuracy a;
  double absolute = 0, sum = 0, typical = 0;
  for (const ComparedProfile* profile : profiles)
    for (const ComparedPoint& p : profile->points) {
      if (!(p.observed > 0) || !(p.predicted > 0) || !(p.typical > 0)) {
        ++a.left_out;
        continue;
      }
      ++a.points;
      absolute += std::abs(std::log10(p.fold()));
      sum += std::log10(p.fold());
      typical += std::abs(std::log10(p.typical / p.observed));
    }
  const double n = static_cast<double>(a.points);
  a.aafe = std::pow(10, absolute / n);
  a.afe = std::pow(10, sum / n);
  a.aafe_typical = std::pow(10, typical / n);
  return a;
}

namespace {
template <class Wanted>
Accuracy accuracy_where(const std::vector<ComparedProfile>& profiles, Wanted wanted) {
  std::vector<const ComparedProfile*> list;
  for (const ComparedProfile& p : profiles)
    if (wanted(p)) list.push_back(&p);
  return accuracy(list);
}
}  // namespace

Accuracy accuracy_of(const std::vector<ComparedProfile>& profiles, std::size_t model) {
  return accuracy_where(profiles, [&](const ComparedProfile& p) { return p.model == model; });
}
Accuracy accuracy_of(const std::vector<ComparedProfile>& profiles, std::size_t model, std::size_t arm) {
  return accuracy_where(profiles, [&](const ComparedProfile& p) { return p.model == model && p.arm == arm; });
}

}  // namespace tansine
