// Does any text crash the readers of event datasets and of observed values? What is accepted keeps the promises of the
// headers: finite numbers, times in order, records that the engine's rules can take.

#include "io/dataset.hpp"
#include "io/observations.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

using namespace tansine;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_records(const Dataset& dataset, const DatasetSubject& subject) {
  DatasetMapping mapping{.targets = {{1, 0}, {2, 1}}, .parameters = {}};
  for (const std::string& column : dataset.other_columns) mapping.parameters[column] = {.index = 0, .unit = unit("kg")};
  Problems problems;
  const auto records = event_records(dataset, subject, mapping, problems);
  require(records.size() == subject.rows.size());
  for (const EventRecord& record : records) {
    const bool gives = record.evid == Evid::dose || record.evid == Evid::reset_and_dose;
    require(gives || (record.amount == 0 && record.rate == 0 && record.additional == 0 && record.steady_state == 0));
    require(record.additional == 0 || record.interval > 0);
    for (const ParameterChange& change : record.changes) require(!std::isnan(change.value));
  }
  require(render(problems).size() < 1000 * (1 + problems.list().size()));
}

void check_dataset(const std::shared_ptr<const SourceText>& source) {
  const Dataset dataset = parse_dataset(source, {.needed_columns = {"WT"}});
  require(!dataset.subjects.empty() && !dataset.summary().empty());
  for (const DatasetSubject& subject : dataset.subjects) {
    double clock = 0;
    require(!subject.rows.empty() && !subject.id.empty());
    for (const DatasetRow& row : subject.rows) {
      require(std::isfinite(row.time) && row.time >= 0 && std::isfinite(row.amount) && row.amount >= 0);
      require(std::isfinite(row.rate) && std::isfinite(row.interval) && row.interval >= 0);
      require(row.time >= clock || row.evid == Evid::reset || row.evid == Evid::reset_and_dose);
      require(!row.has_observation || std::isfinite(row.observation));
      require(row.others.size() == dataset.other_columns.size());
      require(!source->line(row.line).empty() && dataset.place(row).length >= 1);
      clock = row.time;
    }
    check_records(dataset, subject);
  }
}

void check_observations(const std::shared_ptr<const SourceText>& source) {
  for (const ObservedProfile& profile : parse_observations(source)) {
    require(!profile.points.empty() && !profile.analyte.empty());
    double clock = 0;
    for (const ObservedPoint& point : profile.points) {
      require(point.time >= clock && std::isfinite(point.value) && point.value >= 0);
      clock = point.time;
    }
  }
}

template <class F>
void refused_well(std::size_t most, F read) {
  try {
    read();
  } catch (const InputError& error) {
    require(error.problems().has_errors() && error.problems().list().size() <= most);
    for (const Problem& p : error.problems().list()) require(!p.message.empty() && p.place.line >= 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source =
      std::make_shared<const SourceText>(SourceText{"d.csv", std::string(reinterpret_cast<const char*>(data), size)});
  refused_well(51, [&] { check_dataset(source); });
  refused_well(10'101, [&] { check_observations(source); });  // read_table stops after 100 and the row it is in
  return 0;
}
