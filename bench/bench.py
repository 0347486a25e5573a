#!/usr/bin/python3
"""Measures firstmove beside a hand-fused loop, NumPy, plain Python and PyTorch, all in one run, and
prints a table; then how times grow. scripts/bench.sh builds all that this needs."""
import argparse
import os
import pathlib
import re
import sys

# Before NumPy and PyTorch start threads.
os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
sys.path.append(str(pathlib.Path(__file__).resolve().parent / "peers"))

import agreement
import cheap
import growth
import machine
import measure
import ours
import rows
import tables


def contest(row, least, repetitions):
    """The times of firstmove and of the peers that are there."""
    samplers = {"firstmove": row.ours(least)}
    samplers |= {name: prepare(least) for name, prepare in row.peers.items()}
    absent = [name for name, sampler in samplers.items() if sampler is None]
    there = {name: sampler for name, sampler in samplers.items() if sampler is not None}
    return measure.interleaved(there, repetitions), absent


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--build", default=ours.SOURCE / "build", help="the build folder")
    arguments.add_argument("--quick", action="store_true",
                           help="runs too short to measure anything: whether all works")
    arguments.add_argument("--only", default="", metavar="PATTERN",
                           help="only rows and curves whose name has this regular expression")
    arguments.add_argument("--repetitions", type=int, default=7)
    arguments.add_argument("--write", action="store_true",
                           help="write the tables into docs/performance.md")
    given = arguments.parse_args()
    least = 0.001 if given.quick else 0.3
    repetitions = 1 if given.quick else given.repetitions
    chosen = re.compile(given.only)

    firstmove = ours.Firstmove(given.build)
    try:
        for game in ("torus", "chain"):
            if any(row.work.startswith(game) and chosen.search(row.work)
                   for row in rows.rows(firstmove, given.quick)):
                agreement.check(firstmove, game)
        said = [machine.described(firstmove.build)]
        table = tables.Comparison()
        for row in rows.rows(firstmove, given.quick):
            if chosen.search(row.work):
                print(table.add(row, *contest(row, least, repetitions)), flush=True)
        curves = tables.Growth()
        for curve in growth.curves(firstmove, least):
            if chosen.search(curve.of):
                print(curves.add(curve, curve.measured(given.quick)), flush=True)
        derivatives = tables.Plain(cheap.TITLES)
        for line in cheap.lines(firstmove, given.quick, least, chosen):
            print(derivatives.add(line), flush=True)
    finally:
        firstmove.remove()
    print("\n\n".join([*said, table.text(), derivatives.text(), curves.text()]))
    if given.write:
        tables.write(ours.SOURCE / "docs" / "performance.md", said[0], table, derivatives, curves)


main()
