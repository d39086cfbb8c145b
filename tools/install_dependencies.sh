#!/bin/sh
# Installs the Debian packages that Tansine is built with, if any is missing. Usage:
#   tools/install_dependencies.sh          what the program needs
#   tools/install_dependencies.sh --tests  and what its tests need
# Works as root and with sudo. With nothing missing it asks dpkg once, touches no network and changes nothing.
# TANSINE_SKIP_INSTALL=1 leaves everything to you (another distribution, libraries of your own).
set -eu

# One line per package: name, then why. SuiteSparse stands before SUNDIALS: met in the other order, apt chooses OpenBLAS
# for it, which nothing of ours uses (12 MB more to download, 100 MB more on disk).
needed='build-essential the C++ compiler (g++ 12 or later) and make
cmake configures the build (3.25 or later)
ninja-build runs the build
libfmt-dev text formatting
libtomlplusplus-dev reads study and compound files (TOML)
nlohmann-json3-dev writes and reads manifests (JSON)
libcli11-dev the command line
libeigen3-dev dense linear algebra
libboost-dev special functions and distributions (Boost.Math, headers)
libnlopt-dev the optimizer that calibrations use (NLopt)
libsuitesparse-dev KLU, the sparse solver beneath CVODE
libsundials-dev CVODE, the second integrator that checks ours'
needed_by_tests='libgtest-dev the test framework (GoogleTest)
libgmock-dev its matchers
librandom123-dev the published Philox that ours is compared with
clang-19 compiles the execution kernel for WebAssembly
lld-19 links it
libclang-rt-19-dev-wasm32 its compiler runtime
libc++-19-dev-wasm32 its C++ library
wasi-libc its C library
nodejs runs it'

needed_on_x86_64='libxbyak-dev writes machine code (Xbyak, headers)'

if [ "$(uname -m)" = x86_64 ]; then needed="$needed
$needed_on_x86_64"; fi
case "${1:-}" in
  '') ;;
  --tests) needed="$needed
$needed_by_tests" ;;
  *) echo "usage: $0 [--tests]" >&2; exit 2 ;;
esac

if [ "${TANSINE_SKIP_INSTALL:-}" = 1 ]; then
  echo "Packages: not looked at (TANSINE_SKIP_INSTALL=1)"
  exit 0
fi
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "This system has no apt. Tansine is built and tested on Debian 12; elsewhere install the equivalents of:" >&2
  echo "$needed" | sed 's/^\([^ ]*\) /  \1: /' >&2
  echo "and run this again with TANSINE_SKIP_INSTALL=1." >&2
  exit 2
fi

names=$(echo "$needed" | cut -d' ' -f1)
# shellcheck disable=SC2086  # one word per package
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $names 2>/dev/null | sed -n 's/^installed //p' || true)
missing=
for name in $names; do
  echo "$installed" | grep -qx "$name" || missing="$missing $name"
done
if [ -z "$missing" ]; then
  echo "Packages: all $(echo "$names" | wc -l) are installed"
  exit 0
fi

echo "Packages to install from this system's Debian archive, with what they depend on:"
for name in $missing; do
  echo "$needed" | sed -n "s/^$name /  $name: /p"
done

if [ "$(id -u)" = 0 ]; then
  as_root=
elif command -v sudo >/dev/null; then
  # Without a terminal nobody can type a password: fail at once rather than hang.
  if [ -t 0 ]; then as_root=sudo; else as_root='sudo -n'; fi
  echo "(through sudo)"
else
  echo "You are not root and there is no sudo. Ask somebody who is to run:" >&2
  echo "  apt-get update && apt-get install -y --no-install-recommends$missing" >&2
  exit 2
fi

# $as_root and $missing are lists of words. The lock timeout waits for another apt that happens to be running.
$as_root apt-get -q -o DPkg::Lock::Timeout=300 update
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive \
  apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing
