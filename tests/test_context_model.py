"""The context model knows what fits; its scores depend on the window alone; its builder repeats."""

import importlib.util
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import DictionaryError
from pipeline.resources import data
from pipeline.resources.context_model import (
    CONTEXT_WEIGHTS,
    GRAPH,
    LONGEST_WINDOW,
    STEP,
    ContextModel,
    ask_together,
    load,
)

BATTLE = "<s> la bataille la ? sanglante et la plus longue de la guerre . </s>".split()
PRISON = "<s> il risque une peine de 0 ans de ? . </s>".split()
PARTIES = "<s> les deux ? ont subi des pertes . </s>".split()

SHARED = Path(__file__).parents[2] / "shared" / "context"

# Scores as the shipped files gave them when they were made.
GOLDEN = json.loads((Path(__file__).parent / "context_golden.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def model() -> ContextModel:
    return load()


@pytest.mark.parametrize(
    ("window", "at", "fits", "fits_not"),
    [
        (BATTLE, 4, "plus", "moins"),
        (PRISON, 9, "prison", "front"),
        (PARTIES, 3, "parties", "partie"),
        ("<s> des soldats sur les lignes de ? de la guerre . </s>".split(), 7, "front", "charge"),
        (
            "<s> le premier ministre a pris la ? devant l' assemblée . </s>".split(),
            7,
            "parole",
            "charge",
        ),
        ("<s> elle ? partie hier matin de paris . </s>".split(), 2, "est", "et"),
    ],
)
def test_what_fits_scores_higher(
    model: ContextModel, window: list[str], at: int, fits: str, fits_not: str
) -> None:
    better, worse = model.read(window).scores(at, [fits, fits_not])
    assert better is not None
    assert worse is not None
    assert better > worse + 0.5


def test_the_best_homographs_come_in_order(model: ContextModel) -> None:
    found = model.read(BATTLE).best(4, 5)
    assert found[0][0] == "plus"
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    words = [word for word, _ in found]
    assert model.read(BATTLE).scores(4, words) == tuple(score for _, score in found)
    every = model.read(BATTLE).best(4, 10**6)
    assert len(every) == len(model.homographs)
    assert every[:5] == found
    assert every[:400] == model.read(BATTLE).best(4, 400)


def test_what_stands_at_a_position_does_not_move_its_own_scores(model: ContextModel) -> None:
    options = ["plus", "moins", "guerre"]
    here = model.read(BATTLE).scores(4, options)
    for other in ("moins", "<unk>", "entrance", "de"):
        window = [*BATTLE[:4], other, *BATTLE[5:]]
        assert model.read(window).scores(4, options) == here
        assert (model.read(window).states[6] != model.read(BATTLE).states[6]).any()


def test_probabilities_sum_to_one(model: ContextModel) -> None:
    reading = model.read(PRISON)
    found = reading.log_probabilities(9, model.words)
    assert sum(np.exp(x) for x in found if x is not None) == pytest.approx(1, abs=0.03)
    (alone,) = reading.partition([9])
    assert reading.partition([3, 9, 5])[1] == alone
    assert reading.partition([]) == ()


def test_a_word_without_a_row_has_no_score(model: ContextModel) -> None:
    assert not model.knows("brxzt")
    assert model.read(PRISON).scores(9, ["brxzt"]) == (None,)
    known, unknown = model.read(PRISON).scores(9, ["prison", "brxzt"])
    assert known is not None
    assert unknown is None
    assert model.read(PRISON).scores(9, []) == ()


@pytest.mark.parametrize("length", [0, LONGEST_WINDOW + 1])
def test_a_window_has_its_limits(model: ContextModel, length: int) -> None:
    with pytest.raises(ValueError, match="keys"):
        model.read(["de"] * length)


@pytest.mark.parametrize("length", [1, 2, 3, 17, LONGEST_WINDOW])
def test_windows_of_any_length_are_read(model: ContextModel, length: int) -> None:
    states = model.read(["de"] * length).states
    assert states.shape == (length, 384)
    assert np.isfinite(states).all()


def windows(model: ContextModel, count: int) -> list[list[str]]:
    draws = random.Random(3)
    return [draws.choices(model.words[3:9000], k=draws.randint(2, 90)) for _ in range(count)]


def test_order_and_threads_change_no_bit(model: ContextModel) -> None:
    some = windows(model, 12)
    first = [model.read(window).states for window in some]
    order = list(range(len(some)))
    random.Random(4).shuffle(order)
    two = ContextModel(threads=2)
    for i in order:
        assert (model.read(some[i]).states == first[i]).all()
        assert (two.read(some[i]).states == first[i]).all()


@pytest.mark.parametrize("length", [2, 5, 64, 128])
def test_the_state_of_a_place_does_not_depend_on_what_is_asked_beside(
    model: ContextModel, length: int
) -> None:
    draws = random.Random(length)
    window = draws.choices(model.words[3:9000], k=length)
    whole = model.states(window, range(length))
    assert (model.read(window).states == whole).all()
    for count in {1, 2, length // 2}:
        places = draws.sample(range(length), count)
        assert (model.states(window, places) == whole[places]).all()


def test_a_window_is_read_once_for_all_places_named_at_once(
    model: ContextModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes: list[list[int]] = []
    states = ContextModel.states

    def counted(model: ContextModel, window: tuple[str, ...], places: list[int]) -> object:
        passes.append(places)
        return states(model, window, places)

    monkeypatch.setattr(ContextModel, "states", counted)
    reading = model.read(BATTLE)
    assert passes == []
    reading.attend([4, 2, 4])
    reading.scores(2, ["bataille"])
    reading.best(4, 5)
    reading.partition([2, 4])
    assert passes == [[4, 2]]
    reading.attend([4, 5])
    assert passes == [[4, 2], [5]]


def test_scores_are_whole_steps(model: ContextModel) -> None:
    for score in model.read(BATTLE).scores(4, model.words[:200]):
        assert score is not None
        assert (score * STEP).is_integer()


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: " ".join(case["window"])[:30])
def test_scores_are_those_it_was_made_with(model: ContextModel, case: dict[str, object]) -> None:
    window, at, scores = case["window"], case["at"], case["scores"]
    assert isinstance(window, list)
    assert isinstance(at, int)
    assert isinstance(scores, dict)
    found = model.read(window).scores(at, list(scores))
    # The same on x86-64 with AVX2 or AVX-512; other processors may round an activation otherwise.
    assert found == pytest.approx(tuple(scores.values()), abs=0.35)


def test_loading_is_lazy() -> None:
    code = (
        "import sys\n"
        "from pipeline.resources import context_model\n"
        "assert 'onnxruntime' not in sys.modules\n"
        "assert 'numpy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def one_line(error: pytest.ExceptionInfo[DictionaryError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    return text


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError) as error:
        ContextModel(tmp_path)
    assert CONTEXT_WEIGHTS in one_line(error)


@pytest.mark.parametrize("keep", [0, 10, 5000, 1_000_000])
def test_a_cut_off_file_is_an_error(tmp_path: Path, keep: int) -> None:
    with data.path(CONTEXT_WEIGHTS).open("rb") as file:
        (tmp_path / CONTEXT_WEIGHTS).write_bytes(file.read(keep))
    shutil.copy(data.path(GRAPH), tmp_path)
    with pytest.raises(DictionaryError) as error:
        ContextModel(tmp_path)
    assert "damaged" in one_line(error)


@pytest.mark.parametrize("graph", [None, b"", b"no graph"])
def test_a_broken_graph_is_an_error(tmp_path: Path, graph: bytes | None) -> None:
    (tmp_path / CONTEXT_WEIGHTS).symlink_to(data.path(CONTEXT_WEIGHTS))
    if graph is not None:
        (tmp_path / GRAPH).write_bytes(graph)
    with pytest.raises(DictionaryError) as error:
        ContextModel(tmp_path)
    assert GRAPH in one_line(error)


def test_without_onnx_runtime_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(DictionaryError) as error:
        ContextModel()
    assert "pip install" in one_line(error)


def test_the_graph_is_built_again_byte_for_byte(tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    from dictionaries.builders.context_model import write_graph

    shutil.copy(data.path(CONTEXT_WEIGHTS), tmp_path)
    write_graph(tmp_path)
    assert (tmp_path / GRAPH).read_bytes() == data.path(GRAPH).read_bytes()


def test_no_pair_of_products_overflows(model: ContextModel) -> None:
    for name, array in model._arrays.items():
        if name.endswith(".weight") and name != "emb.weight":
            assert 255 * 2 * int(np.abs(array.astype(np.int16)).max()) < 1 << 15, name


@pytest.mark.skipif(not (SHARED / "reference.py").is_file(), reason="no reference model here")
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the reference leaves its files open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_runtime_does_what_the_reference_does(tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    from dictionaries.builders import context_model as builder

    spec = importlib.util.spec_from_file_location("reference", SHARED / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    words, arrays, sizes = builder.read_weights(SHARED)
    few = builder.few_levels(arrays)
    builder.write_weights(tmp_path / CONTEXT_WEIGHTS, words, few, sizes)
    builder.write_graph(tmp_path)
    plain = module.Cloze(SHARED / "cloze.json", SHARED / "cloze.bin", SHARED / "vocab.txt")
    for name in plain.w:
        if f"{name}.scale" in few:
            scale = few[f"{name}.scale"].astype(np.float32)
            plain.w[name] = few[name].astype(np.float32) * scale
    window = [*BATTLE, *PRISON, *PARTIES]
    reading, want = ContextModel(tmp_path).read(window), plain.states([window])[0]
    # What rounding activations to eight bits costs: 0.025 here; of the scores, tenths of a nat.
    assert np.abs(reading.states - want).mean() < 0.05 * np.abs(want).mean()
    for at, options in ((4, ["plus", "moins", "très"]), (len(BATTLE) + 9, ["prison", "front"])):
        expected = plain.scores(want[at], options)
        assert reading.scores(at, options) == pytest.approx(tuple(expected), abs=0.6)


def test_given_weights_get_few_levels() -> None:
    pytest.importorskip("onnx")
    from dictionaries.builders.context_model import few_levels

    draws = np.random.default_rng(5)
    rows = draws.integers(-127, 128, (4, 50)).astype(np.int8)
    rows[:, 0] = 127
    scale = np.full((4, 1), 0.01, np.float16)
    few = few_levels({"a.weight": rows, "a.weight.scale": scale, "b": rows[0].astype(np.float16)})
    assert np.abs(few["a.weight"]).max() == 63
    before = rows * scale.astype(np.float32)
    after = few["a.weight"] * few["a.weight.scale"].astype(np.float32)
    assert np.abs(before - after).max() < 0.011
    assert few_levels(few)["a.weight"] is few["a.weight"]


def test_the_network_learns_a_pattern(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="training needs PyTorch")
    from dictionaries.builders import context_training as training

    shape = training.Shape(words=120, width=48, layers=1, heads=6, mix=1)
    draws = np.random.default_rng(0)
    stream = (np.cumsum(draws.integers(1, 3, 30_000)) % 117 + 3).astype(np.uint16)
    recipe = training.Recipe(5, batch=8, warm=20, rate=3e-3)
    device = torch.device("cpu")
    torch.manual_seed(0)
    network = training.Network(shape)
    by = training.turns(training.LENGTH, 8, device)
    mask = training.mixing_mask(training.LENGTH, device)

    def loss(damaged: object, sound: object) -> object:
        return network.loss(damaged, sound, by, mask, torch.float32)

    feeder = training.Feeder({"news": stream}, np.arange(3, 40), recipe, shape, device)
    held = stream[: training.LENGTH * 8].reshape(8, -1)
    before = training.validation(network, feeder, held, loss)
    training.train(network, feeder, recipe, loss)
    after = training.validation(network, feeder, held, loss)
    assert after[0] < before[0]
    training.save_weights(network, tmp_path)
    assert (tmp_path / "weights.0").stat().st_size > 10_000


def test_a_shallow_network_begins_with_blocks_spread_over_a_deep_one() -> None:
    pytest.importorskip("torch", reason="training needs PyTorch")
    from dictionaries.builders.context_distilling import thinned

    deep = {f"{side}.{n}.o.weight": (side, n) for side in ("left", "right") for n in range(6)}
    few = thinned({**deep, "mix.1.o.weight": "mix", "bias": "bias"}, 3, 6)
    assert [few[f"left.{n}.o.weight"] for n in range(3)] == [("left", n) for n in (0, 2, 5)]
    assert [few[f"right.{n}.o.weight"] for n in range(3)] == [("right", n) for n in (0, 2, 5)]
    assert (few["mix.1.o.weight"], few["bias"], len(few)) == ("mix", "bias", 8)


def test_a_slice_at_a_time_gives_the_loss_and_its_gradients(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    torch = pytest.importorskip("torch", reason="training needs PyTorch")
    from dictionaries.builders import context_distilling as distilling

    monkeypatch.setattr(distilling, "SLICE", 16)
    torch.manual_seed(1)
    mine = [torch.randn(*size, requires_grad=True) for size in ((40, 16), (50, 16), (50,))]
    teacher = (torch.randn(40, 16), torch.randn(50, 16), torch.randn(50))
    true = torch.randint(0, 50, (40,))
    found = distilling.SoftLoss.apply(*mine, teacher, true, distilling._slice_loss)
    found.backward()
    gradients = [tensor.grad.clone() for tensor in mine]
    for tensor in mine:
        tensor.grad = None
    wanted = (teacher[0] @ teacher[1].T + teacher[2]).softmax(-1) * (1 - distilling.HARD)
    wanted[torch.arange(40), true] += distilling.HARD
    scores = mine[0] @ mine[1].T + mine[2]
    plain = -(wanted * scores.log_softmax(-1)).sum() / 40
    plain.backward()
    assert torch.allclose(found, plain)
    for gradient, tensor in zip(gradients, mine, strict=True):
        assert torch.allclose(gradient, tensor.grad, atol=1e-6)


def test_damage_ends_sentences_and_begins_others() -> None:
    torch = pytest.importorskip("torch", reason="training needs PyTorch")
    from dictionaries.builders import context_training as training

    recipe = training.Recipe(1, batch=4, unknown=0, other=0, spun=0, cut=0.2)
    shape = training.Shape(words=120, width=48, layers=1, heads=6, mix=1)
    torch.manual_seed(3)
    feeder = training.Feeder({}, np.arange(3, 40), recipe, shape, torch.device("cpu"))
    sound = torch.randint(3, 120, (64, 50))
    damaged = feeder.damaged(sound)
    ends = damaged == training.END
    assert ends.any()
    assert not ends.any(1).all()
    after = ends[:, :-1]
    assert (damaged[:, 1:][after] == training.START).all()
    kept = damaged == sound
    assert (kept | ends | (damaged == training.START)).all()


def test_best_homographs_do_not_depend_on_what_is_asked_beside(model: ContextModel) -> None:
    alone = [model.read(BATTLE).best(at, 40) for at in range(1, 6)]
    together = model.read(BATTLE)
    together.ask(range(1, 6), 40)
    assert [together.best(at, 40) for at in range(1, 6)] == alone
    several = [model.read(BATTLE), model.read(PRISON), model.read(BATTLE)]
    ask_together([(reading, range(1, 6)) for reading in several], 40)
    assert [several[2].best(at, 40) for at in range(1, 6)] == alone
    prison = model.read(PRISON)
    assert [prison.best(at, 40) for at in range(1, 6)] == [
        several[1].best(at, 40) for at in range(1, 6)
    ]


def test_the_best_homographs_are_those_of_all_scores(model: ContextModel) -> None:
    for window in windows(model, 5):
        reading = model.read(window)
        scores = [score for score in reading.scores(1, model.homographs) if score is not None]
        found = [score for _, score in reading.best(1, 40)]
        assert found == pytest.approx(sorted(scores, reverse=True)[:40], abs=2 / STEP)
