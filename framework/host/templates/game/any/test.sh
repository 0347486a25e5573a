# test.sh FIRSTMOVE PLUGINS: runs the manifest and compares the end points with the closed forms.
set -eu
cd "$(dirname "$0")"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

"$1" --quiet run new-plugin.toml --plugin-path "$2" --out "$results/run"
"$1" export "$results/run" --csv --out "$results/tables" >/dev/null

# Nash: x_i + s x_j = 1, so x_i = 1 / (1 + s). A leader knows the response x_2 = 1 - s x_1; its best
# action is then x_1 = (1 - s) / (1 - 2 s^2). With s = 1/2: (2/3, 2/3) and (1, 1/2).
awk -F, '
  function off(a, b) { return a > b ? a - b : b - a }
  NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; next }
  {
    x1 = $column["x1[0]"]; x2 = $column["x2[0]"]
    leads = $column["learner"] == "player 1 leads"
    if (off(x1, leads ? 1 : 2 / 3) > 1e-9 || off(x2, leads ? 1 / 2 : 2 / 3) > 1e-9) {
      print "run " $1 " of " $column["learner"] " ended at " x1 ", " x2; wrong = 1
    }
    ++runs
  }
  END { if (runs != 8) { print runs " runs, not 8"; wrong = 1 } exit wrong }
' "$results/tables/runs.csv"
