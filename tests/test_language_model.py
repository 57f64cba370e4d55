"""The estimator against a plain reference, the mixture against the laws, the shipped model."""

import itertools
import math
import pickle
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import DictionaryError
from pipeline.resources import data
from pipeline.resources.language_model import LANGUAGE_MODEL_FILE, LanguageModel, model

np = pytest.importorskip("numpy", reason="the estimator needs numpy")

from dictionaries.builders import lm_kneser_ney as kn  # noqa: E402
from dictionaries.builders import lm_mixture as mixture  # noqa: E402
from dictionaries.builders.lm_corpora import END, SPECIAL, START  # noqa: E402

ORDER, SIZE = 3, 400
WORDS = (*SPECIAL, *(f"w{i}" for i in range(len(SPECIAL), SIZE)))


def sentences(seed: int, number: int) -> list[list[int]]:
    """Return made-up sentences whose words depend on the one before."""
    rng = random.Random(seed)
    made = []
    for _ in range(number):
        words, last = [START], 0
        for _ in range(rng.randint(1, 12)):
            last = len(SPECIAL) + int((SIZE - len(SPECIAL)) * rng.random() ** 4 + last % 9) % (
                SIZE - len(SPECIAL)
            )
            words.append(last)
        made.append([*words, END])
    return made


def stream(texts: list[list[int]]) -> Any:
    """Return the sentences as one stream."""
    return np.array(list(itertools.chain(*texts)), dtype=np.int32)


class Reference:
    """Interpolated modified Kneser-Ney as the textbook writes it: dictionaries, one word a time."""

    def __init__(self, texts: list[list[int]]) -> None:
        raw: list[Counter[tuple[int, ...]]] = [Counter() for _ in range(ORDER)]
        for text in texts:
            for n in range(1, ORDER + 1):
                raw[n - 1].update(tuple(text[i : i + n]) for i in range(len(text) - n + 1))
        self.counts: list[dict[tuple[int, ...], int]] = [dict(counts) for counts in raw]
        for n in range(ORDER - 1):
            left = Counter(gram[1:] for gram in raw[n + 1])
            for gram in self.counts[n]:
                if gram[0] != START:
                    self.counts[n][gram] = left[gram]
        self.counts[0][(START,)] = 0
        self.discounts: list[list[float]] = []
        self.after: list[dict[tuple[int, ...], list[int]]] = []
        for counts in self.counts:
            seen = Counter(counts.values())
            y = seen[1] / (seen[1] + 2 * seen[2])
            self.discounts.append(
                [0.0, *(k - (k + 1) * y * seen[k + 1] / seen[k] for k in (1, 2, 3))]
            )
            after = defaultdict(list)
            for gram, count in counts.items():
                after[gram[:-1]].append(count)
            self.after.append(after)

    def p(self, history: tuple[int, ...], word: int) -> float:
        """Return the probability of ``word`` after at most two words."""
        n = len(history)
        lower = self.p(history[1:], word) if n else 1 / (SIZE - 1)
        counts = self.after[n].get(history)
        if not counts:
            return lower
        discounts = self.discounts[n]
        count = self.counts[n].get((*history, word), 0)
        freed = sum(discounts[min(c, 3)] for c in counts)
        return (count - discounts[min(count, 3)] + freed * lower) / sum(counts)

    def perplexity(self, texts: list[list[int]]) -> float:
        """Return the perplexity of all words but ``<s>``."""
        logs = [
            math.log(self.p(tuple(text[max(0, i - ORDER + 1) : i]), text[i]))
            for text in texts
            for i in range(1, len(text))
        ]
        return math.exp(-sum(logs) / len(logs))


@pytest.fixture(scope="module")
def first() -> kn.Model:
    return kn.estimate(stream(sentences(1, 300)), SIZE, ORDER)


@pytest.fixture(scope="module")
def mixed(first: kn.Model) -> kn.Model:
    second = kn.estimate(stream(sentences(2, 80)), SIZE, ORDER)
    second = kn.at_least(second, (0, 2, 2))
    trust = [np.array([[0.5, 0.3, 0.1], [-0.5, 0.4, 0.2]])] * (ORDER - 1)
    return mixture.mix([first, second], np.array([0.7, 0.3]), trust)


