#include "app/commands.hpp"

#include "app/explain_drawing.hpp"
#include "app/progress.hpp"
#include "base/text.hpp"
#include "io/result_files.hpp"
#include "report/page.hpp"
#include "studies/side_by_side.hpp"

#include <array>
#include <cmath>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tansine {
namespace {

FigureColor color_of(std::size_t compound) {
  constexpr std::array<FigureColor, 6> colors{FigureColor::blue,   FigureColor::vermillion, FigureColor::green,
                                              FigureColor::purple, FigureColor::orange,     FigureColor::gray};
  return colors[compound % colors.size()];
}

/// One figure per observable, all compounds in it.
std::vector<Figure> figures(const std::vector<ComparedCompound>& compounds,
                            const std::vector<ComparedExposure>& exposures) {
  std::vector<Figure> all;
  for (const ComparedExposure& e : exposures) {
    if (all.empty() || all.back().title != e.observable) {
      const bool ratio = e.unit == "1";
      all.push_back({.title = e.observable,
                     .x = {.label = "time", .unit = "d"},
                     .y = {.label = e.observable,
                           .unit = ratio ? "" : e.unit,
                           .scale = std::isnan(e.Cmax.median) ? AxisScale::linear : AxisScale::log}});
      all.back().caption = "Lines: median; bands: 5th to 95th percentile between patients.";
    }
    Figure& f = all.back();
    const FigureColor color = color_of(e.compound);
    const std::string& name = compounds[e.compound].name;
    BandSeries band{.name = name, .statistic = "5–95 %", .x = e.days, .color = color};
    LineSeries line{.name = name, .statistic = "median", .x = e.days, .color = color};
    double highest = 0;
    for (const Spread& s : e.course) {
      band.lower.push_back(s.low);
      band.upper.push_back(s.high);
      line.y.push_back(s.median);
      if (std::isfinite(s.high)) highest = std::max(highest, s.high);
    }
    // what is below a ten-thousandth of the peak would flatten the rest
    if (f.y.scale == AxisScale::log && highest > 0)
      f.y.min = std::min(f.y.min.value_or(INFINITY), std::pow(10, std::floor(std::log10(highest / 1e4))));
    f.bands.push_back(std::move(band));
    f.lines.push_back(std::move(line));
  }
  return all;
}

/// The least and the most of what all of them have.
std::string answer_of(const std::vector<ComparedCompound>& compounds, const std::vector<ComparedExposure>& exposures) {
  const ComparedExposure *least = nullptr, *most = nullptr;
  for (const ComparedExposure& e : exposures) {
    if (e.observable != exposures.front().observable || !(e.AUC.median > 0)) continue;
    if (least == nullptr || e.AUC.median < least->AUC.median) least = &e;
    if (most == nullptr || e.AUC.median > most->AUC.median) most = &e;
  }
  const std::string size =
      fmt::format("{} compounds, {} virtual patients each", compounds.size(), compounds.front().study.patients());
  if (least == nullptr || least == most) return size + ".";
  return fmt::format("{}: the median AUC of the {} goes from {} {} d ({}) to {} {} d ({}).", size, least->observable,
                     significant(least->AUC.median, 3), least->unit, compounds[least->compound].name,
                     significant(most->AUC.median, 3), most->unit, compounds[most->compound].name);
}

Page page_of(const std::vector<ComparedCompound>& compounds, const std::vector<ComparedExposure>& exposures) {
  std::vector<std::string> names, notes;
  for (const ComparedCompound& c : compounds) {
    names.push_back(c.name);
    const ModelDescription& m = c.study.models.front().description;
    notes.push_back(fmt::format("`{}`: {}. {}", c.name, m.title, m.notes));
  }
  Page page{.title = fmt::format("{}", fmt::join(names, " beside ")),
            .question = "How do these compounds compare in the same virtual patients?",
            .answer = answer_of(compounds, exposures),
            .uncertainty =
                "Each compound keeps the model and the parameters of its own publication: differences between "
                "compounds contain differences between trials. Bands are the spread between patients; "
                "residual error and the uncertainty of the parameters are not in them.",
            .kicker = "Tansine · compare"};
  std::vector<Figure> all = figures(compounds, exposures);
  if (!all.empty()) page.lead.emplace_back(std::move(all.front()));
  PageSection table{"Side by side", {}};
  table.blocks.emplace_back(Listing{side_by_side_table(compounds, exposures), "Median (5th to 95th percentile)"});
  page.sections.push_back(std::move(table));
  PageSection more{"Over time", {}};
  for (std::size_t i = 1; i < all.size(); ++i) more.blocks.emplace_back(std::move(all[i]));
  if (!more.blocks.empty()) page.sections.push_back(std::move(more));
  page.sections.push_back({"Molecules", {}});
  for (const ComparedCompound& c : compounds)
    page.sections.back().blocks.emplace_back(
        Listing{draw_molecule_text(molecule_picture(c.study.compound, c.study.models.front().description)), c.name});
  page.sections.push_back({"Models", {Prose{fmt::format("{}", fmt::join(notes, "\n\n"))}}});
  return page;
}

}  // namespace

int compare_command(const SideBySideOptions& asked, const RunOptions& options, Terminal& terminal,
                    const std::atomic<bool>& interrupted) {
  const std::vector<ComparedCompound> compounds = set_side_by_side(asked);
  std::vector<StudyResult> results;
  std::uint64_t failed = 0;
  for (const ComparedCompound& c : compounds) {
    Progress progress(terminal, 0);
    SimulateOptions s{.threads = options.threads, .cancel = &interrupted};
    s.memory_budget = options.memory;
    s.progress = [&](std::uint64_t done, std::uint64_t all, std::uint64_t bad) { progress.show(done, all, bad); };
    results.push_back(simulate(c.study, std::move(s)));
    if (results.back().cancelled) {
      terminal.err << "interrupted; nothing was kept\n";
      return exit_interrupted;
    }
    failed += results.back().failed();
  }
  const std::vector<ComparedExposure> exposures = compare_exposures(compounds, results);
  ResultDirectory folder(options.results, "compare");
  folder.write("compare.csv", side_by_side_csv(compounds, exposures));
  folder.write("report.html", page_html(page_of(compounds, exposures)));
  const std::filesystem::path kept = folder.commit();
  terminal.out
      << side_by_side_table(compounds, exposures)
      << "median (5th to 95th percentile) over patients; Cmax, AUC and half-life in the first dosing interval\n"
      << "\nreport: " << (kept / "report.html").string() << "\n";
  if (failed == 0) return exit_done;
  terminal.err << fmt::format("{} patients failed and are not in these numbers\n", failed);
  return exit_some_failed;
}

}  // namespace tansine
