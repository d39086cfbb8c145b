#include "library/dosing/regimen.hpp"

#include "base/problem.hpp"

#include <algorithm>
#include <cmath>

namespace tansine {
namespace {

// canonical units against those the formulas were published in
constexpr double kMgPerKg = 1e6;
constexpr double kUmPerCm = 1e4;
constexpr double kUm2PerM2 = 1e12;

}  // namespace

double body_surface_du_bois(double WT, double HT) {
  return 0.007184 * std::pow(WT / kMgPerKg, 0.425) * std::pow(HT / kUmPerCm, 0.725) * kUm2PerM2;
}
double body_surface_mosteller(double WT, double HT) {
  return std::sqrt(WT / kMgPerKg * (HT / kUmPerCm) / 3600) * kUm2PerM2;
}
double ideal_body_weight(double HT, bool male) { return (0.9 * (HT / kUmPerCm) - (male ? 88 : 92)) * kMgPerKg; }
double adjusted_ideal_body_weight(double WT, double HT, bool male) {
  const double ideal = ideal_body_weight(HT, male);
  return ideal + 0.4 * (WT - ideal);
}

std::vector<PlannedDose> planned_doses(const Regimen& regimen) {
  std::vector<PlannedDose> doses;
  double start = 0;
  for (const DosePhase& phase : regimen.phases) {
    for (std::uint32_t i = 0; i < phase.count; ++i) doses.push_back({start + i * phase.interval, &phase});
    start += phase.count * phase.interval;
  }
  return doses;
}

double end_of_regimen(const Regimen& regimen) {
  double end = 0;
  for (const DosePhase& phase : regimen.phases) end += phase.count * phase.interval;
  for (const PlannedDose& d : planned_doses(regimen)) end = std::max(end, d.time + d.phase->infusion);
  return end;
}

std::string missing_for(const DosePhase& phase, const BodySize& body) {
  switch (phase.basis) {
    case DoseBasis::flat:
      return "";
    case DoseBasis::body_weight:
      return body.WT ? "" : "WT";
    case DoseBasis::body_surface:
      if (body.BSA) return "";
      return body.WT && body.HT ? "" : "BSA (or WT and HT)";
    case DoseBasis::adjusted_body_weight:
      return !body.WT ? "WT" : !body.HT ? "HT" : !body.sex ? "sex" : "";
  }
  return "";
}

double dose_amount(const DosePhase& phase, const BodySize& body, double molar_mass) {
  TANSINE_ASSERT(missing_for(phase, body).empty(), "a dose needs a covariate that this patient lacks");
  double amount = phase.amount;
  switch (phase.basis) {
    case DoseBasis::flat:
      break;
    case DoseBasis::body_weight: {
      const double kg = *body.WT / kMgPerKg;
      amount *= phase.weight_cap > 0 ? std::min(kg, phase.weight_cap) : kg;
      break;
    }
    case DoseBasis::adjusted_body_weight:
      amount *= adjusted_ideal_body_weight(*body.WT, *body.HT, *body.sex >= 0.5) / kMgPerKg;
      break;
    case DoseBasis::body_surface:
      amount *= (body.BSA ? *body.BSA : body_surface_du_bois(*body.WT, *body.HT)) / kUm2PerM2;
      break;
  }
  if (phase.dose_cap > 0) amount = std::min(amount, phase.dose_cap);
  return phase.molar ? amount : amount / molar_mass;
}

std::vector<EventRecord> dose_records(const Regimen& regimen, const BodySize& body, double molar_mass,
                                      std::uint32_t target) {
  std::vector<EventRecord> records;
  for (const PlannedDose& d : planned_doses(regimen)) {
    EventRecord record;
    record.time = d.time;
    record.amount = dose_amount(*d.phase, body, molar_mass);
    record.rate = d.phase->infusion > 0 ? record.amount / d.phase->infusion : 0;
    record.target = target;
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace tansine
