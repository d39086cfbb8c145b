// How many patients per second of one core, at what accuracy, against the solvers that people have?
//
// Models M1, M2, M3 (bench/models), virtual patients drawn from their variability (seed 1). Each solver runs through a
// row of tolerances; what is compared is the time at the same largest error over all outputs of all patients, found
// between two tolerances on a straight line in logarithms. bench/README.md says what the solvers are and how they are
// set. All times are processor time of the one thread, the least of several rounds; in a round every solver runs once,
// so that what disturbs the machine disturbs all alike.
//
//   bench_work_precision [--quick] [--csv FILE] [--model M2] [--rounds N] [--check-reference]

#include "../measure.hpp"
#include "reference_store.hpp"
#include "solver.hpp"

#include "base/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>
#include <string>
#include <vector>

using namespace tansine;

namespace {

constexpr double target_error = 1e-5;

struct Options {
  bool quick = false, check_reference = false;
  std::string csv, model;
  int rounds = 0;
};

/// How many patients: `timed` by everybody; the errors of peers are over these, ours over `checked`, which is against
/// us: a maximum over more patients is no smaller.
struct Sizes {
  std::size_t timed, checked;
};
Sizes sizes_of(const std::string& model, bool quick) {
  if (quick) return model == "M1" ? Sizes{500, 500} : model == "M2" ? Sizes{64, 64} : Sizes{32, 32};
  return model == "M1" ? Sizes{1000, 1000} : model == "M2" ? Sizes{64, 1000} : Sizes{50, 1000};
}

/// One method at one tolerance.
struct Point {
  const BenchMethod* method = nullptr;
  double rtol = 0;
  double error = 0;
  double seconds = std::numeric_limits<double>::infinity();  ///< per patient
  double steps = 0;                                          ///< per patient
  std::uint64_t failed = 0;
  std::unique_ptr<BenchSolver> solver;
};

/// Time per patient of a method at `error`, between the first two tolerances that enclose it. A method that is more
/// accurate even at its loosest is taken at its fastest.
std::optional<double> seconds_at(double error, const std::vector<Point>& points, const BenchMethod* method) {
  const Point* before = nullptr;
  bool always_better = true;
  double fastest = std::numeric_limits<double>::infinity();
  for (const Point& point : points) {
    if (point.method != method) continue;
    always_better = always_better && point.error <= error;
    fastest = std::min(fastest, point.seconds);
    if (before != nullptr && before->error >= error && point.error <= error && before->error > point.error) {
      const double share = std::log(before->error / error) / std::log(before->error / point.error);
      return std::exp(std::log(before->seconds) + share * std::log(point.seconds / before->seconds));
    }
    before = &point;
  }
  if (method->ours && always_better && before != nullptr) return fastest;
  return std::nullopt;
}

std::string ratio(std::optional<double> theirs, std::optional<double> ours) {
  return theirs && ours ? fmt::format("{:.3g}", *theirs / *ours) : "-";
}

class Comparison {
 public:
  Comparison(const Options& options, std::ofstream* csv) : options_(options), csv_(csv) {}

  void run(const std::string& name) {
    model_ = benchmark_model(name);
    sizes_ = sizes_of(name, options_.quick);
    const PopulationSampler population(model_.program, {}, 1);
    patients_.clear();
    for (std::uint64_t id = 0; id < sizes_.checked; ++id)
      patients_.push_back({population.patient(id).parameters, model_.records});
    exact_ = reference_trajectories(model_, patients_, TANSINE_REFERENCE_FOLDER);
    fmt::print("\n{}: {} states, {} patients timed, errors over these (peers) and {} (Tansine)\n", model_.program.name,
               model_.program.n_states(), sizes_.timed, sizes_.checked);
    if (options_.check_reference) check_reference();
    points_.clear();
    for (const BenchMethod& method : methods_)
      if (applies(method)) find_tolerances(method);
    time_all();
    print();
  }

 private:
  [[nodiscard]] bool applies(const BenchMethod& method) const {
    return (method.for_quick || !options_.quick) && (model_.program.linear || !method.for_linear_only);
  }
  [[nodiscard]] std::size_t row() const { return model_.times.size() * model_.program.observables.size(); }

  void check_reference() {
    const std::size_t n = std::min<std::size_t>(patients_.size(), 8);
    std::vector<double> second(n * row());
    second_exact_solver(model_)->run(std::span(patients_).first(n), second);
    fmt::print("the reference against ours at 1e-11, {} patients: {:.1e}\n", n, largest_error(model_, second, exact_));
  }

  // Half decades from loose to tight, from the last that misses the target to the first that meets it; one more on
  // either side for the curve, unless in a hurry.
  void find_tolerances(const BenchMethod& method) {
    std::vector<Point> found;
    bool met = false;
    for (int k = 0; k <= 16; ++k) {
      Point point;
      point.method = &method, point.rtol = method.loosest_rtol * std::pow(10, -k / 2.0);
      point.solver = method.make(model_, point.rtol);
      const std::size_t n = method.ours ? sizes_.checked : sizes_.timed;
      std::vector<double> values(n * row());
      point.failed = point.solver->run(std::span(patients_).first(n), values);
      point.steps = static_cast<double>(point.solver->steps()) / static_cast<double>(n);
      point.error = largest_error(model_, values, exact_);
      found.push_back(std::move(point));
      if (met || method.without_tolerance) break;
      met = found.back().error <= target_error && k > 0;
      if (met && options_.quick) break;
    }
    // CVODE's own curve is what the others are put on: it is one point longer.
    const std::size_t wanted = options_.quick ? (&method == &methods_.front() ? 3 : 2) : 4;
    const std::size_t keep = std::min(found.size(), wanted);
    for (std::size_t i = found.size() - keep; i < found.size(); ++i) points_.push_back(std::move(found[i]));
  }

