#include "app/study_run.hpp"

#include "app/course_files.hpp"
#include "app/progress.hpp"
#include "app/simulate_page.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/memory.hpp"
#include "base/text.hpp"
#include "io/result_files.hpp"
#include "studies/answer.hpp"
#include "studies/checkpoint.hpp"
#include "studies/solver_summary.hpp"

#include <fmt/format.h>
#include <fmt/std.h>
#include <chrono>
#include <cmath>
#include <memory>
#include <ostream>
#include <utility>

namespace tansine {
namespace {

/// Writes one file of the results and notes its hash.
void add(ResultDirectory& folder, std::vector<OutputFile>& outputs, const std::string& name, const std::string& bytes) {
  folder.write(name, bytes);
  outputs.push_back({name, sha256(bytes)});
}

/// About how many bytes trajectories.csv will take.
double trajectory_bytes(const ResolvedStudy& study) {
  const double rows =
      static_cast<double>(study.patients() * study.times.size() * study.models.size() * study.arms.size());
  return rows * (40.0 + 18.0 * static_cast<double>(study.observables.size()));
}

std::string plural(std::size_t n, const std::string& word) {
  return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s");
}

/// Prints the course of one patient: everything needed to see why it failed.
StudyRun replay(const ResolvedStudy& study, const RunOptions& options, Terminal& terminal) {
  if (*options.patient >= study.patients())
    throw InputError(Place{}, fmt::format("there is no patient {}: this study has patients 0 to {}", *options.patient,
                                          study.patients() - 1));
  terminal.out << trajectory_header(study);
  StudyRun run;
  SimulateOptions simulate_options{.threads = 1, .only = options.patient};
  simulate_options.each = [&](std::size_t model, std::size_t arm, const PopulationRun::Patient& p, const Outcome& o,
                              const Trajectory& t) {
    terminal.out << trajectory_rows(study, model, arm, p.virtual_patient.id, o, t);
    if (o.status == Status::ok) return;
    run.exit_code = exit_some_failed;
    const Program& program = study.models[model].program;
    terminal.err << fmt::format("patient {} of {} under {}: {}\n", p.virtual_patient.id, study.arms[arm].name,
                                study.models[model].name, failure_text(study.models[model], o));
    for (std::size_t i = 0; i < program.parameters.size(); ++i)
      terminal.err << fmt::format("  {} = {} {}\n", program.parameters[i].name, p.virtual_patient.parameters[i],
                                  program.parameters[i].unit);
  };
  (void)simulate(study, std::move(simulate_options));
  return run;
}

std::uint64_t total(const ResolvedStudy& study) { return study.patients() * study.models.size() * study.arms.size(); }

constexpr const char* kCheckpoint = "checkpoint";

/// The folder at work, and what an interrupted run has left in it.
struct WorkFolder {
  std::unique_ptr<ResultDirectory> folder;
  std::unique_ptr<CourseFiles> courses;  ///< if the study asks for trajectories
  StudyCheckpoint checkpoint;
};

WorkFolder new_folder(const ResolvedStudy& study, const RunOptions& options) {
  WorkFolder work;
  work.folder = std::make_unique<ResultDirectory>(options.results, study.file.name);
  if (study.file.output.trajectories) work.courses = std::make_unique<CourseFiles>(study, work.folder->path());
  return work;
}

/// The newest interrupted run of this study. Throws InputError with what is wrong with all there are.
WorkFolder taken_up(const ResolvedStudy& study, const RunOptions& options) {
  Problems problems;
  const std::string& name = study.file.name;
  for (const std::filesystem::path& partial : ResultDirectory::partials(options.results, name, kCheckpoint)) {
    try {
      WorkFolder work;
      work.folder = ResultDirectory::take_up(options.results, name, partial);
      if (work.folder == nullptr) {
        problems.error(Place{.name = partial.string()}, "another process is at work in it");
        continue;
      }
      work.checkpoint = read_checkpoint(partial / kCheckpoint, study);
      if (study.file.output.trajectories)
        work.courses = std::make_unique<CourseFiles>(study, partial, work.checkpoint.files);
      return work;
    } catch (const InputError& error) {
      problems.add(error.problems());
    }
  }
  if (!problems.has_errors())
    problems.error(Place{},
                   fmt::format("there is no interrupted run of {} in {}", name, in_quotes(options.results.string())));
  throw InputError(problems);
}

StudyResult simulate_with(const ResolvedStudy& study, const RunOptions& options, WorkFolder& work, Terminal& terminal,
                          const std::atomic<bool>& interrupted) {
  Progress progress(terminal, work.checkpoint.patients());
  SimulateOptions s{.threads = options.threads, .cancel = &interrupted};
  s.memory_budget = options.memory;
  s.resume = std::move(work.checkpoint.populations);
  s.checkpoint_every = std::chrono::milliseconds(std::llround(1e3 * options.checkpoint_every));
  s.progress = [&](std::uint64_t done, std::uint64_t all, std::uint64_t failed) { progress.show(done, all, failed); };
  if (work.courses)
    s.each = [&](std::size_t model, std::size_t arm, const PopulationRun::Patient& p, const Outcome& o,
                 const Trajectory& t) { work.courses->add(model, arm, p.virtual_patient.id, o, t); };
  s.checkpoint = [&](const std::vector<const PopulationResult*>& so_far) {
    const std::vector<StudyCheckpoint::File> files =
        work.courses ? work.courses->sync() : std::vector<StudyCheckpoint::File>{};
    work.folder->write(kCheckpoint, checkpoint_bytes(study, so_far, files));
    work.folder->keep();
  };
  return simulate(study, std::move(s));
}

void write_results(const ResolvedStudy& study, const StudyResult& result, WorkFolder& work, StudyRun& run) {
  ResultDirectory& folder = *work.folder;
  const std::vector<ComparedProfile> compared = compare(study, result);
  add(folder, run.outputs, "summary.csv", summary_csv(study, result));
  if (!result.nca_observables.empty()) add(folder, run.outputs, "nca.csv", nca_csv(study, result));
  if (!compared.empty()) add(folder, run.outputs, "comparison.csv", comparison_csv(study, compared));
  if (work.courses)
    for (const StudyCheckpoint::File& f : work.courses->sync()) run.outputs.push_back({f.name, f.state.sha256});
  add(folder, run.outputs, "report.html", page_html(simulate_page(study, result, compared)));
  folder.write("manifest.json", manifest(study, result, run.outputs).text());
  folder.remove(kCheckpoint);
  run.folder = folder.commit();
}

}  // namespace

std::string size_text(const ResolvedStudy& study) {
  return fmt::format("{} x {} x {}", plural(study.models.size(), "model"), plural(study.arms.size(), "arm"),
                     plural(study.patients(), "patient"));
}

StudyRun run_study(const ResolvedStudy& study, const RunOptions& options, Terminal& terminal,
                   const std::atomic<bool>& interrupted) {
  if (options.patient) return replay(study, options, terminal);
  terminal.err << fmt::format("{}: {}, {} of memory at most\n", study.file.name, size_text(study),
                              bytes_text(memory_estimate(study, options.threads)));
  for (const std::string& w : study.warnings) terminal.err << "warning: " << w << "\n";

  WorkFolder work = options.resume ? taken_up(study, options) : new_folder(study, options);
  if (options.resume)
    terminal.err << fmt::format("going on after {} of {} patients\n", work.checkpoint.patients(), total(study));
  if (work.courses)
    terminal.err << fmt::format("trajectories.csv will take about {:.0f} MB\n", trajectory_bytes(study) / 1e6 + 1);

  const StudyResult result = simulate_with(study, options, work, terminal, interrupted);
  StudyRun run;
  if (result.cancelled) {
    terminal.err << fmt::format(
        "interrupted; {} of {} patients are kept in {}: go on with\n  tansine run {}.toml --resume\n",
        result.patients(), total(study), work.folder->show_partial().string(), study.file.name);
    run.exit_code = exit_interrupted;
    return run;
  }
  write_results(study, result, work, run);

  const StudyAnswer words = answer(study, result, compare(study, result));
  terminal.out << words.answer << "\n\n" << answer_table(study, result, compare(study, result));
  if (const std::string audit = audit_text(study, result); !audit.empty()) terminal.out << "\n" << audit << "\n";
  if (const std::string failed = failure_summary(study, result); !failed.empty()) {
    terminal.err << failed << "\n";
    run.exit_code = result.failed() == result.patients() ? exit_failed : exit_some_failed;
  }
  terminal.out << "\nreport: " << (run.folder / "report.html").string() << "\n";
  return run;
}

}  // namespace tansine
