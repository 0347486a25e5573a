#!/usr/bin/env bash
# Builds firstmove, optimised, into build/ (or $FIRSTMOVE_BUILD). Arguments go to CMake. Shows how far
# it is; all that CMake and the compiler print is in build/build.log.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
build=${FIRSTMOVE_BUILD:-build}
mkdir -p "$build" || exit 1
log=$build/build.log
: >"$log"
echo "configuring $build" >&2
if ! cmake -S . -B "$build" -G Ninja "$@" >>"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
echo "building $build" >&2
if ! cmake --build "$build" 2>&1 | scripts/progress.sh "$log"; then
  grep -v '^\[[0-9]*/[0-9]*\] [^F]' "$log" >&2
  exit 1
fi
