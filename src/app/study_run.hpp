#pragma once
// Running a resolved study to its files: shared by `run` and `rerun`. Internal to the room.

#include "app/commands.hpp"
#include "studies/resolved_study.hpp"
#include "studies/result_writer.hpp"

#include <vector>

namespace tansine {

struct StudyRun {
  int exit_code = exit_done;
  std::filesystem::path folder;  ///< of the results; empty if interrupted
  std::vector<OutputFile> outputs;
};

/// Simulates, writes all files into <results>/<name>, prints the answer. Throws IoError if they cannot be written.
StudyRun run_study(const ResolvedStudy& study, const RunOptions& options, Terminal& terminal,
                   const std::atomic<bool>& interrupted);

/// "3 models x 6 arms x 500 patients".
std::string size_text(const ResolvedStudy& study);

}  // namespace tansine
