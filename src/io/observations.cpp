#include "io/observations.hpp"

#include "base/file.hpp"
#include "base/table.hpp"
#include "base/text.hpp"
#include "io/counted_problems.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace tansine {
namespace {

enum Column : std::size_t {
  study,
  compound,
  analyte,
  time_,
  time_unit,
  value,
  value_unit,
  species,
  dose,
  dose_unit,
  regimen,
  stat,
  sd,
  n,
  source_key,
  note,
  kColumns
};
constexpr std::array<std::string_view, kColumns> kNames = {
    "study", "compound",  "analyte", "time", "time_unit", "value", "value_unit", "species",
    "dose",  "dose_unit", "regimen", "stat", "sd",        "n",     "source_key", "note"};
constexpr std::size_t kRequired = value_unit + 1;
constexpr std::size_t kMostListed = 50;  // problems

// Tables of published data spell these out; the grammar of quantities, for what people type, keeps to "h" and "min".
std::string time_word(std::string word) {
  if (word == "hour" || word == "hours") return "h";
  if (word == "minute" || word == "minutes") return "min";
  return word;
}

class ObservationReader {
 public:
  explicit ObservationReader(std::shared_ptr<const SourceText> source) : table_(read_table(std::move(source))) {}

  std::vector<ObservedProfile> read() {
    find_columns();
    problems_.throw_if_errors(table_.place().name);
    if (table_.rows() == 0)
      problems_.error([&] { return table_.place(); }, "no observations: the table has a header but no rows");
    for (std::size_t row = 0; row < table_.rows(); ++row) read_row(row);
    problems_.throw_if_errors(table_.place().name);
    for (ObservedProfile& profile : profiles_) {
      std::sort(profile.points.begin(), profile.points.end(), [](const ObservedPoint& a, const ObservedPoint& b) {
        return std::pair(a.time, a.line) < std::pair(b.time, b.line);
      });
    }
    return std::move(profiles_);
  }

 private:
  void find_columns() {
    const std::vector<std::string> known(kNames.begin(), kNames.end());
    for (std::size_t i = 0; i < kColumns; ++i) {
      column_[i] = table_.column(kNames[i]);
      if (!column_[i] && i < kRequired) {
        problems_.error([&] { return table_.place(); },
                        fmt::format("column {} is missing{}", kNames[i], did_you_mean(kNames[i], table_.columns())));
      }
    }
    for (std::size_t i = 0; i < table_.columns().size(); ++i) {
      const std::string& name = table_.columns()[i];
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      problems_.error([&] { return table_.header_place(i); },
                      fmt::format("unknown column {}{}", in_quotes(name), did_you_mean(name, known)));
    }
  }

  [[nodiscard]] std::string text(std::size_t row, Column c) const {
    return column_[c] ? std::string(trimmed(table_.cell(row, *column_[c]))) : std::string{};
  }
  [[nodiscard]] Place place(std::size_t row, Column c) const { return table_.place(row, *column_[c]); }

  void wrong(std::size_t row, Column c, std::string message, std::string hint = {}) {
    problems_.error([&] { return place(row, c); }, std::move(message), std::move(hint));
    good_ = false;
  }

  double number(std::size_t row, Column c, double lowest, bool strict = false) {
    const std::optional<double> x = parse_number(table_.cell(row, *column_[c]));
    if (!x) {
      wrong(row, c, fmt::format("{} must be a finite number, got {}", kNames[c], in_quotes(text(row, c))));
      return 0;
    }
    if (strict ? *x <= lowest : *x < lowest) {
      wrong(row, c,
            fmt::format("{} must be {} {}, got {}", kNames[c], strict ? "above" : "at least", shortest(lowest),
                        shortest(*x)));
    }
    return *x;
  }

  // Tables repeat few units many times.
  std::optional<Unit> unit_of(std::size_t row, Column c) {
    std::string word = text(row, c);
    if (c == time_unit) word = time_word(std::move(word));
    const auto seen = units_.find(word);
    if (seen != units_.end()) return seen->second;
    if (word.empty()) {
      wrong(row, c, fmt::format("{} is missing", kNames[c]));
      return std::nullopt;
    }
    UnitProblem problem;
    const std::optional<Unit> found = parse_unit(word, &problem);
    if (!found) {
      wrong(row, c, problem.message,
            problem.suggestion.empty() ? std::string{} : fmt::format("did you mean \"{}\"?", problem.suggestion));
      return std::nullopt;
    }
    return units_.emplace(word, *found).first->second;
  }

