"""Parts: the files that a shard leaves in the work folder until the run is assembled.

The marker of a shard is its part ``json``. It is written last, so all other parts are complete
when it exists.
"""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pipeline.batch import places
from pipeline.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa


def part_path(work: str, key: int, kind: str) -> str:
    """Return the path of a part of the shard ``key``.

    ``kind`` is ``rows``, ``ledger``, ``pages``, ``patch``, ``signatures`` or ``json``.
    """
    name = f"{key:016x}"
    return places.join(work, "parts", name[:3], f"{name}.{kind}")


def sizes(work: str, key: int, kinds: Iterable[str]) -> dict[str, int]:
    """Return the bytes of the parts of a shard, which its marker holds."""
    return {kind: places.stamp(part_path(work, key, kind))[0] for kind in kinds}


def marker(work: str, key: int) -> dict[str, Any] | None:
    """Return the marker of a finished shard, None for a shard that is still to be done.

    A shard whose parts are gone or have another size is to be done again.
    """
    path = part_path(work, key, "json")
    if not places.exists(path):
        return None
    try:
        found: dict[str, Any] = json.loads(places.read(path))
        parts: dict[str, int] = found["parts"]
        whole = sizes(work, key, parts) == parts
    except (ValueError, TypeError, LookupError):  # some stores show half-written files
        return None
    except InputError:  # a part is gone
        return None
    return found if whole else None


@contextlib.contextmanager
def reading(work: str, key: int) -> Iterator[None]:
    """Read parts of a shard in the block; when they are damaged, have the shard done again.

    Raises :class:`InputError` in place of what Arrow and JSON raise.
    """
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, ValueError, LookupError, EOFError) as error:
        places.discard(part_path(work, key, "json"))
        raise InputError(f"a part in {work} is damaged, and will be made anew") from error
    except OSError as error:
        if error.errno is not None:
            raise
        places.discard(part_path(work, key, "json"))  # Arrow, on content that is cut short
        raise InputError(f"a part in {work} is damaged, and will be made anew") from error


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
