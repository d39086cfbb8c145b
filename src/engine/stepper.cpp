#include "engine/stepper.hpp"

#include "base/problem.hpp"
#include "engine/cvode/cvode_stepper.hpp"
#include "engine/reference/rosenbrock_stepper.hpp"

namespace tansine {

std::string_view method_name(Method method) {
  switch (method) {
    case Method::reference:
      return "reference";
    case Method::cvode:
      return "cvode";
    case Method::lanes:
      return "lanes";
  }
  return "unknown";
}

std::unique_ptr<Stepper> make_stepper(const Program& program, const SolverOptions& options) {
  switch (options.method) {
    case Method::reference:
    case Method::lanes:
      return make_rosenbrock_stepper(program, options);
    case Method::cvode:
#if defined(TANSINE_WITHOUT_CVODE)
      raise(InputError({}, "this build has no CVODE"));
#else
      return make_cvode_stepper(program, options);
#endif
  }
  raise(InputError({}, "unknown integration method"));
}

}  // namespace tansine
