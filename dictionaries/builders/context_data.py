"""Read the corpora of the context model as streams of ids of its own vocabulary.

Start reading from :func:`streams`. Sentences and keys are those of the n-gram model
(:mod:`dictionaries.builders.lm_corpora`), which has fewer corpora: a count of n-grams can be spoilt
by one that is small and odd, a network hardly. Ids fit 16 bits; what is not among the 50,000 keys
is ``<unk>``. Streams are cached, as cutting 90 million words takes minutes.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dictionaries.builders import lm_corpora, sources
from dictionaries.builders.lm_corpora import SPECIAL, UNKNOWN, encode, lines

COMPONENTS: dict[str, tuple[str, ...]] = {
    "news": ("orangesum",),
    "fresh": (
        "leipzig_newscrawl_2014",
        "leipzig_news_2020",
        "leipzig_news_2023",
        "wikinews_2012",
        "leipzig_mixed_2012",
        "canada_numerique",
    ),
    "encyclopedia": (*lm_corpora.COMPONENTS["encyclopedia"], "leipzig_wikipedia_2021"),
    "debates": lm_corpora.COMPONENTS["debates"],
    "misc": (
        *lm_corpora.COMPONENTS["misc"],
        "debian_news_2012_2018",
        "codegouvfr",
        "nosgestesclimat",
        "cnil_guide",
    ),
    "novels": ("eltec",),
    "europarl": ("europarl_fr",),
}
"""What the model learns from, the news first. A sentence is learned where it is met first."""

SIZE = 50_000
"""Keys of the vocabulary; what is not among them is unknown: 1.3 % of the words of news."""

_LEAST = 6
_WEIGHTS = {"news": 6, "debates": 2, "encyclopedia": 2, "misc": 2}

Stream = npt.NDArray[np.uint16]


def streams(words: Sequence[str]) -> dict[str, Stream]:
    """Return the stream of each component over the vocabulary ``words``, from the cache if there.

    A stream is every sentence as ``<s>``, its keys, ``</s>``, in the order of the corpus.
    """
    if tuple(words[: len(SPECIAL)]) != SPECIAL or len(words) > 1 << 16:
        raise sources.SourceError("the vocabulary of the context model is not one")
    home = sources.cache() / f"context-{lm_corpora.fingerprint(COMPONENTS, words)}"
    home.mkdir(parents=True, exist_ok=True)
    place = {word: i for i, word in enumerate(words)}
    ids: dict[str, int] = {word: i for i, word in enumerate(SPECIAL)}
    seen: set[int] = set()
    made = {}
    for component, names in COMPONENTS.items():
        file = home / f"{component}.npy"
        if not file.exists():
            read = np.concatenate([encode(lines(name), ids, seen) for name in names])
            table = np.array([place.get(word, UNKNOWN) for word in ids], dtype=np.uint16)
            _save(file, table[read])
            print(f"{component}: {len(read):,} ids", flush=True)
        made[component] = np.load(file, mmap_mode="r")
    return made


def _save(file: Path, stream: Stream) -> None:
    """Write ``stream`` so that a file is whole or not there."""
    part = file.with_suffix(".part.npy")
    np.save(part, stream)
    part.replace(file)


def vocabulary() -> tuple[str, ...]:
    """Return the keys of a model trained from nothing, the most frequent first.

    All homographs that the corpora hold :data:`_LEAST` times are in it, because those are what it
    is asked about; the rest are the most frequent keys, the news counted several times.
    """
    read = lm_corpora.corpora()
    count = np.zeros(len(read.words), dtype=np.int64)
    for component, names in lm_corpora.COMPONENTS.items():
        for name in names:
            found = np.bincount(read.streams[name], minlength=len(read.words))
            count += found * _WEIGHTS.get(component, 1)
    number = {word: i for i, word in enumerate(read.words)}
    kept = {number[word] for word in homographs() if word in number}
    kept = {i for i in kept if count[i] >= _LEAST}
    for i in np.argsort(-count, kind="stable").tolist():
        if len(kept) >= SIZE - len(SPECIAL):
            break
        if i >= len(SPECIAL):
            kept.add(i)
    order = sorted(kept, key=lambda i: (-count[i], i))
    return (*SPECIAL, *(read.words[i] for i in order))


def homographs(folder: Path = sources.HOME) -> Iterator[str]:
    """Yield the French homographs of English words, as its builder found them."""
    with (folder / "homographs.tsv").open(encoding="utf-8") as file:
        next(file)
        for line in file:
            yield line.split("\t")[0]
