"""Which suspects the context model is asked about, and what of the text it reads for that."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.batch.options import RunOptions
from pipeline.batch.run import run
from pipeline.pipeline import Pipeline
from pipeline.resources.context_model import ContextModel, Reading
from pipeline.restoration import context_decoding
from pipeline.restoration.asking import Questions, is_explained, is_sure, questions
from pipeline.restoration.context import doubtful, reconsider, strangers
from pipeline.restoration.detection import find
from pipeline.restoration.scoring import Restoration, restore
from pipeline.restoration.windows import WINDOW, passages, window
from pipeline.text.analysis import AnalyzedText, analyze

SEEDS = [
    p for p in sorted((Path(__file__).parents[1] / "seeds").glob("*.txt")) if ".gold" not in p.name
]

KNOWN = (
    "Il risque dix ans de jail. Le movie est sorti en salles mercredi. Une blast a secoué le "
    "quartier. La carrier a licencié cent employés, et les moyens de transport restent gratuits."
)
STRANGE = (
    "Le constabulary a bouclé le quartier. Une minute de taciturnity a été observée à l'Assemblée "
    "nationale. La predicament des hôpitaux inquiète les députés, et l'heedfulness du ministre "
    "est attendue."
)
PLAIN = "Le conseil municipal a voté hier le budget de la ville, et le maire a remercié les élus. "


def chosen_of(text: str) -> tuple[AnalyzedText, list[Restoration]]:
    analyzed = analyze(text)
    suspects = list(find(analyzed))
    weighed = restore(analyzed, suspects, most_no_change=1.0)
    strange = strangers(analyzed, suspects)
    return analyzed, doubtful(analyzed, [*suspects, *strange], weighed, always=False)


def asked_of(text: str, always: bool = False) -> tuple[dict[str, bool], Questions]:
    analyzed, chosen = chosen_of(text)
    found = questions(chosen, analyzed.size, 0.0, always)
    return dict(zip([o.suspect.phrase for o in chosen], found.asked, strict=True)), found


def test_a_known_spinner_is_asked_about_doubts_only() -> None:
    asked, found = asked_of(KNOWN)
    assert not found.whole
    assert not any(asked[word] for word in ("jail", "movie", "blast"))
    assert asked["carrier"]
    assert not asked["transport"]


def test_an_unknown_spinner_is_asked_about_all_of_it() -> None:
    asked, found = asked_of(STRANGE)
    assert found.whole
    assert all(asked[word] for word in ("constabulary", "taciturnity", "predicament"))


def test_always_asks_about_sure_words() -> None:
    asked, found = asked_of(KNOWN, always=True)
    assert found.whole
    assert asked["jail"]


@pytest.mark.parametrize("text", ["Il risque dix ans de jail.", "Le movie dort. Il est en jail."])
def test_few_known_words_make_no_known_spinner(text: str) -> None:
    asked, _ = asked_of(text)
    assert asked["jail"]


def test_one_doubt_does_not_open_a_long_text() -> None:
    short, _ = asked_of("Le dealer a été arrêté. Le constabulary a bouclé le quartier du tribunal.")
    long, found = asked_of(PLAIN * 60 + "Le constabulary a bouclé le quartier du tribunal.")
    assert "tribunal" in short
    assert not found.whole
    assert set(long) == {"constabulary"}


def test_what_is_not_asked_stays_as_the_restorer_read_it() -> None:
    analyzed = analyze(KNOWN)
    suspects = list(find(analyzed))
    weighed = restore(analyzed, suspects, most_no_change=1.0)
    found = {one.suspect.phrase: one for one in reconsider(analyzed, suspects, [], weighed)}
    before = {one.suspect.phrase: one for one in weighed}
    assert found["jail"] == before["jail"]
    assert found["carrier"].confidence is not None
    edits = {e.before: e.after for e in Pipeline().explain(KNOWN).edits}
    assert {"jail": "prison", "movie": "film", "blast": "explosion"}.items() <= edits.items()


def test_sure_needs_a_source() -> None:
    _, chosen = chosen_of(KNOWN)
    sure = [one for one in chosen if one.options and is_explained(one) and is_sure(one)]
    assert {one.suspect.phrase for one in sure} == {"jail", "movie", "blast"}
    assert not any(is_sure(one) for one in chosen if one.options and not one.options[0].evidence)
    french = [one for one in chosen if one.options and one.suspect.kind == "homograph"]
    assert not any(is_sure(one) for one in french)


def read_of(text: str, phrases: Sequence[str]) -> list[tuple[str, ...]]:
    analyzed = analyze(text)
    suspects = list(find(analyzed))
    asked = [suspect.first for suspect in suspects if suspect.phrase in phrases]
    reads = [""] * len(suspects)
    return [
        window(analyzed, pieces, suspects, reads).keys
        for pieces in passages(analyzed, suspects, asked)
    ]


def test_only_sentences_with_a_question_are_read() -> None:
    asked = "Hier une blast a secoué le quartier de la gare."
    (keys,) = read_of(f"{PLAIN}{asked} {PLAIN}", ["blast"])
    assert keys == tuple("<s> hier une blast a secoué le quartier de la gare . </s>".split())


def test_sentences_that_are_asked_about_share_a_window() -> None:
    text = f"Une blast a eu lieu. {PLAIN * 12}Il est en jail. {PLAIN}"
    (keys,) = read_of(text, ["blast", "jail"])
    assert keys == tuple("<s> une blast a eu lieu . </s> <s> il est en jail . </s>".split())
    many = read_of(text * 12, ["blast", "jail"])
    assert all(len(keys) <= WINDOW for keys in many)
    assert sum(keys.count("jail") for keys in many) == 12


def test_a_phrase_is_not_cut() -> None:
    phrase = "state of affairs"
    cuts = set()
    for far in range(WINDOW - 16, WINDOW - 2):
        text = f"La firm est {'très ' * far}inquiète, la {phrase} est grave, dit le maire."
        windows = read_of(text, ["firm", phrase])
        cut = [[key for key in keys if key in phrase.split()] for keys in windows]
        assert phrase.split() in cut
        assert all(some in ([], phrase.split()) for some in cut)
        cuts.add(cut.index(phrase.split()))
    assert cuts == {0, 1}


@pytest.fixture
def asked_keys(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return where the lengths of the windows go that this process reads."""
    lengths: list[int] = []
    whole = ContextModel.read

    def counted(model: ContextModel, keys: Sequence[str]) -> Reading:
        lengths.append(len(keys))
        return whole(model, keys)

    monkeypatch.setattr(ContextModel, "read", counted)
    return lengths


