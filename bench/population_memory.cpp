// How much memory does a population take, and does it grow with the number of patients?
//
// M1 (the cheapest patients, so that a million of them are soon done), daily outputs, summarized by run_population on
// all processors. Each size runs in a process of its own; what is shown is the most memory that the process held, what
// it held before the run, and what memory_estimate had announced.
//
//   bench_population_memory [patients ..., default 10000 100000 1000000]

#include "measure.hpp"

#include "benchmark_models.hpp"
#include "engine/runner.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace tansine;

namespace {

void measure(std::uint64_t patients) {
  const BenchmarkModel model = benchmark_model("M1");
  const PopulationSampler population(model.program, {}, 1);
  PopulationRun run;
  run.program = &model.program;
  run.times = model.times;
  run.solver.method = Method::lanes;
  run.last = patients;
  run.patient = [&](std::uint64_t id) {
    PopulationRun::Patient patient;
    patient.virtual_patient = population.patient(id);
    patient.course = {patient.virtual_patient.parameters, model.records};
    return patient;
  };
  const double before = memory_kB("VmHWM"), cpu = process_seconds();
  const auto start = std::chrono::steady_clock::now();
  const PopulationResult result = run_population(run);
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print("{:9} {:12.1f} {:12.1f} {:12.1f} {:12.0f} {:12.2f}{}\n", patients, before / 1024,
             memory_kB("VmHWM") / 1024, static_cast<double>(memory_estimate(run)) / (1024 * 1024),
             static_cast<double>(patients) / wall, 1e6 * (process_seconds() - cpu) / static_cast<double>(patients),
             result.n_failed() > 0 ? fmt::format("  {} failed", result.n_failed()) : "");
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::uint64_t> sizes{10'000, 100'000, 1'000'000};
  if (argc > 1) sizes.clear();
  for (int i = 1; i < argc; ++i) sizes.push_back(std::strtoull(argv[i], nullptr, 10));
  fmt::print("{}\n{:>9} {:>12} {:>12} {:>12} {:>12} {:>12}\n", machine(), "patients", "before MiB", "most MiB",
             "estimate MiB", "patients/s", "us CPU each");
  std::fflush(stdout);
  for (const std::uint64_t patients : sizes) {
    if (patients == 0) {
      fmt::print(stderr, "usage: {} [patients ...]\n", argv[0]);
      return 2;
    }
    const pid_t child = fork();
    if (child == 0) {
      measure(patients);
      std::fflush(stdout);
      _exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
      fmt::print(stderr, "the run of {} patients has failed\n", patients);
      return 1;
    }
  }
  return 0;
}
