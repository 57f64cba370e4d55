"""What documents and books have in common: members of a zip file whose XML holds the text."""

from collections.abc import Callable, Mapping, Sequence

from pipeline.io.containers.archives import Archive
from pipeline.io.containers.container import Container, Leaf
from pipeline.io.containers.markup import xml_bytes, xml_text
from pipeline.io.containers.segments import Segment


def of_members(  # noqa: PLR0913 — a zip file, and how its kind is read and written
    kind: str,
    archive: Archive,
    members: Sequence[str],
    segments: Callable[[str], Sequence[Segment]],
    read: Callable[[bytes], Container],
    finished: Callable[[str, str], str] = lambda before, after: after,
) -> Container:
    """Return a zip file as a container: each of ``members`` is a leaf.

    ``finished`` gets a member as it was and as it is to be, and may have to adapt it.
    """
    leaves = []
    for member in members:
        source = xml_text(archive.read(member), f"{archive.name}: {member}")
        leaves.append(Leaf(source, segments(source)))

    def build(changed: Mapping[int, str]) -> bytes:
        made = {}
        for number, text in changed.items():
            after = finished(leaves[number].source, text)
            made[members[number]] = xml_bytes(after, archive.read(members[number]))
        return archive.rewritten(made)

    return Container(kind, archive.raw, leaves, build, read)
