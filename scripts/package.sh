#!/usr/bin/env bash
# Builds the Debian package, for all x86-64 processors since 2009, in build-package/ (or
# $FIRSTMOVE_PACKAGE_BUILD), and prints its path.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${FIRSTMOVE_PACKAGE_BUILD:-build-package}
scripts/install.sh
FIRSTMOVE_BUILD=$build scripts/build.sh -DFIRSTMOVE_NATIVE=OFF -DFIRSTMOVE_TESTS=OFF \
  -DFIRSTMOVE_BENCH=OFF -DCMAKE_INSTALL_PREFIX=/usr
(cd "$build" && cpack >cpack.log) || { cat "$build/cpack.log" >&2; exit 1; }
ls "$build"/firstmove_*.deb
