#include "engine/outcome.hpp"

namespace tansine {

std::string_view status_name(Status status) {
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::step_too_small:
      return "step_too_small";
    case Status::max_steps:
      return "max_steps";
    case Status::not_finite:
      return "not_finite";
    case Status::no_steady_state:
      return "no_steady_state";
    case Status::cancelled:
      return "cancelled";
  }
  return "unknown";
}

}  // namespace tansine
