#pragma once
// The arms of a study: what is given in each.

#include "library/dosing/regimen.hpp"
#include "studies/study_file.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tansine {

/// What is given: a regimen, or (from a dataset) each patient's own records.
struct StudyArm {
  std::string name;  ///< "3.6 mg/kg"
  std::optional<Regimen> regimen;
  Place place;
};

/// Every dose level before every regimen, or every regimen alone, or the dataset. Problems stand at the very
/// characters.
std::vector<StudyArm> study_arms(const StudyFile& file, Problems& problems);

}  // namespace tansine
