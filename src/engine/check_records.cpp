// The refusals of docs/events.md (E-40 and on).

#include "engine/patient_course.hpp"

#include <fmt/format.h>

#include <cmath>

namespace tansine {

namespace {

constexpr double most_doses = 1e7;  // E-48: beyond this a dataset is a mistake

class RecordChecker {
 public:
  RecordChecker(const Program& program, const std::string& name, Problems& problems)
      : program_(program), name_(name), problems_(problems) {}

  void check(const EventRecord& record, int number, const EventRecord* previous) {
    number_ = number;
    const bool resets = record.evid == Evid::reset || record.evid == Evid::reset_and_dose;
    const bool doses = record.evid == Evid::dose || record.evid == Evid::reset_and_dose;
    check_numbers(record);
    if (previous && record.time < previous->time && !resets) {
      error(fmt::format("time {} h comes before the previous record's {} h; only EVID 3 or 4 may restart the clock",
                        record.time, previous->time));
    }
    if (doses) {
      check_dose(record);
    } else if (record.amount != 0 || record.rate != 0 || record.steady_state != 0 || record.additional != 0) {
      error("AMT, RATE, SS or ADDL on a record that gives no dose (EVID must be 1 or 4 for a dose)");
    }
  }

 private:
  void error(std::string message) { problems_.error(Place{.name = name_, .line = number_}, std::move(message)); }

  void check_numbers(const EventRecord& record) {
    const auto finite = [this](const char* item, double value) {
      if (!std::isfinite(value)) error(fmt::format("{} is {}, expected a finite number", item, value));
    };
    finite("TIME", record.time);
    finite("AMT", record.amount);
    finite("RATE", record.rate);
    finite("II", record.interval);
    if (record.interval < 0) error(fmt::format("II is {} h, expected 0 or more", record.interval));
    if (record.evid > Evid::reset_and_dose) {
      error(fmt::format("EVID is {}, expected 0, 1, 2, 3 or 4", static_cast<int>(record.evid)));
    }
    for (const ParameterChange& change : record.changes) {
      if (change.parameter >= program_.parameters.size()) {
        error(fmt::format("parameter number {} does not exist, the model has {}", change.parameter,
                          program_.parameters.size()));
      } else if (!std::isfinite(change.value)) {
        error(fmt::format("'{}' becomes {}, expected a finite number", program_.parameters[change.parameter].name,
                          change.value));
      }
    }
  }

  void check_dose(const EventRecord& record) {
    if (record.target >= program_.dose_targets.size()) {
      error(fmt::format("dose target number {} does not exist, the model has {}", record.target,
                        program_.dose_targets.size()));
    } else {
      check_modelled(record, program_.dose_targets[record.target]);
    }
    if (record.amount < 0) error(fmt::format("AMT is {}, expected 0 or more", record.amount));
    if (record.rate < 0 && record.rate != -1 && record.rate != -2) {
      error(
          fmt::format("RATE is {}, expected 0, a positive rate, -1 (rate from the model) or -2 (duration from the "
                      "model)",
                      record.rate));
    }
    if (record.additional > 0 && record.interval <= 0) {
      error(fmt::format("ADDL is {} but II is {} h, expected a positive interval", record.additional, record.interval));
    }
    check_steady_state(record);
    doses_ += 1.0 + record.additional;
    if (doses_ > most_doses && !told_) {
      told_ = true;
      error(fmt::format("more than {} doses up to here", most_doses));
    }
  }

  void check_modelled(const EventRecord& record, const DoseTarget& target) {
    if (record.rate == -1 && target.rate == no_slot) {
      error(fmt::format("RATE is -1 but dose target '{}' has no modelled rate", target.name));
    }
    if (record.rate == -2 && target.duration == no_slot) {
      error(fmt::format("RATE is -2 but dose target '{}' has no modelled duration", target.name));
    }
  }

  void check_steady_state(const EventRecord& record) {
    if (record.steady_state > 2) {
      error(fmt::format("SS is {}, expected 0, 1 or 2", static_cast<int>(record.steady_state)));
      return;
    }
    if (record.steady_state == 0) {
      if (record.amount == 0 && record.rate > 0) error("RATE without AMT: an infusion needs an amount (or SS)");
      return;
    }
    if (record.amount > 0 && record.interval <= 0) {
      error(fmt::format("SS is {} but II is {} h, expected a positive interval", static_cast<int>(record.steady_state),
                        record.interval));
    }
    if (record.amount == 0 && record.interval > 0) {
      error("SS with II but no AMT: a constant infusion at steady state has AMT 0, a rate and II 0");
    }
    if (record.amount == 0 && record.rate == -2) {
      error("RATE is -2 without AMT: a constant infusion at steady state needs a rate");
    }
  }

  const Program& program_;
  const std::string& name_;
  Problems& problems_;
  int number_ = 0;
  double doses_ = 0;
  bool told_ = false;
};

}  // namespace

Problems check_records(const Program& program, std::span<const EventRecord> records, const std::string& name) {
  Problems problems;
  RecordChecker checker(program, name, problems);
  for (std::size_t i = 0; i < records.size(); ++i) {
    checker.check(records[i], static_cast<int>(i) + 1, i > 0 ? &records[i - 1] : nullptr);
  }
  return problems;
}

}  // namespace tansine
