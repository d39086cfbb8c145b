#pragma once
// How far the dose that harms is from the dose that helps, in three ways that answer different questions; and what
// probabilities of response and of toxicity are worth together.

namespace tansine {

/// Dose of the same size per body surface in another species [mg/kg]: `km` is body weight over surface [kg/m2], 37 in
/// adults, 12 in macaques, 6 in rats, 3 in mice [from general knowledge].
double equivalent_dose(double mg_per_kg, double km_from, double km_to);

/// By dose: the largest tolerated over the smallest effective, both in the same species (or as equivalents).
double therapeutic_index_by_dose(double tolerated, double effective);
/// By exposure: AUC in the tissue that suffers at the largest tolerated dose, over AUC at the smallest effective dose.
double therapeutic_index_by_exposure(double AUC_tolerated, double AUC_effective);
/// By the tumor: its average concentration at the largest tolerated dose, over the concentration that only holds it.
double therapeutic_index_by_tumor(double C_average_tolerated, double tumor_static_concentration);

/// w_E P(response) - w_T P(toxicity).
double clinical_utility(double response, double toxicity, double w_E = 1, double w_T = 1);

/// Probability of toxicity in a cycle on a logistic scale: `at_reference` is that at the reference exposure, `b` the
/// steepness in ln(exposure) [ours: 1.5 if nothing is known].
double logistic_risk(double at_reference, double exposure_ratio, double b = 1.5);

}  // namespace tansine
