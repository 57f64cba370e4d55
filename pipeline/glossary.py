"""The glossary of a project: what a person wants replaced always, or never.

Start reading from :func:`places`. An entry is « before → after, always » or « never ». As with
protected words it is found where whole tokens match it, whichever apostrophe, hyphen or space the
text writes. An entry with a capital is found only as it is written; one without in any case, and
what is written instead takes the case over. A single word takes its inflected forms along.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import category

from pipeline.errors import ConfigError
from pipeline.protected import entry
from pipeline.resources import lexicon
from pipeline.text.elision import cased
from pipeline.text.tokens import tokenize

GLOSSARY_HEAD = (
    "# before\tafter\talways or never\tremark\n"
    "# One entry a line, tabs between. A word takes its forms along; one with a capital holds as\n"
    "# it is written, one without in any case.\n"
)
"""The lines at the head of a new glossary."""

ALWAYS, NEVER = "always", "never"

LONGEST_ENTRY = 200
"""Code points of one side of an entry, at most: room for a phrase, not for a passage."""

_OPEN_CLASSES = ("noun", "adj", "verb", "name")


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """Replace ``before`` by ``after`` always, or (``always`` is false) never."""

    before: str
    after: str
    always: bool = True


class Form(NamedTuple):
    """What is written for a form of an entry.

    ``sure`` says that the form is the entry itself, or is a form of no other word.
    """

    after: str
    entry: GlossaryEntry
    sure: bool


class GlossaryPlace(NamedTuple):
    """Where a form stands in a text, and what is to be written there.

    ``form`` is None where the text has what an entry writes already.
    """

    start: int
    stop: int
    after: str
    form: Form | None


@dataclass(frozen=True)
class Glossary:
    """The entries of all glossaries that hold; two with the same entries are the same."""

    entries: tuple[GlossaryEntry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.entries)

    @property
    def digest(self) -> str:
        """Return a digest of the entries, whatever their order."""
        rows = sorted(f"{e.before}\t{e.after}\t{e.always}" for e in self.entries)
        found = hashlib.sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()
        return f"sha256:{found[:16]}"

    def forbids(self, before: str, after: str) -> bool:
        """Say whether an entry says that ``before`` never becomes ``after``."""
        forbidden = _index(self).forbidden
        key = entry(before), entry(after)
        return bool(forbidden) and (
            key in forbidden or (key[0].lower(), key[1].lower()) in forbidden
        )


NO_GLOSSARY = Glossary()


# --- places in a text ------------------------------------------------------------------------


def places(text: str, glossary: Glossary) -> Iterator[GlossaryPlace]:
    """Yield where entries stand in ``text``, and where what they write stands already."""
    index = _index(glossary)
    if not index.sizes:
        return
    tokens = tokenize(text)
    n = 0
    while n < len(tokens):
        found = None
        for size in index.sizes.get(tokens[n].key.rstrip("'-"), ()):
            if n + size > len(tokens):
                continue
            start, stop = tokens[n].start, tokens[n + size - 1].stop
            found = _place(text, start, stop, index)
            if found is not None:
                yield found
                n += size
                break
        if found is None:
            n += 1


def _place(text: str, start: int, stop: int, index: "_Index") -> GlossaryPlace | None:
    seen = text[start:stop]
    spelled = entry(seen)
    if spelled in index.written or spelled.lower() in index.written:
        return GlossaryPlace(start, stop, seen, None)
    form = index.exact.get(spelled)
    if form is not None:
        return GlossaryPlace(start, stop, form.after, form)
    form = index.folded.get(spelled.lower())
    return None if form is None else GlossaryPlace(start, stop, cased(seen, form.after), form)


@dataclass(frozen=True, eq=False)
class _Index:
    """The forms by spelling: of entries with a capital, of the others, and of what is written.

    ``sizes`` maps the first token of forms to their lengths in tokens, longest first.
    """

    sizes: Mapping[str, tuple[int, ...]]
    exact: Mapping[str, Form]
    folded: Mapping[str, Form]
    written: frozenset[str]
    forbidden: frozenset[tuple[str, str]]


@lru_cache(maxsize=4)
def _index(glossary: Glossary) -> _Index:
    exact: dict[str, Form] = {}
    folded: dict[str, Form] = {}
    written: set[str] = set()
    forbidden: set[tuple[str, str]] = set()
    derived: list[tuple[str, Form]] = []
    for one in glossary.entries:
        forms = dict(inflected(one.before, one.after))
        if not one.always:
            forbidden.add((entry(one.before), entry(one.after)))
            forbidden.update((entry(b), entry(a)) for b, a in forms.items())
            continue
        spelled = entry(one.before)
        (folded if spelled == spelled.lower() else exact)[spelled] = Form(one.after, one, True)
        written.update((entry(one.after), *map(entry, forms.values())))
        derived += [(b, Form(a, one, _is_only(b, one.before))) for b, a in forms.items()]
    for before, form in derived:
        folded.setdefault(entry(before), form)  # what a person wrote wins over what follows
    written -= folded.keys() | exact.keys()
    sizes: dict[str, set[int]] = {}
    for text in (*exact, *folded, *written):
        if tokens := tokenize.__wrapped__(text):  # the cache is for articles
            sizes.setdefault(tokens[0].key.rstrip("'-"), set()).add(len(tokens))
    return _Index(
        {head: tuple(sorted(found, reverse=True)) for head, found in sizes.items()},
        *(exact, folded, frozenset(written), frozenset(forbidden)),
    )


# --- inflection ------------------------------------------------------------------------------


def inflected(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield the other forms of two words, each with what is to be written for it.

    Both have to be words in their basic form and without a capital: a French one as the lexicon
    tells, an English one in the singular, whose plural ends in *s*.

    >>> dict(inflected("cheval", "bateau"))
    {'chevaux': 'bateaux'}
    >>> dict(inflected("problem", "souci"))
    {'problems': 'soucis'}
    """
    if any(text != text.lower() or not text.isalpha() for text in (before, after)):
        return
    own, new = _basic(before), _basic(after)
    if not own and new and lexicon.is_english(before):
        plural = next((f for f, a in _forms(after, new) if a.number == "p" and not a.verb), None)
        if plural and lexicon.is_english(f"{before}s") and not lexicon.is_french(f"{before}s"):
            yield f"{before}s", plural
        return
    for part in sorted(own & new):
        forms = {(a.gender, a.number, a.verb): f for f, a in lexicon.inflections(after, part)}
        by_number = {(a.number, a.verb): f for f, a in lexicon.inflections(after, part)}
        for form, a in lexicon.inflections(before, part):
            wanted = forms.get((a.gender, a.number, a.verb))
            if wanted is None and part == "noun":
                wanted = by_number.get((a.number, a.verb))
            if wanted is not None and form != before:
                yield form, wanted


