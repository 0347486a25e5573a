# A graph of costs as a table of nodes, which abi.h defines (FM_GRAPH_EXTENSION). A node is an array
# of rows x columns numbers that is computed from nodes before it.
import numpy as np

# The operations: FM_NODE_* of abi.h.
CONSTANT, ACTION = 1, 2
NEGATE, ABS, SQRT, EXP, EXPM1, LOG, LOG1P, SIN, COS, TANH, SIGMOID, SOFTPLUS = range(10, 22)
WHOLE_POWER, NOT = 22, 23
ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER, MINIMUM, MAXIMUM = range(30, 37)
LESS, LESS_EQUAL, EQUAL, AND, OR = range(37, 42)
CHOOSE = 50
SUM, LOGSUMEXP, PRODUCT, TRANSPOSE, RESHAPE, SLICE, GATHER = range(60, 67)
ASSEMBLE = 68
SUM_ALL, SUM_COLUMNS, SUM_ROWS = 0, 1, 2
TRANSPOSE_FIRST, TRANSPOSE_SECOND = 1, 2
MAX_POWER = 1000


class Graph:
    """A table that grows. Equal nodes exist only once. Nodes are named by their position."""

    def __init__(self):
        self.nodes = []  # (operation, rows, columns, inputs, attributes)
        self.numbers, self.indices = [], []
        self.known = {}

    def node(self, operation, extent, inputs=(), attributes=(0, 0)):
        new = (operation, *extent, tuple(inputs), tuple(attributes))
        if new not in self.known:
            self.known[new] = len(self.nodes)
            self.nodes.append(new)
        return self.known[new]

    def kept(self, values, store, kind):
        """The position in `store` of these values, which are stored only once."""
        key = (kind, values.tobytes())
        if key not in self.known:
            self.known[key] = len(store)
            store.extend(values.tolist())
        return self.known[key]

    def constant(self, extent, values):
        flat = np.ascontiguousarray(values, dtype=np.float64).reshape(-1)
        return self.node(CONSTANT, extent, (), (self.kept(flat, self.numbers, "numbers"), 0))

    def gather(self, extent, a, index):
        flat = np.ascontiguousarray(index, dtype=np.uint32).reshape(-1)
        return self.node(GATHER, extent, (a,), (self.kept(flat, self.indices, "indices"), 0))

    def assemble(self, pieces, count):
        """A vector of the nodes `pieces`, one after the other."""
        begins = np.cumsum([0] + [self.size(piece) for piece in pieces[:-1]])
        places = np.array([(begin, 1) for begin in begins], dtype=np.uint32).reshape(-1)
        position = self.kept(places, self.indices, "indices")
        return self.node(ASSEMBLE, (count, 1), pieces, (position, 0))

    def size(self, node):
        return self.nodes[node][1] * self.nodes[node][2]

    def tables(self):
        """The nodes as rows of (operation, rows, columns, inputs_count, inputs_begin, attributes),
        their inputs, the numbers and the indices, as arrays."""
        rows, inputs = [], []
        for operation, height, width, of, attributes in self.nodes:
            rows.append((operation, height, width, len(of), len(inputs), *attributes))
            inputs.extend(of)
        return (
            np.array(rows, dtype=np.int64).reshape(-1, 7),
            np.array(inputs, dtype=np.uint32),
            np.array(self.numbers, dtype=np.float64),
            np.array(self.indices, dtype=np.uint32),
        )

    def values(self, wanted, x):
        """The numbers 1 x 1 of the nodes `wanted` at the joint action x, to rounding."""
        found = []
        with np.errstate(all="ignore"):
            for node in self.nodes:
                found.append(self.value(node, [found[i] for i in node[3]], x))
        return [float(found[node][0, 0]) for node in wanted]

    def value(self, node, inputs, x):
        operation, rows, columns, _, (first, second) = node
        flat = inputs[0].reshape(-1) if inputs else None
        count = rows * columns
        if operation == CONSTANT:
            value = np.array(self.numbers[first : first + count])
        elif operation == ACTION:
            value = np.asarray(x, dtype=np.float64)[first : first + count]
        elif operation in ELEMENTWISE:
            value = np.broadcast_to(ELEMENTWISE[operation](*inputs), (rows, columns))
        elif operation == WHOLE_POWER:
            value = np.power(inputs[0], float(first))
        elif operation == SUM:
            value = np.sum(inputs[0], axis=(None, 1, 0)[first])
        elif operation == LOGSUMEXP:
            most = np.max(flat)
            value = most + np.log(np.sum(np.exp(flat - most)))
        elif operation == PRODUCT:
            a = inputs[0].T if first & TRANSPOSE_FIRST else inputs[0]
            value = a @ (inputs[1].T if first & TRANSPOSE_SECOND else inputs[1])
        elif operation == TRANSPOSE:
            value = inputs[0].T
        elif operation == RESHAPE:
            value = flat
        elif operation == SLICE:
            value = flat[first : first + second * (count - 1) + 1 : second]
        elif operation == GATHER:
            value = flat[self.indices[first : first + count]]
        else:
            assert operation == ASSEMBLE
            value = np.concatenate([piece.reshape(-1) for piece in inputs])
        return np.reshape(value, (rows, columns))


def sigmoid(a):
    return np.exp(-np.logaddexp(0.0, -a))


ELEMENTWISE = {
    NEGATE: np.negative,
    ABS: np.abs,
    SQRT: np.sqrt,
    EXP: np.exp,
    EXPM1: np.expm1,
    LOG: np.log,
    LOG1P: np.log1p,
    SIN: np.sin,
    COS: np.cos,
    TANH: np.tanh,
    SIGMOID: sigmoid,
    SOFTPLUS: lambda a: np.logaddexp(0.0, a),
    NOT: lambda a: (a == 0) * 1.0,
    ADD: np.add,
    SUBTRACT: np.subtract,
    MULTIPLY: np.multiply,
    DIVIDE: np.divide,
    POWER: np.power,
    MINIMUM: lambda a, b: np.where((b < a) | np.isnan(b), b, a),
    MAXIMUM: lambda a, b: np.where((a < b) | np.isnan(b), b, a),
    LESS: lambda a, b: (a < b) * 1.0,
    LESS_EQUAL: lambda a, b: (a <= b) * 1.0,
    EQUAL: lambda a, b: (a == b) * 1.0,
    AND: lambda a, b: ((a != 0) & (b != 0)) * 1.0,
    OR: lambda a, b: ((a != 0) | (b != 0)) * 1.0,
    CHOOSE: lambda a, b, c: np.where(a != 0, b, c),
}
