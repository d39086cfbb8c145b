// How long does a thousand patients with a tumor resolved in space take, against CVODE with KLU?
//
// T-DM1, krogh-lys-mcc: two plasma compartments and 40 nodes with conjugate, target free and taken, conjugate in
// lysosomes, payload in and between cells: 242 states. Patients from the model's variability (seed 1), 1697 nmol over
// 90 min, outputs daily for 21 days. Both integrate the same compiled Program without sinks, one thread; CVODE is built
// for this processor (bench/build_peers.sh) and runs generated C++ at -O3 -march=native with its sparse solver. Error:
// the largest |y - exact| / (|exact| + 1e-4 peak) over patients, outputs and observables; exact is CVODE at 1e-9.
// Processor time of the one thread, the least of three rounds in which both take turns.
//
//   bench_krogh [patients, default 64]

#include "measure.hpp"
#include "peer.hpp"

#include "engine/population.hpp"
#include "engine/simd/lane_engine.hpp"
#include "library/assembly.hpp"
#include "studies/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <string>
#include <vector>

using namespace tansine;

namespace {

constexpr double amount = 1697, duration = 1.5;  // nmol, h

struct Setup {
  Program program;
  std::vector<PatientCourse> patients;
  std::vector<double> times;
  [[nodiscard]] std::size_t row() const { return times.size() * program.observables.size(); }
};

Setup setup(std::uint64_t n) {
  AssemblyOptions without_sinks;
  without_sinks.balances = false;
  Setup s{compile(assemble(load_compound("t-dm1"), "krogh-lys-mcc", without_sinks)), {}, {}};
  const PopulationSampler population(s.program, {}, 1);
  const EventRecord dose{.amount = amount, .rate = amount / duration, .changes = {}};
  for (std::uint64_t id = 0; id < n; ++id) s.patients.push_back({population.patient(id).parameters, {dose}});
  for (int d = 0; d <= 21; ++d) s.times.push_back(24.0 * d);
  return s;
}

struct Timed {
  std::vector<double> values;
  double seconds = std::numeric_limits<double>::infinity();
  std::uint64_t steps = 0, failed = 0;
};

void run_cvode(const Setup& s, double rtol, Timed& to) {
  const std::unique_ptr<Peer> peer = cvode_peer(compiled_krogh, {.rtol = rtol}, CvodeJacobian::by_default, false);
  const std::vector<InputStretch> stretches{{duration, amount / duration}, {s.times.back(), 0}};
  to.values.resize(s.patients.size() * s.row());
  to.failed = 0;
  const double start = thread_seconds();
  for (std::size_t i = 0; i < s.patients.size(); ++i)
    if (!peer->run(s.patients[i].parameters, stretches, s.times, to.values.data() + i * s.row())) ++to.failed;
  to.seconds = std::min(to.seconds, thread_seconds() - start);
  to.steps = peer->steps() / s.patients.size();
}

/// Patients for the batched engine, which asks for the next one whenever a lane is free.
class Queue final : public LaneSource {
 public:
  Queue(const Setup& s, Timed& to) : s_(s), to_(to), jobs_(s.patients.size()), out_(s.patients.size()) {}
  LaneJob* next() override {
    if (next_ == jobs_.size()) return nullptr;
    LaneJob& job = jobs_[next_];
    job.tag = next_;
    job.course = &s_.patients[next_];
    job.out = &out_[next_++];
    job.outcome.status = Status::ok;
    return &job;
  }
  void done(LaneJob& job) override {
    if (job.outcome.status != Status::ok) ++to_.failed;
    steps_ += job.outcome.statistics.steps;
    std::ranges::copy(job.out->values, to_.values.begin() + static_cast<std::ptrdiff_t>(job.tag * s_.row()));
  }
  [[nodiscard]] std::uint64_t steps() const { return steps_ / jobs_.size(); }

 private:
  const Setup& s_;
  Timed& to_;
  std::vector<LaneJob> jobs_;
  std::vector<Trajectory> out_;
  std::size_t next_ = 0;
  std::uint64_t steps_ = 0;
};

void run_lanes(const Setup& s, LaneEngine& engine, Timed& to) {
  to.values.resize(s.patients.size() * s.row());
  to.failed = 0;
  Queue queue(s, to);
  const double start = thread_seconds();
  engine.run(s.times, queue, &s.patients.front());
  to.seconds = std::min(to.seconds, thread_seconds() - start);
  to.steps = queue.steps();
}

double largest_error(const Setup& s, const std::vector<double>& values, const std::vector<double>& exact) {
  const std::size_t n = s.program.observables.size();
  double worst = 0;
  for (std::size_t p = 0; p < s.patients.size(); ++p)
    for (std::size_t j = 0; j < n; ++j) {
      double peak = 0;
      const auto at = [&](const std::vector<double>& v, std::size_t i) { return v[p * s.row() + i * n + j]; };
      for (std::size_t i = 0; i < s.times.size(); ++i) peak = std::max(peak, std::abs(at(exact, i)));
      for (std::size_t i = 0; i < s.times.size(); ++i)
        if (const double scale = std::abs(at(exact, i)) + 1e-4 * peak; scale > 0)
          worst = std::max(worst, std::abs(at(values, i) - at(exact, i)) / scale);
    }
  return worst;
}

}  // namespace

int main(int argc, char** argv) {
  const Setup s = setup(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 64);
  fmt::print("{}; {} states, {} patients\n", machine(), s.program.n_states(), s.patients.size());
  Timed exact;
  run_cvode(s, 1e-9, exact);
  const double looser[] = {1e-4, 1e-5, 1e-6}, ours[] = {1e-3, 1e-4, 1e-5};
  std::vector<Timed> cvode(3), lanes(3);
  std::vector<std::unique_ptr<LaneEngine>> engines;
  for (const double rtol : ours)
    engines.push_back(
        std::make_unique<LaneEngine>(s.program, SolverOptions{.method = Method::lanes, .rtol = rtol, .lanes = {}}));
  for (int round = 0; round < 3; ++round)
    for (std::size_t i = 0; i < 3; ++i) {
      run_cvode(s, looser[i], cvode[i]);
      run_lanes(s, *engines[i], lanes[i]);
    }
  fmt::print("{:22} {:>8} {:>9} {:>12} {:>7} {:>22}\n", "solver", "rtol", "error", "ms/patient", "steps",
             "1,000 patients, 1 core");
  const auto print = [&](const char* name, double rtol, const Timed& t) {
    const double each = t.seconds / static_cast<double>(s.patients.size());
    fmt::print("{:22} {:8.0e} {:9.1e} {:12.3f} {:7} {:20.1f} s{}\n", name, rtol,
               largest_error(s, t.values, exact.values), 1e3 * each, t.steps, 1e3 * each,
               t.failed > 0 ? fmt::format("  {} failed", t.failed) : "");
  };
  for (std::size_t i = 0; i < 3; ++i) print("CVODE, KLU", looser[i], cvode[i]);
  for (std::size_t i = 0; i < 3; ++i) print("Tansine, lanes", ours[i], lanes[i]);
  return exact.failed > 0 ? 1 : 0;
}