def _basic(word: str) -> frozenset[str]:
    """Return the parts of speech of which a word is the basic form."""
    return frozenset(
        a.pos for a in lexicon.analyses(word) if a.lemma == word and a.pos in _OPEN_CLASSES
    )


def _forms(word: str, parts: Iterable[str]) -> Iterator[tuple[str, lexicon.Analysis]]:
    for part in sorted(parts):
        yield from lexicon.inflections(word, part)


def _is_only(form: str, lemma: str) -> bool:
    """Say whether a form is one of this word alone."""
    return all(a.lemma == lemma for a in lexicon.analyses(form))


# --- the file --------------------------------------------------------------------------------


def read(paths: Iterable[str | Path]) -> Glossary:
    """Return the entries of glossaries; :class:`ConfigError` names the line that is wrong."""
    return of_texts((str(path), _content(path)) for path in paths)


def of_texts(texts: Iterable[tuple[str, str]]) -> Glossary:
    """Return the entries of glossaries, each given as its name and its text."""
    found: dict[tuple[str, str], tuple[GlossaryEntry, str]] = {}
    for name, content in texts:
        for number, line in enumerate(content.removeprefix("\ufeff").split("\n"), 1):
            if line.strip() and not line.startswith("#"):
                where = f"{name}:{number}"
                one = parsed(line, where)
                known = found.setdefault((entry(one.before), entry(one.after)), (one, where))[0]
                if known.always != one.always:
                    raise ConfigError(
                        f"{where}: {one.before!r} → {one.after!r} stands there as always and as "
                        "never: keep one"
                    )
    _check(found.values())
    return Glossary(tuple(one for one, _ in found.values()))


def parsed(line: str, where: str) -> GlossaryEntry:
    """Return the entry in a line; :class:`ConfigError` when it is none."""
    cells = [" ".join(cell.split()) for cell in line.rstrip("\r").split("\t")]
    before, after, when, *_ = *cells, "", "", ""
    if when.lower() not in (ALWAYS, NEVER):
        raise ConfigError(
            f"{where}: an entry is before, after and always or never, with tabs between"
        )
    for text in (before, after):
        check_side(text, where)
    if entry(before) == entry(after):
        raise ConfigError(f"{where}: {before!r} would replace itself: take the line out")
    return GlossaryEntry(before, after, when.lower() == ALWAYS)


def check_side(text: str, where: str) -> None:
    """Raise :class:`ConfigError` if a text cannot be one side of an entry."""
    quoted = repr(text if len(text) <= 40 else f"{text[:39]}…")
    if len(text) > LONGEST_ENTRY:
        raise ConfigError(f"{where}: {quoted} has more than {LONGEST_ENTRY} characters")
    if not any(c.isalnum() for c in text):
        raise ConfigError(f"{where}: {quoted} is no word: write one on each side")
    if text[0] in "#=+-@":  # a comment here, a formula in a spreadsheet
        raise ConfigError(f"{where}: {quoted} begins with a sign that no entry begins with")
    if any(category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c != "\u200d" for c in text):
        raise ConfigError(f"{where}: {quoted} has characters that nobody sees: take them out")


def _check(rows: Iterable[tuple[GlossaryEntry, str]]) -> None:
    """Raise :class:`ConfigError` if two entries contradict one another."""
    always = [(one, where) for one, where in rows if one.always]
    befores: dict[str, GlossaryEntry] = {}
    for one, where in always:
        known = befores.setdefault(entry(one.before), one)
        if known.after != one.after:
            raise ConfigError(
                f"{where}: {one.before!r} becomes {known.after!r} already: keep one of the two"
            )
    for one, where in always:
        after = entry(one.after)
        if after in befores or after.lower() in befores:
            raise ConfigError(
                f"{where}: {one.after!r} is replaced by another entry: write what is to stand there"
            )


def _content(path: str | Path) -> str:
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(f"no such glossary: {path}: write it, or take its name away") from error
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or "not UTF-8"
        raise ConfigError(f"cannot read the glossary {path}: {what}: save it as UTF-8") from error
