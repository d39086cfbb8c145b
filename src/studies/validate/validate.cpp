#include "studies/validate/validate.hpp"

#include "base/table.hpp"
#include "base/text.hpp"
#include "engine/nca.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {

bool ValidationRow::inside() const { return fold_error >= 0.67 && fold_error <= 1.5; }

namespace {

constexpr double kDay = 24;

/// Turns what a model shows of an analyte into the unit of the data. Empty if the two measure different things.
class Conversion {
 public:
  static std::optional<Conversion> to(const Unit& wanted, const FoundModel& found) {
    Conversion c;
    c.unit_ = wanted;
    const AnalyteKind kind = *found.analyte, shown = found.shown_as;
    const bool shows_mass =
        shown == AnalyteKind::conjugate || shown == AnalyteKind::total_antibody || shown == AnalyteKind::naked_antibody;
    // the lot's DAR turns mg/L of conjugate into nM of drug, and back
    const bool mass = kind == shown ? shows_mass : !shows_mass;
    c.factor_ = found.factor;
    const double MW = found.model->molar_mass(kind);
    if (kind == AnalyteKind::dar) {
      if (!wanted.dimension.is_one()) return std::nullopt;
    } else if (wanted.dimension == dimension::mass_concentration) {
      if (!mass) c.factor_ *= MW;
    } else if (wanted.dimension == dimension::concentration) {
      if (mass) c.factor_ /= MW;
    } else {
      return std::nullopt;
    }
    if (!(c.factor_ > 0) || !std::isfinite(c.factor_)) return std::nullopt;
    return c;
  }
  [[nodiscard]] double operator()(double shown) const { return unit_.from_canonical(shown * factor_); }

 private:
  Unit unit_;
  double factor_ = 1;
};

class Validator {
 public:
  explicit Validator(ObservedTables tables) : tables_(std::move(tables)) {}

  Validation run() {
    v_.files = tables_.files.size();
    v_.not_predicted = std::move(tables_.left_out);
    std::vector<DataProfile> profiles = group_profiles(tables_.concentrations);
    for (DataProfile& p : profiles) profile(std::move(p));
    for (const OutcomeRow& r : tables_.outcomes) outcome(r);
    return std::move(v_);
  }

 private:
  void refuse(const Place& place, std::string what, std::string why) {
    v_.not_predicted.push_back({place, std::move(what), std::move(why)});
  }

  void profile(DataProfile p) {
    const ConcentrationRow r = p.first;
    const std::string dose_text = r.dose.empty() ? r.dose_unit : r.dose + " " + r.dose_unit;
    const std::string what = fmt::format("{}: {}, {} {}, {} ({} points)", r.study, r.compound, r.species, dose_text,
                                         r.analyte, p.points.size());
    const std::optional<DoseWords> dose = dose_of(r.dose, r.dose_unit, r.regimen);
    if (!dose) return refuse(r.place, what, fmt::format("\"{}\" is no dose", dose_text));
    const std::optional<Unit> unit = value_unit_of(r.value_unit);
    if (!unit) return refuse(r.place, what, fmt::format("\"{}\" is no unit", r.value_unit));
    FoundModel found;
    std::vector<double> at;
    for (const ProfilePoint& x : p.points) at.push_back(x.at);
    std::vector<double> shown;
    const TypicalBody body{.weight = weight_in_note(r.note)};
    try {
      found = molecules_.find(r.compound, r.species, r.analyte, r.note);
      if (found.model == nullptr) return refuse(r.place, what, found.why_not);
      shown = found.model->course(found.shown_as, *dose, p.doses, p.infusion, p.subcutaneous, body, at);
    } catch (const InputError& e) {
      return refuse(r.place, what, fmt::format("its model is wrong: {}", e.problems().list().front().message));
    }
    const std::optional<Conversion> convert = Conversion::to(*unit, found);
    if (!convert)
      return refuse(r.place, what,
                    fmt::format("values in {} cannot be compared with {}", r.value_unit, analyte_name(*found.analyte)));

    ValidatedProfile out{.data = {},
                         .unit = r.value_unit,
                         .model = found.label,
                         .calibrated = calibrated_on(found.model->description(), r.study, r.dose, r.dose_unit),
                         .predicted = {},
                         .curve_times = {},
                         .curve = {},
                         .left_out = 0};
    double sum = 0, log_predicted = 0, log_observed = 0;
    std::size_t n = 0;
    for (std::size_t i = 0; i < p.points.size(); ++i) {
      const double predicted = (*convert)(shown[i]);
      out.predicted.push_back(predicted);
      if (!(predicted > 0)) {
        ++out.left_out;
        continue;
      }
      ++n;
      sum += std::abs(std::log(predicted / p.points[i].value));
      log_predicted += std::log(predicted);
      log_observed += std::log(p.points[i].value);
    }
    if (n == 0) return refuse(r.place, what, "the prediction is zero at all its times");
    ValidationRow row{.study = r.study,
                      .compound = r.compound,
                      .species = r.species,
                      .dose = dose_text,
                      .analyte = r.analyte,
                      .metric = "aafe",
                      .predicted = std::exp(log_predicted / static_cast<double>(n)),
                      .observed = std::exp(log_observed / static_cast<double>(n)),
                      .fold_error = std::exp(sum / static_cast<double>(n)),
                      .calibrated = out.calibrated,
                      .unit = r.value_unit,
                      .model = found.label,
                      .regimen = r.regimen,
                      .profile = v_.profiles.size(),
                      .place = r.place};
    v_.rows.push_back(row);
    if (*found.analyte != AnalyteKind::dar) exposure(p, out.predicted, row);
    curve(p, found, *convert, *dose, body, out);
    out.data = std::move(p);
    v_.profiles.push_back(std::move(out));
  }

