# The execution kernel for WebAssembly: what reads a Program and runs patients through it, on one thread, without
# exceptions, CVODE and machine code. Included in place of the rooms when cmake/wasm.cmake is the toolchain.
# What of base and model it needs is named; of engine all belongs to it but what stands above: populations, results.
set(kernel_sources
  base/bytes.cpp base/portable_math.cpp base/problem.cpp base/read_double.cpp base/render.cpp base/utf8.cpp
  model/program.cpp model/program_text.cpp)
list(TRANSFORM kernel_sources PREPEND "${PROJECT_SOURCE_DIR}/src/")
file(GLOB engine_sources CONFIGURE_DEPENDS src/engine/*.cpp src/engine/reference/*.cpp src/engine/rosenbrock/*.cpp
  src/engine/simd/*.cpp)
list(FILTER engine_sources EXCLUDE REGEX "/engine/(cholesky|nca|population|population_result|runner)\\.cpp$")

add_executable(tansine_engine ${kernel_sources} ${engine_sources} tests/wasm/kernel_case.cpp tests/wasm/kernel_main.cpp)
target_include_directories(tansine_engine PRIVATE src tests/conformance)
target_link_libraries(tansine_engine PRIVATE tansine_flags)
target_compile_definitions(tansine_engine PRIVATE TANSINE_WITHOUT_CVODE FMT_HEADER_ONLY FMT_STATIC_THOUSANDS_SEPARATOR=',')
# clang's search path for wasm32-wasi ends with /usr/include: fmt and Eigen, header only, come from there.
target_include_directories(tansine_engine SYSTEM PRIVATE /usr/include/eigen3)
# A reactor: no main, the page or script that loads it calls the exported functions.
target_link_options(tansine_engine PRIVATE -mexec-model=reactor -Wl,--export=malloc,--export=free,--strip-all)
set_target_properties(tansine_engine PROPERTIES SUFFIX .wasm RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
# Half of the time went to reading these fifty times.
target_precompile_headers(tansine_engine PRIVATE <algorithm> <array> <bit> <cmath> <cstdint> <limits> <map> <memory>
  <optional> <span> <string> <string_view> <unordered_map> <utility> <vector> <fmt/format.h>)
