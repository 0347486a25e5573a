#!/usr/bin/python3
"""Counts the instructions of a step on the hot paths with callgrind, in a build for x86-64-v2, and
compares them with counts.json. Ends with 1 if a path needs more than 1.1 times of what it did."""
import argparse
import fcntl
import json
import pathlib
import re
import subprocess
import sys

import ours

FILE = pathlib.Path(__file__).resolve().parent / "counts.json"
PLUGINS = ["torus", "gradient-play", "stackelberg", "regularized-stackelberg"]
GROWTH = 1.1

# The manifest, the replicas, and the steps of a short and of a long run.
PATHS = {
    "torus, Stackelberg, 64 replicas with noise": (
        (ours.LEADER_ON_TORUS + ours.NOISE, {}), 64, 50, 250),
    "torus, Stackelberg, 64 replicas without noise": ((ours.LEADER_ON_TORUS, {}), 64, 50, 250),
    "torus, Stackelberg, one replica with noise": (
        (ours.LEADER_ON_TORUS + ours.NOISE, {}), 1, 500, 2500),
    "chain of 2 × 100, gradient play": (ours.chain(100, ours.DESCENT), 1, 50, 250),
    "chain of 2 × 100, Stackelberg with 5 products": (
        ours.chain(100, ours.LEADER_WITH_CG), 1, 50, 250),
}


def build(folder):
    """The programs, for the oldest processor that is supported: callgrind knows no AVX-512. Another
    process may build in the same folder at the same time."""
    options = ["-DFIRSTMOVE_NATIVE=OFF", "-DFIRSTMOVE_TESTS=OFF", "-DFIRSTMOVE_BENCH=ON"]
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    with open(pathlib.Path(folder) / "counts.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for command in (["cmake", "-S", ours.SOURCE, "-B", folder, "-G", "Ninja", *options],
                        ["cmake", "--build", folder, "--target", "hot_path", *PLUGINS]):
            made = subprocess.run(command, capture_output=True, text=True)
            if made.returncode != 0:
                sys.exit(made.stdout + made.stderr)


def instructions(firstmove, work, replicas, steps):
    firstmove.command(work, steps, replicas)  # writes the manifest
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
               firstmove.build / "bin" / "hot_path", firstmove.folder / "m.toml",
               firstmove.build / "lib" / "firstmove" / "plugins", str(steps)]
    ran = subprocess.run(command, env=firstmove.environment, capture_output=True, text=True)
    found = re.findall(r"Collected : (\d+)", ran.stderr)
    if ran.returncode != 0 or not found:
        sys.exit(ran.stderr)
    return int(found[-1])  # the others are of processes that it forks while it reads the manifest


def count(firstmove, work, replicas, short, long):
    """Instructions of a replica-step."""
    more = (instructions(firstmove, work, replicas, long)
            - instructions(firstmove, work, replicas, short))
    return round(more / (long - short) / replicas, 1)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--build", default=ours.SOURCE / "build" / "x86-64-v2",
                           help="the build folder, made if it is not there")
    arguments.add_argument("--counts", type=pathlib.Path, default=FILE,
                           help="the counts to compare with")
    arguments.add_argument("--only", default="", metavar="PATTERN",
                           help="only paths whose name has this regular expression")
    arguments.add_argument("--refresh", action="store_true",
                           help="write the counts instead of comparing them")
    given = arguments.parse_args()
    build(given.build)
    known = json.loads(given.counts.read_text()) if given.counts.exists() else {}
    grown = False
    firstmove = ours.Firstmove(given.build)
    try:
        for name, path in PATHS.items():
            if not re.search(given.only, name):
                continue
            now, before = count(firstmove, *path), known.get(name)
            if given.refresh:
                known[name] = now
            worse = not given.refresh and (before is None or now > GROWTH * before)
            grown |= worse
            print(f"{name}: {now} instructions a replica-step; {before} before"
                  + (": too many" if worse else ""), flush=True)
    finally:
        firstmove.remove()
    if given.refresh:
        given.counts.write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n")
    if grown:
        sys.exit("If this growth is meant, run bench/counts.py --refresh and commit counts.json.")


main()
