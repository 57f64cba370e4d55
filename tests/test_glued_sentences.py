"""Sentences that lost the space between: after names, figures, quotations; never in an address."""

import pytest

from pipeline import Pipeline
from pipeline.document import Document
from pipeline.edits import Edit
from pipeline.stages.markup import markup
from pipeline.stages.protect import protect

STRUCTURE = Pipeline(stages=(markup, protect))

GLUED = (
    ("Le congrès aura lieu à Vannes.|Les élus y parleront.", "a name"),
    ("Elle a battu Clara Nguyen.|Il restait deux tours.", "a name"),
    ("Le train part de Nancy-Ville.|Aucun retard n’est prévu.", "a compound name"),
    ("Le trafic a repris, dit la RATP.|Cette ligne reste fermée.", "an acronym"),
    ("Le musée a ouvert en 1962.|Son toit a brûlé deux fois.", "a year"),
    ("La hausse atteint 12,5 %.|Les loyers suivront.", "a percent sign"),
    ("Le billet coûte 12 €.|Pour les enfants, rien.", "a currency"),
    ("Ils ont perdu hier (3-1).|Leur entraîneur s’en va.", "a bracket"),
    ("« Rien ne change. »|La préfète s’en tient là.", "a quotation"),
    ("« Rien ne change »|La préfète s’en tient là.", "a quotation without a stop"),
    ('"Rien ne change."|La préfète s\'en tient là.', "a quotation in straight marks"),
    ('La préfète s\'en tient là.|"Rien ne change", dit-elle.', "a quotation that begins"),
    ("La préfète s’en tient là.|« Rien ne change », dit-elle.", "a quotation that begins"),
    ("Le pont est fermé.|Christophe Lenoir le regrette.", "a name begins"),
    ("Tout va bien à Sète.|De nombreux bateaux sont rentrés.", "no domain of Germany"),
    ("RENNES (AFP) –|Le préfet a tranché mercredi.", "a dateline"),
    ("RENNES (AFP)|Le préfet a tranché mercredi.", "an agency"),
)
SOUND = (
    "Le site Booking.Com et la page Le Point.Fr sont en panne.",
    "Il a lu Rapport.Le.pdf et Notes.Pour.Anna.docx dans le train.",
    "Le roman de J.Verne et les notes de J.-P.Le Goff sont perdus.",
    "La cathédrale de St.-Denis et l’île Ste.-Marguerite sont loin.",
    "Il vit aux U.S.A. et joue dans le J.O. de la ville.",
    "La version 3.Beta de Node.Js tourne sur System.Out ici.",
    "L’équipe de la Gén.Doc et la marque bio.Coop recrutent.",
    "Il pèse 3.5 kg et mesure 1.75 m, dit la Dr.Les.",
    "Le « Monde »-la-revue et (Lyon)-Ville sont deux titres.",
    "Il a crié « Non ! » Le juge a souri.",
    "Er liest »Der Spiegel« und »Le Monde« und »La Stampa«.",
)
PROPOSED = (
    ("M.|Dupont est arrivé hier soir.", "a title and a name"),
    ("1.|Le maire ouvre la séance.", "the number of an item"),
    ("SCANDALE|La liste des accusés s’allonge.", "a single word in capitals"),
    ("Dans les transports lyonnais|Côté bus, tout va mieux.", "a noun begins"),
    ("Il a testé l’application manger|Sans est son nom.", "a verb follows"),
    ("Le débat reprend.|Amer, le maire est parti.", "a short word begins"),
)
HEADINGS = (
    ("LES SUITES DU SCANDALE|La liste des accusés s’allonge.", "a heading in capitals"),
    ("Une majorité favorable à la mesure|Selon un sondage, elle plaît.", "a heading"),
    ("Une baisse des financements|Pour aider les villes, il faut agir.", "a heading"),
)
LONG_WORDS = (
    "Le débat reprend.|Interrogé sur ce point, le maire s’est tu.",
    "La voiture roule sans bruit.|Développée à Lyon, elle coûte peu.",
    "Les rues sont calmes.|Parallèlement, les trains circulent.",
)


@pytest.mark.parametrize(("marked", "what"), GLUED, ids=[what for _, what in GLUED])
def test_glued_sentences_are_parted(marked: str, what: str) -> None:
    result = STRUCTURE.explain(marked.replace("|", ""))
    assert result.text == marked.replace("|", " ")
    assert {edit.rule for edit in result.edits} == {"MRK010"}


@pytest.mark.parametrize(("marked", "what"), HEADINGS, ids=[what for _, what in HEADINGS])
def test_a_heading_gets_a_line_of_its_own(marked: str, what: str) -> None:
    result = STRUCTURE.explain(marked.replace("|", ""))
    assert result.text == marked.replace("|", "\n\n")


@pytest.mark.parametrize("marked", LONG_WORDS)
def test_a_sentence_begins_with_a_long_word(marked: str) -> None:
    assert STRUCTURE.explain(marked.replace("|", "")).text == marked.replace("|", " ")


@pytest.mark.parametrize("text", SOUND)
def test_a_stop_within_a_name_or_an_address_parts_nothing(text: str) -> None:
    assert STRUCTURE.explain(text).edits == ()


@pytest.mark.parametrize(("marked", "what"), PROPOSED, ids=[what for _, what in PROPOSED])
def test_what_may_be_right_is_proposed(marked: str, what: str) -> None:
    text = marked.replace("|", "")
    result = STRUCTURE.explain(text)
    assert result.edits == ()
    assert [p.start for p in result.proposals if p.rule == "MRK010"] == [marked.index("|")]


def test_unclear_quotation_marks_wait_for_a_person() -> None:
    text = 'Il a dit "oui"."Non", dit-elle."Le jury est parti."Le public aussi.'
    edits = [x for x in markup(Document(text)) if isinstance(x, Edit)]
    assert any(edit.confidence < 0.95 for edit in edits)
