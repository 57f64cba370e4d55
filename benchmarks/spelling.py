"""Measure the spelling stage, or fit its weights: ``python -m benchmarks.spelling [--fit]``.

Reads ``../shared/dev`` (or ``RATURE_DEV``): its ``tune`` part to fit, its ``report`` part to
report.
"""

import argparse
import difflib
import json
import random
import shutil
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import regex
from symspellpy import SymSpell
from symspellpy.editdistance import DistanceAlgorithm, EditDistance

from dictionaries.builders import sources
from dictionaries.builders.spelling import aligned, read
from pipeline.document import Document
from pipeline.pipeline import Pipeline
from pipeline.resources import lexicon, noisy_channel, spelling_index
from pipeline.spelling.model import (
    CORRECTION_FEATURES,
    SPELLING_WEIGHTS,
    Correction,
    Surroundings,
    features,
    probabilities,
)
from pipeline.stages.spelling import spelling, suspects
from pipeline.text.tokens import Token, tokenize

GENUINE = 0.8

WORDS = ("OCR", "SPL")
OTHERS = ("ENC", "MRK", "DUP", "TYP")
"""Families that are judged by themselves: they mend pages, not words."""

CLEAN = ("clean_news.jsonl", "clean_machine_translated.jsonl")


@dataclass(frozen=True)
class Sample:
    """An unknown word: its options, the number of the right one, and how much it counts."""

    options: tuple[Correction, ...]
    surroundings: Surroundings
    right: int
    weight: float
    origin: str
    shown: str


def letters(text: str) -> str:
    """Return the letters and digits of a text in lower case, words parted by a space."""
    plain = "".join(c if c.isalnum() else " " for c in text.lower())
    return " ".join(plain.split())


def made(
    source: str, tokens: Sequence[Token], at: int, option: Correction, span: tuple[int, int]
) -> str:
    """Return the span of ``source`` with an option for its unknown word put in."""
    start, end = tokens[at + option.first].start, tokens[at + option.last].stop
    return source[span[0] : start] + option.text + source[end : span[1]]


def samples(source: str, text: str, weight: float, origin: str) -> Iterator[Sample]:
    """Yield the unknown words of ``source`` that can be lined up with ``text``."""
    tokens = tokenize(source)
    stretches = None
    for at, surroundings, options in suspects(Document(source)):
        if len(options) == 1:
            continue
        if stretches is None:
            stretches = list(aligned(source, text))
        token = tokens[at]
        span = next(
            ((a, b, t) for a, b, t in stretches if a <= token.start and token.stop <= b), None
        )
        if span is None:
            continue
        start, end, target = span
        right = 0
        for number, option in enumerate(options):
            if not number:
                continue
            first, last = tokens[at + option.first].start, tokens[at + option.last].stop
            if first < start or last > end:
                continue
            if letters(made(source, tokens, at, option, (start, end))) == letters(target):
                right = number
                break
        yield Sample(
            options,
            surroundings,
            right,
            weight,
            origin,
            source[max(0, token.start - 30) : token.end + 20],
        )


def spoiled(word: str, chance: random.Random) -> str:
    """Return a word with one confusion drawn from the channel, typed or scanned."""
    column = chance.randrange(2)
    places = []
    for (meant, seen), costs in noisy_channel.confusion_costs().items():
        start = word.find(meant, 0 if meant else chance.randrange(len(word)))
        while start >= 0:
            places.append((10 ** -costs[column], start, meant, seen))
            start = word.find(meant, start + 1) if meant else -1
    for start in range(1, len(word) - 1):  # swaps and doubled letters of any kind
        pair = word[start : start + 2]
        places.append((10**-2.5, start, pair, pair[::-1]))
        places.append((10**-2.5, start, pair[0], pair[0] * 2))
        places.append((10**-2.5, start, pair[0], ""))
    _, start, meant, seen = chance.choices(places, [p[0] for p in places])[0]
    return word[:start] + seen + word[start + len(meant) :]


def noisy(text: str, chance: random.Random) -> str:
    """Return a text in which one lower-case word of four letters or more is spoiled."""
    words = [t for t in tokenize(text) if t.text.isalpha() and t.text.islower() and len(t.text) > 3]
    for _ in range(30):
        if not words:
            break
        token = chance.choice(words)
        way = chance.random()
        if way < 0.1:
            cut = chance.randrange(1, len(token.text))
            wrong = token.text[:cut] + " " + token.text[cut:]
        elif way < 0.2 and text[token.end : token.end + 1] == " ":
            return text[: token.end] + text[token.end + 1 :]
        else:
            wrong = spoiled(token.text, chance)
        if any(not lexicon.is_french(p) and not lexicon.is_english(p) for p in wrong.split()):
            return text[: token.start] + wrong + text[token.end :]
    return text


