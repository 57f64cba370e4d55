"""Parts: the files that a shard leaves in the work folder until the run is assembled.

The marker of a shard is its part ``json``. It is written last, so all other parts are complete
when it exists.
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from pipeline.batch import places

if TYPE_CHECKING:
    import pyarrow as pa


def part_path(work: str, number: int, kind: str) -> str:
    """Return the path of a part of shard ``number``.

    ``kind`` is ``rows``, ``ledger``, ``pages``, ``patch``, ``signatures`` or ``json``.
    """
    return places.join(work, "parts", f"{number // 1000:05}", f"{number:08}.{kind}")


def marker(work: str, number: int) -> dict[str, Any] | None:
    """Return the marker of a finished shard, None for a shard that is still to be done."""
    path = part_path(work, number, "json")
    if not places.exists(path):
        return None
    try:
        found: dict[str, Any] = json.loads(places.read(path))
    except ValueError:  # half-written: some stores show files before they are complete
        return None
    return found


@contextlib.contextmanager
def table_writer(path: str) -> "Iterator[Callable[[pa.Table], None]]":
    """Give a function that writes tables to a part; all must have the same columns."""
    import pyarrow as pa

    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with places.written(path) as file:
        out = None

        def write(table: "pa.Table") -> None:
            nonlocal out
            if out is None:
                out = pa.ipc.new_stream(file, table.schema, options=options)
            out.write_table(table)

        yield write
        if out is not None:
            out.close()


def tables(path: str) -> "Iterator[pa.Table]":
    """Yield the tables of a part, one record batch at a time."""
    import pyarrow as pa

    with places.opened(path) as file:
        try:
            stream = pa.ipc.open_stream(file)
        except pa.ArrowInvalid:  # no table was written
            return
        for batch in stream:
            yield pa.Table.from_batches([batch], stream.schema)
