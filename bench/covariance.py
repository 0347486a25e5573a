#!/usr/bin/env python3
"""The covariance GAN beside NumPy, one thread each, in one run: covariance.py [BUILD]

Times of a step of Stackelberg learning with CG, as experiments/covariance-gan.toml has it, for
matrices of several sizes; before that, both must be at the same joint action after 50 steps."""
import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))
from measure import enough, interleaved, per_step, processor_seconds  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build"


def start_of(m):
    """A covariance with eigenvalues from 1 to 2, and a start."""
    draw = np.random.default_rng(m)
    Q, _ = np.linalg.qr(draw.standard_normal((m, m)))
    sigma = Q @ np.diag(np.linspace(1, 2, m)) @ Q.T
    return (sigma + sigma.T) / 2, draw.uniform(-1, 1, 2 * m * m)


def numpy_steps(m, steps, sigma, start):
    """Steps of the leader with CG (5 products, warm start) and of the follower."""
    V, W = start[:m * m].reshape(m, m).copy(), start[m * m:].reshape(m, m).copy()
    eta, L = m / 5, np.zeros((m, m))
    for k in range(1, steps + 1):
        off = sigma - V @ V.T
        # The follower's Hessian is eta I; D_2 f_1 = off.
        rest = off - eta * L
        along, rho = rest.copy(), np.vdot(rest, rest)
        goal = (1e-12) ** 2 * np.vdot(off, off)
        for _ in range(5):
            if rho <= goal:
                break
            image = eta * along
            alpha = rho / np.vdot(along, image)
            L = L + alpha * along
            rest = rest - alpha * image
            last, rho = rho, np.vdot(rest, rest)
            along = rest + rho / last * along
        # D_1 f_1 - D_12 f_2 L
        d1 = -(W + W.T) @ V - (L + L.T) @ V
        d2 = -off + eta * W
        V = V - 0.015 * 0.99999**k * d1
        W = W - 0.015 * 0.9999999**k * d2
    return np.concatenate([V.ravel(), W.ravel()])


def manifest(m, steps, sigma, start):
    rows = ", ".join("[" + ", ".join(repr(float(s)) for s in row) + "]" for row in sigma)
    at = ", ".join(repr(float(x)) for x in start)
    return f"""[experiment]
name = "covariance"
steps = {steps}
seeds = 1
batch = 1
start = {{ at = [{at}] }}
[game]
plugin = "covariance-gan"
params = {{ m = {m}, sigma = [{rows}] }}
[[learner]]
name = "Stackelberg"
players = [
  {{ rule = "stackelberg", step = {{ exponential = [0.015, 0.99999] }}, params = {{ solver = "cg", iterations = 5 }} }},
  {{ rule = "gradient-play", step = {{ exponential = [0.015, 0.9999999] }} }},
]
"""


class Ours:
    """Whole runs of the program."""

    def __init__(self, m, sigma, start):
        self.m, self.sigma, self.start = m, sigma, start
        self.environment = dict(os.environ, FIRSTMOVE_PLUGIN_PATH=str(BUILD / "lib/firstmove/plugins"))

    def seconds(self, steps, keep=None):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "covariance.toml"
            file.write_text(manifest(self.m, steps, self.sigma, self.start))
            out = Path(folder) / "out"
            taken = processor_seconds([str(BUILD / "bin/firstmove"), "run", str(file), "-q", "--jobs",
                                       "1", "--out", str(out)], self.environment)
            if keep is not None:
                found = sqlite3.connect(out / "results.sqlite").execute(
                    "select value from final_state order by player, coordinate")
                keep.extend(value for (value,) in found)
        return taken


def main():
    print("| m | firstmove | NumPy | ratio |\n|---|---|---|---|")
    for m in (3, 9, 25, 50):
        sigma, start = start_of(m)
        ours, reached = Ours(m, sigma, start), []
        ours.seconds(50, reached)
        apart = np.max(np.abs(np.array(reached) - numpy_steps(m, 50, sigma, start)))
        if not apart < 1e-10:
            sys.exit(f"m = {m}: after 50 steps the joint actions differ by {apart:.2g}")

        def theirs(steps, m=m, sigma=sigma, start=start):
            begin = time.process_time()
            numpy_steps(m, steps, sigma, start)
            return time.process_time() - begin

        many, fewer = enough(ours.seconds, 0.5, 1000), enough(theirs, 0.5)
        times = interleaved({"firstmove": lambda: per_step(ours.seconds, many),
                             "NumPy": lambda: per_step(theirs, fewer)}, 5)
        ratio = times["NumPy"].median / times["firstmove"].median
        print(f"| {m} | {times['firstmove']} | {times['NumPy']} | {ratio:.1f} |")


if __name__ == "__main__":
    main()
