#include "app/calibrate_command.hpp"
#include "app/study_run.hpp"
#include "studies/calibrate/calibration_file.hpp"

namespace tansine {

int run_command(const RunOptions& options, Terminal& terminal, const std::atomic<bool>& interrupted) {
  if (is_calibration(options.study)) return calibrate_command(options, terminal);
  const ResolvedStudy study = resolve(read_study(options.study));
  return run_study(study, options, terminal, interrupted).exit_code;
}

}  // namespace tansine
