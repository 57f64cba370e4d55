"""Ask the n-gram language model how well French words fit where they stand.

The model is a memory-mapped KenLM trie over the keys of :mod:`pipeline.text.tokens` (a key that is
empty is left out), trained on news above all; ``dictionaries/language_model.md`` tells how. Every
number is a log10 probability. :meth:`LanguageModel.options` is the hot call: it ranks what may
have stood in a suspect span.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import kenlm

from pipeline.resources import data

LANGUAGE_MODEL_FILE = "language_model.bin"
START, END = "<s>", "</s>"


class LanguageModel:
    """A back-off n-gram model over keys. It is pickled by its path, and safe to use after a fork.

    Raises :class:`~pipeline.errors.DictionaryError` when the file is missing or damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._model = data.ngram_model(path)
        self.order: int = self._model.order
        self._score = self._model.BaseScore
        self._null = kenlm.State()
        self._model.NullContextWrite(self._null)
        self._start = kenlm.State()
        self._model.BeginSentenceWrite(self._start)

    def __reduce__(self) -> tuple[type["LanguageModel"], tuple[Path]]:
        """Pickle the path alone."""
        return LanguageModel, (self._path,)

    def __contains__(self, key: object) -> bool:
        """Say whether the model knows the word ``key``."""
        return isinstance(key, str) and key in self._model

    def per_word(self, keys: Sequence[str], bos: bool = True, eos: bool = True) -> list[float]:
        """Return the log10 probability of each of ``keys`` after those before it.

        ``bos`` says that a sentence begins before the first one; with ``eos``, one more number
        tells how well the sentence ends after the last one.
        """
        score, state = self._score, self._start if bos else self._null
        here, there = kenlm.State(), kenlm.State()
        scores: list[float] = []
        add = scores.append
        for key in keys:
            add(score(state, key, here))
            state, here, there = here, there, here
        if eos:
            add(score(state, END, here))
        return scores

    def score(self, keys: Sequence[str], bos: bool = True, eos: bool = True) -> float:
        """Return the log10 probability of the sequence ``keys``, as in :meth:`per_word`."""
        return sum(self.per_word(keys, bos, eos))

    def _after(self, left: Sequence[str]) -> tuple[kenlm.State, kenlm.State]:
        """Return the state after ``left``, not to be written to, and one to write to."""
        score, state = self._score, self._null
        here, there = kenlm.State(), kenlm.State()
        for key in left[1 - self.order :]:
            if key == START:
                state = self._start
            else:
                score(state, key, here)
                state, here, there = here, there, here
        return state, here

    def pair(self, left: Sequence[str], key: str, following: str) -> float:
        """Return the log10 probability of ``key`` after ``left`` and of ``following`` after it.

        ``left`` may begin with ``<s>``, ``following`` be ``</s>``.
        """
        state, here = self._after(left)
        found: float = self._score(state, key, here)
        found += self._score(here, following, kenlm.State())
        return found

    def each_after(self, left: Sequence[str], keys: Sequence[str]) -> list[float]:
        """Return the log10 probability of each of ``keys`` right after ``left``.

        It is what :meth:`options` says of single keys with nothing right of them, in less time.
        """
        score = self._score
        before, here = self._after(left)
        return [score(before, key, here) for key in keys]

    def each_before(self, keys: Sequence[str], following: str) -> list[float]:
        """Return the log10 probability of ``following`` right after each of ``keys`` alone."""
        score, here, there = self._score, kenlm.State(), kenlm.State()
        found = []
        for key in keys:
            score(self._null, key, here)
            found.append(score(here, following, there))
        return found

    def options(
        self, left: Sequence[str], options: Sequence[Sequence[str]], right: Sequence[str]
    ) -> list[float]:
        """Return, for each option, how well it fits between ``left`` and ``right``.

        That is the log10 probability of the option (a sequence of keys, perhaps empty) and of the
        keys right of it that it can influence, ``order - 1`` of them, after ``left``. ``left`` may
        begin with ``<s>`` and ``right`` may end with ``</s>``. The numbers of one call compare.
        """
        score = self._score
        before, here = self._after(left)
        there = kenlm.State()
        first, rest = right[:1], right[1 : self.order - 1]
        # After one key most options are out of the model's sight: the rest is scored once for all.
        rests: dict[kenlm.State, float] = {}
        totals: list[float] = []
        add = totals.append
        for option in options:
            if first and len(option) == 1:  # most are: a tenth less time
                total = score(before, option[0], here) + score(here, first[0], there)
                state = there
            else:
                total, state = 0.0, before
                for key in (*option, *first):
                    total += score(state, key, here)
                    state, here, there = here, there, here
            if rest:
                more = rests.get(state)
                if more is None:
                    seen, more = state.__copy__(), 0.0
                    for key in rest:
                        more += score(state, key, here)
                        state, here, there = here, there, here
                    rests[seen] = more
                total += more
            add(total)
        return totals


@cache
def model() -> LanguageModel:
    """Return the language model of the dictionaries, opened once.

    Raises :class:`~pipeline.errors.DictionaryError` when it is missing or damaged.
    """
    return LanguageModel(data.path(LANGUAGE_MODEL_FILE))
