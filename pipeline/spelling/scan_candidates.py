"""Find the words that a scan may have misread as another: a search of the lexicon by the channel.

Start reading from :func:`meant`. The search reads the letters that are seen, the cheapest way
first. Each step reads a block of letters as another one that the channel confuses with it. What is
read so far must be the beginning of a known form; tries hold these. Accents are left out; the
caller asks the channel what the whole word costs.
"""

from functools import cache, lru_cache
from heapq import heappop, heappush

import marisa_trie

from pipeline.resources import data, noisy_channel
from pipeline.resources.spelling_index import forms, spelled

OTHER_FORMS = "spelling.others.marisa"
"""Names and old spellings that are not in the lexicon."""

_MOST_COST, _MOST_COST_OF_OTHERS = 7.5, 5.5
"""Highest cost of a form of the lexicon, and of one that is not in it."""

_MOST_BEYOND = 3.0
"""How much more than the cheapest form another one may cost."""

_HEURISTIC_WEIGHT = 0.7
"""Cost that the search expects of each letter that it has not read yet, as A* search does."""

_LONGEST_READ = 2
"""Letters of the longest block that is read at once."""

_MOST_STEPS = 300
"""Steps after which a search gives up."""

_UNCOUNTED_COST = 4.0
"""Cost of a confusion that the channel has not counted."""

_FAR = 99.0
"""A cost above all others."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@cache
def others() -> marisa_trie.Trie:
    """Return the trie of forms that are not in the lexicon."""
    return data.trie(OTHER_FORMS)


def other_accented(word: str) -> list[str]:
    """Return the names and old spellings, sorted, that differ from a word in accents alone."""
    return spelled(others(), word)


def begins(head: str) -> bool:
    """Say whether a form of the lexicon or of :func:`others` begins so, accents left out."""
    return _begins(True, head) or _begins(False, head)


@cache
def _blocks(plain: bool) -> dict[str, tuple[tuple[str, float], ...]]:
    """Return what each block of letters may stand for, without accents, and at what cost.

    ``plain`` adds the confusions of single letters that the channel has not counted.
    """
    found: dict[str, dict[str, float]] = {}
    for (right, seen), costs in noisy_channel.confusion_costs().items():
        letters = noisy_channel.bare(right)
        if letters != noisy_channel.bare(seen) and costs.scanned < _UNCOUNTED_COST:
            block = found.setdefault(seen, {})
            block[letters] = min(costs.scanned, block.get(letters, 9.0))
    for seen in ("", *_LETTERS, *"àâçéèêëîïôùûü") if plain else ():
        block = found.setdefault(seen, {})
        for letter in ("", *_LETTERS):
            if letter != noisy_channel.bare(seen):
                block.setdefault(letter, _UNCOUNTED_COST)
    return {
        seen: tuple(sorted(block.items(), key=lambda item: (item[1], item[0])))
        for seen, block in found.items()
    }


@lru_cache(1 << 12)
def meant(word: str) -> tuple[str, ...]:
    """Return the forms, of the lexicon or others, that may have been misread as ``word``."""
    found = [
        *_search(True, word, _MOST_COST, False),
        *_search(False, word, _MOST_COST_OF_OTHERS, True),
    ]
    return tuple(dict.fromkeys(form for form in found if form != word))


@lru_cache(1 << 16)
def _begins(french: bool, head: str) -> bool:
    """Say whether a form of the lexicon (``french``), or another one, begins with ``head``."""
    return next((forms() if french else others()).iterkeys(head), None) is not None


def _search(french: bool, word: str, limit: float, plain: bool) -> list[str]:
    """Return the forms that may have been misread as ``word``, at most at cost ``limit``.

    They are those of the lexicon (``french``) or others. ``plain`` is that of :func:`_blocks`.
    """
    trie = forms() if french else others()
    blocks = _blocks(plain)
    size = len(word)
    limit = min(limit, 1.5 + 1.5 * size)
    queue: list[tuple[float, float, int, str]] = [(0.0, 0.0, 0, "")]
    seen: dict[tuple[int, str], float] = {}
    found: list[str] = []
    steps = 0
    while queue:
        _, cost, at, head = heappop(queue)
        if steps > _MOST_STEPS:
            break
        if cost > limit or seen.get((at, head), _FAR) < cost:
            continue
        steps += 1
        if at == size:
            keys = trie.keys(head + "\t")
            if keys:
                found += [form[len(head) + 1 :] for form in keys]
                if cost:
                    limit = min(limit, cost + _MOST_BEYOND)
        if at < size:
            same = head + noisy_channel.bare(word[at])
            if cost < seen.get((at + 1, same), _FAR) and _begins(french, same):
                seen[at + 1, same] = cost
                heappush(queue, (cost - _HEURISTIC_WEIGHT * (at + 1), cost, at + 1, same))
        for after in range(at, min(at + _LONGEST_READ, size) + 1):
            block = word[at:after]
            for letters, price in blocks.get(block, ()):
                total = cost + price
                if total > limit:
                    break
                longer = head + letters
                if total < seen.get((after, longer), _FAR) and (
                    not letters or _begins(french, longer)
                ):
                    seen[after, longer] = total
                    heappush(queue, (total - _HEURISTIC_WEIGHT * after, total, after, longer))
    return found
