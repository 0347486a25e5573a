# Costs of a game as a graph: each cost is called once with a symbol for the joint action.
import builtins
import contextlib
import functools
import math
import operator
import types

import firstmove_functions  # noqa: F401: what NumPy's functions are for symbols
import firstmove_graph as graph
import numpy as np
from firstmove_symbols import Symbol, Tape, Untraceable


def traced(cost, players, coordinates, space):
    """The graph of cost(i, x) for all players i, and their nodes. `space` are the global names of
    the code. Raises Untraceable, or what the code raises."""
    tape = Tape(coordinates)
    costs = []
    with functions_of_symbols(space):
        for player in range(players):
            found = cost(player, tape.x)
            if tape.refused:  # raised, and caught by the code
                raise Untraceable(tape.refused)
            found = tape.operand(found)
            if found.shape != ():
                raise Untraceable(f"cost returns an array of shape {found.shape}")
            costs.append(found.node)
    return tape.graph, costs


def differs(cost, graph_of_costs, costs, points):
    """Why the graph is not the function: "" if all costs agree at the points. A point at which the
    code raises an exception proves nothing; there must be others."""
    compared = False
    for x in points:
        try:
            expected = np.array([float(cost(player, x)) for player in range(len(costs))])
        except Exception:
            continue
        compared = True
        found = np.array(graph_of_costs.values(costs, x))
        if not np.allclose(found, expected, rtol=1e-6, atol=1e-6, equal_nan=True):
            return (f"a second call gives another cost, {expected[found != expected][0]:.9g} at "
                    f"{x.tolist()}: does it draw random numbers, or depend on types?")
    return "" if compared else "it raises an exception at all actions that were tried"


# ---- Functions that are not NumPy's

OF_MATH = {name: getattr(np, name) for name in
           "sin cos tan sinh cosh tanh exp exp2 expm1 log1p log2 log10 sqrt fabs".split()
           if hasattr(math, name)}
OF_MATH |= {"pow": np.power, "hypot": np.hypot, "prod": lambda a: np.prod(a),
            "log": lambda a, *base: np.log(a) / math.log(*base) if base else np.log(a)}


def holds_symbols(value):
    return isinstance(value, Symbol) or (
        isinstance(value, (list, tuple)) and any(isinstance(one, Symbol) for one in value))


def for_symbols(plain, of_symbols):
    """`plain`, but `of_symbols` where an argument is a symbol."""

    @functools.wraps(plain)
    def either(*arguments, **options):
        called = of_symbols if any(map(holds_symbols, arguments)) else plain
        return called(*arguments, **options)

    return either


def most(*values):
    return functools.reduce(np.maximum, values[0] if len(values) == 1 else values)


def least(*values):
    return functools.reduce(np.minimum, values[0] if len(values) == 1 else values)


def add_up(values, start=0):
    if isinstance(values, Symbol) and values.ndim == 1 and start == 0:
        return np.sum(values)
    return functools.reduce(operator.add, values, start)


OF_PYTHON = {"max": most, "min": least, "sum": add_up}


@contextlib.contextmanager
def functions_of_symbols(space):
    """While it is open, max, min, sum and the module math take symbols in this code."""
    of_math = {name: for_symbols(getattr(math, name), rule) for name, rule in OF_MATH.items()}
    module = types.SimpleNamespace(**(vars(math) | of_math))
    by_plain = {getattr(math, name): rule for name, rule in of_math.items()}
    replaced = {name: module if value is math else by_plain[value]
                for name, value in space.items()
                if value is math or (isinstance(value, types.BuiltinFunctionType)
                                     and value in by_plain)}
    added = {name: for_symbols(getattr(builtins, name), rule)
             for name, rule in OF_PYTHON.items() if name not in space}
    before = {name: space[name] for name in replaced}
    space.update(replaced | added)
    try:
        yield
    finally:
        for name in added:
            space.pop(name, None)
        space.update(before)


# ---- Functions for the code that neither NumPy nor Python has


def sigmoid(z):
    """1 / (1 + exp(-z)), without overflow."""
    return z.tape.elementwise(graph.SIGMOID, z) if isinstance(z, Symbol) else graph.sigmoid(z)


def softplus(z):
    """log(1 + exp(z)), without overflow."""
    return np.logaddexp(0.0, z)


def logsigmoid(z):
    """log(sigmoid(z)), accurate also where that is almost 0."""
    return -softplus(-z)


def logsumexp(*values):
    """log of the sum of exp over the elements of an array, or over several numbers."""
    joined = np.concatenate([np.ravel(one) for one in values])
    if joined.dtype == object:
        joined = np.stack(list(joined))
    if not isinstance(joined, Symbol):
        return np.logaddexp.reduce(joined)
    return joined.tape.symbol(graph.LOGSUMEXP, (), (joined.node,))


HELPERS = {f.__name__: f for f in (sigmoid, softplus, logsigmoid, logsumexp)}
