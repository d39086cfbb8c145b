#!/bin/sh
# Every shell script of the repository (the folder in $1) is executable and parses.
set -eu
cd "$1"
bad=0
for script in demo.sh test.sh bench.sh .ci/run bench/*.sh tools/*.sh tests/*/*.sh; do
  case "$(head -n 1 "$script")" in
    '#!'*) [ -x "$script" ] || { echo "$script: not executable"; bad=1; } ;;
    *) ;;  # sourced by others
  esac
  sh -n "$script" || bad=1
done
exit "$bad"
