#pragma once
// The program as its user meets it: a folder to work in, the command line, and what came back. run() calls the command
// line inside this process (fast); start() starts the executable, where it is about the process itself: signals,
// limits, users, full disks.

#include "io/tests/temporary_folder.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tansine {

struct Ran {
  int code = -1;  ///< exit code; 128 + signal if a signal ended it
  std::string out, err;
};

/// A folder that is the current one while the object lives, with files made and read by name.
class Desk {
 public:
  Desk();
  ~Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  [[nodiscard]] std::filesystem::path path(const std::string& name = "") const { return folder_.path() / name; }
  void put(const std::string& name, const std::string& text) const;
  [[nodiscard]] std::string get(const std::string& name) const;
  [[nodiscard]] bool has(const std::string& name) const;
  /// Everything in the folder, also in its folders and hidden, as sorted relative paths.
  [[nodiscard]] std::vector<std::string> all() const;

  /// `tansine WORDS...` in this process.
  [[nodiscard]] Ran run(const std::vector<std::string>& words) const;

  struct Process {
    std::function<void()> prepare{};           ///< in the child, before the program starts
    bool installed = false;                    ///< a copy that everybody may read: the checkout may lie in /root
    std::function<void(int pid)> meanwhile{};  ///< here, while it runs
    std::string out_to{};                      ///< a file for stdout instead of Ran::out
  };
  /// `tansine WORDS...` as a process of its own, in this folder.
  [[nodiscard]] Ran start(const std::vector<std::string>& words, const Process& process) const;
  [[nodiscard]] Ran start(const std::vector<std::string>& words) const { return start(words, Process{}); }
  /// A shell in this folder, with the executable's path in $TANSINE, after `prepare` in the child.
  [[nodiscard]] Ran start_shell(const std::string& script, const std::function<void()>& prepare) const;

 private:
  [[nodiscard]] Ran spawn(std::vector<std::string> words, const Process& process) const;
  TemporaryFolder folder_;
  std::filesystem::path before_;
};

/// A small good study; tests replace a line or add some.
std::string good_study();
/// The text with `old_line` (which must be there, once) replaced.
std::string replaced(std::string text, const std::string& old_line, const std::string& new_line);
/// Files of Tansine's own tree.
std::filesystem::path source_folder();
std::string text_of_file(const std::filesystem::path& path);

}  // namespace tansine
