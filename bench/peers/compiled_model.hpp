#pragma once
// A benchmark model as compiled functions, for the peers: what Tansine's write_cpp makes of its Program, with a
// straight-line sparse LU. Plain C types: this header is all that peers know of Tansine.

namespace tansine {

struct CompiledModel {
  int n_states, n_parameters, n_work, n_nonzeros, n_observables, n_factors;
  void (*prologue)(const double* p, double* w);
  void (*initial)(const double* w, double* y);
  void (*derivative)(double t, const double* w, const double* y, double* dy);
  void (*jacobian)(double t, const double* w, const double* y, double* j);  ///< compressed columns
  void (*observables)(double t, const double* w, const double* y, double* o);
  const int *column_begin, *row;
  int n_dosed;  ///< states that a dose enters
  const int* dosed;
  void (*dose)(const double* w, double* coefficient);
  const double* nominal;  ///< typical magnitude of each state
  /// Factors s I - J into lu[n_factors] without exchanges, and solves with them in place.
  void (*factor)(double s, const double* j, double* lu);
  void (*solve)(const double* lu, double* x);
};

[[gnu::visibility("default")]] extern const CompiledModel compiled_m1, compiled_m2, compiled_m3, compiled_krogh;

}  // namespace tansine
