# test.sh FIRSTMOVE PLUGINS: runs the manifest and compares what it records with the closed form.
set -eu
cd "$(dirname "$0")"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

"$1" --quiet run new-plugin.toml --plugin-path "$2" --out "$results/run"
"$1" export "$results/run" --csv --out "$results/tables" >/dev/null

# The run starts at (3, 4), at distance 5 from its limit; after k steps it has moved 5 (1 - 2^-k).
awk -F, '
  NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; next }
  {
    off = $column["travelled"] - 5 * (1 - 2 ^ -$column["step"])
    if (off < -1e-12 || off > 1e-12) { print "step " $column["step"] " is off by " off; wrong = 1 }
    ++steps
  }
  END { if (steps != 21) { print steps " steps, not 21"; wrong = 1 } exit wrong }
' "$results/tables/metrics.csv"
