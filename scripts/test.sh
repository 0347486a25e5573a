#!/usr/bin/env bash
# Installs missing packages, builds firstmove and its tests, and runs them. The last line of output
# is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
build=${FIRSTMOVE_BUILD:-build}
scripts/install.sh --tests && scripts/build.sh -DFIRSTMOVE_TESTS=ON -DFIRSTMOVE_BENCH=ON || exit 1
echo "testing $build" >&2
: >"$build/test.log"
ctest --test-dir "$build" -j "$(nproc)" --output-on-failure --no-tests=error 2>&1 |
  scripts/progress.sh "$build/test.log"
code=${PIPESTATUS[0]}
[ $code -eq 0 ] || grep -vE '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ .* Passed )' "$build/test.log"
summary=$(grep -Eo '[0-9]+ tests failed out of [0-9]+' "$build/test.log")
failed=${summary%% *}
all=${summary##* }
if [ -z "$summary" ]; then
  echo "0 passed, 1 failed"
  exit 1
fi
echo "$((all - failed)) passed, $failed failed"
exit $code
