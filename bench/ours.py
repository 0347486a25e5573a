"""Runs of firstmove on the games that are measured."""
import functools
import math
import os
import pathlib
import shutil
import sqlite3
import tempfile

import measure

SOURCE = pathlib.Path(__file__).resolve().parent.parent

LEADER_ON_TORUS = """
[game]
plugin = "torus"

[[learner]]
name  = "leader"
players = [
  { rule = "stackelberg", step = { power = [1.0, 1.0] } },
  { rule = "gradient-play", step = { power = [1.0, 0.5] } },
]
"""
NOISE = "noise = { normal = 0.01 }\n"

# Two players on chains of n coordinates. The players pull at each other, and at their neighbours.
CHAIN = """
[game]
players = {{ x = {n}, y = {n} }}
cost = [
  "sum(x*tanh(y)) + sum(x^2)/2 + sum(i = 1..len(x)-1, (x[i+1] - x[i])^2)/2",
  "-sum(x*tanh(y)) + sum(y^2)/2 + sum(i = 1..len(y)-1, (y[i+1] - y[i])^2)/2",
]
"""
DESCENT = """
[[learner]]
name = "descent"
rule = "gradient-play"
step = 0.01
"""
LEADER_WITH_CG = """
[[learner]]
name = "leader"
step = 0.01
[[learner.players]]
rule   = "regularized-stackelberg"
params = { solver = "cg", iterations = 5, tolerance = 0.0, warm_start = false }
[[learner.players]]
rule = "gradient-play"
"""


def chain_start(n):
    """The same start for all contenders: x, then y."""
    return [0.5 * math.sin(1.0 + c) for c in range(2 * n)]


def chain(n, learner):
    return CHAIN.format(n=n) + learner, {"start": {"at": chain_start(n)}}


def market(firms):
    """Firms of one coordinate each; all depend on the sum of all."""
    names = [f"q{i}" for i in range(firms)]
    costs = [f"{name}^2/2 + {name}*tanh(total)/10" for name in names]
    return f"""
[game]
players = {{ {", ".join(f"{name} = 1" for name in names)} }}
let = {{ total = "{" + ".join(names)}" }}
cost = {costs}
{DESCENT}""", {"start": {"at": [0.1 + 0.01 * i for i in range(firms)]}}


def long_sum(terms):
    """Two players of one coordinate, and a sum of functions of both."""
    return f"""
[game]
players = {{ x = 1, y = 1 }}
cost = ["sum(i = 1..{terms}, sin(i*x/{terms})*y)/{terms} + x^2", "x*y + y^2"]
{DESCENT}""", {"start": {"at": [0.3, -0.2]}}


def toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + " }"
    return repr(value)


class Firstmove:
    """The program of a build, with a folder of its own for what it keeps."""

    def __init__(self, build):
        self.build = pathlib.Path(build).resolve()
        self.program = self.build / "bin" / "firstmove"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="firstmove-bench-"))
        homes = {f"XDG_{kind}_HOME": str(self.folder / kind) for kind in ("CACHE", "DATA")}
        self.environment = os.environ | homes

    def remove(self):
        shutil.rmtree(self.folder)

    def forget_compiled_games(self):
        shutil.rmtree(self.folder / "CACHE", ignore_errors=True)

    def command(self, work, steps, seeds=1):
        """The command of a run of `work`, a manifest's text and keys of [experiment]."""
        text, keys = work
        keys = {"steps": steps, "seeds": seeds, "warnings": False} | keys
        lines = "".join(f"{key} = {toml(value)}\n" for key, value in keys.items())
        (self.folder / "m.toml").write_text(
            '[experiment]\nname = "bench"\n' + lines.replace("False", "false") + text
        )
        results = self.folder / "results"
        shutil.rmtree(results, ignore_errors=True)
        options = ["--fresh", "--jobs", "1", "--out", str(results)]
        return [str(self.program), "run", str(self.folder / "m.toml"), *options]

    def seconds(self, work, steps, seeds=1):
        return measure.processor_seconds(self.command(work, steps, seeds), self.environment)

    def run(self, work, steps, seeds=1):
        """The last joint action of the first run."""
        self.seconds(work, steps, seeds)
        with sqlite3.connect(self.folder / "results" / "results.sqlite") as results:
            return [value for (value,) in results.execute(
                "SELECT value FROM final_state WHERE run = (SELECT min(run) FROM final_state) "
                "ORDER BY player, coordinate")]

    def stepping(self, work, seeds, least, fewest=100):
        """A function that measures the time of a replica-step; runs take about `least` seconds."""
        seconds_of = functools.partial(self.seconds, work, seeds=seeds)
        steps = measure.enough(seconds_of, least, fewest)
        return lambda: measure.per_step(seconds_of, steps) / seeds