def distribution(lm: kn.Model, history: Sequence[int]) -> Any:
    """Return the probability of every word after ``history``."""
    texts = [[START, *history, word] for word in range(SIZE) if word != START]
    p = kn.predict(lm, stream(texts)).reshape(len(texts), -1)
    return np.asarray(p[:, -1])


def test_perplexity_is_that_of_the_reference(first: kn.Model) -> None:
    held_back = sentences(3, 50)
    reference = Reference(sentences(1, 300)).perplexity(held_back)
    tested = stream(held_back)
    p = kn.predict(first, tested)
    assert kn.perplexity(p, kn.predicted(tested)) == pytest.approx(reference, rel=1e-9)


@pytest.mark.parametrize("history", [(), (3,), (4, 3), (59, 398), (0,)])
def test_distributions_sum_to_one(
    history: tuple[int, ...], first: kn.Model, mixed: kn.Model
) -> None:
    for lm in (first, mixed, kn.at_least(first, (0, 2, 2)), mixture.prune(mixed, 1e-5)):
        assert distribution(lm, history).sum() == pytest.approx(1.0, abs=1e-9)


def test_at_least_drops_what_was_seen_once(first: kn.Model) -> None:
    kept = kn.at_least(first, (0, 2, 2))
    for before, after in zip(first.levels[1:], kept.levels[1:], strict=True):
        assert after.count.min() == 2
        assert len(after) == (before.count >= 2).sum()


def test_discounts_of_odd_samples_are_the_usual_ones() -> None:
    assert kn.discounts(np.array([7.0, 7.0])).tolist() == [0.0, 0.5, 1.0, 1.5]


def test_pruning_drops_the_cheapest_and_closes_over_prefixes_and_suffixes(mixed: kn.Model) -> None:
    assert [len(level) for level in mixture.prune(mixed, -1.0).levels] == [
        len(level) for level in mixed.levels
    ]
    pruned = mixture.prune(mixed, 1e-5)
    assert len(pruned.levels[2]) < len(mixed.levels[2])
    tested = stream(sentences(3, 50))
    whole, less, least = (
        kn.perplexity(kn.predict(lm, tested), kn.predicted(tested))
        for lm in (mixed, pruned, mixture.prune(mixed, 1.0))
    )
    assert whole < less * 1.001 and less < least


def test_weights_find_the_better_component() -> None:
    good, bad = np.array([0.5, 0.4, 0.3]), np.array([0.01, 0.02, 0.01])
    weights = mixture.fit_weights([good, bad], np.ones(3))
    assert weights.sum() == pytest.approx(1.0)
    assert weights[0] > 0.99


def test_trust_goes_to_the_component_that_saw_the_history() -> None:
    counts = np.array([[100.0, 0.0, 0.0], [0.0, 100.0, 0.0]])
    weights = mixture.trusted(np.array([[0.0, 1.0, 1.0]] * 2), counts)
    assert weights.sum(axis=0) == pytest.approx([1.0] * 3)
    assert weights[0, 0] > 0.99 and weights[1, 1] > 0.99 and weights[0, 2] == 0.5


def test_fitted_trust_is_better_than_none() -> None:
    counts = np.array([[9.0, 9.0, 0.0, 0.0], [0.0, 0.0, 9.0, 9.0]])
    table = np.array([[0.5, 0.4, 0.1, 0.1], [0.1, 0.1, 0.5, 0.4]])
    trust = mixture.fit_trust(table, counts, np.ones(4))
    mixed = (mixture.trusted(trust, counts) * table).sum(axis=0)
    assert kn.perplexity(mixed) < kn.perplexity(table.mean(axis=0)) * 0.7


def test_what_the_news_hold_once_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("msgpack")
    from dictionaries.builders import frequency, language_model
    from dictionaries.builders.lm_corpora import COMPONENTS, Corpora

    monkeypatch.setattr(frequency, "zipfs", lambda language: {"listé": 3.0, "deux": 5.0})
    words = (*SPECIAL, "une", "deux", "ailleurs", "partout")
    streams = {name: stream([[START, END]]) for names in COMPONENTS.values() for name in names}
    streams["orangesum"] = stream([[START, 3, 4, 4, 6, END]])
    streams["eltec"] = stream([[START, 5, 5, 6, 6, END]])
    read = language_model.training(Corpora(words, streams))
    assert read.words == (*SPECIAL, "deux", "ailleurs", "partout", "listé")
    assert read.streams["news"].tolist() == [START, 0, 3, 3, 0, END]
    assert read.streams["novels"].tolist() == [START, 4, 4, 5, 5, END]
    assert read.general.sum() == pytest.approx(1.0)
    assert read.general[START] == 0.0


