"""What is there twice goes; what only begins alike, or became alike by our own edits, stays."""

import pytest

from pipeline import Pipeline, apply, explain
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
    ("Le juge l'a condamné à dix ans de {} après trois jours de procès.", "prison", "jail"),
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
    damaged = "L'accusé risque dix ans de jail pour ce crime, dit le juge."
    mended = damaged.replace("jail", "prison")
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


# -- what decides about a copy -----------------------------------------------------------------

FILL = "La ville a voté un long texte sur les écoles du quartier, dit une voix qui porte loin."


def twice(body: str, copies: int = 2, head: str = "Un titre du jour") -> str:
    """Return an article in which ``body`` stands so many times, other sentences between."""
    fills = [f"{FILL[:-1]} numéro {'i' * (n + 1)}." for n in range(copies)]
    return "\n\n".join([head, *(part for fill in fills for part in (body, fill))])


def sure(text: str) -> list[tuple[str, float]]:
    """Return what the stage proposes to delete and how sure it is, in text order."""
    document = Document(text, "", tuple(repeated(text)))
    found = [e for e in duplicates(document) if isinstance(e, Edit) and e.rule == "DUP001"]
    return [(e.before.strip(), e.confidence) for e in found]


EIGHT = "Le pont du canal est fermé au public."
SEVEN = "Le pont du canal est fermé hier."


@pytest.mark.parametrize(
    ("body", "confidence"),
    [
        (EIGHT, 0.98),  # a sentence of eight words is no refrain
        (SEVEN, 0.7),
        ("Le pont est fermé", 0.7),
        ("Le pont fermé", 0.0),  # three words are a name, a dateline, an answer
        (f"« {EIGHT} »", 0.7),  # a pull quote
        (f"“{EIGHT}”", 0.7),
        (f'"{EIGHT}"', 0.7),
        ("Le pont du canal est-il fermé au public ce soir ?", 0.0),  # interviewers ask again
        ("Le pont du canal est fermé au public ce soir :", 0.0),
        (f"- {EIGHT}", 0.0),  # a list
        (f"12. {EIGHT}", 0.0),
        (f"a) {EIGHT}", 0.0),
        (f"Un pont | {EIGHT}", 0.0),  # a table
        ("Le club de la ville gagne 3 – 2 et reste en tête.", 0.0),  # a score
        ("Le club de la ville gagne par 3 buts et reste en tête.", 0.98),
    ],
)
def test_how_sure_a_copy_is(body: str, confidence: float) -> None:
    assert sure(twice(body)) == ([(body, confidence)] if confidence else [])


def test_a_short_sentence_that_comes_more_than_twice_is_a_refrain() -> None:
    assert [p for _, p in sure(twice(EIGHT, 3))] == [0.8, 0.8]
    fifteen = "Le pont du canal est fermé au public de la ville et des villages voisins."
    assert [p for _, p in sure(twice(fifteen, 3))] == [0.8, 0.8]
    assert [p for _, p in sure(twice(fifteen.replace("voisins", "tout près"), 3))] == [0.98, 0.98]


@pytest.mark.parametrize(
    ("headline", "confidence"),
    [
        ("Le pont fermé", 0.0),
        ("Le pont est fermé", 0.98),
        ("Le pont est fermé.", 0.7),  # a short sentence may be a refrain
        (EIGHT, 0.98),
        ("Pourquoi le pont est-il fermé ?", 0.0),  # interviewers ask again
    ],
)
def test_how_sure_the_headline_again_is(headline: str, confidence: float) -> None:
    text = f"{headline}\n\n{FILL}\n\n{headline}\n\nIl pleut."
    assert sure(text) == ([(headline, confidence)] if confidence else [])


def test_a_long_headline_is_sure_however_often_it_comes() -> None:
    text = "\n\n".join((EIGHT, FILL, EIGHT, "Il pleut.", EIGHT, "Il neige."))
    assert sure(text) == [(EIGHT, 0.98)] * 2


def test_reasons_tell_a_headline_from_a_paragraph() -> None:
    text = f"Le pont est fermé\n\n{EIGHT}\n\n{FILL}\n\nLe pont est fermé\n\n{EIGHT}\n\nFin."
    document = Document(text, "", tuple(repeated(text)))
    reasons = [e.reason for e in duplicates(document) if isinstance(e, Edit)]
    assert reasons == ["The headline again.", "An earlier paragraph again."]


