"""Write the gold rows: ``python -m benchmarks.spun_french.build [FOLDER]``; deterministic.

Every file is JSON lines of gold rows, as ``rature eval`` reads them: ``source`` (damaged), ``text``
(true) and ``edits`` in ``source``. README.md beside this file describes them.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, get_args

from benchmarks.spun_french.damage import KINDS, Replaced
from benchmarks.spun_french.spinner import HERE, spin
from dictionaries.builders.spinning import Mode

GOLD = HERE / "gold"
STYLES = ("words", "phrases")
CLEAN = "clean"
SETS = (CLEAN, *(f"spun_{style}" for style in STYLES), *KINDS)
"""The files: sound articles, those spun in each style, and the other kinds of damage."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write all files into a folder."""
    given = sys.argv[1:] if arguments is None else arguments
    folder = Path(given[0]) if given else GOLD
    folder.mkdir(parents=True, exist_ok=True)
    for name in SETS:
        lines = [f"{json.dumps(row, ensure_ascii=False)}\n" for row in made(name)]
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    return 0


def articles() -> dict[str, str]:
    """Return the sound articles by their names, which begin with the genre."""
    paths = sorted((HERE / "articles").glob("*.txt"))
    return {path.stem: path.read_text("utf-8") for path in paths}


def made(name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a set.

    Every article is spun in both styles, each way of drawing in turn. The other kinds of damage
    share the articles out.
    """
    texts = articles()
    if name == CLEAN:
        for article, text in texts.items():
            yield row(name, article, text, [])
    elif name.startswith("spun_"):
        style = name.removeprefix("spun_")
        for (article, text), mode in zip(texts.items(), cycle(get_args(Mode)), strict=False):
            damaged = spin(text, style, mode, f"{article} {style}")
            yield {**row(name, article, text, damaged), "mode": mode}
    else:
        kind = KINDS[name]
        for article, text in list(texts.items())[kind.first :: kind.every]:
            sound = kind.before(text)
            yield row(name, article, sound, kind.damage(sound, f"{article} {name}"))


def row(name: str, article: str, text: str, damaged: Replaced) -> dict[str, Any]:
    """Return the gold row of an article in which stretches were replaced."""
    parts, edits, done, length = [], [], 0, 0
    for (start, end, after, kind), before in damaged:
        kept = text[done:start]
        length += len(kept)
        edits.append(
            {
                "start": length,
                "end": length + len(before),
                "before": before,
                "after": after,
                "kind": kind,
            }
        )
        parts += [kept, before]
        length += len(before)
        done = end
    source = "".join([*parts, text[done:]])
    genre = article.partition("-")[0]
    told = {"id": f"{name}/{article}", "genre": genre, "source": source}
    return {**told, "text": text, "edits": edits}


if __name__ == "__main__":
    raise SystemExit(main())
