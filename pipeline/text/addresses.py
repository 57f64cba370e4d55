"""Tell what belongs to an address, before anything is known of a text: *https://a.fr/d%C3%A9part*.

The stage protect marks addresses for the stages after it; those that mend characters come first.
"""

import re
from bisect import bisect_right

_STRETCH = re.compile(r"\S+")

_HINT = re.compile(r"://|www\.|@|[?&]\w+=")


class Addresses:
    """The addresses of a text: stretches without white space that look like one, whole."""

    def __init__(self, text: str) -> None:
        """Look for them, in a time that grows with the text alone."""
        self._edges = [
            at
            for match in _STRETCH.finditer(text)
            if match.group().count("/") > 1 or _HINT.search(match.group())
            for at in match.span()
        ]

    def __contains__(self, at: int) -> bool:
        """Say whether the character at an offset belongs to one."""
        return bisect_right(self._edges, at) % 2 == 1
