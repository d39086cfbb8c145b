#include "studies/calibrate/calibrate.hpp"

#include "base/resources.hpp"
#include "base/table.hpp"
#include "base/text.hpp"
#include "library/assembly.hpp"
#include "studies/catalogue.hpp"

#include <fmt/format.h>
#include <nlopt.h>
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {

namespace {

bool listed(const std::vector<std::string>& words, const std::string& text) {
  return words.empty() || std::any_of(words.begin(), words.end(), [&](const std::string& w) {
           return name_key(text).find(name_key(w)) != std::string::npos;
         });
}

bool listed_dose(const std::vector<std::string>& doses, const DoseWords& dose) {
  if (doses.empty()) return true;
  for (const std::string& d : doses) {
    const std::size_t blank = d.find(' ');
    if (blank == std::string::npos) continue;
    const std::optional<DoseWords> known = dose_of(d.substr(0, blank), d.substr(blank + 1));
    if (known && known->basis == dose.basis && std::abs(std::log(known->amount / dose.amount)) < 1e-6) return true;
  }
  return false;
}

constexpr double kFailed = 1e9;  // of the objective where a profile cannot be integrated

double halton(std::size_t i, int base) {
  double f = 1, x = 0;
  for (; i > 0; i /= static_cast<std::size_t>(base)) {
    f /= base;
    x += f * static_cast<double>(i % static_cast<std::size_t>(base));
  }
  return x;
}

}  // namespace

Calibration::Calibration(CalibrationFile file) : file_(std::move(file)) {
  Problems problems;
  try {
    CompoundDescription compound = load_compound(file_.compound.value, file_.folder, file_.compound.place);
    std::vector<std::string> known;
    for (const ModelDescription& m : compound.models) known.push_back(m.name);
    if (compound.model(file_.model.value) == nullptr)
      throw InputError(file_.model.place, fmt::format("{} has no model \"{}\"{}", compound.name, file_.model.value,
                                                      did_you_mean(file_.model.value, known)));
    model_ = std::make_unique<TypicalModel>(std::move(compound), file_.model.value);
  } catch (const InputError& e) {
    problems.add(e.problems());
  }
  if (model_) {
    std::vector<std::string> known;
    for (const ParameterInfo& p : model_->program().parameters) known.push_back(p.name);
    for (const Entry<CalibratedParameter>& p : file_.parameters) {
      if (!model_->value(p.name)) {
        problems.error(p.place,
                       fmt::format("the model has no parameter \"{}\"{}", p.name, did_you_mean(p.name, known)));
        continue;
      }
      const std::size_t i = model_->program().parameter_index(p.name);
      const Dimension d = written_value(model_->network(), i).dimension();
      if (d != p.value.start.dimension())
        problems.error(p.place,
                       fmt::format("{} is in {}, not in {}", p.name, canonical_unit(d), p.value.start.unit().text));
    }
    for (const CalibrationData& d : file_.data) add(d, false, problems);
    for (const CalibrationData& d : file_.held_out) add(d, true, problems);
  }
  problems.throw_if_errors();
}

void Calibration::add(const CalibrationData& wanted, bool held_out, Problems& problems) {
  std::filesystem::path path = file_.folder / wanted.dataset.value;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) path = data_directory() / wanted.dataset.value;
  ObservedTables tables;
  try {
    tables = read_observed_table(path, wanted.dataset.place);
  } catch (const InputError& e) {
    problems.add(e.problems());
    return;
  }
  left_out_.insert(left_out_.end(), tables.left_out.begin(), tables.left_out.end());
  const CompoundDescription& c = model_->compound();
  AnalyteWords words{.payload = c.payload.name,
                     .metabolite = {},
                     .names = c.aliases,
                     .antibody = c.antibody.name,
                     .antibody_only = c.payload.name.empty()};
  words.names.push_back(c.name);
  std::size_t found = 0;
  for (DataProfile& p : group_profiles(tables.concentrations)) {
    const ConcentrationRow& r = p.first;
    const std::optional<DoseWords> dose = dose_of(r.dose, r.dose_unit, r.regimen);
    const std::optional<AnalyteKind> kind = analyte_of(r.analyte, words);
    const std::optional<Unit> unit = value_unit_of(r.value_unit);
    if (!dose || !kind || !unit || !listed(wanted.studies, r.study) || !listed_dose(wanted.doses, *dose)) continue;
    const std::string species = species_of(r.species);
    if (!wanted.species.empty() &&
        std::find(wanted.species.begin(), wanted.species.end(), species) == wanted.species.end())
      continue;
    if (!wanted.analytes.empty() && std::find(wanted.analytes.begin(), wanted.analytes.end(),
                                              std::string(analyte_name(*kind))) == wanted.analytes.end())
      continue;
    if (!model_->has(*kind)) {
      if (!wanted.analytes.empty())
        problems.error(wanted.dataset.place, fmt::format("the model does not have {}", analyte_name(*kind)));
      continue;
    }
    Item item{
        .data = std::move(p), .kind = *kind, .dose = *dose, .body = {}, .at = {}, .observed = {}, .sd = wanted.sd};
    item.body.weight = weight_in_note(r.note);
    const bool mass =
        *kind == AnalyteKind::conjugate || *kind == AnalyteKind::total_antibody || *kind == AnalyteKind::naked_antibody;
    double factor = 1;
    if (unit->dimension == dimension::mass_concentration && !mass) factor = 1 / model_->molar_mass(*kind);
    if (unit->dimension == dimension::concentration && mass) factor = model_->molar_mass(*kind);
    for (const ProfilePoint& x : item.data.points) {
      if (*kind != AnalyteKind::conjugate && !mass && x.at <= 0) continue;  // no free drug at the time of the dose
      item.at.push_back(x.at);
      item.observed.push_back(unit->to_canonical(x.value) * factor);
    }
    if (item.at.empty()) continue;
    ++found;
    (held_out ? held_out_ : fitted_).push_back(std::move(item));
  }
  if (found == 0) problems.error(wanted.dataset.place, "no profile of this table is meant by these words");
}

