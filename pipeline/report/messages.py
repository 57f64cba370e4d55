"""The texts of report, documents and review in English and French.

Start reading from :data:`TEXTS`. A text may have fields such as ``{n}``. A text with a number has
two forms, ``singular|plural``; the language decides which of them a number takes.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.edits import Edit

LANGUAGES = ("en", "fr")

TEXTS: Mapping[str, tuple[str, str]] = {
    # What is said everywhere: an edit and its parts.
    "edit": ("{n} edit|{n} edits", "{n} correction|{n} corrections"),
    "proposal": ("{n} proposal|{n} proposals", "{n} proposition|{n} propositions"),
    "edits": ("Edits", "Corrections"),
    "proposals": ("Proposals", "Propositions"),
    "article": ("{n} article|{n} articles", "{n} article|{n} articles"),
    "word": ("{n} word|{n} words", "{n} mot|{n} mots"),
    "character": ("{n} character|{n} characters", "{n} caractère|{n} caractères"),
    "paragraph": ("{n} paragraph|{n} paragraphs", "{n} paragraphe|{n} paragraphes"),
    "untranslated": (
        "{n} sentence left in English|{n} sentences left in English",
        "{n} phrase laissée en anglais|{n} phrases laissées en anglais",
    ),
    "made": ("made", "faite"),
    "proposed": ("proposed", "proposée"),
    "rejected": ("rejected", "refusée"),
    "rule": ("Rule", "Règle"),
    "stage": ("Stage", "Étape"),
    "decision": ("Decision", "Décision"),
    "reason": ("Reason", "Raison"),
    "probability": ("Probability", "Probabilité"),
    "by.hand": ("set by hand", "fixée à la main"),
    "candidates": ("Candidates", "Candidats"),
    "language": ("Language", "Langue"),
    "linked": ("Made together with", "Liée à"),
    "nothing": ("nothing", "rien"),
    "stdin": ("standard input", "entrée standard"),
    "skip": ("Skip to the articles", "Aller aux articles"),
    # The report.
    "report.title": ("What rature changed", "Ce que rature a changé"),
    "report.summary": ("Summary by rule", "Résumé par règle"),
    "report.articles": ("Articles", "Articles"),
    "report.unchanged": ("without a change", "sans changement"),
    "report.same": ("unchanged", "sans changement"),
    "report.none": ("Nothing to change was found.", "Rien à changer n’a été trouvé."),
    "report.untranslated": ("Left in English", "Laissé en anglais"),
    "report.refused": ("Could not be read", "N’ont pas pu être lus"),
    "report.contents": ("List of articles", "Liste des articles"),
    "report.filter": ("Show", "Afficher"),
    "report.every.rule": ("every rule", "toutes les règles"),
    "report.every.decision": ("edits and proposals", "corrections et propositions"),
    "report.only.made": ("edits alone", "corrections seules"),
    "report.only.proposed": ("proposals alone", "propositions seules"),
    "report.shown": ("Shown: {n}", "Affichées : {n}"),
    "report.legend": ("Signs", "Signes"),
    "report.legend.taken": ("taken out", "retiré"),
    "report.legend.added": ("put in", "ajouté"),
    "report.legend.proposed": (
        "proposed: the text stays as it is until a person agrees",
        "proposé : le texte reste tel quel tant que personne n’a accepté",
    ),
    "report.legend.invisible": (
        "no-break space, narrow no-break space, other invisible character, end of line",
        "espace insécable, espace fine insécable, autre caractère invisible, fin de ligne",
    ),
    "report.hint": (
        "Point at a change, or reach it with the Tab key, to read why it was made.",
        "Survolez un changement, ou atteignez-le avec la touche Tab, pour en lire la raison.",
    ),
    "report.made.by": ("Made by {version}.", "Établi par {version}."),
    # The summary of a run.
    "error": ("{n} error|{n} errors", "{n} erreur|{n} erreurs"),
    "run.title": ("What the run did", "Ce que le traitement a fait"),
    "run.rate": ("In 10,000 words", "Pour 10 000 mots"),
    "run.confidence": ("How sure the edits are", "Certitude des corrections"),
    "run.over.time": (
        "Over time, in 10,000 words",
        "Au fil du temps, pour 10 000 mots",
    ),
    "run.period": ("Time", "Période"),
    "run.samples": ("Samples", "Exemples"),
    "run.worst": ("Articles with the most edits", "Articles les plus corrigés"),
    "run.errors": ("Errors", "Erreurs"),
    # The document with tracked changes.
    "docx.authors": (
        "Changes of the author « rature » were made; those of « rature ? » are only proposed. "
        "The reason of each is in its comment.",
        "Les modifications de l’auteur « rature » sont faites ; celles de « rature ? » ne sont "
        "que proposées. La raison de chacune est dans son commentaire.",
    ),
    # Names of characters that nobody sees.
    "U+0020": ("space", "espace"),
    "U+00A0": ("no-break space", "espace insécable"),
    "U+202F": ("narrow no-break space", "espace fine insécable"),
    "U+00AD": ("soft hyphen", "trait d’union conditionnel"),
    "U+200B": ("zero-width space", "espace sans chasse"),
    "U+200C": ("zero-width non-joiner", "antiliant sans chasse"),
    "U+200D": ("zero-width joiner", "liant sans chasse"),
    "U+2060": ("word joiner", "gluon de mots"),
    "U+FEFF": ("byte order mark", "indicateur d’ordre des octets"),
    "U+000A": ("end of line", "fin de ligne"),
    "U+0009": ("tab", "tabulation"),
}
"""The texts in English and French, by key. Those of the review alone are elsewhere."""


@dataclass(frozen=True, slots=True)
class Messages:
    """The texts of one language, ``en`` or ``fr``."""

    language: str = "en"

    def __call__(self, key: str, **values: object) -> str:
        """Return the text ``key`` with ``values`` filled in."""
        text = TEXTS[key][LANGUAGES.index(self.language)]
        return text.format(**values) if values else text

    def count(self, key: str, n: int) -> str:
        """Return the text ``key`` in the form that fits ``n``: ``1 edit``, ``1,234 edits``."""
        one, many = self(key).split("|")
        single = n == 1 or (n == 0 and self.language == "fr")
        return (one if single else many).format(n=self.number(n))

    def label(self, key: str) -> str:
        """Return the text ``key`` with a colon, to put before a value: ``Reason: ``."""
        return f"{self(key)}\u00a0: " if self.language == "fr" else f"{self(key)}: "

    def invisible(self, text: str) -> str:
        """Return the names of the characters if ``text`` is a few invisible ones, else nothing."""
        if not text:
            return self("nothing")
        names = [f"U+{ord(character):04X}" for character in text[:5]]
        known = len(names) < 5 and all(name in TEXTS for name in names)
        return " + ".join(map(self, names)) if known else ""

    def number(self, n: int) -> str:
        """Return a whole number as the language writes it."""
        return f"{n:,}".replace(",", "\u202f") if self.language == "fr" else f"{n:,}"

    def decimal(self, value: float) -> str:
        """Return a number with two decimals as the language writes it."""
        if self.language == "en":
            return f"{value:,.2f}"
        return f"{value:,.2f}".replace(",", "\u202f").replace(".", ",")

    def probability(self, p: float) -> str:
        """Return a probability (0–1) with two decimals; a tiny one is ``<0.01`` and not 0."""
        text = "<0.01" if 0 < p < 0.005 else f"{p:.2f}"
        return text.replace(".", ",") if self.language == "fr" else text

    def confidence(self, edit: Edit) -> str:
        """Return the confidence of an edit, and whether a person rather than a fit set it."""
        told = self.probability(edit.confidence)
        return told if edit.calibrated else f"{told} ({self('by.hand')})"


def of_locale() -> str:
    """Return the language for the person at the terminal: ``fr`` if the locale is French."""
    names = map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "fr" if (next(filter(None, names), "") or "").startswith("fr") else "en"
