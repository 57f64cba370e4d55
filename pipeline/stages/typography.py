"""Set text as French printers do: spaces, apostrophes, points of suspension, ordinals.

Start reading from :func:`typography`. All rules follow the *Lexique des règles typographiques en
usage à l'Imprimerie nationale*; they run only when asked for, because most press writes for the
screen and does without.
"""

from collections.abc import Iterator

import regex

from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.rules import Rule

_SOURCE = "Lexique des règles typographiques en usage à l'Imprimerie nationale"

RULES = (
    Rule(
        code="TYP001",
        name="space-before-high-mark",
        title="Narrow no-break space before ; ! ?",
        titre="Espace fine insécable devant ; ! ?",
        why="A plain space lets the line break before the mark; no space glues it to the word.",
        fixes=(
            ("Qui vient ? Personne !", "Qui vient\u202f? Personne\u202f!"),
            ("Il part; elle reste. Quoi?!", "Il part\u202f; elle reste. Quoi\u202f?!"),
        ),
        keeps=(
            "Qui vient\u202f? Personne\u202f!",
            "L’adresse exemple.fr/page?id=3 est fermée.",
            "Un clin d’œil ;) et rien de plus.",
        ),
        source=f"{_SOURCE}, Espaces",
    ),
    Rule(
        code="TYP002",
        name="space-before-colon",
        title="No-break space before a colon",
        titre="Espace insécable devant le deux-points",
        why="A plain space lets the line break before the colon.",
        fixes=(
            ("Le bilan : deux blessés.", "Le bilan\u00a0: deux blessés."),
            ("Le bilan: deux blessés.", "Le bilan\u00a0: deux blessés."),
        ),
        keeps=(
            "Le bilan\u00a0: deux blessés.",
            "Rendez-vous à 12:30, pour le 3:1 de dimanche.",
            "La page https://exemple.fr est fermée.",
        ),
        source=f"{_SOURCE}, Espaces",
    ),
    Rule(
        code="TYP003",
        name="space-in-guillemets",
        title="No-break space inside guillemets",
        titre="Espace insécable à l’intérieur des guillemets",
        why="A quotation mark must not stand alone at the end or at the head of a line.",
        fixes=(
            ("Il a dit « oui » hier.", "Il a dit «\u00a0oui\u00a0» hier."),
            ("Il a dit «oui» hier.", "Il a dit «\u00a0oui\u00a0» hier."),
        ),
        keeps=(
            "Il a dit «\u00a0oui\u00a0» hier.",
            "Il a dit “oui” hier.",
            "Le signe «\nouvre la ligne.",
        ),
        source=f"{_SOURCE}, Guillemets",
    ),
    Rule(
        code="TYP004",
        name="straight-apostrophe",
        title="Straight apostrophe",
        titre="Apostrophe droite",
        why="The typewriter's apostrophe stands for the printer's.",
        fixes=(("L'été d'Anne, aujourd'hui.", "L’été d’Anne, aujourd’hui."),),
        keeps=(
            "L’été d’Anne, aujourd’hui.",
            "Il mesure 5' de plus, à 48° 51' nord.",
            "Le mot 'oui' est court.",
        ),
        source=f"{_SOURCE}, Apostrophe",
    ),
    Rule(
        code="TYP005",
        name="three-points",
        title="Three points instead of one character",
        titre="Trois points au lieu des points de suspension",
        why="Points of suspension are one character, which no line break divides.",
        fixes=(("Il hésite... puis il part.", "Il hésite… puis il part."),),
        keeps=(
            "Il hésite… puis il part.",
            "Nom\u00a0: ................",
            "Il part.. et revient.",
        ),
        source=f"{_SOURCE}, Points de suspension",
    ),
    Rule(
        code="TYP006",
        name="long-ordinal",
        title="Ordinal written too long",
        titre="Abréviation d’ordinal trop longue",
        why="Ordinals are abbreviated 1er, 1re, 2e; ème, ière and ier are not used.",
        fixes=(
            ("La 1ère place et le 2ème rang.", "La 1re place et le 2e rang."),
            ("Les 1ères et les 3èmes du XIXème siècle.", "Les 1res et les 3es du XIXe siècle."),
        ),
        keeps=(
            "Le 1er mai, la 1re place et le 2e rang.",
            "La centième et la 2nde, au XIXe siècle.",
            "Le modèle 3M et la série 2EME sont en vente.",
        ),
        source=f"{_SOURCE}, Abréviations",
    ),
)

_HIGH_MARK = regex.compile(
    r"(?<=[\p{L}\p{N}»”\"’)\]%€…])([ \u00a0]?)(?=[!?]+(?:[\s»”\"’)\]]|\Z)|;(?:\s|\Z))"
)
_COLON = regex.compile(r"(?<=[\p{L}\p{N}»”\"’)\]%€])([ \u202f]?)(?=:(?:\s|\Z))")
_OPENED = regex.compile(r"(?<=«)([ \u202f]?)(?=[^\s\u00a0])")
_CLOSED = regex.compile(r"(?<=[^\s\u00a0])([ \u202f]?)(?=»)")
_APOSTROPHE = regex.compile(r"(?<=\p{L})(')(?=[\p{L}\p{N}«“\"])")
_POINTS = regex.compile(r"(?<!\.)(\.{3})(?!\.)")
_FIRST = regex.compile(r"(?<!\p{L}|\d)(?:1|I)(i?[èée]re)(s?)(?!\p{L})")
_ORDINAL = regex.compile(r"(?<!\p{L}|\d)(?:\d+|[IVXL]+)(i?[èée]me)(s?)(?!\p{L})")

_RULES = (
    ("TYP001", _HIGH_MARK, "\u202f", "A narrow no-break space stands before ; ! and ?"),
    ("TYP002", _COLON, "\u00a0", "A no-break space stands before a colon."),
    ("TYP003", _OPENED, "\u00a0", "A no-break space follows an opening guillemet."),
    ("TYP003", _CLOSED, "\u00a0", "A no-break space stands before a closing guillemet."),
    ("TYP004", _APOSTROPHE, "’", "The apostrophe is curved."),
    ("TYP005", _POINTS, "…", "Points of suspension are one character."),
    ("TYP006", _FIRST, "re", "The ordinal is abbreviated 1re."),
    ("TYP006", _ORDINAL, "e", "Ordinals are abbreviated with e alone."),
)
"""Rule, pattern whose first group is replaced, replacement, reason."""


def typography(document: Document) -> Iterator[Edit | Mark]:
    """Propose what printers would set."""
    for code, pattern, after, reason in _RULES:
        for match in pattern.finditer(document.text):
            before = match[1]
            if before != after:
                yield Edit(
                    *match.span(1), before, after, code, 0.98, ((after, 0.98),), reason=reason
                )
