"""Fit the weights by which a dump's own pairs and the passage decide together about restorations.

Articles of the tuning parts are made into dumps of several sizes, each spun by one spinner: by the
real ones, and by those that sources of pairs make (:mod:`dictionaries.builders.spinning`), densely
and thinly. Each dump is learned from without its gold, as ``rature learn`` does, and is restored
with what was learned and without the source that spun it. The weights are those of a conditional
logit; probabilities are calibrated and thresholds set on each spinner by weights that were fitted
on the others. It takes six minutes of one core, and wants ``context_restoration`` built before,
whose probabilities are joined. Those were fitted on the same spinners: on *usyn*, by weights that
were not, 98.31 of 100 restorations are right from 0.95 on instead of 98.35.
"""

import json
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize

from dictionaries.builders import spinning
from dictionaries.builders.context_restoration import (
    SOUND_FILES,
    THESAURI,
    UNWRITTEN,
    Outcome,
    threshold,
    tuning,
)
from dictionaries.builders.hand import OWN
from dictionaries.builders.restoration import Floats, Table, blame_of, isotonic, label
from dictionaries.builders.sources import Entry, articles, development, entry
from pipeline.batch import dump_asking
from pipeline.batch.dump_counts import ALL_PLACES, PLACE, WORD, counted, counting_pipeline
from pipeline.resources import synonyms
from pipeline.restoration import names
from pipeline.restoration.asking import questions
from pipeline.restoration.context import doubtful, expected_odd, strangers, with_substitutes
from pipeline.restoration.context_decoding import decode
from pipeline.restoration.context_weights import Weights, probabilities, weights
from pipeline.restoration.dump_model import Learned
from pipeline.restoration.learned_pairs import opinions
from pipeline.restoration.learned_weights import (
    FITTED_ON_DUMPS,
    OF_UNMET,
    OPTION_OPINIONS,
    SETS,
    UNCHANGED_OPINIONS,
    BothOpinions,
    JointWeights,
    both_opinions,
    joined,
    weight_set,
)
from pipeline.restoration.scoring import restore
from pipeline.restoration.weights import between
from pipeline.stages.leakage import suspects
from pipeline.text.analysis import analyze

FILES = ("spin_news", "spin_machine_translated", "spin_unseen", *SOUND_FILES)

STEPS, PENALTY = 300, 1e-4

REAL = {
    "usyn": "spin_unseen",
    "stylish": "spin_unseen",
    "second": "spin_machine_translated",
    "first": "spin_news",
}
"""Real spinners, and the files of what they spun."""

REAL_SIZES = (20, 77)
MIXED = slice(97, 134)
"""Articles of each real spinner's dumps, and those of a dump in which all of them are, with as many
sound ones."""

DENSE, THIN = 0.025, 0.0075
"""Shares of the words that a spinner made of a source strikes: of the thin dumps, articles of two
or three substitutes, as many as small dictionaries put."""

MADE_SIZES = ((20, DENSE), (77, THIN))
"""Articles and shares of the dumps of such a spinner."""

THRESHOLDS = {"word": 0.9, "word-unmet": 0.92}
"""Thresholds of English words, set by hand. Above them 99.5 of 100 restorations of spinners left
out are right, 98.2 of those that the dump has nowhere else; above 0.875 it is 99.4 and 96.9."""

LEAST_OF_FRENCH = 0.9
"""Lowest threshold of French words, which are fitted."""

HIGHEST = 0.995
"""Highest confidence: no more is known of so few examples."""


Knots = list[tuple[float, float]]
"""A calibration: probabilities, and how often the best option that has them is right."""


class Dump(NamedTuple):
    """Articles that a spinner left, with their gold, and the sources to restore them with."""

    spinner: str
    rows: Sequence[Mapping[str, Any]]
    sources: frozenset[str]


class Example(NamedTuple):
    """Both opinions about a suspect, the number of the true option (0: leave alone), its set."""

    both: BothOpinions
    label: int
    spinner: str
    name: str


def dumps(folder: Path) -> Iterator[Dump]:
    """Yield the dumps to fit on."""
    for spinner in REAL:
        rows, at = _spun(folder, spinner), 0
        for size in REAL_SIZES:
            yield Dump(spinner, rows[at : at + size], UNWRITTEN | {synonyms.LISTED})
            at += size
    sound = [row for name in SOUND_FILES for row in tuning(folder, name)]
    for number, source in enumerate(spinning.SPINNERS):
        # Neither table speaks of a spinner that the other one makes.
        only = (THESAURI if source in synonyms.TABLES else synonyms.UNLISTED) | {synonyms.LISTED}
        mixed = iter(sound[(number * 71 + 5 * n) % len(sound)] for n in range(len(sound)))
        for size, share in MADE_SIZES:
            spun = list(spinning.spun(list(islice(mixed, size)), source, share))
            yield Dump(source, spun, only - {source})
    spun = [row for spinner in REAL for row in _spun(folder, spinner)[MIXED]]
    unchanged = [{**row, "source": row["text"], "edits": []} for row in sound[: len(spun)]]
    yield Dump("mixed", [*spun, *unchanged], UNWRITTEN | {synonyms.LISTED})


