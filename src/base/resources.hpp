// Finds the files that come with Tansine (data/, examples/), in the source tree and when installed.
#pragma once

#include <filesystem>

namespace tansine {

/// The folder that holds `data` and `examples`: `../share/tansine` beside the running executable's folder if that is
/// there (an installed Tansine), else the source tree it was built from. Does not check that the latter still exists.
[[nodiscard]] std::filesystem::path resource_directory();

/// `resource_directory()/data`: compounds, observations, sources.
[[nodiscard]] std::filesystem::path data_directory();

/// `resource_directory()/examples`: study files to copy.
[[nodiscard]] std::filesystem::path examples_directory();

}  // namespace tansine