def test_workers_shards_and_order_change_no_record(tmp_path: Path, asked_keys: list[int]) -> None:
    texts = [KNOWN, STRANGE, *(path.read_text("utf-8") for path in SEEDS[:6])] * 2
    rows = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts)]
    context_decoding._read.cache_clear()
    Pipeline().explain(texts[1])
    assert asked_keys
    found = []
    for number, (workers, size) in enumerate(((1, 100), (2, 1), (2, 3), (1, 2))):
        folder = tmp_path / str(number)
        folder.mkdir()
        random.Random(number).shuffle(rows)
        (folder / "dump.jsonl").write_text("\n".join(rows), encoding="utf-8")
        code = run(
            RunOptions(
                [str(folder / "dump.jsonl")],
                str(folder / "out"),
                workers=workers,
                shard_size=size,
                ledger="jsonl",
                quiet=True,
            )
        )
        assert code == 0
        made = (folder / "out" / "clean" / "dump.jsonl").read_text("utf-8")
        ledger = (folder / "out" / "ledger.jsonl").read_text("utf-8").splitlines()
        told = [{**json.loads(line), "row": 0} for line in ledger]
        assert sum(row["rule"] == "LEAK001" for row in told) > 10
        found.append((sorted(made.splitlines()), sorted(map(json.dumps, told))))
    assert all(one == found[0] for one in found)
