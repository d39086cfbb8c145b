#pragma once
// Noncompartmental analysis of one concentration-time profile, by the rules of docs/nca.md. Units: time [h],
// concentration c [any], dose d [any]; areas come in c*h, clearance in d/(c*h). Rules are cited as (N-..).

#include <cstdint>
#include <limits>
#include <optional>
#include <span>

namespace tansine {

enum class AucRule : std::uint8_t { linear_up_log_down, linear };

struct NcaOptions {
  AucRule rule = AucRule::linear_up_log_down;
  double dose = 0;               ///< 0: unknown; clearance and volumes are then absent
  double infusion_duration = 0;  ///< [h] 0: bolus
  bool extravascular = false;    ///< no C0 back-extrapolation
  double lloq = 0;               ///< below it: 0 before the first quantifiable point, left out after it
  double tau = 0;                ///< [h] dosing interval for the accumulation ratio; 0: none
  double start = 0;              ///< [h] when the dose is given; earlier points are left out, results count from it
  double end = std::numeric_limits<double>::infinity();  ///< [h] of the next dose: points at or after it are left out
};

/// What cannot be estimated is absent.
struct NcaResult {
  std::optional<double> Cmax, Tmax;         ///< highest quantifiable concentration and its (first) time
  std::optional<double> AUClast, AUMClast;  ///< to the last quantifiable point
  std::optional<double> Clast, Tlast;
  std::optional<double> C0;  ///< bolus: measured at 0, or back-extrapolated from the first two points
  std::optional<double> lambda_z, half_life, adjusted_r2;
  int lambda_z_points = 0;
  std::optional<double> AUCinf, AUCinf_predicted, AUMCinf;
  std::optional<double> extrapolated;  ///< fraction of AUCinf beyond Tlast; above 0.2 is flagged
  std::optional<double> CL, MRT, Vss, Vz;
  std::optional<double> accumulation;  ///< 1/(1-exp(-lambda_z*tau))
  [[nodiscard]] bool extrapolation_flagged() const { return extrapolated && *extrapolated > 0.2; }
};

/// Times ascending, repeats allowed. Concentrations that are nan or infinite are left out. Throws InputError if the
/// times do not ascend or their number is not that of the concentrations, or an option is negative or nan.
NcaResult nca(std::span<const double> times, std::span<const double> concentrations, const NcaOptions& options = {});

}  // namespace tansine
