#!/usr/bin/env bash
# Builds firstmove, optimised, in build/ (or $FIRSTMOVE_BUILD). Arguments are passed to CMake.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${FIRSTMOVE_BUILD:-build}
mkdir -p "$build"
log=$build/build.log
if ! { cmake -S . -B "$build" -G Ninja "$@" && cmake --build "$build"; } >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
