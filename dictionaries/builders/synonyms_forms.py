"""English word forms that a spinner carries over: the ending *-s*, and the other spelling.

A French homograph is often an English plural or third person (*parties, changes*): the spinner
looks up the base and inflects what it finds (*event → events*). Past and *-ing* forms need
nothing: French words that look like them (*meeting, camping*) are thesaurus entries themselves.
"""

from collections.abc import Collection, Iterator

IRREGULAR = {
    "analysis": "analyses",
    "axis": "axes",
    "basis": "bases",
    "child": "children",
    "crisis": "crises",
    "criterion": "criteria",
    "foot": "feet",
    "goose": "geese",
    "grandchild": "grandchildren",
    "medium": "media",
    "mouse": "mice",
    "oasis": "oases",
    "ox": "oxen",
    "person": "people",
    "phenomenon": "phenomena",
    "thesis": "theses",
    "tooth": "teeth",
}
"""Plurals that no rule below makes; *-man* and *-f(e)* are rules."""

SPELLINGS = (
    ("our", "or", 3),  # not tour/tor, scoured/scored
    ("tre", "ter", 2),
    ("bre", "ber", 2),
    ("ise", "ize", 3),  # not prise/prize
    ("isa", "iza", 3),
    ("yse", "yze", 3),
    ("ogue", "og", 3),
    ("fence", "fense", 1),
    ("licence", "license", 0),
    ("gramme", "gram", 0),
    ("lled", "led", 3),
    ("lling", "ling", 3),
)
"""British and American spellings, and the least number of letters before them; two words are a
pair when the lexicon, which holds both spellings, knows both."""


def _plurals(word: str) -> Iterator[str]:
    """Yield the spellings that the plural or third person of an English word may have."""
    if word in IRREGULAR:
        yield IRREGULAR[word]
    if word.endswith("man"):
        yield word[:-3] + "men"
    if word.endswith("y") and word[-2:-1] not in tuple("aeou"):
        yield word[:-1] + "ies"
    elif word.endswith(("s", "x", "z", "ch", "sh")):
        yield word + "es"
    else:
        if word.endswith("fe"):
            yield word[:-2] + "ves"
        if word.endswith("f"):
            yield word[:-1] + "ves"
        if word.endswith("o"):
            yield word + "es"
        yield word + "s"


def plurals(phrase: str, known: Collection[str]) -> Iterator[str]:
    """Yield the plural or third-person forms of a word or phrase, as far as ``known`` words.

    In a phrase the last word takes the ending (*police officers*), or the first one, if it is
    a verb or the head of a noun phrase (*puts up, states of affairs*): both are given.

    >>> sorted(plurals("put up", {"puts", "ups"}))
    ['put ups', 'puts up']
    """
    words = phrase.split(" ")
    for place in {0, len(words) - 1}:
        for form in _plurals(words[place]):
            if form in known:
                yield " ".join([*words[:place], form, *words[place + 1 :]])


def bases(form: str, known: Collection[str]) -> Iterator[str]:
    """Yield the ``known`` words of which ``form`` is the plural or third person.

    >>> list(bases("parties", {"party", "partie"}))
    ['party', 'partie']
    """
    guesses = [base for base, plural in sorted(IRREGULAR.items()) if plural == form]
    if form.endswith("ies"):
        guesses.append(form[:-3] + "y")
    if form.endswith("ves"):
        guesses += [form[:-3] + "f", form[:-3] + "fe"]
    if form.endswith("men"):
        guesses.append(form[:-3] + "man")
    if form.endswith("es"):
        guesses.append(form[:-2])
    if form.endswith("s"):
        guesses.append(form[:-1])
    for base in dict.fromkeys(guesses):
        if base in known and form in _plurals(base):
            yield base


def spellings(word: str, known: Collection[str]) -> set[str]:
    """Return the ``known`` words that are ``word`` in the other English spelling.

    >>> spellings("centre", {"centre", "center"})
    {'center'}
    """
    found = set()
    for british, american, before in SPELLINGS:
        for old, new in ((british, american), (american, british)):
            start = word.find(old, before)
            while start >= 0:
                other = word[:start] + new + word[start + len(old) :]
                if other in known and not (old == american and word.startswith(british, start)):
                    found.add(other)
                start = word.find(old, start + 1)
    return found
