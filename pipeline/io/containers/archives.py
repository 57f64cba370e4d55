"""Zip files of which some members change. Start reading from :class:`Archive`.

All other members keep their bytes, compressed as they are, their order and their headers; a member
that changes is compressed by its own method again. Nothing is unpacked but what is read, and of
that no more than a limit, whatever the file declares.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.errors import InputError
from pipeline.io.containers.markup import MAX_XML

MAX_READ = 4 * MAX_XML
"""Bytes of all members that are read of one file, unpacked."""

MAX_MEMBERS = 50_000
"""Members of a file; a book with a page a member has a thousand."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DESCRIBED = 0x08
"""Flag: sizes and check sum stand behind the data, not in front of it."""


@dataclass(frozen=True)
class Archive:
    """A zip file called ``name``. Raises :class:`InputError` where it is damaged or hostile."""

    raw: bytes
    name: str

    @cached_property
    def _infos(self) -> list[zipfile.ZipInfo]:
        if not self.raw.startswith(b"PK\x03\x04"):
            raise InputError(f"{self.name} is damaged, encrypted, or not what its suffix says")
        infos = self._zip.infolist()
        if len(infos) > MAX_MEMBERS or len({info.filename for info in infos}) < len(infos):
            raise InputError(f"{self.name} has too many members, or some twice: refused")
        return infos

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(io.BytesIO(self.raw))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise InputError(f"{self.name} is damaged ({error}): open and save it again") from error

    @cached_property
    def names(self) -> list[str]:
        """Return the names of all members, in their order."""
        return [info.filename for info in self._infos]

    @cached_property
    def _read(self) -> dict[str, bytes]:
        return {}

    def read(self, member: str) -> bytes:
        """Return the content of a member."""
        if member not in self._read:
            _ = self._infos
            self._read[member] = self._content(member)
        return self._read[member]

    def _content(self, member: str) -> bytes:
        try:
            info = self._zip.getinfo(member)
        except KeyError as error:
            raise InputError(f"{self.name} is damaged: it has no {member}") from error
        if info.flag_bits & 1:
            raise InputError(f"{self.name} is encrypted: save it without a password first")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputError(f"{self.name} is compressed in an unusual way: save it again")
        if info.file_size > MAX_XML or sum(map(len, self._read.values())) > MAX_READ:
            raise InputError(f"{self.name} unpacks to more than anybody reads: refused")
        try:
            with self._zip.open(info) as file:
                return file.read(MAX_XML)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise InputError(f"{self.name} is damaged ({error}): open and save it again") from error

    def rewritten(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the file with new contents of some members."""
        blocks: list[bytes] = []
        entries: dict[str, bytes] = {}
        at = 0
        for entry, info, stop in sorted(self._entries(), key=lambda one: one[1].header_offset):
            block, kept = self.raw[info.header_offset : stop], entry
            if info.filename in changed:
                block, fields = _packed(block, changed[info.filename], info.compress_type)
                kept = _with(entry, fields)
            entries[info.filename] = kept[:42] + struct.pack("<L", at) + kept[46:]
            blocks.append(block)
            at += len(block)
        directory = b"".join(entries[name] for name in self.names)
        end = _END.pack(
            b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), at,
            len(self._zip.comment),
        )  # fmt: skip
        return b"".join([*blocks, directory, end, self._zip.comment])

    def _entries(self) -> Iterator[tuple[bytes, zipfile.ZipInfo, int]]:
        """Yield the entry of each member in the directory, what it says, and where its data end."""
        offsets = sorted([info.header_offset for info in self._infos] + [self._zip.start_dir])
        if offsets[0] != 0 or len(set(offsets)) < len(offsets):
            raise InputError(f"{self.name} is damaged: its members overlap")
        ends = dict(pairwise(offsets))
        at = self._zip.start_dir
        for info in self._infos:
            fields = _CENTRAL.unpack_from(self.raw, at)
            size = _CENTRAL.size + sum(fields[10:13])
            if fields[0] != b"PK\x01\x02" or 0xFFFFFFFF in fields:
                raise InputError(f"{self.name} is too large, or damaged: it cannot be written")
            yield self.raw[at : at + size], info, ends[info.header_offset]
            at += size


def _packed(block: bytes, content: bytes, method: int) -> tuple[bytes, tuple[int, int, int]]:
    """Return a member with a new content, and its check sum and sizes."""
    data = content
    if method == zipfile.ZIP_DEFLATED:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        data = packer.compress(content) + packer.flush()
    fields = (zlib.crc32(content), len(data), len(content))
    sign, version, flags, kind, time, date, *_, name, extra = _LOCAL.unpack_from(block)
    head = _LOCAL.pack(
        sign, version, flags & ~_DESCRIBED, kind, time, date, *fields, name, extra
    )  # fmt: skip
    return head + block[_LOCAL.size : _LOCAL.size + name + extra] + data, fields


def _with(entry: bytes, fields: tuple[int, int, int]) -> bytes:
    """Return the entry of a member with other check sum and sizes."""
    found = list(_CENTRAL.unpack_from(entry))
    found[3] &= ~_DESCRIBED
    found[7:10] = fields
    return _CENTRAL.pack(*found) + entry[_CENTRAL.size :]
