"""Write docs/BENCHMARKS.md and its plots from ``peers.json``: ``python -m benchmarks.plots``.

Start reading from :func:`page`. The texts of the page stand here, the figures in the results.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from benchmarks.peers import OURS, OURS_OFF, RESULTS, ROOT, TIMED, WITH_GRAMMAR, pace, times

PAGE = ROOT / "docs" / "BENCHMARKS.md"
IMAGES = ROOT / "docs" / "images"

KINDS = {
    "spun_words": "spun, word for word",
    "spun_phrases": "spun, phrases",
    "scans": "scans",
    "typing": "typing errors",
    "encoding": "encodings",
    "markup": "markup",
    "ordinary errors": "ordinary errors of writing",
}
"""The sets with damage, as the page calls them."""


class Better(NamedTuple):
    """A figure in which another program is better, in words and as numbers to print."""

    what: str
    ours: str
    other: str
    theirs: str


def main() -> int:
    """Write the page and the plots."""
    done = json.loads(RESULTS.read_text("utf-8"))
    PAGE.write_text(page(done), encoding="utf-8")
    for name, svg in plots(done).items():
        (IMAGES / f"benchmark-{name}.svg").write_text(svg, encoding="utf-8")
    return 0


def worse(done: Mapping[str, Any]) -> Iterator[Better]:
    """Yield every figure in which a program of others is better than rature alone."""
    programs = done["programs"]
    own = programs[OURS]["sets"]
    others = {name: row for name, row in programs.items() if not name.startswith(OURS)}
    for part, called in KINDS.items():
        for figure, says in (("found", "damage found"), ("first", "right word first")):
            if best := _best({n: row["sets"][part][figure] for n, row in others.items()}):
                name, value = best
                if value > own[part][figure] + 0.0005:
                    ours = f"{own[part][figure]:.2f}"
                    yield Better(f"{called}: {says}", ours, name, f"{value:.2f}")
    for name, row in others.items():
        for part, called in (("clean", "clean words"), ("sound sentences", "sound sentences")):
            mine, theirs = own[part]["flags"], row["sets"][part]["flags"]
            if theirs < mine and _finds(row):
                yield Better(f"flags in 10,000 {called}", f"{mine:.1f}", name, f"{theirs:.1f}")
        for part in TIMED:
            mine, theirs = pace(done, OURS, part), pace(done, name, part)
            if theirs > mine:
                what = f"words a CPU second, {'clean' if part == 'clean' else 'spun'} news"
                yield Better(what, f"{mine:,.0f}", name, f"{theirs:,.0f}")
        mine, theirs = _start(done, OURS), _start(done, name)
        if 0 < theirs < mine:
            yield Better("start, CPU seconds", f"{mine:.1f}", name, f"{theirs:.1f}")
        mine, theirs = programs[OURS]["memory"], row["memory"]
        if 0 < theirs < mine:
            yield Better("memory, MB", f"{mine:.0f}", name, f"{theirs:.0f}")


def _worse(done: Mapping[str, Any]) -> Iterator[str]:
    if all(name.startswith(OURS) for name in done["programs"]):
        yield (
            "**Not measured yet.** In the run that this page shows no other program was finished: "
            "`make benchmarks` on an idle machine fills this table."
        )
        return
    yield "| figure | rature | better | |"
    yield "|---|---|---|---|"
    for one in worse(done):
        yield f"| {one.what} | {one.ours} | {one.other} | {one.theirs} |"


def _best(values: Mapping[str, float]) -> tuple[str, float] | None:
    return max(values.items(), key=lambda pair: pair[1], default=None)


def _finds(row: Mapping[str, Any]) -> bool:
    """Say whether a program looks for words at all; ftfy does not."""
    return bool(row["sets"]["spun_words"]["found"] > 0.05)


def _start(done: Mapping[str, Any], name: str) -> float:
    starts = sorted(r[name]["clean"]["start_cpu"] for r in done.get("rounds", []) if name in r)
    return float(starts[len(starts) // 2]) if starts else 0.0


def page(done: Mapping[str, Any]) -> str:
    """Return the page."""
    where = done["machine"]
    programs = done["programs"]
    versions = ", ".join(f"{n} {r['version']}" for n, r in programs.items() if n != OURS_OFF)
    return "\n".join(
        [
            "# Rature beside other programs",
            "",
            "`benchmarks/install_peers.sh` installs the others, `make benchmarks` measures all and "
            "writes this page.",
            f"Measured at commit {where['commit']} on {where['cores']} cores of "
            f"{where['processor']}, Python {where['python']}, a machine with other work "
            f"(load {where['load']}): CPU seconds count, not wall seconds. {versions}.",
            "",
            "None of the others was made for spun text: LanguageTool and Grammalecte mend what "
            "people write, hunspell, pyspellchecker and symspellpy what they mistype, ftfy "
            "encodings. The comparison says which program to take for what.",
            "",
            "## Where rature is worse",
            "",
            *_worse(done),
            "",
            "Ordinary errors of writing are no aim of the program; `--grammar` "
            "([grammar.md](grammar.md)) brings what LanguageTool or Grammalecte find as proposals.",
            "",
            "## Damage found, and the right word first",
            "",
            "Shares of the damaged spans of the "
            "[open benchmark](../benchmarks/spun_french/README.md)"
            f" (each {done['every']}th article) and of 150 sentences with an ordinary error each: "
            "flagged at all / the first suggestion right / one of the first five right.",
            "",
            *_quality(done),
            "",
            "![Right word first](images/benchmark-first.svg)",
            "",
            "Changed without asking, and rightly: rature "
            + ", ".join(f"{n} {programs[OURS]['sets'][p]['made']:.2f}" for p, n in KINDS.items())
            + ". The others only suggest; ftfy changes encodings.",
            "",
            "## Harm",
            "",
            "In 10,000 words of the sound articles: flags, and words that would be wrong if every "
            "first suggestion were taken (for rature: without those it makes itself, and those). "
            "In 50 sound sentences with difficult agreements, English and names: flags.",
            "",
            "| program | flags | wrong if taken | made | flags in 50 sound sentences |",
            "|---|---|---|---|---|",
            *_harm(programs),
            "",
            "![Wrong words if every first suggestion were taken](images/benchmark-harm.svg)",
            "",
            *_development(done),
            "## Speed, start, memory",
            "",
            f"Medians of {len(done.get('rounds', []))} rounds in which the programs take turns, "
            "each warmed by six articles. "
            "« × » is how many times as fast rature with the context model off (in brackets: on) "
            "is in the same round. LanguageTool is its server without the client; "
            "Grammalecte gives suggestions for unknown words, too.",
            "",
            *_speed(done),
            "",
            "![Words a CPU second](images/benchmark-speed.svg)",
            "",
            "## Left out",
            "",
            "JamSpell has no French model in a package; "
            "lectura-correcteur has its lexicon not in its package but on a server; trafilatura "
            "takes articles out of pages, of which the benchmark has none.",
            "",
        ]
    )


def _quality(done: Mapping[str, Any]) -> Iterator[str]:
    yield f"| program | {' | '.join(KINDS.values())} |"
    yield f"|---|{'---|' * len(KINDS)}"
    for name, row in done["programs"].items():
        cells = []
        for part in KINDS:
            one = row["sets"][part]
            cells.append(" / ".join(f"{one[figure]:.2f}" for figure in ("found", "first", "five")))
        yield f"| {name} | {' | '.join(cells)} |"


def _harm(programs: Mapping[str, Any]) -> Iterator[str]:
    for name, row in programs.items():
        clean, sound = row["sets"]["clean"], row["sets"]["sound sentences"]
        taken = clean["harm"] - clean["harm_made"]
        yield (
            f"| {name} | {clean['flags']:.1f} | {taken:.1f} | {clean['harm_made']:.1f} | "
            f"{sound['n_flags']:.0f} |"
        )


def _development(done: Mapping[str, Any]) -> Iterator[str]:
    first = next(iter(done["programs"].values()))
    parts = [part for part in first["sets"] if part.startswith("dev: ")]
    if not parts:
        return
    yield "## Real news"
    yield ""
    yield (
        f"The report part of the development articles, {done['dev']} of each file (they may not be "
        "passed on): found / first right; of sound news the words in 10,000 that would be wrong."
    )
    yield ""
    yield f"| program | {' | '.join(part.removeprefix('dev: ') for part in parts)} |"
    yield f"|---|{'---|' * len(parts)}"
    for name, row in done["programs"].items():
        cells = []
        for part in parts:
            one = row["sets"][part]
            spun = one["n_gold"]
            cells.append(
                f"{one['found']:.2f} / {one['first']:.2f}" if spun else f"{one['harm']:.1f}"
            )
        yield f"| {name} | {' | '.join(cells)} |"
    yield ""


def _speed(done: Mapping[str, Any]) -> Iterator[str]:
    yield (
        "| program | clean, words a CPU second | × | spun, words a CPU second | × "
        "| clean, words a wall second | start, CPU s | memory, MB |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for name in done["programs"]:
        if not pace(done, name, "clean"):
            continue
        cells = []
        for part in TIMED:
            off, on = times(done, OURS_OFF, name, part), times(done, OURS, name, part)
            ratio = "" if name == OURS_OFF else f"{off:.1f} ({on:.1f})"
            cells += [f"{pace(done, name, part):,.0f}", ratio]
        wall = f"{pace(done, name, 'clean', 'wall'):,.0f}"
        memory = f"{done['programs'][name]['memory']:.0f}"
        yield f"| {name} | {' | '.join(cells)} | {wall} | {_start(done, name):.1f} | {memory} |"


def plots(done: Mapping[str, Any]) -> dict[str, str]:
    """Return the plots by their names."""
    programs = done["programs"]
    shown = [name for name in programs if name != WITH_GRAMMAR]
    first = [(n, programs[n]["sets"]["spun_words"]["first"]) for n in shown]
    harm = [(n, programs[n]["sets"]["clean"]["harm"]) for n in shown]
    fast = [(n, pace(done, n, "clean")) for n in shown if pace(done, n, "clean")]
    return {
        "first": bars("Right word first, spun word for word", first, "{:.2f}"),
        "harm": bars("Wrong words in 10,000 if first suggestions were taken", harm, "{:.1f}"),
        "speed": bars("Clean news, words a CPU second (logarithmic)", fast, "{:,.0f}", log=True),
    }


WIDTH, ROW, LABEL, ROOM = 640, 24, 170, 80


def bars(title: str, values: Sequence[tuple[str, float]], form: str, *, log: bool = False) -> str:
    """Return a bar chart as SVG, rature's bars in colour."""

    def scale(value: float) -> float:
        return math.log10(max(1.0, value)) if log else value

    top = max((scale(value) for _, value in values), default=1.0) or 1.0
    height = ROW * (len(values) + 1) + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="8" y="18" font-weight="bold" fill="#1f2328">{escape(title)}</text>',
    ]
    for number, (name, value) in enumerate(values, 1):
        y = ROW * number + 6
        long = (WIDTH - LABEL - ROOM) * scale(value) / top
        colour = "#0b5cad" if name.startswith(OURS) else "#8b949e"
        parts += [
            f'<text x="{LABEL - 8}" y="{y + 15}" text-anchor="end" fill="#1f2328">'
            f"{escape(name)}</text>",
            f'<rect x="{LABEL}" y="{y + 3}" width="{long:.1f}" height="{ROW - 8}" '
            f'fill="{colour}"/>',
            f'<text x="{LABEL + long + 6:.1f}" y="{y + 15}" fill="#1f2328">'
            f"{escape(form.format(value))}</text>",
        ]
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    raise SystemExit(main())
