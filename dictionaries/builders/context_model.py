"""Build ``context_model.bin`` and ``context_model.onnx``: the context model of French.

Start reading from :func:`build`. Where PyTorch sees a CUDA device, the model is trained on the
corpora (:mod:`context_training`) and measured by the lost-word test; what was measured better is
kept by pinning it in :data:`SHIPPED`. Elsewhere the weights that are there are taken and verified:
``RATURE_CONTEXT_WEIGHTS`` names their folder, else they are the shipped file itself. Either way
the file of weights and the graph over it (:mod:`context_graph`) come out: the same weights give the
same bytes.
"""

import importlib.util
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from dictionaries.builders import context_data, context_graph, sources
from dictionaries.builders.language_model import CREDITS
from dictionaries.builders.lm_corpora import corpora_home
from pipeline.resources.context_model import (
    ALIGNMENT,
    CONTEXT_WEIGHTS,
    GRAPH,
    LONGEST_WINDOW,
    MAGIC,
)

NOTES = "context_model.md"
"""The credits that the licences ask for and the log of the training, written by hand."""

NAME = "context-2"
"""The name of the model that is shipped, for the record's versions: raised with the weights."""

LICENCE = "CC-BY-SA-4.0"

SHIPPED = "f909e3a87d6af0f76c067599b2677b0ace48df17478df1ada6058b20b625cf71"
"""SHA-256 of the file of weights that is shipped."""

SECONDS = 505
"""Seconds of learning from a deep network; that one, from nothing, takes twice as many."""

Arrays = dict[str, Any]

_CREDITS = {
    **CREDITS,
    "leipzig_newscrawl_2014": ("Leipzig Corpora Collection, news 2005-2014", "CC-BY-4.0"),
    "leipzig_news_2020": ("Leipzig Corpora Collection, news 2020", "CC-BY-4.0"),
    "leipzig_news_2023": ("Leipzig Corpora Collection, news 2023", "CC-BY-4.0"),
    "leipzig_mixed_2012": ("Leipzig Corpora Collection, mixed 2012", "CC-BY-4.0"),
    "leipzig_wikipedia_2021": ("Leipzig Corpora Collection, Wikipédia 2021", "CC-BY-SA"),
    "wikinews_2012": ("Wikinews (adrien-bougouin/WikinewsKeyphraseCorpus)", "CC-BY-2.5"),
    "canada_numerique": ("Service numérique canadien (cds-snc/digital-canada-ca)", "MIT"),
    "debian_news_2012_2018": ("Debian, nouvelles (debian-webwml)", "MIT"),
    "codegouvfr": ("code.gouv.fr (codegouvfr/codegouvfr-website)", "Licence Ouverte 2.0"),
    "nosgestesclimat": ("Nos gestes climat (incubateur-ademe)", "MIT"),
    "cnil_guide": ("CNIL, guide RGPD du développeur (LINCnil)", "Licence Ouverte 2.0"),
}


def build(folder: Path) -> Iterable[sources.Entry]:
    """Train or convert the weights, write both files and yield their entries."""
    if _device():
        words, arrays, sizes = _train(folder)
    elif given := os.environ.get("RATURE_CONTEXT_WEIGHTS"):
        words, arrays, sizes = read_weights(Path(given))
        _say(f"no CUDA device: the weights of {given} are converted, not trained")
    else:
        if not (folder / CONTEXT_WEIGHTS).is_file():
            raise sources.SourceError(
                f"no CUDA device to train on and no {CONTEXT_WEIGHTS} in {folder}: put the "
                "shipped one there, or set RATURE_CONTEXT_WEIGHTS to a folder of weights"
            )
        if sources.digest(folder / CONTEXT_WEIGHTS) != SHIPPED:
            raise sources.SourceError(f"{folder / CONTEXT_WEIGHTS} is not the one that was pinned")
        _say(
            "no CUDA device: the graph is made over the shipped "
            f"{CONTEXT_WEIGHTS}, SHA-256 verified"
        )
        yield from _graph_and_entries(folder)
        return
    write_weights(folder / CONTEXT_WEIGHTS, words, arrays, sizes)
    made = sources.digest(folder / CONTEXT_WEIGHTS)
    if made != SHIPPED:
        _say(f"these are other weights than the pinned ones: SHA-256 {made}")
    yield from _graph_and_entries(folder)


def _say(text: str) -> None:
    print(f"      {text}", file=sys.stderr)


def _device() -> bool:
    """Whether PyTorch is installed and sees a CUDA device."""
    if importlib.util.find_spec("torch") is None:
        return False
    import torch

    return bool(torch.cuda.is_available())


