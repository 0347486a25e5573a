"""What a gradient and a Hessian product cost beside the cost itself, and how this grows."""
import random
import subprocess
import sys

import measure
import ours

# The most that they may cost, in costs.
GRADIENT, PRODUCT = 5, 10


def chain(n):
    return ours.chain(n, ours.DESCENT)


def network(n):
    """A network of n hidden units, whose two layers are the players, on eight samples."""
    return f"""
[game]
players = {{ w = {n}, v = {n} }}
params = {{ a = {[0.3 * k - 1 for k in range(8)]}, b = {[0.1 * k for k in range(8)]} }}
cost = [
  "sum(s = 1..len(a), (dot(v, tanh(w*a[s])) / len(v) - b[s])^2) + sum(w^2)/100",
  "-sum(s = 1..len(a), (dot(v, tanh(w*a[s])) / len(v) - b[s])^2) + sum(v^2)/2",
]
{ours.DESCENT}""", {"start": {"at": ours.chain_start(n)}}


def quadratic(n):
    draws = random.Random(1)
    matrices = {name: [[round(draws.uniform(-1, 1), 3) for _ in range(n)] for _ in range(n)]
                for name in "AB"}
    return f"""
[game]
players = {{ x = {n}, y = {n} }}
params = {ours.toml(matrices)}
cost = ["dot(x, A@x)/2 + dot(x, B@y)", "dot(y, A@y)/2 - dot(x, B@y)"]
{ours.DESCENT}""", {"start": {"at": ours.chain_start(n)}}


def dilemma(replicas):
    return '[game]\nplugin = "iterated-prisoners-dilemma"\n' + ours.DESCENT, {"seeds": replicas}


GAMES = [
    ("chain as formulas, coordinates", chain, 2, [5, 50, 500, 5000, 50000]),
    ("network as formulas, coordinates", network, 2, [5, 50, 500, 5000, 50000]),
    ("quadratic with dense matrices, coordinates", quadratic, 2, [5, 50, 500]),
    ("iterated prisoner's dilemma, 10 coordinates, replicas", dilemma, 1, [8, 64]),
]


def times(firstmove, work, least):
    firstmove.command(work, 1)  # writes the manifest
    said = subprocess.run(
        [firstmove.build / "bin" / "quantities", firstmove.folder / "m.toml",
         firstmove.build / "lib" / "firstmove" / "plugins", str(least)],
        capture_output=True, text=True, env=firstmove.environment)
    if said.returncode != 0:
        sys.exit(f"quantities ended with {said.returncode}: {said.stderr}")
    return [float(line) for line in said.stdout.split()]


def lines(firstmove, quick, least, chosen):
    """Rows of a table: the game and its sizes, the times of the cost, the gradients and products
    in costs, and the slopes of the three."""
    for name, work, per_player, sizes in GAMES:
        if not chosen.search(name):
            continue
        sizes = sizes[:2] if quick else sizes
        found = [times(firstmove, work(n), least) for n in sizes]
        slopes = [measure.slope(zip(sizes, column)) for column in zip(*found)]
        gradients = [gradient / cost for cost, gradient, _ in found]
        products = [product / cost for cost, _, product in found]
        holds = max(gradients) <= GRADIENT and max(products) <= PRODUCT
        yield [f"{name}: " + ", ".join(f"{per_player * n:,}" for n in sizes),
               ", ".join(str(measure.Times([cost])) for cost, _, _ in found),
               ", ".join(f"{one:.1f}" for one in gradients),
               ", ".join(f"{one:.1f}" for one in products),
               ", ".join(f"{one:.2f}" for one in slopes),
               "holds" if holds else "falls short"]


TITLES = ["game: number of", "time of a cost", f"gradient in costs (≤ {GRADIENT})",
          f"Hessian product in costs (≤ {PRODUCT})", "slopes of the logarithms", ""]
