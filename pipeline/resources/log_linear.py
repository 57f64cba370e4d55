"""The arithmetic of log-linear models, which spelling and restoration share."""

from collections.abc import Iterable, Sequence
from math import exp
from operator import mul


def dot(a: Iterable[float], b: Iterable[float]) -> float:
    """Return the sum of the products of two rows."""
    total: float = sum(map(mul, a, b))
    return total


def softmax(scores: Sequence[float]) -> list[float]:
    """Return the probabilities, 0 to 1, that belong to these scores; they add up to 1."""
    top = max(scores)
    masses = [exp(score - top) for score in scores]
    total = sum(masses)
    return [mass / total for mass in masses]
