#!/usr/bin/env bash
# Runs the paper's figures (experiments/paper) and writes one page with its claims beside what was
# found: results/paper/report.html, below the folder that it is called from.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "$0")")")
build=${FIRSTMOVE_BUILD:-$root/build}
if [ ! -x "$build/bin/firstmove" ]; then
  "$root/scripts/install.sh"
  FIRSTMOVE_BUILD=$build "$root/scripts/build.sh"
fi
folders=()
for manifest in "$root"/experiments/paper/*.toml; do
  folder=results/paper/$(basename "$manifest" .toml)
  "$build/bin/firstmove" run "$manifest" --out "$folder"
  folders+=("$folder")
done
"$build/bin/firstmove" report "${folders[@]}" --out results/paper
