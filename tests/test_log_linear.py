"""The arithmetic of log-linear models: sums over whole matrices are those of single rows."""

import random
from math import tanh

import pytest

from pipeline.resources.log_linear import bent, columns, dot, products


def rows(count, size, seed):
    drawn = random.Random(seed)
    return tuple(tuple(drawn.gauss(0, 3) for _ in range(size)) for _ in range(count))


@pytest.mark.parametrize("count", [1, 2, 7, 60])
@pytest.mark.parametrize("size", [8, 11, 25, 46])
@pytest.mark.parametrize("units", [2, 9])
def test_products_are_exactly_those_of_dot(count, size, units):
    features, weights = rows(count, size, 1), rows(units, size, 2)
    found = products(features, columns(weights)).tolist()
    assert found == [[dot(weight, row) for weight in weights] for row in features]


def test_hidden_units_are_exactly_those_of_single_rows():
    features, weights, (out,) = rows(5, 11, 1), rows(8, 11, 2), rows(1, 8, 3)
    units = products(features, columns(weights))
    assert bent(units, out) == [
        dot(out, [tanh(dot(weight, row)) for weight in weights]) for row in features
    ]
