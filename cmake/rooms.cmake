# The rooms of the house and what each may know: the one place where an arrow is declared.
# A room links exactly these rooms, tests/architecture checks every #include against this table,
# and the picture in MAP.md is drawn from it. One line per room, lowest room first: "room: what it knows".
set(TANSINE_ROOMS
  "base:"
  "model: base"
  "engine: model base"
  "library: model base"
  "io: base"
  "report: base"
  "programme: base"
  "studies: programme library engine io model base"
  "app: studies programme report io engine library model base")

# What room `room` may know, as a list in `out`; an unknown room is an error.
function(tansine_room_knows room out)
  foreach(line IN LISTS TANSINE_ROOMS)
    if(line MATCHES "^${room}:(.*)$")
      string(STRIP "${CMAKE_MATCH_1}" known)
      string(REPLACE " " ";" known "${known}")
      set(${out} "${known}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "room '${room}' is not in cmake/rooms.cmake")
endfunction()

# Makes target tansine_<room> from the .cpp files below the calling folder (tests/ aside) and <room>_tests from
# tests/*.cpp. main.cpp is left to the caller. A room without sources is an interface target, so that it can be linked.
function(tansine_room room)
  tansine_room_knows(${room} known)
  list(TRANSFORM known PREPEND tansine_)
  file(GLOB sources CONFIGURE_DEPENDS *.cpp */*.cpp */*/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/src/${room}/(.*/)?tests/|/src/${room}/main\\.cpp$")
  if(sources)
    add_library(tansine_${room} STATIC ${sources})
    target_link_libraries(tansine_${room} PUBLIC ${known} PRIVATE tansine_flags)
    target_include_directories(tansine_${room} PUBLIC "${PROJECT_SOURCE_DIR}/src")
  else()
    add_library(tansine_${room} INTERFACE)
    target_link_libraries(tansine_${room} INTERFACE ${known})
    target_include_directories(tansine_${room} INTERFACE "${PROJECT_SOURCE_DIR}/src")
  endif()
  tansine_tests(${room}_tests LABEL ${room} FOLDERS tests LINK tansine_${room})
endfunction()

# Links third-party libraries into a room: tansine_use(<room> PRIVATE|PUBLIC lib...). Prefer PRIVATE: a third-party
# header belongs into few .cpp files and never into a header of ours.
function(tansine_use room visibility)
  get_target_property(kind tansine_${room} TYPE)
  if(kind STREQUAL "INTERFACE_LIBRARY")
    set(visibility INTERFACE)
  endif()
  target_link_libraries(tansine_${room} ${visibility} ${ARGN})
endfunction()

# Makes GoogleTest executable `target` from the .cpp files in FOLDERS, if there are any. Each TEST becomes a ctest
# test with the label LABEL. The tests are listed when ctest starts, so a crashing test cannot break the build.
# SHARDS n: n ctest tests that share the TESTs instead, for thousands of them that each would build the same models.
function(tansine_tests target)
  cmake_parse_arguments(ARG "" "LABEL;SHARDS" "FOLDERS;LINK" ${ARGN})
  if(NOT TANSINE_TESTS)
    return()
  endif()
  list(TRANSFORM ARG_FOLDERS APPEND "/*.cpp" OUTPUT_VARIABLE patterns)
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  if(NOT sources)
    return()
  endif()
  add_executable(${target} ${sources})
  target_link_libraries(${target} PRIVATE ${ARG_LINK} tansine_flags GTest::gmock GTest::gtest GTest::gtest_main)
  target_compile_definitions(${target} PRIVATE TANSINE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    TANSINE_EXECUTABLE="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/tansine")
  if(TARGET tansine)  # src/ comes before tests/: only the tests of the whole may start the executable
    add_dependencies(${target} tansine)
  endif()
  if(ARG_SHARDS)
    math(EXPR last "${ARG_SHARDS} - 1")
    foreach(shard RANGE ${last})
      add_test(NAME ${target}.${shard} COMMAND ${target})
      set_tests_properties(${target}.${shard} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 900
        ENVIRONMENT "GTEST_TOTAL_SHARDS=${ARG_SHARDS};GTEST_SHARD_INDEX=${shard};GTEST_BRIEF=1")
    endforeach()
    return()
  endif()
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 900)
endfunction()
