// How long from a model's source to its first result?
//
// For each benchmark model, on one core, the least of some tries [ms of processor time]: writing the model in the
// notation, checking and compiling it to a Program; reading the Program from its text form; setting up an engine for
// it; the first patient. "Edit to result" is all but the text form: what a user waits for after a change.
//
//   bench_cold_start [tries, default 5]

#include "measure.hpp"

#include "benchmark_models.hpp"
#include "engine/simd/lane_engine.hpp"
#include "engine/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <limits>
#include <optional>

using namespace tansine;

namespace {

double milliseconds(const std::function<void()>& work) {
  const double start = thread_seconds();
  work();
  return 1e3 * (thread_seconds() - start);
}

// One patient and no more.
class OnePatient final : public LaneSource {
 public:
  explicit OnePatient(const PatientCourse& course) { job_.course = &course, job_.out = &trajectory_; }
  LaneJob* next() override { return given_++ == 0 ? &job_ : nullptr; }
  void done(LaneJob&) override {}

 private:
  LaneJob job_;
  Trajectory trajectory_;
  int given_ = 0;
};

struct Times {
  double program = std::numeric_limits<double>::infinity(), text = program, engine = program, first = program;
};

void print(const std::string& model, const char* engine, const Times& t) {
  fmt::print("{:4} {:10} {:12.2f} {:12.2f} {:12.2f} {:12.2f} {:12.2f}\n", model, engine, t.program, t.text, t.engine,
             t.first, t.program + t.engine + t.first);
}

void measure(const std::string& name, int tries) {
  Times reference;
  Times batched;
  for (int i = 0; i < tries; ++i) {
    std::optional<BenchmarkModel> model;
    const double program = milliseconds([&] { model = benchmark_model(name); });
    const std::string text = write_program(model->program);
    const double read = milliseconds([&] { read_program(text, name); });
    const PatientCourse course = benchmark_course(*model, 0);
    const auto keep = [&](Times& least, double engine, double first) {
      least.program = std::min(least.program, program);
      least.text = std::min(least.text, read);
      least.engine = std::min(least.engine, engine);
      least.first = std::min(least.first, first);
    };
    {
      std::optional<Timeline> timeline;
      const double engine = milliseconds([&] { timeline.emplace(model->program, SolverOptions{}); });
      Trajectory out;
      keep(reference, engine, milliseconds([&] { timeline->run(course, model->times, out); }));
    }
    std::optional<LaneEngine> lanes;
    const double engine = milliseconds([&] { lanes.emplace(model->program, SolverOptions{.method = Method::lanes}); });
    OnePatient source(course);
    keep(batched, engine, milliseconds([&] { lanes->run(model->times, source, &course); }));
  }
  print(name, "reference", reference);
  print(name, "batched", batched);
}

}  // namespace

int main(int argc, char** argv) {
  const int tries = argc > 1 ? std::atoi(argv[1]) : 5;
  if (tries < 1) {
    fmt::print(stderr, "usage: {} [tries]\n", argv[0]);
    return 2;
  }
  fmt::print("{}; milliseconds of processor time, least of {} tries\n", machine(), tries);
  fmt::print("{:4} {:10} {:>12} {:>12} {:>12} {:>12} {:>12}\n", "", "engine", "to Program", "from text", "set up",
             "1st patient", "edit->result");
  for (const std::string& name : benchmark_names()) measure(name, tries);
  return 0;
}
