"""The Stackelberg step on the torus (section 4.2), as one writes it with NumPy and in plain Python.
Each function takes the steps and returns the last joint actions."""
import math
import random

import numpy as np

ALPHA1, ALPHA2, PHI, TURN = 1.0, 1.3, math.pi / 8, 2 * math.pi


def with_numpy(steps, replicas, variance):
    """All replicas at once, in arrays."""
    x = -3 + 6 * np.arange(replicas) / replicas
    y = 3 - 5 * np.arange(replicas) / replicas
    draws, deviation = np.random.default_rng(1), math.sqrt(variance)
    for k in range(1, steps + 1):
        difference, place = x - y, y - PHI
        s, c = np.sin(difference), np.cos(difference)
        d1 = ALPHA1 * np.sin(x - PHI) - s - c * s / (ALPHA2 * np.cos(place) - c)
        d2 = ALPHA2 * np.sin(place) + s
        if variance > 0:
            noise = draws.standard_normal((2, replicas))
            noise *= deviation
            d1 += noise[0]
            d2 += noise[1]
        x = x - d1 / k
        y = y - d2 / math.sqrt(k)
        x -= TURN * np.floor((x + math.pi) / TURN)
        y -= TURN * np.floor((y + math.pi) / TURN)
    return x, y


def one_by_one(steps, variance, sin, cos, normal):
    """One replica, a number at a time."""
    x, y, deviation = -3.0, 3.0, math.sqrt(variance)
    for k in range(1, steps + 1):
        s, c = sin(x - y), cos(x - y)
        d1 = ALPHA1 * sin(x - PHI) - s - c * s / (ALPHA2 * cos(y - PHI) - c)
        d2 = ALPHA2 * sin(y - PHI) + s
        x -= (d1 + deviation * normal()) / k
        y -= (d2 + deviation * normal()) / math.sqrt(k)
        x -= TURN * math.floor((x + math.pi) / TURN)
        y -= TURN * math.floor((y + math.pi) / TURN)
    return x, y


def with_numpy_scalars(steps, variance):
    return one_by_one(steps, variance, np.sin, np.cos, np.random.default_rng(1).standard_normal)


def with_math(steps, variance):
    return one_by_one(steps, variance, math.sin, math.cos, lambda: random.gauss(0.0, 1.0))
