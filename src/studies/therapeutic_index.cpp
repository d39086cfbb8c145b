#include "studies/therapeutic_index.hpp"

#include <cmath>

namespace tansine {

double equivalent_dose(double mg_per_kg, double km_from, double km_to) { return mg_per_kg * km_from / km_to; }

double therapeutic_index_by_dose(double tolerated, double effective) { return tolerated / effective; }
double therapeutic_index_by_exposure(double AUC_tolerated, double AUC_effective) {
  return AUC_tolerated / AUC_effective;
}
double therapeutic_index_by_tumor(double C_average_tolerated, double tumor_static_concentration) {
  return C_average_tolerated / tumor_static_concentration;
}

double clinical_utility(double response, double toxicity, double w_E, double w_T) {
  return w_E * response - w_T * toxicity;
}

double logistic_risk(double at_reference, double exposure_ratio, double b) {
  const double odds = at_reference / (1 - at_reference) * std::pow(exposure_ratio, b);
  return odds / (1 + odds);
}

}  // namespace tansine
