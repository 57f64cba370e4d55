"""Parameters of addresses that tell where a reader came from."""

from collections.abc import Iterator

import regex

from pipeline.edits import Edit, replacement

_PARAMETERS = regex.compile(r"(?<=https?://[^\s<>\"«»?]{1,400})\?[^\s<>\"«»#]*+", regex.IGNORECASE)
_TRACKING = regex.compile(
    r"(?:utm_\w+|fbclid|gclid|mc_[ce]id|xtor|at_medium|at_campaign|igshid|ncid|cmpid|ref_src)=",
    regex.IGNORECASE,
)


def tracking_parameters(text: str) -> Iterator[Edit]:
    """Yield the queries of addresses without the parameters that only track readers."""
    for match in _PARAMETERS.finditer(text) if "=" in text else ():
        query = match.group().rstrip(".,;:!?)")
        parts = query[1:].split("&")
        kept = [part for part in parts if not _TRACKING.match(part)]
        if len(kept) < len(parts):
            after = "?" + "&".join(kept) if kept else ""
            reason = "The address tells where its reader came from."
            span = match.start(), match.start() + len(query)
            yield replacement(text, span, after, "MRK008", 0.9, reason)
