"""The French lexicon: each inflected form with its analyses, from hunspell's « toutes variantes ».

Start reading from :func:`expand`. The hunspell dictionary is a list of stems with flags; each flag
is a class of affix rules; stems and rules both carry morphology (``po:`` part of speech and verb
tense, ``is:`` gender and number, ``st:`` the lemma when it is not the stem). Elision prefixes
(``l'``, ``qu'``) carry ``dp:`` and are skipped, because the tokenisation cuts elided words off.

Three files are written together:

- ``french.marisa``: the forms, a trie that gives each form a number;
- ``french.bin``: for each number two little-endian 16-bit indices into the tables, the *class* of
  the form (its analyses) and the *paradigm* of the lemma that is spelled so (its forms);
  0 is none;
- ``french.json``: the tables. A *code* is ``[cut, add, tag]``: cut that many letters from the end,
  add these; a class turns a form into its lemmas by such codes, a paradigm a lemma into its forms.
"""

import json
import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar
from unicodedata import normalize

import marisa_trie

from dictionaries.builders import sources

_HUNSPELL = "usr/share/hunspell/fr"

# Hunspell's names of the parts of speech, ours, the first that matches the beginning.
_PARTS = (
    ("nom", "noun"),
    ("titr", "noun"),
    ("adj", "adj"),
    ("det", "det"),
    ("pro", "pron"),
    ("adv", "adv"),
    ("negadv", "adv"),
    ("prepv", "prep"),
    ("prep", "prep"),
    ("loc.prep", "prep"),
    ("cj", "conj"),
    ("loc.cj", "conj"),
    ("interj", "interj"),
    ("loc.interj", "interj"),
    ("loc", "loc"),
    ("nb", "num"),
    ("npr", "name"),
    ("prn", "name"),
    ("patr", "name"),
    ("pfx", "affix"),
)
# Not parts of speech: « mg » is any grammatical word, « preverb » a slot before the verb, « sfx »
# the end of an internet address, by which *be* would pass for French.
_NO_PART = frozenset({"mg", "preverb", "sfx", "err", "ponc", "sign", "div", "epi", "sg"})
_MOODS = {
    "infi": "inf",
    "ppre": "ppre",
    "ppas": "ppas",
    "ipre": "ipre",
    "iimp": "iimp",
    "ipsi": "ipsi",
    "ifut": "ifut",
    "cond": "cond",
    "spre": "spre",
    "simp": "simp",
    "impe": "impe",
}
_GENDERS = {"mas": "m", "fem": "f"}
_NUMBERS = {"sg": "s", "pl": "p"}
_PERSON = re.compile(r"([123])i?(sg|pl)!?$")
_T = TypeVar("_T")


class Tag(NamedTuple):
    """The morphology of an analysis; ``pipeline/resources/lexicon.py`` documents the values."""

    pos: str
    gender: str
    number: str
    verb: str


class Form(NamedTuple):
    """One analysis of one inflected form."""

    form: str
    lemma: str
    tag: Tag


class _Rule(NamedTuple):
    cut: str
    add: str
    flags: tuple[str, ...]
    fits: re.Pattern[str]
    tags: tuple[str, ...]


class _Affixes(NamedTuple):
    prefixes: Mapping[str, tuple[_Rule, ...]]
    suffixes: Mapping[str, tuple[_Rule, ...]]
    crossing: frozenset[str]
    """Flags whose prefix may meet a suffix, and the other way round."""


def _flags(packed: str) -> tuple[str, ...]:
    return tuple(packed[i : i + 2] for i in range(0, len(packed), 2))


@cache
def _condition(kind: str, pattern: str) -> re.Pattern[str]:
    return re.compile(f"^{pattern}" if kind == "PFX" else f"{pattern}$")