  /// Cmax and area of the first dosing interval, of both alike: at the observed times.
  void exposure(const DataProfile& p, const std::vector<double>& predicted, const ValidationRow& like) {
    NcaOptions options;
    for (const double d : p.doses)
      if (d > 0 && std::isinf(options.end)) options.end = d;
    std::vector<double> t, observed, model;
    for (std::size_t i = 0; i < p.points.size(); ++i) {
      if (p.points[i].at >= options.end || !(predicted[i] >= 0)) continue;
      t.push_back(p.points[i].at);
      observed.push_back(p.points[i].value);
      model.push_back(predicted[i]);
    }
    options.end = std::numeric_limits<double>::infinity();
    options.extravascular = true;  // nothing before the first point is made up
    if (t.size() < 2) return;
    const NcaResult o = nca(t, observed, options), m = nca(t, model, options);
    const auto add = [&](const char* metric, const std::optional<double>& x, const std::optional<double>& y,
                         double scale, const std::string& unit) {
      if (!x || !y || !(*x > 0) || !(*y > 0)) return;
      ValidationRow row = like;
      row.metric = metric;
      row.predicted = *x / scale;
      row.observed = *y / scale;
      row.fold_error = *x / *y;
      row.unit = unit;
      v_.rows.push_back(std::move(row));
    };
    add("Cmax", m.Cmax, o.Cmax, 1, like.unit);
    if (t.size() >= 3) add("AUClast", m.AUClast, o.AUClast, kDay, like.unit + "*d");
  }

  static void curve(const DataProfile& p, const FoundModel& found, const Conversion& convert, const DoseWords& dose,
                    const TypicalBody& body, ValidatedProfile& out) {
    const double last = std::max(p.points.back().at, 24.0);
    for (int i = 0; i <= 240; ++i) out.curve_times.push_back(last * i / 240);
    for (const double d : p.doses)
      for (const double x : {d - 1e-6, d, d + 0.5, d + 2, d + 6})
        if (x >= 0 && x <= last) out.curve_times.push_back(x);
    std::sort(out.curve_times.begin(), out.curve_times.end());
    for (const double c :
         found.model->course(found.shown_as, dose, p.doses, p.infusion, p.subcutaneous, body, out.curve_times))
      out.curve.push_back(convert(c));
  }

  // ---- outcomes

