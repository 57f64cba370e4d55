"""Lines that belong to the page, not to the article: share buttons, related links, labels.

Lines that need no more than a pattern are rows of :mod:`pipeline.markup.boilerplate`.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

import regex

from pipeline.markup.boilerplate import kind_of
from pipeline.markup.furniture import is_furniture
from pipeline.stages.markup.scraps import Scrap
from pipeline.text.caching import by_text
from pipeline.text.lines import Line
from pipeline.text.technical import technical

_RELATED_REASON = "A related link."
_LABEL_REASON = "An advertisement's or a page's label."
_LONGEST_LABEL = 100
_LONGEST_LINE = 400
"""Code points of the longest line that may be one of the page."""

_HEAD = regex.compile(
    r"""[-–>»→▶•*\s]*+
    (?:[àa]\s|la\s|sur\sle\sm|en\ssav|\d+\scomm
      |partage|tweet|share|envoye|imprime|épingle|recommande|copier|suive|retrouvez|rejoignez
      |(?:re)?lire|voir|[ée]couter|regarde|publicit|advertisement|suite|contenu|cet\sarticle|article
      |inscrivez|abonnez|recevez|cliquez|related|read|aucun|laisser)
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
"""How such lines begin: a prefilter that most lines do not pass."""
_NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|pinterest|telegram|messenger|instagram|tiktok|threads"
    r"|bluesky|flipboard|e-?mail|mail|courriel|sms|google\s?\+|reddit|tumblr|viadeo|un\sami)"
)
_SHARE = regex.compile(
    rf"""
    (?:
      (?:partage[rz]|tweete[rz]|share|tweet|envoye[rz]|imprime[rz]|épingle[rz]|suive[rz](?:-nous)?
        |recommande[rz]|copier\sle\slien)
      (?:\s(?:cet\sarticle|l['’]article|ce\scontenu|cette\spage|le\slien))?+
      (?:\s(?:sur|via|par|on|avec|à))?+
      (?:[\s,|/·•-]++(?:et\s|ou\s)?{_NETWORK}(?!\w))*+
      [\s,|/·•:-]*+
    )++\.?
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
_RELATED = regex.compile(
    r"""[-–>»→▶•*\s]*+
    (?:(?:[àa]\s)?(?:re)?(?:lire|voir|[ée]couter|regarder)\s(?:aussi|[ée]galement|sur\sle\smême\ssujet)
      |sur\sle\smême\s(?:sujet|thème)|en\ssavoir\splus|lire\sla\ssuite|lire\splus
      |articles?\s(?:similaires?|liés?|connexes?|recommandés?)
      |related(?:\sarticles?|\sposts?)?|read\s(?:more|also))
    (?:\s*[:>»|→–—-]+\s*(?P<title>\S.*+)?|\s*)
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
_RELATED_UNMARKED = regex.compile(
    r"(?:À |A )?LIRE (?:AUSSI|ÉGALEMENT|EGALEMENT)\s+(?P<title>\p{Lu}.*+)"
)
_LABEL = regex.compile(
    r"""[\W_]*+
    (?:publicit[ée]
        (?:[\s,:-]+(?:lire\sla\ssuite\sci-dessous|fin\sde\spublicité|continuer\sla\slecture))?
      |advertisement|contenu\ssponsorisé
      |(?:(?:lire\s)?la\s)?suite\s(?:de\sl['’]article\s)?après\s(?:cette|la)\s
        (?:publicité|pub|annonce)
      |(?:cet\s)?article\s(?:est\s)?réservé\saux\sabonnés
      |(?:0|aucun)\scommentaires?|laisser\sun\scommentaire
      |cliquez\sici(?:\spour\s[^.!?]{1,80})?)
    [\W_]*+
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
_ITEM = regex.compile(r"[-–—•*]\s|\d{1,2}[.)]\s")
_HEADED, _HEADING = 600, 0.7
"""Code points below a label that are looked at, and the confidence that it is no heading there."""

_SUBSCRIBE = regex.compile(
    r"""
      (?:inscrivez-vous|abonnez-vous|recevez|suivez|rejoignez)\s
      (?=.*\b(?:notre|nos)\b.*\b(?:newsletters?|lettres?\sd['’]info\w*|chaîne|page|comptes?
        |alertes?|notifications|application|réseaux)\b)
      .{5,180}
    | (?:suivez|retrouvez|rejoignez)-nous\ssur\s[^.]{1,80}\.?
    """,
    regex.IGNORECASE | regex.VERBOSE,
)


def boilerplate_lines(text: str, rows: Sequence[Line]) -> Iterator[Scrap]:
    """Yield the lines of the page, but nothing when no line would be left: all is text then."""
    found = tuple(_found(text, rows))
    if len(found) < sum(not row.is_blank for row in rows):
        yield from found


def _found(text: str, rows: Sequence[Line]) -> Iterator[Scrap]:
    """Yield whole lines of share buttons, related links, advertisements and subscriptions."""
    for n, row in enumerate(rows):
        if not 4 < row.end - row.start <= _LONGEST_LINE:
            continue
        body = text[row.start : row.end]
        if kind := _kind_of(body):
            sure = kind.confidence
            if kind.reason == _RELATED_REASON and (_heads_list(text, rows, n) or _is_manual(text)):
                sure = _HEADING
            yield Scrap(row.start, row.end, kind.rule, sure, kind.reason)
            continue
        if not _HEAD.match(body):
            if (
                len(body) <= _LONGEST_LABEL
                and is_furniture(body)
                and not _heads_list(text, rows, n)
            ):
                yield Scrap(row.start, row.end, "MRK003", _HEADING, _LABEL_REASON)
            continue
        if _LABEL.fullmatch(body):
            reason = _LABEL_REASON
            sure = _HEADING if _is_heading(text, row) else 0.98
            yield Scrap(row.start, row.end, "MRK003", sure, reason)
        elif _SHARE.fullmatch(body):
            yield Scrap(row.start, row.end, "MRK003", 0.98, "Share buttons.")
        elif _SUBSCRIBE.fullmatch(body):
            yield Scrap(row.start, row.end, "MRK003", 0.96, "An invitation to subscribe.")
        elif related := _RELATED.fullmatch(body) or _RELATED_UNMARKED.fullmatch(body):
            # A title has no full stop; a sentence that goes on after « Lire aussi : » has one.
            title = related["title"] or ""
            sure = not title.endswith((".", "!", ";", ",")) and len(title.split()) <= 30
            sure = sure and (bool(title) or not _heads_list(text, rows, n))
            sure = sure and not _is_manual(text)
            yield Scrap(row.start, row.end, "MRK003", 0.97 if sure else 0.7, _RELATED_REASON)
        elif len(body) <= _LONGEST_LABEL and is_furniture(body):
            yield Scrap(row.start, row.end, "MRK003", _HEADING, _LABEL_REASON)


_kind_of = lru_cache(1 << 9)(kind_of)
"""Most lines come again in the next round."""


def _is_heading(text: str, row: Line) -> bool:
    """Say whether a label of one word is spoken about right below: *Publicité* heads a section."""
    word = text[row.start : row.end].strip(" :.-–—*#").casefold()
    return word.isalpha() and word in text[row.end : row.end + _HEADED].casefold()


def _heads_list(text: str, rows: Sequence[Line], n: int) -> bool:
    """Say whether the next line that is not blank is an item: books, links of an encyclopedia."""
    below = next((row for row in rows[n + 1 :] if not row.is_blank), None)
    return below is not None and _ITEM.match(text, below.start) is not None


@by_text(maxsize=4)
def _is_manual(text: str) -> bool:
    """Say whether a text is about code: its « Voir aussi : … » are part of it."""
    return len(list(islice(technical(text), _CODED))) == _CODED


_CODED = 4
"""Pieces of code in a text that is a manual. News have fewer."""
