"""Shortcodes of publishing systems: ``[caption …]``, ``[/b]``."""

import re
from collections.abc import Iterator, Sequence

import regex

from pipeline.stages.markup.scraps import Scrap, is_cited
from pipeline.text.lines import Line

_SHORTCODE = regex.compile(
    r"""
      \[/(?:caption|gallery|embed|audio|video|playlist|quote|url|img|color|size|center|list|[bius]
          |(?:vc|et_pb|fusion|su|tie)_\w++)\]
    | \[(?:vc|et_pb|fusion|su|tie)_\w++[^\[\]\n]*+\]
    | \[(?:caption|gallery|embed|audio|video|playlist|youtube|contact-form-7)
      \s[^\[\]\n=]*+=[^\[\]\n]*+\]
    | \[(?:youtube|vimeo|dailymotion|tweet|twitter|instagram|soundcloud|facebook|embedyt|iframe)
      \s+https?://[^\[\]\s]++\]
    | \[(?:url|img|color|size|quote)(?:=|\s\w+=)[^\[\]\n]++\]
    | \[(?P<bare>caption|gallery|embed|quote|url|img|center|[bius])\]
    """,
    regex.VERBOSE,
)
_CLOSING_SHORTCODE = re.compile(r"\[/([a-z]+)\]")


def shortcodes(text: str, _rows: Sequence[Line]) -> Iterator[Scrap]:
    """Yield shortcodes; a bare one (``[b]``) only where the text closes it, too."""
    if "[" not in text:
        return
    closed = set(_CLOSING_SHORTCODE.findall(text))
    for match in _SHORTCODE.finditer(text):
        bare = match["bare"]
        if (bare and bare not in closed) or is_cited(text, match.start()):
            continue
        yield Scrap(*match.span(), "MRK002", 0.98, "A shortcode of a publishing system.")
