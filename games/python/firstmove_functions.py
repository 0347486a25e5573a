# What NumPy's functions of whole arrays are in a graph.
import functools

import firstmove_graph as graph
import firstmove_ufuncs  # noqa: F401: these functions use them
import numpy as np
from firstmove_symbols import FUNCTIONS, UFUNCS, Symbol


def function(*names):
    """Registers a rule for functions of NumPy."""

    def kept(rule):
        for name in names:
            FUNCTIONS[functools.reduce(getattr, name.split("."), np)] = rule
        return rule

    return kept


def reduced(tape, a, axis, keepdims, whole, along):
    """A reduction over all elements, whole(a), or along an axis of a matrix: along(a, 0) gives a
    row, along(a, 1) a column."""
    a = tape.operand(a)
    axis = axis[0] if isinstance(axis, tuple) and len(axis) == 1 else axis
    if axis is None or a.ndim < 2 or (isinstance(axis, tuple) and len(axis) == 2):
        shape = (1,) * a.ndim if keepdims else ()
        return tape.reshaped(whole(a), shape)
    if axis not in (-2, -1, 0, 1):
        raise ValueError(f"there is no axis {axis}")
    found = along(a, axis % 2)
    return found if keepdims else tape.reshaped(found, (found.size,))


@function("sum")
def add_up(tape, a, axis=None, keepdims=False):
    return reduced(
        tape, a, axis, keepdims,
        lambda a: tape.symbol(graph.SUM, (), (a.node,), (graph.SUM_ALL, 0)),
        lambda a, along: tape.symbol(graph.SUM, *(
            ((1, a.shape[1]), (a.node,), (graph.SUM_ROWS, 0)) if along == 0 else
            ((a.shape[0], 1), (a.node,), (graph.SUM_COLUMNS, 0)))))


@function("mean")
def mean(tape, a, axis=None, keepdims=False):
    total = add_up(tape, a, axis, keepdims)
    return total / (np.size(a) / np.size(total))


def folded(operation):
    """The reduction by a function of two numbers, from the first element to the last."""

    def rule(tape, a, axis=None, keepdims=False):
        def along(a, axis):
            slices = list(a if axis == 0 else a.T)
            found = functools.reduce(operation, slices)
            return tape.reshaped(found, (1, found.size) if axis == 0 else (found.size, 1))

        return reduced(tape, a, axis, keepdims,
                       lambda a: functools.reduce(operation, list(np.ravel(a))), along)

    return rule


function("prod")(folded(np.multiply))
function("max", "amax")(folded(np.maximum))
function("min", "amin")(folded(np.minimum))
for name, rule in (("add", "sum"), ("multiply", "prod"), ("maximum", "max"), ("minimum", "min")):
    UFUNCS[f"{name}.reduce"] = (
        lambda tape, a, axis=0, keepdims=False, rule=FUNCTIONS[getattr(np, rule)]:
        rule(tape, a, axis, keepdims))


@function("dot")
def dot(tape, a, b):
    return np.multiply(a, b) if 0 in (np.ndim(a), np.ndim(b)) else np.matmul(a, b)


@function("vdot")
def vdot(tape, a, b):
    return np.matmul(np.ravel(a), np.ravel(b))


@function("inner")
def inner(tape, a, b):
    return dot(tape, a, np.transpose(b))


@function("outer")
def outer(tape, a, b):
    return np.reshape(a, (-1, 1)) * np.reshape(b, (1, -1))


@function("trace")
def trace(tape, a):
    return np.sum(np.diagonal(a))


@function("linalg.norm")
def norm(tape, a):
    return np.sqrt(np.sum(np.ravel(a) ** 2))


@function("where")
def where(tape, condition, a, b):
    return tape.elementwise(graph.CHOOSE, condition, a, b)


@function("clip")
def clip(tape, a, low, high):
    above = a if low is None else np.maximum(a, low)
    return above if high is None else np.minimum(above, high)


@function("diff")
def diff(tape, a, n=1):
    if a.ndim != 1 or n < 0:
        tape.refuse("numpy.diff is available along a vector only")
    for _ in range(n):
        a = a[1:] - a[:-1]
    return a


# ---- That only move elements

MOVES = ("reshape ravel transpose swapaxes squeeze expand_dims atleast_1d atleast_2d roll flip "
         "fliplr flipud rot90 take diagonal repeat tile broadcast_to delete split array_split copy")


def moving(move):
    def rule(tape, a, *arguments, **options):
        found = move(np.arange(a.size).reshape(a.shape), *arguments, **options)
        if isinstance(found, list):
            return [tape.picked(a, index) for index in found]
        moved = tape.picked(a, found)
        return Symbol(tape, moved.node, moved.shape, moved.logical) if move is np.copy else moved

    return rule


for move in MOVES.split():
    function(move)(moving(getattr(np, move)))


def joining(join):
    """A function of a list of arrays that places their elements; of positions it tells where."""

    def rule(tape, arrays, *arguments, **options):
        parts = [tape.operand(one) for one in arrays]
        begins = np.cumsum([0] + [a.size for a in parts])
        places = [begin + np.arange(a.size).reshape(a.shape) for begin, a in zip(begins, parts)]
        vector = tape.stacked(parts, (int(begins[-1]),))
        return tape.picked(vector, join(places, *arguments, **options))

    return rule


for join in ("concatenate", "stack", "hstack", "vstack", "column_stack"):
    function(join)(joining(getattr(np, join)))


@function("append")
def append(tape, a, b):
    return np.concatenate([np.ravel(a), np.ravel(b)])


for name in ("zeros_like", "ones_like", "full_like"):
    FUNCTIONS[getattr(np, name)] = (
        lambda tape, a, *arguments, name=name: getattr(np, name)(np.empty(a.shape), *arguments))
for name in ("shape", "ndim", "size"):
    FUNCTIONS[getattr(np, name)] = lambda tape, a, name=name: getattr(a, name)
