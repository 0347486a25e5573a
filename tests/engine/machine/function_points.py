#!/usr/bin/python3
"""Prints points of elementary functions with their values, computed by mpmath.

A line: the function's name, a, b (0 for functions of one number), and the value as the sum of two
doubles, all in hexadecimal.
"""
import random
import struct
import sys

from mpmath import mp, mpf

mp.prec = 140
MOST = sys.float_info.max


def bits(rng):
    """A double of any size; not infinite, not NaN."""
    while True:
        x = struct.unpack('<d', struct.pack('<Q', rng.getrandbits(64)))[0]
        if abs(x) <= MOST:
            return x


def argument(rng):
    kind = rng.randrange(6)
    if kind == 0:
        return bits(rng)
    if kind == 1:
        return rng.uniform(-750, 715)
    if kind == 2:
        return rng.uniform(-1, 1) * 2.0 ** -rng.randrange(60)
    if kind == 3:
        return 1 + rng.uniform(-1, 1) * 2.0 ** -rng.randrange(50)
    if kind == 4:
        return float(rng.randrange(1 << rng.randrange(1, 50)) * mp.pi / 2)
    return rng.uniform(-30, 30)


def expm1(x):
    """mpmath's loses digits for x far below 1."""
    return mp.expm1(x) if abs(x) > mpf(2) ** -80 else x + x * x / 2


def log1p(x):
    return mp.log(1 + x) if abs(x) > mpf(2) ** -50 else x - x * x / 2 + x * x * x / 3


def with_precision(function):
    """Arguments need as many more bits as they have before or after the point."""
    def value(x):
        with mp.workprec(1300):
            return +function(x)
    return value


def within(lower, upper):
    return lambda a, b: lower < a < upper


def positive(a, b):
    """A power that is neither tiny nor huge."""
    return a > 0 and abs(b * mp.log(a)) < 800


FUNCTIONS = {
    'exp': (lambda a, b: mp.exp(a), within(-800, 800)),
    'expm1': (lambda a, b: expm1(a), within(-800, 800)),
    'log': (lambda a, b: mp.log(a), within(0, float('inf'))),
    'log1p': (lambda a, b: log1p(a), within(-1, float('inf'))),
    'sin': (lambda a, b: with_precision(mp.sin)(a), lambda a, b: True),
    'cos': (lambda a, b: with_precision(mp.cos)(a), lambda a, b: True),
    'tanh': (lambda a, b: mp.tanh(a) if abs(a) > mpf(2) ** -40 else a - a ** 3 / 3,
             within(-100, 100)),
    'sigmoid': (lambda a, b: 1 / (1 + mp.exp(-a)), within(-800, 800)),
    'softplus': (lambda a, b: log1p(mp.exp(a)) if a < 0 else a + log1p(mp.exp(-a)),
                 within(-800, 800)),
    'power': (lambda a, b: mp.power(a, b), positive),
}


def double(x):
    """The nearest double; infinity beyond the largest."""
    return float(x) if abs(x) < mpf(2) ** 1025 else float('inf') * (1 if x > 0 else -1)


def main():
    rng = random.Random(1)
    for name, (function, known) in FUNCTIONS.items():
        count = 0
        while count < 2500:
            a = argument(rng)
            b = rng.uniform(-20, 20) if name == 'power' else 0.0
            if name == 'power' and count % 2:
                a, b = abs(a), rng.uniform(-740, 710)
                b = b / float(mp.log(a)) if a > 0 and a != 1 else b
            if not known(a, b):
                continue
            exact = function(mpf(a), mpf(b))
            high = double(exact)
            low = double(exact - high) if abs(high) <= MOST else 0.0
            print(name, a.hex(), b.hex(), high.hex(), low.hex())
            count += 1


if __name__ == '__main__':
    main()