void Calibration::set(const std::vector<double>& log_theta) {
  for (std::size_t i = 0; i < log_theta.size(); ++i) model_->set(file_.parameters[i].name, std::exp(log_theta[i]));
}

/// Sum of squares of ln(predicted/observed).
double Calibration::residuals(const Item& item, std::vector<double>* each) {
  const std::vector<double> predicted = model_->course(item.kind, item.dose, item.data.doses, item.data.infusion,
                                                       item.data.subcutaneous, item.body, item.at);
  double sum = 0;
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    if (!(predicted[i] > 0)) return kFailed;
    const double r = std::log(predicted[i] / item.observed[i]);
    if (each != nullptr) each->push_back(r);
    sum += r * r;
  }
  return sum;
}

double Calibration::objective(const std::vector<double>& log_theta) {
  ++evaluations_;
  set(log_theta);
  double sum = 0;
  for (const Item& item : fitted_) sum += residuals(item, nullptr) / (item.sd * item.sd);
  for (std::size_t i = 0; i < log_theta.size(); ++i) {
    const CalibratedParameter& p = file_.parameters[i].value;
    if (!p.prior) continue;
    const double z = (log_theta[i] - std::log(p.prior->value())) / *p.prior_sd;
    sum += z * z;
  }
  return std::min(sum, kFailed);
}

