#pragma once
// What the command line can do. Each command writes its answer to `out`, everything else to `err`, and returns the
// process's exit code. Wrong input is thrown as InputError; run_command_line() prints it.

#include "studies/side_by_side.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace tansine {

enum ExitCode : int {
  exit_done = 0,
  exit_failed = 1,       ///< the model or the simulation failed, or results could not be written
  exit_wrong_input = 2,  ///< the command or a file is wrong
  exit_some_failed = 3,  ///< done, but some patients failed
  exit_interrupted = 130,
};

/// Where a command talks to.
struct Terminal {
  std::ostream& out;
  std::ostream& err;
  bool interactive = false;  ///< err is a terminal: show progress
};

struct RunOptions {
  std::filesystem::path study;
  std::filesystem::path results = "runs";  ///< the folder that takes runs/<name>
  unsigned threads = 0;
  std::optional<std::uint64_t> patient;  ///< replay only this one, and print its course
  bool resume = false;                   ///< go on with an interrupted run
  std::size_t memory = 0;                ///< [bytes] that may be used; 0: three quarters of the machine's
  double checkpoint_every = 60;          ///< [s] between two checkpoints
};

int init_command(const std::string& example, const std::filesystem::path& folder, Terminal& terminal);
int check_command(const std::vector<std::filesystem::path>& studies, Terminal& terminal);
int run_command(const RunOptions& options, Terminal& terminal, const std::atomic<bool>& interrupted);
/// `svg`: where a drawing of the molecule and its processes goes; empty: nowhere.
int explain_command(const std::string& compound, const std::string& model, const std::filesystem::path& svg,
                    Terminal& terminal);
/// Several compounds in the same virtual patients: the table on `out`, page and table in <results>/compare.
int compare_command(const SideBySideOptions& asked, const RunOptions& options, Terminal& terminal,
                    const std::atomic<bool>& interrupted);
int rerun_command(const std::filesystem::path& manifest, const RunOptions& options, Terminal& terminal,
                  const std::atomic<bool>& interrupted);
/// A deal in words, with its cash; no name: the list of those that come with Tansine.
int deal_command(const std::string& name, Terminal& terminal);
/// What a trial design does; no name: the list of examples.
int design_command(const std::string& name, Terminal& terminal);
int schema_command(const std::string& what, Terminal& terminal);

/// The whole command line: parses, runs, prints problems. Never throws.
int run_command_line(int argc, const char* const* argv, Terminal& terminal, const std::atomic<bool>& interrupted);

}  // namespace tansine
