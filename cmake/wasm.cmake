# Toolchain of the preset `wasm`: Debian's clang-19, lld-19, wasi-libc and libc++-19-dev-wasm32, which has no exceptions.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
# No relaxed SIMD: its results are the processor's choice.
set(CMAKE_CXX_FLAGS_INIT "-fno-exceptions -msimd128 -mno-relaxed-simd")
