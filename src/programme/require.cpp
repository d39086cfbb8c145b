#include "programme/require.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace tansine {

void require_probability(double p, const char* what) {
  require(p > 0 && p < 1, fmt::format("{} must be between 0 and 1, not {}", what, shortest(p)));
}

}  // namespace tansine
