"""The game on two chains with PyTorch: double precision, one thread. Each function takes the steps
and the start and returns the last joint action."""
import torch
from torch.autograd import grad

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

STEP, ETA = 0.01, 1.0


def cost1(x, y):
    return (x * torch.tanh(y)).sum() + (x**2).sum() / 2 + ((x[1:] - x[:-1]) ** 2).sum() / 2


def cost2(x, y):
    return -(x * torch.tanh(y)).sum() + (y**2).sum() / 2 + ((y[1:] - y[:-1]) ** 2).sum() / 2


def players(start):
    both = torch.tensor(start)
    half = len(start) // 2
    return both[:half].clone().requires_grad_(), both[half:].clone().requires_grad_()


def gradient_play(steps, start):
    x, y = players(start)
    for _ in range(steps):
        (dx,) = grad(cost1(x, y), x)
        (dy,) = grad(cost2(x, y), y)
        with torch.no_grad():
            x -= STEP * dx
            y -= STEP * dy
    return torch.cat([x, y]).tolist()


def regularized_stackelberg(steps, start):
    """The leader inverts the follower's regularized Hessian by five iterations of conjugate
    gradients."""
    x, y = players(start)
    for _ in range(steps):
        dx, dy = grad(cost1(x, y), (x, y))
        (own,) = grad(cost2(x, y), y, create_graph=True)
        solution, residual = torch.zeros_like(y), dy
        direction, size = residual, residual @ residual
        for _ in range(5):
            (product,) = grad(own, y, direction, retain_graph=True)
            product = product + ETA * direction
            length = size / (direction @ product)
            solution = solution + length * direction
            residual = residual - length * product
            last, size = size, residual @ residual
            direction = residual + (size / last) * direction
        (response,) = grad(own, x, solution)
        with torch.no_grad():
            x -= STEP * (dx - response)
            y -= STEP * own
    return torch.cat([x, y]).tolist()
