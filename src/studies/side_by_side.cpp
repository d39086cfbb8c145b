#include "studies/side_by_side.hpp"

#include "base/text.hpp"
#include "io/result_files.hpp"
#include "library/assembly.hpp"
#include "library/conjugation/lot.hpp"
#include "studies/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

namespace tansine {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double kHoursPerDay = 24;

/// The words of `text` between quotes of TOML.
std::string toml_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
  return out + "\"";
}

double mean_drugs(const CompoundDescription& c) {
  for (const LotDescription& lot : c.conjugation.lots) {
    if (lot.name != c.conjugation.lot) continue;
    Problems problems;
    const Lot made = make_lot(lot, problems);
    problems.throw_if_errors();
    return moments(made.fractions).mean;
  }
  return nan;
}

/// The study of one compound as its file would say it: so that it is read and checked like any other.
ComparedCompound set_up(const std::string& name, const SideBySideOptions& o) {
  const std::size_t slash = name.ends_with(".toml") ? std::string::npos : name.rfind('/');
  const std::string compound = name.substr(0, slash);
  const CompoundDescription c = load_compound(compound);
  const std::string model = slash == std::string::npos ? c.default_model : name.substr(slash + 1);
  const ModelDescription description = resolve_model(c, model);
  const Network network = assemble(c, model);
  std::string dose = o.regimen;
  if (dose.empty()) {
    if (!description.reference_dose)
      throw InputError(description.place,
                       fmt::format("model '{}' of {} has no reference dose; say --regimen", model, c.name));
    dose = description.reference_dose->value.text() + " single dose";
  }
  std::string text =
      fmt::format("study = \"simulate\"\ncompound = {}\nmodel = {}\nregimen = {}\npatients = {}\nseed = {}\n",
                  toml_text(compound), toml_text(model), toml_text(dose), o.patients, o.seed);
  text += "[observe]\n";
  for (const ObservableInfo& seen : compile(network).observables)
    text += fmt::format("{} = {}\n", toml_text(seen.name), toml_text("every 6 h for " + o.during));
  return {name, mean_drugs(c), resolve(parse_study(fmt::format("compare {}", name), text, "."))};
}

Spread spread_of(const QuantileSketch& s, double scale = 1) {
  const auto at = [&](double q) { return s.count() == 0 ? nan : s.quantile(q).value_or(nan) * scale; };
  return {at(0.5), at(0.05), at(0.95)};
}

ComparedExposure exposure_of(const ComparedCompound& c, const StudyResult& result, std::size_t which) {
  const StudyObservable& o = c.study.observables[which];
  const PopulationResult& p = result.arms.front().population;
  ComparedExposure e{0, o.name, o.unit, {nan, nan, nan}, {nan, nan, nan}, {nan, nan, nan}, {nan, nan, nan}, {}, {}, {}};
  for (std::size_t k = 0; k < result.nca_observables.size(); ++k) {
    if (result.nca_observables[k] != which) continue;
    e.Cmax = spread_of(p.nca[k].Cmax);
    e.AUC = spread_of(p.nca[k].AUClast, 1 / kHoursPerDay);
    e.half_life = spread_of(p.nca[k].half_life, 1 / kHoursPerDay);
  }
  for (std::size_t t = 0; t < p.times.size(); ++t) {
    const Spread s = spread_of(p.at[t * p.n_observables + o.index.front()]);
    e.days.push_back(p.times[t] / kHoursPerDay);
    e.course.push_back(s);
    if (std::isnan(e.nadir.median) || s.median < e.nadir.median) e.nadir = s;
  }
  if (!e.course.empty()) e.last = e.course.back();
  return e;
}

std::string text_of(const Spread& s) {
  if (std::isnan(s.median)) return "-";
  if (s.low == s.high) return significant(s.median, 3);
  return fmt::format("{} ({} to {})", significant(s.median, 3), significant(s.low, 3), significant(s.high, 3));
}

/// Each observable once, in the order in which compounds bring them.
std::vector<std::pair<std::string, std::string>> observables_of(const std::vector<ComparedExposure>& exposures) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const ComparedExposure& e : exposures)
    if (std::find(all.begin(), all.end(), std::pair{e.observable, e.unit}) == all.end())
      all.emplace_back(e.observable, e.unit);
  return all;
}

}  // namespace

std::vector<ComparedCompound> set_side_by_side(const SideBySideOptions& options) {
  Problems problems;
  if (options.names.size() < 2) problems.error(Place{}, "compare needs at least two compounds");
  std::vector<ComparedCompound> compounds;
  std::set<std::string> seen;
  for (const std::string& name : options.names) {
    if (!seen.insert(name).second) {
      problems.error(Place{}, fmt::format("{} is named twice", in_quotes(name)));
      continue;
    }
    try {
      compounds.push_back(set_up(name, options));
    } catch (const InputError& e) {
      problems.add(e.problems());
    }
  }
  problems.throw_if_errors();
  return compounds;
}

