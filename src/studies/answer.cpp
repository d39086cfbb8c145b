#include "studies/answer.hpp"

#include "base/text.hpp"
#include "studies/result_writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <limits>

namespace tansine {
namespace {

std::string fold(double x) { return fmt::format("{:.2f}", x); }

std::string list_of_words(const std::vector<std::string>& words) {
  if (words.size() < 2) return words.empty() ? "" : words.front();
  const std::vector<std::string> head(words.begin(), words.end() - 1);
  return fmt::format("{} and {}", fmt::join(head, ", "), words.back());
}

/// Arms that have observations, in order.
std::vector<std::size_t> observed_arms(const ResolvedStudy& study) {
  std::vector<std::size_t> arms = study.observed_arm;
  std::sort(arms.begin(), arms.end());
  arms.erase(std::unique(arms.begin(), arms.end()), arms.end());
  return arms;
}

StudyAnswer compared_answer(const ResolvedStudy& study, const std::vector<ComparedProfile>& compared) {
  const std::vector<std::size_t>& models = study.compared_models;
  const Accuracy first = accuracy_of(compared, models.front());
  const std::string& what = study.compared_observable()->name;
  StudyAnswer a;
  if (models.size() == 1) {
    a.answer = fmt::format("{} predicts the observed {} with an absolute average fold error of {} over {} points.",
                           study.models[models.front()].name, what, fold(first.aafe), first.points);
  } else {
    const Accuracy last = accuracy_of(compared, models.back());
    std::vector<std::string> better, worse;
    for (const std::size_t arm : observed_arms(study)) {
      const double before = accuracy_of(compared, models.front(), arm).aafe;
      const double after = accuracy_of(compared, models.back(), arm).aafe;
      // a change of less than 2 % is none
      if (after < 0.98 * before) better.push_back(study.arms[arm].name);
      if (after > 1.02 * before) worse.push_back(study.arms[arm].name);
    }
    a.answer = fmt::format(
        "From {} to {} the absolute average fold error of {} over {} points at all doses goes from {} "
        "to {}: {}{}{}.",
        study.models[models.front()].name, study.models[models.back()].name, what, last.points, fold(first.aafe),
        fold(last.aafe), better.empty() ? "no dose is met better" : "better at " + list_of_words(better),
        worse.empty() ? "" : ", worse at ", list_of_words(worse));
  }
  std::vector<std::string> bias;
  for (const std::size_t m : models)
    bias.push_back(fmt::format("{} {}", study.models[m].name, fold(accuracy_of(compared, m).afe)));
  a.uncertainty = fmt::format(
      "Fold errors are of the population median at the observed times ({} virtual patients per dose). On "
      "average predicted over observed is {}. Each observed point counts the same, whether it is one patient "
      "or the mean of many.",
      study.patients(), list_of_words(bias));
  return a;
}

/// Median and 5th to 95th percentile of a sketch.
std::string spread(const QuantileSketch& s) {
  if (s.count() == 0) return "-";
  return fmt::format("{} ({} to {})", significant(*s.quantile(0.5), 3), significant(*s.quantile(0.05), 3),
                     significant(*s.quantile(0.95), 3));
}

const NcaSummary* nca_of(const ResolvedStudy& study, const StudyResult& result, const ArmResult& a, std::size_t which) {
  std::size_t k = 0;
  for (std::size_t i = 0; i < result.nca_observables.size(); ++i) {
    const bool there = study.observables[result.nca_observables[i]].index[a.model] != Program::npos;
    if (i == which) return there ? &a.population.nca[k] : nullptr;
    if (there) ++k;
  }
  return nullptr;
}

/// What is no concentration (a tumor's volume, platelets, a probability): where its median is lowest and highest, and
/// at the end. Empty if there is none.
std::string extremes_table(const ResolvedStudy& study, const StudyResult& result) {
  std::vector<std::vector<std::string>> rows{{"arm", "model", "observable", "lowest", "highest", "at the end"}};
  for (const ArmResult& a : result.arms)
    for (std::size_t i = 0; i < study.observables.size(); ++i) {
      const StudyObservable& o = study.observables[i];
      const auto is_nca = [&](std::uint32_t n) { return n == i; };
      if (o.index[a.model] == Program::npos || std::ranges::any_of(result.nca_observables, is_nca)) continue;
      const QuantileSketch *lowest = nullptr, *highest = nullptr, *last = nullptr;
      for (std::size_t t = 0; t < study.times.size(); ++t) {
        if (!std::ranges::binary_search(o.schedule.times, study.times[t])) continue;
        const QuantileSketch& s = a.population.at[t * a.population.n_observables + o.index[a.model]];
        if (s.count() == 0) continue;
        const double median = *s.quantile(0.5);
        if (lowest == nullptr || median < *lowest->quantile(0.5)) lowest = &s;
        if (highest == nullptr || median > *highest->quantile(0.5)) highest = &s;
        last = &s;
      }
      if (last == nullptr) continue;
      rows.push_back({study.arms[a.arm].name, study.models[a.model].name, o.name + " [" + o.unit + "]", spread(*lowest),
                      spread(*highest), spread(*last)});
    }
  if (rows.size() == 1) return "";
  return aligned_columns(rows) +
         "median over time at its lowest, highest and last (5th to 95th percentile over patients)\n";
}

/// For arms that differ in what is given: each thing that is no concentration at the end of its course, arm by arm, and
/// the mean of each concentration in the tumor. Empty if there is none.
std::string given_answer(const ResolvedStudy& study, const StudyResult& result) {
  std::vector<std::string> sentences;
  for (const StudyObservable& o : study.observables) {
    if (o.index.front() == Program::npos) continue;
    const bool concentration = unit(o.unit).dimension == dimension::concentration;
    if (unit(o.unit).dimension == dimension::mass_concentration || (concentration && !o.name.starts_with("tumor_")))
      continue;
    std::vector<std::string> arms;
    for (const ArmResult& a : result.arms) {
      if (a.model != 0) continue;
      double sum = 0, lowest = std::numeric_limits<double>::infinity();
      int n = 0;
      for (std::size_t t = 0; t < study.times.size(); ++t) {
        const QuantileSketch& s = a.population.at[t * a.population.n_observables + o.index.front()];
        if (s.count() == 0 || !std::ranges::binary_search(o.schedule.times, study.times[t])) continue;
        lowest = std::min(lowest, *s.quantile(0.5));
        sum += *s.quantile(0.5);
        ++n;
      }
      if (n > 0)
        arms.push_back(
            fmt::format("{} ({})", significant(concentration ? sum / n : lowest, 3), study.arms[a.arm].name));
    }
    if (!arms.empty())
      sentences.push_back(fmt::format("{} {} [{}]: {}", o.name, concentration ? "on average" : "at its lowest", o.unit,
                                      fmt::join(arms, ", ")));
  }
  return sentences.empty() ? "" : fmt::format("Medians: {}.", fmt::join(sentences, "; "));
}

}  // namespace

StudyAnswer answer(const ResolvedStudy& study, const StudyResult& result,
                   const std::vector<ComparedProfile>& compared) {
  if (!compared.empty()) return compared_answer(study, compared);
  StudyAnswer a;
  if (result.nca_observables.empty()) {
    a.answer = fmt::format("{} virtual patients were simulated.", result.patients());
    a.uncertainty = "Bands are the spread between virtual patients, without residual error.";
    return a;
  }
  const ArmResult* last = &result.arms.back();
  const StudyObservable& o = study.observables[result.nca_observables.front()];
  const NcaSummary* s = nca_of(study, result, *last, 0);
  // the last arm that has any of it: a part that is given by itself may be another thing
  for (auto it = result.arms.rbegin(); it != result.arms.rend(); ++it) {
    const NcaSummary* its = nca_of(study, result, *it, 0);
    if (its == nullptr || !(its->Cmax.quantile(0.5).value_or(0) > 0)) continue;
    last = &*it;
    s = its;
    break;
  }
  if (s != nullptr)
    a.answer = fmt::format(
        "In the first dosing interval of {} the {}'s Cmax is {} {} (median; 5th to 95th percentile {} to {}).",
        study.dataset ? "the dataset" : study.arms[last->arm].name, o.name,
        significant(s->Cmax.quantile(0.5).value_or(0), 3), o.unit, significant(s->Cmax.quantile(0.05).value_or(0), 3),
        significant(s->Cmax.quantile(0.95).value_or(0), 3));
  const bool parts = std::ranges::any_of(study.arms, [](const StudyArm& arm) { return !arm.parts.empty(); });
  if (const std::string given = parts ? given_answer(study, result) : ""; !given.empty()) a.answer = given;
  a.uncertainty = fmt::format(
      "From {} virtual patients per arm under {}. The spread is that between patients (parameters and "
      "covariates); residual error and the uncertainty of the parameters themselves are not in it.",
      study.patients(), study.models[last->model].name);
  return a;
}

std::string answer_table(const ResolvedStudy& study, const StudyResult& result,
                         const std::vector<ComparedProfile>& compared) {
  std::vector<std::vector<std::string>> rows;
  if (!compared.empty()) {
    rows.push_back({"absolute average fold error"});
    for (const std::size_t m : study.compared_models) rows.front().push_back(study.models[m].name);
    rows.front().emplace_back("points");
    for (const std::size_t arm : observed_arms(study)) {
      rows.push_back({study.arms[arm].name});
      for (const std::size_t m : study.compared_models) rows.back().push_back(fold(accuracy_of(compared, m, arm).aafe));
      rows.back().push_back(fmt::format("{}", accuracy_of(compared, study.compared_models.front(), arm).points));
    }
    rows.push_back({"all doses"});
    for (const std::size_t m : study.compared_models) rows.back().push_back(fold(accuracy_of(compared, m).aafe));
    rows.back().push_back(fmt::format("{}", accuracy_of(compared, study.compared_models.front()).points));
    return aligned_columns(rows);
  }
  rows.push_back({"arm", "model", "observable", "Cmax", "AUC (x h)", "half-life [d]"});
  for (const ArmResult& a : result.arms)
    for (std::size_t i = 0; i < result.nca_observables.size(); ++i) {
      const NcaSummary* s = nca_of(study, result, a, i);
      if (s == nullptr) continue;
      const StudyObservable& o = study.observables[result.nca_observables[i]];
      std::string half_life = "-";
      if (s->half_life.count() > 0)
        half_life = fmt::format("{} ({} to {})", significant(*s->half_life.quantile(0.5) / 24, 3),
                                significant(*s->half_life.quantile(0.05) / 24, 3),
                                significant(*s->half_life.quantile(0.95) / 24, 3));
      rows.push_back({study.arms[a.arm].name, study.models[a.model].name, o.name + " [" + o.unit + "]", spread(s->Cmax),
                      spread(s->AUClast), half_life});
    }
  std::string text;
  if (rows.size() > 1)
    text = aligned_columns(rows) + "first dosing interval; median (5th to 95th percentile) over patients\n";
  const std::string counts = extremes_table(study, result);
  return text + (text.empty() || counts.empty() ? "" : "\n") + counts;
}

std::string failure_summary(const ResolvedStudy& study, const StudyResult& result) {
  const std::uint64_t failed = result.failed();
  if (failed == 0) return "";
  std::map<Status, std::uint64_t> by_status;
  const FailedPatient* first = nullptr;
  const ArmResult* first_arm = nullptr;
  for (const ArmResult& a : result.arms) {
    for (const auto& [status, n] : a.population.failures) by_status[status] += n;
    if (first == nullptr && !a.population.failed.empty()) {
      first = &a.population.failed.front();
      first_arm = &a;
    }
  }
  std::vector<std::string> reasons;
  for (const auto& [status, n] : by_status) reasons.push_back(fmt::format("{} {}", status_name(status), n));
  std::string text = fmt::format("{} of {} patients failed ({})", failed, result.patients(), fmt::join(reasons, ", "));
  if (first != nullptr)
    text +=
        fmt::format("; the first is patient {} of {} under {}: {}; replay it with\n  tansine run {}.toml --patient {}",
                    first->id, study.arms[first_arm->arm].name, study.models[first_arm->model].name,
                    failure_text(study.models[first_arm->model], first->outcome), study.file.name, first->id);
  return text;
}

}  // namespace tansine
