"""The works that are measured: who does them, and what is wanted."""
import dataclasses
import functools
import importlib
import subprocess
import time

import measure
import ours


@dataclasses.dataclass
class Wanted:
    """What firstmove must reach: a time in seconds, or a ratio to the fastest peer's time."""

    seconds: float = None
    ratio: float = None  # of firstmove's time to the peer's, at most

    def __str__(self):
        if self.seconds is not None:
            unit, name = next(u for u in measure.UNITS if self.seconds >= u[0])
            return f"≤ {self.seconds / unit:g} {name}"
        if self.ratio >= 1:
            return f"≤ {self.ratio:g} × the peer"
        return f"≤ 1/{1 / self.ratio:g} of the peer"

    def holds(self, own, peer):
        if self.seconds is not None:
            return own.median <= self.seconds
        return own.median <= self.ratio * peer.median


@dataclasses.dataclass
class Row:
    work: str
    wanted: Wanted
    ours: object  # () -> a sampler, () -> seconds
    peers: dict  # the same, by name


def peer(module, function, per, *arguments):
    """A sampler of a function of the peers whose first argument is a number of steps, in processor
    time of this process. None if what it needs is not installed."""

    def prepared(least):
        try:
            call = getattr(importlib.import_module(module), function)
        except ImportError:
            return None

        def seconds_of(steps):
            begin = time.process_time()
            call(steps, *arguments)
            return time.process_time() - begin

        steps = measure.enough(seconds_of, least)
        return lambda: measure.per_step(seconds_of, steps) / per

    return prepared


def fused(program, replicas, variance):
    def prepared(least):
        def per_replica_step(steps):
            said = subprocess.run([program, str(replicas), str(steps), str(variance)],
                                  capture_output=True, text=True, check=True)
            return float(said.stdout.split()[0])

        steps = measure.enough(lambda n: per_replica_step(n) * n * replicas, least)
        return lambda: per_replica_step(steps)

    return prepared if program.exists() else lambda least: None


def first_step(firstmove, work):
    """A run of one step, from the command to its end, with nothing compiled before."""

    def prepared(least):
        def sample():
            firstmove.forget_compiled_games()
            return measure.elapsed_seconds(lambda: firstmove.run(work, steps=1))

        return sample

    return prepared


def recording(firstmove, steps):
    """A whole run of 1000 replicas with `steps` steps, with and without a recorded path."""
    quiet = (ours.LEADER_ON_TORUS + ours.NOISE, {})
    path = '\n[[observer]]\nplugin = "trajectory"\nevery = { log = 200 }\n'
    recorded = (quiet[0] + path, {})
    return [lambda least, work=work: lambda: firstmove.seconds(work, steps, 1000)
            for work in (recorded, quiet)]


def rows(firstmove, quick):
    def stepping(work, seeds=1):
        return functools.partial(firstmove.stepping, work, seeds)

    for n in (10, 100, 1000):
        yield Row(f"chain of 2 × {n} as formulas: first run, one step", Wanted(seconds=0.3),
                  first_step(firstmove, ours.chain(n, ours.DESCENT)), {})
    for n, wanted in ((10, 10), (100, 10), (1000, 5)):
        yield Row(f"chain of 2 × {n}, gradient play, a step", Wanted(ratio=1 / wanted),
                  stepping(ours.chain(n, ours.DESCENT)),
                  {"PyTorch": peer("on_chain", "gradient_play", 1, ours.chain_start(n))})
    for n, wanted in ((10, 5), (100, 5), (1000, 3)):
        yield Row(f"chain of 2 × {n}, Stackelberg with 5 products, a step",
                  Wanted(ratio=1 / wanted), stepping(ours.chain(n, ours.LEADER_WITH_CG)),
                  {"PyTorch": peer("on_chain", "regularized_stackelberg", 1,
                                   ours.chain_start(n))})
    program = firstmove.build / "bin" / "fused_torus"
    for variance, noise in ((0.01, ours.NOISE), (0.0, "")):
        name = "with noise" if noise else "without noise"
        yield Row(f"torus, Stackelberg, 1000 replicas {name}, a replica-step", Wanted(ratio=1.25),
                  stepping((ours.LEADER_ON_TORUS + noise, {}), 1000),
                  {"fused loop": fused(program, 1000, variance),
                   "NumPy": peer("on_torus", "with_numpy", 1000, 1000, variance)})
    yield Row("torus, Stackelberg, one replica with noise, a step", Wanted(seconds=140e-9),
              stepping((ours.LEADER_ON_TORUS + ours.NOISE, {})),
              {"Python, NumPy scalars": peer("on_torus", "with_numpy_scalars", 1, 0.01),
               "Python, math": peer("on_torus", "with_math", 1, 0.01),
               "fused loop": fused(program, 1, 0.01)})
    recorded, quiet = recording(firstmove, 200 if quick else 20000)
    yield Row("torus, 1000 replicas: a run that records 200 points", Wanted(ratio=1.1), recorded,
              {"the same without": quiet})
    for game in ("duopoly", "torus"):
        source = f'[game]\nsource = "{ours.SOURCE}/games/{game}/{game}.cpp"\n' + ours.DESCENT
        yield Row(f"compile {game}.cpp, run one step", Wanted(seconds=3.0),
                  first_step(firstmove, (source, {})), {})
