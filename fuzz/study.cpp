// Does any text crash the reader of study files? What is refused says where.

#include "base/problem.hpp"
#include "studies/study_file.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    (void)tansine::parse_study("fuzz.toml", std::string(reinterpret_cast<const char*>(data), size), "/nonexistent");
  } catch (const tansine::InputError& e) {
    if (e.problems().error_count() == 0) std::abort();
    for (const tansine::Problem& p : e.problems().list())
      if (p.message.empty()) std::abort();
    (void)tansine::render(e.problems());
  }
  return 0;
}
