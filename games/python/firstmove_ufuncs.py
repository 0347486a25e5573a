# What NumPy's ufuncs are in a graph: functions of each element, and the matrix product.
import firstmove_graph as graph
import numpy as np
from firstmove_symbols import UFUNCS, Symbol

OPERATIONS = {
    "negative": graph.NEGATE,
    "absolute": graph.ABS,
    "fabs": graph.ABS,
    "sqrt": graph.SQRT,
    "exp": graph.EXP,
    "expm1": graph.EXPM1,
    "log": graph.LOG,
    "log1p": graph.LOG1P,
    "sin": graph.SIN,
    "cos": graph.COS,
    "tanh": graph.TANH,
    "expit": graph.SIGMOID,  # of scipy.special
    "subtract": graph.SUBTRACT,
    "multiply": graph.MULTIPLY,
    "divide": graph.DIVIDE,
    "minimum": graph.MINIMUM,
    "maximum": graph.MAXIMUM,
}
CONDITIONS = {
    "logical_not": graph.NOT,
    "less": graph.LESS,
    "less_equal": graph.LESS_EQUAL,
    "equal": graph.EQUAL,
    "logical_and": graph.AND,
    "logical_or": graph.OR,
}
for name, operation in OPERATIONS.items():
    UFUNCS[name] = lambda tape, *inputs, op=operation: tape.elementwise(op, *inputs)
for name, operation in CONDITIONS.items():
    UFUNCS[name] = lambda tape, *inputs, op=operation: tape.elementwise(op, *inputs, logical=True)

# By others. The symbols among the arguments lead back to the tape.
BY_OTHERS = {
    "positive": lambda a: a,
    "conjugate": lambda a: a,
    "tan": lambda a: np.sin(a) / np.cos(a),
    "sinh": lambda a: (np.expm1(a) - np.expm1(-a)) / 2,
    "cosh": lambda a: (np.exp(a) + np.exp(-a)) / 2,
    "exp2": lambda a: np.exp(a * np.log(2.0)),
    "log2": lambda a: np.log(a) / np.log(2.0),
    "log10": lambda a: np.log(a) / np.log(10.0),
    "square": lambda a: a**2,
    "reciprocal": lambda a: 1.0 / a,
    "hypot": lambda a, b: np.sqrt(a**2 + b**2),
    "greater": lambda a, b: np.less(b, a),
    "greater_equal": lambda a, b: np.less_equal(b, a),
    "not_equal": lambda a, b: np.logical_not(np.equal(a, b)),
}
for name, rule in BY_OTHERS.items():
    UFUNCS[name] = lambda tape, *inputs, rule=rule: rule(*inputs)


def ufunc(rule):
    UFUNCS[rule.__name__] = rule


@ufunc
def add(tape, a, b):
    a, b = tape.operand(a), tape.operand(b)
    if a.logical and b.logical:
        tape.refuse("it adds truth values, which for NumPy means 'or'")
    return tape.elementwise(graph.ADD, a, b)


@ufunc
def logaddexp(tape, a, b):
    for one, other in ((a, b), (b, a)):
        if not isinstance(one, Symbol) and np.all(np.equal(one, 0)):
            return tape.elementwise(graph.SOFTPLUS, other) + np.zeros(np.shape(one))
    return np.maximum(a, b) + tape.elementwise(graph.SOFTPLUS, -abs(a - b))


def bitwise(name, operation):
    def rule(tape, *inputs):
        operands = [tape.operand(one) for one in inputs]
        if not all(a.logical for a in operands):
            tape.refuse(f"numpy.{name} is available for truth values only")
        return tape.elementwise(operation, *operands, logical=True)

    UFUNCS[name] = rule


bitwise("bitwise_and", graph.AND)
bitwise("bitwise_or", graph.OR)
bitwise("invert", graph.NOT)


@ufunc
def power(tape, a, b):
    if isinstance(b, Symbol) or np.asarray(b).dtype == object:
        return np.exp(b * np.log(a))
    exponents = np.asarray(b, dtype=np.float64)
    if exponents.size > 0:
        n = exponents.flat[0]
        if np.all(exponents == n) and n == np.rint(n) and abs(n) <= graph.MAX_POWER:
            shape = np.broadcast_shapes(a.shape, exponents.shape)
            a = a if a.shape == shape else np.broadcast_to(a, shape)
            return tape.symbol(graph.WHOLE_POWER, shape, (a.node,), (int(n), 0))
    return tape.elementwise(graph.POWER, a, exponents)


UFUNCS["float_power"] = power


@ufunc
def matmul(tape, a, b):
    a, b = tape.operand(a), tape.operand(b)
    if 0 in (a.ndim, b.ndim) or a.shape[-1] != b.shape[0]:
        raise ValueError(f"no matrix product of the shapes {a.shape} and {b.shape}")
    if a.ndim == 1 and b.ndim == 1:
        return tape.symbol(graph.PRODUCT, (), (a.node, b.node), (graph.TRANSPOSE_FIRST, 0))
    if a.ndim == 1:
        inputs, flags = (b.node, a.node), graph.TRANSPOSE_FIRST
    else:
        inputs, flags = (a.node, b.node), 0
    return tape.symbol(graph.PRODUCT, a.shape[:-1] + b.shape[1:], inputs, (flags, 0))
