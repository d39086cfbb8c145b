#include "app/study_run.hpp"

#include "app/progress.hpp"
#include "app/simulate_page.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "io/result_files.hpp"
#include "studies/answer.hpp"

#include <fmt/format.h>
#include <fmt/std.h>
#include <memory>
#include <ostream>

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
  (void)simulate(study, simulate_options);
  return run;
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
                              fmt::format("{:.0f} MB", static_cast<double>(memory_estimate(study)) / 1e6 + 1));
  for (const std::string& w : study.warnings) terminal.err << "warning: " << w << "\n";

  ResultDirectory folder(options.results, study.file.name);
  std::unique_ptr<FileWriter> trajectories;
  SimulateOptions simulate_options{.threads = options.threads, .cancel = &interrupted};
  std::string trajectory_text;
  Sha256 trajectory_hash;
  const auto flush_trajectories = [&] {
    trajectories->write(trajectory_text);
    trajectory_hash.add(trajectory_text);
    trajectory_text.clear();
  };
  if (study.file.output.trajectories) {
    terminal.err << fmt::format("trajectories.csv will take about {:.0f} MB\n", trajectory_bytes(study) / 1e6 + 1);
    trajectories = std::make_unique<FileWriter>(folder.path("trajectories.csv"));
    trajectory_text = trajectory_header(study);
    simulate_options.each = [&](std::size_t model, std::size_t arm, const PopulationRun::Patient& p, const Outcome& o,
                                const Trajectory& t) {
      trajectory_text += trajectory_rows(study, model, arm, p.virtual_patient.id, o, t);
      if (trajectory_text.size() > (1u << 20)) flush_trajectories();
    };
  }

  StudyResult result;
  {
    Progress progress(terminal);
    simulate_options.progress = [&](std::uint64_t done, std::uint64_t total, std::uint64_t failed) {
      progress.show(done, total, failed);
    };
    result = simulate(study, simulate_options);
  }
  StudyRun run;
  if (result.cancelled) {
    terminal.err << "interrupted; nothing was written\n";
    run.exit_code = exit_interrupted;
    return run;
  }

  const std::vector<ComparedProfile> compared = compare(study, result);
  add(folder, run.outputs, "summary.csv", summary_csv(study, result));
  if (!result.nca_observables.empty()) add(folder, run.outputs, "nca.csv", nca_csv(study, result));
  if (!compared.empty()) add(folder, run.outputs, "comparison.csv", comparison_csv(study, compared));
  if (trajectories) {
    flush_trajectories();
    trajectories->commit();
    run.outputs.push_back({"trajectories.csv", trajectory_hash.text()});
  }
  add(folder, run.outputs, "report.html", page_html(simulate_page(study, result, compared)));
  folder.write("manifest.json", manifest(study, result, run.outputs).text());
  run.folder = folder.commit();

  const StudyAnswer words = answer(study, result, compared);
  terminal.out << words.answer << "\n\n" << answer_table(study, result, compared);
  if (const std::string failed = failure_summary(study, result); !failed.empty()) {
    terminal.err << failed << "\n";
    run.exit_code = result.failed() == result.patients() ? exit_failed : exit_some_failed;
  }
  terminal.out << "\nreport: " << (run.folder / "report.html").string() << "\n";
  return run;
}

}  // namespace tansine
