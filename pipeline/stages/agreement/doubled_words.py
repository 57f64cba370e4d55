"""AGR005: a preposition, determiner, conjunction or verb that stands there twice."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.edits import Edit
from pipeline.resources import lexicon
from pipeline.stages.agreement.neighbours import follows_hyphen, is_spaced, token_edit
from pipeline.text.tokens import Token

NEVER_DOUBLED = frozenset(
    "de à la le les des du au aux et ou que qui dans par pour sur avec sans ce cette ces sa ses "
    "leurs dont chez entre vers contre pendant depuis selon malgré".split()
)
"""Words that never stand twice. Not *une* (of a newspaper), *son* (bran), *en*, *nous*, *si*."""


_BEFORE_CONTRE = frozenset("un le en de ce son leur tout".split())
"""Words after which *contre* is a noun, or one that is said twice: *un contre contre Lyon*."""

_CHANCE = 0.97

_CRIES = frozenset({"oh", "o", "ô", "ah", "ha", "ho", "ouh", "hou", "eh"})
"""Words before *la la* that make a cry of it."""


def doubled(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    """Yield the edit that makes one word of two that are the same."""
    here, again = tokens[i], tokens[i + 1]
    if here.key == again.key and here.key[-1:] == "'" and here.end == again.start:
        why = f"« {here.key} » stands there twice"
        yield token_edit(text, here, again, here.word, "AGR005", _CHANCE, why)
        return
    if (
        here.text[1:] != again.text[1:]  # « ET et »: two words that somebody speaks of
        or again.text != here.key
        or not is_spaced(text, here, again)
        or follows_hyphen(text, here)
    ):
        return
    around = [tokens[j].key for j in (i - 1, i + 2) if 0 <= j < len(tokens)]
    if here.key == "la" and i and tokens[i - 1].key in _CRIES:
        return
    if here.key == "contre" and i and tokens[i - 1].key in _BEFORE_CONTRE:
        return
    if here.key in around or (i + 2 < len(tokens) and not tokens[i + 2].is_word):
        return
    if here.key not in NEVER_DOUBLED and not _is_slip(tokens, i):
        return
    why = f"« {here.key} » stands there twice"
    # « L'appel de de Gaulle » is right, « le maire de de Lyon » is not.
    name = here.key in ("de", "du") and i + 2 < len(tokens) and tokens[i + 2].text[0].isupper()
    # « En en parlant » is right where one speaks of it.
    chance = 0.6 if name or here.key == "en" else _CHANCE
    yield token_edit(text, here, again, here.text, "AGR005", chance, why)


PAIR_HEADS = frozenset("qu' d' de dans sur par pour avec sous chez que vers".split())
PAIR_TAILS = frozenset(
    "il elle ils elles on un une la le les l' des ce cette ces son sa ses leur leurs".split()
)
"""Two short words that nobody writes twice in a row: *qu'il qu'il, dans la dans la*."""


def doubled_pair(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    """Yield the edit that makes one of two equal pairs of short words: *qu'il qu'il viendrait*."""
    last = i + 3
    if any(
        text[tokens[n].end : tokens[n + 1].start] not in ("", " ", "\u00a0") for n in range(i, last)
    ) or (last + 1 < len(tokens) and not tokens[last + 1].is_word):
        return
    after = text[tokens[i].start : tokens[i + 1].stop]
    why = f"« {after} » stands there twice"
    yield token_edit(text, tokens[i], tokens[last], after, "AGR005", _CHANCE, why)


_LEAST_LETTERS = 5
"""Letters of the shortest verb that counts. Short ones are called out (*cours cours, va va*) and
two words in one (*fait fait*)."""

_BEFORE_CLAUSE = frozenset(
    "qui que qu' dont où quoi ce quiconque celui celle ceux celles si quand lorsque comme".split()
)
"""After these two verbs may meet: « ceux qui restent restent », « ce qui compte compte »."""

_SPEAKING = frozenset("euh heu hum bah ben hein".split())
"""Words of speech written down, in which people do say words twice."""


_FITTING: dict[str, frozenset[str]] = {
    "a": frozenset(("ppas",)),
    "ont": frozenset(("ppas",)),
    "en": frozenset(("ppre",)),
    "est": frozenset(("ppas",)),
    "sont": frozenset(("ppas",)),
}
"""Short words that stand twice by mistake before such a form of a verb: *il est est utilisé*, but
not *l'est est touché*."""

