#pragma once
// A folder of tables of observed data, read generously: what is not understood in one row costs that row, not the
// folder, and is said with file and line.

#include "base/problem.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tansine {

/// A row of a table of concentrations over time, as written.
struct ConcentrationRow {
  std::string study, compound, species, dose, dose_unit, regimen, analyte, stat, source_key, note;
  double time = 0;   ///< [h]
  double value = 0;  ///< canonical of `unit`
  std::string value_unit;
  Place place;
};

/// A row of a table of outcomes, as written.
struct OutcomeRow {
  std::string compound, study, population, endpoint, dose, dose_unit, regimen, value, unit, sd_or_ci, source_key, note;
  Place place;
};

/// Something that no prediction is made for, and why.
struct NotPredicted {
  Place place;
  std::string what;  ///< study, compound, dose, analyte or endpoint
  std::string why;
};

struct ObservedTables {
  std::vector<ConcentrationRow> concentrations;
  std::vector<OutcomeRow> outcomes;
  std::vector<NotPredicted> left_out;
  std::vector<std::filesystem::path> files;
};

/// All *.csv in `folder` and in its folders "observations" and "outcomes". Throws InputError with all problems if it is
/// no folder, if a table lacks columns, or if no table is of either kind.
ObservedTables read_observed_tables(const std::filesystem::path& folder);
/// One table. `asked_at`: where it is named, if it is not there.
ObservedTables read_observed_table(const std::filesystem::path& path, const Place& asked_at = {});

}  // namespace tansine
