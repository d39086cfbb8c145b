#!/bin/sh
# Builds the peer that Tansine's engine is measured against: CVODE 6.4.1 and KLU 1.3.8 as static libraries with known
# optimization. Debian's own packages will not do: libsundials is compiled without any (its CMake build has no build
# type; disassembly shows every variable on the stack), libklu with -O2 for the baseline processor.
#   bench/build_peers.sh [folder, default build/peers]
# The sources are Debian's (apt-get source through a sources list of its own: nothing of the system is changed), checked
# against Debian's signed index; where there is no apt, put sundials_6.4.1+dfsg1.orig.tar.xz and
# suitesparse_5.12.0+dfsg.orig.tar.xz into the folder. What was built is said in <folder>/install/flags.txt; with the
# same flags there already, nothing is done. Nothing that is downloaded or built here is part of Tansine.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$here/build/peers}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
CC=${CC:-gcc}
flags="-O3 -march=native -fPIC -fcommon -DNDEBUG"
processor=$("$CC" -march=native -Q --help=target | awk '$1 == "-march=" { print $2 }' | head -1)
stamp="CVODE 6.4.1, KLU 1.3.8 (SuiteSparse 5.12.0): $("$CC" --version | head -1), $flags ($processor), 32-bit indices"

if [ "$(cat "$folder/install/flags.txt" 2>/dev/null)" = "$stamp" ]; then
  echo "Peers: built ($stamp)"
  exit 0
fi
echo "Peers: $stamp"

cd "$folder"
sundials=sundials_6.4.1+dfsg1.orig.tar.xz
suitesparse=suitesparse_5.12.0+dfsg.orig.tar.xz
if [ ! -f "$sundials" ] || [ ! -f "$suitesparse" ]; then
  command -v apt-get >/dev/null || { echo "No apt here: see the top of $0" >&2; exit 2; }
  mkdir -p apt/lists/partial apt/cache/archives/partial
  key=/usr/share/keyrings/debian-archive-keyring.gpg
  echo "deb-src [signed-by=$key] http://deb.debian.org/debian bookworm main" > apt/sources.list
  # As the user who runs this, so that the folder can be written; apt would otherwise change to its own.
  own="-q -o Dir::Etc::sourcelist=$folder/apt/sources.list -o Dir::Etc::sourceparts=- -o APT::Sandbox::User=$(id -un)
    -o Dir::State::lists=$folder/apt/lists -o Dir::Cache=$folder/apt/cache"
  # shellcheck disable=SC2086  # a list of words
  apt-get $own update
  # shellcheck disable=SC2086
  apt-get $own source --download-only --only-source sundials=6.4.1+dfsg1-3 suitesparse=1:5.12.0+dfsg-2
fi

rm -rf source install
mkdir -p source/sundials source/suitesparse install/lib install/include
tar -xf "$sundials" -C source/sundials --strip-components=1
parts="SuiteSparse_config AMD COLAMD BTF KLU"
tar -xf "$suitesparse" -C source/suitesparse --strip-components=1

# KLU and what it orders with: plain C, one object per file.
includes=
for part in $parts; do
  for include in "source/suitesparse/$part" "source/suitesparse/$part/Include"; do
    [ -d "$include" ] && includes="$includes -I$include"
  done
done
for part in $parts; do
  name=$(echo "$part" | tr -d _ | tr '[:upper:]' '[:lower:]')
  objects="source/$name-objects"
  mkdir -p "$objects"
  sources="source/suitesparse/$part/Source"
  [ -d "$sources" ] || sources="source/suitesparse/$part"
  for file in "$sources"/*.c; do
    # shellcheck disable=SC2086
    "$CC" $flags -DNTIMER $includes -c "$file" -o "$objects/$(basename "$file" .c).o"
  done
  ar rcs "install/lib/lib$name.a" "$objects"/*.o
  [ -d "source/suitesparse/$part/Include" ] && cp "source/suitesparse/$part/Include"/*.h install/include/
done
cp source/suitesparse/SuiteSparse_config/SuiteSparse_config.h install/include/

cmake -S source/sundials -B source/sundials-build -G Ninja \
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER="$CC" -DCMAKE_C_FLAGS_RELEASE="$flags" \
  -DCMAKE_INSTALL_PREFIX="$folder/install" -DCMAKE_INSTALL_LIBDIR=lib \
  -DBUILD_SHARED_LIBS=OFF -DBUILD_STATIC_LIBS=ON -DSUNDIALS_INDEX_SIZE=32 \
  -DBUILD_ARKODE=OFF -DBUILD_CVODES=OFF -DBUILD_IDA=OFF -DBUILD_IDAS=OFF -DBUILD_KINSOL=OFF \
  -DEXAMPLES_ENABLE_C=OFF -DEXAMPLES_ENABLE_CXX=OFF -DEXAMPLES_INSTALL=OFF -DENABLE_KLU=ON \
  -DKLU_INCLUDE_DIR="$folder/install/include" -DKLU_LIBRARY_DIR="$folder/install/lib" > source/cmake.log 2>&1 ||
  { cat source/cmake.log >&2; exit 1; }
cmake --build source/sundials-build --target install > source/build.log 2>&1 || { tail -30 source/build.log >&2; exit 1; }
rm -rf source
echo "$stamp" > install/flags.txt
echo "Peers: built in $folder/install"
