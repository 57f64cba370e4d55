"""What the context model decides about restorations, and what it leaves alone."""

import pytest

from pipeline.errors import ConfigError
from pipeline.pipeline import Pipeline
from pipeline.resources import context_model
from pipeline.restoration import context_decoding
from pipeline.restoration.context import reconsider, strangers
from pipeline.restoration.detection import find
from pipeline.restoration.scoring import restore
from pipeline.restoration.windows import WINDOW, passages, window
from pipeline.settings.config import Settings
from pipeline.stages import leakage
from pipeline.text.analysis import analyze

AUTO, OFF = Pipeline(), Pipeline(context="off")

SOUND = (
    "Le coach a revu le staff avant le match de dimanche ; le leader du championnat reste serein.",
    "La start-up a levé dix millions d'euros auprès d'un fonds de private equity.",
    "Son dernier single figure dans toutes les playlists, et le clip a été tourné à Sète.",
    "Le patch corrige un bug du gameplay ; le mode online reste en open bêta jusqu'en mars.",
    "Le podcast est disponible en streaming, et la newsletter part chaque vendredi.",
)


MENDED = (
    (
        "Le ministre a attiré l'advertence des députés sur la predicament des hôpitaux.",
        "advertence",
        "attention",
    ),
    (
        "Une enquête pour homicide involontaire a été ouverte après l'affray de la route. "
        "La predicament est grave.",
        "affray",
        "accident",
    ),
)


@pytest.mark.parametrize(("text", "before", "after"), MENDED)
def test_the_passage_decides_where_three_words_do_not(text: str, before: str, after: str) -> None:
    assert (before, after) in {(e.before, e.after) for e in AUTO.explain(text).edits}
    assert before in OFF.clean(text)


def test_off_never_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("context was asked")

    expected = [OFF.explain(text).to_dict() for text, _, _ in MENDED]
    monkeypatch.setattr(leakage, "reconsider", refuse)
    monkeypatch.setattr(leakage, "strangers", refuse)
    assert [OFF.explain(text).to_dict() for text, _, _ in MENDED] == expected


def test_what_was_read_before_changes_nothing() -> None:
    texts = [text for text, _, _ in MENDED] + list(SOUND)
    alone = []
    for text in texts:
        context_decoding._read.cache_clear()
        alone.append(AUTO.explain(text).to_dict())
    assert [r.to_dict() for r in AUTO.pipe(texts)] == alone
    assert [r.to_dict() for r in AUTO.pipe(reversed(texts))] == alone[::-1]


@pytest.mark.parametrize("text", [text for text, _, _ in MENDED])
def test_a_mended_text_stays(text: str) -> None:
    cleaned = AUTO.clean(text)
    assert AUTO.clean(cleaned) == cleaned


def test_another_word_for_the_switch_is_refused() -> None:
    with pytest.raises(ConfigError, match="--context is auto, off or always, not 'on'"):
        Pipeline(context="on")  # type: ignore[arg-type]


def test_settings_hand_the_switch_on() -> None:
    assert Settings(context="off").pipeline() == OFF
    assert Settings().fingerprint()["context"] == "auto"


@pytest.mark.parametrize("text", SOUND)
def test_legitimate_english_stays(text: str) -> None:
    assert [e for e in AUTO.explain(text).edits if e.rule.startswith("LEAK")] == []


def test_a_text_without_doubts_does_not_load_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr(context_decoding, "context_model", refuse)
    text = "Le maire a inauguré la nouvelle école jeudi, en présence des parents."
    assert AUTO.clean(text) == text


def test_the_record_names_the_model_unless_it_is_off() -> None:
    text = "Il risque dix ans de jail."
    assert AUTO.explain(text).to_dict()["versions"]["context"] == context_model.load().name
    assert "context" not in OFF.explain(text).to_dict()["versions"]


