"""Read and write files that may be compressed with gzip or zstd.

The bytes of a written file depend on its content alone, not on how it was cut into writes.
"""

import contextlib
import gzip
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from pipeline.batch import places
from pipeline.errors import InputError

CODECS = {".gz": "gzip", ".zst": "zstd"}
"""Suffixes of compressed files, and the names of their codecs in Arrow."""

BLOCK = 1 << 20
"""Bytes read or written at a time."""


def packing(path: str) -> str:
    """Return the suffix of a compressed file, "" for any other."""
    return next((suffix for suffix in CODECS if path.lower().endswith(suffix)), "")


class Blocks:
    """A file that is decompressed from front to back; ``at`` is the offset in that content.

    If the file is damaged, all that can be decompressed comes before :class:`InputError`.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.packed = packing(path)
        self.at = 0
        self._file = places.reader(path)
        self._stream = self._unpacked(self._file)
        self._rest: Iterator[bytes] | None = None

    def _unpacked(self, file: BinaryIO) -> Any:
        if not self.packed:
            return file
        import pyarrow as pa

        return pa.CompressedInputStream(file, CODECS[self.packed])

    def read(self, size: int = BLOCK) -> bytes:
        """Return at most ``size`` bytes, b"" at the end."""
        if self._rest is not None:
            return next(self._rest, b"")
        try:
            block: bytes = self._stream.read(size)
        except (OSError, EOFError) as error:
            if not self.packed:
                raise InputError(f"cannot read {self.path}: {error}") from error
            self._rest = self._rescued(error)
            return self.read(size)
        self.at += len(block)
        return block

    def _rescued(self, error: Exception) -> Iterator[bytes]:
        """Read byte by byte up to the damage, yield that content, then raise the error."""
        with places.opened(self.path) as file:
            stream = self._unpacked(file)
            with contextlib.suppress(OSError, EOFError):
                left = self.at
                while left:
                    left -= len(stream.read(min(BLOCK, left)))
                rest = bytearray()
                while byte := stream.read(1):
                    rest += byte
            self.at += len(rest)
            if rest:
                yield bytes(rest)
        raise InputError(
            f"{self.path} is damaged or cut off after {self.at} unpacked bytes: "
            "get the file again; what is before that was kept"
        ) from error

    def seek(self, offset: int) -> None:
        """Go to ``offset``; in a compressed file it must not lie behind."""
        if not self.packed:
            self._file.seek(offset)
            self.at = offset
        while self.at < offset:
            if not self.read(min(BLOCK, offset - self.at)):
                raise InputError(f"{self.path} has become shorter: start the run again")

    @property
    def offset(self) -> int:
        """Return how many bytes of the file on the disk were read."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@contextlib.contextmanager
def unpacked(path: str) -> Iterator[Blocks]:
    """Open a file for reading, compressed or not."""
    blocks = Blocks(path)
    try:
        yield blocks
    finally:
        blocks.close()


def whole(path: str, most: int = 0) -> bytes:
    """Return the decompressed content of a file.

    Raises :class:`InputError` if it has more than ``most`` bytes; 0 is no limit.
    """
    found: list[bytes] = []
    with unpacked(path) as blocks:
        while block := blocks.read():
            found.append(block)
            if most and blocks.at > most:
                raise InputError(f"more than --max-record {most:,} bytes")
    return b"".join(found)


class _KeptOpen:
    """A file that stays open when Arrow closes it, because it has to be synced afterwards."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self.write = file.write
        self.flush = file.flush

    def close(self) -> None:
        self.flush()


@contextlib.contextmanager
def written(path: str) -> Iterator[Callable[[bytes], None]]:
    """Give a function that writes bytes to a new file, compressed as its suffix says."""
    packed = packing(path)
    with places.written(path) as file, contextlib.ExitStack() as stack:
        stream: Any = file
        if packed == ".gz":
            stream = stack.enter_context(
                gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0)
            )
        elif packed:
            import pyarrow as pa

            sink = pa.PythonFile(_KeptOpen(file), mode="w")
            stream = stack.enter_context(pa.CompressedOutputStream(sink, CODECS[packed]))
        buffer = bytearray()

        def write(content: bytes) -> None:
            """Write bytes in blocks of one size."""
            buffer.extend(content)
            whole = len(buffer) - len(buffer) % BLOCK
            for start in range(0, whole, BLOCK):
                stream.write(bytes(buffer[start : start + BLOCK]))
            del buffer[:whole]

        yield write
        stream.write(bytes(buffer))
