// The program: connects the command line to the terminal and to Ctrl-C.

#include "app/commands.hpp"

#include <unistd.h>
#include <csignal>
#include <iostream>

namespace {

std::atomic<bool> interrupted{false};

// A second Ctrl-C ends the program at once.
void on_interrupt(int signal) {
  if (interrupted.exchange(true)) std::signal(signal, SIG_DFL), std::raise(signal);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  std::ios::sync_with_stdio(false);
  tansine::Terminal terminal{std::cout, std::cerr, isatty(STDERR_FILENO) != 0};
  const int code = tansine::run_command_line(argc, argv, terminal, interrupted);
  // an answer that did not reach its reader (a full disk, a closed pipe) is not done
  std::cout.flush();
  if (std::cout) return code;
  std::cerr << "tansine: the answer could not be written to standard output\n";
  return tansine::exit_failed;
}
