#include "engine/timeline.hpp"

#include "engine/course.hpp"

#include <vector>

namespace tansine {

struct Timeline::Impl final : OutputSink, Watcher {
  Impl(const Program& program, const SolverOptions& options)
      : course(program, options), stepper(make_stepper(program, options)) {}
  // The stepper knows this.
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Outcome run(const PatientCourse& patient, std::span<const double> rows, Order order, Trajectory& out) {
    course.begin(patient, rows, order, out);
    Course::Stretch stretch;
    while (course.next(stretch)) integrate(stretch);
    return course.outcome();
  }

  void integrate(const Course::Stretch& stretch) {
    if (stretch.parameters_changed) stepper->set_parameters(course.parameters());
    if (stretch.restart) stepper->restart(stretch.t, stretch.y, stretch.input);
    stepper->watch(stretch.watches.empty() ? nullptr : this);
    Outcome& outcome = course.outcome();
    if (!stepper->advance(stretch.stop, course.rows().first(stretch.last_row), stretch.first_row, *this, outcome)) {
      course.fail(outcome.status, outcome.t_reached, outcome.state);
    } else if (stepper->t() < stretch.stop) {
      course.arrive_at_event(stepper->t(), stepper->y());
    } else {
      course.arrive(stepper->y());
    }
  }

  void at(std::size_t row, double t, std::span<const double> y) override { course.deliver(row, t, y); }
  [[nodiscard]] std::span<const Watch> watches() const override { return course.watches(); }
  void distances(double t, std::span<const double> y, std::span<double> distances) override {
    course.distances(t, y, distances);
  }
  void crossed(std::size_t k, double t) override { course.crossed(k, t); }

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
