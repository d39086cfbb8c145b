// From a dataset's rows to the records the engine executes.

#include "io/dataset.hpp"

#include <cmath>

#include <fmt/format.h>

namespace tansine {
namespace {

std::string known_compartments(const DatasetMapping& mapping) {
  std::string out;
  for (const auto& [number, target] : mapping.targets) out += fmt::format("{}{}", out.empty() ? "" : ", ", number);
  return out.empty() ? "none" : out;
}

// A mapped column while walking down the rows.
struct Follower {
  std::size_t column = 0;
  DatasetMapping::Parameter to;
  std::string name;
  double last = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace

std::vector<EventRecord> event_records(const Dataset& dataset, const DatasetSubject& subject,
                                       const DatasetMapping& mapping, Problems& problems) {
  std::vector<Follower> followers;
  for (const auto& [name, to] : mapping.parameters) {
    const std::optional<std::size_t> column = dataset.other_column(name);
    if (!column) {
      problems.error(Place{.name = dataset.name},
                     fmt::format("column {} is missing{}", name, did_you_mean(name, dataset.other_columns)));
      continue;
    }
    problems.add(dataset.other_column_problems[*column]);
    followers.push_back({*column, to, name});
  }
  std::vector<EventRecord> records;
  records.reserve(subject.rows.size());
  for (const DatasetRow& row : subject.rows) {
    EventRecord record{.time = row.time,
                       .evid = row.evid,
                       .amount = row.amount,
                       .rate = row.rate,
                       .interval = row.interval,
                       .additional = row.additional,
                       .steady_state = row.steady_state,
                       .target = 0,
                       .changes = {}};
    if (row.evid == Evid::dose || row.evid == Evid::reset_and_dose) {
      const auto target = mapping.targets.find(row.compartment);
      if (target == mapping.targets.end()) {
        problems.error(dataset.place(row),
                       fmt::format("dose to an unknown compartment: CMT {}; the model takes doses in {}",
                                   row.compartment, known_compartments(mapping)));
      } else {
        record.target = target->second;
      }
    }
    for (Follower& follower : followers) {
      const double written = row.others[follower.column];
      if (std::isnan(written)) {
        const bool told = !dataset.other_column_problems[follower.column].list().empty();  // a word, not a number
        if (!told && &row == &subject.rows.front()) {
          problems.error(dataset.place(row),
                         fmt::format("{} is missing at the first record of ID {}", follower.name, subject.id));
        }
        continue;
      }
      if (written == follower.last) continue;
      follower.last = written;
      record.changes.push_back({follower.to.index, follower.to.unit.to_canonical(written)});
    }
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace tansine