def _train(folder: Path) -> tuple[tuple[str, ...], Arrays, tuple[int, int, int]]:
    """Return the words, weights and sizes of a newly trained model.

    A deep network is trained, unless ``RATURE_CONTEXT_WEIGHTS`` names one; a shallow one learns
    from it what is shipped.
    """
    from dictionaries.builders import context_distilling as distilling
    from dictionaries.builders import context_training as training

    seconds = float(os.environ.get("RATURE_CONTEXT_SECONDS", SECONDS))
    tests = np.load(
        os.environ.get("RATURE_LOST_WORDS") or corpora_home().parent / "context/holes.npz"
    )
    given = os.environ.get("RATURE_CONTEXT_WEIGHTS")
    words = read_weights(Path(given))[0] if given else context_data.vocabulary()
    streams = context_data.streams(words)
    with tempfile.TemporaryDirectory() as made:
        deep, shipped = Path(made) / "deep", Path(made) / "shipped"
        for scratch in (deep, shipped):
            scratch.mkdir()
            (scratch / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
        if not given:
            training.run(streams, tests, training.Recipe(2 * seconds), deep)
        teacher = read_weights(Path(given) if given else deep)[1]
        distilling.run(streams, tests, distilling.recipe(seconds), shipped, teacher)
        return read_weights(shipped)


def read_weights(folder: Path) -> tuple[tuple[str, ...], Arrays, tuple[int, int, int]]:
    """Return the words, the arrays and the sizes (layers, heads, blocks on top) in ``folder``.

    It holds ``weights.json`` with ``weights.0``, ``weights.1``…, as training writes them, or one
    ``*.json`` with a ``*.bin``, and ``vocab.txt``.
    """
    try:
        (index,) = folder.glob("*.json")
        parts = sorted(folder.glob("weights.[0-9]")) or sorted(folder.glob("*.bin"))
        head = json.loads(index.read_text(encoding="utf-8"))
        body = b"".join(part.read_bytes() for part in parts)
        words = tuple((folder / "vocab.txt").read_text(encoding="utf-8").split("\n"))
        arrays = {
            name: np.frombuffer(body, kind, int(np.prod(shape)), at).reshape(shape)
            for name, kind, shape, at in head["tensors"]
        }
        sizes = (int(head["layers"]), int(head["heads"]), int(head["mix"]))
    except (OSError, KeyError, ValueError) as error:
        raise sources.SourceError(f"{folder} holds no weights: {error}") from error
    return words, arrays, sizes


def few_levels(arrays: Arrays, levels: int = context_graph.LEVELS) -> Arrays:
    """Return the arrays with matrices rounded to at most ``levels`` steps either side of zero."""
    made = dict(arrays)
    for name, array in arrays.items():
        if array.dtype == np.int8 and np.abs(array.astype(np.int16)).max() > levels:
            weight = array.astype(np.float32) * arrays[f"{name}.scale"].astype(np.float32)
            step = np.maximum(np.abs(weight).max(1, keepdims=True) / levels, 1e-6)
            scale = step.astype(np.float16)
            made[f"{name}.scale"] = scale
            whole = np.rint(weight / scale.astype(np.float32))
            made[name] = np.clip(whole, -levels, levels).astype(np.int8)
    return made


def write_weights(
    path: Path, words: tuple[str, ...], arrays: Arrays, sizes: tuple[int, int, int]
) -> None:
    """Write the file of weights, laid out as the graph wants them, with the words."""
    place = {word: i for i, word in enumerate(words)}
    found = sorted(place[word] for word in context_data.homographs() if word in place)
    laid = context_graph.laid_out(few_levels(arrays), sizes[1])
    laid["homographs"] = np.array(found, dtype=np.uint16)
    laid["words"] = np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
    tensors, at = [], 0
    for name, array in laid.items():
        tensors.append([name, array.dtype.name, list(array.shape), at])
        at += -(-array.nbytes // ALIGNMENT) * ALIGNMENT
    head = {
        "name": NAME,
        "layers": sizes[0],
        "heads": sizes[1],
        "mix": sizes[2],
        "tensors": tensors,
        "bytes": 0,
    }
    # The length of the whole is in the head, whose own length depends on it: a few turns settle it.
    for _ in range(4):
        text = json.dumps(head).encode()
        start = -(-(len(MAGIC) + 8 + len(text)) // ALIGNMENT) * ALIGNMENT
        head["bytes"] = start + at
    with path.open("wb") as file:
        file.write((MAGIC + len(text).to_bytes(8, "little") + text).ljust(start, b"\0"))
        for array in laid.values():
            raw = np.ascontiguousarray(array).tobytes()
            file.write(raw.ljust(-(-len(raw) // ALIGNMENT) * ALIGNMENT, b"\0"))


def _graph_and_entries(folder: Path) -> Iterable[sources.Entry]:
    names = [name for group in context_data.COMPONENTS.values() for name in group]
    credited = []
    for name in names:
        title, licence = _CREDITS[name]
        path = corpora_home() / f"{name}.txt.xz"
        if not path.is_file():
            raise sources.SourceError(f"the corpora are missing: no {path}; set RATURE_CORPORA")
        credited.append(sources.Source(title, "corpus", "", licence, sources.digest(path)))
    yield sources.entry(
        folder / CONTEXT_WEIGHTS, "context_model", LICENCE, context_data.SIZE, credited
    )
    nodes = write_graph(folder)
    yield sources.entry(folder / GRAPH, "context_model", LICENCE, nodes, credited)
    if (notes := folder / NOTES).is_file():
        rows = len(notes.read_text(encoding="utf-8").splitlines())
        yield sources.entry(notes, "hand", LICENCE, rows)


def write_graph(folder: Path) -> int:
    """Write the graph over the file of weights in ``folder``; return its number of nodes."""
    raw = (folder / CONTEXT_WEIGHTS).read_bytes()
    at = len(MAGIC)
    length = int.from_bytes(raw[at : at + 8], "little")
    head = json.loads(raw[at + 8 : at + 8 + length])
    start = -(-(at + 8 + length) // ALIGNMENT) * ALIGNMENT
    arrays, offsets = {}, {}
    for name, kind, shape, offset in head["tensors"]:
        count = int(np.prod(shape))
        arrays[name] = np.frombuffer(raw, kind, count, start + offset).reshape(shape)
        offsets[name] = (start + offset, arrays[name].nbytes)
    sizes = (head["layers"], head["heads"], head["mix"])
    graph = context_graph.towers(arrays, offsets, sizes, LONGEST_WINDOW, CONTEXT_WEIGHTS)
    (folder / GRAPH).write_bytes(graph.SerializeToString(deterministic=True))
    return len(graph.graph.node)
