"""The structure stages: characters, markup, duplicates, language, case, typography."""

import json
from collections import deque
from pathlib import Path
from unicodedata import is_normalized

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from patience import grows_as_the_text

from pipeline import Pipeline, apply, invert
from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.markup.boilerplate import LINE_KINDS
from pipeline.stages.case import case
from pipeline.stages.duplicates import duplicates
from pipeline.stages.encoding import encoding
from pipeline.stages.language import language
from pipeline.stages.markup import markup
from pipeline.stages.typography import typography
from pipeline.text.lines import lines, removal

SEEDS = Path(__file__).parents[1] / "seeds"
STAGES = (encoding, markup, duplicates, language, case, typography)
STRUCTURE = Pipeline(stages=STAGES)
TYPESET = Pipeline(stages=STAGES, typography=True)

PIECES = (
    *"aeiouÃÂ©¨«»“”'\"’<>/&;:!?.,…*#[](){}|=-–—•0123\n\t ",
    "\r\n",
    "\n\n",
    "\u00a0",
    "\u202f",
    "\u00ad",
    "\u200b",
    "\u0301",
    "\u0327",
    "\ufeff",
    "\ufffd",
    "\x00",
    "\x85",
    "\x92",
    "\ud83d",
    "\ude00",
    "ﬁ",
    "é",
    "É",
    "Å",
    "\u212b",
    "ع",
    "👩\u200d👧",
    "Ã©",
    "Ã ",
    "â€™",
    "ðŸ˜€",
    "&amp;",
    "&nbsp;",
    "&lt;p&gt;",
    "&#39;",
    "&eacute;",
    "<p>",
    "</p>",
    "<br />",
    "/blockquote>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "[b]",
    "[/b]",
    "[caption id=1]",
    "{front|entrance}",
    "**",
    "## ",
    "](http://a.fr)",
    "Lire aussi : ",
    "Partager sur Facebook",
    "Publicité",
    ".a { color: red; }",
    "window.a = b('c')",
    "Le pont de Tolbiac a rouvert hier.",
    "les trois hommes ont été entendus lundi.",
    "The cost of this war is not what they had said.",
    "1ère ",
    "...",
    " annoncé.Des recrues ",
    "transports parisiensCôté ",
    "{a|{b c|front}}",
    "https://a.fr/?utm_source=b&c=d",
    "[1/2] Une rue.",
    "© AFP",
    "Read more",
    'class="a" href="b"',
    "`",
    "```",
    '"oui" ',
    "- Vous ?\n",
    "12 500 km ",
    "50% ",
    "A la Ecole du coeur ",
    "Les 6 pompiers sont partis hier soir avec 3 chats noirs. ",
)
TROUBLE = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def found(stage, text: str) -> list[Edit]:
    return [x for x in stage(Document(text)) if isinstance(x, Edit)]


def marks(text: str) -> list[tuple[int, int, str]]:
    return [(m.start, m.end, m.kind) for m in language(Document(text)) if isinstance(m, Mark)]


# Laws


@settings(max_examples=400, deadline=None)
@given(TROUBLE, st.booleans())
def test_edits_are_the_whole_truth_and_cleaning_is_idempotent(text: str, typeset: bool) -> None:
    pipeline = TYPESET if typeset else STRUCTURE
    result = pipeline.explain(text)
    assert apply(text, result.edits) == result.text
    assert apply(result.text, invert(result.edits)) == text
    assert pipeline.explain(result.text).edits == ()


@settings(max_examples=300, deadline=None)
@given(TROUBLE)
def test_every_stage_speaks_of_what_is_there(text: str) -> None:
    for stage in STAGES:
        for proposal in stage(Document(text)):
            assert 0 <= proposal.start <= proposal.end <= len(text)
            if isinstance(proposal, Edit):
                assert text[proposal.start : proposal.end] == proposal.before != proposal.after
                assert proposal.reason
                assert proposal.candidates[0] == (proposal.after, proposal.confidence)


@settings(max_examples=200, deadline=None)
@given(TROUBLE)
def test_cleaned_text_is_nfc(text: str) -> None:
    result = STRUCTURE.explain(text)
    assert result.edits == () or is_normalized("NFC", result.text)


# Seeds


def seed_names(*classes: str) -> list[str]:
    rows = (row.split("\t") for row in (SEEDS / "index.tsv").read_text("utf-8").splitlines())
    return [name for name, kind, _ in rows if kind in classes]


