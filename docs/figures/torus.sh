#!/usr/bin/env bash
# Draws torus.svg: learning paths of experiments/torus.toml under both learners, as figure 3 (a-b)
# of the paper. Needs gnuplot and sqlite3, and firstmove built in build/.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
../../build/bin/firstmove --quiet run ../../experiments/torus.toml --set experiment.seeds=24 \
  --out "$work/r"
for learner in 0 1; do
  # One block a run; a path that leaves the square by one edge comes back as a new piece.
  sqlite3 -separator ' ' "$work/r/results.sqlite" "
    SELECT a.run, a.value, b.value FROM trajectory a
    JOIN trajectory b ON b.run = a.run AND b.step = a.step AND b.player = 1
    JOIN run ON run.id = a.run AND run.learner_index = $learner
    WHERE a.player = 0 ORDER BY a.run, a.step" |
    awk 'function far(d) { return d > 3 || d < -3 }
         NR > 1 && ($1 != run || far($2 - x) || far($3 - y)) { print "" }
         { run = $1; x = $2; y = $3; print x, y }' >"$work/paths$learner"
done
gnuplot <<GNUPLOT
set terminal svg size 880,440 font "sans-serif,13" background "white"
set output "torus.svg"
set multiplot layout 1,2
set xrange [-pi:pi]; set yrange [-pi:pi]; set size square
set xtics ("-π" -pi, "0" 0, "π" pi); set ytics ("-π" -pi, "0" 0, "π" pi)
set xlabel "θ_1"; set ylabel "θ_2"
set key outside below
set title "Gradient play"
plot "$work/paths0" with lines lc rgb "#660072b2" lw 1 notitle, \
     "-" with points pt 7 ps 1.1 lc rgb "#d55e00" title "Nash equilibria"
-0.78 1.18
1.57 -0.40
e
set title "Stackelberg, two timescales"
plot "$work/paths1" with lines lc rgb "#66009e73" lw 1 notitle, \
     "-" with points pt 5 ps 1.1 lc rgb "#d55e00" title "Stackelberg equilibria"
-0.53 1.25
1.31 -0.46
e
GNUPLOT
