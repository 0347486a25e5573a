#!/usr/bin/python3
"""Traces costs written with NumPy and compares the graphs with the functions themselves."""
import math
import pathlib
import re
import sys
import unittest

import numpy as np

TREE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TREE / "games" / "python"))

import firstmove_graph as graph
import firstmove_tracing as tracing
from firstmove_symbols import Untraceable

A = np.array([[1.0, -2.0, 0.5, 0.0], [0.25, 3.0, -1.0, 2.0], [0.0, 1.0, 1.5, -0.5]])
B = np.array([0.5, -1.5, 2.0, 0.75])

# Costs of four coordinates. Each is compared at several points.
TRACED = {
    "arithmetic": lambda x: (x[0] + 2 * x[1] - x[2] / 3) * -x[3] + 1.5,
    "numbers on the left": lambda x: 3 - x[0] + 2 / (2 + x[1]) + 2 * x[2],
    "functions": lambda x: np.sum(np.sin(x) + np.cos(x) + np.tanh(x) + np.exp(x) + np.tan(x)),
    "more functions": lambda x: np.sum(np.expm1(x) * np.sinh(x) - np.cosh(x) + np.exp2(x)),
    "of positive values": lambda x: np.sum(np.sqrt(x**2 + 1) + np.log(x**2 + 1) + np.log1p(x**2)
                                           + np.log2(x**2 + 1) + np.log10(x**2 + 1)),
    "powers": lambda x: x[0]**2 + x[1]**3 + (x[2]**2 + 1)**0.5 + (x[3]**2 + 1)**-1 + 2**x[0],
    "powers of vectors": lambda x: np.sum((x**2 + 1)**B) + np.sum(np.square(x) * x**2.0),
    "a symbol to a symbol": lambda x: (x[0]**2 + 1)**x[1],
    "reciprocals": lambda x: np.reciprocal(x[0]**2 + 1) + np.hypot(x[0], x[1]),
    "abs": lambda x: abs(x[0]) + np.fabs(x[1]) + np.sum(np.abs(x)),
    "choices": lambda x: np.where(x[0] < x[1], x[2], x[3]) + np.sum(np.where(x > 0, x, 2 * x)),
    "comparisons": lambda x: np.sum((x >= 0.1) * 1.0) + (x[0] != x[1]) * 2.0 + (x[0] == x[0]) * 3,
    "both and not": lambda x: np.sum(np.where((x > -1) & ~(x > 0.5) | (x > 0.9), x, 0.0)),
    "minimum": lambda x: np.minimum(x[0], 0.1) + np.sum(np.maximum(x, B)) + np.clip(x[1], -.1, .1),
    "largest": lambda x: np.max(x) * np.min(x[1:]) + max(x[0], x[1], 0.2) + min(x) + x.max(),
    "logaddexp": lambda x: np.logaddexp(x[0], x[1]) + np.logaddexp(0, x[2]) + np.logaddexp(x[3], 0),
    "helpers": lambda x: (tracing.sigmoid(x[0]) + tracing.softplus(x[1]) + tracing.logsigmoid(x[2])
                          + tracing.logsumexp(x) + tracing.logsumexp(x[0], 2.0)),
    "slices": lambda x: np.sum((x[1:] - x[:-1])**2) + x[-1] * x[::2] @ x[1::2] + x[::-1] @ B,
    "lists of indices": lambda x: np.sum(x[[0, 2, 2]] * B[:3]) + x[np.array([3, 1])][0],
    "masks": lambda x: np.sum(x[B > 0]),
    "products": lambda x: x @ A.T @ A @ x + np.dot(B, x) + np.dot(A, x)[0] + np.inner(x, x),
    "products of matrices": lambda x: np.sum(x.reshape(2, 2) @ x.reshape(2, 2).T @ A[:2, :2]),
    "a vector before a matrix": lambda x: np.sum(x[:3] @ A * B) + np.vdot(x, B),
    "outer": lambda x: np.sum(np.outer(x, x) * np.outer(B, x)) + np.trace(np.outer(x, B)),
    "sums by axis": lambda x: (np.sum(A * x, axis=0) @ B + np.sum(np.sum(A * x, axis=1)**2)
                               + np.sum((A * x).sum(axis=1, keepdims=True) * A)),
    "broadcasting": lambda x: np.sum(A * x + x[:3, None] * B - np.outer(x[:3], x)),
    "means": lambda x: np.mean(x) + np.sum(np.mean(A * x, axis=0) * x) + x.mean() * x.prod(),
    "norm": lambda x: np.linalg.norm(x) * np.linalg.norm(A @ x),
    "moves": lambda x: np.roll(x, 1) @ B + np.flip(x) @ x + np.diff(x) @ B[1:] + np.ravel(x) @ x,
    "joins": lambda x: np.sum(np.concatenate([x[2:], x[:2], [1.0]])**3) + np.stack([x, B])[1, 0],
    "a list of symbols": lambda x: np.array([x[0], 2 * x[1], 3.0]) @ A @ x + sum([x[0], x[1]]),
    "functions of a list": lambda x: np.sum(np.exp(np.array([x[0], x[1] - 1])) * x[:2]),
    "Python's sum": lambda x: sum(x) + sum(x[i] * B[i] for i in range(len(x))),
    "the module math": lambda x: math.sin(x[0]) + math.exp(x[1]) * math.log(x[2]**2 + 2, 3),
    "nothing": lambda x: 2.5,
    "an unused cost": lambda x: 0 * x[0],
    "in place": lambda x: in_place(x),
}


