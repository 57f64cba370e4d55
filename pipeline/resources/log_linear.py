"""The arithmetic of log-linear models, which spelling and restoration share."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import exp, tanh
from operator import mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


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


@lru_cache(maxsize=1 << 6)
def columns(rows: tuple[tuple[float, ...], ...]) -> "Floats":
    """Return rows of weights as the columns that :func:`products` multiplies by."""
    import numpy as np  # not at the start: most short texts ask for no product

    return np.array(rows).T[:, None]


def products(features: Sequence[Sequence[float]], weights: "Floats") -> "Floats":
    """Return the :func:`dot` of each row of features with each of at least two columns of weights.

    Products are added up in the order of the features, so that each sum is exactly that of
    :func:`dot`: numpy adds up in another order only where what it adds lies side by side.
    """
    import numpy as np

    each = np.multiply(np.array(features).T[:, :, None], weights, order="C")
    found: Floats = each.sum(axis=0)
    return found


def bent(units: "Floats", out: Sequence[float]) -> list[float]:
    """Return, per row of what goes into hidden units, the sum of what they put ``out``.

    The hyperbolic tangent is that of the C library, which is the same on all processors.
    """
    return [dot(out, map(tanh, row)) for row in units.tolist()]
