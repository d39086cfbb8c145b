#include "studies/validate/observed_rows.hpp"

#include "base/file.hpp"
#include "base/table.hpp"
#include "base/text.hpp"
#include "studies/validate/words.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace tansine {
namespace {

using Names = std::vector<std::string>;

const Names kConcentrationColumns{"study",   "compound", "species",    "dose",  "dose_unit",  "regimen",
                                  "analyte", "time",     "time_unit",  "value", "value_unit", "stat",
                                  "sd",      "n",        "source_key", "note"};
const Names kConcentrationNeeded{"study", "compound",  "dose",  "dose_unit", "analyte",
                                 "time",  "time_unit", "value", "value_unit"};
const Names kOutcomeColumns{"compound", "study", "population", "endpoint", "dose",       "dose_unit", "regimen",
                            "value",    "unit",  "sd_or_ci",   "n",        "source_key", "note",      "species"};
const Names kOutcomeNeeded{"compound", "study", "endpoint", "dose", "dose_unit", "value", "unit"};

std::size_t known_of(const Names& wanted, const Table& table) {
  return static_cast<std::size_t>(std::count_if(
      wanted.begin(), wanted.end(), [&](const std::string& name) { return table.column(name).has_value(); }));
}

/// The table with rows that end too early filled up with empty cells: people leave out the commas of empty last cells.
/// Places in the text stay where they are.
std::shared_ptr<const SourceText> filled_up(const std::shared_ptr<const SourceText>& source) {
  std::string out;
  std::size_t cells = 1, wanted = 0;
  bool quoted = false, blank = true;
  const auto end_row = [&] {
    if (wanted == 0) wanted = cells;
    if (!blank)
      for (; cells < wanted; ++cells) out += ',';
    cells = 1;
    blank = true;
  };
  for (std::size_t i = 0; i < source->text.size(); ++i) {
    const char c = source->text[i];
    if (c == '"') quoted = !quoted;
    if (!quoted && c == ',') ++cells;
    if (!quoted && (c == '\n' || (c == '\r' && source->text.compare(i, 2, "\r\n") == 0))) {
      end_row();
      if (c == '\r') out += source->text[i++];
    } else {
      blank = false;
    }
    out += source->text[i];
  }
  if (!quoted && !blank) end_row();
  return std::make_shared<const SourceText>(SourceText{source->name, std::move(out)});
}

/// The first line's words: enough to tell whether a file is meant at all.
std::size_t header_words(const SourceText& source, const Names& names) {
  const std::string header(source.line(1));
  return static_cast<std::size_t>(std::count_if(names.begin(), names.end(), [&](const std::string& name) {
    const std::size_t at = header.find(name);
    return at != std::string::npos;
  }));
}

class FolderReader {
 public:
  ObservedTables run(const std::filesystem::path& folder) {
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error)) {
      const bool there = std::filesystem::exists(folder, error);
      throw InputError(Place{.name = folder.string()},
                       there ? "this is no folder: expected one that holds tables of observed data (*.csv)"
                             : "there is no such folder");
    }
    std::vector<std::filesystem::path> paths;
    for (const char* inside : {"", "observations", "outcomes"}) {
      const std::filesystem::path at = *inside == 0 ? folder : folder / inside;
      std::vector<std::filesystem::path> here;
      for (const auto& entry : std::filesystem::directory_iterator(at, error))
        if (plain_words(entry.path().extension().string()) == ".csv") here.push_back(entry.path());
      std::sort(here.begin(), here.end());
      paths.insert(paths.end(), here.begin(), here.end());
    }
    if (paths.empty()) problems_.error(Place{.name = folder.string()}, "the folder holds no table (*.csv)");
    std::erase_if(paths, [](const std::filesystem::path& path) {  // what the tables' keys mean
      return path.filename() == "sources.csv";
    });
    for (const std::filesystem::path& path : paths) file(path);
    if (!problems_.has_errors() && out_.files.empty())
      problems_.error(
          Place{.name = folder.string()},
          fmt::format("none of the {} tables has the columns of observations ({}) or of outcomes ({})", paths.size(),
                      fmt::join(kConcentrationNeeded, ", "), fmt::join(kOutcomeNeeded, ", ")));
    problems_.throw_if_errors();
    return std::move(out_);
  }

  ObservedTables run_one(const std::filesystem::path& path, const Place& asked_at) {
    (void)read_source(path, {.asked_at = asked_at});
    file(path);
    if (!problems_.has_errors() && out_.files.empty())
      problems_.error(Place{.name = path.string()}, "this is no table of observations");
    problems_.throw_if_errors();
    return std::move(out_);
  }

 private:
  void file(const std::filesystem::path& path) {
    try {
      const std::shared_ptr<const SourceText> source = read_source(path);
      if (2 * header_words(*source, kOutcomeNeeded) < kOutcomeNeeded.size() &&
          2 * header_words(*source, kConcentrationNeeded) < kConcentrationNeeded.size()) {
        skipped(path);
        return;
      }
      const Table table = read_table(filled_up(source));
      // "endpoint" tells outcomes, "time" and "analyte" tell concentrations; without either, the better fit
      const std::size_t c = known_of(kConcentrationNeeded, table), o = known_of(kOutcomeNeeded, table);
      const bool outcome = table.column("endpoint") ? !table.column("analyte") : o > c;
      const Names& needed = outcome ? kOutcomeNeeded : kConcentrationNeeded;
      if (2 * (outcome ? o : c) < needed.size()) {
        skipped(path);
        return;
      }
      columns(table, outcome ? kOutcomeColumns : kConcentrationColumns, needed);
      if ((outcome ? o : c) < needed.size()) return;
      out_.files.push_back(path);
      for (std::size_t row = 0; row < table.rows(); ++row)
        outcome ? outcome_row(table, row) : concentration_row(table, row);
    } catch (const InputError& e) {
      problems_.add(e.problems());
    }
  }

  void skipped(const std::filesystem::path& path) {
    out_.left_out.push_back(
        {Place{.name = path.string()}, path.filename().string(), "neither a table of observations nor of outcomes"});
  }

  void columns(const Table& table, const Names& known, const Names& needed) {
    for (const std::string& name : needed)
      if (!table.column(name)) {
        Names unknown;
        for (const std::string& own : table.columns())
          if (std::find(known.begin(), known.end(), own) == known.end()) unknown.push_back(own);
        problems_.error(table.header_place(0),
                        fmt::format("column {} is missing{}", name, did_you_mean(name, unknown)));
      }
  }

  static std::string cell(const Table& table, std::size_t row, const char* name) {
    const std::optional<std::size_t> c = table.column(name);
    return c ? std::string(trimmed(table.cell(row, *c))) : std::string();
  }
  static Place place(const Table& table, std::size_t row, const char* name) {
    return table.place(row, table.column(name).value_or(0));
  }

  void concentration_row(const Table& t, std::size_t row) {
    ConcentrationRow r{.study = cell(t, row, "study"),
                       .compound = cell(t, row, "compound"),
                       .species = cell(t, row, "species"),
                       .dose = cell(t, row, "dose"),
                       .dose_unit = cell(t, row, "dose_unit"),
                       .regimen = cell(t, row, "regimen"),
                       .analyte = cell(t, row, "analyte"),
                       .stat = cell(t, row, "stat"),
                       .source_key = cell(t, row, "source_key"),
                       .note = cell(t, row, "note"),
                       .value_unit = cell(t, row, "value_unit"),
                       .place = place(t, row, "value")};
    const auto refuse = [&](const char* column, std::string why) {
      out_.left_out.push_back({place(t, row, column), what(r), std::move(why)});
    };
    if (species_of(r.species).empty())
      return refuse("species", "no species that is simulated (human, cynomolgus, rat, mouse)");
    const std::optional<double> time = parse_number(cell(t, row, "time")), value = parse_number(cell(t, row, "value"));
    const std::optional<Unit> time_unit = time_unit_of(cell(t, row, "time_unit"));
    if (!time) return refuse("time", fmt::format("the time {} is no number", in_quotes(cell(t, row, "time"))));
    if (!time_unit)
      return refuse("time_unit", fmt::format("{} is no unit of time", in_quotes(cell(t, row, "time_unit"))));
    if (!value) return refuse("value", fmt::format("the value {} is no number", in_quotes(cell(t, row, "value"))));
    if (!(*value > 0)) return refuse("value", "the value is not above zero: a fold error has no meaning");
    if (*time < 0) return refuse("time", "the time is before the dose");
    r.time = time_unit->to_canonical(*time);
    r.value = *value;
    out_.concentrations.push_back(std::move(r));
  }

  static std::string what(const ConcentrationRow& r) {
    return fmt::format("{}: {}, {} {} {}, {}", r.study, r.compound, r.species, r.dose, r.dose_unit, r.analyte);
  }

  void outcome_row(const Table& t, std::size_t row) {
    out_.outcomes.push_back({.compound = cell(t, row, "compound"),
                             .study = cell(t, row, "study"),
                             .population = cell(t, row, "population"),
                             .endpoint = cell(t, row, "endpoint"),
                             .dose = cell(t, row, "dose"),
                             .dose_unit = cell(t, row, "dose_unit"),
                             .regimen = cell(t, row, "regimen"),
                             .value = cell(t, row, "value"),
                             .unit = cell(t, row, "unit"),
                             .sd_or_ci = cell(t, row, "sd_or_ci"),
                             .source_key = cell(t, row, "source_key"),
                             .note = cell(t, row, "note"),
                             .place = place(t, row, "value")});
    // an animal may be named in a column of its own or among the population
    if (const std::string species = cell(t, row, "species"); !species.empty())
      out_.outcomes.back().population = species;
  }

  ObservedTables out_;
  Problems problems_;
};

}  // namespace

ObservedTables read_observed_tables(const std::filesystem::path& folder) { return FolderReader().run(folder); }

ObservedTables read_observed_table(const std::filesystem::path& path, const Place& asked_at) {
  return FolderReader().run_one(path, asked_at);
}

}  // namespace tansine
