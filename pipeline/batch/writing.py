"""Write articles in the format they came in, or in another one.

Start reading from :func:`rendered`, which makes rows with new texts ready to be written, and
:func:`writer`, which writes them. Everything but the text stays as it was: the bytes of JSON lines
and CSV, the types of tables. How that is done is a matter of each format
(:mod:`pipeline.batch.formats`).
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from pipeline.batch.formats import Batch, Source, Texts, Write, target_of

if TYPE_CHECKING:
    import pyarrow as pa


def rendered(
    source: Source,
    batch: Batch,
    texts: Sequence[Texts],
    added: Mapping[str, Sequence[Any]] | None = None,
    output: str = "",
) -> "pa.Table":
    """Return rows with their new ``texts`` as a table for :func:`writer`.

    ``added`` maps the names of new fields to their values. A row whose texts are None or did not
    change stays as it was written. ``output`` is a name of ``--output-format``, "" for the format
    of ``source``.
    """
    return target_of(source.format, output).render(source, batch, texts, added or {})


def writer(
    path: str, source: Source, added: Sequence[str] = (), output: str = ""
) -> AbstractContextManager[Write]:
    """Give a function that writes tables of :func:`rendered`; the file is complete at the end.

    The bytes depend on the rows alone, not on how they were cut into tables.
    """
    return target_of(source.format, output).writer(path, source, added)