def _affixes(text: str) -> _Affixes:
    rules: dict[str, dict[str, list[_Rule]]] = {
        "PFX": defaultdict(list),
        "SFX": defaultdict(list),
    }
    crossing = set()
    for line in text.splitlines():
        kind, *fields = line.split() or [""]
        if kind not in rules:
            continue
        if fields[1] in ("Y", "N") and len(fields) == 3 and fields[2].isdigit():
            if fields[1] == "Y":
                crossing.add(fields[0])
            continue
        flag, cut, added, condition, *tags = fields
        if any(tag.startswith("dp:") for tag in tags):
            continue
        add, _, more = added.partition("/")
        rules[kind][flag].append(
            _Rule(
                "" if cut == "0" else cut,
                "" if add == "0" else add,
                _flags(more),
                _condition(kind, condition),
                tuple(tags),
            )
        )
    return _Affixes(
        {flag: tuple(found) for flag, found in rules["PFX"].items()},
        {flag: tuple(found) for flag, found in rules["SFX"].items()},
        frozenset(crossing),
    )


def _inflect(
    stem: str,
    flags: tuple[str, ...],
    tags: tuple[str, ...],
    affixes: _Affixes,
    prefix: str = "",
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield the forms of a stem, with the tags of stem and affixes, and the prefix that it took."""
    if "()" not in flags:
        yield stem, tags, prefix
    for flag in flags:
        for rule in affixes.suffixes.get(flag, ()):
            if stem.endswith(rule.cut) and rule.fits.search(stem):
                yield (
                    stem[: len(stem) - len(rule.cut)] + rule.add,
                    tags + rule.tags,
                    prefix,
                )
        for rule in () if prefix else affixes.prefixes.get(flag, ()):
            if stem.startswith(rule.cut) and rule.fits.search(stem):
                more = [f for f in flags if f in affixes.suffixes and flag in affixes.crossing]
                prefixed = rule.add + stem[len(rule.cut) :]
                both = (*rule.flags, *more)
                yield from _inflect(prefixed, both, tags + rule.tags, affixes, rule.add)


def _parts(tags: Iterable[str]) -> Iterator[str]:
    for tag in tags:
        if tag not in _NO_PART:
            for beginning, part in _PARTS:
                if tag.startswith(beginning):
                    yield part
                    break


def _finite(moods: Iterable[str], persons: Iterable[str]) -> Iterator[Tag]:
    for mood in moods:
        for person in persons:
            if mood != "impe" or person in ("2s", "1p", "2p"):
                yield Tag("verb", "", person[1], mood + person)


@cache
def tags_of(fields: tuple[str, ...]) -> tuple[Tag, ...]:
    """Return the analyses that the ``po:`` and ``is:`` fields of one form amount to."""
    values = [field[3:] for field in fields if field.startswith(("po:", "is:"))]
    genders = {_GENDERS[v] for v in values if v in _GENDERS}
    numbers = {_NUMBERS[v] for v in values if v in _NUMBERS}
    gender = genders.pop() if len(genders) == 1 else ""
    number = numbers.pop() if len(numbers) == 1 else ""
    found = [Tag(part, gender, number, "") for part in _parts(values)]
    moods = [_MOODS[v] for v in values if v in _MOODS]
    for mood in moods:
        if mood in ("inf", "ppre"):
            found.append(Tag("verb", "", "", mood))
        elif mood == "ppas":
            found.append(Tag("verb", gender, number, mood))
    persons = [m[1] + m[2][0] for v in values if (m := _PERSON.match(v))]
    found.extend(_finite([m for m in moods if m not in ("inf", "ppre", "ppas")], persons))
    return tuple(sorted(set(found)))


def _clean(word: str) -> str:
    return normalize("NFC", word).replace("’", "'")


def expand(affix_text: str, stem_text: str) -> Iterator[Form]:
    """Yield each analysis of each inflected form of a hunspell dictionary."""
    affixes = _affixes(affix_text)
    for line in stem_text.splitlines()[1:]:
        head, *fields = line.split()
        stem, _, packed = head.partition("/")
        lemma = next((field[3:] for field in fields if field.startswith("st:")), stem)
        for form, tags, prefix in _inflect(stem, _flags(packed), tuple(fields), affixes):
            if any(letter.isalpha() for letter in form):
                for tag in tags_of(tags):
                    yield Form(_clean(form), _clean(prefix + lemma), tag)


def additions(folder: Path) -> Iterator[Form]:
    """Yield the words that people added in ``additions.tsv``."""
    path = folder / "additions.tsv"
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        form, lemma, pos, gender, number, verb, _ = line.split("\t")
        yield Form(form, lemma, Tag(pos, gender, number, verb))


def forms(folder: Path = sources.HOME) -> list[Form]:
    """Return all analyses, sorted: those of hunspell and those of ``additions.tsv``."""
    affix_text = sources.member(sources.HUNSPELL_FR, f"{_HUNSPELL}.aff").decode("utf-8")
    stem_text = sources.member(sources.HUNSPELL_FR, f"{_HUNSPELL}.dic").decode("utf-8")
    return sorted({*expand(affix_text, stem_text), *additions(folder)})


def _code(word: str, other: str, tag: int) -> tuple[int, str, int]:
    """Return how to turn ``word`` into ``other``: letters to cut, letters to add."""
    same = 0
    while same < min(len(word), len(other)) and word[same] == other[same]:
        same += 1
    return len(word) - same, other[same:], tag


def _ranked(lists: Iterable[_T]) -> dict[_T, int]:
    """Return the number of each distinct value from 0, the most used first: stable indices."""
    count: dict[_T, int] = defaultdict(int)
    for item in lists:
        count[item] += 1
    order = sorted(count, key=lambda item: (-count[item], repr(item)))
    return {item: index for index, item in enumerate(order)}


def build(folder: Path) -> Iterable[sources.Entry]:
    """Write ``french.marisa``, ``french.bin`` and ``french.json``."""
    found = forms()
    tags = sorted({form.tag for form in found})
    tag_number = {tag: index for index, tag in enumerate(tags)}
    by_form: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    by_lemma: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for form, lemma, tag in found:
        by_form[form].append(_code(form, lemma, tag_number[tag]))
        by_lemma[lemma].append(_code(lemma, form, tag_number[tag]))
    classes = {form: tuple(sorted(set(codes))) for form, codes in by_form.items()}
    paradigms = {lemma: tuple(sorted(set(codes))) for lemma, codes in by_lemma.items()}
    lists = [*classes.values(), *paradigms.values()]
    codes = _ranked(code for codes in lists for code in codes)
    class_number = _ranked(classes.values())
    paradigm_number = _ranked(paradigms.values())
    # A lemma that is no form (*pluriel seulement*) gets a number in the trie and the empty class 0.
    trie = marisa_trie.Trie(sorted({*classes, *paradigms}))
    packed = bytearray(4 * len(trie))
    for word, index in trie.items():
        own, siblings = classes.get(word), paradigms.get(word)
        pair = (
            class_number[own] + 1 if own else 0,
            paradigm_number[siblings] + 1 if siblings else 0,
        )
        struct.pack_into("<HH", packed, 4 * index, *pair)
    tables = {
        "tags": tags,
        "codes": list(codes),
        "classes": [[], *([codes[code] for code in group] for group in class_number)],
        "paradigms": [
            [],
            *([codes[code] for code in group] for group in paradigm_number),
        ],
    }
    trie.save(str(folder / "french.marisa"))
    (folder / "french.bin").write_bytes(packed)
    text = json.dumps(tables, ensure_ascii=False, separators=(",", ":"))
    (folder / "french.json").write_text(text + "\n", encoding="utf-8")
    rows = {
        "french.marisa": len(trie),
        "french.bin": len(trie),
        "french.json": len(codes),
    }
    for name, count in rows.items():
        yield sources.entry(folder / name, "french", "MPL-2.0", count, [sources.HUNSPELL_FR])
