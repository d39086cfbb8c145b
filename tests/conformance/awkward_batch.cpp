#include "awkward_batch.hpp"

#include "base/random.hpp"
#include "classic_problems.hpp"
#include "dosing_model.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace tansine {

namespace {

// What a model offers, and the times of its course, from which schedules are made. Fractions of the course that are not
// fractions of the output grid give events between outputs; times[i] gives events at outputs.
struct Clinic {
  explicit Clinic(const RegisteredModel& model) : program(model.program), times(model.times) {
    for (const EventRecord& record : model.course.records) {
      if (record.amount <= 0) continue;
      amount = record.amount;
      target = record.target;
      break;
    }
  }
  [[nodiscard]] bool doses() const { return amount > 0; }
  [[nodiscard]] double end() const { return times.back(); }
  [[nodiscard]] double output(double share) const {
    return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
  }
  [[nodiscard]] EventRecord bolus(double time, double share = 1) const {
    return {.time = time, .amount = share * amount, .target = target};
  }
  [[nodiscard]] EventRecord infusion(double time, double duration, double share = 1) const {
    EventRecord record = bolus(time, share);
    record.rate = record.amount / duration;
    return record;
  }

  const Program& program;
  const std::vector<double>& times;
  double amount = 0;
  std::uint32_t target = 0;
};

using Records = std::vector<EventRecord>;

EventRecord reset(double time) { return {.time = time, .evid = Evid::reset}; }
EventRecord observation(double time) { return {.time = time, .evid = Evid::observation}; }

// ---- schedules without doses ---------------------------------------------------------------------------------------

/// Every parameter falls by a fifth for the stretch that leads to the second record and rises again for the third.
/// Doses keep the patient within sight of the absolute tolerance.
Records with_changes(const Clinic& clinic, const std::vector<double>& parameters, bool doses) {
  Records records = {observation(0), observation(clinic.output(0.4)), observation(0.83 * clinic.end())};
  if (doses) {
    for (EventRecord& record : records) record = clinic.bolus(record.time);
  }
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    const auto index = static_cast<std::uint32_t>(k);
    records[0].changes.push_back({.parameter = index, .value = parameters[k]});
    records[1].changes.push_back({.parameter = index, .value = 0.8 * parameters[k]});
    records[2].changes.push_back({.parameter = index, .value = 0.9 * parameters[k]});
  }
  return records;
}

/// The clock steps back at the second reset (docs/events.md, E-08), to 0: late on the clock of a problem that lasts
/// 1e10 doubles are too coarse for how it begins.
Records with_resets(const Clinic& clinic) { return {reset(clinic.output(0.35)), reset(0)}; }

// ---- schedules with doses ------------------------------------------------------------------------------------------

Records placebo(Records records) {
  for (EventRecord& record : records) record.amount = 0, record.rate = 0;
  return records;
}

Records with_additional(const Clinic& clinic) {
  EventRecord record = clinic.bolus(0.07 * clinic.end(), 0.4);
  record.interval = clinic.end() / 9;
  record.additional = 4;
  return {record};
}

/// One ends at an output, the others overlap it; one lasts longer than its interval.
Records with_infusions(const Clinic& clinic) {
  EventRecord repeated = clinic.infusion(0.31 * clinic.end(), 0.17 * clinic.end(), 0.3);
  repeated.interval = 0.1 * clinic.end();
  repeated.additional = 2;
  const double first_end = clinic.output(0.5);
  return {clinic.infusion(0, first_end > 0 ? first_end : clinic.end()), repeated};
}

Records with_modelled_inputs(const Clinic& clinic) {
  EventRecord by_rate = clinic.bolus(0), by_duration = clinic.bolus(0.4 * clinic.end());
  by_rate.rate = -1;
  by_duration.rate = -2;
  return {by_rate, by_duration};
}

/// A dose and resets; then a reset with a dose on a clock that begins anew.
Records with_reset_and_dose(const Clinic& clinic) {
  EventRecord again = clinic.bolus(0.2 * clinic.end(), 0.7);
  again.evid = Evid::reset_and_dose;
  return {clinic.bolus(0), reset(clinic.output(0.4)), clinic.infusion(0.45 * clinic.end(), 0.2 * clinic.end()), again};
}

Records at_steady_state(const Clinic& clinic) {
  EventRecord record = clinic.bolus(0, 0.5);
  record.steady_state = 1;
  record.interval = clinic.end() / 6;
  record.additional = 2;
  return {record};
}

Records infused_to_steady_state(const Clinic& clinic) {
  EventRecord record = clinic.infusion(0.3 * clinic.end(), clinic.end() / 20, 0.5);
  record.steady_state = 1;
  record.interval = clinic.end() / 8;
  return {clinic.bolus(0), record};
}

