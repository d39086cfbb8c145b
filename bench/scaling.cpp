// How does the time per patient change with the threads, the patients and the states?
//
// Threads and patients: M2 through run_population, daily outputs, summarized. What counts is the processor time of all
// threads per patient: with twice the threads it should be the same; wall time says what the machine had to give.
// States: chains of compartments, each exchanging with the next, 2 to 512 states, one patient after the other through
// the reference engine and through the batched one; per patient, step and state.
//
//   bench_scaling [patients of M2, default 64]

#include "measure.hpp"

#include "benchmark_models.hpp"
#include "engine/runner.hpp"
#include "engine/simd/lane_engine.hpp"
#include "model/notation.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

using namespace tansine;

namespace {

void population(const BenchmarkModel& model, std::uint64_t patients, unsigned threads) {
  const PopulationSampler sampler(model.program, {}, 1);
  PopulationRun run;
  run.program = &model.program;
  run.times = model.times;
  run.solver.method = Method::lanes;
  run.last = patients;
  run.threads = threads;
  run.patient = [&](std::uint64_t id) {
    PopulationRun::Patient patient;
    patient.virtual_patient = sampler.patient(id);
    patient.course = {patient.virtual_patient.parameters, model.records};
    return patient;
  };
  const double cpu = process_seconds();
  const auto start = std::chrono::steady_clock::now();
  const PopulationResult result = run_population(run);
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print("{:7} {:9} {:16.1f} {:16.1f}{}\n", threads, patients,
             1e6 * (process_seconds() - cpu) / static_cast<double>(patients),
             1e6 * wall / static_cast<double>(patients),
             result.n_failed() > 0 ? fmt::format("  {} failed", result.n_failed()) : "");
}

/// n compartments in a row, dosed at one end, emptied at the other; one saturable step makes it nonlinear.
Program chain(int n) {
  using units::day, units::nmol;
  Model m("chain");
  const char* source = "assumed: benchmark";
  const auto varies = Variability::lognormal(0.04);
  const Expr k = m.parameter("k", 4 / day, "exchange", source, varies);
  const Expr ke = m.parameter("ke", 0.3 / day, "elimination", source, varies);
  const Expr half = m.parameter("half", 500 * nmol, "half-saturation", source, varies);
  std::vector<Species> a;
  for (int i = 0; i < n; ++i)
    a.push_back(m.amount("a" + std::to_string(i), {}, {.meaning = "compartment", .nominal = 10 * nmol}));
  for (std::size_t i = 0; i + 1 < a.size(); ++i) m.reaction("exchange " + std::to_string(i), a[i] <=> a[i + 1], k, k);
  m.flux("elimination", a.back() >> nothing, ke * a.back() * half / (half + a.back()));
  m.observable("first", a.front(), "nmol");
  m.observable("last", a.back(), "nmol");
  m.dose("first", "nmol", {{a.front(), 1.0}});
  return compile(m.build());
}

class Courses final : public LaneSource {
 public:
  explicit Courses(const std::vector<PatientCourse>& courses) : jobs_(courses.size()), out_(courses.size()) {
    for (std::size_t i = 0; i < courses.size(); ++i) jobs_[i].course = &courses[i], jobs_[i].out = &out_[i];
  }
  LaneJob* next() override { return next_ == jobs_.size() ? nullptr : &jobs_[next_++]; }
  void done(LaneJob& job) override { steps += job.outcome.statistics.steps; }
  std::uint64_t steps = 0;

 private:
  std::vector<LaneJob> jobs_;
  std::vector<Trajectory> out_;
  std::size_t next_ = 0;
};

void print(int states, const char* engine, double seconds, std::size_t patients, std::uint64_t steps) {
  const double each = 1e6 * seconds / static_cast<double>(patients);
  const double steps_each = static_cast<double>(steps) / static_cast<double>(patients);
  fmt::print("{:7} {:10} {:12.1f} {:9.0f} {:16.2f}\n", states, engine, each, steps_each,
             1e3 * each / steps_each / states);
}

void states(int n) {
  const Program program = chain(n);
  const PopulationSampler sampler(program, {}, 1);
  std::vector<PatientCourse> courses;
  for (std::uint64_t id = 0; id < 32; ++id)
    courses.push_back({sampler.patient(id).parameters, {{.amount = 1700, .rate = 1700 / 1.5, .changes = {}}}});
  std::vector<double> times;
  for (int day = 0; day <= 21; ++day) times.push_back(24.0 * day);
  {
    Timeline timeline(program, {.rtol = 1e-5});
    Trajectory out;
    timeline.run(courses.front(), times, out);  // the first touch of memory is not timed
    const double start = thread_seconds();
    std::uint64_t steps = 0;
    for (const PatientCourse& course : courses) steps += timeline.run(course, times, out).statistics.steps;
    print(n, "reference", thread_seconds() - start, courses.size(), steps);
  }
  LaneEngine engine(program, {.method = Method::lanes, .rtol = 1e-5});
  Courses warm(courses), timed(courses);
  engine.run(times, warm);
  const double start = thread_seconds();
  engine.run(times, timed);
  print(n, "batched", thread_seconds() - start, courses.size(), timed.steps);
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t patients = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 64;
  if (patients < 4) {
    fmt::print(stderr, "usage: {} [patients of M2, at least 4]\n", argv[0]);
    return 2;
  }
  fmt::print("{}\n\nM2 through run_population\n{:>7} {:>9} {:>16} {:>16}\n", machine(), "threads", "patients",
             "us CPU/patient", "us wall/patient");
  const BenchmarkModel m2 = benchmark_model("M2");
  for (unsigned threads = 1; threads <= std::thread::hardware_concurrency(); threads *= 2)
    population(m2, patients, threads);
  for (const std::uint64_t share : {4u, 2u, 1u}) population(m2, patients / share, 1);

  fmt::print("\nchains, rtol 1e-5, 21 days\n{:>7} {:10} {:>12} {:>9} {:>16}\n", "states", "engine", "us/patient",
             "steps", "ns/step/state");
  for (const int n : {2, 8, 32, 128, 512}) states(n);
  return 0;
}