@pytest.mark.parametrize("name", seed_names("damaged"))
def test_structure_of_damaged_seeds_is_mended_exactly(name: str) -> None:
    gold = map(json.loads, (SEEDS / f"{name}.gold.jsonl").read_text("utf-8").splitlines())
    expected = {
        (edit["start"], edit["end"], edit["before"], edit["after"])
        for edit in gold
        if edit["kind"] in ("encoding", "markup", "duplicate", "case")
    }
    result = STRUCTURE.explain((SEEDS / f"{name}.txt").read_text("utf-8"))
    assert {(e.start, e.end, e.before, e.after) for e in result.edits} == expected
    assert result.language == "fr"


@pytest.mark.parametrize("name", seed_names("clean", "english"))
def test_sound_seeds_are_left_alone(name: str) -> None:
    result = STRUCTURE.explain((SEEDS / f"{name}.txt").read_text("utf-8"))
    assert (result.edits, result.proposals, result.language) == ((), (), "fr")


# Offsets


@pytest.mark.parametrize(
    ("text", "start", "end", "before", "after"),
    [
        ("Un tÃ©lescope.", 4, 6, "Ã©", "é"),
        ("voilÃ\u00a0 le", 4, 6, "Ã\u00a0", "à"),
        ("Lâ€™eau", 1, 4, "â€™", "’"),
        ("d&#39;Obama", 1, 6, "&#39;", "'"),
        ("10&amp;nbsp;000", 2, 12, "&amp;nbsp;", "\u00a0"),
        ("gouver\u00adnement", 6, 7, "\u00ad", ""),
        ("e\u0301te", 0, 2, "e\u0301", "é"),
    ],
)
def test_repairs_of_characters_are_minimal(
    text: str, start: int, end: int, before: str, after: str
) -> None:
    (edit,) = found(encoding, text)
    assert (edit.start, edit.end, edit.before, edit.after) == (start, end, before, after)


def test_windows_line_ends_and_no_break_spaces_stay() -> None:
    text = "Il a dit «\u00a0oui\u00a0».\r\n\r\nPuis\u202f: «\u00a0non\u202f!\u00a0»\r\n"
    assert STRUCTURE.explain(text).text == text


def test_a_lost_character_that_nothing_tells_is_marked_not_guessed() -> None:
    result = STRUCTURE.explain("Le nom de Ku\ufffdera est tch\ufffdque.")
    assert result.text == "Le nom de Ku\ufffdera est tchèque."
    assert result.proposals == ()
    assert [(m.start, m.end) for m in result.marks if m.kind == "replacement"] == [(12, 13)]


@pytest.mark.parametrize(
    ("text", "row", "left"),
    [
        ("a\n\nX\n\nb", 2, "a\n\nb"),
        ("a\nX\nb", 1, "a\nb"),
        ("a\nX\n\nb", 1, "a\n\nb"),
        ("a\n\nX\nb", 2, "a\n\nb"),
        ("X\n\nb", 0, "b"),
        ("a\n\nX", 2, "a"),
        ("a\n\nX\n", 2, "a\n"),
        ("a\r\n\r\nX\r\n\r\nb", 2, "a\r\n\r\nb"),
        ("a\n\n\n\nX\n\n\n\nb", 4, "a\n\n\n\nb"),
        ("  X  ", 0, "    "),
    ],
)
def test_a_line_goes_without_a_gap_or_a_join(text: str, row: int, left: str) -> None:
    start, end = removal(lines(text), row)
    assert text[:start] + text[end:] == left


@given(TROUBLE)
def test_lines_cover_the_text(text: str) -> None:
    rows = lines(text)
    assert "".join(text[row.first : row.stop] for row in rows) == text
    assert all(text[row.start : row.end] == text[row.first : row.stop].strip() for row in rows)


def test_a_capital_is_given_to_a_whole_token() -> None:
    text = "Les rues sont vides depuis midi. l'armée a évacué deux familles du quartier."
    (edit,) = found(case, text)
    assert (edit.start, edit.before, edit.after) == (33, "l'", "L'")