def training(split: str) -> Iterator[Sample]:
    """Yield the samples of one split: real slips, real misreadings, and clean news."""
    for row in read("typos.jsonl", split):
        yield from samples(row["source"], row["text"], 1.0, "typos")
    for row in read("ocr.jsonl", split):
        if row["kind"] != "modern-document" and len(row["source"]) < 600:
            yield from samples(row["source"], row["text"], 0.15, "ocr")
    chance = random.Random(1)
    for name in CLEAN:
        for row in read(name, split):
            text = row["text"]
            yield from samples(text, text, 2.0, "clean")
            for line in text.splitlines():
                yield from samples(line, line, 1.0, "clean-line")
            for _ in range(3):
                wrong = noisy(text, chance)
                yield from samples_near(text, wrong)


def samples_near(text: str, wrong: str) -> Iterator[Sample]:
    """Yield the sample of the one spoiled word of ``wrong``."""
    start = next((i for i, (a, b) in enumerate(zip(text, wrong, strict=False)) if a != b), None)
    if start is None:
        return
    a, b = max(0, start - 300), start + 300
    tokens = tokenize(wrong)
    shift = len(text) - len(wrong)
    for at, surroundings, options in suspects(Document(wrong)):
        token = tokens[at]
        if len(options) == 1 or not token.start - 2 <= start <= token.stop + 2:
            continue
        for number, option in enumerate(options):
            if not number:
                continue
            first, last = tokens[at + option.first].start, tokens[at + option.last].stop
            fixed = wrong[a:first] + option.text + wrong[last:b]
            if fixed.lower() == text[a : b + shift].lower():
                yield Sample(
                    options,
                    surroundings,
                    number,
                    1.0,
                    "noise",
                    wrong[max(0, start - 30) : start + 20],
                )
                break
        else:
            yield Sample(
                options, surroundings, 0, 1.0, "noise", wrong[max(0, start - 30) : start + 20]
            )


def fitted(found: Sequence[Sample]) -> dict[str, float]:
    """Fit twice: clean news has slips of its own, which the first fit finds.

    Those that it holds for wrong at :data:`GENUINE` are left out of the second (all 17 were read:
    16 are slips, one is a word that the machine translation made up).
    """
    rows = [features(sample.options, sample.surroundings) for sample in found]
    weights = np.array([*fit(found, rows).values()])
    honest = []
    for number, sample in enumerate(found):
        scores = np.array(rows[number]) @ weights
        masses = np.exp(scores - scores.max())
        if sample.origin.startswith("clean") and 1 - masses[0] / masses.sum() > GENUINE:
            continue
        honest.append(number)
    return fit([found[n] for n in honest], [rows[n] for n in honest])


def fit(
    found: Sequence[Sample], rows: Sequence[Sequence[tuple[float, ...]]], rounds: int = 800
) -> dict[str, float]:
    """Return the weights that make the right options most probable (Adam, a little L2)."""
    most = max(len(s.options) for s in found)
    x = np.zeros((len(found), most, len(CORRECTION_FEATURES)), dtype=np.float32)
    mask = np.full((len(found), most), -1e9, dtype=np.float32)
    for n, sample in enumerate(found):
        x[n, : len(sample.options)] = rows[n]
        mask[n, : len(sample.options)] = 0
    x[:, :, 0] -= np.where(mask == 0, x[:, :, 0], 0).sum(1, keepdims=True) / (mask == 0).sum(
        1, keepdims=True
    )
    right = np.array([s.right for s in found])
    weight = np.array([s.weight for s in found])
    weight /= weight.sum()
    w = np.zeros(len(CORRECTION_FEATURES), dtype=np.float32)
    m, v = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, rounds + 1):
        z = x @ w + mask
        z -= z.max(1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(1, keepdims=True)
        d = p * weight[:, None]
        d[np.arange(len(found)), right] -= weight
        g = d.reshape(-1) @ x.reshape(-1, len(CORRECTION_FEATURES)) + 2e-5 * w
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w -= 0.05 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-9)
    loss = -float((weight * np.log(p[np.arange(len(found)), right] + 1e-12)).sum())
    print(f"loss {loss:.4f}")
    return {
        name: round(float(value), 4) for name, value in zip(CORRECTION_FEATURES, w, strict=True)
    }


