"""Read the training corpora of the language model as streams of word ids.

Start reading from :func:`streams`. A stream is an ``int32`` array in which every sentence is
``<s>``, its keys, ``</s>``; keys and sentences are exactly those of :mod:`pipeline.text.tokens`,
because the model is asked about what that module cuts. Streams are cached, as cutting 87 million
words takes minutes.
"""

import hashlib
import json
import lzma
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dictionaries.builders import sources
from pipeline.text import tokens
from pipeline.text.tokens import sentences, tokenize

UNKNOWN, START, END = 0, 1, 2
SPECIAL = ("<unk>", "<s>", "</s>")

# To be raised when this module reads the corpora in another way, so that streams are made anew.
_VERSION = 1

# A sentence of at least so many keys is read once only: Wikipedia extracts repeat a paragraph with
# each sentence that they add, news repeats its captions, and debates their formulas. What was
# copied is no evidence of what people write, and it spoils the counts of counts.
_COPY_LENGTH = 5

# Components of the mixture, the news first: its n-grams that were seen once are never kept.
COMPONENTS: dict[str, tuple[str, ...]] = {
    "news": ("orangesum",),
    "europarl": ("europarl_fr",),
    "debates": ("an_debats_2013_2017", "an_debats_2013_mariage", "fredsum", "pfwb"),
    "encyclopedia": (
        "wikipedia_wivico",
        "vikidia_wivico",
        "wikipedia_piaf",
        "wikibooks_wikiquote",
    ),
    "novels": ("eltec",),
    "misc": ("common_voice", "an_dossiers", "code_travail", "etalab_guides", "tico19"),
}

Ids = npt.NDArray[np.int32]


def corpora_home() -> Path:
    """Return the folder of the corpora: ``RATURE_CORPORA``, or ``../shared/corpora``."""
    if chosen := os.environ.get("RATURE_CORPORA"):
        return Path(chosen)
    return Path(__file__).resolve().parents[2].parent / "shared" / "corpora"


def lines(name: str) -> Iterator[str]:
    """Yield the lines of running text of the corpus ``name``, without its residue."""
    with lzma.open(corpora_home() / f"{name}.txt.xz", "rt", encoding="utf-8") as file:
        for line in file:
            if name == "wikibooks_wikiquote":
                # One sentence per record, cut before its full stop.
                try:
                    text = str(json.loads(line)["text"]).strip()
                except (ValueError, KeyError):
                    continue
                yield text + " ." if text[-1:].isalnum() else text
            elif name == "code_travail" and (line.startswith("/") or "_" in line):
                continue  # addresses of pages and names of interface elements
            else:
                yield line


@dataclass(frozen=True)
class Corpora:
    """The streams of all corpora over one vocabulary; ``words[i]`` is the key with id ``i``."""

    words: tuple[str, ...]
    streams: dict[str, Ids]


def encode(texts: Iterator[str], ids: dict[str, int], seen: set[int]) -> Ids:
    """Return the stream of ``texts``; new keys go into ``ids``, sentences read into ``seen``."""
    stream = array("i")
    for text in texts:
        tokens = tokenize(text)
        for first, last in sentences(text, tokens):
            sentence = [START]
            for token in tokens[first:last]:
                if token.key:
                    sentence.append(ids.setdefault(token.key, len(ids)))
            if len(sentence) == 1:
                continue
            if len(sentence) > _COPY_LENGTH:
                mark = hash(tuple(sentence))  # of integers: the same in every process
                if mark in seen:
                    continue
                seen.add(mark)
            sentence.append(END)
            stream.extend(sentence)
    return np.frombuffer(stream, dtype=np.int32).copy()


def fingerprint(components: Mapping[str, tuple[str, ...]], words: Iterable[str] = ()) -> str:
    """Return what names the streams of ``components``, over the vocabulary ``words`` if given."""
    digest = hashlib.sha256(f"{_VERSION} {_COPY_LENGTH}\n".encode())
    digest.update(Path(tokens.__file__).read_bytes())
    for word in words:
        digest.update(f"{word}\n".encode())
    for names in components.values():
        for name in names:
            digest.update(f"{name} {(corpora_home() / f'{name}.txt.xz').stat().st_size}\n".encode())
    return digest.hexdigest()[:16]


def corpora() -> Corpora:
    """Return the streams of every corpus of :data:`COMPONENTS`, from the cache if it is fresh."""
    home = sources.cache() / f"lm-{fingerprint(COMPONENTS)}"
    words_file = home / "words.txt"
    if not words_file.exists():
        home.mkdir(parents=True, exist_ok=True)
        ids: dict[str, int] = {word: i for i, word in enumerate(SPECIAL)}
        seen: set[int] = set()
        for names in COMPONENTS.values():
            for name in names:
                stream = encode(lines(name), ids, seen)
                np.save(home / f"{name}.npy", stream)
                print(f"{name}: {len(stream):,} ids, {len(ids):,} words so far", flush=True)
        # Written last: its presence says that the streams are whole.
        words_file.write_text("\n".join(ids), encoding="utf-8")
    streams: dict[str, Any] = {
        name: np.load(home / f"{name}.npy", mmap_mode="r")
        for names in COMPONENTS.values()
        for name in names
    }
    return Corpora(tuple(words_file.read_text(encoding="utf-8").split("\n")), streams)
