"""Which corrections of unknown words are not made alone: terms, labels, cut words, names of lists.

Start reading from :func:`restrained`. Each kind below was found by reading every automatic edit
that the stage made in 840,000 words of sound text of 24 kinds: of 304 edits 47 were wrong, and 36
of them were of these kinds; none of 164 right ones of these rules is.
"""

from bisect import bisect_left
from collections.abc import Sequence

import regex

from pipeline.edits import Edit
from pipeline.resources import lexicon
from pipeline.resources.noisy_channel import bare
from pipeline.stages.spelling.caution import doubted
from pipeline.stages.spelling.neighbours import starts_sentence
from pipeline.text.tokens import Token

_MOST = 0.6
"""Highest confidence in an edit that a person must see: below the thresholds of these rules."""

_SURE_CAPITAL = 0.9
"""Confidence below which a word with a capital may be a name (*Flament, Chocola*), and one beside a
foreign name a foreign word (*El Mariachi chante une cancion*)."""

_BESIDE = 4
"""Tokens on either side of a word in which a foreign name is looked for."""

_OF_WORDS = frozenset(("SPL001", "SPL002", "SPL004", "OCR001"))

_CUT = regex.compile(r"…|\.\.\.")
"""What programs put where they cut a text: *la condition de notre indépendanc…*."""

_ELIDED_END = regex.compile(r"['’](?!\p{L})")
"""An apostrophe after a word that loses its last vowel in verse: *un témoignag' flatteur*."""

_GENUS = regex.compile(
    r"(?<!\p{L})(?P<name>\p{Lu}\.|\p{Lu}\p{Ll}+(?:us|um|is|[mieln]a|ra|ter|as|es|ys|[ia]x|on))\s\Z"
)
"""The genus before the epithet of a species: *Streptococcus*, *S.*"""

_REACH = 40
"""Code points in which the genus stands."""

_EPITHET = regex.compile(r"\p{Ll}{2,}(?:us|um|is|a|es|ae|i|ens|ans|or|ix|ns)")

_LIST_ITEM = regex.compile(r"[^\S\n]*+[-–•*·][^\S\n]*+")

_LONGEST_ITEM = 6
"""Tokens of a list item that is a name or a title rather than a sentence: *- Chocola Vol.3*."""

_GENESIS = regex.compile(r"\p{L}+g[eé]n[eè]ses?")
"""*Morphogenèse* and *morphogénèse* are both in use."""

_AUXILIARIES = frozenset(
    "est sont était étaient été suis es sommes êtes a ont avait avaient ai as avons avez eu soit "
    "fut furent sera seront ayant étant".split()
)

_OLD_TENSES = ("simp", "ipsi1s", "ipsi2s", "ipsi1p", "ipsi2p")
"""Tenses and persons that only old and literary texts have: *méchas, déshydratasse*."""

_ARTICLES = frozenset("le la les un une des du au aux ce cet cette ces ma mon ta ton sa".split())

_NAME_ARTICLES = frozenset("le la les de des du un".split())
"""Articles with which surnames begin: *Lefoulon, Delarue, Desbois*."""

_FUNCTION_WORD_ZIPF, _PART_ZIPF = 6.2, 4.0
"""Zipf values of which one part of a joined word needs the first, or both the second, where the
sentence does not say so."""

_SURE_PAIR, _SURE_CAPITAL_PAIR, _SURE_AFTER_ARTICLE, _SURE_BEFORE_NO_NOUN = 0.96, 0.975, 0.99, 0.985
"""Probabilities from which the sentence says that a word is two, whatever their frequency; of one
with a capital; of one that begins as surnames do; of one that ends with an article before no noun.
Of 96 right pairs in typed sentences 90 reach them, of 40 wrong ones in sound texts of 14 kinds none
(*maintenancier* 0.95, *Sonego* 0.95, *Pandala* 0.96, *Desbois* 0.97, *Lefoulon* 0.81)."""

_SITE = regex.compile(r"\p{L}[\p{L}-]*\.(?:\p{Ll}[\p{Ll}-]*\.)*\p{Ll}{2,5}\b")
_ITEM_GAP = regex.compile(r"[\s,;(]+|\s+(?:et|ou|comme)\s+")

_LABEL = regex.compile(r"[\"«“'‘]\s?[\p{L}\p{N}]+(?:[-_][\p{L}\p{N}]+)+\s?[\"»”'’][.,;:!?)]*")
"""A compound alone in quotation marks: *l'étiquette "Pas-reponse"*."""


