#include "solver.hpp"

#include "base/problem.hpp"
#include "peer.hpp"

#include "engine/simd/instruction_set.hpp"
#include "engine/simd/lane_engine.hpp"

#include <algorithm>

namespace tansine {
namespace {

const CompiledModel& compiled(const std::string& name) {
  return name == "M1" ? compiled_m1 : name == "M2" ? compiled_m2 : compiled_m3;
}

/// Doses as stretches of constant input. Infusions at the same rate that do not overlap, as the benchmarks have them.
std::vector<InputStretch> stretches_of(const BenchmarkModel& model) {
  std::vector<InputStretch> stretches;
  for (const EventRecord& dose : model.records)
    for (std::uint64_t i = 0; i <= static_cast<std::uint64_t>(dose.additional); ++i) {
      const double begin = dose.time + static_cast<double>(i) * dose.interval;
      if (begin > (stretches.empty() ? 0 : stretches.back().end)) stretches.push_back({begin, 0});
      stretches.push_back({begin + dose.amount / dose.rate, dose.rate});
    }
  stretches.push_back({model.times.back(), 0});
  return stretches;
}

class PeerSolver final : public BenchSolver {
 public:
  PeerSolver(const BenchmarkModel& model, std::unique_ptr<Peer> peer)
      : peer_(std::move(peer)),
        stretches_(stretches_of(model)),
        times_(model.times),
        row_(times_.size() * model.program.observables.size()) {}

  std::uint64_t run(std::span<const PatientCourse> patients, std::span<double> out) override {
    std::uint64_t failed = 0;
    for (std::size_t i = 0; i < patients.size(); ++i)
      if (!peer_->run(patients[i].parameters, stretches_, times_, out.data() + i * row_)) ++failed;
    return failed;
  }
  [[nodiscard]] std::uint64_t steps() const override { return peer_->steps(); }

 private:
  std::unique_ptr<Peer> peer_;
  std::vector<InputStretch> stretches_;
  std::vector<double> times_;
  std::size_t row_;
};

class TimelineSolver final : public BenchSolver {
 public:
  TimelineSolver(const BenchmarkModel& model, const SolverOptions& options)
      : times_(model.times), timeline_(model.program, options) {}

  std::uint64_t run(std::span<const PatientCourse> patients, std::span<double> out) override {
    std::uint64_t failed = 0;
    auto to = out.begin();
    for (const PatientCourse& patient : patients) {
      const Outcome outcome = timeline_.run(patient, times_, trajectory_);
      if (outcome.status != Status::ok) ++failed;
      steps_ += outcome.statistics.steps;
      to = std::ranges::copy(trajectory_.values, to).out;
    }
    return failed;
  }
  [[nodiscard]] std::uint64_t steps() const override { return steps_; }

 private:
  std::vector<double> times_;
  Timeline timeline_;
  Trajectory trajectory_;
  std::uint64_t steps_ = 0;
};

class LaneSolver final : public BenchSolver, LaneSource {
 public:
  LaneSolver(const BenchmarkModel& model, const SolverOptions& options)
      : times_(model.times), engine_(model.program, options) {
    row_ = times_.size() * model.program.observables.size();
  }

  std::uint64_t run(std::span<const PatientCourse> patients, std::span<double> out) override {
    patients_ = patients, out_ = out, next_ = 0, failed_ = 0;
    engine_.run(times_, *this, patients.empty() ? nullptr : &patients.front());
    return failed_;
  }
  [[nodiscard]] std::uint64_t steps() const override { return steps_; }

 private:
  LaneJob* next() override {
    if (next_ == patients_.size()) return nullptr;
    if (free_.empty()) {
      seats_.push_back(std::make_unique<Seat>());
      seats_.back()->job.out = &seats_.back()->trajectory;
      free_.push_back(seats_.back().get());
    }
    Seat* seat = free_.back();
    free_.pop_back();
    seat->job.tag = next_;
    seat->job.course = &patients_[next_++];
    seat->job.outcome = {};
    seat->job.outcome.status = Status::ok;
    return &seat->job;
  }
  void done(LaneJob& job) override {
    if (job.outcome.status != Status::ok) ++failed_;
    steps_ += job.outcome.statistics.steps;
    std::ranges::copy(job.out->values, out_.begin() + static_cast<std::ptrdiff_t>(job.tag * row_));
    for (const std::unique_ptr<Seat>& seat : seats_)
      if (&seat->job == &job) free_.push_back(seat.get());
  }

