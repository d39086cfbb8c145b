#include "app/commands.hpp"

#include "base/file.hpp"
#include "base/problem.hpp"
#include "base/resources.hpp"
#include "studies/compound_file.hpp"
#include "studies/deal_file.hpp"
#include "studies/design_file.hpp"
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
  std::vector<std::string> files{example + ".toml"};
  // its doses lie beside it; observations are found in Tansine's data
  if (const StudyFile study = read_study(examples_directory() / files.front()); study.events)
    files.push_back(study.events->dataset.value);
  Problems problems;
  for (const std::string& file : files)
    if (std::error_code error; std::filesystem::exists(folder / file, error))
      problems.error(Place{.name = (folder / file).string()}, "this file exists already; it was left as it is");
  problems.throw_if_errors();
  std::string wrote;
  for (const std::string& file : files) {
    write_file(folder / file, read_source(examples_directory() / file)->text);
    wrote += (folder / file).string() + ", ";
  }
  const std::filesystem::path schema = folder / "tansine.schema.json";
  write_file(schema, study_schema());
  terminal.out << fmt::format("wrote {}{} (for editors)\nnext: tansine check {}\n", wrote, schema.string(),
                              (folder / files.front()).string());
  return exit_done;
}

int schema_command(const std::string& what, Terminal& terminal) {
  terminal.out << (what == "compound"     ? compound_schema()
                   : what == "population" ? population_schema()
                   : what == "deal"       ? deal_schema()
                   : what == "design"     ? design_schema()
                                          : study_schema());
  return exit_done;
}

}  // namespace tansine
