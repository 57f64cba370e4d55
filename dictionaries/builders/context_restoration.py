"""Fit the weights by which the context model decides about restorations.

Conditional logit, as in :mod:`dictionaries.builders.restoration`: the options of a suspect and
« leave it alone » compete. Articles are the tuning parts of the spun files, sound articles and
every second article of the sound genres, and the sound ones spun by what the sources of evidence
list (:mod:`dictionaries.builders.spinning`). All are seen with part of the evidence withheld, so
that the model does not lean on it where a spinner is unknown. Spinners are left out in turn
(:data:`LEFT_OUT`); probabilities are calibrated (isotonic regression) on what the weights make of
what was left out.
"""

import json
import lzma
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, repeat
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from dictionaries.builders import spinning
from dictionaries.builders.hand import OWN
from dictionaries.builders.restoration import Table, blame_of, isotonic, label, slipped
from dictionaries.builders.sources import Entry, Source, articles, development, digest, entry
from pipeline.resources import synonyms
from pipeline.restoration import names
from pipeline.restoration.context import doubtful, strangers
from pipeline.restoration.context_decoding import decode
from pipeline.restoration.context_features import OPTION_FEATURES, UNCHANGED_FEATURES, Extracted
from pipeline.restoration.context_weights import START_WEIGHTS, Net, Weights, probabilities
from pipeline.restoration.scoring import restore
from pipeline.restoration.weights import WEIGHT_SETS, between
from pipeline.stages.leakage import suspects
from pipeline.text.analysis import analyze

Floats = NDArray[np.float64]

STEPS, PENALTY = 300, 1e-5
UNITS = {"word": 12, "homograph": 12}
UNIT_PENALTY = 1e-3
"""Hidden units that correct the linear weights."""

UNWRITTEN = synonyms.UNLISTED - {synonyms.WRITTEN}
"""Evidence that articles of real spinners are restored with: what they may put was written with
some of them at hand. Weights that were fitted with the listed pairs at hand, too, trust them less
than they may: of the words of three spinners never fitted on they restored 58 in 100, these 61."""

THESAURI = frozenset(synonyms.EVIDENCE_KINDS)
"""Evidence that nobody wrote for spinners."""

WITHHELD = (THESAURI, frozenset({"embedding"}), frozenset[str]())
"""Sources that copies of the first spinners' articles are restored with, in turn."""


SOUND_FILES = ("clean_news", "clean_machine_translated")
FILES = ("spin_news", "spin_machine_translated", "spin_unseen", *SOUND_FILES)

ROUNDS = 2
"""Times that features are taken and weights fitted: neighbours are read as the last weights say."""


class Article(NamedTuple):
    """A text with its edits, the spinner that made them (empty: none), and its sources."""

    row: Mapping[str, Any]
    spinner: str
    sources: frozenset[str] | None = None
    weight: float = 1.0


class Example(NamedTuple):
    """A suspect, the number of the true option (0: leave alone), weight, spinner, article."""

    seen: Extracted
    label: int
    weight: float
    spinner: str
    article: int