def test_an_article_of_two_paragraphs_may_repeat_one() -> None:
    assert sure(f"{EIGHT}\n\n{EIGHT}") == [(EIGHT, 0.98)]
    assert sure(EIGHT) == []


@pytest.mark.parametrize(("gap", "confidence"), [(3000, 0.98), (3001, 0.7)])
def test_a_copy_far_away_is_in_another_article(gap: int, confidence: float) -> None:
    between = "x" * (gap - 4)
    assert sure(f"Un titre\n\n{EIGHT}\n\n{between}\n\n{EIGHT}\n\nFin.") == [(EIGHT, confidence)]


def test_a_copy_is_as_far_as_the_copy_before_it() -> None:
    sixteen = "Le pont du canal est fermé au public de la ville et des villages tout près."
    between = "x" * 2000
    text = f"Un titre\n\n{sixteen}\n\n{between}\n\n{sixteen}\n\n{between}y\n\n{sixteen}\n\nFin."
    assert [p for _, p in sure(text)] == [0.98, 0.98]


def test_an_unsure_copy_far_away_gets_no_surer() -> None:
    between = "x" * 4000
    assert sure(f"Un titre\n\nLe pont fermé\n\n{between}\n\nLe pont fermé\n\nFin.") == []


def lines_of(*rows: str) -> str:
    """Return a dump with a paragraph a line."""
    return "\n".join(["Le titre du jour", "", FILL, *rows, FILL + " Et plus."])


LONGER = "Le pont du canal est fermé au public de la ville, dit la mairie hier."
assert len(LONGER) > 65 > len(EIGHT)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((EIGHT, LONGER, EIGHT), [EIGHT]),  # long lines around
        ((EIGHT, LONGER, EIGHT, "Il dort."), []),  # a short line behind
        ((EIGHT, LONGER, "Il dort.", EIGHT), []),  # in front
        ((EIGHT, LONGER, "Il dort.", "", EIGHT), [EIGHT]),  # a blank line between
        ((EIGHT, LONGER, EIGHT, "", "Il dort."), [EIGHT]),
        ((LONGER, "Il dort.", LONGER, "Il part."), [LONGER]),  # too long for a verse
    ],
)
def test_short_lines_together_are_verse(rows: tuple[str, ...], found: list[str]) -> None:
    assert [body for body, _ in sure(lines_of(*rows))] == found


@pytest.mark.parametrize(("width", "found"), [(65, 0), (66, 1)])
def test_the_width_of_a_verse(width: int, found: int) -> None:
    body = EIGHT[:-1].ljust(width - 1, "c") + "."
    assert len(body) == width
    assert len(sure(lines_of(body, LONGER, body, "Il dort."))) == found
    neighbour = "Il dort".ljust(width - 1, "t") + "."
    assert len(sure(lines_of(EIGHT, LONGER, EIGHT, neighbour))) == found


def test_two_short_lines_of_one_sentence_are_verse() -> None:
    verse = "Le pont du canal est fermé au public ce soir et\ndemain matin aussi, dit la mairie."
    assert sure(twice(verse)) == []
    assert sure(twice(verse.replace("\n", " "))) == [(verse.replace("\n", " "), 0.98)]


def test_a_headline_beside_a_copy_makes_no_verse() -> None:
    text = f"Un titre\n{EIGHT}\n{FILL}\n\n{EIGHT}\n\n{FILL} Oui."
    assert sure(text) == [(EIGHT, 0.98)]


def test_the_headline_again_among_short_lines_is_verse() -> None:
    assert sure(f"{EIGHT}\n\nIl dort.\n{EIGHT}\n\n{FILL}") == []
    assert sure(f"{EIGHT}\n\nIl dort.\n\n{EIGHT}\n\n{FILL}") == [(EIGHT, 0.98)]