# Markup and duplicates


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("<p>Un.</p>\n\n<p>Deux.</p>", "Un.\n\nDeux."),
        ("&lt;p&gt;Un.&lt;/p&gt;", "Un."),
        ("<div>\n<p>Un.</p>\n<p>Deux.</p>\n</div>", "Un.\nDeux."),
        ("Il dit<br>oui.", "Il dit\noui."),
        ("Un.\n\n</p>\n\n<p", "Un."),
        ("Un.\n\nÀ lire également\n\nTweeter\n\nDeux.", "Un.\n\nDeux."),
        ("Un.\r\n\r\n[/vc_row]\r\n\r\nDeux.", "Un.\r\n\r\nDeux."),
    ],
)
def test_markup_goes_and_paragraphs_stay_apart(text: str, cleaned: str) -> None:
    assert STRUCTURE.explain(text).text == cleaned


def test_a_text_of_nothing_but_boilerplate_is_left() -> None:
    assert STRUCTURE.explain("Publicité").text == "Publicité"


def test_spintax_without_a_single_french_choice_waits_for_a_person() -> None:
    result = STRUCTURE.explain("Le {note|notice} du jury et la {gateway|entrance}.")
    assert result.edits == ()
    known, unknown = ([text for text, _ in p.candidates] for p in result.proposals)
    assert known == ["note", "notice"]
    assert "front" in unknown
    assert not {"gateway", "entrance"} & set(unknown)


def test_one_copy_stays_however_many_there_are() -> None:
    paragraph = "Le président a annoncé lundi une mesure nouvelle pour les entreprises du Nord."
    assert STRUCTURE.explain("\n\n".join([paragraph] * 4)).text == paragraph


def test_near_copies_are_only_proposed() -> None:
    first = (
        "Le président a annoncé lundi à Lille une mesure nouvelle pour soutenir les entreprises "
        "touchées par la crise, qui sera votée avant la fin du mois de mars."
    )
    result = STRUCTURE.explain(f"{first}\n\nUn mot.\n\n{first.replace('mars', 'avril')}")
    assert result.edits == ()
    assert [p.rule for p in result.proposals] == ["DUP002"]


# Language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "und"),
        ("123 – 456 !", "und"),
        ("Washington Post", "fr"),
        ("Lloris – Pavard, Varane, Umtiti, Hernandez – Kanté, Pogba – Mbappé, Giroud", "fr"),
        ("Ils ne se sentent as well as aussi isolés qu’avant.", "fr"),
        ("The committee said that it would not change the rules.", "en"),
        ("Das ist nicht gut und wird nicht besser, sagt der Mann auf der Straße.", "de"),
        ("El presidente dijo que no habrá elecciones y que los ministros seguirán.", "es"),
        ("Il presidente della Repubblica ha detto che non ci sono altre vie.", "it"),
        ("Президент сказал, что выборов в этом году не будет.", "ru"),
    ],
)
def test_language_of_a_document(text: str, code: str) -> None:
    result = STRUCTURE.explain(text)
    assert result.language == code
    assert any(m.kind == "foreign" for m in result.marks) == (code not in ("fr", "und"))


def test_a_foreign_paragraph_is_marked_from_its_first_letter_to_its_last() -> None:
    english = "The mayor was there with his wife, and she had a red car."
    french = "Le maire est arrivé à midi avec sa femme et ses trois enfants."
    text = f"{french}\n\n{english}\n\nIl est parti hier."
    start = text.index(english)
    assert (start, start + len(english), "foreign") in marks(text)
    assert (0, len(text), "language:fr") in marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "The committee said that it wasnâ€™t there.</p>\n\nAdvertisement\n\n<b>He was not.",
        "El presidente dijo que no habr&aacute; elecciones y que seguirán.</p>\n\n© EFE\n",
    ],
)
def test_a_document_that_is_not_french_comes_out_as_it_went_in(text: str) -> None:
    result = TYPESET.explain(text)
    assert (result.text, result.edits, result.proposals) == (text, (), ())
    assert result.language in ("en", "es")
    assert [(m.start, m.end) for m in result.marks if m.kind == "foreign"] == [(0, len(text))]


def test_a_spun_paragraph_stays_french() -> None:
    text = (
        "Les conscrits russes sur les lignes de entrance de la guerre font appel au grand homme en "
        "cost, as well as précieux à l’est, pour une probability de liberté et de development."
    )
    assert [kind for *_, kind in marks(text)] == ["language:fr"]