def _spun(folder: Path, spinner: str) -> list[dict[str, Any]]:
    rows = tuning(folder, REAL[spinner])
    return [row for row in rows if row.get("spinner", spinner) == spinner]


# -- learning -------------------------------------------------------------------------------------


def learned_from(texts: Sequence[str], sources: frozenset[str], name: str) -> Learned:
    """Return what ``rature learn`` finds in a dump, with only those ``sources`` to guess by."""
    pipeline, sums = counting_pipeline(), Counter[tuple[str, str, str]]()
    for text in texts:
        for kind, a, b, n, _ in counted(pipeline, text, with_places=True):
            sums[kind, a, b] += n
    database = sqlite3.connect(":memory:", isolation_level=None)
    dump_asking.create(database)
    database.execute("CREATE TABLE counts (kind TEXT, a TEXT, b TEXT, n INTEGER)")
    rows = ((*key, n) for key, n in sums.items() if key[0] in (WORD, ALL_PLACES))
    database.executemany("INSERT INTO counts VALUES (?, ?, ?, ?)", rows)
    database.execute("CREATE INDEX held ON counts (kind, a)")
    dump_asking.add(database, ((a, b) for kind, a, b in sums if kind == PLACE))
    found, heads = dump_asking.found_pairs(database, 1, lambda _: None, sources)
    database.close()
    return Learned(name, dump_asking.of_several_places(found), heads=heads)


def examples(dump: Dump, learned: Learned, fitted: Weights) -> Iterator[Example]:
    """Yield the suspects of a dump that the context model is asked about, by both opinions."""
    for row in dump.rows:
        analyzed = analyze(row["source"])
        spun = list(names.spun(analyzed))
        found = suspects(analyzed, spun)
        first = restore(analyzed, found, dump.sources, most_no_change=1.0)
        every = [*found, *strangers(analyzed, found, spun)]
        chosen = doubtful(analyzed, every, first, always=False, learned=learned)
        odd = expected_odd(analyzed, chosen)
        asked = with_substitutes(
            questions(chosen, analyzed.size, odd, always=False), chosen, learned
        )
        if not any(asked.asked):
            continue
        seen = decode(analyzed, chosen, fitted, dump.sources, asked, learned)
        for one, opinion in zip(seen, opinions(learned, seen, dump.sources), strict=True):
            option = label(row, one.suspect, [o.word for o in one.options], partly=True)
            if option is not None and one.options and opinion.is_told:
                both = both_opinions(probabilities(one, fitted), one, opinion)
                yield Example(both, option, dump.spinner, weight_set(one.suspect, opinion))


# -- fitting --------------------------------------------------------------------------------------


def fit(chosen: Sequence[Example]) -> JointWeights:
    """Return the weights that fit the examples best, each spinner counting alike."""
    option, no_change = {}, {}
    for name in SETS:
        mine = [e for e in chosen if e.name == name]
        found = _fit(mine, name)
        option[name], no_change[name] = found[: len(OPTION_OPINIONS)], found[len(OPTION_OPINIONS) :]
    return JointWeights(option, no_change, {}, {})


def _fit(mine: Sequence[Example], name: str) -> tuple[float, ...]:
    """Return the weights of options, then of leaving alone."""
    table = _table(mine)
    many = table.options.shape[1]
    scale: Floats = np.concatenate([table.options.std(axis=0), table.keeps.std(axis=0)]) + 1e-6
    scale[scale < 1e-3] = 1.0  # a constant: the bias, a feature that never occurs
    used = np.array(
        [
            not name.endswith("-unmet") or feature in OF_UNMET
            for feature in (*OPTION_OPINIONS, *UNCHANGED_OPINIONS)
        ],
        float,
    )
    options, keeps = table.options / scale[:many], table.keeps / scale[many:]
    blame = blame_of(table)

    def loss(theta: Floats) -> tuple[float, Floats]:
        theta = theta * used
        value, error, error_keep = blame(options @ theta[:many], keeps @ theta[many:])
        slope = np.concatenate([error @ options, error_keep @ keeps]) + 2 * PENALTY * theta
        return value + PENALTY * float(theta @ theta), slope * used

    start = np.zeros(len(scale))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return tuple(round(float(x), 5) for x in np.asarray(found.x) * used / scale)


