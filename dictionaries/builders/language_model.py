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

from dictionaries.builders import frequency, sources
from dictionaries.builders.lm_corpora import (
    COMPONENTS,
    SPECIAL,
    START,
    UNKNOWN,
    Corpora,
    Ids,
    corpora,
    corpora_home,
)
from dictionaries.builders.lm_kneser_ney import Floats, Model, at_least, estimate
from dictionaries.builders.lm_mixture import mix, prune, write_arpa

NAME = "language_model.bin"
NOTES = "language_model.md"
"""The credits that the licences ask for, written by hand: it is recorded with the model."""

LICENCE = "CC-BY-SA-4.0"

KENLM = sources.Source(
    "kenlm",
    "pypi",
    "0.3.0",
    "LGPL-2.1-or-later",
    "c4628bb9fb63c8a6f9240035b8b037385cfc404cb72e933cf48878291edac1e8",
)

ORDER = 4

# As many words as 18 bits number, with a little room: the next one would cost each n-gram a bit.
VOCABULARY = 260_000

# The weight of each component for single words, then how it is trusted after one, two and three
# words (see `lm_mixture.trusted`). Fitted by `python -m benchmarks.language_model --fit` on
# held-back news (0.7) and machine-translated news (0.3). Against one weight everywhere, perplexity
# falls from 67.8 to 65.1 on news and from 116 to 111 on machine-translated news.
MIXTURE: dict[str, tuple[float, tuple[tuple[float, float, float], ...]]] = {
    "news": (0.747, ((0.80, 0.66, 0.81), (1.67, 0.80, 0.34), (1.90, 0.67, 0.15))),
    "europarl": (0.201, ((-0.82, 0.41, 2.27), (-0.35, 0.57, 1.54), (-0.44, 0.49, 1.52))),
    "debates": (0.012, ((-1.12, 0.51, 1.85), (-1.68, 0.69, 1.77), (-1.89, 0.50, 2.22))),
    "encyclopedia": (0.021, ((0.08, 0.55, 1.01), (-1.12, 0.78, 1.54), (-1.38, 0.46, 2.23))),
    "novels": (0.015, ((-0.95, -0.25, 0.12), (-1.57, 0.68, 1.29), (-1.87, 0.61, 1.86))),
    "misc": (0.005, ((-0.14, 0.41, 1.06), (-1.63, 0.23, 0.40), (-2.05, 0.33, 2.12))),
}

# Least count by order. News n-grams that were seen once are left out for the sake of its authors;
# the others', because so rare an n-gram would not survive the pruning.
_LEAST_NEWS = (2, 2, 2, 2, 2)
_LEAST_OTHER = (1, 1, 2, 2, 2)

# Loss of relative entropy per byte below which an n-gram goes: gives just under 48 MB.
THRESHOLD = 7.5e-10

# Bits of a quantised probability, of a back-off weight, and most bits of a compressed pointer. With
# fewer for back-off weights, perplexity seems to fall, but only because distributions then sum to
# more than one: the lost word comes first less often (64.3 % with 8 bits, 64.0 % with 6).
_QUANTISED = ("-q", "8", "-b", "8", "-a", "22")

# Whom to credit for each corpus, and its licence.
CREDITS = {
    "orangesum": ("OrangeSum (Tixierae/OrangeSum), documents, news 2011-2020", "CC-BY-SA-4.0"),
    "europarl_fr": ("Europarl v7 (mjlaali/Europarl-ConcoDisco)", "public record"),
    "an_debats_2013_2017": (
        "Assemblée nationale, débats 2013-2017 (common-voice/commonvoice-fr)",
        "CC0-1.0",
    ),
    "an_debats_2013_mariage": (
        "Assemblée nationale, débats 2013 (nlegrand/mariagepourtousInXML)",
        "public record, encoding CC-BY-3.0",
    ),
    "an_dossiers": (
        "Assemblée nationale, dossiers législatifs (regardscitoyens/archive-AN-doslegs)",
        "public record",
    ),
    "fredsum": ("FREDSum (linagora-labs/FREDSum)", "CC-BY-SA-4.0"),
    "pfwb": (
        "Parlement de la Fédération Wallonie-Bruxelles 2020-2023 (StMaCre/NLP_Parlement)",
        "public record",
    ),
    "wikipedia_wivico": ("Wikipédia (lormaechea/wivico)", "CC-BY-SA"),
    "vikidia_wivico": ("Vikidia (lormaechea/wivico)", "CC-BY-SA"),
    "wikipedia_piaf": ("Wikipédia (etalab-ia/piaf-code)", "CC-BY-SA"),
    "wikibooks_wikiquote": ("Wikilivres, Wikiquote (zetu25/GAFF)", "CC-BY-SA"),
    "common_voice": ("Common Voice, sentences (mozilla/common-voice)", "CC0-1.0"),
    "eltec": ("ELTeC-fra (COST-ELTeC/ELTeC-fra), novels 1840-1920", "public domain"),
    "code_travail": ("SocialGouv/code-du-travail-numerique", "Apache-2.0"),
    "etalab_guides": ("etalab/guides.etalab.gouv.fr", "Licence Ouverte 2.0"),
    "tico19": ("TICO-19 (tico-19/tico-19.github.io)", "CC0-1.0"),
}

