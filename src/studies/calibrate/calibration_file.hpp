#pragma once
// A study of kind "calibrate": which parameters of which model are fitted to which observed profiles, between which
// bounds, with which priors. Kept in data/calibration, so that every fitted number of ours can be fitted again.

#include "base/quantity.hpp"
#include "io/located.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tansine {

/// [parameters.NAME]
struct CalibratedParameter {
  Quantity start, low, high;
  std::optional<Quantity> prior;   ///< center of a lognormal prior
  std::optional<double> prior_sd;  ///< of the logarithm
  std::string source;              ///< where the prior, or the start and the bounds, come from
};

/// [[data]]: profiles of one table. Empty lists: all.
struct CalibrationData {
  Located<std::string> dataset;
  std::vector<std::string> studies;   ///< words of the study's name
  std::vector<std::string> doses;     ///< "3.6 mg/kg"
  std::vector<std::string> analytes;  ///< conjugate, TAb, naked, acDrug, payload, metabolite
  std::vector<std::string> species;
  double sd = 0.3;  ///< of the logarithm of one observation
};

struct CalibrationFile {
  std::string study, title, question;
  Located<std::string> compound, model;
  std::vector<Entry<CalibratedParameter>> parameters;
  std::vector<CalibrationData> data;
  std::vector<CalibrationData> held_out;  ///< predicted with the estimates, never fitted
  std::int64_t starts = 4;                ///< of the optimizer: the given start and others between the bounds
  std::filesystem::path folder;
  std::string name, text;
};

/// Is this file a study of kind "calibrate"? Reads no more than that; false if it is no TOML at all.
bool is_calibration(const std::filesystem::path& path);
/// Throws InputError with all problems of the file's form.
CalibrationFile read_calibration(const std::filesystem::path& path);
std::string calibration_schema();
std::string calibration_key_reference();

}  // namespace tansine
