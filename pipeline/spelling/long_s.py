"""Read the long s of old print, which scanners take for an f, a j or half of another letter.

Start reading from :func:`long_s_readings`. The long s stands inside words and at their beginning,
and makes ligatures with the letter after it: *ejl* is *est*, *pajjent* *passent*, *noflre*
*nostre*.
"""

from collections.abc import Iterator
from functools import lru_cache

LONG_S = (
    *(("ff", "ss"), ("jf", "ss"), ("jj", "ss"), ("fj", "ss")),
    *(("fl", "st"), ("ft", "st"), ("fi", "st"), ("jl", "st"), ("ji", "st"), ("fil", "st")),
    *(("fir", "str"), ("flr", "str"), ("jlr", "str"), ("jfl", "st"), ("jil", "st")),
    *(("fi", "si"), ("fl", "sl"), ("ji", "si"), ("f", "s"), ("j", "s")),
)
"""What scanners make of a long s and its ligatures, and what stood there."""

_MOST_IN_WORD, _MOST_FORMS = 3, 60
"""Long s of one word that are tried, and forms of it."""


@lru_cache(1 << 12)
def long_s_readings(word: str) -> dict[str, int]:
    """Return what a word is when letters in it are long s, and how many they are."""
    found: dict[str, int] = {}
    queue = [(word, 0, 0)]
    while queue:
        form, at, count = queue.pop()
        for start in range(at, len(form)):
            for seen, stood in LONG_S:
                if form.startswith(seen, start):
                    longer = form[:start] + stood + form[start + len(seen) :]
                    if count < _MOST_IN_WORD and len(found) < _MOST_FORMS:
                        found.setdefault(longer, count + 1)
                        queue.append((longer, start + len(stood), count + 1))
    return found


def is_long_s(text: str, word: str) -> bool:
    """Say whether ``word`` is ``text`` with its long s misread, in one place or more.

    >>> is_long_s("sage", "fage"), is_long_s("est", "ejl"), is_long_s("page", "fage")
    (True, True, False)
    """
    if text == word or "s" not in text or not ("f" in word or "j" in word):
        return False
    queue = [(0, 0)]
    seen = set(queue)
    while queue:
        i, j = queue.pop()
        if i == len(text) and j == len(word):
            return True
        for step in _steps(text, word, i, j):
            if step not in seen:
                seen.add(step)
                queue.append(step)
    return False


def _steps(text: str, word: str, i: int, j: int) -> Iterator[tuple[int, int]]:
    """Yield how far in ``text`` and ``word`` one letter or one misread long s goes."""
    if i < len(text) and j < len(word) and text[i] == word[j]:
        yield i + 1, j + 1
    for seen, stood in LONG_S:
        if text.startswith(stood, i) and word.startswith(seen, j):
            yield i + len(stood), j + len(seen)


def only_long_s(word: str) -> bool:
    """Say whether a word has a shape that only a misread long s explains: *ejl*, *pajjent*."""
    return any(word.find(shape, 1) > 0 for shape in ("jl", "jj", "jf", "fj"))