  struct Seat {
    LaneJob job;
    Trajectory trajectory;
  };
  std::vector<double> times_;
  LaneEngine engine_;
  std::size_t row_ = 0;
  std::span<const PatientCourse> patients_;
  std::span<double> out_;
  std::vector<std::unique_ptr<Seat>> seats_;
  std::vector<Seat*> free_;
  std::size_t next_ = 0;
  std::uint64_t failed_ = 0, steps_ = 0;
};

BenchMethod cvode(const std::string& name, CvodeJacobian jacobian) {
  BenchMethod method{.name = name, .back_end = "g++ -O3", .precision = "double", .loosest_rtol = 1e-4, .make = {}};
  method.make = [jacobian](const BenchmarkModel& model, double rtol) -> std::unique_ptr<BenchSolver> {
    const bool dense = model.name == "M1";
    return std::make_unique<PeerSolver>(model, cvode_peer(compiled(model.name), {.rtol = rtol}, jacobian, dense));
  };
  return method;
}

BenchMethod rodas4() {
  BenchMethod method{.name = "Rodas4, generated LU", .back_end = "g++ -O3", .precision = "double", .make = {}};
  method.make = [](const BenchmarkModel& model, double rtol) -> std::unique_ptr<BenchSolver> {
    return std::make_unique<PeerSolver>(model, rodas4_peer(compiled(model.name), {.rtol = rtol}));
  };
  return method;
}

BenchMethod reference() {
  BenchMethod method{
      .name = "Tansine reference", .back_end = "plain loops", .precision = "double", .ours = true, .make = {}};
  method.for_quick = false;
  method.make = [](const BenchmarkModel& model, double rtol) -> std::unique_ptr<BenchSolver> {
    return std::make_unique<TimelineSolver>(model, SolverOptions{.method = Method::reference, .rtol = rtol});
  };
  return method;
}

/// The batched engine; back end and scheme as asked for. Without `closed_form` linear models are integrated like
/// others.
BenchMethod lanes(const std::string& name, const std::string& back_end, const LaneOptions& options) {
  BenchMethod method{
      .name = name, .back_end = back_end, .precision = "double", .ours = true, .loosest_rtol = 1e-2, .make = {}};
  method.make = [options](const BenchmarkModel& model, double rtol) -> std::unique_ptr<BenchSolver> {
    return std::make_unique<LaneSolver>(model, SolverOptions{.method = Method::lanes, .rtol = rtol, .lanes = options});
  };
  return method;
}

}  // namespace

std::vector<BenchMethod> bench_methods() {
  std::vector<BenchMethod> methods{cvode("CVODE, defaults", CvodeJacobian::by_default),
                                   cvode("CVODE, fresh Jacobian", CvodeJacobian::fresh), rodas4(), reference()};
  const InstructionSet best = best_instruction_set();
  const std::string set = best == InstructionSet::avx512 ? "AVX-512"
                          : best == InstructionSet::avx2 ? "AVX2"
                                                         : "baseline";
  LaneOptions options{.closed_forms = false};
  methods.push_back(lanes("Tansine", "jit " + set, options));
  options.back_end = LaneBackEnd::interpreter;
  methods.push_back(lanes("Tansine", "tape " + set, options));
  options.back_end = LaneBackEnd::automatic;
  for (const LaneScheme scheme : {LaneScheme::rodas4, LaneScheme::rodas5p}) {
    options.scheme = scheme;
    methods.push_back(
        lanes(scheme == LaneScheme::rodas5p ? "Tansine, Rodas5P" : "Tansine, Rodas4", "jit " + set, options));
    methods.back().for_quick = false;
  }
  options.scheme = LaneScheme::automatic;
  if (best == InstructionSet::avx512) {
    options.most_instructions = InstructionSet::avx2;
    methods.push_back(lanes("Tansine", "jit AVX2", options));
    methods.back().for_quick = false;
    options.most_instructions = best;
  }
  options.closed_forms = true;
  methods.push_back(lanes("Tansine, closed form", "jit " + set, options));
  methods.back().for_linear_only = methods.back().without_tolerance = true;
  return methods;
}

std::unique_ptr<BenchSolver> exact_solver(const BenchmarkModel& model) {
  // atol_i = 1e-14 of what is typical of the state
  return std::make_unique<PeerSolver>(
      model, cvode_peer(compiled(model.name), {.rtol = 1e-10, .atol_scale = 1e-4}, CvodeJacobian::by_default, false));
}

std::unique_ptr<BenchSolver> second_exact_solver(const BenchmarkModel& model) {
  return std::make_unique<TimelineSolver>(model, SolverOptions{.method = Method::reference, .rtol = 1e-11});
}

}  // namespace tansine
