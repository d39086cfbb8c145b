#include "app/commands.hpp"

#include "base/file.hpp"
#include "base/problem.hpp"
#include "base/resources.hpp"
#include "studies/compound_file.hpp"
#include "studies/study_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <ostream>

namespace tansine {
namespace {

std::vector<std::string> examples() {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(examples_directory(), error))
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

int init_command(const std::string& example, const std::filesystem::path& folder, Terminal& terminal) {
  const std::vector<std::string> known = examples();
  if (std::find(known.begin(), known.end(), example) == known.end())
    throw InputError(Place{}, fmt::format("there is no example \"{}\"{}", example, did_you_mean(example, known)),
                     fmt::format("there is {}", fmt::join(known, ", ")));
  const std::filesystem::path study = folder / (example + ".toml");
  const std::filesystem::path schema = folder / "tansine.schema.json";
  if (std::error_code error; std::filesystem::exists(study, error))
    throw InputError(Place{.name = study.string()}, "this file exists already; it was left as it is");
  write_file(study, read_source(examples_directory() / (example + ".toml"))->text);
  write_file(schema, study_schema());
  terminal.out << fmt::format("wrote {} and {} (for editors)\nnext: tansine check {}\n", study.string(),
                              schema.string(), study.string());
  return exit_done;
}

int schema_command(const std::string& what, Terminal& terminal) {
  terminal.out << (what == "compound"     ? compound_schema()
                   : what == "population" ? population_schema()
                                          : study_schema());
  return exit_done;
}

}  // namespace tansine