_SUBJECTS = frozenset("il elle on ils elles ne n' y je j' se s' ce c' cela qui".split())

_STUTTERED = frozenset(
    "se ne un il on je pas été certains certaines plusieurs quelques chaque "
    "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
)
"""More words that nobody doubles in writing. Not *une* nor *elle* (*elle, elle sait*)."""

_AUXILIARIES = frozenset(
    "a ont avait avaient aura auront aurait auraient ai avons avez est sont était étaient été sera "
    "seront serait seraient fut furent soit soient ait aient ayant étant avoir être".split()
)
_BEFORE_NOUN = frozenset(
    "le la les l' un une des du de d' au aux ce cet cette ces son sa ses leur leurs notre nos "
    "votre vos mon ma mes deux trois quatre cinq six sept huit neuf dix cent plusieurs quelques "
    "nombreux nombreuses en par pour sur dans sans avec chaque".split()
)
_LEAST_NOUN = 6
"""Letters of the shortest noun that counts: short ones are doubled for effect (*un thé thé*)."""

_LEAST_ADJECTIVE = 8
"""Letters of the shortest adjective that counts: *une main douce douce*."""


def _is_slip(tokens: Sequence[Token], i: int) -> bool:
    """Say whether a word that may stand twice elsewhere is doubled by mistake here."""
    key = tokens[i].key
    before = tokens[i - 1].key if i else ""
    following = tokens[i + 2] if i + 2 < len(tokens) else None
    if following is None or not following.is_word:
        return False
    if key in _STUTTERED:
        return True
    if forms := _FITTING.get(key):
        fits = any(r.verb in forms for r in lexicon.analyses(following.key))
        alone = key in ("a", "en", "ont") or before in _SUBJECTS
        return fits and alone and not _has_clause(tokens, i)
    if is_finite_verb(key):
        return not _has_clause(tokens, i)
    found = lexicon.analyses(key) if tokens[i].text.islower() else ()
    if not found or not following.text.islower():
        return False
    if all(r.pos == "adj" and not r.verb for r in found):
        return len(key) >= _LEAST_ADJECTIVE and _is_noun(before)
    if all(r.verb == "ppas" or r.pos == "adj" for r in found):
        return any(r.verb == "ppas" for r in found) and before in _AUXILIARIES
    return (
        len(key) >= _LEAST_NOUN
        and before in _BEFORE_NOUN
        and any(r.pos == "noun" for r in found)
        and all(r.pos == "noun" or r.verb.endswith("2s") for r in found)
    )  # no form of a verb that the noun may have: *la montre montre l'heure*


def _is_noun(word: str) -> bool:
    """Say whether a word is a noun and no adjective, so that one that follows it belongs to it."""
    found = {reading.pos for reading in lexicon.analyses(word)}
    return "noun" in found and "adj" not in found


@lru_cache(maxsize=1 << 12)
def is_finite_verb(word: str) -> bool:
    """Say whether a word is a verb of the third person and nothing else: *restent*, not *porte*."""
    found = lexicon.analyses(word) if len(word) >= _LEAST_LETTERS else ()
    return (
        bool(found)
        and all(r.pos == "verb" for r in found)
        and any(r.verb[-2:] in ("3s", "3p") and not r.verb.startswith("impe") for r in found)
    )


def is_spoken(tokens: Sequence[Token]) -> bool:
    """Say whether somebody wrote down how people speak."""
    return any(token.key in _SPEAKING for token in tokens)


def _has_clause(tokens: Sequence[Token], i: int) -> bool:
    """Say whether a relative clause may end between a verb and the same verb after it."""
    for token in reversed(tokens[max(0, i - 12) : i]):
        if token.key in (".", "!", "?", ";", ":"):
            return False
        if token.key in _BEFORE_CLAUSE:
            return True
    return False
