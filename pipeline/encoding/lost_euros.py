"""Find question marks and U+FFFD that stand for the euro sign: *5 ? par jour*, *12,50 ?/mois*.

Start reading from :func:`lost_euros`. An encoding older than the euro has no sign for it. What
follows tells a lost sign from the end of a question. A currency is a fact: a person decides.
"""

from collections.abc import Iterator

import regex

from pipeline.encoding.repairs import Repair

_LOST = regex.compile(
    r"""(?<![^\s(«“])\d{1,3}(?:[\d .,\u00a0\u202f]{0,14}\d)?
    [ \u00a0\u202f]?(?:[kM]|Mds?|millions?\sd['’]|milliards?\sd['’])?
    (?P<sign>[?\ufffd])
    (?= [ \u00a0\u202f]?/[ ]?(?:mois|an|jour|nuit|heure|h|kg|kilo|litre|l|m[²2³3]|km|kWh|MWh
          |personne|tonne)\b
      | [ \u00a0\u202f](?:par|net|nets|brut|bruts|TTC|HT|chacune?s?|mensuels?|de\splus|de\smoins
          |d['’]amende|l['’]unité|l[ea]\s(?:kilo|litre|mètre|tonne|nuit|journée|part))\b
      | [ \u00a0\u202f]?[,;][ \u00a0\u202f]
      | \.(?=[ \n]|\Z)
      | (?<=(?:coût\w*|pa(?:ie|y)\w*|vend\w*|prix|tarifs?|factur\w*|amende|somme|budget|loyer\w*
            |salaires?|touch\w*|gagn\w*|vers\w*|rembours\w*|dépens\w*)\b[^.!?\n]{1,60}.)
        [ \u00a0\u202f](?:et|ou|pour|contre|en|au|aux|de|soit|dont|chez|mais|à)\b
      | [ \u00a0\u202f]à[ \u00a0\u202f]\d[\d ,.]*[ \u00a0\u202f]?[?\ufffd€] )""",
    regex.VERBOSE,
)
"""A figure, the sign, and what no question mark has behind it."""

_YEAR = regex.compile(r"(?:1[0-9]|20)\d\d[ \u00a0\u202f]?\Z")
"""A year that nobody is sure of: *né vers 1560 ?, mort en 1612*."""

_ASKING = regex.compile(
    r"\b(?:combien|quel(?:le)?s?|pourquoi|comment|quand|qui|est-ce)\b|-t-?(?:il|elle|on)s?\b"
    r"|-(?:il|elle|on|nous|vous|tu|je|ils|elles)\b",
    regex.IGNORECASE,
)
"""What a question has: *Combien, 5 ou 6 ?, demande-t-il.*"""

_START = regex.compile(r"[.!?…:\n«][^\S\n]")


def lost_euros(text: str) -> Iterator[Repair]:
    """Yield the signs that stand for a euro sign.

    >>> list(lost_euros("Le billet coûte 5 ? par jour."))
    [Repair(start=18, end=19, text='€')]
    """
    if "?" not in text and "\ufffd" not in text:
        return
    for match in _LOST.finditer(text):
        at = match.start("sign")
        before = text[max(0, match.start() - 200) : match.start()]
        head = [found.end() for found in _START.finditer(before)]
        sentence = before[head[-1] :] if head else before
        if not _ASKING.search(sentence) and not _YEAR.search(text[match.start() : at]):
            yield Repair(at, at + 1, "€")