/// Irregular, two at a time, with observations in between, at outputs and not.
Records many_small_doses(const Clinic& clinic) {
  Records records;
  for (int i = 0; i < 12; ++i) {
    const double t = 0.9 * clinic.end() * (i / 12.0) * (i / 12.0);
    records.push_back(clinic.bolus(t, 0.1));
    if (i % 3 == 0) records.push_back(clinic.infusion(t, 0.03 * clinic.end(), 0.1));
    if (i % 4 == 1) records.push_back(observation(t));
  }
  return records;
}

/// At the last output, and after it.
Records late_doses(const Clinic& clinic) {
  return {clinic.bolus(0, 5), clinic.bolus(clinic.end(), 2), clinic.bolus(1.5 * clinic.end() + 1)};
}

Records other_target(const Clinic& clinic) {
  EventRecord record = clinic.bolus(0.02 * clinic.end());
  record.target = static_cast<std::uint32_t>(clinic.program.dose_targets.size() - 1);
  return {record};
}

}  // namespace

std::string_view awkward_name(std::size_t i) {
  static constexpr std::array<std::string_view, n_awkward> names = {
      "typical",          "placebo",    "without records", "with nan",     "additional doses",
      "infusions",        "changes",    "resets",          "steady state", "infused to steady state",
      "many small doses", "late doses", "other target"};
  return names.at(i);
}

std::vector<PatientCourse> awkward_patients(const RegisteredModel& model) {
  const Clinic clinic(model);
  std::vector<PatientCourse> patients(n_awkward, model.course);
  for (std::size_t i = 1; i < n_awkward; ++i) {
    // Up to a tenth less of everything: fractions stay fractions.
    RandomStream random(11, i, purpose("test.awkward"));
    for (double& p : patients[i].parameters) p *= 1 - 0.1 * random.uniform();
  }
  const bool modelled = clinic.doses() && clinic.program.dose_targets[clinic.target].rate != no_slot &&
                        clinic.program.dose_targets[clinic.target].duration != no_slot;
  patients[1].records = placebo(model.course.records);
  patients[2].records.clear();
  patients[with_nan].parameters.back() = std::numeric_limits<double>::quiet_NaN();
  patients[6].records = with_changes(clinic, patients[6].parameters, clinic.doses());
  patients[7].records = with_resets(clinic);
  if (!clinic.doses()) return patients;
  patients[4].records = with_additional(clinic);
  patients[5].records = with_infusions(clinic);
  patients[7].records = with_reset_and_dose(clinic);
  // The search for a nonlinear model's steady state is the reference engine's, and takes seconds where states are many.
  constexpr std::size_t most_states = 20;
  if (model.settles && (model.program.linear || model.program.n_states() <= most_states)) {
    patients[8].records = at_steady_state(clinic);
    patients[9].records = infused_to_steady_state(clinic);
  }
  patients[10].records = many_small_doses(clinic);
  patients[11].records = late_doses(clinic);
  patients[12].records = modelled ? with_modelled_inputs(clinic) : other_target(clinic);
  return patients;
}

Program with_states_shown(Program program) {
  for (std::size_t i = 0; i < program.n_states(); ++i) {
    program.observables.push_back({.name = "state " + program.states[i].name,
                                   .unit = program.states[i].unit,
                                   .meaning = "",
                                   .slot = program.first_state() + static_cast<Slot>(i)});
  }
  return program;
}

const std::vector<RegisteredModel>& backend_models() {
  static const std::vector<RegisteredModel> all = [] {
    std::vector<RegisteredModel> models = registered_models();
    std::erase_if(models, [](const RegisteredModel& m) { return m.large; });
    const auto add = [&](std::string name, const Program& program) {
      RegisteredModel model{.name = std::move(name), .program = program, .course = {}, .times = {}};
      model.course.parameters = dosing::parameters(program, {{"LAG", 0.7}, {"F", 0.6}, {"DUR2", 2.5}, {"RAT2", 15.0}});
      model.course.records = {{.time = 1, .amount = 30, .interval = 12, .additional = 2, .target = dosing::central}};
      for (int t = 0; t <= 48; ++t) model.times.push_back(t);
      models.push_back(std::move(model));
    };
    // Registered models have scales at which a Jacobian can be differenced, and a size at which it is soon done.
    models.push_back({.name = "E5",
                      .program = e5(),
                      .course = {.parameters = typical_parameters(e5()), .records = {}},
                      .times = {0, 1e-3, 0.1, 10, 100, 1e3, 1e4, 1e5}});
    const Program akzo = medical_akzo(200);
    models.push_back({.name = "Medical Akzo Nobel",
                      .program = akzo,
                      .course = medical_akzo_course(akzo),
                      .times = {0, 1, 2, 4, 5, 6}});
    add("dosing", dosing::one_compartment());
    add("dosing, saturable", dosing::saturable());
    return models;
  }();
  return all;
}

}  // namespace tansine
