#include "app/study_run.hpp"

namespace tansine {

int run_command(const RunOptions& options, Terminal& terminal, const std::atomic<bool>& interrupted) {
  const ResolvedStudy study = resolve(read_study(options.study));
  return run_study(study, options, terminal, interrupted).exit_code;
}

}  // namespace tansine
