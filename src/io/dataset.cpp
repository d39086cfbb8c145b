#include "io/dataset.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "io/counted_problems.hpp"
#include "io/dataset_cells.hpp"
#include "io/text_guard.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

#include <fmt/format.h>

namespace tansine {
namespace {

enum Known : std::size_t { ID, TIME, AMT, RATE, EVID, CMT, II, ADDL, SS, MDV, DV, COMMENT, kKnown };
constexpr std::array<std::string_view, kKnown> kNames = {"ID", "TIME", "AMT", "RATE", "EVID", "CMT",
                                                         "II", "ADDL", "SS",  "MDV",  "DV",   "C"};
// They change what TIME or a record means; reading on as if they were not there would be wrong.
constexpr std::array<std::string_view, 7> kRefused = {"DATE", "DAT1", "DAT2", "DAT3", "CALL", "PCMT", "L2"};
// Body measures that cannot be zero or less.
constexpr std::array<std::string_view, 14> kPositive = {"WT",  "WEIGHT", "BW",  "HT",  "HEIGHT", "BSA",  "BMI",
                                                        "LBM", "FFM",    "IBW", "ALB", "CRCL",   "EGFR", "AGE"};
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kLargestCount = 1e6;  // ADDL, CMT: beyond it the number is a mistake

class DatasetReader {
 public:
  DatasetReader(const std::shared_ptr<const SourceText>& source, const DatasetOptions& options)
      : options_(options), lines_(source), problems_(options.most_problems, "this dataset") {
    out_.name = source->name;
    out_.source = source;
    out_.time_unit = options.time_unit.value_or(unit("h"));
    out_.amount_unit = options.amount_unit.value_or(unit("mg"));
    out_.time_unit_assumed = !options.time_unit;
    out_.amount_unit_assumed = !options.amount_unit;
    TANSINE_ASSERT(out_.time_unit.dimension == dimension::time, "the time unit of a dataset must be a time");
    column_of_.fill(kNoColumn);
  }

  Dataset read() {
    if (!lines_.next()) {
      throw InputError(Place{.name = out_.name}, "the dataset is empty: expected a header row with ID and TIME");
    }
    read_header();
    problems_.throw_if_errors(out_.name);  // without the right columns every row would be wrong
    while (lines_.next()) read_row();
    out_.skipped_lines += lines_.comments();
    if (out_.subjects.empty() && !problems_.any()) {
      problems_.error([&] { return Place{.name = out_.name}; }, "the dataset is empty: it has a header but no rows");
    }
    problems_.throw_if_errors(out_.name);
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);

  void error(const DatasetCell& cell, std::string message, std::string hint = {}) {
    problems_.error([&] { return lines_.place(cell); }, std::move(message), std::move(hint));
  }
  void error_on_line(std::string message) {
    problems_.error([&] { return lines_.place_of_line(); }, std::move(message));
  }

  void read_header() {
    std::unordered_set<std::string> seen;
    std::vector<std::string> header;
    for (std::size_t i = 0; i < lines_.cells().size(); ++i) {
      const DatasetCell& cell = lines_.cells()[i];
      const std::string name = upper(cell.text);
      header.push_back(std::string(cell.text));
      if (name.empty()) {
        error(cell, "a column without name");
      } else if (!seen.insert(name).second) {
        error(cell, fmt::format("column {} a second time", in_quotes(cell.text)));
      } else if (std::find(kRefused.begin(), kRefused.end(), name) != kRefused.end()) {
        error(cell, fmt::format("column {} is not supported", in_quotes(cell.text)),
              name.starts_with("DA") ? "give TIME as numbers since the first record" : "");
      }
      add_column(name, i);
    }
    n_columns_ = header.size();
    auto require = [&](std::string_view name) {
      if (seen.contains(upper(name))) return;
      error_on_line(fmt::format("column {} is missing{}", name, did_you_mean(name, header)));
    };
    require("ID");
    require("TIME");
    for (const std::string& name : options_.needed_columns) require(name);
    if (column_of_[ADDL] != kNoColumn) require("II");
  }

  void add_column(const std::string& name, std::size_t i) {
    const auto known = std::find(kNames.begin(), kNames.end(), name);
    if (known != kNames.end()) {
      column_of_[static_cast<std::size_t>(known - kNames.begin())] = i;
      return;
    }
    others_.push_back({i, std::find(kPositive.begin(), kPositive.end(), name) != kPositive.end(), false});
    for (const std::string& needed : options_.needed_columns) others_.back().needed |= upper(needed) == name;
    out_.other_columns.emplace_back(lines_.cells()[i].text);
    out_.other_column_problems.emplace_back();
  }

  // The cell of a known column; an empty one if there is no such column.
  [[nodiscard]] DatasetCell cell(Known which) const {
    return column_of_[which] == kNoColumn ? DatasetCell{} : lines_.cells()[column_of_[which]];
  }
  [[nodiscard]] bool has(Known which) const { return column_of_[which] != kNoColumn; }

