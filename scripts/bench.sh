#!/usr/bin/env bash
# Installs what the benchmarks need, builds, and measures firstmove beside other ways to do the same
# work. Arguments go to bench/bench.py; --help lists them. Takes less than ten minutes after the build.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install.sh --bench
scripts/build.sh -DFIRSTMOVE_BENCH=ON
exec /usr/bin/python3 bench/bench.py --build "${FIRSTMOVE_BUILD:-build}" "$@"
