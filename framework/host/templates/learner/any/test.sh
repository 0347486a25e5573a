# test.sh FIRSTMOVE PLUGINS: runs the manifest and compares the end points with known values.
set -eu
cd "$(dirname "$0")"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

"$1" --quiet run new-plugin.toml --plugin-path "$2" --out "$results/run"
"$1" export "$results/run" --csv --out "$results/tables" >/dev/null

# With memory the rule converges to (0, 0). Without, it is gradient play, and each step rotates
# (x, y) and multiplies its length by sqrt(1 + 0.1^2): from |(3, 4)| = 5 to 5 * 1.01^300 in 600.
awk -F, '
  NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; next }
  { size[$column["learner"]] = sqrt($column["x1[0]"] ^ 2 + $column["x2[0]"] ^ 2) }
  END {
    if (!("with memory" in size) || size["with memory"] > 1e-9) {
      print "with memory: " size["with memory"] " from (0, 0)"; wrong = 1
    }
    ratio = size["without"] / (5 * 1.01 ^ 300)
    if (ratio < 1 - 1e-9 || ratio > 1 + 1e-9) { print "without: off by " ratio; wrong = 1 }
    exit wrong
  }
' "$results/tables/runs.csv"