def test_half_of_a_copy_must_be_one_of_the_source() -> None:
    text = twice(EIGHT)
    at = text.rindex(EIGHT)
    half = len(EIGHT) // 2
    assert len(EIGHT) == 2 * half + 1

    def found(*spans: tuple[int, int]) -> int:
        marks = tuple(Mark(at + a, at + b, REPEATED) for a, b in spans)
        edits = duplicates(Document(text, "", marks))
        return sum(isinstance(e, Edit) and e.rule == "DUP001" for e in edits)

    assert found((0, half + 1)) == found((half, len(EIGHT))) == 1
    assert found((0, half)) == found((half + 1, len(EIGHT))) == 0
    assert found((-5, half + 1)) == found((half, len(EIGHT) + 9)) == 1
    assert found((0, 10), (12, 24)) == 1, "two marks together"
    assert found((0, 10), (12, 18)) == 0
    assert found((-20, -3), (0, half)) == found((-20, -3), (0, 2), (4, half + 2)) == 0
    assert found((-20, -3), (1, half + 1)) == 0, "what is elsewhere adds nothing"
    assert found((-20, -3)) == found((len(EIGHT), len(EIGHT) + 60)) == 0


def test_exactly_half_is_enough() -> None:
    even = EIGHT.replace("fermé", "clos")
    text = twice(even)
    at, half = text.rindex(even), len(even) // 2
    assert len(even) == 2 * half
    marks = (Mark(at, at + half, REPEATED),)
    rules = [e.rule for e in duplicates(Document(text, "", marks)) if isinstance(e, Edit)]
    assert rules.count("DUP001") == 1


NEAR = (
    "les élèves de cette école chantent chaque matin dans une grande salle claire avant que leurs "
    "parents partent travailler loin d’ici"
)


@pytest.mark.parametrize(
    ("before", "after", "resembles"),
    [
        ("claire", "sombre", True),
        ("chaque", "sans", False),  # a negation that the other has not
        ("chaque", "deux", False),  # a number word
        ("chaque", "Paul", False),  # a name
        ("chaque", "34", False),  # a figure
        ("claire", "mi-sombre", False),  # a word with a hyphen may be a number, a name
    ],
)
def test_a_fact_parts_what_resembles(before: str, after: str, resembles: bool) -> None:
    text = f"Un titre\n\n{NEAR}.\n\n{FILL}\n\n{NEAR.replace(before, after)}."
    found = [e for e in duplicates(Document(text)) if isinstance(e, Edit)]
    assert [(e.rule, e.confidence) for e in found] == [("DUP002", 0.6)] * resembles
    turned = f"Un titre\n\n{NEAR.replace(before, after)}.\n\n{FILL}\n\n{NEAR}."
    assert len(list(duplicates(Document(turned)))) == resembles


def test_the_same_figures_as_often() -> None:
    one = f"le 12 et le 12 et le 13 {NEAR}"
    other = f"le 12 et le 13 et le 13 {NEAR}"
    same = f"le 13 et le 12 et le 12 {NEAR}"
    for rival, count in ((other, 0), (same.replace("claire", "sombre"), 1)):
        text = f"Un titre\n\n{one}.\n\n{FILL}\n\n{rival}."
        assert len(list(duplicates(Document(text)))) == count


def test_a_resembling_paragraph_has_sixteen_words() -> None:
    words = NEAR.split()
    for size, found in ((16, 1), (15, 0)):
        one, other = words[:size], [*words[: size - 1], "ailleurs"]
        text = f"Un titre\n\n{' '.join(one)}\n\n{FILL}\n\n{' '.join(other)}"
        assert len(list(duplicates(Document(text)))) == found, size


def test_words_that_both_lack_count_twice() -> None:
    common = NEAR.split()[:16]
    for more, found in (((["seuls"], ["ensemble"]), 1), ((["seuls", "là"], ["hier", "ici"]), 0)):
        one, other = (" ".join([*common, *own]) for own in more)
        text = f"Un titre\n\n{one}\n\n{FILL}\n\n{other}"
        assert len(list(duplicates(Document(text)))) == found, "16 of 18, 16 of 20"


def test_each_of_several_that_resemble_an_earlier_one() -> None:
    rows = [NEAR.replace("claire", word) for word in ("claire", "sombre", "jaune", "verte")]
    text = "Un titre\n\n" + f"\n\n{FILL}\n\n".join(rows)
    found = [e.before.strip() for e in duplicates(Document(text)) if isinstance(e, Edit)]
    assert [row for row in rows[1:] if row in found] == rows[1:]


