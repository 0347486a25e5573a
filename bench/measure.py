"""Times, their spread, and how they grow."""
import math
import os
import statistics
import subprocess
import sys
import time


def processor_seconds(command, environment):
    """The processor time of a command with all its children; it must succeed."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}: {said}")
    return used.ru_utime + used.ru_stime


def elapsed_seconds(call):
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def enough(seconds_of, least, fewest=100):
    """The number of steps, a multiple of ten, that takes `least` seconds more than ten steps."""
    steps, set_up = fewest, seconds_of(10)
    while True:
        taken = seconds_of(steps) - set_up
        if taken >= least or steps >= 10**8:
            return steps
        steps = 10 * math.ceil(steps / 10 * min(10, 1.2 * least / max(taken, least / 100)))


def per_step(seconds_of, steps):
    """The time of one step: the difference of a long and a short run, so without setting up."""
    short = steps // 10
    return (seconds_of(steps) - seconds_of(short)) / (steps - short)


class Times:
    """The times of one contender, in seconds."""

    def __init__(self, all_times):
        self.all = sorted(all_times)
        self.median = statistics.median(self.all)
        self.low, self.high = self.all[len(self.all) // 4], self.all[-1 - len(self.all) // 4]

    def __str__(self):
        """The median, and the quartiles in parentheses."""
        unit, name = next(u for u in UNITS if self.median >= u[0] or u == UNITS[-1])
        median, low, high = (f"{t / unit:.3g}" for t in (self.median, self.low, self.high))
        spread = f" ({low} to {high})" if len(self.all) > 1 else ""
        return f"{median} {name}{spread}"


UNITS = [(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")]


def interleaved(contenders, repetitions):
    """The times of each contender, by name: one run of each, then again. A change in the speed of
    the machine affects all of them alike."""
    found = {name: [] for name in contenders}
    for _ in range(repetitions):
        for name, sample in contenders.items():
            found[name].append(sample())
    return {name: Times(times) for name, times in found.items()}


def slope(points):
    """The exponent p of time ~ n^p: least squares through the logarithms."""
    logs = [(math.log(n), math.log(max(t, 1e-12))) for n, t in points]
    mean_n, mean_t = (statistics.mean(axis) for axis in zip(*logs))
    over = sum((n - mean_n) * (t - mean_t) for n, t in logs)
    return over / sum((n - mean_n) ** 2 for n, _ in logs)
