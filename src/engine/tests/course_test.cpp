// A course as a machine that is put aside and resumed.

#include "engine/course.hpp"

#include "base/quantity.hpp"
#include "engine/tests/count_allocations.hpp"
#include "engine/timeline.hpp"
#include "model/notation.hpp"

#include <gtest/gtest.h>

using namespace tansine;
using namespace tansine::units;

namespace {

/// A depot and a central compartment, the drug's own moiety conserved until it is lost into a pool.
Program absorbed() {
  Model m("absorbed");
  const Expr ka = m.parameter("ka", 0.5 / h, "absorption", "assumed: test problem");
  const Expr k = m.parameter("k", 0.1 / h, "loss", "assumed: test problem");
  const Moiety matter = m.moiety("matter");
  const Species depot = m.amount("depot", matter), drug = m.amount("drug", matter), lost = m.amount("lost", matter);
  m.conserve(matter);
  m.reaction("absorption", depot >> drug, ka);
  m.reaction("loss", drug >> lost, k);
  m.observable("drug", drug, "umol");
  m.dose("sc", "nmol", {{depot, 1}});
  m.dose("iv", "nmol", {{drug, 1}});
  return compile(m.build());
}

EventRecord dose(double time, double amount, std::uint32_t target = 0) {
  return {.time = time, .amount = amount, .target = target};
}

/// Doses, infusions, a change of parameters and a reset, a little different for each patient.
PatientCourse patient(const Program& program, int number) {
  EventRecord infusion = dose(30 + number, 200, 1);
  infusion.rate = 40;
  EventRecord series = dose(1, 100 + number);
  series.interval = 12;
  series.additional = 4;
  EventRecord later = dose(80, 50);
  later.changes = {{static_cast<std::uint32_t>(program.parameter_index("k")), 0.2}};
  EventRecord reset = dose(100, 0);
  reset.evid = Evid::reset;
  return {{0.5 + 0.01 * number, 0.1}, {series, infusion, later, reset}};
}

std::vector<double> grid(double last, int n) {
  std::vector<double> times;
  for (int i = 0; i < n; ++i) times.push_back(last * i / (n - 1));
  return times;
}

/// One patient between two stretches.
struct Traveller final : OutputSink {
  Traveller(const Program& program, const SolverOptions& options)
      : course(program, options), stepper(make_stepper(program, options)) {}
  void at(std::size_t row, double t, std::span<const double> y) override { course.deliver(row, t, y); }
  /// One stretch; false when the course is over.
  bool go() {
    Course::Stretch stretch;
    if (!course.next(stretch)) return false;
    if (stretch.parameters_changed) stepper->set_parameters(course.parameters());
    if (stretch.restart) stepper->restart(stretch.t, stretch.y, stretch.input);
    EXPECT_TRUE(stepper->advance(stretch.stop, course.rows().first(stretch.last_row), stretch.first_row, *this,
                                 course.outcome()));
    course.arrive(stepper->y());
    return true;
  }
  Course course;
  std::unique_ptr<Stepper> stepper;
  Trajectory out;
};

}  // namespace

TEST(Course, InterleavedCoursesGiveTheBitsOfRunsAlone) {
  const Program program = absorbed();
  const std::vector<double> times = grid(120, 61);
  std::vector<std::unique_ptr<Traveller>> travellers;
  for (int i = 0; i < 5; ++i) {
    travellers.push_back(std::make_unique<Traveller>(program, SolverOptions{}));
    travellers.back()->course.begin(patient(program, i), times, Order::after_records, travellers.back()->out);
  }
  for (bool any = true; any;) {
    any = false;
    for (const auto& traveller : travellers) any = traveller->go() || any;
  }
  Timeline timeline(program, {});
  for (int i = 0; i < 5; ++i) {
    Trajectory alone;
    const Outcome outcome = timeline.run(patient(program, i), times, alone);
    EXPECT_EQ(travellers[static_cast<std::size_t>(i)]->out.values, alone.values) << i;
    EXPECT_EQ(travellers[static_cast<std::size_t>(i)]->course.outcome().balance_error, outcome.balance_error) << i;
  }
}

TEST(Course, RowsMayBeEvaluatedElsewhere) {
  const Program program = absorbed();
  const std::vector<double> times = {0, 10};
  Course course(program, {});
  Trajectory out;
  course.begin({{0.5, 0.1}, {dose(0, 100), dose(12, 100)}}, times, Order::after_records, out);
  Course::Stretch stretch;
  ASSERT_TRUE(course.next(stretch));
  EXPECT_TRUE(stretch.restart);
  EXPECT_TRUE(stretch.parameters_changed);
  EXPECT_EQ(stretch.stop, 10);
  const std::vector<double> observables = {7}, totals = {99}, y = {30, 30, 39};
  course.deliver(1, 10, observables, totals);
  EXPECT_EQ(out.at(1, 0), 7);
  course.arrive(y);
  EXPECT_FALSE(course.next(stretch));
  EXPECT_EQ(course.outcome().status, Status::ok);
  EXPECT_DOUBLE_EQ(course.outcome().balance_error, 0.01);  // 99 of the 100 that were given
}

TEST(Course, AFailureEndsIt) {
  const Program program = absorbed();
  const std::vector<double> times = {0, 10};
  Course course(program, {});
  Trajectory out;
  course.begin({{0.5, 0.1}, {dose(0, 100)}}, times, Order::after_records, out);
  Course::Stretch stretch;
  ASSERT_TRUE(course.next(stretch));
  course.fail(Status::step_too_small, 3, 1);
  EXPECT_FALSE(course.next(stretch));
  EXPECT_EQ(course.outcome().status, Status::step_too_small);
  EXPECT_EQ(course.outcome().t_reached, 3);
  EXPECT_EQ(course.outcome().state, 1u);
}

TEST(Course, ARefusedPatientLeavesNothingBehind) {
  const Program program = absorbed();
  const std::vector<double> times = {0, 10};
  Course course(program, {});
  Trajectory out;
  Course::Stretch stretch;
  const PatientCourse good{{0.5, 0.1}, {dose(0, 100)}}, bad{{0.5, 0.1}, {dose(0, -100)}};
  course.begin(good, times, Order::after_records, out);
  for (int again = 0; again < 2; ++again) {
    EXPECT_THROW(course.begin(bad, times, Order::after_records, out), InputError);
    EXPECT_FALSE(course.next(stretch));
  }
  course.begin(good, times, Order::after_records, out);
  EXPECT_TRUE(course.next(stretch));
}

TEST(Course, AllocatesNothingOnceWarm) {
  const Program program = absorbed();
  const std::vector<double> times = grid(120, 61);
  const std::vector<double> y(3, 1.0), shown(1, 1.0), totals(1, 3.0);
  std::vector<PatientCourse> patients;
  for (int i = 0; i < 8; ++i) patients.push_back(patient(program, i));
  Course course(program, {});
  Trajectory out;
  Course::Stretch stretch;
  const auto run = [&](const PatientCourse& one) {
    course.begin(one, times, Order::after_records, out);
    while (course.next(stretch)) {
      for (std::size_t row = stretch.first_row; row < stretch.last_row; ++row)
        course.deliver(row, times[row], shown, totals);
      course.arrive(y);
    }
  };
  run(patients[0]);
  const std::size_t before = allocations();
  for (const PatientCourse& one : patients) run(one);
  EXPECT_EQ(allocations(), before);
}