SECTIONS = (
    # an instruction stands under each heading, below another line
    "Les boucles\n\nFaire une somme\n\nNous demandons des nombres.\nOn ne sait pas combien de "
    "nombres il y aura, et la boucle ne s’arrête donc pas seule.\n\nLa somme vaut dix.\n\nFaire "
    "une moyenne\n\nNous demandons des nombres.\nOn ne sait pas combien de nombres il y aura, et "
    "la boucle ne s’arrête donc pas seule.\n\nLa moyenne vaut deux.",
    # an exercise repeats one of its sentences
    "Exercice 4\n\nLa petite fille de la boulangère chante dans la cour de l’école du village.\nLe "
    "chat du voisin dort depuis ce matin sur le toit de la grange de mon oncle.\nNous irons "
    "ensemble au marché de la ville quand la pluie aura cessé de tomber.\nLa petite fille de "
    "la boulangère chante dans la cour de l’école du village.\nIls ont pris le "
    "train de nuit pour aller voir la mer et les grandes falaises.",
)


@pytest.mark.parametrize("text", SECTIONS)
def test_what_stands_under_another_heading_or_in_a_list_is_not_deleted(text: str) -> None:
    assert STRUCTURE.explain(text).edits == ()


def test_a_proposed_copy_keeps_no_other_repair_from_its_paragraph() -> None:
    first = (
        "Le président a annoncé lundi à Lille une mesure nouvelle pour soutenir les entreprises "
        "touchées par la crise, qui sera votée avant la fin du mois de mars."
    )
    again = first.replace("mars", "mai").replace("touchées", "tuochées")
    result = explain(f"{first}\n\nUn mot.\n\n{again}")
    assert result.text.endswith(first.replace("mars", "mai"))
    assert apply(result.source, result.edits) == result.text


@pytest.mark.parametrize(
    ("heading", "confidence"),
    [
        ("Le temps de ce mardi", 0.7),  # five words are a heading
        ("Le temps de ce mardi soir", 0.98),
        ("le temps de ce mardi", 0.98),  # no capital
        ("Le temps de mardi :", 0.98),  # no letter at its end
        ("Le temps de ce lundi", 0.98),  # that of the original
    ],
)
def test_a_copy_under_a_heading_of_its_own_is_unsure(heading: str, confidence: float) -> None:
    copy = "Le ciel sera couvert le matin et la pluie viendra dans la soirée."
    text = f"La météo\n\nLe temps de ce lundi\n\n{copy}\n\n{FILL}\n\n{heading}\n\n{copy}\n\nFin."
    assert [p for body, p in sure(text) if body == copy] == [confidence]


@pytest.mark.parametrize(("width", "confidence"), [(130, 0.7), (131, 0.98)])
@pytest.mark.parametrize("which", ["copy", "before", "behind"])
def test_the_width_of_a_line_of_a_list(width: int, confidence: float, which: str) -> None:
    rows = dict.fromkeys(("before", "copy", "behind"), 100)
    rows[which] = width
    line = {name: LONGER[:-1].ljust(size - 1, name[-1]) + "." for name, size in rows.items()}
    text = lines_of(line["copy"], FILL + " Oui.", line["before"], line["copy"], line["behind"])
    assert sure(text) == [(line["copy"], confidence)]


def test_the_headline_again_right_below_it_goes() -> None:
    assert sure(f"{EIGHT}\n{EIGHT}\n\n{FILL}") == [(EIGHT, 0.98)]


def test_a_list_may_end_the_text() -> None:
    rows = "Il dort dans la grande maison de la rue du port, loin de tous les autres élèves."
    text = f"Un titre\n\n{LONGER}\n{FILL} Oui.\n{rows}\n{LONGER}"
    assert sure(text) == [(LONGER, 0.7)]


@pytest.mark.parametrize(
    ("below", "confidence"),
    [
        ("Il dort dans la grande maison de la rue du port, loin de tous les autres élèves.", 0.7),
        ("Il dort. La maison de la rue du port est loin de celle de tous les autres élèves.", 0.98),
    ],
)
def test_a_line_of_a_list_is_one_sentence(below: str, confidence: float) -> None:
    above = "Elle chante avec le petit garçon du boulanger, devant la porte de la grande école."
    text = f"Un titre\n\n{LONGER}\n{FILL} Oui.\n{above}\n{LONGER}\n{below}"
    assert sure(text) == [(LONGER, confidence)]
