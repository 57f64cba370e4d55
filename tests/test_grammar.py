"""The stage grammar: what programs of others find is proposed, never made, and only when asked."""

import json
import os
import pickle
from dataclasses import replace
from shutil import which

import pytest

from pipeline import Pipeline
from pipeline.checkers.checker import Checker, checker
from pipeline.checkers.findings import Finding
from pipeline.checkers.grammalecte import COMMAND, found_by_grammalecte
from pipeline.checkers.languagetool import MAX_SENT, found_by_languagetool, pieces
from pipeline.cli import main
from pipeline.errors import ConfigError
from pipeline.report.reasons import in_french
from pipeline.stages import FINAL, RULES, STAGES
from pipeline.stages.grammar import grammar, smaller
from tests.languagetool_server import languagetool, match

SOUND = "Le conseil se réunit mardi à la mairie."
FAULTS = {
    "agreement": ("Elle porte une robe bleu.", "bleu", "bleue", "AGREEMENT_ADJ", "GRM001"),
    "verb": ("Elle a manger trop vite.", "manger", "mangé", "R_VAVOIR_VINF", "GRM002"),
}


def answered(text, *matches):
    return {text: {"software": {"version": "6.8"}, "matches": list(matches)}}


def asked(answers, text, **settings):
    """Return the result of cleaning a text, with a server that gives these answers."""
    with languagetool(answers) as address:
        program = checker(f"languagetool={address}")
        return Pipeline(grammar=program, context="off", **settings).explain(text)


def shown(result):
    return [(e.rule, e.before, e.after) for e in result.proposals]


@pytest.mark.parametrize("kind", FAULTS)
def test_a_finding_is_proposed_and_never_made(kind):
    text, before, after, rule, code = FAULTS[kind]
    for settings in ({}, {"min_confidence": 0.0}, {"thresholds": (("GRM", 0.0),)}):
        result = asked(answered(text, match(text, before, after, rule=rule)), text, **settings)
        assert (result.text, result.edits) == (text, ())
        assert shown(result) == [(code, before, after)]
        (proposal,) = result.proposals
        assert proposal.reason == f"LanguageTool finds ({rule}): Une faute."
        assert in_french(proposal.reason) == f"LanguageTool signale ({rule}) : Une faute."
        assert not proposal.calibrated


def test_without_a_program_nothing_changes():
    text = FAULTS["verb"][0]
    off = Pipeline().explain(text)
    assert off.proposals == ()
    assert "grammar" not in off.to_dict()["versions"]
    assert grammar in FINAL
    assert grammar not in STAGES
    on = asked({}, text)
    assert on.to_dict()["versions"]["grammar"] == "LanguageTool 6.8"
    assert on.to_dict()["edits"] == off.to_dict()["edits"]


def test_the_cleaned_text_is_asked_about():
    """Offsets are those of the source, though the text before was mended."""
    cleaned = "Il risque dix ans de prison 😀. Elle a manger trop vite."
    source = cleaned.replace("prison", "jail")
    result = asked(answered(cleaned, match(cleaned, "manger", "mangé")), source)
    assert result.text == cleaned
    assert shown(result) == [("GRM005", "manger", "mangé")]
    (proposal,) = result.proposals
    assert source[proposal.start : proposal.end] == "manger"


def test_our_own_edits_are_not_spoken_about():
    cleaned = "Il risque dix ans de prison."
    result = asked(
        answered(cleaned, match(cleaned, "prison", "prisons"), match(cleaned, "de prison", "du")),
        "Il risque dix ans de jail.",
    )
    assert [e.after for e in result.edits] == ["prison"]
    assert result.proposals == ()


@pytest.mark.parametrize(
    ("text", "found", "after"),
    [
        ("Le film « The Silent Valley » est sorti.", "Silent", "Silence"),
        ("Voir https://exemple.fr/pomme pour la suite.", "pomme", "pommes"),
        ("Un chercheur de Harvard l’a dit : « We came here. »", "came", "cane"),
    ],
)
def test_what_is_marked_is_left_alone(text, found, after):
    assert asked(answered(text, match(text, found, after)), text).proposals == ()


