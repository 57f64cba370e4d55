"""Promises that a small change of the code would break without a sound.

Each test fails when its promise is broken: a comparison turned, two features swapped, a threshold
moved. They speak of behaviour; what is private to a module is named at the head of this file alone.
"""

import pytest

from pipeline import Document, Edit, Mark, Pipeline, choose, explain
from pipeline.edits import Origin, origin
from pipeline.encoding.diacritics import restored
from pipeline.restoration import detection, features, weights
from pipeline.spelling import model as spelling_model
from pipeline.stages.agreement import agreement
from pipeline.stages.duplicates import duplicates
from pipeline.stages.language import language
from pipeline.stages.markup import markup
from pipeline.stages.spelling import spelling
from pipeline.text import analysis

NO_CHANGE_FEATURES = weights.NO_CHANGE_FEATURES
extract, fitted = features.extract_features, weights.weights
CORRECTION_FEATURES = spelling_model.CORRECTION_FEATURES
Surroundings, Correction = spelling_model.Surroundings, spelling_model.Correction
correction_features = spelling_model.features


def proposed(stage, text, rule=""):
    """Return what a stage alone only proposes: pairs of before and after. Nothing is made."""
    result = Pipeline(stages=(stage,)).explain(text)
    assert result.edits == ()
    return [(e.before, e.after) for e in result.proposals if e.rule.startswith(rule)]


# -- edits: ties, boundaries, marks that an edit cuts ----------------------------------------------


def test_a_tie_goes_to_the_longer_span():
    short = Edit(0, 2, "ab", "x", "A1", 0.9)
    long = Edit(1, 5, "bcde", "y", "Z9", 0.9)
    assert choose([short, long]) == choose([long, short]) == (long,)


def test_a_tie_goes_to_the_longer_group():
    one = Edit(1, 5, "bcde", "y", "A1", 0.9)
    pair = (
        Edit(0, 3, "abc", "x", "Z9", 0.9, group="g"),
        Edit(4, 6, "ef", "z", "Z9", 0.9, group="g"),
    )
    assert choose([one, *pair]) == pair


def test_a_tie_of_two_spans_as_long_goes_to_the_earlier():
    first, second = Edit(0, 2, "ab", "x", "Z9", 0.9), Edit(1, 3, "bc", "y", "A1", 0.9)
    assert choose([second, first]) == (first,)


def test_a_tie_of_one_span_goes_to_the_first_rule_and_then_text():
    other = Edit(0, 2, "ab", "x", "B2", 0.9)
    one, two = Edit(0, 2, "ab", "z", "A1", 0.9), Edit(0, 2, "ab", "y", "A1", 0.9)
    assert choose([other, one, two]) == (two,)


def test_a_tie_of_edits_that_say_the_same_goes_to_the_first_group():
    one, two = (Edit(0, 2, "ab", "x", "A1", 0.9, group=name) for name in "gh")
    assert choose([two, one]) == choose([one, two]) == (one,)
    alone = Edit(0, 2, "ab", "x", "A1", 0.9)
    assert choose([one, alone]) == choose([alone, one]) == (alone,)


def test_the_surer_edit_comes_before_the_longer():
    sure, long = Edit(1, 2, "b", "x", "Z9", 0.91), Edit(0, 5, "abcde", "y", "A1", 0.9)
    assert choose([long, sure]) == (sure,)


SOURCE = "abcdefghij"
EDITED = (Edit(2, 4, "cd", "XYZ", "A1", 1.0), Edit(6, 8, "gh", "", "A1", 1.0))
"""They make ``abXYZefij`` of it."""


@pytest.mark.parametrize(
    ("span", "source"),
    [
        ((0, 2), (0, 2)),  # before the replacement, up to its boundary
        ((2, 5), (2, 4)),  # the replacement
        ((3, 4), (2, 4)),  # a boundary inside it moves outwards
        ((0, 3), (0, 4)),
        ((4, 6), (2, 5)),
        ((5, 7), (4, 6)),  # behind it; a deletion at the right boundary stays outside
        ((7, 9), (8, 10)),  # a deletion at the left boundary as well
        ((6, 8), (5, 9)),  # a deletion in the middle is inside
        ((2, 2), (2, 2)),  # nothing in front of the replacement
        ((5, 5), (4, 4)),  # nothing behind it
        ((3, 3), (2, 4)),  # nothing inside it
        ((0, 0), (0, 0)),
        ((9, 9), (10, 10)),
    ],
    ids=str,
)
def test_a_span_of_the_edited_text_comes_from_this_one_of_the_source(span, source):
    assert Origin(EDITED)(*span) == origin(EDITED, *span) == source


