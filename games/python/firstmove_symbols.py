# Symbols stand for arrays while a cost is traced: operators, NumPy's functions and indexing work on
# them as on arrays, and note in a graph what is computed.
import math

import firstmove_graph as graph
import numpy as np

# What NumPy's functions are in a graph, filled by firstmove_functions.py: by the name of a ufunc,
# f(tape, *inputs); of other functions, by the function, f(tape, *arguments, **options).
UFUNCS, FUNCTIONS = {}, {}


class Untraceable(BaseException):
    """A symbol was used in a way that a graph cannot express. No Exception, so that the code does
    not catch it by accident."""


def extent(shape):
    """The rows and columns of a node for NumPy's shape: a vector of n numbers is n x 1."""
    return (*shape, 1, 1)[:2]


class Symbol(np.lib.mixins.NDArrayOperatorsMixin):
    def __init__(self, tape, node, shape, logical=False, frozen=False):
        self.tape, self.node, self.shape = tape, node, tuple(shape)
        self.logical = logical  # truth values
        self.frozen = frozen  # the joint action or a view of it, which cannot be assigned to

    ndim = property(lambda self: len(self.shape))
    size = property(lambda self: math.prod(self.shape))
    dtype = property(lambda self: np.dtype(bool if self.logical else np.float64))

    def __len__(self):
        if not self.shape:
            raise TypeError("len() of unsized object")
        return self.shape[0]

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __repr__(self):
        return f"<symbol of shape {self.shape}>"

    def __getitem__(self, key):
        return self.tape.picked(self, np.arange(self.size).reshape(self.shape)[key])

    def __setitem__(self, key, value):
        if self.frozen:
            raise ValueError("assignment destination is read-only")
        self.tape.refuse("it assigns to elements of an array that depends on the actions")

    def no_number(self, *_):
        self.tape.refuse("it needs the number behind a value that depends on the actions")

    __float__ = __int__ = __index__ = __complex__ = __round__ = __format__ = no_number

    def __bool__(self):
        self.tape.refuse("it branches on the actions; numpy.where, minimum and maximum do not")

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return self.tape.ufunc(ufunc, method, inputs, options)

    def __array_function__(self, function, _, arguments, options):
        if function not in FUNCTIONS:
            self.tape.refuse(f"a graph has no numpy.{function.__name__}")
        return FUNCTIONS[function](self.tape, *arguments, **options)

    def __getattr__(self, name):
        """x.sum() is np.sum(x). NumPy calls e.sin() for each element of an array of symbols."""
        function = None if name.startswith("_") else getattr(np, name, None)
        if function not in FUNCTIONS and getattr(function, "__name__", "") not in UFUNCS:
            raise AttributeError(f"a symbol has no '{name}'")
        return lambda *arguments, **options: function(self, *arguments, **options)

    T = property(lambda self: np.transpose(self))

    def reshape(self, *shape):
        return np.reshape(self, shape[0] if len(shape) == 1 else shape)

    def astype(self, dtype):
        if np.dtype(dtype) != np.float64:
            self.no_number()
        return np.copy(self)

    def flatten(self):
        return np.ravel(self)


