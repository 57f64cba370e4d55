"""Sum up a finished run for people. Start reading from :func:`sum_up`."""

import heapq
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline.batch import ledger
from pipeline.batch.ledger import LedgerRow
from pipeline.errors import InputError
from pipeline.report.run_pages import RunSummary
from pipeline.result import MADE

CONFIDENCE_STEPS = 20
"""Bins of the histogram of confidences."""

WORST = 20
"""Articles that are named, those with the most edits and proposals."""


def sum_up(out: Path) -> RunSummary:
    """Return the summary of the run in the folder ``out``, or of the one that ``apply`` wrote.

    Raises :class:`InputError` if there is no finished run or it is damaged.
    """
    try:
        report = json.loads((out / "run.json").read_bytes())
        counts = report["counts"]["edits"]
        samples = {rule: list(rows) for rule, rows in report["samples"].items()}
        report = {**report, "samples": samples}
        made = {rule: sum(c.get(one, 0) for one in MADE) for rule, c in counts.items()}
        proposed = {rule: int(c.get("review", 0)) for rule, c in counts.items()}
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError(
            f"no finished run in {out}: name the folder that `rature run -o` wrote"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{out / 'run.json'} is damaged: run `rature run` again") from error
    confidences, worst = _count(ledger.read(out))
    return RunSummary(report, made, proposed, confidences, worst)


def _count(
    rows: Iterable[LedgerRow],
) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, str, int, str], ...]]:
    """Return the histogram of confidences, and the articles with the most rows."""
    bins = [[0, 0] for _ in range(CONFIDENCE_STEPS)]
    of_article: Counter[tuple[str, int, str]] = Counter()
    worst: list[tuple[int, str, int, str]] = []
    now: tuple[str, int, str] | None = None

    def close() -> None:
        if now is not None:
            heapq.heappush(worst, (of_article.pop(now), *now))
            if len(worst) > WORST:
                heapq.heappop(worst)

    for row in rows:
        if row.decision == "rejected":
            continue
        bins[min(CONFIDENCE_STEPS - 1, int(row.confidence * CONFIDENCE_STEPS))][
            not row.is_made
        ] += 1
        if now != (row.file, row.row, row.id):
            close()
            now = row.file, row.row, row.id
        of_article[now] += 1
    close()
    ordered = sorted(worst, key=lambda one: (-one[0], one[1:]))
    return tuple((made, proposed) for made, proposed in bins), tuple(ordered)