def test_the_origin_of_nothing_where_something_was_inserted():
    inserted = (Edit(2, 2, "", "XY", "A1", 1.0),)
    assert origin(inserted, 2, 4) == (2, 2)
    assert origin(inserted, 3, 5) == (2, 3)
    assert origin(inserted, 1, 2) == (1, 2)
    assert origin(inserted, 4, 5) == (2, 3)


@pytest.mark.parametrize(
    ("edit", "left"),
    [
        (Edit(0, 4, "abcd", "X", "A1", 1.0), ["ef"]),  # its head is cut off
        (Edit(5, 8, "fgh", "XYZ!", "A1", 1.0), ["cde"]),  # its tail
        (Edit(3, 5, "de", "X", "A1", 1.0), ["cXf"]),  # an edit inside belongs to it
        (Edit(2, 3, "c", "X", "A1", 1.0), ["def"]),  # an edit at its head does not
        (Edit(5, 6, "f", "X", "A1", 1.0), ["cde"]),
        (Edit(0, 2, "ab", "X", "A1", 1.0), ["cdef"]),  # beside it
        (Edit(6, 8, "gh", "X", "A1", 1.0), ["cdef"]),
        (Edit(2, 6, "cdef", "X", "A1", 1.0), []),  # swallowed
        (Edit(1, 7, "bcdefg", "X", "A1", 1.0), []),
        (Edit(2, 2, "", "X", "A1", 1.0), ["cdef"]),  # inserted before, behind, inside
        (Edit(6, 6, "", "X", "A1", 1.0), ["cdef"]),
        (Edit(4, 4, "", "X", "A1", 1.0), ["cdXef"]),
    ],
    ids=lambda x: f"{x.before}→{x.after}" if isinstance(x, Edit) else "",
)
def test_a_mark_that_an_edit_cuts_keeps_what_is_left(edit, left):
    marked = Document(SOURCE, marks=(Mark(2, 6, "name", "R1"),))
    edited = marked.edited([edit])
    assert [edited.text[m.start : m.end] for m in edited.marks] == left
    assert {(m.kind, m.rule) for m in edited.marks} <= {("name", "R1")}


def test_a_mark_that_edits_cut_at_both_ends_keeps_its_middle():
    edits = [Edit(0, 4, "abcd", "X", "A1", 1.0), Edit(5, 8, "fgh", "YZ", "A1", 1.0)]
    edited = Document(SOURCE, marks=(Mark(2, 7, "name"),)).edited(reversed(edits))
    assert edited.text == "XeYZij"
    assert edited.marks == (Mark(1, 2, "name"),)


# -- a text that never settles --------------------------------------------------------------------


def turning(*pairs, rules=("LEAK001", "SPL001")):
    """Return a stage that makes of each text of ``pairs`` the other one."""

    def stage(document):
        for first, second in pairs:
            ways = (first, second), (second, first)
            for rule, (before, after) in zip(rules, ways, strict=True):
                at = document.text.find(before)
                if at >= 0:
                    end = at + len(before)
                    yield Edit(at, end, before, after, rule, 0.99, reason="So it is.")

    return stage


def test_what_never_settles_is_proposed_with_its_rules_and_as_likely_as_leaving_it():
    result = Pipeline(stages=(turning(("chat", "chien")),)).explain("Un chat dort.")
    assert (result.text, result.edits) == ("Un chat dort.", ())
    (proposal,) = result.proposals
    assert (proposal.start, proposal.end, proposal.after) == (3, 7, "chien")
    assert proposal.candidates == (("chien", 0.5),)
    assert proposal.confidence == 0.5
    assert (
        proposal.reason == "So it is. LEAK001 and SPL001 undo one another here: a person decides."
    )