Speller = Callable[[str], str]


def difference(source: str, text: str) -> set[tuple[int, int, str]]:
    """Return the edits of words that turn one text into another: spans of words, new words.

    Words are their letters and digits in lower case; punctuation and case do not count.
    """
    a, b = letters(source).split(), letters(text).split()
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    return {(i, j, " ".join(b[k:m])) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"}


def typo_table(spellers: dict[str, Speller], split: str) -> None:
    """Print how many typos each speller mends and how many right words it spoils."""
    rows = read("typos.jsonl", split)
    print(f"typos.jsonl, {split}: {len(rows)} rows")
    print(f"{'':28} fixed   right  broken/1000   F0.5      s")
    for name, speller in spellers.items():
        gold_count = made_count = hits = words = spoiled_count = 0
        started = time.perf_counter()
        for row in rows:
            gold = difference(row["source"], row["text"])
            found = difference(row["source"], speller(row["source"]))
            words += len(letters(row["source"]).split())
            gold_count, made_count = gold_count + len(gold), made_count + len(found)
            hits += len(gold & found)
            spoiled_count += sum(all(j <= k or m <= i for k, m, _ in gold) for i, j, _ in found)
        precision, recall = hits / max(1, made_count), hits / max(1, gold_count)
        f = 1.25 * precision * recall / max(1e-9, 0.25 * precision + recall)
        print(
            f"{name:28} {recall:6.1%} {precision:6.1%} {1000 * spoiled_count / words:10.2f}"
            f" {f:9.3f} {time.perf_counter() - started:6.1f}"
        )


def ocr_table(spellers: dict[str, Speller], split: str) -> None:
    """Print the character error rate (letters and digits) before and after, by kind of page."""
    distance = EditDistance(DistanceAlgorithm.LEVENSHTEIN)

    def errors(a: str, b: str) -> int:
        return int(distance.compare(a, b, 10**6)) if a != b else 0

    rows = read("ocr.jsonl", split)
    print(f"\nocr.jsonl, {split}: {len(rows)} lines")
    print(f"{'':26}{'':20} CER before  after  better  worse  right made worse")
    for name, speller in spellers.items():
        for sort in sorted({row["kind"] for row in rows}):
            size = first = last = better = worse = right = spoilt = lines = 0
            for row in rows:
                if row["kind"] != sort:
                    continue
                out = speller(row["source"])
                a, b, gold = (
                    "".join(letters(t).split()) for t in (row["source"], out, row["text"])
                )
                before = errors(a, gold)
                after = before if a == b else errors(b, gold)
                lines, size = lines + 1, size + len(gold)
                first, last = first + before, last + after
                better, worse = better + (after < before), worse + (after > before)
                right, spoilt = right + (not before), spoilt + (not before and after > 0)
            print(
                f"{name:26}{sort:20} {first / size:10.2%} {last / size:6.2%} {better / lines:7.2%}"
                f" {worse / lines:6.2%}  {spoilt} of {right}"
            )


def clean_table() -> None:
    """Print alarms on clean articles by rule, and the first edits of words, to be judged."""
    pipeline = Pipeline()
    shown = []
    for name in CLEAN:
        made, proposed = Counter[str](), Counter[str]()
        words = 0
        for split in ("tune", "report"):
            for row in read(name, split):
                text = row["text"]
                result = pipeline.explain(text)
                words += len(text.split())
                edits = [e for e in result.edits if not e.rule.startswith(OTHERS)]
                made.update(e.rule for e in edits)
                proposed.update(e.rule for e in result.proposals if not e.rule.startswith(OTHERS))
                for edit in edits:
                    if edit.rule.startswith(WORDS):
                        before, after = text[: edit.start][-30:], text[edit.end :][:20]
                        line = f"{before}[{edit.before} → {edit.after}]{after}"
                        shown.append(f"{edit.rule} {edit.confidence:.2f} {' '.join(line.split())}")
        misspelt = sum(count for rule, count in made.items() if rule.startswith(WORDS))
        print(
            f"\n{name}: {words} words, all rules {made.total() / words * 1e3:.3f} auto per 1,000;"
            f" OCR and SPL {misspelt / words * 1e4:.2f} auto per 10,000"
        )
        for code in sorted({*made, *proposed}):
            print(f"    {code} {made[code]:4} auto {proposed[code]:4} review")
    print(f"\nthe first of {len(shown)} edits of OCR and SPL rules on clean articles")
    print(*shown[:50], sep="\n")


def reliability(split: str) -> None:
    """Print how often edits of each confidence are right, on unknown words in their context."""
    print(f"\nreliability, {split}: stated probability, times, right")
    found = [s for s in training(split) if not s.origin.startswith("clean")]
    bins: dict[str, dict[float, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for sample in found:
        chances = probabilities(sample.options, sample.surroundings)
        best = max(range(1, len(chances)), key=lambda n: chances[n])
        for edge in (0.99, 0.97, 0.95, 0.9, 0.8, 0.7, 0.5, 0.3):
            if chances[best] >= edge:
                cell = bins[sample.origin][edge]
                cell[0] += 1
                cell[1] += best == sample.right
                break
    for origin, cells in bins.items():
        for edge, (count, right) in sorted(cells.items(), reverse=True):
            print(f"    {origin:8} {edge:.2f}+ {count:5} {right / count:7.1%}")


def spellers(split: str) -> dict[str, Speller]:
    """Return what is compared: all stages, this one, other spellers where they are installed."""
    alone = Pipeline(stages=(spelling,))
    whole, bold = Pipeline(), Pipeline(min_confidence=0.5)
    found: dict[str, Speller] = {
        "nothing": lambda text: text,
        "rature, auto edits": lambda text: whole.explain(text).text,
        "rature, from 0.5": lambda text: bold.explain(text).text,
        "rature, this stage alone": lambda text: alone.explain(text).text,
        "symspellpy lookup_compound": _compound(),
    }
    try:
        found["pyspellchecker"] = _pyspellchecker()
    except ImportError:
        print("pyspellchecker is not installed")
    if shutil.which("hunspell"):
        found["hunspell -d fr"] = _hunspell(read("typos.jsonl", split))
    return found


def _compound() -> Speller:
    speller = SymSpell(2, 7)
    for key in spelling_index.forms():
        form = key.partition("\t")[2]
        if (zipf := lexicon.zipf(form, "fr")) >= 1.5:
            speller.create_dictionary_entry(form, round(10**zipf))
    return lambda text: str(speller.lookup_compound(text.lower(), 2)[0].term)


def _wordwise(correct: Callable[[str], str]) -> Speller:
    """Return a speller of texts made of one of words, asked for words of two letters and more."""

    def speller(text: str) -> str:
        return regex.sub(r"\p{L}{2,}", lambda match: correct(match.group()), text)

    return speller


def _pyspellchecker() -> Speller:
    from spellchecker import SpellChecker

    # At its default distance of 2 a long word takes seconds.
    checker = SpellChecker(language="fr", distance=1)

    @cache
    def correct(word: str) -> str:
        if checker.known([word]):
            return word
        return str(checker.correction(word.lower()) or word)

    return _wordwise(correct)


def _hunspell(rows: Sequence[dict[str, str]]) -> Speller:
    """Return hunspell's first suggestions, asked for all words of ``rows`` at once."""
    words = sorted({word for row in rows for word in regex.findall(r"\p{L}{2,}", row["source"])})
    answers = subprocess.run(
        ["hunspell", "-a", "-d", "fr", "-i", "utf-8"],
        input="".join(f"^{word}\n" for word in words),
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    blocks = answers.split("\n", 1)[1].split("\n\n")
    first = {
        word: block.partition(": ")[2].split(", ")[0]
        for word, block in zip(words, blocks, strict=False)
        if block.startswith("&")
    }
    return _wordwise(lambda word: first.get(word, word))


def main(arguments: list[str] | None = None) -> None:
    """Fit or print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spelling", description=__doc__)
    parser.add_argument("--fit", action="store_true", help="fit the weights and write them")
    parser.add_argument("--split", default="report", choices=("report", "tune"))
    options = parser.parse_args(arguments)
    if options.fit:
        path = sources.HOME / SPELLING_WEIGHTS
        weights = fitted(list(training("tune")))
        path.write_text(json.dumps({"weights": weights}, indent=1) + "\n", encoding="utf-8")
        licence = "own work, under the licence of this repository"
        used = sources.articles("ocr", "typos", "clean_news", "clean_machine_translated")
        made = sources.entry(path, "benchmarks.spelling", licence, len(weights), used)
        sources.write_register([made])
        return
    compared = spellers(options.split)
    typo_table(compared, options.split)
    ocr_table({k: v for k, v in compared.items() if k.startswith("rature")}, options.split)
    clean_table()
    reliability(options.split)


if __name__ == "__main__":
    main()