def restrained(text: str, tokens: Sequence[Token], edit: Edit) -> Edit | None:
    """Return an edit, with less confidence where it may spoil a sound word, ``None`` to drop it."""
    if _is_abbreviated(text, edit) or (
        edit.rule in _OF_SCANS
        and (_is_cited_letter(text, edit) or _is_among_strangers(tokens, edit))
    ):
        return None
    if edit.rule == "OCR006" and _is_like_name(text, tokens, edit):
        return doubted(edit, min(edit.confidence, _MOST), "the word may be a name")
    if edit.rule not in _OF_WORDS or not edit.before.isalpha():
        return edit
    before, after = edit.before.lower(), edit.after.lower()
    at = bisect_left(tokens, edit.start, key=lambda token: token.start)
    if (
        _is_cut(text, edit.end, before, after)
        or _is_species(text, edit.start, before)
        or (
            bare(before) == bare(after) and _GENESIS.fullmatch(before) and _GENESIS.fullmatch(after)
        )
        or (
            edit.rule == "SPL004"
            and (_is_no_pair(text, tokens, at, edit) or _is_weak_pair(text, edit))
        )
    ):
        return None
    if edit.confidence <= _MOST:
        return edit
    if (
        _is_label(text, edit)
        or _is_listed_name(text, tokens, at)
        or _loses_inflection(before, after)
        or _loses_ending(tokens, at, before, after)
        or _is_old_tense(after)
        or (edit.rule == "OCR001" and after in lexicon.loanwords())
        or (
            edit.confidence < _SURE_CAPITAL
            and (edit.before[0].isupper() or _is_beside_stranger(tokens, at))
        )
    ):
        return doubted(edit, _MOST, "the word may be right as it stands")
    return edit


_ABBREVIATED = regex.compile(r"\p{L}{1,9}+(?<![aeiouyàâéèêëîïôöûü])")
_GOES_ON = regex.compile(r"\.(?:[,;:)\]]|[-\u00a0 ](?=[\p{Ll}\d(«–]))")
"""What follows the stop of a short form, not that of a sentence: *20 juill. 1965, suppr. ou*."""


def _is_abbreviated(text: str, edit: Edit) -> bool:
    """Say whether a word that is none is a short form with a stop: *suppr., rafraîch.*."""
    return (
        _ABBREVIATED.fullmatch(edit.before) is not None
        and _GOES_ON.match(text, edit.end) is not None
        and not lexicon.is_french(edit.before)
    )


_OF_SCANS = frozenset(("OCR005", "OCR006"))

_CITED_LETTER = regex.compile(r"[«\"“‘(][ \u00a0\u202f]?\p{L}{1,2}[ \u00a0\u202f]?[»\"”’)]")


def _is_cited_letter(text: str, edit: Edit) -> bool:
    """Say whether a letter or two stand alone in quotation marks: *la lettre « Ã »*."""
    return len(edit.before) < 3 and any(
        match.start() < edit.start and edit.end < match.end()
        for match in _CITED_LETTER.finditer(text, max(0, edit.start - 2), edit.end + 2)
    )


def _is_among_strangers(tokens: Sequence[Token], edit: Edit) -> bool:
    """Say whether a doubtful short word stands between foreign ones: *« Ia ora na »*."""
    if len(edit.before) > _SHORT_PART or edit.confidence >= _SURE_SHORT:
        return False
    at = bisect_left(tokens, edit.start, key=lambda token: token.start)
    beside = [token.word for token in tokens[max(0, at - 2) : at] if token.is_word][-1:]
    beside += [token.word for token in tokens[at + 1 : at + 3] if token.is_word][:1]
    return bool(beside) and not any(
        lexicon.is_french(word) or lexicon.is_french(word.lower()) for word in beside
    )


_SURE_SHORT = 0.8
"""Confidence from which a short word of a scan is read whatever stands beside it."""


def _is_like_name(text: str, tokens: Sequence[Token], edit: Edit) -> bool:
    """Say whether a word keeps its capital inside a sentence: *vue sur les Rouies*, a glacier.

    Scanners make a capital of a small letter, but seldom one French word with a capital of another.
    """
    if not (edit.before[0].isupper() and edit.after[0].isupper()) or edit.before.isupper():
        return False
    if bare(edit.before.lower()) == bare(edit.after.lower()):
        return False  # *Pole Emploi*
    at = bisect_left(tokens, edit.start, key=lambda token: token.start)
    return not starts_sentence(tokens, text, at)