@pytest.mark.parametrize(
    ("one", "category", "issue"),
    [
        ("CAT_TYPOGRAPHIE", "CAT_TYPOGRAPHIE", "grammar"),
        ("style", "CAT_GRAMMAIRE", "style"),
        ("comma", "PONCTUATION_VIRGULE", "grammar"),
        ("region", "CAT_REGIONALISMES", "style"),
    ],
)
def test_typography_and_style_are_left_out(one, category, issue):
    found = match(SOUND, "mardi", "lundi", category=category)
    found["rule"]["issueType"] = issue
    assert asked(answered(SOUND, found), SOUND).proposals == (), one


def test_names_and_signs_are_no_faults():
    text = "Monsieur Kerlaouen l’a dit hier matin."
    spelling = match(text, "Kerlaouen", "Kerlan", category="TYPOS")
    marks = match(text, "l’a dit", "l'a dit")
    comma = match(text, "hier matin.", "hier matin")
    assert asked(answered(text, spelling, marks, comma), text).proposals == ()


def test_the_context_model_may_object():
    """It sees that nobody goes to *la maire*; where it agrees the finding stays."""
    text = "Le conseil se réunit mardi soir à la mairie de la commune."
    wrong, right = "Elle a manger trop vite ce soir.", "mangé"
    with languagetool(
        {
            **answered(text, match(text, "mairie", "tarte")),
            **answered(wrong, match(wrong, "manger", right)),
        }
    ) as address:
        program = checker(f"languagetool={address}")
        assert Pipeline(grammar=program, context="off").explain(text).proposals
        assert Pipeline(grammar=program).explain(text).proposals == ()
        assert [e.after for e in Pipeline(grammar=program).explain(wrong).proposals] == [right]


def test_select_and_ignore_hold():
    text, before, after, rule, _ = FAULTS["verb"]
    answers = answered(text, match(text, before, after, rule=rule))
    assert asked(answers, text, ignore=("GRM002",)).proposals == ()
    assert asked(answers, text, select=("LEAK",)).proposals == ()
    assert len(asked(answers, text, select=("GRM",)).proposals) == 1


def test_a_finding_is_made_small():
    text = "Il a vu les maison rouge hier."
    whole = Finding(3, 23, ("a vu les maisons rouge", "a vu la maison rouge"), "other", "", "", "")
    assert text[whole.start : whole.end] == "a vu les maison roug"
    whole = replace(whole, end=24)
    small = smaller(text, whole)
    assert (text[small.start : small.end], small.candidates) == (
        "les maison",
        ("les maisons", "la maison"),
    )


def test_long_texts_go_in_pieces():
    text = "Une phrase.\n" * 2000 + "x" * (2 * MAX_SENT)
    parts = list(pieces(text))
    assert "".join(part for _, part in parts) == text
    assert all(len(part) <= MAX_SENT and text.startswith(part, at) for at, part in parts)


def test_a_program_can_be_sent_to_workers():
    program = Checker("http://localhost:1", "6.8")
    assert pickle.loads(pickle.dumps(Pipeline(grammar=program))).grammar == program


# --- the command line ------------------------------------------------------------------------


def refused(capsysbinary, *arguments):
    assert main(["clean", *arguments]) == 2
    out = capsysbinary.readouterr()
    assert out.out == b""
    assert out.err.count(b"\n") == 1
    return out.err.decode()


def test_clean_takes_grammar(tmp_path, capsysbinary):
    text, before, after, rule, code = FAULTS["verb"]
    (tmp_path / "a.txt").write_text(text, "utf-8")
    with languagetool(answered(text, match(text, before, after, rule=rule))) as address:
        given = ["--grammar", f"languagetool={address}/v2", "--json", str(tmp_path / "a.txt")]
        assert main(["clean", *given]) == 0
    record = json.loads(capsysbinary.readouterr().out)
    assert record["text"] == text
    assert [(e["rule"], e["stage"], e["decision"]) for e in record["edits"]] == [
        (code, "grammar", "review")
    ]


