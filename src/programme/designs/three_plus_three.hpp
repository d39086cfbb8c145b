#pragma once
// The 3+3 design: three patients at a dose; none with a DLT, go on; one, three more, and go on if it stays the only
// one; else stop. The chosen dose has six patients with at most one DLT: going down, a level with three patients gets
// three more. Closed forms after Lin & Shih 2001 (A+B designs).

#include "programme/designs/dose_finding.hpp"

namespace tansine {

/// P(go on past a dose whose DLT probability is p) = (1-p)^3 + 3p(1-p)^2 (1-p)^3.
double three_plus_three_escalates(double p);
/// Mean patients treated on the way up at a dose that is reached: 3, and 3 more with probability 3p(1-p)^2.
double three_plus_three_patients(double p);

/// The way up alone: where it ends. `stops[j]`: at level j; `passes`: never.
struct EscalationPath {
  std::vector<double> stops;
  double passes = 1;
  double patients = 0;  ///< mean
};
EscalationPath three_plus_three_path(std::span<const double> p);

/// Exact probabilities of choosing none (index 0) or level j (index j + 1), with the expansion to six on the way down.
std::vector<double> three_plus_three_selection(std::span<const double> p);

/// One trial.
DoseFindingResult run_three_plus_three(int levels, const TreatCohort& treat);

}  // namespace tansine
