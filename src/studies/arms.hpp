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
  std::vector<std::string> parts = {};  ///< dose targets of the Program that get it; empty: the conjugate
  Place given_place = {};
};

/// What a study can give: "conjugate", "free payload", "naked antibody", "naked antibody + free payload".
std::vector<std::string> given_words();

/// Every dose level before every regimen, or every regimen alone, for all that is given; or the dataset. Problems stand
/// at the very characters.
std::vector<StudyArm> study_arms(const StudyFile& file, Problems& problems);

}  // namespace tansine
