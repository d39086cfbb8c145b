#pragma once
// The oracle: SUNDIALS CVODE (variable-order BDF, Newton with KLU, the Program's own Jacobian) behind the same
// interface as the reference integrator. An independent implementation of a different method; agreement is evidence.

#include "engine/stepper.hpp"

#include <memory>

namespace tansine {

/// `program` must be valid and outlive the stepper. `options.method` is not looked at. Throws InternalError if SUNDIALS
/// refuses to be set up. Tolerances are the reference's, but CVODE takes the mean over states of the squared error.
std::unique_ptr<Stepper> make_cvode_stepper(const Program& program, const SolverOptions& options);

}  // namespace tansine
