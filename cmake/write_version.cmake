# Run at each build (cmake -P): writes OUTPUT from TEMPLATE, and touches it only when its text changes, so that a new
# commit recompiles one small file. Without git, or outside our own repository, the commit is "unknown".
set(TANSINE_COMMIT "unknown")
find_program(git_program git)
if(git_program)
  execute_process(COMMAND "${git_program}" -C "${SOURCE_DIR}" rev-parse --show-toplevel
    OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  file(REAL_PATH "${SOURCE_DIR}" here)
  if(top STREQUAL here)
    execute_process(COMMAND "${git_program}" -C "${SOURCE_DIR}" describe --always --abbrev=12 --dirty=+modified --exclude=*
      OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(described)
      set(TANSINE_COMMIT "${described}")
    endif()
  endif()
endif()
configure_file("${TEMPLATE}" "${OUTPUT}" @ONLY)
