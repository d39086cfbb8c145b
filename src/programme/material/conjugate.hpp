#pragma once
// From doses to grams: how much conjugate, antibody and payload (DMx) a trial needs. Masses in mg, g or kg as named.

#include <vector>

namespace tansine {

/// What a mass of a conjugate counts: the antibody in it, or all of it. A dose of 100 mg is 2 % more conjugate on the
/// one basis than on the other, so a dose states its basis.
enum class MassBasis { antibody, conjugate };

/// An antibody of molar mass `antibody` with `dar` payloads, each adding `added` (payload and linker, less what leaves)
/// and bringing `payload`; g/mol.
struct ConjugateMass {
  double antibody = 148'000;
  double dar = 3.5;
  double payload = 0;
  double added = 0;

  [[nodiscard]] double conjugate() const { return antibody + dar * added; }                   ///< g/mol
  [[nodiscard]] double payload_per_antibody() const { return dar * payload / antibody; }      ///< g/g
  [[nodiscard]] double payload_per_conjugate() const { return dar * payload / conjugate(); }  ///< g/g
  [[nodiscard]] double conjugate_per_antibody() const { return conjugate() / antibody; }      ///< g/g
  /// Payload bound in a mass of conjugate that is stated on `basis`; in the unit of `mass`.
  [[nodiscard]] double payload_in(double mass, MassBasis basis) const;
  /// Conjugate in a mass that is stated on `basis`.
  [[nodiscard]] double conjugate_in(double mass, MassBasis basis) const;
};
/// Throws InputError unless all masses and the ratio are positive.
void require_mass(const ConjugateMass& m);

/// The cheapest set of vials that holds a dose: least mass, then fewest vials.
struct VialChoice {
  double mass = 0;         ///< mg of label claim opened
  std::vector<int> count;  ///< per size
};
/// `sizes`: mg per vial, positive. Throws InputError for a dose that is not positive or needs more than 1000 vials.
VialChoice choose_vials(double dose, const std::vector<double>& sizes);

/// Body weights, normal; those below 1 kg or beyond 4 sd do not occur.
struct WeightSpread {
  double mean = 70, sd = 15;  ///< kg
};
/// Mean label claim opened over mean dose given, for `dose` mg per kg without sharing of vials.
double vial_factor(const WeightSpread& weight, double dose, const std::vector<double>& sizes);

/// What is lost and added between the patient and the raw materials. Every number is an assumption of its user: none
/// of the plants' own is public.
struct ManufacturingPlan {
  double vial_factor = 1;  ///< label claim opened over dose given
  double overfill = 1;     ///< filled over label claim
  double overage = 0;      ///< extra fraction for titration, sites, loss
  double fill_yield = 1;   ///< fraction of conjugate that reaches vials
  double conjugation_yield = 1;
  double payload_excess = 1;  ///< payload charged over payload that ends up bound
};
/// One demand, down the chain; kg of conjugate and antibody, g of payload.
struct MaterialNeed {
  double dosed = 0;                ///< kg conjugate into patients
  double conjugate = 0;            ///< kg conjugate to be released
  double antibody = 0;             ///< kg charged
  double payload = 0;              ///< g charged
  double payload_in_patients = 0;  ///< g
  [[nodiscard]] double utilization() const { return payload > 0 ? payload_in_patients / payload : 0; }
};
/// For `dosed` kg stated on `basis`. Throws InputError for a negative demand, or yields outside (0, 1], or factors
/// below 1.
MaterialNeed material_need(double dosed, MassBasis basis, const ConjugateMass& mass, const ManufacturingPlan& plan);

/// The way back to the fermenter: DMx from maytansinol by esterification and reduction, maytansinol from ansamitocin.
struct SynthesisPlan {
  double to_maytansinol = 0.6, esterification = 0.5, reduction = 0.8;  ///< yields
  double titer = 100, recovery = 0.6;                                  ///< mg/L of ansamitocin P-3, fraction
};
struct SynthesisNeed {
  double maytansinol = 0, ansamitocin = 0, broth = 0;  ///< g, g, L per g of payload
};
/// Per g of a payload of molar mass `payload`.
SynthesisNeed synthesis_need(double payload, const SynthesisPlan& plan);

}  // namespace tansine
