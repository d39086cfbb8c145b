// What the reference refuses, the closed form refuses: a dose below nothing is no dose.

#include "benchmark_models.hpp"
#include "lane_backend.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace tansine {
namespace {

TEST(LanesRefusals, HoldForClosedFormsAndAfterThemTheEngineGoesOn) {
  const BenchmarkModel model = benchmark_model("M1");
  std::vector<PatientCourse> patients;
  for (std::uint64_t id = 0; id < 3; ++id) {
    patients.push_back(benchmark_course(model, id));
    for (EventRecord& record : patients.back().records) record.rate = 0;
  }
  const PatientCourse exemplar = patients[0];
  LaneEngine engine(model.program, {.method = Method::lanes});
  for (const double amount : {-1.0, std::numeric_limits<double>::quiet_NaN()}) {
    std::vector<PatientCourse> wrong = patients;
    wrong[2].records[0].amount = amount;
    std::vector<PatientRun> runs(3);
    CourseSource source(wrong, runs);
    EXPECT_THROW(engine.run(model.times, source, &exemplar), InputError) << amount;
  }
  std::vector<PatientRun> runs(3);
  CourseSource source(patients, runs);
  engine.run(model.times, source, &exemplar);
  EXPECT_EQ(source.n_done(), 3u);
  for (const PatientRun& run : runs) EXPECT_EQ(run.outcome.statistics.steps, 0u) << "closed form";
}

}  // namespace
}  // namespace tansine
