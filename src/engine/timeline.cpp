#include "engine/timeline.hpp"

#include "engine/course.hpp"

#include <vector>

namespace tansine {

struct Timeline::Impl final : OutputSink {
  Impl(const Program& program, const SolverOptions& options)
      : course(program, options), stepper(make_stepper(program, options)) {}

  Outcome run(const PatientCourse& patient, std::span<const double> rows, Order order, Trajectory& out) {
    course.begin(patient, rows, order, out);
    Course::Stretch stretch;
    while (course.next(stretch)) integrate(stretch);
    return course.outcome();
  }

  void integrate(const Course::Stretch& stretch) {
    if (stretch.parameters_changed) stepper->set_parameters(course.parameters());
    if (stretch.restart) stepper->restart(stretch.t, stretch.y, stretch.input);
    Outcome& outcome = course.outcome();
    if (stepper->advance(stretch.stop, course.rows().first(stretch.last_row), stretch.first_row, *this, outcome)) {
      course.arrive(stepper->y());
    } else {
      course.fail(outcome.status, outcome.t_reached, outcome.state);
    }
  }

  void at(std::size_t row, double t, std::span<const double> y) override { course.deliver(row, t, y); }

  Course course;
  std::unique_ptr<Stepper> stepper;
  std::vector<double> record_times;
};

Timeline::Timeline(const Program& program, const SolverOptions& options)
    : impl_(std::make_unique<Impl>(program, options)) {}
Timeline::~Timeline() = default;
Timeline::Timeline(Timeline&&) noexcept = default;
Timeline& Timeline::operator=(Timeline&&) noexcept = default;

Outcome Timeline::run(const PatientCourse& course, std::span<const double> times, Trajectory& out) {
  return impl_->run(course, times, Order::after_records, out);
}

Outcome Timeline::run_records(const PatientCourse& course, Trajectory& out) {
  std::vector<double>& times = impl_->record_times;
  times.clear();
  for (const EventRecord& record : course.records) times.push_back(record.time);
  return impl_->run(course, times, Order::as_recorded, out);
}

}  // namespace tansine
