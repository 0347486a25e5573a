#!/usr/bin/env python3
"""Networks beside PyTorch, one thread each, in one run: networks.py [BUILD]

First the costs, gradients and products of the mixture GAN are compared, with the same weights and
minibatch. Then steps are timed in turn: firstmove (whole runs, the difference of a long and a short
one) and PyTorch in double and single precision; and what firstmove's step consists of."""
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
from torch.autograd import grad

sys.path.insert(0, str(Path(__file__).parent))
from measure import interleaved, per_step, processor_seconds  # noqa: E402
from peers import mixture_gan  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build"
MANIFEST = ROOT / "experiments" / "mixture-gan.toml"
LEARNERS = {"Stackelberg": mixture_gan.stackelberg, "simultaneous play": mixture_gan.gradient_play}


def compare(found, game):
    """The largest difference of each quantity from PyTorch's, relative to its largest element."""
    torch.set_default_dtype(torch.float64)
    dims = found["dims"]
    both = torch.tensor(found["x"])
    x, y = (part.clone().requires_grad_() for part in both.split(dims))
    drawn = {s["stream"]: torch.tensor(s["values"]).view(s["rows"], s["columns"])
             for s in found["samples"]}
    costs = game.costs(x, y, drawn[0], drawn[1] + game.sigma * drawn[2])
    directions = [torch.sin(1 + 2 * torch.arange(d, dtype=torch.float64)) for d in dims]
    worst = {"costs": 0.0, "gradients": 0.0, "products": 0.0}

    def note(name, ours, theirs):
        ours = torch.tensor(ours)
        scale = max(theirs.abs().max().item(), 1e-300)
        worst[name] = max(worst[name], ((ours - theirs).abs().max() / scale).item())

    for i, f in enumerate(costs):
        note("costs", [found["costs"][i]], f.detach().reshape(1))
        for j, own in enumerate((x, y)):
            (slope,) = grad(f, own, create_graph=True)
            note("gradients", found["gradients"][2 * i + j], slope.detach())
            for k, other in enumerate((x, y)):
                # D_jk f v is the derivative of v' D_k f in x_j.
                (of_k,) = grad(f, other, create_graph=True)
                (product,) = grad(of_k @ directions[k], own, retain_graph=True, allow_unused=True)
                if product is None:
                    product = torch.zeros_like(own)
                note("products", found["products"][4 * i + 2 * j + k], product)
    return worst


def ours(learner):
    """Whole runs of the program, without observers."""
    environment = dict(os.environ, FIRSTMOVE_PLUGIN_PATH=str(BUILD / "lib/firstmove/plugins"))
    other = 1 - list(LEARNERS).index(learner)  # the manifest has them in this order
    without = [f"learner.{other}", "observer.metrics", "observer.progress", "observer.summary"]

    def seconds(steps):
        with tempfile.TemporaryDirectory() as folder:
            return processor_seconds(
                [str(BUILD / "bin/firstmove"), "run", str(MANIFEST), "-q", "--jobs", "1",
                 "--out", f"{folder}/out", "--set", f"experiment.steps={steps}",
                 "--set", "experiment.seeds=1", "--set", f"without={json.dumps(without)}"],
                environment)
    return lambda: per_step(seconds, 2000)


def theirs(learner, dtype, start, dims):
    def seconds(steps):
        torch.set_default_dtype(dtype)
        torch.manual_seed(1)
        x, y = (part.clone().requires_grad_()
                for part in torch.tensor(start, dtype=dtype).split(dims))
        game = mixture_gan.Game(saturating=False, activation="relu")
        begin = time.process_time()
        LEARNERS[learner](game, x, y, steps)
        return time.process_time() - begin
    return lambda: per_step(seconds, 300)


def main():
    said = subprocess.run([BUILD / "bin/network_step", MANIFEST, BUILD / "lib/firstmove/plugins",
                           "0.5"], capture_output=True, text=True, check=True).stdout
    found = json.loads(said)
    for name, worst in compare(found, mixture_gan.Game(False, "relu")).items():
        print(f"{name}: largest relative difference from PyTorch {worst:.2g}")
        if not worst < 1e-10:
            sys.exit("they differ by more than 1e-10")

    print("\n| part of a step | time | its matrix products alone |\n|---|---|---|")
    for name, part in found["times"].items():
        print(f"| {name} | {part['seconds'] * 1e6:.0f} µs | {part['matrix products'] * 1e6:.0f} µs |")

    print("\n| a step | firstmove | PyTorch, double | PyTorch, single | ratio | ratio, single |")
    print("|---|---|---|---|---|---|")
    for learner in LEARNERS:
        times = interleaved(
            {"firstmove": ours(learner),
             "double": theirs(learner, torch.float64, found["x"], found["dims"]),
             "single": theirs(learner, torch.float32, found["x"], found["dims"])}, 5)
        us = times["firstmove"].median
        print(f"| {learner} | {times['firstmove']} | {times['double']} | {times['single']} | "
              f"{times['double'].median / us:.1f} | {times['single'].median / us:.1f} |")


if __name__ == "__main__":
    main()
