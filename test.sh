#!/bin/sh
# Installs what is missing, builds Tansine with its tests in release, and runs them all.
# TANSINE_NONMEM_CASES, if set, names a folder: every events.csv below it is a further dosing test.
# Words given to this script go to ctest, for example: ./test.sh -L model
set -eu
repo=$(cd "$(dirname "$0")" && pwd)
if [ -n "${TANSINE_NONMEM_CASES:-}" ]; then
  TANSINE_NONMEM_CASES=$(cd "$TANSINE_NONMEM_CASES" && pwd)  # the tests run in another folder
  export TANSINE_NONMEM_CASES
fi
cd "$repo"
. tools/steps.sh

step "Looking for packages"
tools/install_dependencies.sh --tests

step "Configuring (build/release)"
cmake --preset release -DTANSINE_TESTS=ON

step "Building everything"
cmake --build build/release --parallel "$(nproc)"

step "Testing"
echo "NONMEM dosing cases: ${TANSINE_NONMEM_CASES:-not given (TANSINE_NONMEM_CASES)}"
status=0
ctest --test-dir build/release --parallel "$(nproc)" --output-on-failure --no-tests=error "$@" || status=$?
end_step
echo
if [ "$status" = 0 ]; then
  echo "test.sh: all tests passed"
else
  echo "test.sh: tests FAILED; the list is above, full output in build/release/Testing/Temporary/LastTest.log" >&2
fi
exit "$status"
