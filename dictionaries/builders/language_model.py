"""Build ``language_model.bin``: the n-gram model of French news, for KenLM.

Start reading from :func:`build`. Text becomes word ids (:mod:`lm_corpora`), each component a
modified Kneser-Ney model (:mod:`lm_kneser_ney`), all of them one pruned mixture
(:mod:`lm_mixture`), and that, by KenLM's own ``build_binary`` compiled from the PyPI source
package, a quantised trie that is memory-mapped. The same corpora give the same bytes.
"""

import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dictionaries.builders import sources
from dictionaries.builders.lm_corpora import COMPONENTS, SPECIAL, Corpora, Ids, corpora
from dictionaries.builders.lm_kneser_ney import Floats, Model, at_least, estimate
from dictionaries.builders.lm_mixture import mix, prune, write_arpa

NAME = "language_model.bin"

KENLM = sources.Source(
    "kenlm",
    "pypi",
    "0.3.0",
    "LGPL-2.1-or-later",
    "c4628bb9fb63c8a6f9240035b8b037385cfc404cb72e933cf48878291edac1e8",
)

ORDER = 4

# Fitted by `python -m benchmarks.language_model --fit` on held-back news (weight 0.7) and
# machine-translated news (0.3).
WEIGHTS = {
    "news": 0.748,
    "europarl": 0.203,
    "debates": 0.012,
    "encyclopedia": 0.019,
    "novels": 0.014,
    "misc": 0.004,
}

# Least count by order. News n-grams that were seen once are left out for the sake of its authors;
# the others', because so rare an n-gram would not survive the pruning.
_LEAST_NEWS = (2, 2, 2, 2, 2)
_LEAST_OTHER = (1, 1, 2, 2, 2)

# Loss of relative entropy per byte below which an n-gram goes: gives 48 MB.
THRESHOLD = 1.4e-10

_FLAGS = ["-O2", "-w", "-DNDEBUG", "-DKENLM_MAX_ORDER=6", "-I."]


@dataclass(frozen=True)
class Training:
    """The corpora over the words of the model: ``streams`` by component, rare words unknown."""

    words: tuple[str, ...]
    streams: dict[str, Ids]
    unknown_words: int
    """Number of different words that became ``<unk>``."""


def training(read: Corpora) -> Training:
    """Return the components over the words seen twice, a word seen once in the news not counted."""
    size = len(read.words)
    counts = np.zeros(size, dtype=np.int64)
    for component, names in COMPONENTS.items():
        for name in names:
            here = np.bincount(read.streams[name], minlength=size)
            counts += np.where(here > 1, here, 0) if component == "news" else here
    known = counts >= 2
    known[: len(SPECIAL)] = True
    ids = np.where(known, np.cumsum(known) - 1, 0).astype(np.int32)
    streams = {
        component: np.concatenate([ids[read.streams[name]] for name in names])
        for component, names in COMPONENTS.items()
    }
    words = tuple(word for word, kept in zip(read.words, known, strict=True) if kept)
    return Training(words, streams, int(size - known.sum()))


def components(data: Training, order: int = ORDER) -> Iterator[tuple[str, Model]]:
    """Yield each component's name and model, without the n-grams that may not or need not stay."""
    for name, stream in data.streams.items():
        model = estimate(stream, len(data.words), order)
        least = _LEAST_NEWS if name == "news" else _LEAST_OTHER
        # Order 1 is dense: what is missing there is a probability, not a row.
        yield name, at_least(model, (0, *least[1:order]))


def mixture(models: dict[str, Model], weights: dict[str, float]) -> Model:
    """Return the unpruned mixture."""
    shares: Floats = np.array([weights[name] for name in models])
    return mix(list(models.values()), shares / shares.sum())


def build_binary() -> Path:
    """Return the path of KenLM's ``build_binary``, compiled once from its source package."""
    folder = sources.cache() / f"pypi-{KENLM.name}-{KENLM.version}"
    program = folder / "build_binary"
    if program.is_file():
        return program
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"kenlm-{KENLM.version}.tar.gz"
    if not archive.is_file():
        # Without isolation: only the archive is wanted, and a wheel would not hold the program.
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-build-isolation"]
        pip += ["--no-binary", "kenlm", "-d", str(folder), f"kenlm=={KENLM.version}"]
        subprocess.run(pip, check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(sources.fetch(KENLM)) as file:
            file.extractall(scratch, filter="data")
        home = Path(scratch) / f"kenlm-{KENLM.version}"
        files = [
            path.relative_to(home).as_posix()
            for part in ("lm", "util", "util/double-conversion")
            for path in sorted((home / part).glob("*.cc"))
            if not path.stem.endswith(("main", "test"))
        ]
        command = ["g++", *_FLAGS, "lm/build_binary_main.cc", *files, "-o", str(program)]
        subprocess.run(command, cwd=home, check=True)
    return program


def write_binary(model: Model, words: tuple[str, ...], unknown_words: int, path: Path) -> None:
    """Write ``model`` as a quantised KenLM trie without the list of its words."""
    with tempfile.TemporaryDirectory() as scratch:
        arpa = Path(scratch) / "model.arpa"
        write_arpa(model, words, arpa, unknown_words)
        command = [str(build_binary()), "-v", "-T", scratch + "/", "-S", "2G"]
        command += ["-q", "8", "-b", "8", "-a", "22", "trie", str(arpa), str(path)]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def build(folder: Path = sources.HOME) -> Iterable[sources.Entry]:
    """Train the model and write it into ``folder``."""
    data = training(corpora())
    model = prune(mixture(dict(components(data)), WEIGHTS), THRESHOLD)
    path = folder / NAME
    write_binary(model, data.words, data.unknown_words, path)
    rows = sum(len(level) for level in model.levels)
    return [sources.entry(path, "language_model", "CC-BY-SA-4.0", rows, [KENLM])]
