#pragma once
// A Program as C++ source: what it computes, readable and compilable without Tansine. For audits (another compiler,
// another person) and as the fastest form that solvers from elsewhere can be given.

#include "model/program.hpp"

#include <string>
#include <string_view>

namespace tansine {

/// A source file with everything in namespace `name`, straight-line code over canonical units:
///
///   n_states, n_parameters, n_work, n_nonzeros, n_observables    sizes
///   prologue(p, w)          w[n_work] from one value per parameter: once per patient; the others read w
///   initial(w, y)           the states before the first event
///   derivative(t, w, y, dy)
///   jacobian(t, w, y, j)    d(dy_i/dt)/dy_j in compressed columns: column_begin[n_states + 1], row[n_nonzeros]
///   observables(t, w, y, o) as shown
///   dose<k>(w, c)           what one unit of dose at target k adds to the states dose<k>_state[]
///
/// exp, log, pow and cbrt are the C++ library's: results agree with the Program's to rounding, not to the bit. Steady
/// states, lags, resets and balances are left out. `name` must be a C++ identifier.
std::string write_cpp(const Program& program, std::string_view name);

}  // namespace tansine