CalibrationResult Calibration::run() {
  const std::size_t n = file_.parameters.size();
  std::vector<double> low, high, start;
  for (const Entry<CalibratedParameter>& p : file_.parameters) {
    low.push_back(std::log(p.value.low.value()));
    high.push_back(std::log(p.value.high.value()));
    start.push_back(std::log(p.value.start.value()));
  }
  struct Context {
    Calibration* self;
  } context{this};
  const auto function = [](unsigned m, const double* x, double*, void* data) {
    return static_cast<Context*>(data)->self->objective(std::vector<double>(x, x + m));
  };
  const auto search = [&](std::vector<double>& x, double step, double tolerance) {
    // BOBYQA needs two parameters at least
    const nlopt_opt opt = nlopt_create(n >= 2 ? NLOPT_LN_BOBYQA : NLOPT_LN_NELDERMEAD, static_cast<unsigned>(n));
    nlopt_set_lower_bounds(opt, low.data());
    nlopt_set_upper_bounds(opt, high.data());
    nlopt_set_min_objective(opt, function, &context);
    nlopt_set_initial_step1(opt, step);
    nlopt_set_ftol_rel(opt, tolerance);
    nlopt_set_xtol_abs1(opt, 1e-6);
    nlopt_set_maxeval(opt, static_cast<int>(150 * (n + 1)));
    double f = kFailed;
    nlopt_optimize(opt, x.data(), &f);  // rounding trouble near the optimum is no failure: x holds the best point
    nlopt_destroy(opt);
    return objective(x);
  };
  std::vector<double> best = start;
  double best_value = std::numeric_limits<double>::infinity();
  static constexpr int kPrimes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53};
  for (std::size_t s = 0; s < static_cast<std::size_t>(file_.starts); ++s) {
    std::vector<double> x = start;
    if (s > 0)
      for (std::size_t i = 0; i < n; ++i)  // in the middle half of the bounds
        x[i] = low[i] + (high[i] - low[i]) * (0.25 + 0.5 * halton(s, kPrimes[i % 16]));
    const double value = search(x, 0.3, 1e-5);
    if (value < best_value) best_value = value, best = x;
  }
  best_value = std::min(best_value, search(best, 0.05, 1e-10));
  best_value = std::min(best_value, search(best, 0.01, 1e-12));

  CalibrationResult result;
  result.objective = objective(best);
  // Hessian of half the objective by central differences, without what lies at a bound
  std::vector<std::size_t> inner;
  for (std::size_t i = 0; i < n; ++i)
    if (best[i] - low[i] > 1e-3 && high[i] - best[i] > 1e-3) inner.push_back(i);
  const auto m = static_cast<Eigen::Index>(inner.size());
  Eigen::MatrixXd H(m, m);
  constexpr double h = 0.02;
  const auto shifted = [&](Eigen::Index a, double da, Eigen::Index b, double db) {
    std::vector<double> x = best;
    x[inner[static_cast<std::size_t>(a)]] += da;
    x[inner[static_cast<std::size_t>(b)]] += db;
    return 0.5 * objective(x);
  };
  for (Eigen::Index a = 0; a < m; ++a)
    for (Eigen::Index b = 0; b <= a; ++b)
      H(a, b) = H(b, a) =
          (shifted(a, h, b, h) - shifted(a, h, b, -h) - shifted(a, -h, b, h) + shifted(a, -h, b, -h)) / (4 * h * h);
  set(best);
  double squares = 0, weighted = 0;
  for (const Item& item : fitted_) {
    std::vector<double> each;
    const double sum = residuals(item, &each);
    squares += sum;
    weighted += sum / (item.sd * item.sd);
    result.points += each.size();
  }
  result.residual_sd = std::sqrt(squares / static_cast<double>(result.points));
  // errors larger than assumed widen the standard errors, smaller ones do not narrow them
  const double freedom = std::max(1.0, static_cast<double>(result.points) - static_cast<double>(n));
  const double inflation = std::max(1.0, weighted / freedom);
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Constant(m, m, std::numeric_limits<double>::quiet_NaN());
  if (m > 0) {
    const Eigen::LLT<Eigen::MatrixXd> factor(H);
    if (factor.info() == Eigen::Success) covariance = inflation * factor.solve(Eigen::MatrixXd::Identity(m, m));
  }
  result.correlation.assign(n * n, std::numeric_limits<double>::quiet_NaN());
  for (Eigen::Index a = 0; a < m; ++a)
    for (Eigen::Index b = 0; b < m; ++b)
      result.correlation[inner[static_cast<std::size_t>(a)] * n + inner[static_cast<std::size_t>(b)]] =
          covariance(a, b) / std::sqrt(covariance(a, a) * covariance(b, b));
  for (std::size_t i = 0; i < n; ++i) {
    const Entry<CalibratedParameter>& p = file_.parameters[i];
    const auto at = std::find(inner.begin(), inner.end(), i);
    const auto k = static_cast<Eigen::Index>(at - inner.begin());
    result.estimates.push_back(
        {.name = p.name,
         .start = p.value.start,
         .estimate = Quantity::from_canonical(std::exp(best[i]), p.value.start.unit()),
         .se_log = at == inner.end() ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(covariance(k, k)),
         .at_bound = at == inner.end()});
  }
  for (const bool held_out : {false, true})
    for (const Item& item : held_out ? held_out_ : fitted_) {
      std::vector<double> each;
      residuals(item, &each);
      double sum = 0;
      for (const double r : each) sum += std::abs(r);
      result.profiles.push_back({.study = item.data.first.study,
                                 .dose = item.data.first.dose + " " + item.data.first.dose_unit,
                                 .analyte = item.data.first.analyte,
                                 .points = each.size(),
                                 .aafe = std::exp(sum / static_cast<double>(each.size())),
                                 .held_out = held_out});
    }
  result.evaluations = evaluations_;
  result.left_out = left_out_;
  return result;
}

std::string estimates_csv(const CalibrationResult& result) {
  Table table({"parameter", "value", "unit", "relative_standard_error", "at_bound", "start"});
  for (const ParameterEstimate& e : result.estimates)
    table.add_row({e.name, significant(e.estimate.as_written(), 4), e.estimate.unit().text,
                   std::isfinite(e.se_log) ? significant(e.se_log, 3) : "", e.at_bound ? "yes" : "no",
                   shortest(e.start.as_written())});
  return to_csv(table);
}

std::string calibration_profiles_csv(const CalibrationResult& result) {
  Table table({"study", "dose", "analyte", "points", "aafe", "used"});
  for (const CalibratedProfile& p : result.profiles)
    table.add_row({p.study, p.dose, p.analyte, fmt::format("{}", p.points), significant(p.aafe, 4),
                   p.held_out ? "held out" : "fitted"});
  return to_csv(table);
}

}  // namespace tansine
