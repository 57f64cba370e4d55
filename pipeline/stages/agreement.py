"""Stage agreement: plain errors of elision, contraction, government, and doubled words.

Start reading from :func:`agreement`. Each pair of neighbours goes through a few checks that only
certain words can trigger. English words are no business of this stage: *de entrance* testifies
that the lost word began with a consonant, so its missing elision is evidence, not an error.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.resources import lexicon
from pipeline.resources.language_model import model
from pipeline.stages.rules.agreement import RULES
from pipeline.text.tokens import Token, tokenize

__all__ = ("RULES", "agreement")

_CLITICS = {
    "le": "l",
    "la": "l",
    "de": "d",
    "que": "qu",
    "ne": "n",
    "je": "j",
    "me": "m",
    "te": "t",
    "se": "s",
    "jusque": "jusqu",
    "lorsque": "lorsqu",
    "puisque": "puisqu",
}
"""Words that lose their last letter before a vowel, and what stays."""

_BEFORE_VERBS = frozenset(("je", "me", "te", "se", "ne"))
"""Those of them that stand before a verb, or before *y* and *en*."""

_NO_ELISION = {
    "le": frozenset(
        "ou et un une où à y en il elle on a au aux avril août octobre".split()  # a day is missing
    ),
    "la": frozenset("ou et un une où à y en il elle on a au aux est".split()),
    "de": frozenset(("ou", "et", "à", "a", "y", "où", "au", "aux", "un")),
    "je": frozenset(("et", "ou", "à", "au", "aux", "avec")),
}
"""Words before which these stay, or are something else (*là*, *de un à dix*, *le ou les*)."""

_ALONE = frozenset("et ou où euh heu eh ah oh".split())
"""Words before which all of them stay: a pause is made."""

_WRONG_ELISION = frozenset(("l'", "d'"))

_CONTRACTED = {
    ("de", "le"): "du",
    ("de", "les"): "des",
    ("à", "le"): "au",
    ("à", "les"): "aux",
}

_GOVERNORS = frozenset(
    ("selon", "malgré", "envers", "parmi", "durant", "hormis", "moyennant", "chez")
)
"""Prepositions that never take *à* before a determiner. *Pendant* is also a participle."""

_DETERMINERS = frozenset(
    "un une le la les l' ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos "
    "leur leurs plusieurs quelques certains certaines deux trois quatre cinq six dix".split()
)
_LOOSENED = {"au": "le", "aux": "les"}
_FIXED = frozenset(
    ("moins", "plus", "total", "contraire", "mieux", "maximum", "minimum", "bas", "premier")
)
"""What follows *au* in a phrase that counts or compares: *parmi au moins trois*."""

_DOUBLED = frozenset(
    "de à la le les des du au aux et ou que qui dans par pour sur avec sans ce cette ces sa ses "
    "leurs dont chez entre vers".split()
)
"""Words that never stand twice. Not *une* (of a newspaper), *son* (bran), *en*, *nous*, *si*."""

_HYPHENS = frozenset("-\u2010\u2011")


@lru_cache(maxsize=2)
def _apostrophe(text: str) -> str:
    """Return the apostrophe that a text uses."""
    return "’" if text.count("’") > text.count("'") else "'"


def _like(word: str, model: str) -> str:
    """Return a word with the capital of the word that it replaces."""
    return word[0].upper() + word[1:] if model[0].isupper() else word


def _spaced(text: str, here: Token, following: Token) -> bool:
    """Say whether one space, or two, part two tokens."""
    return following.start > here.end and text[here.end : following.start] in (" ", "\u00a0", "  ")


def _after_hyphen(text: str, token: Token) -> bool:
    return token.start > 0 and text[token.start - 1] in _HYPHENS


def _edit(
    text: str, first: Token, last: Token, after: str, rule: str, chance: float, why: str
) -> Edit:
    before = text[first.start : last.stop]
    return Edit(first.start, last.stop, before, after, rule, chance, ((after, chance),), None, why)


def _readings(word: str, *parts: str) -> bool:
    """Say whether all readings of a word are of these parts of speech."""
    found = lexicon.analyses(word)
    return bool(found) and all(reading.pos in parts for reading in found)


def _elision(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    here, following = tokens[i], tokens[i + 1]
    key = here.key
    word = following.key.rstrip("'-")
    if (here.text.isupper() and len(here.text) > 1) or not following.text[0].islower():
        return
    if _after_hyphen(text, here) or not _spaced(text, here, following):
        return
    if key == "si":
        if word in ("il", "ils"):
            after = f"{_like('s', here.text)}{_apostrophe(text)}{following.word}"
            yield _edit(text, here, following, after, "AGR001", 0.99, "« si » elides before « il »")
        return
    if key == "ce":
        if word in ("est", "était", "étaient", "eût"):
            after = f"{_like('c', here.text)}{_apostrophe(text)}{following.word}"
            yield _edit(text, here, following, after, "AGR001", 0.8, "« ce » elides before « est »")
        return
    stays = word in _ALONE or word in _NO_ELISION.get(key, ())
    if stays and not (key == "de" and word == "un" and _before_noun(tokens, i + 2)):
        return
    if len(word) < 2 and word not in ("à", "y"):
        return
    if not lexicon.analyses(word) or not lexicon.elides(word):
        return
    if lexicon.is_english(word) and word not in ("on", "elle", "en", "un", "une", "an", "ans"):
        return  # what an English word hides may begin with a consonant
    found = lexicon.analyses(word)
    if key in _BEFORE_VERBS and not any(r.verb for r in found) and word not in ("y", "en"):
        return  # « te opération »: what is wrong is the first word
    if "tu" not in (token.key for token in tokens[max(0, i - 2) : i]):
        found = tuple(r for r in found if not r.verb.endswith("2s")) or found  # *œuvres*
    if key in ("le", "la") and all(r.number == "p" and not r.verb for r in found):
        why = "a plural stands after a singular article"
        yield _edit(text, here, here, _like("les", here.text), "AGR006", 0.8, why)
        return
    # « leader de aérospatial »: what is missing is more than an apostrophe.
    chance = 0.8 if key == "de" and all(r.pos == "adj" for r in found) else 0.97
    after = f"{_like(_CLITICS[key], here.text)}{_apostrophe(text)}{following.word}"
    why = f"« {key} » elides before a vowel"
    yield _edit(text, here, following, after, "AGR001", chance, why)


_GENDERED = {"le": "m", "la": "f", "un": "m", "une": "f", "cette": "f", "ce": "m", "du": "m"}


def _gender(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    """Propose the other article before a frequent noun that has one gender and is nothing else."""
    here, following = tokens[i], tokens[i + 1]
    word, gender = following.text, _GENDERED[here.key]
    if not word.isalpha() or not word.islower() or len(word) < 4 or following.end > following.stop:
        return
    if not _spaced(text, here, following) or _after_hyphen(text, here):
        return
    if not _readings(word, "noun") or lexicon.zipf(word, "fr") < 3 or lexicon.is_english(word):
        return
    found = lexicon.analyses(word)
    if any(r.gender in (gender, "") or r.number != "s" for r in found):
        return
    after = _like(_OTHER_GENDER[here.key], here.text)
    if after.lower() in ("le", "la", "ce") and lexicon.onset(word) != "consonant":
        return
    yield _edit(text, here, here, after, "AGR006", 0.6, "the noun is of the other gender")


_OTHER_GENDER = {
    "le": "la",
    "la": "le",
    "un": "une",
    "une": "un",
    "cette": "ce",
    "ce": "cette",
    "du": "de la",
}


def _before_noun(tokens: Sequence[Token], i: int) -> bool:
    return (
        i < len(tokens)
        and tokens[i].key != "virgule"  # *de un virgule deux milliard*
        and any(reading.pos in ("noun", "adj") for reading in lexicon.analyses(tokens[i].key))
        and not any(r.pos in ("prep", "conj", "num") for r in lexicon.analyses(tokens[i].key))
    )


def _wrong_elision(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    here, following = tokens[i], tokens[i + 1]
    word = following.key.rstrip("'-")
    if len(word) < 4 or following.text[-1] in "'’-" or not following.text.islower():
        return
    if lexicon.onset(word) not in ("consonant", "aspirated") or lexicon.is_english(word):
        return  # the word that an English one hides may have begun with a vowel
    if not _readings(word, "noun", "adj"):
        return
    nouns = [r for r in lexicon.analyses(word) if r.pos == "noun"]
    if here.key == "d'":
        clitic, chance = "de", 0.97
    else:
        genders = {r.gender for r in nouns}
        if len(genders) != 1 or any(r.number == "p" for r in nouns):
            return
        gender = genders.pop()
        if not gender:
            return
        clitic, chance = ("la" if gender == "f" else "le"), 0.96
    if not nouns or _quoted(text, here.start) or lexicon.onset(word) == "aspirated":
        chance = 0.7  # « l'patron » may be how he speaks
    after = f"{_like(clitic, here.text)} {following.text}"
    yield _edit(text, here, following, after, "AGR002", chance, "no elision before a consonant")


def _quoted(text: str, at: int) -> bool:
    """Say whether a quotation is open at a place of its line."""
    breaks, *signs = _places(text)
    first = breaks[bisect_left(breaks, at) - 1]
    opened, closed, straight = (bisect_left(s, at) - bisect_left(s, first) for s in signs)
    return opened > closed or straight % 2 == 1


@lru_cache(maxsize=2)
def _places(text: str) -> tuple[list[int], ...]:
    """Return where the text and its line breaks, «, » and straight quotation marks stand."""
    return tuple(
        [-1] * (mark == "\n") + [at for at, sign in enumerate(text) if sign == mark]
        for mark in '\n«»"'
    )


def _contraction(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    if i + 2 >= len(tokens):
        return
    here, article, noun = tokens[i : i + 3]
    after = _CONTRACTED.get((here.key, article.key))
    if after is None or not article.text.islower() or not noun.text[0].islower():
        return
    if not (_spaced(text, here, article) and _spaced(text, article, noun)):
        return
    found = lexicon.analyses(noun.key)
    number = "s" if article.key == "le" else "p"
    if not _readings(noun.key, "noun", "adj") or not any(r.pos == "noun" for r in found):
        return
    if not any(r.number in (number, "") and (number == "p" or r.gender != "f") for r in found):
        return
    if number == "s" and lexicon.onset(noun.key) in ("vowel", "either"):
        return
    why = f"« {here.key} {article.key} » is contracted before a noun"
    yield _edit(text, here, article, _like(after, here.text), "AGR003", 0.97, why)


def _government(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    if i + 2 >= len(tokens):
        return
    here, needless, following = tokens[i : i + 3]
    if not (_spaced(text, here, needless) and _spaced(text, needless, following)):
        return
    why = f"« {here.key} » takes its noun without « à »"
    if needless.text == "à" and following.key in _DETERMINERS and following.text.islower():
        end = following.stop if following.text[-1] not in "'’" else following.end
        before = text[needless.start : end]
        after = text[following.start : end]
        if following.text[-1] in "'’" and i + 3 < len(tokens):  # whole words: à l'avis
            end = tokens[i + 3].stop
            before, after = text[needless.start : end], text[following.start : end]
        yield Edit(needless.start, end, before, after, "AGR004", 0.98, ((after, 0.98),), None, why)
    elif needless.text in _LOOSENED and following.key not in _FIXED:
        after = _LOOSENED[needless.text]
        if needless.text == "au" and not any(
            r.pos in ("noun", "adj", "num") for r in lexicon.analyses(following.key)
        ):
            return
        yield _edit(text, needless, needless, after, "AGR004", 0.96, why)


def _doubled(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    here, again = tokens[i], tokens[i + 1]
    if (
        here.text[1:] != again.text[1:]  # « ET et »: two words that somebody speaks of
        or again.text != here.key
        or not _spaced(text, here, again)
        or _after_hyphen(text, here)
    ):
        return
    around = [tokens[j].key for j in (i - 1, i + 2) if 0 <= j < len(tokens)]
    if here.key in around or (i + 2 < len(tokens) and not tokens[i + 2].is_word):
        return
    why = f"« {here.key} » stands there twice"
    # « L'appel de de Gaulle » is right, « le maire de de Lyon » is not.
    name = here.key in ("de", "du") and i + 2 < len(tokens) and tokens[i + 2].text[0].isupper()
    chance = 0.6 if name else 0.97
    yield _edit(text, here, again, here.text, "AGR005", chance, why)


_HOMOPHONES = {
    "a": ("à", frozenset(("inf",))),
    "à": ("a", frozenset(("ppas",))),
    "sa": ("ça", frozenset(("ipre3s", "iimp3s", "ifut3s", "cond3s"))),
    "son": ("sont", frozenset(("ppas",))),
}
"""Words with a homophone, and the verb forms that follow the homophone but not the word."""

_HOMOPHONE_GAIN = 2.0
"""Gain in the language model (log10) at which the homophone is as likely as not: of 12 places of
clean news that gain 2.5, 10 are slips."""


def _homophone(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    here, following = tokens[i], tokens[i + 1]
    word = following.key
    other, forms = _HOMOPHONES[here.key]
    if here.text != here.key or not following.text.isalpha() or _after_hyphen(text, here):
        return
    found = lexicon.analyses(word)
    if not any(r.verb in forms for r in found) or (
        "ppas" in forms and word != "été" and any(r.pos in ("noun", "prep", "adv") for r in found)
    ):
        return
    left = [t.key for t in tokens[max(0, i - 3) : i] if t.key]
    right = [t.key for t in tokens[i + 1 : i + 4] if t.key]
    kept, changed = model().options(left, [[here.key], [other]], right)
    chance = min(0.9, 1 / (1 + 10 ** (_HOMOPHONE_GAIN - changed + kept)))
    if chance > 0.5:
        yield _edit(
            text, here, here, other, "AGR007", chance, f"« {other} » stands before « {word} »"
        )


_Check = Callable[[str, Sequence[Token], int], Iterator[Edit]]

_CHECKS: dict[str, tuple[_Check, ...]] = {}
"""What to check when a key comes by."""

for _keys, _check in (
    ((*_CLITICS, "si", "ce"), _elision),
    (_WRONG_ELISION, _wrong_elision),
    (("de", "à"), _contraction),
    (_GENDERED, _gender),
    (_HOMOPHONES, _homophone),
    (_GOVERNORS, _government),
):
    for _key in _keys:
        _CHECKS[_key] = (*_CHECKS.get(_key, ()), _check)

_VOWELS = frozenset("aàâäeéèêëiîïoôöuùûüyhæœ")


def agreement(document: Document) -> Iterable[Edit | Mark]:
    """Propose edits of plain errors between neighbouring words."""
    text = document.text
    tokens = tokenize(text)
    for i in range(len(tokens) - 1):
        key = tokens[i].key
        if key in _DOUBLED and tokens[i + 1].key == key:
            yield from _doubled(text, tokens, i)
        checks = _CHECKS.get(key)
        if checks is None:
            continue
        following = tokens[i + 1].key
        vowel = following[:1] in _VOWELS
        for check in checks:
            if check is _elision and not vowel:
                continue
            if check is _contraction and following not in ("le", "les"):
                continue
            yield from check(text, tokens, i)