def test_what_settles_beside_it_is_made():
    stages = (turning(("chat", "chien")), turning(("jail", "prison"), rules=("LEAK001", "LEAK001")))

    def mending(document):
        at = document.text.find("ouevre")
        if at >= 0:
            yield Edit(at, at + 6, "ouevre", "œuvre", "SPL001", 0.99)

    result = Pipeline(stages=(*stages, mending)).explain("Un chat, une ouevre, la jail.")
    assert result.text == "Un chat, une œuvre, la jail."
    assert [(e.start, e.after) for e in result.edits] == [(13, "œuvre")]
    assert [(e.start, e.after) for e in result.proposals] == [(3, "chien"), (24, "prison")]


# -- the language stage: how far English reaches --------------------------------------------------

FRENCH = "Le maire a dit que la ville et ses habitants ont besoin de cette école."
ENGLISH = (
    "The mayor said that the town and its people were in need of this school.",
    "She was there with her husband, and they had been waiting for the train.",
)


def foreign(text):
    marks = [m for m in language(Document(text)) if m.kind == "foreign"]
    return [text[m.start : m.end] for m in marks]


def test_an_english_paragraph_is_marked_without_its_neighbours():
    text = "\n\n".join((FRENCH, ENGLISH[0], FRENCH, FRENCH))
    assert foreign(text) == [ENGLISH[0]]


def test_neighbouring_english_paragraphs_become_one_mark():
    text = "\n\n".join((FRENCH, *ENGLISH, FRENCH, FRENCH))
    assert foreign(text) == ["\n\n".join(ENGLISH)]


def test_english_paragraphs_that_french_parts_are_two_marks():
    text = "\n\n".join((ENGLISH[0], FRENCH, ENGLISH[1], FRENCH, FRENCH))
    assert foreign(text) == list(ENGLISH)


def test_english_at_the_end_ends_with_it():
    text = "\n\n".join((FRENCH, FRENCH, FRENCH, *ENGLISH)) + "\n\n***\n"
    assert foreign(text) == ["\n\n".join(ENGLISH)]


def test_a_short_line_between_them_is_neither_and_parts_them():
    text = "\n\n".join((ENGLISH[0], "Paris", ENGLISH[1], FRENCH, FRENCH, FRENCH))
    assert foreign(text) == list(ENGLISH)


def test_an_english_document_is_marked_from_end_to_end():
    text = "\n\n* * *\n\n" + "\n\n".join(ENGLISH) + "\n\n12\n"
    marks = [(m.start, m.end, m.kind) for m in language(Document(text))]
    assert marks == [(0, len(text), "language:en"), (0, len(text), "foreign")]


def test_french_in_an_english_document_is_no_foreign_passage():
    text = "\n\n".join((*ENGLISH, FRENCH, *ENGLISH))
    assert foreign(text) == ["\n\n".join(ENGLISH)] * 2


# -- near-repeats ---------------------------------------------------------------------------------

WORDS = (
    "les élèves de cette école chantent chaque matin dans une grande salle claire avant que leurs "
    "parents partent travailler loin"
).split()
MORE = "et ensuite rentrent".split()


def _longer(size):
    return [*WORDS[:9], *MORE, *WORDS[9:size]]


def near_repeats(first, second):
    text = f"Un titre\n\n{' '.join(first)}.\n\nUne autre phrase.\n\n{' '.join(second)}."
    return [e.before.strip() for e in duplicates(Document(text)) if e.rule == "DUP002"]


def test_paragraphs_with_85_of_100_words_in_common_resemble_one_another():
    assert near_repeats(WORDS[:17], _longer(17)) == [" ".join(_longer(17)) + "."], "17 of 20"


def test_paragraphs_with_84_of_100_words_in_common_do_not():
    assert near_repeats(WORDS[:16], _longer(16)) == [], "16 of 19"


def test_a_resembling_paragraph_is_only_proposed():
    text = f"Un titre\n\n{' '.join(WORDS)}.\n\nUne autre phrase.\n\n{' '.join(WORDS)} ensuite."
    assert proposed(duplicates, text, "DUP002") == [(f"\n\n{' '.join(WORDS)} ensuite.", "")]


# -- agreement: number and gender -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Il entend le habitants du village.", "le", "les"),
        ("Elle attend la élections avec eux.", "la", "les"),
        ("Le écoliers se taisent.", "Le", "Les"),
        ("Il a vu le maison.", "le", "la"),
        ("Il prend une problème au sérieux.", "une", "un"),
    ],
)
def test_an_article_of_another_number_or_gender_is_proposed(text, before, after):
    assert proposed(agreement, text, "AGR006") == [(before, after)]


