#include "app/validate_page.hpp"

#include "base/text.hpp"
#include "base/version.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <map>

namespace tansine {
namespace {

using Rows = std::vector<const ValidationRow*>;

struct Score {
  Rows profiles, exposures;
};

std::string share_inside(const Rows& rows) {
  const auto n = std::count_if(rows.begin(), rows.end(), [](const ValidationRow* r) { return r->inside(); });
  return fmt::format("{} of {}", n, rows.size());
}

std::map<std::string, Score> by_compound(const Validation& v) {
  std::map<std::string, Score> scores;
  for (const ValidationRow& r : v.rows)
    (r.metric == "aafe" ? scores[r.compound].profiles : scores[r.compound].exposures).push_back(&r);
  return scores;
}

Rows where(const Validation& v, bool profile, int calibrated) {
  Rows rows;
  for (const ValidationRow& r : v.rows)
    if ((r.metric == "aafe") == profile && (calibrated < 0 || r.calibrated == (calibrated == 1))) rows.push_back(&r);
  return rows;
}

std::string fold_text(const Rows& rows) { return rows.empty() ? "–" : fmt::format("{:.2f}", mean_fold(rows)); }

ReportTable compound_table(const Validation& v) {
  ReportTable t{.caption = "By compound",
                .columns = {{.name = "compound"},
                            {.name = "profiles", .digits = 0},
                            {.name = "mean AAFE", .decimals = 2},
                            {.name = "profiles inside 1.5"},
                            {.name = "mean fold error of exposures", .decimals = 2},
                            {.name = "exposures inside 0.67–1.5"}}};
  for (const auto& [name, s] : by_compound(v))
    t.rows.push_back({name, static_cast<double>(s.profiles.size()),
                      s.profiles.empty() ? TableCell("–")
                                         : TableCell(mean_fold(s.profiles),
                                                     mean_fold(s.profiles) > 1.5 ? CellMark::above : CellMark::none),
                      s.profiles.empty() ? "–" : share_inside(s.profiles),
                      s.exposures.empty() ? TableCell("–")
                                          : TableCell(mean_fold(s.exposures),
                                                      mean_fold(s.exposures) > 1.5 ? CellMark::above : CellMark::none),
                      s.exposures.empty() ? "–" : share_inside(s.exposures)});
  t.note = "Means are geometric. An exposure is a Cmax, an area, a clearance or a half-life.";
  return t;
}

ReportTable rows_table(const Validation& v, bool profiles) {
  ReportTable t{.caption = profiles ? "Every profile" : "Every exposure, clearance and half-life",
                .columns = {{.name = "study"},
                            {.name = "compound"},
                            {.name = "species"},
                            {.name = "dose"},
                            {.name = "analyte"},
                            {.name = "metric"},
                            {.name = "predicted"},
                            {.name = "observed"},
                            {.name = "unit"},
                            {.name = "fold error", .decimals = 2},
                            {.name = "0.67–1.5"},
                            {.name = "basis"},
                            {.name = "model"}}};
  for (const ValidationRow& r : v.rows)
    if ((r.metric == "aafe") == profiles)
      t.rows.push_back({r.study, r.compound, r.species, r.dose, r.analyte, r.metric, significant(r.predicted, 4),
                        significant(r.observed, 4), r.unit,
                        TableCell(r.fold_error, mark_outside(r.fold_error, 0.67, 1.5)), r.inside() ? "in" : "out",
                        r.calibrated ? "calibrated" : "predicted", r.model});
  t.note = profiles ? "The fold error of a profile is the absolute average fold error over its points; predicted and "
                      "observed are the geometric means over them."
                    : "Fold error: predicted over observed. Areas and Cmax of a profile are of its first dosing "
                      "interval, by the same noncompartmental analysis of both at the observed times.";
  return t;
}

std::vector<FigureGrid> figures(const Validation& v) {
  std::vector<std::string> order;
  std::map<std::string, FigureGrid> grids;
  for (const ValidatedProfile& p : v.profiles) {
    const ConcentrationRow& r = p.data.first;
    if (!grids.contains(r.compound)) order.push_back(r.compound);
    FigureGrid& g = grids[r.compound];
    g.title = r.compound;
    g.shared_axes = false;
    Figure f{.title = fmt::format("{} {}, {}", r.dose, r.dose_unit, r.analyte),
             .x = {.label = "time", .unit = "d"},
             .y = {.label = r.analyte, .unit = p.unit, .scale = AxisScale::log}};
    LineSeries line{.name = p.calibrated ? "model, calibrated on these data" : "model, predicted",
                    .statistic = "typical patient",
                    .x = {},
                    .y = {},
                    .color = p.calibrated ? FigureColor::vermillion : FigureColor::blue,
                    .label = "model"};
    double lowest = 1e300;
    PointSeries points{.name = "observed", .statistic = r.stat, .x = {}, .y = {}, .lower = {}, .upper = {}};
    for (const ProfilePoint& x : p.data.points) {
      points.x.push_back(x.time / 24);
      points.y.push_back(x.value);
      lowest = std::min(lowest, x.value);
    }
    for (std::size_t i = 0; i < p.curve.size(); ++i) {
      line.x.push_back(p.curve_times[i] / 24);
      line.y.push_back(p.curve[i] > lowest / 30 ? p.curve[i] : 0);
    }
    f.caption = fmt::format("{}; {}", r.study, p.model);
    f.lines.push_back(std::move(line));
    f.points.push_back(std::move(points));
    g.panels.push_back(std::move(f));
  }
  std::vector<FigureGrid> list;
  for (const std::string& name : order) list.push_back(std::move(grids[name]));
  return list;
}

Figure key_figure(const Validation& v) {
  Figure f{.title = "Predicted against observed exposure",
           .x = {.label = "observed over its unit", .scale = AxisScale::log},
           .y = {.label = "predicted over observed", .scale = AxisScale::log}};
  for (const bool calibrated : {true, false}) {
    PointSeries s{.name = calibrated ? "calibrated on these data" : "predicted",
                  .statistic = "Cmax, AUC, CL, half-life; AAFE of profiles",
                  .x = {},
                  .y = {},
                  .lower = {},
                  .upper = {},
                  .color = calibrated ? FigureColor::vermillion : FigureColor::blue,
                  .marker = calibrated ? PointMarker::square : PointMarker::circle};
    for (const ValidationRow& r : v.rows)
      if (r.calibrated == calibrated && r.metric != "aafe") {
        s.x.push_back(r.observed);
        s.y.push_back(r.fold_error);
      }
    if (!s.x.empty()) f.points.push_back(std::move(s));
  }
  f.references = {{.y = 1, .label = "as observed"}, {.y = 0.67, .label = "0.67"}, {.y = 1.5, .label = "1.5"}};
  f.caption =
      "Each mark is one Cmax, area, clearance or half-life; the horizontal axis only spreads them out by their size.";
  return f;
}

ReportTable left_out_table(const Validation& v) {
  ReportTable t{.caption = "Not predicted", .columns = {{.name = "where"}, {.name = "what"}, {.name = "why"}}};
  for (const NotPredicted& n : v.not_predicted)
    t.rows.push_back({fmt::format("{}:{}", n.place.name, n.place.line), n.what, n.why});
  return t;
}

}  // namespace

std::vector<std::string> validation_summary(const Validation& v) {
  std::vector<std::string> lines;
  const Rows profiles = where(v, true, -1), exposures = where(v, false, -1);
  lines.push_back(fmt::format("{} profiles, mean AAFE {} ({} predicted: {}; {} calibrated: {}), {} inside 1.5",
                              profiles.size(), fold_text(profiles), where(v, true, 0).size(),
                              fold_text(where(v, true, 0)), where(v, true, 1).size(), fold_text(where(v, true, 1)),
                              share_inside(profiles)));
  lines.push_back(fmt::format("{} exposures, mean fold error {} (predicted {}, calibrated {}), {} inside 0.67-1.5",
                              exposures.size(), fold_text(exposures), fold_text(where(v, false, 0)),
                              fold_text(where(v, false, 1)), share_inside(exposures)));
  for (const auto& [name, s] : by_compound(v))
    lines.push_back(fmt::format("  {:<32} {:>3} profiles {:>5} ({} inside), {:>3} exposures {:>5} ({} inside)", name,
                                s.profiles.size(), fold_text(s.profiles), share_inside(s.profiles), s.exposures.size(),
                                fold_text(s.exposures), share_inside(s.exposures)));
  return lines;
}

Page validation_page(const Validation& v, const std::string& data) {
  const Rows profiles = where(v, true, -1), exposures = where(v, false, -1);
  const Rows foretold = where(v, true, 0), fitted = where(v, true, 1);
  Page page;
  page.title = "Predictions beside observed data";
  page.kicker = "Tansine · validate";
  page.question = fmt::format("How far are the models off {}?", data);
  page.answer = profiles.empty()
                    ? fmt::format("{} exposures: mean fold error {}.", exposures.size(), fold_text(exposures))
                    : fmt::format(
                          "Over {} profiles the mean absolute average fold error is {}: {} over the {} that nothing "
                          "was fitted to, {} over the {} that a model was calibrated on.",
                          profiles.size(), fold_text(profiles), fold_text(foretold), foretold.size(), fold_text(fitted),
                          fitted.size());
  page.uncertainty = fmt::format(
      "{} profiles are inside 1.5, {} exposures inside 0.67–1.5. The typical patient stands for the mean of a group: "
      "between-patient spread is no part of this. {} rows could not be predicted; each is listed with its reason.",
      share_inside(profiles), share_inside(exposures), v.not_predicted.size());
  KeyNumbers numbers;
  numbers.items = {{"mean AAFE, predicted", fold_text(foretold), fmt::format("{} profiles", foretold.size())},
                   {"mean AAFE, calibrated", fold_text(fitted), fmt::format("{} profiles", fitted.size())},
                   {"exposures inside 0.67–1.5", share_inside(exposures), "Cmax, AUC, CL, half-life"}};
  page.lead.emplace_back(std::move(numbers));
  if (!exposures.empty()) page.lead.emplace_back(key_figure(v));
  page.sections.push_back({"Compounds", {Block(compound_table(v))}});
  if (!profiles.empty()) page.sections.push_back({"Profiles", {Block(rows_table(v, true))}});
  if (!exposures.empty()) page.sections.push_back({"Exposure", {Block(rows_table(v, false))}});
  PageSection drawn{"Figures", {}};
  for (FigureGrid& g : figures(v)) drawn.blocks.emplace_back(std::move(g));
  if (!drawn.blocks.empty()) page.sections.push_back(std::move(drawn));
  page.sections.push_back(
      {"Methods",
       {Block(Prose{"Every row is predicted by the typical patient of one model: that of the compound, or of the class "
                    "of its linker and payload, for the species; "
                    "where there is only a human model, it is scaled to the animal by body weight as "
                    "data/conventions.toml says. Doses are boluses unless the regimen names an infusion. "
                    "A profile is called calibrated if the model's numbers were fitted, by us or by its authors, to "
                    "data of that study and dose. Nothing is fitted here."})}});
  if (!v.not_predicted.empty())
    page.sections.push_back(
        {"Not predicted", {Block(Folded{fmt::format("{} rows", v.not_predicted.size()), {Block(left_out_table(v))}})}});
  const BuildInfo build = build_info();
  Facts facts;
  facts.items = {{"Tansine", build.version + ", commit " + build.commit},
                 {"data", data},
                 {"tables read", fmt::format("{}", v.files)}};
  page.sections.push_back({"Manifest", {Block(std::move(facts))}});
  page.footer = "Made by Tansine. The same rows are in validation.csv and not-predicted.csv.";
  return page;
}

}  // namespace tansine
