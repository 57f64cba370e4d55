"""The options of a run, as ``rature run`` and ``rature learn`` take them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.batch import places
from pipeline.batch.ledger import LEDGER_FORMATS
from pipeline.pipeline import Pipeline

SHARD_ROWS = 256
"""Articles of a shard: some seconds of work, so little is lost and no worker waits for long."""

TIME_LIMIT = 600.0
"""Seconds for an article, or for a piece of a long one: a hundred times what any has taken."""


MAX_RECORD = 64 << 20
"""Bytes of a record: an article of fifty megabytes and its escapes. A worker takes five times that,
and 200 MB for the model."""


@dataclass(frozen=True)
class RunOptions:
    """The options of a run.

    ``out`` is the folder for the results. ``configuration`` holds the settings that decide what
    happens to the texts, as plain JSON types. ``text_column``, ``id_column``, ``encoding`` and
    ``input_format`` are "" if they are to be found out for each file. ``shape`` is one of
    :data:`pipeline.io.extraction.SHAPES`. ``output`` is a name of ``--output-format``, "" for the
    format of each file. ``dedup`` is "", ``mark`` or ``drop``. ``max_record`` counts bytes,
    ``time_limit`` seconds, 0 for no limit. ``retry_failed`` resumes the run, and does again what
    failed.
    """

    inputs: Sequence[str]
    out: str
    pipeline: Pipeline = field(default_factory=Pipeline)
    configuration: dict[str, Any] = field(default_factory=dict)
    text_column: str = ""
    id_column: str = ""
    encoding: str = ""
    shape: str = "auto"
    input_format: str = ""
    output: str = ""
    ledger: str = LEDGER_FORMATS[0]
    patch: bool = False
    dedup: str = ""
    max_record: int = MAX_RECORD
    csv_safe: bool = False
    shard_size: int | None = None
    engine: str = "local"
    address: str = ""
    workers: int | None = None
    time_limit: float = TIME_LIMIT
    resume: bool = False
    retry_failed: bool = False
    lenient: bool = False
    quiet: bool = False

    @property
    def work(self) -> str:
        """Return the folder for the parts of shards."""
        return places.join(self.out, ".work")