@pytest.mark.parametrize(
    "text",
    [
        "Il entend les habitants du village.",
        "Il rentre au pays, le temps est gris.",
        "Il a vu la maison, le manoir et le mode d’emploi.",  # *mode* has two genders
        "Elle voit le livre et la livre.",
        "Elle a vu le ministre et la ministre.",
    ],
)
def test_an_article_that_agrees_stays(text):
    assert proposed(agreement, text, "AGR006") == []


def test_before_a_singular_the_article_elides_instead():
    result = Pipeline(stages=(agreement,)).explain("Il entend le écolier du village.")
    assert result.text == "Il entend l'écolier du village."


# -- leakage: a bad scan, and English beside English ----------------------------------------------

JAIL = "Le suspect a passé trois ans en jail pour vol, selon le juge de la ville."
ODD = ("blorvik", "zantrop", "krovuste", "drumelte")


def plain(words):
    """Return about so many French words."""
    return " Il a dit hier que la ville et les habitants vont bien." * (words // 11)


def test_in_a_text_with_many_words_of_no_language_english_is_only_proposed():
    sound = explain(JAIL + plain(110))
    assert ("jail", "prison") in {(e.before, e.after) for e in sound.edits}
    garbled = explain(f"{JAIL} Les {ODD[0]} et les {ODD[1]}, les {ODD[2]} et les {ODD[3]}.")
    assert "jail" in garbled.text
    (proposal,) = (p for p in garbled.proposals if p.before == "jail")
    assert (proposal.rule, proposal.after) == ("LEAK001", "prison")
    assert proposal.confidence < 0.9 < max(e.confidence for e in sound.edits)


def test_a_few_words_of_no_language_do_not_make_a_text_garbled():
    text = f"{JAIL} Les {ODD[0]} sont là." + plain(110)
    assert ("jail", "prison") in {(e.before, e.after) for e in explain(text).edits}
    assert analysis.analyze(ODD[0] + " ville" * 38).is_garbled, "one word of 39"
    assert not analysis.analyze(ODD[0] + " ville" * 39).is_garbled, "one of 40"
    assert not analysis.analyze(f"{ODD[0]} " * 4 + "ville " * 36).is_garbled, "the same word again"


def no_change(text, phrase):
    """Return the features of leaving ``phrase`` alone, by name."""
    analyzed = analysis.analyze(text)
    (suspect,) = (s for s in detection.find(analyzed) if s.phrase == phrase)
    found = extract(analyzed, suspect, 0.0, fitted()).no_change
    return dict(zip(NO_CHANGE_FEATURES, found, strict=True))


def test_english_on_the_left_is_told_from_english_on_the_right():
    left = no_change("Il a vu the jail et fuit.", "jail")
    right = no_change("Il a vu jail the et fuit.", "jail")
    assert (left["english-left"], left["english-right"]) == (1.0, 0.0)
    assert (right["english-left"], right["english-right"]) == (0.0, 1.0)
    neither = no_change("Il a vu une jail et fuit.", "jail")
    assert (neither["english-left"], neither["english-right"]) == (0.0, 0.0)


def test_capitals_on_the_left_are_told_from_capitals_on_the_right():
    left = no_change("Il a vu Lyon Jail hier soir.", "jail")
    right = no_change("Il a vu une Jail Lyon hier soir.", "jail")
    assert (left["capital-left"], left["capital-right"]) == (1.0, 0.0)
    assert (right["capital-left"], right["capital-right"]) == (0.0, 1.0)


# -- markup: what is cited ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "La balise <!-- pub --> cache du texte aux lecteurs.",
        "Un commentaire s’écrit « <!-- ainsi --> » dans la page.",
        "Entre les signes <!-- et --> rien ne se voit.",
        "La balise <script> lance un programme.",
        "La balise <b> met en gras.",
    ],
)
def test_a_cited_comment_or_tag_stays(text):
    assert Pipeline(stages=(markup,)).explain(text).text == text


def test_a_comment_that_nobody_cites_goes():
    result = Pipeline(stages=(markup,)).explain("La balise est là. Le juge <!-- pub --> parle.")
    assert result.text == "La balise est là. Le juge parle."