_FLAGS = ["-O2", "-w", "-DNDEBUG", "-DKENLM_MAX_ORDER=6", "-I."]


@dataclass(frozen=True)
class Training:
    """The corpora over the words of the model: ``streams`` by component, rare words unknown."""

    words: tuple[str, ...]
    streams: dict[str, Ids]
    unknown_words: int
    """Number of different words that became ``<unk>`` somewhere."""
    general: Floats
    """Probability of each word when a component tells nothing: the base of its smoothing."""


def training(read: Corpora) -> Training:
    """Return the components over the words of the model.

    Those are the words that the corpora hold twice, a word seen once in the news not counted, and
    then the most frequent words of wordfreq. What the news hold once is unknown there.
    """
    size = len(read.words)
    streams = {
        component: np.concatenate([read.streams[name] for name in names])
        for component, names in COMPONENTS.items()
    }
    counts = {name: np.bincount(stream, minlength=size) for name, stream in streams.items()}
    once = counts["news"] == 1
    once[: len(SPECIAL)] = False
    counts["news"][once] = 0
    zipfs = {word: zipf for word, zipf in frequency.zipfs("fr").items() if word[0].isalpha()}
    known = np.stack(list(counts.values())).sum(axis=0) >= 2
    known[: len(SPECIAL)] = True
    words = [word for word, kept in zip(read.words, known, strict=True) if kept]
    have = set(words)
    ranked = sorted(zipfs, key=lambda word: (-zipfs[word], word))
    words += [word for word in ranked if word not in have][: max(0, VOCABULARY - len(words))]
    place = {word: i for i, word in enumerate(words)}
    ids = np.array([place.get(word, UNKNOWN) for word in read.words], dtype=np.int32)
    news = np.where(once, UNKNOWN, ids).astype(np.int32)
    unknown_words = int((news == UNKNOWN).sum())
    # The square root, as what a list of words says about these corpora is not to be taken at
    # its word.
    general = np.array([10 ** (zipfs.get(word, frequency.LEAST) / 2) for word in words])
    general[START] = 0.0
    return Training(
        tuple(words),
        {name: (news if name == "news" else ids)[stream] for name, stream in streams.items()},
        unknown_words,
        general / general.sum(),
    )


def components(data: Training, order: int = ORDER) -> Iterator[tuple[str, Model]]:
    """Yield each component's name and model, without the n-grams that may not or need not stay."""
    for name, stream in data.streams.items():
        model = estimate(stream, len(data.words), order, data.general)
        least = _LEAST_NEWS if name == "news" else _LEAST_OTHER
        # Order 1 is dense: what is missing there is a probability, not a row.
        yield name, at_least(model, (0, *least[1:order]))


def mixture(models: dict[str, Model]) -> Model:
    """Return the unpruned mixture."""
    weights = np.array([MIXTURE[name][0] for name in models])
    trust = [np.array([MIXTURE[name][1][n] for name in models]) for n in range(ORDER - 1)]
    return mix(list(models.values()), weights / weights.sum(), trust)


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
        command += [*_QUANTISED, "trie", str(arpa), str(path)]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def corpus_sources() -> Iterator[sources.Source]:
    """Yield the register's row of each corpus."""
    for name, (credit, licence) in CREDITS.items():
        seal = sources.digest(corpora_home() / f"{name}.txt.xz")
        yield sources.Source(credit, "corpus", "", licence, seal)


def build(folder: Path = sources.HOME) -> Iterable[sources.Entry]:
    """Train the model and write it into ``folder``."""
    data = training(corpora())
    model = prune(mixture(dict(components(data))), THRESHOLD)
    path = folder / NAME
    write_binary(model, data.words, data.unknown_words, path)
    rows = sum(len(level) for level in model.levels)
    origins = [KENLM, sources.WORDFREQ, *corpus_sources()]
    yield sources.entry(path, "language_model", LICENCE, rows, origins)
    if (notes := folder / NOTES).is_file():
        rows = len(notes.read_text(encoding="utf-8").splitlines())
        yield sources.entry(notes, "hand", LICENCE, rows)
