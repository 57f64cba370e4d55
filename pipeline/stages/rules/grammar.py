"""What LanguageTool or Grammalecte find in the cleaned text, where ``--grammar`` names one."""

from pipeline.rules import Rule

_SOURCE = "LanguageTool or Grammalecte, as --grammar says; their rule stands in the reason"


def _rule(  # noqa: PLR0913 — the fields of a rule
    code: str, name: str, title: str, titre: str, why: str, proposes: tuple[str, str], *keeps: str
) -> Rule:
    """Return a rule whose edits another program finds: only proposed, whatever settings say."""
    told = f"{why} Only proposed: no setting makes it."
    return Rule(
        code, name, title, titre, told, (), keeps, 0.95, _SOURCE, (proposes,), safety="review"
    )


RULES = (
    _rule(
        "GRM001",
        "wrong-agreement",
        "Wrong agreement, says a grammar checker",
        "Accord fautif, selon un correcteur grammatical",
        "Number or gender of words that belong together do not agree.",
        ("Elle porte une robe bleu.", "Elle porte une robe bleue."),
        "Elle porte une robe bleue.",
        "Une grande part des élus est venue.",
        "Quelque deux cents personnes ont défilé.",
    ),
    _rule(
        "GRM002",
        "wrong-form-of-a-verb",
        "Wrong form of a verb, says a grammar checker",
        "Forme verbale fautive, selon un correcteur grammatical",
        "A participle, an infinitive or a person does not fit what stands before it.",
        ("Elle a manger trop vite.", "Elle a mangé trop vite."),
        "Elle a mangé trop vite.",
        "Il vient de manger.",
        "Elles avaient tout compris hier.",
    ),
    _rule(
        "GRM003",
        "confused-words",
        "A word for another that sounds alike, says a grammar checker",
        "Mot pris pour un autre, selon un correcteur grammatical",
        "Another word that sounds like this one fits here.",
        ("Il est tout prêt de la gare.", "Il est tout près de la gare."),
        "Il est tout près de la gare.",
        "Il est prêt à partir.",
        "Ses amis sont là.",
    ),
    _rule(
        "GRM004",
        "unknown-word",
        "A word that a grammar checker does not know",
        "Mot inconnu d’un correcteur grammatical",
        "The dictionary of LanguageTool does not have the word; names are left alone.",
        ("Il habite une maisson bleue.", "Il habite une maison bleue."),
        "Il habite une maison bleue.",
        "Monsieur Kerlaouen habite là.",
        "La ville de Zerdan dort.",
    ),
    _rule(
        "GRM005",
        "other-fault-of-grammar",
        "Another fault of grammar, says a grammar checker",
        "Autre faute de grammaire, selon un correcteur grammatical",
        "Elisions, hyphens and turns that grammar does not know.",
        ("Il faut que il parte.", "Il faut qu'il parte."),
        "Il faut qu’il parte.",
        "Le onze joue samedi.",
        "Le haricot pousse.",
    ),
)
