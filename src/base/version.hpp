// Which Tansine this is: written into every manifest and report, so that a result names the program that made it.
#pragma once

#include <string>

namespace tansine {

/// Where this executable comes from.
struct BuildInfo {
  std::string version;     ///< "0.1.0"
  std::string commit;      ///< 12 hex digits, "+modified" appended if files were changed; "unknown" without git
  std::string compiler;    ///< "GNU 12.2.0"
  std::string build_type;  ///< "Release"
};

/// The build that is running; the same value at each call.
[[nodiscard]] BuildInfo build_info();

}  // namespace tansine
