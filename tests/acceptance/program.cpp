#include "program.hpp"

#include "app/commands.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tansine {
namespace {

namespace fs = std::filesystem;

void copy_to(int from, int to) {
  if (::dup2(from, to) < 0) ::_exit(99);
}

int open_for_writing(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error("cannot open " + path);
  return fd;
}

/// A copy of the program with its data, laid out as installed, where every user may read it.
std::string installed_program() {
  static const TemporaryFolder folder;
  static const std::string program = [] {
    const fs::path share = folder.path() / "share" / "tansine", source = TANSINE_SOURCE_DIR;
    fs::create_directories(folder.path() / "bin");
    fs::create_directories(share);
    fs::copy_file(TANSINE_EXECUTABLE, folder.path() / "bin" / "tansine");
    fs::copy(source / "data", share / "data", fs::copy_options::recursive);
    fs::copy(source / "examples", share / "examples", fs::copy_options::recursive);
    const fs::perms everybody = fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                                fs::perms::others_read | fs::perms::others_exec;
    fs::permissions(folder.path(), everybody);
    for (const fs::directory_entry& e : fs::recursive_directory_iterator(folder.path()))
      fs::permissions(e.path(), everybody);
    return (folder.path() / "bin" / "tansine").string();
  }();
  return program;
}

}  // namespace

Desk::Desk() : before_(fs::current_path()) {
  fs::permissions(folder_.path(), fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
  fs::current_path(folder_.path());
}
Desk::~Desk() { fs::current_path(before_); }

void Desk::put(const std::string& name, const std::string& text) const {
  fs::create_directories(path(name).parent_path());
  std::ofstream(path(name), std::ios::binary) << text;
}
std::string Desk::get(const std::string& name) const { return text_of_file(path(name)); }
bool Desk::has(const std::string& name) const { return fs::exists(path(name)); }

std::vector<std::string> Desk::all() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder_.path()))
    names.push_back(fs::relative(entry.path(), folder_.path()).string());
  std::sort(names.begin(), names.end());
  return names;
}

Ran Desk::run(const std::vector<std::string>& words) const {
  std::vector<const char*> argv{"tansine"};
  for (const std::string& w : words) argv.push_back(w.c_str());
  std::ostringstream out, err;
  Terminal terminal{out, err};
  const std::atomic<bool> interrupted{false};
  Ran ran;
  ran.code = run_command_line(static_cast<int>(argv.size()), argv.data(), terminal, interrupted);
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

Ran Desk::start(const std::vector<std::string>& words, const Process& process) const {
  std::vector<std::string> all_words{process.installed ? installed_program() : TANSINE_EXECUTABLE};
  all_words.insert(all_words.end(), words.begin(), words.end());
  return spawn(std::move(all_words), process);
}

Ran Desk::start_shell(const std::string& script, const std::function<void()>& prepare) const {
  ::setenv("TANSINE", TANSINE_EXECUTABLE, 1);
  return spawn({"/bin/sh", "-c", script}, {.prepare = prepare});
}

Ran Desk::spawn(std::vector<std::string> words, const Process& process) const {
  TemporaryFolder heard;
  const std::string out = process.out_to.empty() ? (heard.path() / "out").string() : process.out_to;
  const int out_fd = open_for_writing(out);
  const int err_fd = open_for_writing((heard.path() / "err").string());
  std::vector<char*> argv;
  for (std::string& w : words) argv.push_back(w.data());
  argv.push_back(nullptr);

  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("cannot fork");
  if (pid == 0) {
    copy_to(out_fd, STDOUT_FILENO);
    copy_to(err_fd, STDERR_FILENO);
    if (process.prepare) process.prepare();
    ::execv(argv.front(), argv.data());
    ::_exit(98);
  }
  ::close(out_fd);
  ::close(err_fd);
  if (process.meanwhile) process.meanwhile(pid);
  int status = 0;
  if (::waitpid(pid, &status, 0) != pid) throw std::runtime_error("cannot wait for the program");
  Ran ran;
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (process.out_to.empty()) ran.out = text_of_file(heard.path() / "out");
  ran.err = text_of_file(heard.path() / "err");
  return ran;
}

std::string good_study() {
  return R"(study    = "simulate"
compound = "t-dm1"
model    = "lu2014"
regimen  = "3.6 mg/kg q3w x 2, infused over 90 min"
patients = 20
population = "her2-breast-cancer"

[observe]
conjugate = "daily for 6 weeks"
)";
}

std::string replaced(std::string text, const std::string& old_line, const std::string& new_line) {
  const std::size_t at = text.find(old_line);
  if (at == std::string::npos || text.find(old_line, at + 1) != std::string::npos)
    throw std::logic_error("expected once: " + old_line);
  return text.replace(at, old_line.size(), new_line);
}

fs::path source_folder() { return TANSINE_SOURCE_DIR; }

std::string text_of_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace tansine
