#pragma once
// The reference integrator: Rodas5P with adaptive steps, one patient, plain loops, no tricks. It is the specification
// of the engine's answers.

#include "engine/stepper.hpp"

#include <memory>

namespace tansine {

/// `program` must be valid and outlive the stepper. `options.method` is not looked at.
std::unique_ptr<Stepper> make_rosenbrock_stepper(const Program& program, const SolverOptions& options);

}  // namespace tansine
