"""All contenders do the same work: without noise they reach the same joint actions."""
import subprocess
import sys

import ours

STEPS = 50


def on_torus(firstmove):
    import on_torus as peers

    yield "firstmove", firstmove.run((ours.LEADER_ON_TORUS, {"start": {"at": [-3.0, 3.0]}}), STEPS)
    yield "NumPy", [x[0] for x in peers.with_numpy(STEPS, 1, 0.0)]
    yield "plain Python", peers.with_math(STEPS, 0.0)
    program = firstmove.build / "bin" / "fused_torus"
    if program.exists():
        said = subprocess.run([program, "1", str(STEPS), "0"], capture_output=True, text=True)
        yield "the fused loop", [float(word) for word in said.stdout.split()[1:]]


def on_chain(firstmove):
    try:
        import on_chain as peers
    except ImportError:
        return
    for learner, peer in ((ours.DESCENT, peers.gradient_play),
                          (ours.LEADER_WITH_CG, peers.regularized_stackelberg)):
        yield "firstmove", firstmove.run(ours.chain(10, learner), STEPS)
        yield "PyTorch", peer(STEPS, ours.chain_start(10))


def check(firstmove, game):
    """Ends the program if two contenders that are there disagree."""
    for name, last in {"torus": on_torus, "chain": on_chain}[game](firstmove):
        if name == "firstmove":
            expected = last
        elif max(abs(a - b) for a, b in zip(last, expected, strict=True)) > 1e-9:
            sys.exit(f"the {game}: {name} reaches {last}, firstmove {expected}")
