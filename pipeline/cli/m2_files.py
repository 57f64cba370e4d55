"""M2 files in ``rature eval``: gold, predictions, and the scores of ``errant_compare``.

Start reading from :func:`wanted`. :mod:`pipeline.m2` reads, writes and counts.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.edits import Edit, apply
from pipeline.errors import InputError
from pipeline.io import files
from pipeline.m2 import WAYS, Block, block_of, gold_row, parse, score, written
from pipeline.result import Result

_NO_RULE = "M2"
"""The rule of an edit of an M2 file, whose types are no rules of ours."""


def is_m2(path: str) -> bool:
    """Say whether the suffix of a file is that of M2 files."""
    return path.lower().endswith(".m2")


@dataclass
class M2Files:
    """What ``eval`` keeps for M2 files: ``blocks`` of the gold if it is one, and the predictions.

    ``name`` is that of the files to write, "" for none. ``given`` says that the predictions are of
    an M2 file themselves.
    """

    name: str
    blocks: list[Block]
    gold: list[dict[str, Any]]
    predicted: list[Block] = field(default_factory=list)
    given: bool = False

    def kept(self, results: Iterable[Result], number: int) -> Iterator[Result]:
        """Pass on results; keep the blocks of the first predictions if they are wanted."""
        for result in results:
            if number == 0 and not self.given and (self.name or self.blocks):
                edits = [_values(edit) for edit in result.edits]
                tokenised = bool(self.blocks)
                self.predicted.append(block_of(result.source, edits, tokenised=tokenised))
            yield result

    def scores(self, gold: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
        """Return the scores of the first predictions, each way; write the files if wanted."""
        if not (self.name or self.blocks):
            return {}
        true = self.blocks or [block_of(row["source"], row["edits"]) for row in gold]
        if self.name:
            for blocks, kind in ((true, "ref"), (self.predicted, "hyp")):
                with files.written(f"{self.name}.{kind}.m2") as out:
                    for block in written(blocks):
                        out.write(block.encode("utf-8", "replace"))
        return {way: score(self.predicted, true, way).to_dict() for way in WAYS}


def wanted(options: argparse.Namespace, content: str) -> M2Files:
    """Return what is to be kept: for gold that is an M2 file, or with ``--m2``."""
    blocks = parse(content, options.file) if is_m2(options.file) else []
    if is_m2(options.file) and not blocks:
        raise InputError(f"{options.file} holds no text: give an M2 file with lines S and A")
    given = bool(options.records) and is_m2(options.records[0])
    predicted = _blocks(options, options.records[0]) if given else []
    rows = [gold_row(block) for block in blocks]
    return M2Files(options.m2 or "", blocks, rows, predicted, given)


def _blocks(options: argparse.Namespace, path: str) -> list[Block]:
    return parse(files.decode(files.read_bytes(path), options.encoding or "utf-8", path), path)


def results(
    options: argparse.Namespace, path: str, gold: Sequence[Mapping[str, Any]]
) -> Iterator[Result]:
    """Yield the results that an M2 file of predictions tells of."""
    blocks = _blocks(options, path)
    if len(blocks) != len(gold):
        raise InputError(f"{path} has {len(blocks)} texts, {options.file} {len(gold)}")
    for number, (block, row) in enumerate(zip(blocks, gold, strict=True), 1):
        if block.source != row["source"]:
            raise InputError(f"{path}: text {number} is another one than in {options.file}")
        edits = tuple(
            Edit(e["start"], e["end"], e["before"], e["after"], _NO_RULE, 1.0)
            for e in gold_row(block)["edits"]
        )
        yield Result(block.source, apply(block.source, edits), str(number), edits)


def _values(edit: Edit) -> dict[str, Any]:
    return {"start": edit.start, "end": edit.end, "after": edit.after, "rule": edit.rule}


def table(scores: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """Yield the lines of the table of scores."""
    if not scores:
        return
    heads = "".join(f" {head:>7}" for head in ("TP", "FP", "FN", "Prec", "Rec", "F0.5"))
    yield f"\n{'as errant_compare':18}{heads}"
    for way, one in scores.items():
        counts = "".join(f" {one[name]:7}" for name in ("right", "wrong", "missing"))
        figures = "".join(f" {one[name]:7.4f}" for name in ("precision", "recall", "f05"))
        yield f"{way:18}{counts}{figures}"
