"""A network of rectified layers in plain Python, trained by gradient descent with momentum."""
import math
import random
import typing as tp

Vector = tp.List[float]


class Network:
    """Layers of the given sizes; the last one's outputs are the scores of the digits."""

    def __init__(self, sizes: tp.Sequence[int], rng: random.Random):
        self.layers = [
            [[rng.gauss(0, 1) / math.sqrt(inputs) for _ in range(inputs + 1)] for _ in range(outputs)]
            for inputs, outputs in zip(sizes, sizes[1:])]
        self.speeds = [[[0.] * len(row) for row in layer] for layer in self.layers]

    def forward(self, image: Vector) -> tp.List[Vector]:
        """What each layer is given, with a 1 for the bias, and last the probability of each digit."""
        seen = []
        values = image
        for layer in self.layers:
            seen.append(values + [1.])
            values = [sum(map(float.__mul__, row, seen[-1])) for row in layer]
            if layer is not self.layers[-1]:
                values = [max(0., value) for value in values]
        top = max(values)
        powers = [math.exp(value - top) for value in values]
        total = sum(powers)
        return seen + [[power / total for power in powers]]

    def step(self, image: Vector, digit: int, lr: float, momentum: float) -> float:
        """One step on one image; returns its loss (cross-entropy, in nats)."""
        *seen, chances = self.forward(image)
        loss = -math.log(max(chances[digit], 1e-12))
        slopes = [chance - (place == digit) for place, chance in enumerate(chances)]
        for layer, speeds, values in zip(reversed(self.layers), reversed(self.speeds), reversed(seen)):
            below = [sum(slope * row[place] for slope, row in zip(slopes, layer)) if value > 0 else 0.
                     for place, value in enumerate(values[:-1])] if layer is not self.layers[0] else []
            for slope, row, speed in zip(slopes, layer, speeds):
                if momentum:
                    speed[:] = [momentum * old + slope * value for old, value in zip(speed, values)]
                    row[:] = [weight - lr * change for weight, change in zip(row, speed)]
                elif slope:
                    row[:] = [weight - lr * slope * value for weight, value in zip(row, values)]
            slopes = below
        return loss

    def guess(self, image: Vector) -> int:
        """The digit that the network sees."""
        chances = self.forward(image)[-1]
        return chances.index(max(chances))
