// How many patients per second (of processor time) does the reference engine simulate, against SUNDIALS CVODE, and how
// accurately?
//
// Models: the human ones of T-DM1, tusamitamab ravtansine, T-DXd and cantuzumab mertansine in data/compounds. Each
// virtual patient gets 1.7 umol over 90 min, six times q3w; outputs daily for 126 days. One core, both through the same
// Timeline with the same symbolic Jacobian, memory reused between patients. Error: the largest |y - exact| / (|exact| +
// 1e-4 peak) over patients, outputs and observables; exact is CVODE at rtol 1e-10.
//
//   bench_reference_vs_cvode [patients per model, default 40]
//
// Read with care: CVODE comes from Debian's package, which is compiled without optimization (its own code runs several
// times slower than it could), and it restarts at order 1 after each of the 12 changes of the input.

#include "engine/population.hpp"
#include "engine/timeline.hpp"
#include "library/assembly.hpp"
#include "studies/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>

using namespace tansine;

namespace {

struct Run {
  double patients_per_second = 0;
  double error = 0;
  std::uint64_t steps = 0;
  int failed = 0;
  std::vector<Trajectory> trajectories;
};

double error_of(const Trajectory& run, const Trajectory& exact) {
  double worst = 0;
  for (std::size_t j = 0; j < exact.n_observables; ++j) {
    double peak = 0;
    for (std::size_t i = 0; i < exact.times.size(); ++i) peak = std::fmax(peak, std::abs(exact.at(i, j)));
    for (std::size_t i = 0; i < exact.times.size(); ++i) {
      const double scale = std::abs(exact.at(i, j)) + 1e-4 * peak;
      if (scale > 0) worst = std::fmax(worst, std::abs(run.at(i, j) - exact.at(i, j)) / scale);
    }
  }
  return worst;
}

Run simulate(const Program& program, const std::vector<PatientCourse>& courses, const std::vector<double>& times,
             const SolverOptions& options, const Run* exact) {
  Run run;
  run.trajectories.resize(courses.size());
  Timeline timeline(program, options);
  timeline.run(courses.front(), times, run.trajectories.front());  // the first touch of memory is not timed
  const std::clock_t start = std::clock();  // of this process: other work on the machine counts less
  for (std::size_t i = 0; i < courses.size(); ++i) {
    const Outcome outcome = timeline.run(courses[i], times, run.trajectories[i]);
    run.steps += outcome.statistics.steps;
    if (outcome.status != Status::ok) ++run.failed;
  }
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  run.patients_per_second = static_cast<double>(courses.size()) / seconds;
  run.steps /= courses.size();
  if (exact != nullptr)
    for (std::size_t i = 0; i < courses.size(); ++i)
      run.error = std::max(run.error, error_of(run.trajectories[i], exact->trajectories[i]));
  return run;
}

void compare(const std::string& compound_name, const CompoundDescription& compound, const std::string& model,
             std::uint64_t n_patients) {
  const Program program = compile(assemble(compound, model));
  const PopulationSampler population(program, {}, 1);
  const EventRecord dose{.amount = 1700, .rate = 1700 / 1.5, .interval = 504, .additional = 5, .changes = {}};
  std::vector<PatientCourse> courses;
  for (std::uint64_t id = 0; id < n_patients; ++id) courses.push_back({population.patient(id).parameters, {dose}});
  std::vector<double> times;
  for (int day = 0; day <= 126; ++day) times.push_back(24.0 * day);

  const Run exact = simulate(program, courses, times, {.method = Method::cvode, .rtol = 1e-10}, nullptr);
  for (const double rtol : {1e-4, 1e-6}) {
    const Run ours = simulate(program, courses, times, {.method = Method::reference, .rtol = rtol}, &exact);
    const Run theirs = simulate(program, courses, times, {.method = Method::cvode, .rtol = rtol}, &exact);
    fmt::print("{:42} {:3} {:6.0e} {:10.0f} {:8.1e} {:6} {:10.0f} {:8.1e} {:6} {:7.1f}x\n",
               compound_name + ", " + model, program.n_states(), rtol, ours.patients_per_second, ours.error, ours.steps,
               theirs.patients_per_second, theirs.error, theirs.steps,
               ours.patients_per_second / theirs.patients_per_second);
    if (exact.failed + ours.failed + theirs.failed > 0)
      fmt::print("  failed: exact {}, reference {}, CVODE {}\n", exact.failed, ours.failed, theirs.failed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t n_patients = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 40;
  if (n_patients == 0) {
    fmt::print(stderr, "usage: {} [patients per model]\n", argv[0]);
    return 2;
  }
  try {
    fmt::print("{} patients per model, six doses q3w, 127 daily outputs, one core.\n", n_patients);
    fmt::print("CVODE is Debian's libsundials, compiled without optimization: no yardstick for what CVODE can do.\n\n");
    fmt::print("{:42} {:>3} {:>6} {:>26} {:>26} {:>8}\n", "", "", "", "-------- reference ------",
               "---------- CVODE --------", "");
    fmt::print("{:42} {:>3} {:>6} {:>10} {:>8} {:>6} {:>10} {:>8} {:>6} {:>8}\n", "model", "n", "rtol", "patients/s",
               "error", "steps", "patients/s", "error", "steps", "ratio");
    for (const char* name : {"t-dm1", "tusamitamab-ravtansine", "trastuzumab-deruxtecan", "cantuzumab-mertansine"}) {
      const CompoundDescription compound = load_compound(name);
      for (const ModelDescription& model : compound.models)
        if (resolve_model(compound, model.name).species == "human") compare(name, compound, model.name, n_patients);
    }
  } catch (const InputError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
