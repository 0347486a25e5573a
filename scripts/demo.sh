#!/usr/bin/env bash
# Installs missing packages, builds firstmove, runs the duopoly of section 4.1 and prints its table.
# The results go to results/ in the current folder.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "$0")")")
build=${FIRSTMOVE_BUILD:-$root/build}
"$root/scripts/install.sh"
FIRSTMOVE_BUILD=$build "$root/scripts/build.sh"
"$build/bin/firstmove" run "$root/experiments/duopoly.toml"
