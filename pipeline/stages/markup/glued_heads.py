"""MRK010 as well: a byline, a time or a year that ran into the first sentence.

*Par Jean DupontLe maire*, *Publié à 10h30Le maire*: each stood on a line of its own. No name and
no figure goes on with such a word and a small letter after it (*LeBron James*, *24Heures*).
"""

from collections.abc import Iterator

import regex

from pipeline.edits import Edit, insertion
from pipeline.text.signs import sign

_OPENING = (
    r"(?:Les?|La|Une?|Des?|Du|Ils?|Elles?|On|Nous|Vous|Je|Cet?|Cette|Ces|Son|Sa|Ses|Leurs?|Aux?|En"
    r"|Dans|Pour|Par|Sur|Sous|Avec|Sans|Chez|Après|Avant|Depuis|Pendant|Selon|Dès|Lors|Mais|Si"
    r"|Quand|Comme|Alors|Deux|Trois|Plusieurs|Près|Plus|Trop|Face|Hier|À|Mise?\sà\sjour|Publié|Modifié"
    r"|Actualisé)"
)
_ELIDED = r"(?:[LDJSNMC]|Qu|Aujourd)['’]\p{L}"
_BYLINE = regex.compile(
    r"^[^\S\n]*+(?:Par|PAR|Texte\s:|(?:Rédigé|Écrit|Recueilli|Publié|Signé)s?\spar|Article\sde|Reportage\sde|Propos\srecueillis\spar|De\snotre\scorrespondante?,?)\s"
    r"\p{Lu}[\p{Ll}’'-]+\s(?:(?:de|du|Le|La)\s)?\p{Lu}[\p{L}-]*?\p{Ll}"
    rf"(?={_OPENING}[ ,]+\p{{Ll}}|{_ELIDED})",
    regex.MULTILINE,
)
_DATED = regex.compile(
    r"(?:(?<![\w.,/-])(?:\d{1,2}\s?[h:]\s?\d{2}|(?:1[89]|20)\d\d)|(?<=\d/)(?:1[89]|20)\d\d)"
    rf"(?={_OPENING}[ ,]+[\p{{L}}\d]|{_ELIDED})"
)
_has_hint = sign(regex.compile(r"[\p{Ll}\d](?=\p{Lu})").search)
_CONFIDENCE = 0.96


def glued_heads(text: str) -> Iterator[Edit]:
    """Yield the breaks between a byline, time or year and the sentence that it ran into."""
    if not _has_hint(text):
        return
    reason = "A byline or a date is joined to what follows."
    for pattern in (_BYLINE, _DATED):
        for match in pattern.finditer(text):
            yield insertion(match.end(), "\n", "MRK010", _CONFIDENCE, reason)