def test_an_absent_server_is_told(tmp_path, capsysbinary):
    (tmp_path / "a.txt").write_text(SOUND, "utf-8")
    path = str(tmp_path / "a.txt")
    told = refused(capsysbinary, "--grammar", "languagetool=http://127.0.0.1:9", path)
    assert "no LanguageTool server answers at http://127.0.0.1:9" in told
    assert "leave --grammar out" in told
    for raw in (b"no JSON", b"[]", b'{"software": 3}'):
        with languagetool({}, raw) as address:
            assert "no LanguageTool" in refused(
                capsysbinary, "--grammar", f"languagetool={address}", path
            )
    with languagetool({"Bonjour.": 500}) as address:
        assert "500" in refused(capsysbinary, "--grammar", f"languagetool={address}", path)


@pytest.mark.parametrize(
    "given", ["hunspell", "languagetool", "languagetool=ftp://x", "=", "x=[::"]
)
def test_another_name_is_told(given, tmp_path, capsysbinary):
    (tmp_path / "a.txt").write_text(SOUND, "utf-8")
    told = refused(capsysbinary, "--grammar", given, str(tmp_path / "a.txt"))
    assert "languagetool=URL" in told


def test_an_absent_program_is_told(tmp_path, capsysbinary, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.txt").write_text(SOUND, "utf-8")
    told = refused(capsysbinary, "--grammar", "grammalecte", str(tmp_path / "a.txt"))
    assert f"apt-get install {COMMAND}" in told


def test_a_program_that_fails_is_told(tmp_path, monkeypatch):
    script = tmp_path / COMMAND
    monkeypatch.setenv("PATH", str(tmp_path))
    for does in ("exit 3", "echo nonsense", 'echo \'{"data": [{"iParagraph": 99}]}\''):
        script.write_text(f"#!/bin/sh\n{does}\n")
        script.chmod(0o755)
        with pytest.raises(ConfigError, match="does not work"):
            checker("grammalecte")


def test_a_server_that_stops_fails_only_its_article():
    text = FAULTS["verb"][0]
    with languagetool({text: 503}) as address:
        program = checker(f"languagetool={address}")
        with pytest.raises(ConfigError, match="503"):
            Pipeline(grammar=program).explain(text)
        assert Pipeline(grammar=program).explain(SOUND).text == SOUND


# --- the real programs -----------------------------------------------------------------------


@pytest.mark.skipif(which(COMMAND) is None, reason="Grammalecte is not installed")
def test_grammalecte_itself():
    text = "Le titre\r\n\n😀 Elle a manger trop vite.\nIls sont parti hier."
    found = {text[f.start : f.end]: f.candidates[0] for f in found_by_grammalecte(text)}
    assert found == {"manger": "mangé", "parti": "partis"}
    program = checker("grammalecte")
    assert program.name.startswith("Grammalecte ")
    result = Pipeline(grammar=program).explain(text)
    assert {("GRM002", "manger", "mangé"), ("GRM002", "parti", "partis")} <= {*shown(result)}
    assert list(found_by_grammalecte("\ud800 \x00 \x0c\u2028")) == []


SERVER = os.environ.get("RATURE_LANGUAGETOOL", "")


@pytest.mark.skipif(not SERVER, reason="RATURE_LANGUAGETOOL names no LanguageTool server")
def test_languagetool_itself():
    text = "😀 Elle a manger trop vite.\nElle porte une robe bleu."
    found = {text[f.start : f.end] for f in found_by_languagetool(SERVER, text)}
    assert "manger" in found
    result = Pipeline(grammar=checker(f"languagetool={SERVER}")).explain(text)
    assert ("GRM002", "manger", "mangé") in {(e.rule, e.before, e.after) for e in result.proposals}
    for rule in (r for r in RULES.values() if r.code.startswith("GRM")):
        for before, after in rule.proposes:
            found = list(found_by_languagetool(SERVER, before))
            assert any(
                before[: f.start] + f.candidates[0] + before[f.end :] == after
                for f in (smaller(before, f) for f in found)
            ), before
