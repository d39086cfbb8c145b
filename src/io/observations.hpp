#pragma once
// Observed data as tidy tables: one row per measured value, each with its units and its source, grouped here into
// profiles in canonical units.
//
// Columns (in any order): study, compound, analyte, time, time_unit, value, value_unit are required; species, dose,
// dose_unit, regimen, stat, sd, n, source_key, note are optional. time_unit may also be "hour" or "minute".

#include "base/problem.hpp"
#include "base/quantity.hpp"
#include "io/located.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tansine {

/// One observed value.
struct ObservedPoint {
  double time = 0;             ///< [h]
  double value = 0;            ///< canonical (mg/L for a mass concentration)
  std::optional<double> sd{};  ///< canonical
  std::optional<int> n{};      ///< people or animals behind the value
  int line = 0;                ///< in the file
  std::string note;
};

/// The points of one study, dose and analyte, in order of time (equal times as in the file).
struct ObservedProfile {
  std::string study, compound, species, regimen, analyte, source_key;
  std::string stat;        ///< "mean", "individual" ...; "mean" if the table does not say
  std::string individual;  ///< the note that tells individuals apart; empty unless stat is "individual"
  std::optional<Quantity> dose{};
  Unit value_unit;  ///< of the first row: for print
  std::vector<ObservedPoint> points;
  Place place;  ///< of the first row
};

/// Groups in the order of the file. Rows are one profile if study, compound, species, regimen, dose, analyte, source
/// and stat are equal (and, for individuals, the note). Throws InputError with all problems (the first 50, and how many
/// more): columns missing, no rows, numbers that are none, unknown units, a time unit that is no time, values of one
/// profile in different kinds of units, negative times, values, sd; a dose or n that is not above zero.
std::vector<ObservedProfile> read_observations(const std::filesystem::path& path, const Place& asked_at = {});
std::vector<ObservedProfile> parse_observations(std::shared_ptr<const SourceText> source);

}  // namespace tansine
