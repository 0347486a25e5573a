#!/usr/bin/env bash
# Installs what is missing, builds firstmove, and runs the duopoly of section 4.1 to its table.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install.sh
scripts/build.sh
"${FIRSTMOVE_BUILD:-build}/bin/firstmove" run experiments/duopoly.toml
