#include "app/commands.hpp"

#include "app/validate_page.hpp"
#include "base/file.hpp"
#include "base/resources.hpp"
#include "base/text.hpp"
#include "io/result_files.hpp"
#include "studies/validate/validate.hpp"

#include <fmt/format.h>
#include <fmt/std.h>
#include <algorithm>
#include <map>
#include <ostream>

namespace tansine {
namespace {

std::string cut(const std::string& text, std::size_t width) {
  return text.size() <= width ? text : text.substr(0, width - 2) + "..";
}

void print_table(const Validation& v, std::ostream& out) {
  out << fmt::format("{:<28}  {:<24}  {:<11}  {:<14}  {:<28}  {:<9}  {:>10}  {:>10}  {:>6}  {:<3}  {}\n", "study",
                     "compound", "species", "dose", "analyte", "metric", "predicted", "observed", "fold", "", "basis");
  for (const ValidationRow& r : v.rows)
    out << fmt::format("{:<28}  {:<24}  {:<11}  {:<14}  {:<28}  {:<9}  {:>10}  {:>10}  {:>6.2f}  {:<3}  {}\n",
                       cut(r.study, 28), cut(r.compound, 24), cut(r.species, 11), cut(r.dose, 14), cut(r.analyte, 28),
                       r.metric, significant(r.predicted, 4), significant(r.observed, 4), r.fold_error,
                       r.inside() ? "in" : "out", r.calibrated ? "calibrated" : "predicted");
}

void print_not_predicted(const Validation& v, std::ostream& out) {
  if (v.not_predicted.empty()) return;
  // what has nothing to do with concentrations is counted, not listed
  std::map<std::string, std::size_t> count;
  for (const NotPredicted& n : v.not_predicted) ++count[n.why];
  out << fmt::format("\nnot predicted: {} (all in not-predicted.csv)\n", v.not_predicted.size());
  for (const auto& [why, n] : count)
    if (n > 5) out << fmt::format("  {} times: {}\n", n, why);
  for (const NotPredicted& n : v.not_predicted)
    if (count[n.why] <= 5) out << fmt::format("  {}:{}: {}: {}\n", n.place.name, n.place.line, n.what, n.why);
}

}  // namespace

int validate_command(const ValidateOptions& options, Terminal& terminal) {
  const bool own = !options.data.has_value();
  const Validation v = validate_tables(read_observed_tables(own ? data_directory() : *options.data));
  print_table(v, terminal.out);
  for (const std::string& line : validation_summary(v)) terminal.out << "\n" << line;
  terminal.out << "\n";
  print_not_predicted(v, terminal.out);
  const std::string csv = validation_csv(v);
  if (!options.csv.empty()) write_file(options.csv, csv);
  ResultDirectory folder(options.results, "validate");
  folder.write("validation.csv", csv);
  folder.write("not-predicted.csv", not_predicted_csv(v));
  folder.write("report.html",
               page_html(validation_page(v, own ? "the data that come with Tansine" : options.data->string())));
  terminal.out << fmt::format("\nfiles in {}\n", folder.commit().string());
  return exit_done;
}

}  // namespace tansine