  std::optional<double> number(const DatasetCell& cell, std::string_view column) {
    const std::optional<double> value = parse_number(cell.text);
    if (!value) {
      std::string hint;
      if (column == "TIME" && cell.text.find(':') != std::string_view::npos) {
        hint = "clock times are not read; give numbers since the first record";
      } else if (cell.text.find(',') != std::string_view::npos) {
        hint = "write a point, not a comma";
      }
      error(cell, fmt::format("{} must be a finite number, got {}", column, in_quotes(cell.text)), hint);
    }
    return value;
  }
  // Missing is 0, as in NONMEM. Not a number: 0 too, after the problem was noted.
  double value(Known which) {
    const DatasetCell c = cell(which);
    if (c.missing()) return 0;
    const std::optional<double> x = number(c, kNames[which]);
    row_good_ = row_good_ && x.has_value();
    return x.value_or(0);
  }
  double value_from(Known which, double lowest) {
    const double x = value(which);
    if (x < lowest) {
      error(cell(which), fmt::format("{} must be at least {}, got {}", kNames[which], shortest(lowest), shortest(x)));
      row_good_ = false;
      return lowest;
    }
    return x;
  }
  double whole(Known which, double lowest, double highest) {
    const double x = value(which);
    if (x != std::floor(x) || x < lowest || x > highest) {
      error(cell(which), fmt::format("{} must be a whole number from {} to {}, got {}", kNames[which], shortest(lowest),
                                     shortest(highest), in_quotes(cell(which).text)));
      row_good_ = false;
      return lowest;
    }
    return x;
  }

  void read_row() {
    if (lines_.cells().size() != n_columns_) {
      error_on_line(fmt::format("{} cells where the header has {}", lines_.cells().size(), n_columns_));
      return;
    }
    if (is_comment_row()) {
      ++out_.skipped_lines;
      return;
    }
    DatasetRow row;
    row.line = lines_.line();
    row_good_ = true;
    if (cell(TIME).missing()) {
      error_on_line("TIME is missing");
      row_good_ = false;
    }
    row.time = out_.time_unit.to_canonical(value_from(TIME, 0));
    read_dose(row);
    read_observation(row);
    read_others(row);
    add_to_subject(std::move(row));
  }

  bool is_comment_row() {
    const DatasetCell c = cell(COMMENT);
    if (!has(COMMENT) || c.missing() || c.text == "0") return false;
    if (c.text == "C" || c.text == "c" || c.text == "#") return true;
    error(c, fmt::format("column C marks comments with \"C\"; expected that, \".\" or nothing, got {}",
                         in_quotes(c.text)));
    return true;
  }

  void read_dose(DatasetRow& row) {
    const double amount = value_from(AMT, 0);
    const double rate = value(RATE);
    if (rate < 0 && rate != -1 && rate != -2) {
      error(cell(RATE),
            fmt::format("RATE must be 0, positive, -1 (rate from the model) or -2 (duration from the model), "
                        "got {}",
                        shortest(rate)));
      row_good_ = false;
    }
    row.steady_state = static_cast<std::uint8_t>(whole(SS, 0, 2));
    row.additional = static_cast<std::uint32_t>(whole(ADDL, 0, kLargestCount));
    row.interval = out_.time_unit.to_canonical(value_from(II, 0));
    row.compartment = has(CMT) && !cell(CMT).missing() ? read_compartment() : 1;
    const bool gives = amount > 0 || (rate != 0 && row.steady_state > 0);
    row.evid = has(EVID) ? static_cast<Evid>(static_cast<int>(whole(EVID, 0, 4)))
               : gives   ? Evid::dose
                         : Evid::observation;
    const bool is_dose = row.evid == Evid::dose || row.evid == Evid::reset_and_dose;
    row.amount = out_.amount_unit.to_canonical(amount);
    row.rate = rate > 0 ? out_.amount_unit.to_canonical(rate) / out_.time_unit.to_canonical(1) : rate;
    if (row_good_) check_dose(row, is_dose);
  }

  // NONMEM's number of a compartment; 0 is its default one. Negative: "turn it off".
  int read_compartment() {
    if (value(CMT) < 0) {
      error(cell(CMT), "a negative CMT (turning a compartment off) is not supported");
      row_good_ = false;
      return 1;
    }
    const int c = static_cast<int>(whole(CMT, 0, kLargestCount));
    return c == 0 ? 1 : c;
  }

  void check_dose(const DatasetRow& row, bool is_dose) {
    const int evid = static_cast<int>(row.evid);
    if (!is_dose) {
      for (const Known which : {AMT, RATE, ADDL, SS}) {
        if (cell(which).missing() || parse_number(cell(which).text) == 0.0) continue;
        error(cell(which),
              fmt::format("{} on a record that gives no dose (EVID {}); a dose has EVID 1 or 4", kNames[which], evid));
      }
      return;
    }
    const bool endless = row.steady_state > 0 && row.rate != 0 && row.amount == 0;
    if (!endless && (!has(AMT) || cell(AMT).missing()))
      error_on_line(fmt::format("a dose (EVID {}) without AMT", evid));
    if (row.amount == 0 && row.rate > 0 && row.steady_state == 0) {
      error(cell(RATE), "an infusion (RATE) needs AMT, how much is infused");
    }
    if (row.additional > 0 && row.interval <= 0) error(cell(ADDL), "ADDL needs II, the time between doses, above 0");
    if (row.steady_state > 0 && row.interval <= 0 && !endless) {
      error(cell(SS), "SS needs II, the time between doses, above 0");
    }
    if (endless && row.interval > 0) error(cell(II), "a constant infusion at steady state (AMT 0, RATE) has no II");
  }

