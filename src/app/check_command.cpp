#include "app/study_run.hpp"
#include "studies/calibrate/calibrate.hpp"

#include <fmt/format.h>
#include <ostream>

namespace tansine {

int check_command(const std::vector<std::filesystem::path>& studies, Terminal& terminal) {
  Problems problems;
  for (const std::filesystem::path& path : studies) {
    try {
      if (is_calibration(path)) {
        const Calibration c(read_calibration(path));
        terminal.out << fmt::format("{}: ok; {} parameters, {} profiles\n", path.string(),
                                    c.file().parameters.size(), c.profiles());
        continue;
      }
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
