// The timeline as a piece of machinery; what doses mean is judged in tests/conformance.

#include "engine/timeline.hpp"

#include "base/quantity.hpp"
#include "model/notation.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace tansine;
using namespace tansine::units;

namespace {

/// A drug that is lost at 0.1 per hour; its initial value is a parameter; time can be read off.
Program decay() {
  Model m("decay");
  const Expr k = m.parameter("k", 0.1 / h, "loss", "assumed: test problem");
  const Expr start = m.parameter("start", 0 * nmol, "initial amount", "assumed: test problem");
  const Species drug = m.amount("drug");
  m.reaction("loss", drug >> nothing, k);
  m.initial(drug, start);
  m.observable("drug", drug, "umol");
  m.dose("iv", "nmol", {{drug, 1}});
  return compile(m.build());
}

EventRecord dose(double time, double amount) { return {.time = time, .amount = amount, .changes = {}}; }

// rtol 1e-6, some ten steps a stretch.
constexpr double tolerance = 5e-5;

}  // namespace

TEST(Timeline, ShowsObservablesInTheirUnit) {
  const Program program = decay();
  Timeline timeline(program, {});
  Trajectory result;
  const std::vector<double> times = {0, 10};
  ASSERT_EQ(timeline.run({{0.1, 0}, {dose(0, 5000)}}, times, result).status, Status::ok);
  EXPECT_EQ(result.n_observables, 1u);
  EXPECT_EQ(result.times, times);
  EXPECT_DOUBLE_EQ(result.at(0, 0), 5);
  EXPECT_NEAR(result.at(1, 0), 5 * std::exp(-1.0), tolerance);
}

TEST(Timeline, ResetsGoToTheInitialValue) {
  const Program program = decay();
  Timeline timeline(program, {});
  Trajectory result;
  EventRecord reset = dose(10, 0);
  reset.evid = Evid::reset;
  const std::vector<double> times = {-5, 0, 9.9, 10, 20};
  ASSERT_EQ(timeline.run({{0.1, 2000}, {dose(0, 5000), reset}}, times, result).status, Status::ok);
  EXPECT_DOUBLE_EQ(result.at(0, 0), 2);
  EXPECT_NEAR(result.at(1, 0), 2 * std::exp(-0.5) + 5, tolerance);
  EXPECT_DOUBLE_EQ(result.at(3, 0), 2);
  EXPECT_NEAR(result.at(4, 0), 2 * std::exp(-1.0), tolerance);
}

TEST(Timeline, StopsWithTheLastOutput) {
  const Program program = decay();
  Timeline timeline(program, {});
  Trajectory result;
  const std::vector<double> times = {0, 10};
  std::vector<EventRecord> records = {dose(0, 5000)};
  const Outcome few = timeline.run({{0.1, 0}, records}, times, result);
  for (int i = 1; i < 1000; ++i) records.push_back(dose(10 + i, 5000));
  const Outcome many = timeline.run({{0.1, 0}, records}, times, result);
  EXPECT_EQ(few.statistics.steps, many.statistics.steps);
  EXPECT_EQ(many.t_reached, 10);
}

TEST(Timeline, ValuesOfARecordBeyondTheLastOutputStillHoldBackwards) {
  const Program program = decay();
  Timeline timeline(program, {});
  Trajectory result;
  EventRecord later = dose(20, 1000);
  later.changes = {{.parameter = static_cast<std::uint32_t>(program.parameter_index("k")), .value = 0.2}};
  const std::vector<double> times = {0, 10};
  ASSERT_EQ(timeline.run({{0.1, 0}, {dose(0, 5000), later}}, times, result).status, Status::ok);
  EXPECT_NEAR(result.at(1, 0), 5 * std::exp(-2.0), tolerance);
}

TEST(Timeline, RepeatedAndCoincidingTimes) {
  const Program program = decay();
  Timeline timeline(program, {});
  Trajectory result;
  const std::vector<double> times = {0, 0, 4, 4, 4};
  ASSERT_EQ(timeline.run({{0.1, 0}, {dose(0, 1000), dose(4, 1000)}}, times, result).status, Status::ok);
  EXPECT_EQ(result.at(0, 0), result.at(1, 0));
  EXPECT_NEAR(result.at(2, 0), 1 + std::exp(-0.4), tolerance);
  EXPECT_EQ(result.at(2, 0), result.at(4, 0));
}

TEST(Timeline, GoesOnAfterAFailure) {
  const Program program = decay();
  Timeline timeline(program, {});
  Trajectory result;
  const std::vector<double> times = {0, 10};
  const PatientCourse good{{0.1, 0}, {dose(0, 5000)}};
  timeline.run(good, times, result);
  const std::vector<double> before = result.values;
  EXPECT_EQ(timeline.run({{std::nan(""), 0}, {dose(0, 5000)}}, times, result).status, Status::not_finite);
  EXPECT_TRUE(std::isnan(result.at(1, 0)));
  EXPECT_EQ(timeline.run(good, times, result).status, Status::ok);
  EXPECT_EQ(result.values, before);
}

TEST(Timeline, AGiganticSeriesIsCheapUntilItIsLived) {
  const Program program = decay();
  Timeline timeline(program, {});
  Trajectory result;
  EventRecord series = dose(0, 1000);
  series.interval = 1;
  series.additional = 9'000'000;
  const std::vector<double> times = {3};
  ASSERT_EQ(timeline.run({{0.1, 0}, {series}}, times, result).status, Status::ok);
  EXPECT_NEAR(result.at(0, 0), 1 + std::exp(-0.1) + std::exp(-0.2) + std::exp(-0.3), tolerance);
}

TEST(Timeline, WrongCallsAreOurBugs) {
  const Program program = decay();
  Timeline timeline(program, {});
  Trajectory result;
  const std::vector<double> falling = {3, 2};
  EXPECT_THROW(timeline.run({{0.1, 0}, {}}, falling, result), InternalError);
  EXPECT_THROW(timeline.run({{0.1}, {}}, std::vector<double>{1.0}, result), InternalError);
}