  void time_all() {
    const int rounds = options_.rounds > 0 ? options_.rounds : options_.quick ? 2 : 4;
    std::vector<double> values(sizes_.timed * row());
    const std::span<const PatientCourse> timed = std::span(patients_).first(sizes_.timed);
    for (int round = 0; round < rounds; ++round)
      for (Point& point : points_) {
        const double start = thread_seconds();
        point.solver->run(timed, values);
        point.seconds = std::min(point.seconds, (thread_seconds() - start) / static_cast<double>(sizes_.timed));
      }
  }

  void print() {
    const BenchMethod* cvode = &methods_[0];
    fmt::print("{:24} {:12} {:9} {:>8} {:>8} {:>14} {:>10} {:>9}\n", "method", "back end", "precision", "rtol", "steps",
               "patients/s/core", "max error", "x CVODE");
    for (const Point& point : points_) {
      fmt::print("{:24} {:12} {:9} {:8.1e} {:8.0f} {:14.4g} {:10.1e} {:>9}{}\n", point.method->name,
                 point.method->back_end, point.method->precision, point.rtol, point.steps, 1 / point.seconds,
                 point.error, ratio(seconds_at(point.error, points_, cvode), point.seconds),
                 point.failed > 0 ? fmt::format("  {} failed", point.failed) : "");
      write_csv("point", *point.method, point.rtol, point.steps, point.seconds, point.error);
    }
    fmt::print("at max error {:.0e}:{:45} {:>15} {:>9} {:>9} {:>9}\n", target_error, "", "patients/s/core", "x CVODE",
               "x fresh J", "x Rodas4");
    for (const BenchMethod& method : methods_) {
      if (!applies(method)) continue;
      const std::optional<double> seconds = seconds_at(target_error, points_, &method);
      fmt::print("{:24} {:12} {:9} {:31} {:>9} {:>9} {:>9}\n", method.name, method.back_end, method.precision,
                 seconds ? fmt::format("{:>30.4g}", 1 / *seconds) : fmt::format("{:>30}", "not reached"),
                 ratio(seconds_at(target_error, points_, cvode), seconds),
                 ratio(seconds_at(target_error, points_, &methods_[1]), seconds),
                 ratio(seconds_at(target_error, points_, &methods_[2]), seconds));
      if (seconds) write_csv("at_target", method, 0, 0, *seconds, target_error);
    }
  }

  void write_csv(const char* kind, const BenchMethod& method, double rtol, double steps, double seconds, double error) {
    if (csv_ == nullptr) return;
    const std::optional<double> cvode = seconds_at(error, points_, &methods_[0]);
    *csv_ << fmt::format("{},{},\"{}\",{},{},{},{},{},{},{}\n", model_.name, kind, method.name, method.back_end,
                         method.precision, rtol > 0 ? fmt::format("{}", rtol) : "",
                         steps > 0 ? fmt::format("{}", steps) : "", 1 / seconds, error,
                         cvode ? fmt::format("{}", *cvode / seconds) : "");
  }

  Options options_;
  std::ofstream* csv_;
  std::vector<BenchMethod> methods_ = bench_methods();
  BenchmarkModel model_;
  Sizes sizes_{};
  std::vector<PatientCourse> patients_;
  std::vector<double> exact_;
  std::vector<Point> points_;
};

std::string peer_flags() {
  std::ifstream file(TANSINE_PEER_FLAGS);
  std::string line;
  std::getline(file, line);
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool more = i + 1 < argc;
    if (argument == "--quick") {
      options.quick = true;
    } else if (argument == "--check-reference") {
      options.check_reference = true;
    } else if (argument == "--csv" && more) {
      options.csv = argv[++i];
    } else if (argument == "--model" && more) {
      options.model = argv[++i];
    } else if (argument == "--rounds" && more) {
      options.rounds = std::atoi(argv[++i]);
    } else {
      fmt::print(stderr, "usage: {} [--quick] [--csv FILE] [--model M2] [--rounds N] [--check-reference]\n", argv[0]);
      return 2;
    }
  }
  try {
    std::ofstream csv;
    if (!options.csv.empty()) {
      csv.open(options.csv);
      if (!csv) throw std::runtime_error("cannot write " + options.csv);
      csv << "model,kind,method,back_end,precision,rtol,steps_per_patient,patients_per_s_core,max_error,ratio_to_"
             "cvode\n";
    }
    fmt::print("{}; one thread\npeers: {}\n", machine(), peer_flags());
    Comparison comparison(options, options.csv.empty() ? nullptr : &csv);
    for (const std::string& name : benchmark_names())
      if (options.model.empty() || options.model == name) comparison.run(name);
  } catch (const InputError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
