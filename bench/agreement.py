"""All contenders do the same work: without noise they reach the same joint actions."""
import subprocess
import sys

import ours


def differ(found, expected):
    return max(abs(a - b) for a, b in zip(found, expected, strict=True)) > 1e-9


def check(firstmove):
    """Ends the program if two contenders that are installed disagree."""
    steps = 50
    start = {"start": {"at": [-3.0, 3.0]}}
    expected = firstmove.run((ours.LEADER_ON_TORUS, start), steps)
    found = {}
    program = firstmove.build / "bin" / "fused_torus"
    if program.exists():
        said = subprocess.run([program, "1", str(steps), "0"], capture_output=True, text=True)
        found["the fused loop"] = [float(word) for word in said.stdout.split()[1:]]
    import on_torus

    found["NumPy"] = [x[0] for x in on_torus.with_numpy(steps, 1, 0.0)]
    found["plain Python"] = on_torus.with_math(steps, 0.0)
    for name, last in found.items():
        if differ(last, expected):
            sys.exit(f"the torus: {name} reaches {last}, firstmove {expected}")
    try:
        import on_chain
    except ImportError:
        return
    for learner, peer in ((ours.DESCENT, on_chain.gradient_play),
                          (ours.LEADER_WITH_CG, on_chain.regularized_stackelberg)):
        last, expected = (peer(steps, ours.chain_start(10)),
                          firstmove.run(ours.chain(10, learner), steps))
        if differ(last, expected):
            sys.exit(f"the chain: PyTorch reaches {last}, firstmove {expected}")
