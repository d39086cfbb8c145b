#pragma once
// Prediction against observation, like for like: at the observed times, and by the same noncompartmental analysis of
// both.

#include "studies/simulate.hpp"

#include <vector>

namespace tansine {

struct ComparedPoint {
  double time = 0;       ///< [h]
  double observed = 0;   ///< as shown (ObservableInfo::unit)
  double predicted = 0;  ///< median of the population
  double typical = 0;    ///< typical patient
  [[nodiscard]] double fold() const { return predicted / observed; }
};

/// One observed profile under one model.
struct ComparedProfile {
  std::size_t profile = 0;  ///< in ResolvedStudy::observed
  std::size_t arm = 0, model = 0;
  std::vector<ComparedPoint> points;
  NcaResult observed, predicted;  ///< of the observed points, of the medians at the same times [h, shown unit]
};

/// How far a model is off over some points: 10^mean|log10 fold| and 10^mean log10 fold. Points that are not positive
/// are left out and counted.
struct Accuracy {
  std::size_t points = 0, left_out = 0;
  double aafe = 0;          ///< absolute average fold error, of the medians
  double afe = 0;           ///< average fold error: above 1 the model is too high
  double aafe_typical = 0;  ///< absolute average fold error of the typical patient
};
Accuracy accuracy(const std::vector<const ComparedProfile*>& profiles);

/// Model by model, profile by profile.
std::vector<ComparedProfile> compare(const ResolvedStudy& study, const StudyResult& result);
/// Over all profiles of a model, or those of one arm.
Accuracy accuracy_of(const std::vector<ComparedProfile>& profiles, std::size_t model);
Accuracy accuracy_of(const std::vector<ComparedProfile>& profiles, std::size_t model, std::size_t arm);

}  // namespace tansine
