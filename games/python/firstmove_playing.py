# Reads and evaluates the user's game for the plugin.
import contextlib
import os
import sys
import traceback


@contextlib.contextmanager
def one_thread_each():
    """Modules imported within create no threads: a sum split over threads has other bits, and runs
    already use all threads. The environment is restored afterwards."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    added = [name for name in names if name not in os.environ]
    os.environ.update(dict.fromkeys(added, "1"))
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


sys.stdout = sys.stderr  # output is for the user, not part of the results

with one_thread_each():
    import numpy as np
    import firstmove_tracing as tracing


class Failure(Exception):
    """A message for the user."""


def message(error, file):
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    if isinstance(error, Failure):
        return f"{file}: {error}"
    if isinstance(error, SyntaxError) and error.filename == file:
        return f"{file} line {error.lineno}: {type(error).__name__}: {error.msg}"
    place = f" line {frames[-1].lineno}, in {frames[-1].name}" if frames else ""
    if isinstance(error, tracing.Untraceable):
        return f"{file}{place}: {error}"
    what = type(error).__name__ + (f": {error}" if str(error) else "")
    return f"{file}{place}: {what}"


def with_message(method):
    """Converts any exception to a Failure with a message."""

    def guarded(self, *arguments):
        try:
            with np.errstate(all="ignore"):  # the host ends a replica with a non-finite value
                return method(self, *arguments)
        except BaseException as error:
            text = message(error, self.file)
        raise Failure(text)

    return guarded


def numbers(value, shape, what):
    array = np.asarray(value, dtype=np.float64)
    if array.shape != shape:
        raise Failure(f"{what} must have the shape {shape}, and has {array.shape}")
    return array


# The quantities of abi.h.
COST, GRADIENT, PRODUCT, BLOCK, THIRD = range(5)


class Game:
    def __init__(self, file):
        self.file = file

    @with_message
    def read(self, code, values):
        space = {"__name__": "game", "values": np.array(values, dtype=np.float64)}
        space |= tracing.HELPERS
        with one_thread_each():
            exec(compile(code, self.file, "exec"), space)
        self.dims = [int(d) for d in self.needed(space, "players", "like players = [1, 1]")]
        if not self.dims or min(self.dims) < 1:
            raise Failure("players must list the number of coordinates of each player, like [1, 1]")
        self.ends = np.cumsum(self.dims)
        self.d = int(self.ends[-1])
        self.cost = self.needed(space, "cost", "def cost(i, x): player i's cost, from 0")
        self.autograd = bool(space.get("autograd", False))
        if self.autograd:
            with one_thread_each():
                import torch

            torch.set_num_threads(1)
            self.torch = torch
        self.derivatives = [self.cost] + [
            space.get(name) for name in ("gradient", "hessian", "third")
        ]
        self.domains = [self.domain(c) for c in self.of_each(space.get("domain", "real"), "domain")]
        self.starts = []
        if space.get("start") is not None:
            starts = self.of_each(space["start"], "start")
            self.starts = [numbers(pair, (2,), "each start").tolist() for pair in starts]
        self.space = space

    @with_message
    def graph(self):
        """The costs as the tables of a graph and the nodes of the costs; or None, and in
        `untraced` why they cannot be traced."""
        self.untraced = self.own_derivatives()
        if self.untraced:
            return None
        try:
            graph, costs = tracing.traced(self.cost, len(self.dims), self.d, self.space)
            difference = tracing.differs(self.cost, graph, costs, self.some_actions())
            if not difference:
                return (*graph.tables(), np.array(costs, dtype=np.uint32))
            self.untraced = f"{self.file}: {difference}"
        except BaseException as error:
            self.untraced = message(error, self.file)
        return None

    def own_derivatives(self):
        if self.autograd:
            return f"{self.file}: its derivatives are PyTorch's (autograd)"
        if any(self.derivatives[1:]):
            return (f"{self.file}: it defines derivatives itself; without them the cost is traced, "
                    "and they follow from it")
        return ""

    def some_actions(self):
        """A few joint actions at which the costs should be defined."""
        boxes = self.starts or [[lo, hi] if kind and np.isfinite([lo, hi]).all() else [-1.0, 1.0]
                                for kind, lo, hi in self.domains]
        low, high = np.array(boxes).T
        for share in np.random.default_rng(0).uniform(0.1, 0.9, (3, self.d)):
            x = low + share * (high - low)
            x.flags.writeable = False
            yield x

    @staticmethod
    def needed(space, name, example):
        if name not in space:
            raise Failure(f"{name} is missing: {example}")
        return space[name]

    def of_each(self, given, name):
        """One value for all coordinates, or a list with one for each."""
        if isinstance(given, list):
            if len(given) != self.d:
                raise Failure(f"{name} lists {len(given)} for {self.d} coordinates")
            return given
        return [given] * self.d

    @staticmethod
    def domain(given):
        if given == "real":
            return (0, 0.0, 0.0)
        kinds = {"box": 1, "circle": 2}
        if isinstance(given, tuple) and len(given) == 3 and given[0] in kinds:
            return (kinds[given[0]], float(given[1]), float(given[2]))
        names = '"real", ("box", lo, hi) or ("circle", lo, hi)'
        raise Failure(f"domain must be {names}, not {given!r}")

    def offers(self, order):
        return order <= 3 and (self.autograd or self.derivatives[order] is not None)

    # ---- Derivatives of player i's cost at one joint action: an array of `order` axes

    def derivative(self, order, i, x):
        if self.autograd:
            return self.by_torch(order, i, x)
        name = ("cost", "gradient", "hessian", "third")[order]
        given = self.derivatives[order](i, x)
        return numbers(given, (self.d,) * order, f"what {name} returns")

    def by_torch(self, order, i, x):
        torch = self.torch
        at = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        value = self.cost(i, at)
        if not torch.is_tensor(value) or value.numel() != 1:
            raise Failure("cost must return a tensor of one element")
        level = value.reshape(1)
        for left in range(order, 0, -1):
            level = torch.cat([self.slope(one, at, left > 1) for one in level])
        return level.detach().numpy().reshape((self.d,) * order)

    def slope(self, one, at, again):
        found = None
        if one.requires_grad:
            (found,) = self.torch.autograd.grad(
                one, at, retain_graph=True, create_graph=again, allow_unused=True
            )
        return self.torch.zeros_like(at) if found is None else found

    # ---- A batch

    def block(self, j):
        return slice(self.ends[j] - self.dims[j], self.ends[j])

    @with_message
    def evaluate(self, requests, points, vectors):
        """Returns for each request an array of replicas x rows. Evaluates replica by replica: with
        NumPy on whole batches the last bit of a replica would depend on its position."""
        results = [[] for _ in requests]
        for r, point in enumerate(points):
            x = point.copy()
            x.flags.writeable = False
            known = {}
            of_replica = iter([v[r] for v in vectors])
            for (quantity, i, j, k, l), rows in zip(requests, results):
                order = (0, 1, 2, 2, 3)[quantity]
                if (order, i) not in known:
                    known[order, i] = self.derivative(order, i, x)
                whole = known[order, i]
                if quantity == COST:
                    rows.append(whole.reshape(1))
                elif quantity == GRADIENT:
                    rows.append(whole[self.block(j)])
                elif quantity == BLOCK:
                    rows.append(whole[self.block(j), self.block(k)].reshape(-1))
                elif quantity == PRODUCT:
                    rows.append(times(whole[self.block(j), self.block(k)], next(of_replica)))
                else:
                    cube = whole[self.block(j), self.block(k), self.block(l)]
                    u, v = next(of_replica), next(of_replica)
                    rows.append(times(times(cube, v), u))
        return [np.array(rows, dtype=np.float64) for rows in results]


def times(tensor, v):
    """Sums over the last axis, in order, without BLAS."""
    total = tensor[..., 0] * v[0]
    for c in range(1, len(v)):
        total = total + tensor[..., c] * v[c]
    return total