def test_windows_cover_every_suspect_once() -> None:
    long = " ".join(["La jail est loin, et le movie aussi,"] * 40) + "."
    analyzed = analyze(f"Le maire est parti hier. {long}\n\nUne blast a eu lieu. Rien d'autre.")
    suspects = list(find(analyzed))
    covered = [
        n
        for pieces in passages(analyzed, suspects)
        for first, last in pieces
        for n in range(first, last)
    ]
    assert {suspect.first for suspect in suspects} <= set(covered)
    for pieces in passages(analyzed, suspects):
        asked = window(analyzed, pieces, suspects, [""] * len(suspects))
        assert len(asked.keys) <= WINDOW
        assert [asked.keys[place] for place in asked.places.values()] == [
            analyzed.tokens[suspects[n].first].key for n in asked.places
        ]


def test_a_mended_text_is_read_in_the_same_windows() -> None:
    text = "La ville dort. Le maire est parti. Une blast a secoué le quartier. " * 12
    analyzed, mended = analyze(text), analyze(text.replace("blast", "explosion"))
    assert passages(analyzed, list(find(analyzed))) == passages(mended, list(find(mended)))


def test_strange_words_are_suspects_in_small_letters_only() -> None:
    analyzed = analyze("Le headofstate de Krzywinski a mangé son kouglof avec zbrzk.")
    assert "headofstate" in {suspect.phrase for suspect in strangers(analyzed, [])}
    assert "krzywinski" not in {suspect.phrase for suspect in strangers(analyzed, [])}


def test_nothing_is_lost_on_the_way() -> None:
    analyzed = analyze("Il risque dix ans de jail. La state of affairs est grave.")
    suspects = list(find(analyzed))
    found = reconsider(analyzed, suspects, [], restore(analyzed, suspects, most_no_change=1.0))
    assert [one.suspect.phrase for one in found][:2] == ["jail", "state of affairs"]
    assert all(
        abs(one.no_change + sum(o.probability for o in one.options) - 1.0) < 1e-9 for one in found
    )
    assert all(one.confidence is not None for one in found)


def test_opposites_are_never_added() -> None:
    analyzed = analyze(
        "Elle défend la low tech à l'école. Il risque dix ans de jail, dit le sufferer."
    )
    suspects = list(find(analyzed))
    for one in reconsider(
        analyzed, suspects, [], restore(analyzed, suspects, most_no_change=1.0), always=True
    ):
        if one.suspect.phrase == "low":
            assert "high" not in {option.word for option in one.options}


ALONE = (
    ("Il a été condamné à trois ans de jail ferme par le tribunal.", "prison", True),
    ("L'accusé risque dix ans de jail pour ce crime, dit le juge.", "prison", True),
    ("Le movie a été présenté en compétition au festival de Cannes.", "film", True),
    ("Une blast a secoué le centre de la capitale mardi matin.", "explosion", False),
    ("Le conseil a adopté le spending plan de la région.", "budget", False),
)


@pytest.mark.parametrize(("text", "word", "made"), ALONE)
def test_english_alone_in_a_text_is_restored_where_it_is_nearly_certain(
    text: str, word: str, made: bool
) -> None:
    result = AUTO.explain(text)
    found = result.edits if made else result.proposals
    assert [edit.after for edit in found] == [word]
    assert not (result.proposals if made else result.edits)


@pytest.mark.parametrize(
    "text",
    [
        "Le closing de la transaction est attendu en juin, dit le fonds.",
        "Les hooks de cette bibliothèque se lisent avant le rendu.",
        "Un player connu a quitté la partie avant la fin du raid.",
        "Chaque alert du navigateur bloque la page jusqu'au clic.",
        "Le build échoue si le linter trouve une erreur.",
        "Le merge de la branche attend la revue du code.",
    ],
)
def test_terms_of_a_field_stay(text: str) -> None:
    result = AUTO.explain(text)
    assert (result.edits, result.proposals) == ((), ())