  void read_observation(DatasetRow& row) {
    const double mdv = whole(MDV, 0, 1);
    if (!has(DV) || cell(DV).missing()) {
      if (has(DV) && has(MDV) && mdv == 0 && row.evid == Evid::observation && !cell(MDV).missing()) {
        error(cell(MDV), "MDV says that DV is there, but it is missing");
      }
      return;
    }
    row.observation = value(DV);
    row.has_observation = row.evid == Evid::observation && mdv == 0;
  }

  void read_others(DatasetRow& row) {
    row.others.resize(others_.size(), kMissing);
    for (std::size_t i = 0; i < others_.size(); ++i) {
      const DatasetCell& c = lines_.cells()[others_[i].column];
      const std::string& name = out_.other_columns[i];
      if (c.missing()) continue;
      const std::optional<double> x = others_[i].needed ? number(c, name) : parse_number(c.text);
      if (x && others_[i].positive && *x <= 0) {
        error(c, fmt::format("{} must be above 0, got {}", name, in_quotes(c.text)));
      }
      row.others[i] = x.value_or(kMissing);
      Problems& noted = out_.other_column_problems[i];
      if (!x && !others_[i].needed && noted.list().size() < options_.most_problems) {
        noted.error(lines_.place(c), fmt::format("{} must be a finite number, got {}", name, in_quotes(c.text)));
      }
    }
  }

  void add_to_subject(DatasetRow row) {
    const DatasetCell id = cell(ID);
    if (id.missing()) {
      error_on_line("ID is missing");
      return;
    }
    const std::string name(id.text);
    if (out_.subjects.empty() || out_.subjects.back().id != name) {
      if (!ids_.insert(name).second) {
        error(id,
              fmt::format("ID {} comes back after another: the rows of an ID must follow each other", in_quotes(name)));
      }
      out_.subjects.push_back({name, {}});
      clock_ = -1;
    }
    const bool restarts = row.evid == Evid::reset || row.evid == Evid::reset_and_dose;
    if (row_good_ && row.time < clock_ && !restarts) {
      error(cell(TIME), fmt::format("TIME goes back within ID {}: {} after {}; only EVID 3 or 4 may restart the clock",
                                    in_quotes(name), shortest(out_.time_unit.from_canonical(row.time)),
                                    shortest(out_.time_unit.from_canonical(clock_))));
    }
    if (row_good_) clock_ = row.time;
    out_.subjects.back().rows.push_back(std::move(row));
  }

  struct Other {
    std::size_t column = 0;
    bool positive = false, needed = false;
  };

  const DatasetOptions& options_;
  DatasetLines lines_;
  Dataset out_;
  CountedProblems problems_;
  std::array<std::size_t, kKnown> column_of_{};
  std::vector<Other> others_;
  std::size_t n_columns_ = 0;
  bool row_good_ = true;
  double clock_ = -1;
  std::unordered_set<std::string> ids_;
};

}  // namespace

Dataset parse_dataset(std::shared_ptr<const SourceText> source, const DatasetOptions& options) {
  return DatasetReader(source, options).read();
}

Dataset read_dataset(const std::filesystem::path& path, const DatasetOptions& options) {
  const auto file = read_source(path, {.asked_at = options.asked_at});
  return parse_dataset(guarded_source(file->name, file->text, kLargestFile), options);
}

Place Dataset::place(const DatasetRow& row) const {
  Place place{.name = name, .line = row.line, .column = 1, .length = 1, .source = source};
  if (source != nullptr) place.length = std::max(1, static_cast<int>(utf8_length(source->line(row.line))));
  return place;
}

std::optional<std::size_t> Dataset::other_column(std::string_view column) const {
  const auto it = std::find_if(other_columns.begin(), other_columns.end(),
                               [&](const std::string& other) { return upper(other) == upper(column); });
  if (it == other_columns.end()) return std::nullopt;
  return static_cast<std::size_t>(it - other_columns.begin());
}

std::string Dataset::summary() const {
  std::size_t doses = 0, observations = 0;
  for (const DatasetSubject& subject : subjects) {
    for (const DatasetRow& row : subject.rows) {
      doses += row.evid == Evid::dose || row.evid == Evid::reset_and_dose ? 1 : 0;
      observations += row.has_observation ? 1 : 0;
    }
  }
  auto counted = [](std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
  };
  return fmt::format("{}, {}, {}; TIME in {}{}, AMT in {}{}", counted(subjects.size(), "subject"),
                     counted(doses, "dose record"), counted(observations, "observation"), time_unit.text,
                     time_unit_assumed ? " (assumed)" : "", amount_unit.text, amount_unit_assumed ? " (assumed)" : "");
}

}  // namespace tansine
