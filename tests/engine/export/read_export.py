"""Compares exported files, as NumPy and pandas read them, with the tables of a results file.

    read_export.py RESULTS EXPORT

Fails at the first difference; reals are compared by their bits.
"""

import json
import pathlib
import sqlite3
import sys

import numpy as np
import pandas as pd

results, out = map(pathlib.Path, sys.argv[1:])
db = sqlite3.connect(results / "results.sqlite")
ids = [run for (run,) in db.execute("SELECT id FROM run ORDER BY id")]
listed = json.loads((out / "arrays.json").read_text())
arrays = {array["file"]: array for array in listed["arrays"]}


def number(value):
    return np.nan if value is None else value


def same(found, expected):
    """Compares all values by their bits; all NaN are equal."""
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    assert found.shape == expected.shape, (found.shape, expected.shape)
    differ = (found.view("u8") != expected.view("u8")) & ~(np.isnan(found) & np.isnan(expected))
    assert not differ.any(), (found[differ], expected[differ])


def load(file):
    array = np.load(out / file)
    assert list(array.shape) == arrays[file]["shape"], file
    assert len(array.shape) == len(arrays[file]["axes"]), file
    return array


def check_table(file, columns, rows):
    """An array of runs x columns, from rows (run, column, value)."""
    array = load(file)
    expected = np.full((len(ids), len(columns)), np.nan)
    for run, column, value in rows:
        expected[ids.index(run), columns.index(column)] = number(value)
    same(array, expected)


def check_series(file, recorded):
    """An array along the runs, from {run: {step: value or values}}."""
    array = load(file)
    steps = np.load(out / arrays[file]["steps"])
    assert steps.dtype == np.int64
    assert (steps.ndim == 1) == arrays[file]["same_steps_in_all_runs"]
    assert array.shape[1] == steps.shape[-1] == max(map(len, recorded.values()))
    seen = 0
    for row, run in enumerate(ids):
        of_run = recorded.get(run, {})
        own_steps = steps if steps.ndim == 1 else steps[row]
        if steps.ndim == 2:
            assert list(own_steps) == sorted(of_run) + [-1] * (steps.shape[1] - len(of_run))
        else:
            assert list(own_steps[: len(of_run)]) == sorted(of_run)
        for step in sorted(of_run):
            same(array[row, list(own_steps).index(step)], of_run[step])
            seen += 1
        assert np.isnan(array[row, len(of_run):]).all()
    assert seen > 0


assert np.load(out / "run_ids.npy").dtype == np.int64
assert list(load("run_ids.npy")) == ids

coordinates = sorted(set(db.execute("SELECT player, coordinate FROM final_state")))
assert listed["coordinates"] == [f"x{player + 1}[{k}]" for player, k in coordinates]
check_table(
    "final_x.npy",
    coordinates,
    [(run, (p, k), value) for run, p, k, value in db.execute("SELECT * FROM final_state")],
)
players = sorted({p for p, _ in coordinates})
check_table("final_cost.npy", players, db.execute("SELECT run, player, value FROM final_cost"))

metrics = {}
for run, step, name, value in db.execute("SELECT run, step, name, value FROM metric"):
    metrics.setdefault(name, {}).setdefault(run, {})[step] = number(value)
files = {array["holds"]: file for file, array in arrays.items() if file.startswith("metric-")}
assert sorted(files) == sorted(metrics)
for name, recorded in metrics.items():
    check_series(files[name], recorded)

paths = {}
for run, step, p, k, value in db.execute("SELECT * FROM trajectory"):
    at = paths.setdefault(run, {}).setdefault(step, np.full(len(coordinates), np.nan))
    at[coordinates.index((p, k))] = value
check_series("trajectories.npy", paths)

for file, column in [("clock-products.npy", "products"), ("clock-seconds.npy", "seconds")]:
    clock = {}
    for run, step, value in db.execute(f"SELECT run, step, {column} FROM clock"):
        clock.setdefault(run, {})[step] = value
    check_series(file, clock)

if (out / "runs.csv").exists():
    runs = pd.read_csv(out / "runs.csv", float_precision="round_trip")
    same(runs[listed["coordinates"]], load("final_x.npy"))
    same(runs[[f"cost_{p + 1}" for p in players]], load("final_cost.npy"))
    names = pd.read_sql_query("SELECT learner FROM run ORDER BY id", db)
    assert list(runs["learner"]) == list(names["learner"])
    table = pd.read_csv(out / "metrics.csv", float_precision="round_trip")
    for name, recorded in metrics.items():
        for run, step, value in table[["run", "step", name]].itertuples(index=False):
            same(value, recorded.get(run, {}).get(step, np.nan))
