# Compiler and linker flags of every target of ours, carried by the interface target tansine_flags.
add_library(tansine_flags INTERFACE)

# -ffp-contract=off: a compiler that fuses a*b+c into one rounding does so differently at each optimization level and
# on each machine, and the same seed must give the same bits in every build. For the same reason there is no
# -ffast-math (reorders sums) and no -march=native (other instructions on another machine).
target_compile_options(tansine_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -ffp-contract=off
  # clang takes a local `m` for a shadow of tansine::units::m where that namespace is merely used
  $<$<CXX_COMPILER_ID:GNU>:-Wshadow>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # gcc 12 sees overlaps in std::string's operator+ that cannot happen (GCC bug 105651)
  target_compile_options(tansine_flags INTERFACE -Wno-restrict)
endif()
if(TANSINE_WERROR)
  target_compile_options(tansine_flags INTERFACE -Werror)
endif()

# Sanitizers must see every object, or they miss errors between two of them; hence for the whole tree.
if(TANSINE_SANITIZE)
  string(REPLACE ";" "," sanitizers "${TANSINE_SANITIZE}")
  add_compile_options(-fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${sanitizers})
endif()
if(TANSINE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "TANSINE_FUZZ needs clang (libFuzzer): configure with -DCMAKE_CXX_COMPILER=clang++-19")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# mold links several times faster than the default linker; without it nothing changes but the time.
find_program(TANSINE_MOLD mold)
mark_as_advanced(TANSINE_MOLD)
if(TANSINE_MOLD AND NOT CMAKE_SYSTEM_PROCESSOR STREQUAL "wasm32")
  add_link_options(-fuse-ld=mold)
endif()
