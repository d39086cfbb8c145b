#include "app/study_run.hpp"

#include <fmt/format.h>
#include <ostream>

namespace tansine {

int check_command(const std::vector<std::filesystem::path>& studies, Terminal& terminal) {
  Problems problems;
  for (const std::filesystem::path& path : studies) {
    try {
      const ResolvedStudy study = resolve(read_study(path));
      terminal.out << fmt::format("{}: ok; {}, {} outputs each\n", path.string(), size_text(study), study.times.size());
      for (const std::string& w : study.warnings) terminal.out << fmt::format("{}: warning: {}\n", path.string(), w);
    } catch (const InputError& e) {
      problems.add(e.problems());
    }
  }
  problems.throw_if_errors();
  return exit_done;
}

}  // namespace tansine
