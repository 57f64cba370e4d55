"""What is there twice goes; what only begins alike, or became alike by our own edits, stays."""

import pytest

from pipeline import Pipeline, explain
from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.stages.duplicates import duplicates
from pipeline.stages.encoding import encoding
from pipeline.stages.markup import markup
from pipeline.text.lines import lines
from pipeline.text.paragraphs import REPEATED, paragraphs, repeated

STRUCTURE = Pipeline(stages=(encoding, markup, duplicates))

HALF_SENTENCES = (
    # the first line of two wrapped paragraphs is the same
    "Les fractions obtenues sont diluées avec le tampon sans sel pour ajuster la solution à\n"
    "100 mM de chlorure.\n\nLes fractions obtenues sont diluées avec le tampon sans sel pour "
    "ajuster la solution à\n200 mM de chlorure.",
    "Le conseil municipal de Lorvan s’est réuni mardi soir en séance publique pour voter\n"
    "le budget de l’année.\n\nLe conseil municipal de Lorvan s’est réuni mardi soir en séance "
    "publique pour voter\nla hausse des loyers.",
    # a name begins the next line
    "La ministre a reçu hier matin, dans son bureau de la rue de Grenelle, le président\n"
    "Duval et deux juges.\n\nLa ministre a reçu hier matin, dans son bureau de la rue de Grenelle, "
    "le président\nMartin et deux juges.",
    # the headline is the first half of a sentence
    "Le président de la République\n\nLe président de la République\nEmmanuel Macron a reçu hier "
    "les maires de dix communes rurales.",
    # a line in the middle, a line at the end
    "Le premier contrat est signé.\nIl prévoit que le fournisseur livre les pièces avant le\nmois "
    "de mai et qu’il assure l’entretien pendant dix ans au moins.\n\nLe second contrat est "
    "signé.\nIl prévoit que le fournisseur livre les pièces avant le\nmois de juin et qu’il assure "
    "l’entretien pendant dix ans au moins.",
    "Pour la forêt de Lorvan, la commission demande\nque les travaux soient suspendus jusqu’à la "
    "fin de l’année.\n\nPour le marais de Brière, la commission demande\nque les travaux soient "
    "suspendus jusqu’à la fin de l’année.",
)
FACTS = (
    "Un accord\n\nLe village de Lorvan compte 312 habitants depuis le recensement.\n\nLe village "
    "de Lorvan compte 321 habitants depuis le recensement.",
    "Un accord\n\nLe maire de Lorvan, M. Duval, a voté contre le projet de parc.\n\nLe maire de "
    "Lorvan, M. Vidal, a voté contre le projet de parc.",
    "Un bilan\n\nSelon la préfecture, l’incendie de la nuit a fait deux morts et plusieurs blessés "
    "dans un immeuble du centre de la ville, près du vieux port.\n\nSelon la préfecture, "
    "l’incendie de la nuit a fait trois morts et plusieurs blessés dans un immeuble du centre de "
    "la ville, près du vieux port.",
    "Un bilan\n\nSelon la préfecture, l’incendie de la nuit a fait 12 morts et plusieurs blessés "
    "dans un immeuble du centre de la ville, près du vieux port.\n\nSelon la préfecture, "
    "l’incendie de la nuit a fait 14 morts et plusieurs blessés dans un immeuble du centre de la "
    "ville, près du vieux port.",
    "Un bilan\n\nSelon la préfecture, l’incendie de la nuit a fait un mort et plusieurs blessés "
    "dans un immeuble du centre de Nantes, près du vieux port.\n\nSelon la préfecture, l’incendie "
    "de la nuit a fait un mort et plusieurs blessés dans un immeuble du centre de Brest, "
    "près du vieux port.",
)


@pytest.mark.parametrize("text", HALF_SENTENCES)
def test_half_a_sentence_is_no_copy(text: str) -> None:
    result = STRUCTURE.explain(text)
    assert (result.edits, result.proposals) == ((), ())


@pytest.mark.parametrize("text", FACTS)
def test_paragraphs_that_differ_by_a_fact_stay(text: str) -> None:
    result = STRUCTURE.explain(text)
    assert (result.edits, result.proposals) == ((), ())


DAMAGE = (
    ("Ils tiennent la ligne de {} depuis lundi dernier au matin.", "front", "entrance"),
    ("Le {} du parti a repoussé le texte hier soir, sans un mot.", "président", "prÃ©sident"),
    ("Il a rencontré le {} de la ville et ses trois adjoints.", "député", "d&eacute;put&eacute;"),
    ("Le {} sera voté avant la fin du mois de mai, dit-il.", "financement", "finacement"),
    ("Ils sont partis {} la pause, sans attendre les élèves.", "après", "apres"),
)


