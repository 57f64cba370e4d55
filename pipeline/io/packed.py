"""Keep the records of edits of a long article in few bytes: :class:`PackedRecords`.

An article of fifty megabytes may have 700,000 edits. As dictionaries they take a gigabyte, packed
sixty megabytes. Each block is unpacked when it is read, and only for as long.
"""

import marshal
from collections.abc import Collection, Iterable, Iterator
from typing import Any


class PackedRecords(Collection[dict[str, Any]]):
    """Records of plain values, in the order in which they were added."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._length = 0

    def extend(self, records: Iterable[dict[str, Any]]) -> None:
        """Add records; they are unpacked together."""
        block = list(records)
        self._blocks.append(marshal.dumps(block))
        self._length += len(block)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield the records, each time new objects."""
        for block in self._blocks:
            yield from marshal.loads(block)

    def __len__(self) -> int:
        """Return how many records there are."""
        return self._length

    def __contains__(self, record: object) -> bool:
        """Say whether there is a record like this one."""
        return any(record == one for one in self)