def _table(mine: Sequence[Example]) -> Table:
    sizes = np.array([len(e.both.rows) for e in mine])
    many = Counter(e.spinner for e in mine)
    return Table(
        np.array([row for e in mine for row in e.both.rows], np.float64),
        np.array([e.both.no_change for e in mine], np.float64),
        np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        np.array([e.label for e in mine]),
        np.array([1.0 / many[e.spinner] for e in mine]),
    )


def unseen(chosen: Sequence[Example]) -> dict[str, list[Outcome]]:
    """Return what the weights make of each spinner's dumps when they are fitted on the others."""
    found: dict[str, list[Outcome]] = {name: [] for name in SETS}
    for spinner in sorted({e.spinner for e in chosen}):
        fitted = fit([e for e in chosen if e.spinner != spinner])
        for e in (e for e in chosen if e.spinner == spinner):
            chances = joined(e.both, e.name, fitted)
            best = max(range(1, len(chances)), key=lambda n: chances[n])
            outcome = Outcome(chances[best], best == e.label, 1.0, e.label != 0, spinner)
            found[e.name].append(outcome)
    return found


def _pooled(outcomes: Sequence[Outcome], knots: Knots, least: float) -> Knots:
    """Return the knots with one value above a threshold: too few are there to tell them apart."""
    made = [o for o in outcomes if between(knots, o.chance) >= least]
    mean = min(HIGHEST, sum(o.right for o in made) / max(1, len(made)))
    lowest = min((o.chance for o in made), default=1.0)
    below = [(x, y) for x, y in knots if x < lowest and y < least]
    step = (round(lowest - 2e-5, 5), below[-1][1])  # nothing between is made
    return [*below, step, (round(lowest - 1e-5, 5), round(mean, 5)), (1.0, round(mean, 5))]


def _report(outcomes: Sequence[Outcome], knots: Knots, least: float) -> list[dict[str, Any]]:
    """Return, per spinner, how often the right word is first, and what of the damage is made."""
    rows = []
    for spinner in sorted({o.spinner for o in outcomes}):
        mine = [o for o in outcomes if o.spinner == spinner]
        made = [o for o in mine if between(knots, o.chance) >= least]
        damaged = max(1, sum(o.damaged for o in mine))
        right = sum(o.right for o in made)
        rows.append(
            {
                "spinner": spinner,
                "damaged": damaged,
                "first": round(sum(o.right for o in mine) / damaged, 4),
                "restored": round(right / damaged, 4),
                "precision": round(right / max(1, len(made)), 4),
            }
        )
    return rows


def build(folder: Path) -> Iterator[Entry]:
    """Write ``restoration.learned.json``, fitted with the other dictionaries as they stand.

    Raises :class:`SourceError` when the development articles are absent.
    """
    used = articles(*FILES)
    chosen: list[Example] = []
    for number, dump in enumerate(dumps(development())):
        started = time.process_time()
        name = f"{dump.spinner} {number}"
        learned = learned_from([row["source"] for row in dump.rows], dump.sources, name)
        chosen += examples(dump, learned, weights())
        took = time.process_time() - started
        print(f"      {name}: {len(dump.rows)} articles, {took:.0f} s", file=sys.stderr)
    yield write(folder, chosen, used)


def write(folder: Path, chosen: Sequence[Example], used: Sequence[Any]) -> Entry:
    """Fit, calibrate on spinners left out, write the weights and return their entry."""
    fitted, seen = fit(chosen), unseen(chosen)
    knots, thresholds = {}, {}
    for name, outcomes in seen.items():
        found = isotonic(*np.array([o[:3] for o in outcomes], np.float64).T)
        knots[name] = [(x, min(HIGHEST, y)) for x, y in found]
        if least := THRESHOLDS.get(name):
            thresholds[name] = least
        else:
            thresholds[name] = max(LEAST_OF_FRENCH, threshold(outcomes, knots[name]))
            knots[name] = _pooled(outcomes, knots[name], thresholds[name])
    stored = {
        "weights": {
            name: {
                "option": dict(zip(OPTION_OPINIONS, fitted.option[name], strict=True)),
                "keep": dict(zip(UNCHANGED_OPINIONS, fitted.no_change[name], strict=True)),
            }
            for name in SETS
        },
        "calibration": knots,
        "border": thresholds,
        "report": {name: _report(o, knots[name], thresholds[name]) for name, o in seen.items()},
    }
    target = folder / FITTED_ON_DUMPS
    target.write_text(json.dumps(stored, sort_keys=True) + "\n", encoding="utf-8")
    rows = len(SETS) * (len(OPTION_OPINIONS) + len(UNCHANGED_OPINIONS))
    return entry(target, "learned_restoration", OWN, rows, used)