class Tape:
    """What is noted while costs are traced."""

    def __init__(self, coordinates):
        self.graph = graph.Graph()
        self.refused = None  # the first reason, even if the code catches what is raised
        node = self.graph.node(graph.ACTION, (coordinates, 1))
        self.x = Symbol(self, node, (coordinates,), frozen=True)

    def refuse(self, reason):
        self.refused = self.refused or reason
        raise Untraceable(reason)

    def symbol(self, operation, shape, inputs=(), attributes=(0, 0), logical=False):
        if len(shape) > 2:
            self.refuse("it uses an array of more than two axes")
        node = self.graph.node(operation, extent(shape), inputs, attributes)
        return Symbol(self, node, shape, logical)

    def operand(self, value):
        """A symbol of a symbol, of numbers, or of an array whose elements are symbols."""
        if isinstance(value, Symbol):
            return value
        array = np.asarray(value)
        if array.ndim > 2:
            self.refuse("it uses an array of more than two axes")
        if array.dtype == object:
            return self.stacked([self.operand(one) for one in array.flat], array.shape)
        if array.dtype.kind not in "biuf":
            self.refuse(f"it uses values of the type {array.dtype}")
        node = self.graph.constant(extent(array.shape), array)
        return Symbol(self, node, array.shape, array.dtype.kind == "b")

    def stacked(self, parts, shape):
        """An array of the elements of all parts, one part after the other."""
        nodes = [part.node for part in parts if part.size > 0]
        count = math.prod(shape)
        return self.reshaped(Symbol(self, self.graph.assemble(nodes, count), (count,)), shape)

    def reshaped(self, a, shape):
        if a.shape == tuple(shape):
            return a
        if extent(a.shape) == extent(shape):
            return Symbol(self, a.node, shape, a.logical, a.frozen)
        return self.symbol(graph.RESHAPE, shape, (a.node,), logical=a.logical)

    def picked(self, a, index):
        """The elements of `a` at the positions `index`, an array of the result's shape."""
        index = np.asarray(index)
        flat = index.reshape(-1)
        if flat.size == 0:
            return np.empty(index.shape)
        first = int(flat[0])
        step = int(flat[1]) - first if flat.size > 1 else 1
        if step > 0 and np.array_equal(flat, first + step * np.arange(flat.size)):
            found = self.reshaped(self.sliced(a, first, step, flat.size), index.shape)
        elif a.ndim == 2 and np.array_equal(index, np.arange(a.size).reshape(a.shape).T):
            found = self.symbol(graph.TRANSPOSE, index.shape, (a.node,), logical=a.logical)
        elif index.ndim > 2:
            self.refuse("it uses an array of more than two axes")
        else:
            node = self.graph.gather(extent(index.shape), a.node, index)
            found = Symbol(self, node, index.shape, a.logical)
        found.frozen = a.frozen
        return found

    def sliced(self, a, first, step, count):
        """A vector of these elements of `a`."""
        if count == a.size:
            return self.reshaped(a, (count,))
        operation, _, _, _, attributes = self.graph.nodes[a.node]
        if operation == graph.ACTION and step == 1:
            return self.symbol(graph.ACTION, (count,), (), (attributes[0] + first, 0))
        return self.symbol(graph.SLICE, (count,), (a.node,), (first, step), a.logical)

    def elementwise(self, operation, *values, logical=False):
        operands = [self.operand(value) for value in values]
        shape = np.broadcast_shapes(*(a.shape for a in operands))
        if math.prod(shape) == 0:
            return np.empty(shape)
        # Beside a matrix a vector is a row.
        rows = [self.reshaped(a, (1, a.size)) if len(shape) == 2 and a.ndim == 1 else a
                for a in operands]
        return self.symbol(operation, shape, [a.node for a in rows], logical=logical)

    def ufunc(self, ufunc, method, inputs, options):
        target = options.pop("out", None)
        if method == "reduce" and f"{ufunc.__name__}.reduce" in UFUNCS:
            found = UFUNCS[f"{ufunc.__name__}.reduce"](self, *inputs, **options)
        elif method == "__call__" and not options and ufunc.__name__ in UFUNCS:
            found = UFUNCS[ufunc.__name__](self, *inputs)
        else:
            self.refuse(f"a graph has no numpy.{ufunc.__name__}" + (
                " with these options" if ufunc.__name__ in UFUNCS else ""))
        return found if target is None else self.assigned(target[0], found)

    def assigned(self, target, found):
        """`target` after an operation in place, like x += 1."""
        if not isinstance(target, Symbol):
            self.refuse("it assigns to elements of an array")
        if not target.shape:  # a number in NumPy, which is replaced, not changed
            return found
        if target.frozen:
            raise ValueError("output array is read-only")
        if found.shape != target.shape:
            raise ValueError(f"the result has the shape {found.shape}, not {target.shape}")
        target.node, target.logical = found.node, found.logical
        return target