@pytest.fixture(scope="module")
def small(mixed: kn.Model, tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    path = tmp_path_factory.mktemp("lm") / "small.arpa"
    mixture.write_arpa(mixed, WORDS, path, unknown_words=10.0)
    return LanguageModel(path)


def test_runtime_agrees_with_the_estimator(small: LanguageModel, mixed: kn.Model) -> None:
    for text in sentences(4, 20):
        expected = np.log10(kn.predict(mixed, stream([text]))[1:])
        found = small.per_word([WORDS[i] for i in text[1:-1]])
        assert found == pytest.approx(expected.tolist(), abs=1e-4)


def test_score_is_the_sum_of_its_words(small: LanguageModel) -> None:
    keys = ["w3", "w4", "w59"]
    assert small.score(keys) == pytest.approx(sum(small.per_word(keys)))
    assert len(small.per_word(keys, eos=False)) == 3
    assert small.score(keys, bos=False) != small.score(keys)


def test_an_unknown_word_has_its_share_of_the_unknown(
    small: LanguageModel, mixed: kn.Model
) -> None:
    assert "w3" in small and "rature" not in small
    expected = math.log10(mixed.levels[0].p[0] / 10.0)
    assert small.per_word(["rature"], bos=False, eos=False) == pytest.approx([expected], abs=1e-4)


def test_options_compare_whole_sequences(small: LanguageModel) -> None:
    left, right = ["<s>", "w5", "w3"], ["w4", "w6", "</s>"]
    options = [["w3"], ["w7", "w8"], [], ["inconnu"]]
    found = small.options(left, options, right)
    start = small.score(left[1:], eos=False)
    for option, score in zip(options, found, strict=True):
        # Two words right of the option reach back to it in a trigram model.
        whole = small.score([*left[1:], *option, *right[:2]], eos=False)
        assert score == pytest.approx(whole - start, abs=1e-4)
    assert small.options([], [["w3"]], []) == small.per_word(["w3"], bos=False, eos=False)
    end = small.options(["w5"], [["w3"]], ["</s>"])
    assert end == [pytest.approx(sum(small.per_word(["w5", "w3"], bos=False)[1:]), abs=1e-4)]


def test_a_pickled_model_opens_the_same_file(small: LanguageModel) -> None:
    again = pickle.loads(pickle.dumps(small))
    assert again.per_word(["w3", "w4"]) == small.per_word(["w3", "w4"])


def test_a_missing_or_damaged_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError, match="missing"):
        LanguageModel(tmp_path / "none.bin")
    damaged = tmp_path / "damaged.bin"
    damaged.write_bytes(b"no model")
    with pytest.raises(DictionaryError, match="damaged"):
        LanguageModel(damaged)


shipped = pytest.mark.skipif(
    not (data.home() / LANGUAGE_MODEL_FILE).is_file(), reason="the language model is not built"
)


@shipped
def test_the_shipped_model_is_small_and_knows_french() -> None:
    assert (data.home() / LANGUAGE_MODEL_FILE).stat().st_size <= 48_000_000
    lm = model()
    assert lm.order >= 4
    for key in ("gouvernement", "l'", "aujourd'hui", "prison", "macron", "coronavirus", "0"):
        assert key in lm
    assert "xqzwv" not in lm


@shipped
@pytest.mark.parametrize(
    ("left", "best", "others", "right"),
    [
        ("condamné à 0 ans de", "prison", "jail part cause front", "pour meurtre"),
        ("une personne a été", "placée", "placé placées place", "en garde à vue"),
        ("il se trouve en première ligne du", "front", "cost part charge date", ", a dit l'"),
        ("<s>", "plus", "pus plu place", "tôt dans la journée ,"),
        ("le chef de l'", "état", "était été or air", "a annoncé mardi"),
    ],
)
def test_the_shipped_model_ranks_the_right_word_first(
    left: str, best: str, others: str, right: str
) -> None:
    options = [[word] for word in (best, *others.split())]
    scores = model().options(left.split(), options, right.split())
    assert max(scores) == scores[0]