@pytest.mark.parametrize(("frame", "sound", "damaged"), DAMAGE)
def test_paragraphs_that_our_edits_made_alike_stay(frame: str, sound: str, damaged: str) -> None:
    whole, broken = frame.format(sound), frame.format(damaged)
    result = explain(f"Titre du jour\n\n{whole}\n\n{broken}")
    assert result.text == f"Titre du jour\n\n{whole}\n\n{whole}"


SECTIONS = (
    "Météo du jour\n\nLundi\n\nCiel couvert le matin, éclaircies l'après-midi, vent faible.\n\n"
    "Mardi\n\nCiel couvert le matin, éclaircies l'après-midi, vent faible.\n\nFin.",
    "Le gâteau de Lorvan\n\nPour le biscuit\n\nBattre les œufs et le sucre jusqu'à ce que le "
    "mélange blanchisse.\n\nPour la crème\n\nBattre les œufs et le sucre jusqu'à ce que le mélange "
    "blanchisse.\n\nServir frais.",
    "Faut-il supprimer l'impôt sur les successions ?\n\nOui, dit Anne Roy.\n\nFaut-il supprimer "
    "l'impôt sur les successions ?\n\nNon, dit Paul Lem.",
)


@pytest.mark.parametrize("text", SECTIONS)
def test_what_each_section_says_is_no_copy(text: str) -> None:
    assert STRUCTURE.explain(text).edits == ()


LONG = "Il a fermé deux ans. " * 9 + "Il."
OTHER = "Elle est contente. " * 9 + "Elle."
COPIES = (
    # a headline in the body, whatever its quotes and tags
    ("Le pont de Tolbiac rouvre\n\nLong.\n\nLe pont de Tolbiac rouvre\n\nEnfin.", "\n\nLong.\n\n"),
    (
        "Le pont de Tolbiac rouvre\n\nLong.\n\n<h2>Le pont de Tolbiac rouvre</h2>\n\nEnfin.",
        "\n\nLong.\n\n",
    ),
    # a dump with a paragraph a line
    (
        f"Le pont de Tolbiac rouvre\n{LONG}\nLe pont de Tolbiac rouvre\n{OTHER}\nEnfin.",
        f"\n{LONG}\n{OTHER}\n",
    ),
)


@pytest.mark.parametrize(("text", "between"), COPIES)
def test_a_headline_again_goes(text: str, between: str) -> None:
    assert STRUCTURE.explain(text).text == f"Le pont de Tolbiac rouvre{between}Enfin."


def test_a_wrapped_paragraph_goes_whole() -> None:
    paragraph = (
        "Le conseil municipal de Lorvan s’est réuni mardi soir en séance publique pour voter\n"
        "le budget de l’année et pour entendre le rapport de la commission des finances, qui\n"
        "le juge trop bas."
    )
    text = f"Budget\n\n{paragraph}\n\nIl pleut.\n\n{paragraph}"
    assert STRUCTURE.explain(text).text == f"Budget\n\n{paragraph}\n\nIl pleut."


def test_a_copy_of_a_damaged_paragraph_goes_with_its_damage() -> None:
    damaged = "Ils tiennent la ligne de entrance depuis lundi dernier au matin."
    mended = damaged.replace("entrance", "front")
    text = f"Titre du jour\n\n{mended}\n\n{damaged}\n\n{damaged}"
    assert explain(text).text == f"Titre du jour\n\n{mended}\n\n{mended}"


def test_paragraphs_are_blocks_or_whole_lines() -> None:
    text = (
        "Le titre\nUne phrase entière.\nUne autre phrase.\n\nUn début qui\nn’est pas fini.\n\nFin."
    )
    found = [text[u.start : u.end] for u in paragraphs(text, lines(text))]
    assert found == [
        "Le titre",
        "Une phrase entière.",
        "Une autre phrase.",
        "Un début qui\nn’est pas fini.",
        "Fin.",
    ]


def test_what_the_source_repeats_travels_with_the_text() -> None:
    text = "Un mot.\n\nUn mot."
    marks = tuple(repeated(text))
    assert marks == (Mark(9, 16, REPEATED),)
    edited = Document(text, "", marks).edited([Edit(0, 2, "Un", "Quelque", "SPL001", 1.0)])
    assert edited.marks == (Mark(14, 21, REPEATED),)
    text = "Le pont est là hier\n\nLe pont est là hier"
    assert [e.rule for e in duplicates(Document(text, "", tuple(repeated(text))))] == ["DUP001"]
    assert list(duplicates(Document(text))) == []  # what became alike by edits