# Speed


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "<b>a",
        "[b]",
        "\u200e",
        "Le pont a rouvert hier à Paris. ",
        "Ã©",
        "<p ",
        "&amp;",
        "{a|",
        "**a ",
        "e\u0301",
        "window.a(",
        "{a|{b}",
        "plan.Le ",
        "https://a.fr/?utm_a=b&",
        "[1/2] A\n",
        "`",
        '"a ',
        'class="a" ',
        "1 000 ",
        "soeur ",
        "- Oui ? ",
        "Photo : A ",
        "avec 6 amis ",
    ],
    ids=repr,
)
@pytest.mark.parametrize(
    "stage", [encoding, markup, duplicates, case, typography], ids=lambda s: s.__name__
)
def test_one_long_line_costs_no_more_per_character(stage, piece: str) -> None:
    def read(size: int) -> None:
        deque(stage(Document((piece * size)[:size])), maxlen=0)

    assert grows_as_the_text(read, 100_000)


# Boilerplate and glued sentences


BEFORE = "Le maire est arrivé à midi avec sa femme et ses trois enfants."
AFTER = "Il est reparti hier, sans un mot."


@pytest.mark.parametrize("line", [line for kind in LINE_KINDS for line in kind.goes])
def test_a_line_of_the_page_goes(line: str) -> None:
    assert STRUCTURE.explain(f"{BEFORE}\n\n{line}\n\n{AFTER}").text == f"{BEFORE}\n\n{AFTER}"
    assert STRUCTURE.explain(f"{line}\r\n{BEFORE}\r\n{AFTER}").text == f"{BEFORE}\r\n{AFTER}"


@pytest.mark.parametrize("line", [line for kind in LINE_KINDS for line in kind.stays])
def test_a_line_of_the_article_that_begins_alike_stays(line: str) -> None:
    text = f"{BEFORE}\n\n{line}\n\n{AFTER}"
    assert STRUCTURE.explain(text).text == text


def test_every_kind_of_boilerplate_has_look_alikes() -> None:
    assert all(len(kind.stays) >= 2 for kind in LINE_KINDS)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Voir https://a.fr/b?utm_source=x&utm_medium=y.", "?utm_source=x&utm_medium=y", ""),
        ("Voir https://a.fr/b?id=3&fbclid=Ab#c et", "?id=3&fbclid=Ab", "?id=3"),
        ("(https://a.fr/?xtor=AL-1&p=2)", "?xtor=AL-1&p=2", "?p=2"),
    ],
)
def test_tracking_parameters_are_only_proposed(text: str, before: str, after: str) -> None:
    result = STRUCTURE.explain(text)
    assert result.edits == ()
    assert [(p.rule, p.before, p.after) for p in result.proposals] == [("MRK008", before, after)]


def test_a_heading_glued_to_what_follows_is_only_proposed() -> None:
    result = STRUCTURE.explain("Du mieux dans les transports parisiensCôté bus, tout va bien.")
    assert result.edits == ()
    assert [(p.rule, p.start, p.before, p.after) for p in result.proposals] == [
        ("MRK010", 38, "", "\n\n")
    ]


@pytest.mark.parametrize("option", ["{entrance|{gateway|front}}", "{gateway|{entrance |}front}"])
def test_a_choice_within_a_choice_is_resolved(option: str) -> None:
    result = STRUCTURE.explain(f"La ligne de {option} recule.")
    assert "front" in (result.text + "".join(c for p in result.proposals for c, _ in p.candidates))


def test_quoted_code_is_left_alone() -> None:
    text = "Écrivez `<b>&nbsp;</b>` et non <b>cela</b>.\n\n```\n<p>Le procès.</p>\n```"
    assert STRUCTURE.explain(text).text == text.replace("<b>cela</b>", "cela")


# Short texts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Man held after fire at paper mill", "en"),
        ("Minister quits after row over expenses", "en"),
        ("Kabinet verhoogt het minimumloon vanaf januari", "nl"),
        ("Drame à Nice", "fr"),
        ("Barça : Messi forfait", "fr"),
        ("Real Madrid, Barcelone : duel final", "fr"),
        ("Incendie mortel dans un local commercial", "fr"),
        ("Barcelone capital social total", "fr"),
        ("Match nul", "fr"),
        ("Football : large victory for Lens", "fr"),
        ("Les troops russes ont pris la city", "fr"),
    ],
)
def test_short_headlines_are_told_by_their_words(text: str, code: str) -> None:
    assert marks(text)[0][2] == f"language:{code}"


def test_a_headline_of_unknown_words_is_at_least_not_french() -> None:
    assert marks("Twee klimmers vermist na lawine")[0][2] != "language:fr"
