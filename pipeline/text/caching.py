"""Remember what was computed for the last texts, but for few long ones."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Protocol, TypeVar

LONG_TEXT = 1 << 16
"""Code points from which a text is long: a hundred articles are shorter, a book is not. What is
computed for it takes megabytes."""

LONG_REMEMBERED = 2
"""Long texts remembered: a stage reads the text that the one before it has read, or edited."""

_T = TypeVar("_T")


class Cached(Protocol[_T]):
    """A function of a text that remembers; ``__wrapped__`` is the one that does not."""

    __wrapped__: Callable[[str], _T]

    def __call__(self, text: str, /) -> _T:
        """Return what the function returns."""


def by_text(maxsize: int) -> Callable[[Callable[[str], _T]], Cached[_T]]:
    """Return a decorator that remembers the last ``maxsize`` texts, fewer if they are long."""

    def decorate(function: Callable[[str], _T]) -> Cached[_T]:
        short, long = (
            lru_cache(maxsize)(function),
            lru_cache(min(LONG_REMEMBERED, maxsize))(function),
        )

        @wraps(function)
        def cached(text: str) -> _T:
            return short(text) if len(text) < LONG_TEXT else long(text)

        return cached

    return decorate


@by_text(maxsize=4)
def alphabet(text: str) -> str:
    """Return the different characters of a text: who looks for rare ones asks here first."""
    return "".join(sorted(set(text)))
