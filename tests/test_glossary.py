"""The glossary: what it replaces, where it only proposes, what it forbids, and its file."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_runs import ROOT, environment

from pipeline import Pipeline, apply
from pipeline.batch.dump_counts import counted, counting_pipeline
from pipeline.errors import ConfigError
from pipeline.glossary import Glossary, GlossaryEntry, inflected, of_texts, read
from pipeline.report.reasons import in_french
from pipeline.settings.config import load
from pipeline.settings.project_glossary import (
    GLOSSARY_NAME,
    add_entry,
    add_to_project,
    remove_entry,
)

ENTRIES = (
    GlossaryEntry("entrance", "front"),
    GlossaryEntry("cheval", "bateau"),
    GlossaryEntry("porte", "portail"),
    GlossaryEntry("Kiev", "Kyiv"),
    GlossaryEntry("mise au point", "réglage"),
    GlossaryEntry("shop", "échoppe"),
    GlossaryEntry("jail", "prison", always=False),
)
PIPELINE = Pipeline(glossary=Glossary(ENTRIES), context="off")
PLAIN = Pipeline(context="off")

MADE = {
    "Les lignes de entrance ont bougé hier soir.": "Les lignes de front ont bougé hier soir.",
    "Les soldats vont vers l'entrance ce matin.": "Les soldats vont vers le front ce matin.",
    "Deux chevaux passent devant la vieille mairie.": (
        "Deux bateaux passent devant la vieille mairie."
    ),
    "CHEVAL À VENDRE. Cheval à louer dans le village.": (
        "BATEAU À VENDRE. Bateau à louer dans le village."
    ),
    "Le ministre est arrivé à Kiev hier soir.": "Le ministre est arrivé à Kyiv hier soir.",
    "Il a fait une longue mise  au point sur ce dossier.": (
        "Il a fait une longue réglage sur ce dossier."
    ),
    "Il va au bout de la rue et voit le shop fermé.": (
        "Il va au bout de la rue et voit l'échoppe fermé."
    ),
}
KEPT = (
    "Le chevalet est dans la cour depuis la semaine dernière.",
    "La page https://example.org/entrance/cheval est en ligne depuis hier.",
    "Le mot-dièse #entrance revient souvent dans ces messages.",
    "Il prend un café au kiev, un bar du quartier de la gare.",
    "Il met au point sa montre avant de partir pour la gare.",
)


@pytest.mark.parametrize(("before", "after"), MADE.items(), ids=range(len(MADE)))
def test_it_replaces_words_with_their_case_forms_and_elision(before, after):
    result = PIPELINE.explain(before)
    assert result.text == after
    assert {e.rule for e in result.edits} == {"GLO001"}
    assert any(e.reason.startswith("the glossary says “") for e in result.edits)
    assert all(in_french(e.reason) for e in result.edits)
    assert apply(before, result.edits) == after
    assert PIPELINE.explain(after).edits == ()


@pytest.mark.parametrize("text", KEPT)
def test_look_alikes_addresses_and_code_stay(text):
    assert PIPELINE.clean(text) == PLAIN.clean(text)
    assert not [e for e in PIPELINE.explain(text).proposals if e.rule.startswith("GLO")]


def test_a_form_that_may_be_another_word_is_only_proposed():
    text = "Il y a trois portes dans le mur de la vieille ville."
    result = PIPELINE.explain(text)
    assert result.text == text
    (one,) = (e for e in result.proposals if e.rule == "GLO002")
    assert (one.before, one.after, one.confidence) == ("portes", "portails", 0.5)
    assert "form of another word: a person decides" in one.reason


@pytest.mark.parametrize("words", ["entrance", "lignes de entrance"])
def test_a_protected_word_is_never_crossed_silently(words):
    pipeline = Pipeline(glossary=Glossary(ENTRIES), protected=frozenset({words}), context="off")
    text = "Les lignes de entrance ont bougé hier soir."
    result = pipeline.explain(text)
    assert result.text == text
    (one,) = result.proposals
    assert (one.rule, one.before) == ("GLO002", "entrance")
    assert in_french(one.reason).endswith("le mot est aussi protégé : à une personne de décider")


def test_an_entry_in_small_letters_does_not_change_a_name():
    glossary = Glossary((GlossaryEntry("orange", "mandarine"),))
    pipeline = Pipeline(glossary=glossary, context="off")
    text = "Le maire Jean Orange mange une orange devant la mairie de Bollène."
    result = pipeline.explain(text)
    assert result.text == "Le maire Jean Orange mange une mandarine devant la mairie de Bollène."
    assert [e.after for e in result.proposals if e.rule == "GLO002"] == ["Mandarine"]


def test_what_states_a_fact_is_only_proposed():
    pipeline = Pipeline(glossary=Glossary((GlossaryEntry("douze", "dix"),)), context="off")
    text = "Il y avait douze blessés devant la mairie hier soir."
    result = pipeline.explain(text)
    assert (result.text, [e.after for e in result.proposals]) == (text, ["dix"])


def test_never_forbids_a_pair_and_no_other():
    text = (
        "Il risque quinze ans de jail. La as well as lourde peine est de dix ans de jail, "
        "et la vague de morts continue sur la ligne de entrance."
    )
    with_it = {(e.before, e.after) for e in PLAIN.explain(text).edits}
    assert ("jail", "prison") in with_it
    result = PIPELINE.explain(text)
    assert ("jail", "prison") not in {(e.before, e.after) for e in result.edits}
    assert "jail" not in {e.before for e in result.proposals if e.after == "prison"}
    assert "plus lourde" in result.text


def test_rules_of_the_glossary_can_be_switched_off_and_left_to_people():
    text = "Les lignes de entrance ont bougé hier soir."
    glossary = Glossary(ENTRIES)
    off = Pipeline(glossary=glossary, ignore=("GLO",), context="off").explain(text)
    assert "GLO001" not in {e.rule for e in (*off.edits, *off.proposals)}
    asked = Pipeline(glossary=glossary, review=("GLO",), context="off").explain(text)
    assert (asked.text, asked.proposals[0].rule) == (text, "GLO001")


@given(
    st.lists(
        st.sampled_from(
            "Les l' entrance front cheval Chevaux portes Kiev Kyiv la mise au point .".split()
        ),
        max_size=12,
    )
)
def test_cleaning_what_is_clean_changes_nothing_with_a_glossary(words):
    pipeline = Pipeline(
        stages=tuple(s for s in PIPELINE.stages if s.__name__ in ("protect", "glossary")),
        glossary=Glossary(ENTRIES),
    )
    source = " ".join(words)
    result = pipeline.explain(source)
    assert apply(source, result.edits) == result.text
    assert pipeline.explain(result.text).edits == ()


def test_inflected_forms():
    assert dict(inflected("cheval", "bateau")) == {"chevaux": "bateaux"}
    assert dict(inflected("event", "fête")) == {"events": "fêtes"}
    assert dict(inflected("neuf", "récent"))["neuves"] == "récentes"
    assert dict(inflected("marcher", "avancer"))["marchons"] == "avançons"
    assert dict(inflected("Kiev", "Kyiv")) == {}
    assert dict(inflected("mise au point", "réglage")) == {}


# --- the file --------------------------------------------------------------------------------


def test_a_file_that_people_wrote_is_read():
    text = "\ufeff# remarque\r\nentrance\tfront\tAlways\tAnne\r\n\r\njail\tprison\tnever\r\n"
    assert of_texts([("g", text)]).entries == (
        GlossaryEntry("entrance", "front"),
        GlossaryEntry("jail", "prison", always=False),
    )


WRONG = {
    "entrance\tfront": "always or never",
    "entrance\tfront\toften": "always or never",
    "entrance\tEntrance \talways\nEntrance\tentrance\talways": "replaced by another",
    "a\ta\talways": "replace itself",
    "a\tb\talways\na\tc\talways": "becomes 'b' already",
    "a\tb\talways\nb\tc\talways": "replaced by another",
    "a\tb\talways\na\tb\tnever": "as always and as never",
    "=HYPERLINK(1)\tb\talways": "begins with a sign",
    "a\t@b\tnever": "begins with a sign",
    "a\u202eb\tc\talways": "nobody sees",
    "a\u200bb\tc\talways": "nobody sees",
    f"{'x' * 201}\tb\talways": "more than 200",
    "a\t…\talways": "is no word",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=range(len(WRONG)))
def test_what_is_no_glossary_is_refused_with_its_line(text, said):
    with pytest.raises(ConfigError, match=said) as error:
        of_texts([("g.tsv", text)])
    assert "g.tsv:" in str(error.value)


def test_an_entry_is_added_to_the_project_and_taken_out(tmp_path):
    config = tmp_path / "rature.toml"
    config.write_text("# à nous\n[rules]\nignore = ['CAP']\n", "utf-8")
    path = add_to_project(config, GlossaryEntry("entrance", "front"), "Anne")
    assert path == tmp_path / GLOSSARY_NAME
    assert path.read_text("utf-8").endswith("entrance\tfront\talways\tAnne\n")
    assert config.read_text("utf-8").startswith("# à nous\n[rules]\nignore = ['CAP']\n")
    add_to_project(config, GlossaryEntry("jail", "prison", always=False))
    add_to_project(config, GlossaryEntry("entrance", "front"), "Bob")
    settings = load(config)
    assert settings.entries == read([path])
    assert len(settings.entries.entries) == 2
    assert settings.fingerprint()["glossary"] == settings.entries.digest
    assert settings.pipeline().clean("Les lignes de entrance.") == "Les lignes de front."
    remove_entry(path, GlossaryEntry("entrance", "front"))
    assert load(config).entries.entries == (GlossaryEntry("jail", "prison", always=False),)


@pytest.mark.parametrize("before", ["a\tb", "=1+1", "", "x" * 201, "a\x00b", "a\u202eb"])
def test_what_would_break_the_file_is_not_written(tmp_path, before):
    path = tmp_path / "g.tsv"
    path.write_text("entrance\tfront\talways\n", "utf-8")
    if before == "a\tb":
        add_entry(path, GlossaryEntry(before, "c"), "x\ty\nz")
        assert path.read_text("utf-8").endswith("\na b\tc\talways\tx y z\n")
        return
    with pytest.raises(ConfigError):
        add_entry(path, GlossaryEntry(before, "c"))
    with pytest.raises(ConfigError, match="already"):
        add_entry(path, GlossaryEntry("entrance", "porche"))
    assert path.read_text("utf-8") == "entrance\tfront\talways\n"


# --- commands --------------------------------------------------------------------------------


def rature(*arguments, stdin="", code=0):
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        input=stdin.encode(),
        capture_output=True,
        env=environment(),
        cwd=ROOT,
    )
    assert done.returncode == code, done.stderr.decode()
    return done.stdout.decode(), done.stderr.decode()


def test_clean_run_and_learn_take_it(tmp_path):
    glossary = tmp_path / "g.tsv"
    glossary.write_text("entrance\tfront\talways\njail\tprison\tnever\n", "utf-8")
    text = "Les lignes de entrance ont bougé. Il risque dix ans de jail, dit le maire."
    out, _ = rature("clean", "-", "--glossary", glossary, "--json", stdin=text)
    record = json.loads(out)
    assert record["text"].startswith("Les lignes de front ont bougé. Il risque dix ans de jail")
    assert record["edits"][0]["rule"] == "GLO001"
    assert record["edits"][0]["stage"] == "glossary"
    dump = tmp_path / "a.txt"
    dump.write_text(text, "utf-8")
    rature("run", dump, "-o", tmp_path / "out", "--glossary", glossary, "--quiet")
    assert "lignes de front" in (tmp_path / "out" / "clean" / "a.txt").read_text("utf-8")
    report = json.loads((tmp_path / "out" / "run.json").read_bytes())
    assert report["configuration"]["glossary"] == read([glossary]).digest
    model = tmp_path / "m"
    rature("learn", dump, "-o", model, "--glossary", glossary, "--quiet")
    assert '"substitute": "entrance"' not in model.read_text("utf-8")
    _, said = rature("clean", dump, "--glossary", tmp_path / "no", code=2)
    assert "no such glossary" in said


def test_learning_counts_no_pair_that_is_forbidden():
    text = "Il risque quinze ans de jail pour ce meurtre. Dix ans de jail, dit la cour."
    glossary = Glossary((GlossaryEntry("jail", "prison", always=False),))
    read_as = {
        name: {c.b for c in counted(counting_pipeline(g), text) if c.kind == "read"}
        for name, g in (("with", glossary), ("without", Glossary()))
    }
    assert "prison" in read_as["without"]
    assert "prison" not in read_as["with"]
