#include "studies/validate/typical_model.hpp"

#include "library/assembly.hpp"
#include "library/conjugation/lot.hpp"
#include "library/dosing/regimen.hpp"
#include "studies/validate/conventions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {

TypicalModel::TypicalModel(CompoundDescription compound, const std::string& model)
    : compound_(std::move(compound)),
      description_(resolve_model(compound_, model)),
      network_(assemble(compound_, model, {.lot = {}, .overrides = {}, .balances = false})),
      program_(compile(network_)),
      molar_mass_(dose_molar_mass(compound_, model)) {
  for (const ParameterInfo& p : program_.parameters) parameters_.push_back(p.value);
  SolverOptions options;
  options.rtol = 1e-6;
  timeline_ = std::make_unique<Timeline>(program_, options);
  double sum = 0;
  for (const ParameterInfo& p : program_.parameters)
    if (p.name.size() >= 2 && p.name[0] == 'f' && p.name.find_first_not_of("0123456789", 1) == std::string::npos) {
      mean_dar_ += std::stod(p.name.substr(1)) * p.value;
      sum += p.value;
    }
  if (sum > 0) mean_dar_ /= sum;
  // a form that lumps all conjugates says its mean itself
  if (const std::optional<double> DAR = value("DAR")) mean_dar_ = *DAR;
}

std::string TypicalModel::observable(AnalyteKind kind) const {
  if (kind == AnalyteKind::payload)
    return description_.payload
               ? description_.payload->species.given() ? description_.payload->species.text : compound_.payload.name
               : "";
  if (kind == AnalyteKind::metabolite) return description_.payload ? description_.payload->metabolite.text : "";
  return std::string(analyte_name(kind));
}

bool TypicalModel::has(AnalyteKind kind) const {
  const std::string name = observable(kind);
  if (kind == AnalyteKind::conjugated_drug && drug_by_mean()) return true;
  return !name.empty() && program_.observable_index(name) != Program::npos;
}

bool TypicalModel::drug_by_mean() const {
  return program_.observable_index("acDrug") == Program::npos &&
         program_.observable_index("conjugate") != Program::npos && value("DAR").has_value();
}

bool TypicalModel::set(std::string_view parameter, double value) {
  const std::size_t i = program_.parameter_index(parameter);
  if (i == Program::npos) return false;
  parameters_[i] = value;
  return true;
}

std::optional<double> TypicalModel::value(std::string_view parameter) const {
  const std::size_t i = program_.parameter_index(parameter);
  if (i == Program::npos) return std::nullopt;
  return parameters_[i];
}

double TypicalModel::weight_kg(const TypicalBody& body) const {
  if (body.weight) return *body.weight;
  const std::size_t i = program_.parameter_index("WT");
  if (i != Program::npos && program_.parameters[i].covariate) return program_.parameters[i].value / 1e6;  // mg
  if (description_.body_weight) return description_.body_weight->value.value() / 1e6;
  return conventions().body_weight_kg(description_.species);
}

double TypicalModel::surface_m2(const TypicalBody& body) const {
  if (!body.weight) {
    const std::size_t i = program_.parameter_index("BSA");
    if (i != Program::npos && program_.parameters[i].covariate) return program_.parameters[i].value / 1e12;  // um2
  }
  return conventions().body_surface_m2(description_.species, weight_kg(body));
}

double TypicalModel::dose_nmol(const DoseWords& dose, const TypicalBody& body) const {
  double factor = 1;
  switch (dose.basis) {
    case DoseWords::Basis::flat:
      break;
    case DoseWords::Basis::weight:
      factor = weight_kg(body);
      break;
    case DoseWords::Basis::adjusted_weight:
      factor = conventions().adjusted_weight_kg();
      break;
    case DoseWords::Basis::surface:
      factor = surface_m2(body);
      break;
  }
  return dose.amount * factor / (dose.molar ? 1 : molar_mass_);
}

double TypicalModel::dose_mg(const DoseWords& dose, const TypicalBody& body) const {
  return dose_nmol(dose, body) * molar_mass_;
}

double TypicalModel::molar_mass(AnalyteKind kind) const {
  switch (kind) {
    case AnalyteKind::payload:
    case AnalyteKind::metabolite:
    case AnalyteKind::conjugated_drug: {
      // a methyl group more is 2 % of a maytansinoid: taken as the drug's own
      const SourcedQuantity* MW = ::tansine::find(compound_.payload.quantities, "molar_mass");
      return MW != nullptr ? MW->value.value() : 0;
    }
    case AnalyteKind::dar:
      return 0;
    default:
      return molar_mass_;
  }
}

std::vector<double> TypicalModel::course(AnalyteKind kind, const DoseWords& dose, std::span<const double> doses,
                                         double infusion, bool subcutaneous, const TypicalBody& body,
                                         std::span<const double> times) {
  if (kind == AnalyteKind::conjugated_drug && drug_by_mean()) {  // [mg/L] to [nM] of drug
    std::vector<double> drug = course(AnalyteKind::conjugate, dose, doses, infusion, subcutaneous, body, times);
    for (double& x : drug) x *= mean_dar_ / molar_mass_;
    return drug;
  }
  const std::size_t index = program_.observable_index(observable(kind));
  std::vector<double> values(times.size(), std::numeric_limits<double>::quiet_NaN());
  if (index == Program::npos || times.empty()) return values;
  PatientCourse course;
  course.parameters = parameters_;
  if (body.weight) {
    const std::size_t wt = program_.parameter_index("WT"), bsa = program_.parameter_index("BSA");
    if (wt != Program::npos && program_.parameters[wt].covariate) course.parameters[wt] = *body.weight * 1e6;
    if (bsa != Program::npos && program_.parameters[bsa].covariate) course.parameters[bsa] = surface_m2(body) * 1e12;
  }
  const double zero = std::min(doses.empty() ? 0.0 : doses.front(), times.front());
  std::size_t target = program_.dose_target_index(subcutaneous ? "depot" : "central");
  if (target == Program::npos) target = 0;
  for (const double t : doses) {
    EventRecord r;
    r.time = t - zero;
    r.amount = dose_nmol(dose, body);
    if (infusion > 0) r.rate = r.amount / infusion;
    r.target = static_cast<std::uint32_t>(target);
    course.records.push_back(r);
  }
  std::vector<double> shifted;
  for (const double t : times) shifted.push_back(t - zero);
  Trajectory out;
  timeline_->run(course, shifted, out);
  // observables are shown in ug/mL = mg/L, nM and 1 already
  for (std::size_t i = 0; i < times.size(); ++i) values[i] = out.at(i, index);
  return values;
}

}  // namespace tansine
