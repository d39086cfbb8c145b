#include "app/calibrate_command.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "io/result_files.hpp"
#include "studies/calibrate/calibrate.hpp"

#include <fmt/format.h>
#include <fmt/std.h>
#include <cmath>
#include <ostream>

namespace tansine {

int calibrate_command(const RunOptions& options, Terminal& terminal) {
  Calibration calibration(read_calibration(options.study));
  const CalibrationResult r = calibration.run();
  std::ostream& out = terminal.out;
  const CalibrationFile& f = calibration.file();
  out << fmt::format("{}\n{}, {}: {} parameters, {} profiles, {} points, {} evaluations\n\n",
                     f.title.empty() ? f.name : f.title, f.compound.value, f.model.value, r.estimates.size(),
                     calibration.profiles(), r.points, r.evaluations);
  out << fmt::format("{:<16} {:>12} {:<10} {:>8}  {}\n", "parameter", "estimate", "unit", "RSE", "start");
  for (const ParameterEstimate& e : r.estimates)
    out << fmt::format("{:<16} {:>12} {:<10} {:>8}  {}{}\n", e.name, significant(e.estimate.as_written(), 4),
                       e.estimate.unit().text, std::isfinite(e.se_log) ? fmt::format("{:.1f} %", 100 * e.se_log) : "-",
                       e.start.text(), e.at_bound ? "  at its bound" : "");
  out << fmt::format("\nstandard deviation of the residuals of the logarithm {:.3f}, objective {:.3f}\n\n",
                     r.residual_sd, r.objective);
  for (const CalibratedProfile& p : r.profiles)
    out << fmt::format("{:<9} {:<44} {:<12} {:<36} {:>3} points  AAFE {:.2f}\n", p.held_out ? "held out" : "fitted",
                       p.study.substr(0, 44), p.dose, p.analyte.substr(0, 36), p.points, p.aafe);
  for (const NotPredicted& n : r.left_out)
    terminal.err << fmt::format("{}:{}: left out: {}\n", n.place.name, n.place.line, n.why);
  ResultDirectory folder(options.results, f.name);
  folder.write("estimates.csv", estimates_csv(r));
  folder.write("profiles.csv", calibration_profiles_csv(r));
  folder.write("calibration.toml", f.text);
  out << fmt::format("\nfiles in {}\n", folder.commit().string());
  return exit_done;
}

}  // namespace tansine
