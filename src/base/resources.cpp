#include "base/resources.hpp"

#include <system_error>

namespace tansine {

std::filesystem::path resource_directory() {
  namespace fs = std::filesystem;
  std::error_code error;  // no /proc, or not readable: then this is not an installed copy we could recognize
  const fs::path executable = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    const fs::path installed = executable.parent_path().parent_path() / TANSINE_DATADIR / "tansine";
    if (fs::is_directory(installed / "data", error)) return installed;
  }
  return fs::path(TANSINE_SOURCE_DATA_DIR).parent_path();
}

std::filesystem::path data_directory() { return resource_directory() / "data"; }

std::filesystem::path examples_directory() { return resource_directory() / "examples"; }

}  // namespace tansine
