#!/usr/bin/python3
"""Prints the functions of formulas with their first derivatives, computed by mpmath.

usage: function_points.py POINTS

For each function a line with its formula, then lines with x and its value and derivative, each as
the sum of two doubles, all in hexadecimal.
"""
import random
import sys

from mpmath import mp, mpf

mp.prec = 160


def exact(function):
    """Arguments need as many more bits as they have before or after the point."""
    def value(x):
        with mp.workprec(1300):
            return +function(mpf(x))
    return value


def logistic(x):
    return 1 / (1 + mp.exp(-x))


def softplus(x):
    tail = mp.exp(-abs(x))
    return max(x, mpf(0)) + (mp.log1p(tail) if tail > mpf(2) ** -100 else tail)


def expm1(x):
    return mp.expm1(x) if abs(x) > mpf(2) ** -80 else x + x * x / 2


def log1p(x):
    return mp.log(1 + x) if abs(x) > mpf(2) ** -50 else x - x * x / 2 + x ** 3 / 3


def tanh(x):
    return mp.tanh(x) if abs(x) > mpf(2) ** -40 else x - x ** 3 / 3


def hump(x):
    """The derivative of tanh."""
    tail = mp.exp(-2 * abs(x))
    return 4 * tail / (1 + tail) ** 2


# The formula, the function, its derivative, and the bounds of x.
FUNCTIONS = [
    ('sin(x)', exact(mp.sin), exact(mp.cos), -1e15, 1e15),
    ('cos(x)', exact(mp.cos), exact(lambda x: -mp.sin(x)), -1e15, 1e15),
    ('tan(x)', exact(mp.tan), exact(lambda x: 1 + mp.tan(x) ** 2), -1e6, 1e6),
    ('exp(x)', mp.exp, mp.exp, -744, 709),
    ('expm1(x)', expm1, mp.exp, -744, 709),
    ('log(x)', mp.log, lambda x: 1 / x, 1e-300, 1e300),
    ('log1p(x)', log1p, lambda x: 1 / (1 + x), -1 + 1e-9, 1e300),
    ('sqrt(x)', mp.sqrt, lambda x: 1 / (2 * mp.sqrt(x)), 1e-300, 1e300),
    ('tanh(x)', tanh, hump, -370, 370),
    ('sigmoid(x)', logistic, lambda x: logistic(x) * logistic(-x), -744, 744),
    ('softplus(x)', softplus, logistic, -744, 744),
    ('logsigmoid(x)', lambda x: -softplus(-x), lambda x: logistic(-x), -744, 744),
    ('log(sigmoid(x))', lambda x: -softplus(-x), lambda x: logistic(-x), -744, 744),
    ('abs(x)', abs, mp.sign, -1e300, 1e300),
    ('min(x, x^3)', lambda x: min(x, x ** 3), lambda x: mpf(1) if x < x ** 3 else 3 * x * x,
     -1e90, 1e90),
    ('max(x, x^3)', lambda x: max(x, x ** 3), lambda x: mpf(1) if x > x ** 3 else 3 * x * x,
     -1e90, 1e90),
    ('if(x < 1, x^2, 1/x)', lambda x: x * x if x < 1 else 1 / x,
     lambda x: 2 * x if x < 1 else -1 / x ** 2, -1e100, 1e100),
    ('logsumexp(x, 0)', softplus, logistic, -744, 744),
    ('x^3', lambda x: x ** 3, lambda x: 3 * x * x, -1e90, 1e90),
    ('x^(-2)', lambda x: x ** -2, lambda x: -2 * x ** -3, 1e-90, 1e90),
    ('x^1.5', lambda x: x ** mpf(1.5), lambda x: 1.5 * mp.sqrt(x), 1e-190, 1e190),
]


def argument(rng, lower, upper):
    """Half spread evenly, half by their exponents; those within the bounds."""
    while True:
        x = rng.uniform(lower, upper)
        if rng.randrange(2):
            x = (lower if rng.randrange(2) else upper) * 10.0 ** rng.uniform(-20, 0)
        if lower <= x <= upper:
            return x


def in_two(x):
    high = float(x)
    return f'{high.hex()} {float(x - mpf(high)).hex()}'


def main():
    for formula, function, slope, lower, upper in FUNCTIONS:
        print(formula)
        rng = random.Random(formula)
        for _ in range(int(sys.argv[1])):
            x = argument(rng, lower, upper)
            print(x.hex(), in_two(function(mpf(x))), in_two(slope(mpf(x))))


if __name__ == '__main__':
    main()