def in_place(x):
    y, total = 2 * x, 0.0
    y += x
    y *= B
    for i in range(4):
        total += y[i] * x[i]
    return total


def assigned(x):
    y = 2 * x
    y[0] = 1.0
    return np.sum(y)


def caught(x):
    try:
        return float(x[0])
    except BaseException:
        return 1.0


# Costs that a graph cannot express, and a part of the reason.
UNTRACEABLE = {
    "branches": (lambda x: x[0] if x[0] > 0 else x[1], "branches"),
    "numbers": (lambda x: float(x[0]), "needs the number"),
    "a library without symbols": (lambda x: math.erf(x[0]), "needs the number"),
    "caught": (caught, "needs the number"),
    "functions": (lambda x: np.arctan(x[0]), "no numpy.arctan"),
    "whole functions": (lambda x: np.linalg.det(x.reshape(2, 2)), "no numpy.det"),
    "remainders": (lambda x: x[0] % 1.0, "no numpy.remainder"),
    "three axes": (lambda x: np.sum(x[:, None, None] * np.ones((4, 4, 4))), "two axes"),
    "assignments": (assigned, "assigns to elements"),
    "no number": (lambda x: x, "an array of shape (4,)"),
    "sums of truth values": (lambda x: np.sum((x > 0) + (x > 1)), "truth values"),
    "complex numbers": (lambda x: x[0] * 1j, "complex"),
}
# What the code may not do with its argument, traced or not.
WRONG = {
    "in place": (lambda x: x.__iadd__(1), ValueError),
    "a view in place": (lambda x: x[:2].__iadd__(1), ValueError),
    "an element": (lambda x: x.__setitem__(0, 1.0), ValueError),
    "shapes": (lambda x: x @ B[:2], ValueError),
    "an index": (lambda x: x[7], IndexError),
}


def trace(cost, d=4):
    return tracing.traced(lambda i, x: cost(x), 1, d, globals())


class Tracing(unittest.TestCase):
    def test_costs_equal_their_graphs(self):
        points = np.random.default_rng(1).uniform(-1.5, 1.5, (5, 4))
        for name, cost in TRACED.items():
            with self.subTest(name):
                made, (node,) = trace(cost)
                for x in points:
                    (found,) = made.values([node], x)
                    self.assertAlmostEqual(found, float(cost(x)), delta=1e-12 * (1 + abs(found)))

    def test_what_a_graph_cannot_express_is_refused(self):
        for name, (cost, reason) in UNTRACEABLE.items():
            with self.subTest(name), self.assertRaisesRegex(Untraceable, re.escape(reason)):
                trace(cost)

    def test_wrong_code_raises_what_it_raises_for_arrays(self):
        x = np.array([1.0, 2.0, 3.0, 4.0])
        x.flags.writeable = False
        for name, (cost, error) in WRONG.items():
            with self.subTest(name):
                self.assertRaises(error, trace, cost)
                self.assertRaises(error, cost, x)

    def test_tracing_leaves_the_code_as_it_was(self):
        before = dict(globals())
        trace(TRACED["the module math"])
        self.assertEqual(globals(), before)

    def test_size_of_the_graph_does_not_grow_with_the_dimension(self):
        cost = lambda x: np.sum((x[1:] - x[:-1])**2) + np.sum(np.tanh(x))
        self.assertEqual(len(trace(cost, 10)[0].nodes), len(trace(cost, 10000)[0].nodes))

    def test_equal_terms_are_one_node(self):
        nodes = trace(lambda x: np.sin(x[0]) * np.sin(x[0]) + np.sin(x[0]))[0].nodes
        self.assertEqual(sum(node[0] == graph.SIN for node in nodes), 1)

    def test_a_function_that_changes_is_found(self):
        draws = np.random.default_rng(2)
        cost = lambda i, x: x[0] * draws.uniform()
        made, costs = tracing.traced(cost, 1, 1, {})
        self.assertIn("random", tracing.differs(cost, made, costs, np.ones((3, 1))))

    def test_a_function_that_looks_at_types_is_found(self):
        cost = lambda i, x: x[0] * (1 if isinstance(x, np.ndarray) else 2)
        made, costs = tracing.traced(cost, 1, 1, {})
        self.assertIn("types", tracing.differs(cost, made, costs, np.ones((3, 1))))

    def test_operations_have_the_numbers_of_the_interface(self):
        header = (TREE / "framework" / "abi" / "firstmove" / "abi.h").read_text()
        numbers = dict(re.findall(r"#define FM_(?:NODE_)?(\w+)\s+\\?\s*(\d+)", header))
        names = [name for name in vars(graph) if name.isupper() and name != "ELEMENTWISE"]
        self.assertGreater(len(names), 35)
        for name in names:
            self.assertEqual(getattr(graph, name), int(numbers[name]), name)

    def test_tables_are_those_of_the_interface(self):
        made, costs = trace(lambda x: np.sum(x[1:3] * A[0, :2]) + x[[2, 0]] @ B[:2])
        nodes, inputs, numbers, indices = made.tables()
        self.assertEqual(numbers.tolist(), [1.0, -2.0, 0.5, -1.5])
        self.assertEqual(indices.tolist(), [2, 0])
        for at, (operation, rows, columns, count, begin, first, _) in enumerate(nodes):
            self.assertTrue((inputs[begin : begin + count] < at).all())
            if operation == graph.ACTION:
                self.assertLessEqual(first + rows, 4)
        self.assertEqual(nodes[costs[0]][1:3].tolist(), [1, 1])


if __name__ == "__main__":
    unittest.main(verbosity=1)
