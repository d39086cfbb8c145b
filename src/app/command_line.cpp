#include "app/commands.hpp"

#include "base/file.hpp"
#include "base/memory.hpp"
#include "base/problem.hpp"
#include "base/version.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <new>
#include <ostream>

namespace tansine {
namespace {

/// The commands with their words; `chosen` runs what was asked for.
class CommandLine {
 public:
  CommandLine(Terminal& terminal, const std::atomic<bool>& interrupted)
      : terminal_(terminal), interrupted_(interrupted) {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", [] {
      const BuildInfo b = build_info();
      return fmt::format("tansine {} (commit {}, {} {})", b.version, b.commit, b.compiler, b.build_type);
    });
    app_.footer(
        "exit codes: 0 done; 1 failed; 2 the command or a file is wrong; 3 some patients failed; 130 interrupted");
    init();
    check();
    run();
    explain();
    compare();
    rerun();
    deal();
    design();
    schema();
  }

  int parse(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
      // help and version are "errors" with code 0
      const int code = app_.exit(e, terminal_.out, terminal_.err);
      return code == 0 ? exit_done : exit_wrong_input;
    }
    return chosen_();
  }

 private:
  void init() {
    CLI::App* c = app_.add_subcommand("init", "copy an example study, ready to change");
    c->add_option("EXAMPLE", example_, "t-dm1, t-dm1-phase1, ...")->required();
    c->add_option("--to", folder_, "the folder that takes it (default: here)");
    c->callback([this] { chosen_ = [this] { return init_command(example_, folder_, terminal_); }; });
  }
  void check() {
    CLI::App* c = app_.add_subcommand("check", "everything that is wrong with study files, at once");
    c->add_option("STUDY", studies_, "study files")->required();
    c->callback([this] { chosen_ = [this] { return check_command(studies_, terminal_); }; });
  }
  void results(CLI::App* c) {
    c->add_option("--results", run_.results, "the folder that takes <name>/ with the results (default: runs)");
    c->add_option("--threads", run_.threads, "threads (default: all processors; the results are the same)")
        ->check(CLI::Range(0u, 1024u));
    c->add_option_function<std::string>(
         "--memory",
         [this](const std::string& text) {
           const std::optional<std::size_t> bytes = parse_bytes(text);
           if (!bytes) throw CLI::ValidationError("--memory", "expected a size like 2GB or 512MiB, not " + text);
           run_.memory = *bytes;
         },
         "what may be used at most, like 2GB (default: three quarters of the machine's)")
        ->type_name("SIZE");
  }
  void run() {
    CLI::App* c = app_.add_subcommand("run", "run a study: the answer on stdout, the files in runs/<name>/");
    c->add_option("STUDY", run_.study, "the study file")->required();
    c->add_option("--patient", run_.patient, "replay one patient, and print its course as CSV; nothing is written");
    c->add_option("--checkpoint-every", run_.checkpoint_every,
                  "seconds between two checkpoints, for --resume (default: 60; less often if they take long)")
        ->check(CLI::Range(0.0, 1e6));
    c->add_flag("--resume", run_.resume, "go on with an interrupted run: the same bits as without the interruption");
    results(c);
    c->callback([this] { chosen_ = [this] { return run_command(run_, terminal_, interrupted_); }; });
  }
  void explain() {
    CLI::App* c =
        app_.add_subcommand("explain", "a molecule: its parts, processes, equations, parameters with sources");
    c->add_option("COMPOUND", compound_, "a name, an alias or a file; none: the catalogue");
    c->add_option("--model", model_, "which of its models");
    c->add_option("--svg", drawing_, "a file for a drawing of the molecule and of what turns into what");
    c->callback([this] { chosen_ = [this] { return explain_command(compound_, model_, drawing_, terminal_); }; });
  }
  void compare() {
    CLI::App* c = app_.add_subcommand("compare", "several compounds side by side, in the same virtual patients");
    c->add_option("COMPOUND", compared_.names, "names of compounds, or of their models: t-dm1/tmdd")->required();
    c->add_option("--regimen", compared_.regimen, "of all (default: each compound's own reference dose, once)");
    c->add_option("--patients", compared_.patients, "virtual patients (default: 200)")
        ->check(CLI::Range(1u, 10'000'000u));
    c->add_option("--seed", compared_.seed, "the same seed gives the same bits (default: 1)");
    c->add_option("--during", compared_.during, "how long they are followed (default: 42 d)");
    results(c);
    c->callback([this] { chosen_ = [this] { return compare_command(compared_, run_, terminal_, interrupted_); }; });
  }
  void rerun() {
    CLI::App* c = app_.add_subcommand("rerun", "run again from a manifest: the same bits, or what differs");
    c->add_option("MANIFEST", manifest_, "runs/<name>/manifest.json")->required();
    results(c);
    c->callback([this] { chosen_ = [this] { return rerun_command(manifest_, run_, terminal_, interrupted_); }; });
  }
  void deal() {
    CLI::App* c = app_.add_subcommand("deal", "a license or supply deal: clauses in words, cash, what does not fit");
    c->add_option("DEAL", deal_, "a name or a file; none: the list");
    c->callback([this] { chosen_ = [this] { return deal_command(deal_, terminal_); }; });
  }
  void design() {
    CLI::App* c = app_.add_subcommand("design", "what a trial design does: errors, patients, the dose it chooses");
    c->add_option("DESIGN", design_, "an example's name or a file; none: the list");
    c->callback([this] { chosen_ = [this] { return design_command(design_, terminal_); }; });
  }
  void schema() {
    CLI::App* c = app_.add_subcommand("schema", "the JSON Schema of a kind of file, for editors");
    c->add_option("KIND", kind_, "study, compound, population, deal or design")
        ->check(CLI::IsMember({"study", "compound", "population", "deal", "design"}));
    c->callback([this] { chosen_ = [this] { return schema_command(kind_, terminal_); }; });
  }

  Terminal& terminal_;
  const std::atomic<bool>& interrupted_;
  CLI::App app_{"Tansine simulates antibody-drug conjugates: from the molecule to the population", "tansine"};
  std::function<int()> chosen_;
  std::string example_, compound_, model_, deal_, design_, kind_ = "study";
  std::filesystem::path folder_ = ".", manifest_, drawing_;
  std::vector<std::filesystem::path> studies_;
  RunOptions run_;
  SideBySideOptions compared_;
};

}  // namespace

int run_command_line(int argc, const char* const* argv, Terminal& terminal, const std::atomic<bool>& interrupted) {
  try {
    return CommandLine(terminal, interrupted).parse(argc, argv);
  } catch (const IoError& e) {
    terminal.err << render(e.problems()) << "the results could not be written; nothing was kept\n";
    return exit_failed;
  } catch (const InputError& e) {
    const std::size_t n = e.problems().error_count();
    terminal.err << render(e.problems()) << fmt::format("{} error{}; nothing was run\n", n, n == 1 ? "" : "s");
    return exit_wrong_input;
  } catch (const std::bad_alloc&) {
    terminal.err << "there is not enough memory for this; nothing was kept\n";
    return exit_failed;
  } catch (const std::exception& e) {
    terminal.err << "internal error, please report it: " << e.what() << "\n";
    return exit_failed;
  }
}

}  // namespace tansine
