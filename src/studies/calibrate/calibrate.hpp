#pragma once
// Fits parameters of one model to observed profiles: maximum likelihood for lognormal errors of known size, with
// optional lognormal priors, on the logarithms of the parameters between bounds. Deterministic: BOBYQA from fixed
// starts. Standard errors from the Hessian.

#include "studies/calibrate/calibration_file.hpp"
#include "studies/validate/profiles.hpp"
#include "studies/validate/typical_model.hpp"

#include <string>
#include <vector>

namespace tansine {

struct ParameterEstimate {
  std::string name;
  Quantity start, estimate;
  double se_log = 0;  ///< standard error of the logarithm, about the relative error; nan where it is not determined
  bool at_bound = false;
};

struct CalibratedProfile {
  std::string study, dose, analyte;
  std::size_t points = 0;
  double aafe = 0;
  bool held_out = false;
};

struct CalibrationResult {
  std::vector<ParameterEstimate> estimates;
  std::vector<CalibratedProfile> profiles;
  std::size_t points = 0;           ///< fitted
  std::size_t evaluations = 0;      ///< of the objective
  double objective = 0;             ///< sum of squares over sd^2, and of the priors
  double residual_sd = 0;           ///< of the logarithm, over fitted points
  std::vector<double> correlation;  ///< of the estimates' logarithms, row-major
  std::vector<NotPredicted> left_out;
};

/// A calibration with all it names found and checked. Throws InputError with all problems.
class Calibration {
 public:
  explicit Calibration(CalibrationFile file);
  [[nodiscard]] const CalibrationFile& file() const { return file_; }
  [[nodiscard]] std::size_t profiles() const { return fitted_.size(); }
  CalibrationResult run();

 private:
  /// One profile with what is needed to predict it again and again.
  struct Item {
    DataProfile data;
    AnalyteKind kind = AnalyteKind::conjugate;
    DoseWords dose;
    TypicalBody body;
    std::vector<double> at;        // [h]
    std::vector<double> observed;  // as the model shows it
    double sd = 0.3;
  };
  void add(const CalibrationData& data, bool held_out, Problems& problems);
  double objective(const std::vector<double>& log_theta);
  void set(const std::vector<double>& log_theta);
  double residuals(const Item& item, std::vector<double>* each);
  CalibrationFile file_;
  std::unique_ptr<TypicalModel> model_;
  std::vector<Item> fitted_, held_out_;
  std::vector<NotPredicted> left_out_;
  std::size_t evaluations_ = 0;
};

/// name, value, unit, relative_standard_error, at_bound, start.
std::string estimates_csv(const CalibrationResult& result);
/// study, dose, analyte, points, aafe, used (fitted or held out).
std::string calibration_profiles_csv(const CalibrationResult& result);

}  // namespace tansine
