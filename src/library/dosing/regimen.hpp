#pragma once
// Regimens as people write them: "3.6 mg/kg q3w x 6, infused over 90 min", "100 mg/m2 q2w x 8", "6 mg/kg AIBW q3w",
// "8 mg/kg, then 6 mg/kg q3w x 5", "2 mg/kg (max 200 mg) q3w", "500 mg single dose". The grammar is in
// docs/regimens.md.

#include "base/event_record.hpp"
#include "base/quantity.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// What a dose is measured against.
enum class DoseBasis : std::uint8_t {
  flat,                  ///< mg or nmol per patient
  body_weight,           ///< mg/kg
  adjusted_body_weight,  ///< mg/kg of adjusted ideal body weight
  body_surface,          ///< mg/m2
};

/// A run of equal doses.
struct DosePhase {
  double amount = 0;   ///< [mg] or [nmol], per kg or m2 where the basis says so
  bool molar = false;  ///< nmol instead of mg
  DoseBasis basis = DoseBasis::flat;
  double weight_cap = 0;    ///< [kg] heavier patients are dosed as this; 0: none
  double dose_cap = 0;      ///< [mg] or [nmol] most given at once; 0: none
  double interval = 0;      ///< [h] between doses; 0: a single dose
  std::uint32_t count = 1;  ///< doses
  double infusion = 0;      ///< [h] 0: bolus
};

struct Regimen {
  std::string text;
  std::vector<DosePhase> phases;  ///< each begins one interval after the last dose of the one before
};

/// A regimen or the reason why not, located in the text. Never throws.
std::optional<Regimen> parse_regimen(std::string_view text, UnitProblem* problem = nullptr);

/// One dose of a regimen in the course of time.
struct PlannedDose {
  double time = 0;  ///< [h]
  const DosePhase* phase = nullptr;
};
/// Every dose, in order. Times [h] from the first.
std::vector<PlannedDose> planned_doses(const Regimen& regimen);
/// End of the last infusion [h], and the time [h] at which the next dose would be given.
double end_of_regimen(const Regimen& regimen);

/// What dosing needs to know of a patient. Canonical: mg, um, um2; sex 0 female, 1 male.
struct BodySize {
  std::optional<double> WT, HT, BSA, sex;
};

/// Body surface [um2] from weight [mg] and height [um].
double body_surface_du_bois(double WT, double HT);
double body_surface_mosteller(double WT, double HT);
/// Ideal and adjusted ideal body weight [mg].
double ideal_body_weight(double HT, bool male);
double adjusted_ideal_body_weight(double WT, double HT, bool male);

/// What a patient needs for `phase` and lacks ("HT"), empty if nothing. With body_surface: BSA, or WT and HT.
std::string missing_for(const DosePhase& phase, const BodySize& body);

/// The amount of one dose [nmol]. `molar_mass` [mg/nmol]. Nothing may be missing.
double dose_amount(const DosePhase& phase, const BodySize& body, double molar_mass);

/// The regimen as event records for one patient: amounts in nmol into dose target `target`.
std::vector<EventRecord> dose_records(const Regimen& regimen, const BodySize& body, double molar_mass,
                                      std::uint32_t target);

}  // namespace tansine