def _is_beside_stranger(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a capitalised word that is not French stands near token ``at``."""
    near = (*tokens[max(0, at - _BESIDE) : at], *tokens[at + 1 : at + 1 + _BESIDE])
    return any(
        token.text[0].isupper() and len(token.word) > 1 and not lexicon.is_french(token.word)
        for token in near
    )


def _is_cut(text: str, end: int, before: str, after: str) -> bool:
    """Say whether a word ends where a program or a singer cut it."""
    if _ELIDED_END.match(text, end):
        return after.endswith("e") and not before.endswith("e")
    return _CUT.match(text, end) is not None and after.startswith(before)


def _is_species(text: str, start: int, before: str) -> bool:
    """Say whether a word is the epithet of a species: *Streptococcus pyogenes*."""
    if not before.isascii() or not _EPITHET.fullmatch(before):
        return False
    genus = _GENUS.search(text, max(0, start - _REACH), start)
    return genus is not None and not lexicon.is_french(genus["name"].lower())


def _is_label(text: str, edit: Edit) -> bool:
    start = max(text.rfind(sign, 0, edit.start) for sign in (" ", "\n", "\u00a0")) + 1
    return _LABEL.match(text, start) is not None


def _is_listed_name(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Say whether a word with a capital begins a short item of a list."""
    token = tokens[at]
    begin = text.rfind("\n", 0, token.start) + 1
    if not token.text[0].isupper() or not _LIST_ITEM.fullmatch(text, begin, token.start):
        return False
    end = text.find("\n", token.end)
    following = tokens[at : at + _LONGEST_ITEM + 1]
    return end < 0 or len(following) <= _LONGEST_ITEM or following[-1].start > end


def _loses_inflection(before: str, after: str) -> bool:
    """Say whether a participle loses its ending: *de grands éructants, des branches contribuées*.

    The lexicon has no other number or gender of verbs without an object.
    """
    if before == after + "s":
        return after.endswith(("ant", "ent"))
    stem = before.rstrip("es")
    return stem.endswith("é") and stem == after.rstrip("es") and _is_only_verb(stem)


def _is_only_verb(word: str) -> bool:
    found = lexicon.analyses(word)
    return bool(found) and all(reading.pos == "verb" for reading in found)


def _loses_ending(tokens: Sequence[Token], at: int, before: str, after: str) -> bool:
    """Say whether an accent is taken from a participle or a foreign plural.

    *Il s'est encoublé*; *scénarii*, beside *scénario*.
    """
    if bare(before) != bare(after):
        return False
    if before.endswith(("é", "ée", "és", "ées")) and bare(after[-2:]) == after[-2:]:
        return bool(at) and tokens[at - 1].key in _AUXILIARIES
    return before.endswith("i") and lexicon.is_french(before.rstrip("i") + "io")


def _is_old_tense(word: str) -> bool:
    """Say whether a word is only a form of a tense or person that new texts do not have."""
    found = lexicon.analyses(word)
    return bool(found) and all(reading.verb.startswith(_OLD_TENSES) for reading in found)


def _is_no_pair(text: str, tokens: Sequence[Token], at: int, edit: Edit) -> bool:
    """Say whether two words cannot stand where one stood: *aujour'dhui, contribuées*."""
    left, space, right = edit.after.lower().partition(" ")
    if not space:
        return False
    if text[tokens[at].stop : tokens[at].stop + 1] in ("'", "’") or right in _ENDINGS:
        return True
    if right not in _ARTICLES or left.endswith(("'", "’")):
        return False
    if edit.confidence >= _SURE_BEFORE_NO_NOUN:
        return False  # *dehorsle moins longtemps possible*
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or text[tokens[at].end : following.start] != " ":
        return True  # an article before no noun
    readings = {reading.pos for reading in lexicon.analyses(following.word.lower())}
    return "prep" in readings or (
        bool(readings) and not readings & {"noun", "adj", "name", "pron", "num"}
    )


_ENDINGS = frozenset("e s es ment".split())
"""Ends of words that are words themselves: *contribué es, terrifiante ment*."""


def _is_weak_pair(text: str, edit: Edit) -> bool:
    """Say whether the two words are too rare, or the one may be a name."""
    left, space, right = edit.after.partition(" ")
    if not space:
        return False
    zipf, other = sorted((lexicon.zipf(left, "fr"), lexicon.zipf(right, "fr")))
    sure = edit.confidence
    if edit.before[0].isupper():
        if left.lower() in _NAME_ARTICLES:
            return sure < _SURE_AFTER_ARTICLE
        frequent = len(left) > _SHORT_PART and lexicon.zipf(left, "fr") >= _FUNCTION_WORD_ZIPF
        return not frequent and sure < _SURE_CAPITAL_PAIR
    rare = other < _FUNCTION_WORD_ZIPF and zipf < _PART_ZIPF and sure < _SURE_PAIR
    return rare or _is_beside_site(text, edit)


_SHORT_PART = 3
"""Letters of a word that begins names as well: *Sonego, Monfort*."""


def _is_beside_site(text: str, edit: Edit) -> bool:
    """Say whether a word is listed with names of sites: *macantine, le.taxi, immo-hub.org*."""
    gap = _ITEM_GAP.match(text, edit.end)
    return (
        gap is not None and gap.group().strip() != "" and _SITE.match(text, gap.end()) is not None
    )
