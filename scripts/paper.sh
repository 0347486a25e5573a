#!/usr/bin/env bash
# Runs the experiments for the paper's figures (experiments/paper) and writes one page that compares
# the paper's claims with the results: results/paper/report.html, below the current folder.
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
