#pragma once
// Event datasets in NONMEM's columns (ID TIME AMT RATE EVID CMT II ADDL SS MDV DV and any others), read with every
// mistake at its place. A plain value; event_records() turns a subject into what the engine executes.
//
// Text: one header row; cells parted by commas, semicolons, tabs or blanks (whichever the header uses, looked for in
// this order); quotes around a cell are dropped; "." and empty are missing; names of columns in any case. Lines that
// start with
// "#" are skipped (a "#" before the header is dropped), and rows with "C" or "#" in a column named C.
// The clock: TIME is a number; DATE columns and clock times ("08:30") are refused, not guessed.

#include "base/event_record.hpp"
#include "base/problem.hpp"
#include "base/quantity.hpp"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// What a dataset does not say itself.
struct DatasetOptions {
  std::optional<Unit> time_unit{};    ///< of TIME and II; hours if not given
  std::optional<Unit> amount_unit{};  ///< of AMT and, per time unit, of RATE; mg if not given
  /// Columns a study needs: missing ones, and cells in them that are no numbers, are errors.
  std::vector<std::string> needed_columns{};
  Place asked_at{};                ///< where a study names the file: shown if it cannot be read
  std::size_t most_problems = 50;  ///< listed one by one; then their number
};

/// One record. Times and amounts are canonical (h; mg or nmol).
struct DatasetRow {
  int line = 0;
  double time = 0;                ///< [h]
  Evid evid = Evid::observation;  ///< inferred from AMT and RATE if there is no EVID column
  double amount = 0;              ///< [mg or nmol]
  double rate = 0;                ///< [mg/h or nmol/h]; -1 and -2 as they are
  double interval = 0;            ///< [h]
  std::uint32_t additional = 0;
  std::uint8_t steady_state = 0;
  int compartment = 1;                                            ///< CMT; 1 if there is no such column
  bool has_observation = false;                                   ///< EVID 0, MDV 0, DV there
  double observation = std::numeric_limits<double>::quiet_NaN();  ///< DV as written: its unit is the study's to say
  std::vector<double> others{};  ///< one per Dataset::other_columns; nan: missing or no number
};

struct DatasetSubject {
  std::string id;
  std::vector<DatasetRow> rows;
};

struct Dataset {
  std::string name;
  std::vector<std::string> other_columns;       ///< as in the header, without the known ones
  std::vector<Problems> other_column_problems;  ///< per such column: cells that are no numbers
  std::vector<DatasetSubject> subjects;         ///< in the order of the file
  Unit time_unit, amount_unit;
  bool time_unit_assumed = true, amount_unit_assumed = true;
  std::size_t skipped_lines = 0;  ///< comments
  std::shared_ptr<const SourceText> source;

  [[nodiscard]] Place place(const DatasetRow& row) const;  ///< the whole line
  /// Index in other_columns, in any case.
  [[nodiscard]] std::optional<std::size_t> other_column(std::string_view column) const;
  /// "12 subjects, 40 doses, 120 observations; TIME in h (assumed), AMT in mg (assumed)".
  [[nodiscard]] std::string summary() const;
};

/// Reads and checks. Throws InputError with all problems found (then only the first `most_problems`, and how many
/// more): the file cannot be read; no rows; columns missing, doubled, or not supported (DATE, L1 ...); cells that are
/// no finite numbers; values out of range (EVID, SS, negative AMT or TIME, WT <= 0); TIME going back within an ID but
/// for EVID 3 and 4; an ID that comes back after another; doses that lack what they need (AMT, II).
Dataset read_dataset(const std::filesystem::path& path, const DatasetOptions& options = {});
Dataset parse_dataset(std::shared_ptr<const SourceText> source, const DatasetOptions& options = {});

/// How a dataset's columns meet a model.
struct DatasetMapping {
  struct Parameter {
    std::uint32_t index = 0;  ///< in the Program's parameters
    Unit unit{};              ///< the column's numbers are in
  };
  std::map<int, std::uint32_t> targets{};         ///< CMT -> index in the Program's dose targets
  std::map<std::string, Parameter> parameters{};  ///< column (in any case) -> parameter
};

/// The subject's records for the engine, one per row and in the rows' order. A mapped column gives a change at the
/// first record and wherever its value differs from the record before; a missing value is the one before it. Problems:
/// a dose to a CMT that is not mapped, a mapped column that is absent, not numeric, or missing at the first record.
std::vector<EventRecord> event_records(const Dataset& dataset, const DatasetSubject& subject,
                                       const DatasetMapping& mapping, Problems& problems);

}  // namespace tansine
