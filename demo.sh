#!/bin/sh
# From a bare Debian 12 to a report: installs what is missing, builds Tansine, and simulates the phase I trial of
# trastuzumab emtansine beside what was measured in it.
set -eu
repo=$(cd "$(dirname "$0")" && pwd)
cd "$repo"
. tools/steps.sh

step "Looking for packages"
tools/install_dependencies.sh

step "Configuring (build/release)"
cmake --preset release -DTANSINE_TESTS=OFF

step "Building tansine"
cmake --build build/release --target tansine --parallel "$(nproc)"

study=examples/t-dm1-phase1.toml
step "Simulating $study"
# a run never overwrites an earlier one, so the run itself says where its report is
status=0
output=$(build/release/bin/tansine run "$study") || status=$?
printf '%s\n' "$output"
end_step
[ "$status" = 0 ] || exit "$status"

report=$repo/$(printf '%s\n' "$output" | sed -n 's/^report: //p')
if [ ! -f "$report" ] || [ ! -s "$report" ]; then
  echo "demo.sh: the run ended without error, but left no report ($report)" >&2
  exit 1
fi
echo
echo "The report is one file; open it in any browser:"
echo "  $report"
