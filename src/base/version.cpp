#include "base/version.hpp"

#include "version_info.hpp"  // generated at each build; nobody else includes it

namespace tansine {

BuildInfo build_info() {
  return {.version = TANSINE_VERSION,
          .commit = TANSINE_COMMIT,
          .compiler = TANSINE_COMPILER,
          .build_type = TANSINE_BUILD_TYPE};
}

}  // namespace tansine
