#!/bin/sh
# Builds the execution kernel for WebAssembly and compares its answers with those of this processor.
# Usage: run_test.sh SOURCE_FOLDER BUILD_FOLDER WRITE_CASES. Exit code 77, skipped: no compiler or no Node.
set -eu
source=$1 build=$2 write_cases=$3
for tool in clang++-19 wasm-ld-19 node; do
  if ! command -v "$tool" >/dev/null; then
    echo "skipped: $tool is missing (tools/install_dependencies.sh --tests installs it)"
    exit 77
  fi
done
cmake --preset wasm -S "$source" -B "$build" >"$build.log" 2>&1 && cmake --build "$build" >>"$build.log" 2>&1 || {
  cat "$build.log"
  exit 1
}
rm -rf "$build/cases"
mkdir "$build/cases"
"$write_cases" "$build/cases"
node "$source/tests/wasm/run_cases.mjs" "$build/tansine_engine.wasm" "$build/cases" 24
