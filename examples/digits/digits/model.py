"""A network with one hidden layer, trained by stochastic gradient descent."""
import math
import random
import typing as tp

Vector = tp.List[float]


class Network:
    """`pixels` inputs, `hidden` rectified units, 10 outputs: the scores of the digits."""

    def __init__(self, pixels: int, hidden: int, rng: random.Random):
        self.first = [[rng.gauss(0, 1) / math.sqrt(pixels) for _ in range(pixels + 1)] for _ in range(hidden)]
        self.second = [[rng.gauss(0, 1) / math.sqrt(hidden) for _ in range(hidden + 1)] for _ in range(10)]

    def forward(self, image: Vector) -> tp.Tuple[Vector, Vector]:
        """The hidden units (with a 1 for the bias) and the probability of each digit."""
        units = [max(0., sum(map(float.__mul__, row, image)) + row[-1]) for row in self.first] + [1.]
        scores = [sum(map(float.__mul__, row, units)) for row in self.second]
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        total = sum(powers)
        return units, [power / total for power in powers]

    def step(self, image: Vector, digit: int, lr: float) -> float:
        """One step of gradient descent on one image; returns its loss (cross-entropy, in nats)."""
        units, chances = self.forward(image)
        loss = -math.log(max(chances[digit], 1e-12))
        chances[digit] -= 1
        for k, unit in enumerate(units[:-1]):
            if unit > 0:
                row = self.first[k]
                slope = lr * sum(chance * weights[k] for chance, weights in zip(chances, self.second))
                row[:] = [weight - slope * pixel for weight, pixel in zip(row, image)] + [row[-1] - slope]
        for chance, weights in zip(chances, self.second):
            slope = lr * chance
            weights[:] = [weight - slope * unit for weight, unit in zip(weights, units)]
        return loss

    def guess(self, image: Vector) -> int:
        """The digit that the network sees."""
        _, chances = self.forward(image)
        return chances.index(max(chances))
