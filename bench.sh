#!/bin/sh
# How fast is Tansine, against CVODE and a Rosenbrock code that are built here from source with full optimization?
# Installs what is missing, builds, and prints one table: model, method, back end, precision, patients per second of one
# core, largest error, ratio to CVODE -O3 at the same error. bench/README.md says what is measured and how.
#   ./bench.sh               about ten minutes on a built tree; the first time with 1,000 reference patients a few more
#   ./bench.sh --quick       few patients and tolerances: within a minute on a built tree
#   ./bench.sh --csv FILE    the table as CSV, too
# Other words go to bench_work_precision: --model M2, --rounds 8, --check-reference.
set -eu
here=$(pwd)
repo=$(cd "$(dirname "$0")" && pwd)
# The file is meant relative to where the user stands.
follows=
for word in "$@"; do
  shift
  if [ "$follows" = --csv ]; then
    case "$word" in
      /*) ;;
      *) word=$here/$word ;;
    esac
  fi
  set -- "$@" "$word"
  follows=$word
done
cd "$repo"
. tools/steps.sh

step "Looking for packages"
tools/install_dependencies.sh

step "Building the peers (build/peers)"
bench/build_peers.sh

step "Configuring (build/bench)"
cmake --preset bench >/dev/null

step "Building"
cmake --build build/bench --target bench_work_precision --parallel "$(nproc)"

step "Measuring"
status=0
build/bench/bin/bench_work_precision "$@" || status=$?
end_step
exit "$status"
