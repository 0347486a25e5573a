#!/usr/bin/env bash
# Runs the experiments for the paper's figures (experiments/paper) and writes one page that compares
# the paper's claims with the results: results/paper/report.html, below the current folder. The
# networks of figures 5 and 6 take about 15 minutes of processor time; with --quick they take few
# steps only.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "$0")")")
build=${FIRSTMOVE_BUILD:-$root/build}
if [ ! -x "$build/bin/firstmove" ]; then
  "$root/scripts/install.sh"
  FIRSTMOVE_BUILD=$build "$root/scripts/build.sh"
fi
quick=()
[ "${1:-}" != --quick ] || quick=(--set experiment.steps=500 --set experiment.seeds=2)
folders=()
for manifest in "$root"/experiments/paper/*.toml; do
  folder=results/paper/$(basename "$manifest" .toml)
  fewer=()
  [[ "$manifest" != *figure-[56].toml ]] || fewer=("${quick[@]}")
  "$build/bin/firstmove" run "$manifest" --out "$folder" "${fewer[@]}"
  folders+=("$folder")
done
"$build/bin/firstmove" report "${folders[@]}" --out results/paper
