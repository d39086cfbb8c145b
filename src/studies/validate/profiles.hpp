#pragma once
// The rows of one study, dose, regimen and analyte as one profile, with its dosing found: when each dose was given on
// the clock of the data, and whether a point stands before or after it.

#include "studies/validate/observed_rows.hpp"
#include "studies/validate/words.hpp"

#include <vector>

namespace tansine {

struct ProfilePoint {
  double time = 0;   ///< [h] as written
  double at = 0;     ///< [h] where the prediction is read: on the right side of a dose given about then
  double value = 0;  ///< in the unit as written
};

struct DataProfile {
  ConcentrationRow first;            ///< what all rows share
  std::vector<ProfilePoint> points;  ///< by time of reading
  std::vector<double> doses;         ///< [h]
  double infusion = 0;               ///< [h]
  bool subcutaneous = false;
};

/// In the order of the rows. Rows are one profile if study, compound, species, dose, regimen, analyte, unit and
/// statistic are equal (for individuals also the note).
std::vector<DataProfile> group_profiles(const std::vector<ConcentrationRow>& rows);

}  // namespace tansine
