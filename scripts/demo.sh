#!/usr/bin/env bash
# Installs what is missing, builds the program and every game, learner and observer that it comes
# with, and runs the duopoly of section 4.1 to its table. The results go to results/ in the folder
# that it is called from.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "$0")")")
build=${FIRSTMOVE_BUILD:-$root/build}
"$root/scripts/install.sh"
# A build folder that is there already keeps its options.
options=(-DFIRSTMOVE_TESTS=OFF -DFIRSTMOVE_BENCH=OFF)
[ -f "$build/CMakeCache.txt" ] && options=()
FIRSTMOVE_BUILD=$build "$root/scripts/build.sh" "${options[@]}"
"$build/bin/firstmove" run "$root/experiments/duopoly.toml"