  void read_row(std::size_t row) {
    good_ = true;
    for (const Column c : {study, compound, analyte}) {
      if (text(row, c).empty()) wrong(row, c, fmt::format("{} is missing", kNames[c]));
    }
    ObservedPoint point;
    point.line = place(row, study).line;
    point.note = text(row, note);
    const double time_written = number(row, time_, 0);
    const std::optional<Unit> clock = unit_of(row, time_unit);
    if (clock && clock->dimension != dimension::time) {
      wrong(row, time_unit,
            fmt::format("time_unit must be a time like \"h\" or \"d\", got {}", in_quotes(clock->text)));
    }
    const double value_written = number(row, value, 0);
    const std::optional<Unit> u = unit_of(row, value_unit);
    std::optional<double> sd_written;
    if (!text(row, sd).empty()) sd_written = number(row, sd, 0);
    if (!text(row, n).empty()) {
      const double count = number(row, n, 0, true);
      if (good_ && (count != std::floor(count) || count > 1e9)) {
        wrong(row, n, fmt::format("n must be a whole number, got {}", shortest(count)));
      }
      if (good_) point.n = static_cast<int>(count);
    }
    ObservedProfile head = read_head(row);
    if (!good_ || !clock || !u) return;
    point.time = clock->to_canonical(time_written);
    point.value = u->to_canonical(value_written);
    if (sd_written) point.sd = u->to_canonical(*sd_written);
    head.value_unit = *u;
    add(std::move(head), std::move(point), row);
  }

  ObservedProfile read_head(std::size_t row) {
    ObservedProfile head;
    head.study = text(row, study);
    head.compound = text(row, compound);
    head.species = text(row, species);
    head.regimen = text(row, regimen);
    head.analyte = text(row, analyte);
    head.source_key = text(row, source_key);
    head.stat = text(row, stat).empty() ? "mean" : text(row, stat);
    if (head.stat == "individual") head.individual = text(row, note);
    if (!text(row, dose).empty()) {
      const double written = number(row, dose, 0, true);
      if (!column_[dose_unit]) {
        wrong(row, dose, "a dose without unit: column dose_unit is missing");
      } else if (const std::optional<Unit> u = unit_of(row, dose_unit); u && good_) {
        head.dose = Quantity(written, *u);
      }
    }
    return head;
  }

  void add(ObservedProfile head, ObservedPoint point, std::size_t row) {
    std::string key;
    const std::string dose_text = head.dose ? head.dose->text() : std::string{};
    for (const std::string& part : {head.study, head.compound, head.species, head.regimen, dose_text, head.analyte,
                                    head.source_key, head.stat, head.individual}) {
      key += part + '\x1f';
    }
    const auto [it, is_new] = index_.emplace(std::move(key), profiles_.size());
    if (is_new) {
      head.place = place(row, study);
      profiles_.push_back(std::move(head));
    } else if (profiles_[it->second].value_unit.dimension != head.value_unit.dimension) {
      wrong(row, value_unit,
            fmt::format("{} here, but {} in line {}, for the same study, dose and analyte",
                        in_quotes(head.value_unit.text), in_quotes(profiles_[it->second].value_unit.text),
                        profiles_[it->second].place.line));
      return;
    }
    profiles_[it->second].points.push_back(std::move(point));
  }

  Table table_;
  std::array<std::optional<std::size_t>, kColumns> column_{};
  CountedProblems problems_{kMostListed, "this table"};
  bool good_ = true;
  std::map<std::string, Unit> units_;
  std::map<std::string, std::size_t> index_;
  std::vector<ObservedProfile> profiles_;
};

}  // namespace

std::vector<ObservedProfile> parse_observations(std::shared_ptr<const SourceText> source) {
  return ObservationReader(std::move(source)).read();
}

std::vector<ObservedProfile> read_observations(const std::filesystem::path& path, const Place& asked_at) {
  return parse_observations(read_source(path, {.asked_at = asked_at}));
}

}  // namespace tansine
