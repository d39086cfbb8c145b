#pragma once
// Predictions beside observed data: every profile and every pharmacokinetic outcome of a folder of tables, each by the
// model that the compound files have for it. It reports; it fits nothing. docs/validate.md says how rows are read.

#include "studies/validate/molecules.hpp"
#include "studies/validate/observed_rows.hpp"
#include "studies/validate/profiles.hpp"

#include <string>
#include <vector>

namespace tansine {

/// One line of the answer.
struct ValidationRow {
  std::string study, compound, species, dose, analyte;  ///< as written in the data
  std::string metric;  ///< aafe, Cmax, AUClast of a profile; Cmax, AUCinf, AUClast, CL, half_life of an outcome
  double predicted = 0, observed = 0;  ///< in `unit`; aafe: geometric means over the points
  double fold_error = 0;               ///< predicted/observed; aafe: the absolute average fold error
  bool calibrated = false;
  std::string unit;
  std::string model;  ///< compound file and model that predicted
  std::string regimen;
  std::size_t profile = npos;  ///< in Validation::profiles
  Place place;
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  /// 0.67-1.5; of aafe: at most 1.5.
  [[nodiscard]] bool inside() const;
};

/// A profile with its prediction, for figures.
struct ValidatedProfile {
  DataProfile data;
  std::string unit, model;
  bool calibrated = false;
  std::vector<double> predicted;           ///< at the points
  std::vector<double> curve_times, curve;  ///< [h], dense
  std::size_t left_out = 0;                ///< points where the prediction is zero or was not reached
};

struct Validation {
  std::vector<ValidationRow> rows;
  std::vector<ValidatedProfile> profiles;
  std::vector<NotPredicted> not_predicted;
  std::size_t files = 0;
};

Validation validate_tables(ObservedTables tables);

/// 10^mean |log10 fold| over rows' own folds; 0 for none.
double mean_fold(const std::vector<const ValidationRow*>& rows);

/// The table of `--csv`: study, compound, species, dose, analyte, metric, predicted, observed, fold_error, basis.
std::string validation_csv(const Validation& v);
/// place, what, why.
std::string not_predicted_csv(const Validation& v);

}  // namespace tansine