def chosen_articles(folder: Path) -> Iterator[Article]:
    """Yield the articles to fit on."""
    for name, spinner in (("spin_news", "first"), ("spin_machine_translated", "second")):
        for n, row in enumerate(tuning(folder, name)):
            yield Article(row, spinner, UNWRITTEN, 0.5)
            yield Article(row, spinner, WITHHELD[n % 3], 0.5)
    for row in tuning(folder, "spin_unseen"):
        yield Article(row, row["spinner"], UNWRITTEN, 0.5)
        yield Article(row, row["spinner"], THESAURI, 0.5)
    sound = [row for name in SOUND_FILES for row in tuning(folder, name)]
    for source in spinning.SPINNERS:
        for n, row in enumerate(spinning.spun(sound, source)):
            # Neither table speaks of a spinner that the other one makes.
            only = THESAURI if n % 2 or source in synonyms.TABLES else synonyms.UNLISTED
            yield Article(row, source, only - {source})
    for n, row in enumerate(sound):
        unchanged = {**row, "source": row["text"], "edits": []}
        if n % 2 == 0:
            yield Article(unchanged, "", UNWRITTEN)
        yield Article(slipped(unchanged, n), "", UNWRITTEN)
    for path in sorted((folder / "sound").glob("*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for row in list(map(json.loads, lines))[::2]:
                yield Article({**row, "source": row["text"], "edits": []}, "", UNWRITTEN)


def tuning(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the tuning part of a file of articles."""
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [row for row in map(json.loads, lines) if row["split"] == "tune"]


def examples(articles: Sequence[Article], fitted: Weights) -> list[Example]:
    """Return the examples of articles, with their neighbours read as ``fitted`` says.

    Each processor takes articles; how many there are changes nothing.
    """
    with ProcessPoolExecutor() as pool:
        found = pool.map(_examples, range(len(articles)), articles, repeat(fitted), chunksize=20)
        return list(chain.from_iterable(found))


def _examples(number: int, article: Article, fitted: Weights) -> list[Example]:
    analyzed = analyze(article.row["source"])
    found = suspects(analyzed, names.spun(analyzed))
    every = [*found, *strangers(analyzed, found)]
    every.sort(key=lambda suspect: suspect.first)
    weighed = restore(analyzed, found, article.sources, most_no_change=1.0)
    chosen = doubtful(analyzed, every, weighed, always=False)
    if not chosen:
        return []
    made = []
    for seen in decode(analyzed, chosen, fitted, article.sources):
        words = [option.word for option in seen.options]
        option = label(article.row, seen.suspect, words, partly=True)
        if option is not None:
            made.append(Example(seen, option, article.weight, article.spinner, number))
    return made


def _table(chosen: Sequence[Example]) -> Table:
    sizes = np.array([len(e.seen.rows) for e in chosen])
    return Table(
        np.array([row for e in chosen for row in e.seen.rows], np.float64),
        np.array([e.seen.no_change for e in chosen], np.float64),
        np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        np.array([e.label for e in chosen]),
        np.array([e.weight for e in chosen]),
    )


def fit(chosen: Sequence[Example]) -> Weights:
    """Return the weights that fit the examples best, one set per kind of suspect."""
    option, no_change, nets = {}, {}, {}
    for name in sorted(set(WEIGHT_SETS.values())):
        table = _table(
            [e for e in chosen if WEIGHT_SETS[e.seen.suspect.kind] == name and e.seen.rows]
        )
        many = table.options.shape[1]
        linear = _fit(table)
        if UNITS[name]:
            nets[name] = _correct(table, linear, UNITS[name])
        option[name], no_change[name] = _numbers(linear[:many]), _numbers(linear[many:])
    return Weights(option, no_change, {}, nets, {})


def _scale(table: Table) -> Floats:
    scale: Floats = np.concatenate([table.options.std(axis=0), table.keeps.std(axis=0)]) + 1e-6
    scale[scale < 1e-3] = 1.0  # a constant: the bias, a feature that never occurs
    return scale


def _fit(table: Table) -> Floats:
    """Return the weights of options, then of leaving alone."""
    scale, blame, many = _scale(table), blame_of(table), table.options.shape[1]
    options, keeps = table.options / scale[:many], table.keeps / scale[many:]

    def loss(theta: Floats) -> tuple[float, Floats]:
        value, error, error_keep = blame(options @ theta[:many], keeps @ theta[many:])
        slope = np.concatenate([error @ options, error_keep @ keeps]) + 2 * PENALTY * theta
        return value + PENALTY * float(theta @ theta), slope

    start = np.zeros(len(scale))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return np.asarray(found.x) / scale


def _correct(table: Table, linear: Floats, units: int) -> Net:
    """Return the hidden units that correct the ``linear`` weights best."""
    scale, blame, many = _scale(table), blame_of(table), table.options.shape[1]
    options, keeps = table.options / scale[:many], table.keeps / scale[many:]
    first, first_keep = table.options @ linear[:many], table.keeps @ linear[many:]
    shapes = [(many, units), (units,), (units,), (keeps.shape[1], units), (units,), (units,)]
    cuts = np.cumsum([int(np.prod(shape)) for shape in shapes])

    def parts(theta: Floats) -> list[Floats]:
        cut = np.split(theta, cuts[:-1])
        return [part.reshape(shape) for part, shape in zip(cut, shapes, strict=True)]

    def loss(theta: Floats) -> tuple[float, Floats]:
        inner, bias, out, inner_keep, bias_keep, out_keep = parts(theta)
        seen = np.tanh(options @ inner + bias)
        seen_keep = np.tanh(keeps @ inner_keep + bias_keep)
        value, error, error_keep = blame(first + seen @ out, first_keep + seen_keep @ out_keep)
        back = error[:, None] * out * (1.0 - seen * seen)
        back_keep = error_keep[:, None] * out_keep * (1.0 - seen_keep * seen_keep)
        slopes = [options.T @ back, back.sum(axis=0), seen.T @ error]
        slopes += [keeps.T @ back_keep, back_keep.sum(axis=0), seen_keep.T @ error_keep]
        slope = np.concatenate([part.ravel() for part in slopes])
        return value + UNIT_PENALTY * float(theta @ theta), slope + 2 * UNIT_PENALTY * theta

    origin = np.random.default_rng(0).normal(0.0, 0.1, cuts[-1])
    found = minimize(loss, origin, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    inner, bias, out, inner_keep, bias_keep, out_keep = parts(found.x)
    return Net(
        tuple(_numbers(row) for row in (inner / scale[:many, None]).T),
        _numbers(bias),
        _numbers(out),
        tuple(_numbers(row) for row in (inner_keep / scale[many:, None]).T),
        _numbers(bias_keep),
        _numbers(out_keep),
    )


def _numbers(found: Floats) -> tuple[float, ...]:
    return tuple(round(float(x), 5) for x in found)


# -- left-out spinners ----------------------------------------------------------------------------

LEFT_OUT = (
    frozenset({"usyn", "moby"}),
    frozenset({"stylish", "wordnet"}),
    frozenset({"roget", synonyms.CURATED}),
    frozenset({"embedding", synonyms.WRITTEN}),
)
"""Spinners that are left out of each fold, as unknown ones. The articles of the first two, whose
pairs are curated, are left out of the last two folds by halves; a fourth of the sound articles goes
with each."""


def left_out(example: Example, fold: int) -> bool:
    """Say whether an example is left out of a fold."""
    spinner, article = example.spinner, example.article
    if spinner in ("first", "second"):  # copies of an article stand side by side
        return fold == 2 + article // 2 % 2
    if spinner:
        return spinner in LEFT_OUT[fold]
    return article % len(LEFT_OUT) == fold


PRECISION = 0.985
"""Share of right ones that all restorations above a threshold must have, on spinners left out."""


class Outcome(NamedTuple):
    """What weights make of a suspect that they were not fitted on."""

    chance: float
    right: bool
    weight: float
    damaged: bool
    spinner: str


def unseen(chosen: Sequence[Example]) -> dict[str, list[Outcome]]:
    """Return what weights make of each spinner's articles when they are fitted on the others."""
    found: dict[str, list[Outcome]] = {name: [] for name in sorted(set(WEIGHT_SETS.values()))}
    for fold in range(len(LEFT_OUT)):
        out = [left_out(e, fold) for e in chosen]
        fitted = fit([e for e, left in zip(chosen, out, strict=True) if not left])
        for e in (e for e, left in zip(chosen, out, strict=True) if left and e.seen.rows):
            chances = probabilities(e.seen, fitted)
            best = max(range(1, len(chances)), key=lambda n: chances[n])
            outcome = Outcome(chances[best], best == e.label, e.weight, e.label != 0, e.spinner)
            found[WEIGHT_SETS[e.seen.suspect.kind]].append(outcome)
    return found


def threshold(outcomes: Sequence[Outcome], knots: Sequence[tuple[float, float]]) -> float:
    """Return the lowest confidence above which :data:`PRECISION` of the restorations are right.

    Each spinner counts alike, however many of its articles there are.
    """
    many = Counter(o.spinner for o in outcomes if o.damaged for _ in range(round(2 * o.weight)))
    ranked = sorted((o for o in outcomes if o.weight), key=lambda o: -o.chance)
    lowest, right, total = 1.0, 0.0, 0.0
    for o in ranked:
        share = 1.0 / many[o.spinner] if o.spinner else 3.0 / sum(many.values())
        right += share * o.weight * o.right
        total += share * o.weight
        if right >= PRECISION * total:
            lowest = between(knots, o.chance)
    return round(lowest, 4)


def _pooled(
    outcomes: Sequence[Outcome], knots: Sequence[tuple[float, float]], least: float
) -> list[tuple[float, float]]:
    """Return the knots with one value above a threshold: too few are there to tell them apart."""
    made = [o for o in outcomes if between(knots, o.chance) >= least]
    mean = sum(o.weight * o.right for o in made) / max(1.0, sum(o.weight for o in made))
    lowest = min((o.chance for o in made), default=1.0)
    below = [(x, y) for x, y in knots if x < lowest and y < least]
    return [*below, (round(lowest, 5), round(mean, 5)), (1.0, round(mean, 5))]


def _report(outcomes: Sequence[Outcome], knots: Sequence[tuple[float, float]]) -> Any:
    """Return, per spinner and threshold, precision and share of damage restored."""
    rows = []
    for spinner in (*sorted({o.spinner for o in outcomes if o.spinner}), ""):
        mine = [o for o in outcomes if o.spinner == spinner]
        damaged = sum(o.weight for o in mine if o.damaged)
        for least in (0.5, 0.7, 0.8, 0.875, 0.9, 0.925, 0.95, 0.97, 0.98, 0.99):
            made = [o for o in mine if between(knots, o.chance) >= least]
            right = sum(o.weight for o in made if o.right)
            total = sum(o.weight for o in made)
            row = {"border": least, "made": round(total, 1)}
            if spinner:
                row["precision"] = round(right / max(1.0, total), 4)
                row["restored"] = round(right / max(1.0, damaged), 4)
            rows.append({"spinner": spinner or "none", **row})
    return rows


def build(folder: Path) -> Iterator[Entry]:
    """Write ``restoration.context.json``, fitted with the other dictionaries as they stand.

    Raises :class:`SourceError` when the development articles are absent.
    """
    used = articles(*FILES)
    given = list(chosen_articles(development()))
    fitted = START_WEIGHTS
    for number in range(ROUNDS):
        last = number == ROUNDS - 1
        chosen = examples(given if last else given[::2], fitted)
        fitted = fit(chosen)
    used += [_source(path) for path in sorted((development() / "sound").glob("*.jsonl.xz"))]
    yield write(folder, chosen, fitted, used)


def write(folder: Path, chosen: Sequence[Example], fitted: Weights, used: list[Source]) -> Entry:
    """Calibrate on spinners left out, write the weights and return their entry."""
    seen = unseen(chosen)
    knots = {
        name: isotonic(*np.array([o[:3] for o in found], np.float64).T)
        for name, found in seen.items()
    }
    thresholds = {name: threshold(found, knots[name]) for name, found in seen.items()}
    knots["homograph"] = _pooled(seen["homograph"], knots["homograph"], thresholds["homograph"])
    stored = {
        "weights": {
            name: {
                "option": dict(zip(OPTION_FEATURES, fitted.option[name], strict=True)),
                "keep": dict(zip(UNCHANGED_FEATURES, fitted.no_change[name], strict=True)),
            }
            for name in fitted.option
        },
        "nets": fitted.nets,
        "calibration": knots,
        "border": thresholds,
        "report": {name: _report(found, knots[name]) for name, found in seen.items()},
    }
    target = folder / "restoration.context.json"
    target.write_text(json.dumps(stored, sort_keys=True) + "\n", encoding="utf-8")
    many = len(OPTION_FEATURES) + len(UNCHANGED_FEATURES)
    rows = sum(many + UNITS[name] * (many + 4) for name in fitted.option)
    return entry(target, "context_restoration", OWN, rows, used)


def _source(path: Path) -> Source:
    licence = "not redistributed: numbers were fitted on it, no text is kept"
    name = path.name.removesuffix(".jsonl.xz")
    return Source(f"development articles sound/{name}", "corpus", "", licence, digest(path))
