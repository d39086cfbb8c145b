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
output=$(build/release/bin/tansine run "$study")
printf '%s\n' "$output"
end_step

report=$repo/$(printf '%s\n' "$output" | sed -n 's/^report: //p')
if [ ! -s "$report" ]; then
  echo "demo.sh: the run ended without error, but $report is not there" >&2
  exit 1
fi
echo
echo "The report is one file; open it in any browser:"
echo "  $report"