std::vector<ComparedExposure> compare_exposures(const std::vector<ComparedCompound>& compounds,
                                                const std::vector<StudyResult>& results) {
  std::vector<ComparedExposure> all, sorted;
  for (std::size_t c = 0; c < compounds.size(); ++c)
    for (std::size_t i = 0; i < compounds[c].study.observables.size(); ++i) {
      all.push_back(exposure_of(compounds[c], results[c], i));
      all.back().compound = c;
    }
  for (const auto& [name, unit] : observables_of(all))
    for (const ComparedExposure& e : all)
      if (e.observable == name && e.unit == unit) sorted.push_back(e);
  return sorted;
}

std::string side_by_side_table(const std::vector<ComparedCompound>& compounds,
                               const std::vector<ComparedExposure>& exposures) {
  std::vector<std::vector<std::string>> rows{{""}};
  for (const ComparedCompound& c : compounds) rows[0].push_back(c.name);
  const auto row = [&](const std::string& name, auto&& cell) {
    std::vector<std::string> cells{name};
    bool any = false;
    for (std::size_t c = 0; c < compounds.size(); ++c) {
      cells.push_back(cell(c));
      any = any || cells.back() != "-";
    }
    if (any) rows.push_back(std::move(cells));
  };
  const auto part = [&](PartDescription CompoundDescription::*member) {
    return [&compounds, member](std::size_t c) {
      const std::string& name = (compounds[c].study.compound.*member).name;
      return name.empty() ? std::string("-") : name;
    };
  };
  row("antibody", part(&CompoundDescription::antibody));
  row("target", part(&CompoundDescription::target));
  row("linker", part(&CompoundDescription::linker));
  row("payload", part(&CompoundDescription::payload));
  row("drugs per antibody", [&](std::size_t c) {
    return std::isnan(compounds[c].mean_drugs) ? std::string("-") : significant(compounds[c].mean_drugs, 3);
  });
  row("model", [&](std::size_t c) { return compounds[c].study.models.front().name; });
  row("given", [&](std::size_t c) { return compounds[c].study.arms.front().regimen->text; });
  for (const auto& [name, unit] : observables_of(exposures)) {
    const auto metric = [&, n = name, u = unit](Spread ComparedExposure::*member) {
      return [&, n, u, member](std::size_t c) {
        for (const ComparedExposure& e : exposures)
          if (e.compound == c && e.observable == n && e.unit == u) return text_of(e.*member);
        return std::string("-");
      };
    };
    const std::string in = unit == "1" ? "" : " [" + unit + "]";
    row(name + " Cmax" + in, metric(&ComparedExposure::Cmax));
    row(name + (unit == "1" ? " AUC [d]" : " AUC [" + unit + " d]"), metric(&ComparedExposure::AUC));
    row(name + " half-life [d]", metric(&ComparedExposure::half_life));
    const bool concentration = std::any_of(exposures.begin(), exposures.end(), [&](const ComparedExposure& e) {
      return e.observable == name && !std::isnan(e.Cmax.median);
    });
    if (concentration) continue;
    row(name + " lowest" + in, metric(&ComparedExposure::nadir));
    row(name + " at the end" + in, metric(&ComparedExposure::last));
  }
  return aligned_columns(rows);
}

std::string side_by_side_csv(const std::vector<ComparedCompound>& compounds,
                             const std::vector<ComparedExposure>& exposures) {
  std::vector<std::vector<std::string>> texts(6);
  std::vector<std::vector<double>> numbers(3);
  for (const ComparedExposure& e : exposures) {
    const ComparedCompound& c = compounds[e.compound];
    const std::pair<const char*, const Spread*> metrics[] = {
        {"Cmax", &e.Cmax}, {"AUC_d", &e.AUC}, {"half_life_d", &e.half_life}, {"lowest", &e.nadir}, {"last", &e.last}};
    for (const auto& [metric, s] : metrics) {
      if (std::isnan(s->median)) continue;
      const std::string row[] = {
          c.name, c.study.models.front().name, c.study.arms.front().regimen->text, e.observable, e.unit, metric};
      for (std::size_t i = 0; i < 6; ++i) texts[i].push_back(row[i]);
      const double values[] = {s->median, s->low, s->high};
      for (std::size_t i = 0; i < 3; ++i) numbers[i].push_back(values[i]);
    }
  }
  ResultTable table;
  const char* const names[] = {"compound", "model", "regimen", "observable", "unit", "metric"};
  for (std::size_t i = 0; i < 6; ++i) table.add_texts(names[i], texts[i]);
  const char* const columns[] = {"median", "p05", "p95"};
  for (std::size_t i = 0; i < 3; ++i) table.add_numbers(columns[i], unit("1"), numbers[i]);
  return table.csv();
}

}  // namespace tansine
