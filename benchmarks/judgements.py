"""What somebody who read an edit called it, and the digest by which the edit is known.

``judged.tsv`` holds digests and verdicts, and no text: a ``slip`` of the article was mended; the
edit is ``wrong``; or it is ``harmless``, neither needed nor a loss.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.edits import Edit

JUDGED = Path(__file__).parent / "judged.tsv"
SLIP, WRONG, HARMLESS = "slip", "wrong", "harmless"
UNREAD = "unread"
"""What an edit is called that nobody has read."""


@cache
def verdicts() -> dict[str, str]:
    """Return the verdict of each edit that somebody has read, by its digest."""
    lines = JUDGED.read_text("utf-8").splitlines()
    return {digest: verdict for digest, _, verdict in (line.partition("\t") for line in lines[1:])}


def sign(name: str, row: Mapping[str, Any], edit: Edit) -> str:
    """Return the digest by which an edit of an article of the file ``name`` is known."""
    told = (name, row["id"], edit.start, edit.before, edit.after)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
