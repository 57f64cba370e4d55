"""The shipped vectors know subjects; the builder counts, decomposes and rounds as it says."""

from pathlib import Path

import pytest

from pipeline.errors import DictionaryError
from pipeline.resources import data, vectors
from pipeline.resources.vectors import VECTOR_BIAS, VECTOR_SIZE, VECTOR_STEP, topic

SPORT = ("l'", "équipe", "a", "perdu", "ce", "championnat", ",", "les", "joueurs", "du", "stade")
COURT = ("le", "procureur", "et", "l'", "avocat", "des", "victimes", "au", "tribunal")


@pytest.mark.parametrize(
    ("keys", "goes", "goes_not"),
    [
        (SPORT, "match", "allumette"),
        (SPORT, "entraîneur", "chaîne"),
        (SPORT, "buts", "peines"),
        (COURT, "peine", "match"),
        (COURT, "procès", "essai"),
        (("gouvernement", "députés", "assemblée"), "loi", "usine"),
    ],
)
def test_a_word_of_the_subject_fits_better(keys: tuple[str, ...], goes: str, goes_not: str) -> None:
    here = topic(keys)
    assert here.fit(goes) > here.fit(goes_not)
    assert -1.0 < here.fit(goes_not) < here.fit(goes) < 5.0


@pytest.mark.parametrize("keys", [(), ("le", "de", ",", "0", "", "brxzt")])
def test_without_content_words_nothing_fits(keys: tuple[str, ...]) -> None:
    assert topic(keys).fit("match") == 0.0


@pytest.mark.parametrize("option", ["", "brxzt", "0", ",", "l'"])
def test_unknown_options_get_nothing(option: str) -> None:
    assert topic(SPORT).fit(option) == 0.0


def test_several_words_get_their_mean() -> None:
    here = topic(SPORT)
    both = (here.fit("match") + here.fit("procès")) / 2
    assert here.fit("match procès") == pytest.approx(both)
    assert here.fit("match brxzt") == here.fit("match")


def test_function_words_order_and_elision_change_nothing() -> None:
    fit = topic(SPORT).fit("match")
    assert topic(SPORT[::-1]).fit("match") == fit
    assert topic([*SPORT, "de", "le", "."]).fit("match") == fit
    assert topic(["équipe-"]).fit("match") == topic(["équipe"]).fit("match")


def test_the_topic_is_the_mean_product() -> None:
    def vector(word: str, column: int) -> list[float]:
        return [(byte - VECTOR_BIAS) * VECTOR_STEP for byte in vectors._vectors().row(word, column)]

    option = vector("match", 1)
    assert len(option) == VECTOR_SIZE
    products = [
        sum(a * b for a, b in zip(option, vector(word, 0), strict=True))
        for word in ("équipe", "saison", "équipe")
    ]
    assert topic(["équipe", "saison", "équipe"]).fit("match") == pytest.approx(sum(products) / 3)


def test_a_long_passage_does_not_run_over() -> None:
    assert topic(["équipe"] * 1000).fit("match") == pytest.approx(topic(["équipe"]).fit("match"))


def test_the_files_belong_together() -> None:
    found = vectors._vectors()
    assert (len(found.rows) - found.contexts) % VECTOR_SIZE == 0
    size = sum(
        data.path(name).stat().st_size for name in (vectors.VECTORS_FILE, vectors.VECTOR_WORDS)
    )
    assert size < 6_000_000


def test_a_missing_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATURE_DICTIONARIES", str(tmp_path))
    with pytest.raises(DictionaryError, match=r"vectors\.marisa is missing"):
        vectors._vectors.__wrapped__()


def test_a_damaged_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (vectors.VECTORS_FILE, vectors.VECTOR_WORDS):
        (tmp_path / name).write_bytes(data.path(name).read_bytes())
    (tmp_path / vectors.VECTORS_FILE).write_bytes(b"12")
    monkeypatch.setenv("RATURE_DICTIONARIES", str(tmp_path))
    with pytest.raises(DictionaryError, match=r"vectors\.bin is damaged"):
        vectors._vectors.__wrapped__()


# -- the builder --------------------------------------------------------------------------------


def test_keys_become_words() -> None:
    pytest.importorskip("numpy")
    from dictionaries.builders.vectors import bare

    assert [bare(key) for key in ("porte-", "l'", "0", ",", "aujourd'hui")] == [
        "porte",
        "",
        "",
        "",
        "aujourd'hui",
    ]


def test_near_counts_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    np = pytest.importorskip("numpy")
    from dictionaries.builders import vectors as builder

    for name, value in (("STOP", 1), ("CONTEXT", 3), ("WINDOW", 2)):
        monkeypatch.setattr(builder, name, value)
    # Words 1 to 3 are context words; 4 is none, 3 has no row.
    counts = builder.near([np.array([1, 2, 4, 1, 3])], 5, np.array([2, 4, 1]))
    assert counts.tolist() == [[2, 0, 0], [2, 1, 1], [0, 2, 1]]


def test_what_was_seen_once_is_left_out() -> None:
    np = pytest.importorskip("numpy")
    from dictionaries.builders.vectors import information

    found = information(np.array([[8, 1, 0], [1, 8, 1], [0, 1, 8]], dtype=np.float32))
    assert (found > 0).tolist() == np.eye(3, dtype=bool).tolist()


def test_a_small_matrix_is_decomposed() -> None:
    np = pytest.importorskip("numpy")
    from dictionaries.builders.vectors import decompose, rounded

    random = np.random.default_rng(3)
    matrix = (random.random((60, 4)) @ random.random((4, 50))).astype(np.float32)
    rows, columns = decompose(matrix, 4)
    assert np.allclose(rows @ columns.T, matrix, atol=1e-4)
    again = decompose(matrix, 4)
    assert (rounded(rows) == rounded(again[0])).all()
    assert (rounded(columns) == rounded(again[1])).all()
    assert rounded(np.array([-9.0, 0.0, VECTOR_STEP, 9.0])).tolist() == [
        1,
        VECTOR_BIAS,
        VECTOR_BIAS + 1,
        255,
    ]