  void outcome(const OutcomeRow& r) {
    const std::string dose_text = r.dose + " " + r.dose_unit;
    const std::string what = fmt::format("{}: {}, {}, {}", r.study, r.compound, dose_text, r.endpoint);
    const std::optional<MetricWords> metric = metric_of(r.endpoint);
    if (!metric) return refuse(r.place, what, "not an outcome of pharmacokinetics (clearance, half-life, Cmax, AUC)");
    const std::optional<double> value = number_of(r.value);
    if (!value || !(*value > 0))
      return refuse(r.place, what, fmt::format("the value {} is no number above zero", in_quotes(r.value)));
    if (const std::string s = plain_words(r.sd_or_ci);
        s.starts_with("less") || s.starts_with("more") || s.starts_with("<") || s.starts_with(">"))
      return refuse(r.place, what, "the value is a bound");
    if (plain_words(r.note + r.study).find("simulated") != std::string::npos)
      return refuse(r.place, what, "the value is itself simulated");
    const std::optional<Unit> unit = value_unit_of(r.unit);
    if (!unit) return refuse(r.place, what, fmt::format("\"{}\" is no unit", r.unit));
    std::optional<DoseWords> dose = dose_of(r.dose, r.dose_unit, r.regimen);
    // a clearance or half-life is often listed without the dose: 2 mg/kg stands for it
    if (!dose && r.dose.empty() && (metric->kind == MetricKind::CL || metric->kind == MetricKind::half_life))
      dose = DoseWords{.amount = 2, .molar = false, .basis = DoseWords::Basis::weight, .range = false};
    if (!dose) return refuse(r.place, what, fmt::format("\"{}\" is no dose", dose_text));
    std::string species = species_of(r.population);
    if (species.empty()) species = "human";
    try {
      FoundModel found = molecules_.find(r.compound, species, r.endpoint, r.note);
      if (found.model == nullptr) found = molecules_.find(r.compound, species, "conjugate", r.note);
      if (found.model == nullptr) found = molecules_.find(r.compound, species, "total antibody", r.note);
      if (found.model == nullptr) return refuse(r.place, what, found.why_not);
      const std::optional<double> predicted = predict(*metric, *dose, r, *unit, found);
      if (!predicted)
        return refuse(
            r.place, what,
            fmt::format("{} in {} cannot be compared with what the model gives", metric_name(metric->kind), r.unit));
      v_.rows.push_back(
          {.study = r.study,
           .compound = r.compound,
           .species = species,
           .dose = dose_text,
           .analyte = std::string(found.analyte == AnalyteKind::payload ? found.model->compound().payload.name
                                                                        : analyte_name(*found.analyte)),
           .metric = std::string(metric_name(metric->kind)),
           .predicted = *predicted,
           .observed = *value,
           .fold_error = *predicted / *value,
           .calibrated = calibrated_on(found.model->description(), r.study, r.dose, r.dose_unit),
           .unit = r.unit,
           .model = found.label,
           .regimen = r.regimen,
           .profile = ValidationRow::npos,
           .place = r.place});
    } catch (const InputError& e) {
      refuse(r.place, what, fmt::format("its model is wrong: {}", e.problems().list().front().message));
    }
  }

