"""How long tests wait, and how they compare the time that short and long texts take.

A busy machine must fail no test. So what waits for another program waits for :data:`PATIENCE`, and
what measures compares processor time with processor time: never the clock, never a fixed number.
"""

from collections.abc import Callable
from functools import partial
from time import process_time

PATIENCE = 300
"""Seconds that another program may take for what takes it one or two: it hangs, rather."""

_FACTOR = 4
_MOST = 12
"""Times as long that a text four times as long may take: what is linear takes 4, quadratic 16."""

_FINEST = 0.01
"""Seconds; what takes less is not measured well."""

_TRIES = 3
"""Measurements before something counts as slow: neighbours spoil the caches of a processor, too."""


def seconds(action: Callable[[], object]) -> float:
    """Return the processor time that ``action`` takes in this process, the better of two."""
    times = []
    for _ in range(2):
        begin = process_time()
        action()
        times.append(process_time() - begin)
    return min(times)


def grows_as_the_text(action: Callable[[int], object], size: int) -> bool:
    """Say whether ``action`` takes a text of 4 × ``size`` code points about four times as long."""
    for _ in range(_TRIES):
        short, long = (seconds(partial(action, n)) for n in (size, _FACTOR * size))
        if long < _MOST * max(short, _FINEST):
            return True
    return False