# -- spelling: brands, words that were split and joined -------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Le nouvel iPhone sera vendu sur eBay.",
        "La société DigitalOcean recrute à Paris.",
        "Le professeur McDonald enseigne ici.",
        "L’application StopCovid est prête, dit BeauMunicipal.",
        "Un contratB est prêt.",  # one letter is no word
        "Le conseilZqrt est élu.",
        "La marque blorvLe est connue.",
        "Il lit `voteLe` dans le code.",
    ],
)
def test_a_brand_is_not_cut_at_its_capital(text):
    assert proposed(spelling, text, "SPL005") == []


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Les élus refusent le voteLe maire attend.", "voteLe", "vote. Le"),
        ("Les élus parlent du conseilMunicipal hier.", "conseilMunicipal", "conseil. Municipal"),
        ("VoteLe maire attend.", "VoteLe", "Vote. Le"),  # so frequent a word is no brand's end
        ("Il a voté nonÀ Paris, tous votent oui.", "nonÀ", "non. À"),
    ],
)
def test_two_words_that_run_together_at_a_capital_are_proposed(text, before, after):
    assert proposed(spelling, text, "SPL005") == [(before, after)]


def made(text):
    return [(e.rule, e.before, e.after) for e in Pipeline(stages=(spelling,)).explain(text).edits]


def test_pieces_of_a_split_word_join():
    text = "Le maire veut réso rber la dette."
    assert made(text) == [("SPL003", "réso rber", "résorber")]


def test_joined_words_are_split():
    assert made("Il vit dans lamaison du maire.") == [("SPL004", "lamaison", "la maison")]


def test_splitting_and_joining_are_features_of_their_own():
    place = Surroundings("lamaison", ("dans",), ("du",), 0.01, 0, False, False, False, frozenset())
    options = [
        Correction("lamaison", spelling_model.NO_CHANGE),
        Correction("la maison", "split"),
        Correction("lamaison du", "join", last=1),
        Correction("lamaîson", "accent"),
    ]
    rows = [
        dict(zip(CORRECTION_FEATURES, r, strict=True)) for r in correction_features(options, place)
    ]
    names = ("keep", "edit.split", "edit.join", "edit.accent")
    assert [[row[name] for name in names] for row in rows] == [
        [1.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 1.0],
    ]


# -- diacritics: how many accents must be lost ----------------------------------------------------

PLAIN = "Il part ce soir pour la ville avec ses amis et sa femme. "
LOST = "Le prefet, la securite, la societe, une activite, une universite, une economie. "
SIX = ["préfet", "sécurité", "société", "activité", "université", "économie"]


def given_back(text):
    return [word.text for word in restored(text)]


def test_a_text_that_lost_as_many_accents_as_it_keeps_gets_them_all_back():
    text = PLAIN * 12 + LOST + "Un musée, un comité, un congé, un blé, un pré, un été."
    assert given_back(text) == SIX


def test_a_text_that_keeps_more_accents_than_it_lost_is_left_alone():
    text = PLAIN * 12 + LOST + "Un musée, un comité, un congé, un blé, un pré, un été, un thé."
    assert given_back(text) == []


def test_a_text_with_an_accent_in_sixty_letters_has_lost_none():
    text = PLAIN * 2 + LOST + "à à à à ! "
    at_most = sum(map(text.count, "éèàê")) * 60
    assert given_back(text.ljust(at_most + 1)) == SIX
    assert given_back(text.ljust(at_most)) == []


def test_an_old_text_is_not_modernised():
    assert given_back(PLAIN * 12 + LOST + "Il avoit faim.") == SIX
    assert given_back(PLAIN * 12 + LOST + "Il avoit faim et seroit là.") == []


def test_a_bad_scan_is_left_alone():
    odd = "Un blorvik, un zantrop, un krovust, un drumelt, un frustaz, un glimpor, "
    odd += "un vlodrik, un spranok, un tramblik, un korvust, un mordrup"
    assert given_back(PLAIN * 20 + LOST + odd) == SIX
    assert given_back(PLAIN * 20 + LOST + odd + ", un grombluk.") == []


def test_english_words_alone_tell_when_all_english_is_such():
    text = "le general a maintenu sa deposition"
    assert given_back(text) == ["général", "déposition"]
    assert given_back("le general a maintenu sa loi") == []
    assert given_back(text + " morning hier") == []