  std::optional<double> predict(const MetricWords& metric, const DoseWords& dose, const OutcomeRow& r, const Unit& unit,
                                const FoundModel& found) {
    RegimenWords words = regimen_of(r.regimen);
    const double interval = words.interval > 0 ? kDay * words.interval : 21 * kDay;
    words.steady_state = words.steady_state || metric.steady_state;
    words.first_cycle = metric.cycle;
    words.cycles = metric.cycle;
    if (words.steady_state) words.cycles.reset();
    std::vector<double> doses = dose_times(words, 0);
    TypicalModel& m = *found.model;
    // when a trial samples: densely at first, then to the next dose; clearance and area to infinity go on from there
    std::vector<double> times;
    for (const double h : {0.0,  0.25, 0.5,  1.0,  1.5,  2.0,  3.0,  4.0,  6.0,   8.0,  12.0,
                           16.0, 24.0, 36.0, 48.0, 60.0, 72.0, 84.0, 96.0, 120.0, 144.0})
      times.push_back(h);
    for (double h = 168; h <= 21 * kDay; h += kDay) times.push_back(h);
    double end = metric.kind == MetricKind::AUClast || words.steady_state || metric.cycle > 1
                     ? std::min(interval, 21 * kDay)
                     : 21 * kDay;
    if (metric.until) end = *metric.until;
    std::erase_if(times, [&](double t) { return t > end; });
    if (times.back() < end) times.push_back(end);
    // the next dose, if it is at the very end, is not in yet
    std::erase_if(doses, [&](double t) { return t > 0 && t >= end; });
    std::vector<double> c =
        m.course(found.shown_as, dose, doses, words.infusion.value_or(0), words.subcutaneous, {}, times);
    for (double& x : c) x *= found.factor;
    NcaOptions options;
    options.extravascular = *found.analyte == AnalyteKind::payload || *found.analyte == AnalyteKind::metabolite;
    options.dose = m.dose_mg(dose, {});
    options.infusion_duration = words.infusion.value_or(0);
    if (metric.kind == MetricKind::half_life) {  // a trial sees two decades at most
      const auto top = std::max_element(c.begin(), c.end());
      const auto unseen = std::find_if(top, c.end(), [&](double x) { return x < *top / 100; });
      times.resize(static_cast<std::size_t>(unseen - c.begin()));
      c.erase(unseen, c.end());
    }
    const NcaResult result = nca(times, c, options);
    const bool conc = metric.kind == MetricKind::Cmax;
    if (conc || metric.kind == MetricKind::AUCinf || metric.kind == MetricKind::AUClast) {
      const Unit per = conc ? unit : unit / ::tansine::unit("h");
      const std::optional<Conversion> convert = Conversion::to(per, {.model = found.model,
                                                                     .label = {},
                                                                     .why_not = {},
                                                                     .analyte = found.analyte,
                                                                     .factor = 1,
                                                                     .shown_as = found.shown_as});
      const std::optional<double>& x = conc                                ? result.Cmax
                                       : metric.kind == MetricKind::AUCinf ? result.AUCinf
                                                                           : result.AUClast;
      if (!convert || !x) return std::nullopt;
      return (*convert)(*x);
    }
    if (metric.kind == MetricKind::half_life) {
      if (unit.dimension != dimension::time || !result.half_life) return std::nullopt;
      return unit.from_canonical(*result.half_life);
    }
    if (!result.CL || *found.analyte == AnalyteKind::payload || *found.analyte == AnalyteKind::metabolite)
      return std::nullopt;
    // mg over mg/L h; of drug on antibody: nmol of drug given over nM h
    double liters_per_hour = *result.CL;
    if (*found.analyte == AnalyteKind::conjugated_drug && found.shown_as == AnalyteKind::conjugated_drug)
      liters_per_hour = m.dose_nmol(dose, {}) * m.mean_dar() / *result.AUCinf;
    Quantity CL(liters_per_hour, ::tansine::unit("L/h"));
    if (unit.dimension == (CL / units::kg).dimension())
      CL = CL / Quantity(m.weight_kg({}), units::kg);
    else if (unit.dimension == (CL / ::tansine::unit("m2")).dimension())
      CL = CL / Quantity(m.surface_m2({}), ::tansine::unit("m2"));
    else if (unit.dimension != CL.dimension())
      return std::nullopt;
    return unit.from_canonical(CL.value());
  }

  ObservedTables tables_;
  Molecules molecules_;
  Validation v_;
};

}  // namespace

Validation validate_tables(ObservedTables tables) {
  Validator validator(std::move(tables));
  return validator.run();
}

double mean_fold(const std::vector<const ValidationRow*>& rows) {
  if (rows.empty()) return 0;
  double sum = 0;
  for (const ValidationRow* r : rows) sum += std::abs(std::log(r->fold_error));
  return std::exp(sum / static_cast<double>(rows.size()));
}

std::string validation_csv(const Validation& v) {
  Table table(
      {"study", "compound", "species", "dose", "analyte", "metric", "predicted", "observed", "fold_error", "basis"});
  const auto number = [](double x) { return significant(x, 6); };
  for (const ValidationRow& r : v.rows)
    table.add_row({r.study, r.compound, r.species, r.dose, r.analyte, r.metric, number(r.predicted), number(r.observed),
                   number(r.fold_error), r.calibrated ? "calibrated" : "predicted"});
  return to_csv(table);
}

std::string not_predicted_csv(const Validation& v) {
  Table table({"file", "line", "what", "why"});
  for (const NotPredicted& n : v.not_predicted)
    table.add_row({n.place.name, fmt::format("{}", n.place.line), n.what, n.why});
  return to_csv(table);
}

}  // namespace tansine
