"""The GAN of mixtures with PyTorch, as its authors write it: double precision, one thread, Adam."""
import math

import torch
from torch.autograd import grad

torch.set_num_threads(1)


def network(widths, activation, parameters, h):
    """Dense layers; `parameters` has for each layer W by rows, one row for each input, then b."""
    at = 0
    for layer, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        W = parameters[at:at + inputs * outputs].view(inputs, outputs)
        b = parameters[at + inputs * outputs:at + (inputs + 1) * outputs]
        at += (inputs + 1) * outputs
        h = h @ W + b
        if layer + 2 < len(widths):
            h = activation(h)
    return h


class Game:
    def __init__(self, saturating, activation, sigma=0.05, latent=16, generator=(32, 32),
                 discriminator=(32,)):
        self.saturating, self.sigma, self.latent = saturating, sigma, latent
        self.activation = torch.tanh if activation == "tanh" else torch.relu
        self.generator = [latent, *generator, 2]
        self.discriminator = [2, *discriminator, 1]
        angles = torch.arange(8) * (2 * math.pi / 8)
        self.modes = torch.stack([torch.sin(angles), torch.cos(angles)], 1)

    def costs(self, x, y, z, real):
        softplus = torch.nn.functional.softplus
        fake = network(self.generator, self.activation, x, z)
        of_real = network(self.discriminator, self.activation, y, real)
        of_fake = network(self.discriminator, self.activation, y, fake)
        follower = softplus(-of_real).mean() + softplus(of_fake).mean()
        return (-follower if self.saturating else softplus(-of_fake).mean()), follower

    def draw(self, batch=256):
        """A minibatch: latent inputs and data."""
        modes = self.modes.to(torch.get_default_dtype())[torch.randint(8, (batch,))]
        return torch.randn(batch, self.latent), modes + self.sigma * torch.randn(batch, 2)


def gradient_play(game, x, y, steps):
    first = torch.optim.Adam([x], lr=4e-4)
    second = torch.optim.Adam([y], lr=4e-4)
    for _ in range(steps):
        f1, f2 = game.costs(x, y, *game.draw())
        (x.grad,) = grad(f1, x, retain_graph=True)
        (y.grad,) = grad(f2, y)
        first.step()
        second.step()


def stackelberg(game, x, y, steps, eta=1.0, iterations=5):
    """The leader inverts the follower's regularized Hessian by CG, from the last solution."""
    first = torch.optim.Adam([x], lr=4e-4)
    second = torch.optim.Adam([y], lr=4e-4)
    solution = torch.zeros_like(y)
    for _ in range(steps):
        f1, f2 = game.costs(x, y, *game.draw())
        dx, dy = grad(f1, (x, y), retain_graph=True)
        (own,) = grad(f2, y, create_graph=True)

        def product(v):
            return grad(own, y, v, retain_graph=True)[0] + eta * v

        residual = dy - product(solution)
        direction = residual.clone()
        rho = residual @ residual
        for _ in range(iterations):
            image = product(direction)
            alpha = rho / (direction @ image)
            solution = solution + alpha * direction
            residual = residual - alpha * image
            last, rho = rho, residual @ residual
            direction = residual + rho / last * direction
        (implicit,) = grad(own, x, solution)
        x.grad, y.grad = dx - implicit, own.detach()
        first.step()
        second.step()
