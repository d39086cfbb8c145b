#pragma once
// Simon's two-stage design of a single-arm trial, Control Clin Trials 1989;10:1-10: n1 patients, stop if at most r1
// respond; else n patients in all, and the drug is promising if more than r respond.

namespace tansine {

struct SimonDesign {
  int r1 = 0, n1 = 0, r = 0, n = 0;
};
/// Throws InputError unless 0 <= r1 < n1 < n and r1 <= r < n.
void require_simon(const SimonDesign& d);

/// Under response probability p.
struct SimonCharacteristics {
  double promising = 0;  ///< probability: the type I error at p0, the power at p1
  double stops_early = 0;
  double patients = 0;  ///< mean
};
SimonCharacteristics simon_characteristics(const SimonDesign& d, double p);

struct SimonOptions {
  double p0 = 0.1, p1 = 0.3;        ///< response probability: not of interest, of interest
  double alpha = 0.05, beta = 0.2;  ///< type I and II errors, at most
  int most_patients = 100;          ///< the search ends there
};
struct SimonSearch {
  SimonDesign optimal, minimax;  ///< least mean patients under p0; least n, then least mean patients
};
/// Exhaustive over all (r1, n1, r, n). Throws InputError if p0 >= p1, an error is outside (0, 1), or no design of at
/// most `most_patients` (2..300) holds both errors.
SimonSearch simon_search(const SimonOptions& options);

}  // namespace tansine
