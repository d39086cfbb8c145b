#include "studies/resolve_parts.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <tuple>

namespace tansine {

Problems from_top_to_bottom(const Problems& problems) {
  std::vector<std::string> files;
  std::vector<std::tuple<std::size_t, int, int, std::size_t>> order;  // file, line, column, as found
  for (std::size_t i = 0; i < problems.list().size(); ++i) {
    const Problem& p = problems.list()[i];
    if (p.kind != Problem::Kind::error) continue;
    const auto file = std::find(files.begin(), files.end(), p.place.name);
    order.emplace_back(static_cast<std::size_t>(file - files.begin()), p.place.line, p.place.column, i);
    if (file == files.end()) files.push_back(p.place.name);
  }
  std::sort(order.begin(), order.end());
  Problems ordered;
  for (const auto& entry : order) {
    const Problem& p = problems.list()[std::get<3>(entry)];
    // what is wrong with the regimen of several arms is said once
    const auto said = [&](const Problem& o) {
      return o.message == p.message && o.place.name == p.place.name && o.place.line == p.place.line &&
             o.place.column == p.place.column;
    };
    if (std::any_of(ordered.list().begin(), ordered.list().end(), said)) continue;
    ordered.error(p.place, p.message, p.hint);
  }
  return ordered;
}

std::string unused_columns(const Dataset& dataset, const std::vector<StudyModel>& models) {
  constexpr std::size_t most = 20;  // named one by one
  std::vector<std::string> unused;
  for (std::size_t i = 0; i < dataset.other_columns.size(); ++i) {
    const bool used = std::any_of(models.begin(), models.end(), [&](const StudyModel& m) {
      return std::any_of(m.description.covariates.begin(), m.description.covariates.end(),
                         [&](const CovariateDescription& c) { return dataset.other_column(c.name) == i; });
    });
    if (!used) unused.push_back(in_quotes(dataset.other_columns[i]));
  }
  if (unused.empty() || models.empty()) return "";
  if (unused.size() > most) {
    const std::size_t more = unused.size() - most;
    unused.resize(most);
    unused.push_back(fmt::format("and {} more", more));
  }
  return fmt::format("Columns of the dataset that no model of this study uses: {}.", fmt::join(unused, ", "));
}

std::vector<double> ends_of_infusions(const Dataset& dataset) {
  constexpr std::uint32_t most_additional = 1000;  // of one record: beyond, times are too many to be outputs
  std::vector<double> ends;
  for (const DatasetSubject& subject : dataset.subjects)
    for (const DatasetRow& row : subject.rows) {
      if (!(row.rate > 0) || !(row.amount > 0)) continue;
      for (std::uint32_t i = 0; i <= std::min(row.additional, most_additional); ++i)
        ends.push_back(row.time + i * row.interval + row.amount / row.rate);
    }
  return ends;
}

}  // namespace tansine
