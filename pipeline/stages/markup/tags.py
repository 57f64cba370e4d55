"""Tags of HTML, halves of tags, attributes, comments, scripts and styles."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from pipeline.stages.markup.scraps import Scrap, is_cited
from pipeline.text.lines import Line

_LONG_NAMES = (
    "abbr|address|article|aside|audio|blockquote|body|br|button|center|cite|code|div|em|embed|"
    "fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|iframe|img|input|"
    "label|li|link|main|meta|nav|noscript|object|ol|option|param|picture|pre|script|section|"
    "select|small|source|span|strike|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|"
    "thead|time|title|tr|ul|video|wbr"
)
_NAME = f"(?:{_LONG_NAMES}|[abipqsu])"
_BARE = "allowfullscreen|async|defer|hidden|controls|autoplay|nofollow|itemscope|required"
_ATTRIBUTE = (
    rf"(?:\s+(?:[a-z_:][\w:.-]*+\s*=\s*(?:\"[^\"<>]*+\"|'[^'<>]*+'|“[^”<>]*+”|”[^”<>]*+”"
    rf"|[^\s\"'<>=]++)|(?:{_BARE})\b))"
)
_KNOWN_ATTRIBUTE = (
    r"(?:class|href|style|src|srcset|alt|title|width|height|id|target|rel|border|align"
    r"|data-[a-z-]{1,60}+)\s?=\s?[\"“”][^\"“”<>\n]*+[\"“”]\s*+"
)
_MOST_ATTRIBUTES = 30
"""Known attributes in a row. The search begins anew at each of them: no row may be endless."""
_KNOWN_ATTRIBUTES = f"(?:{_KNOWN_ATTRIBUTE}){{1,{_MOST_ATTRIBUTES}}}+"
_TAG = regex.compile(
    rf"""
      </?{_NAME}{_ATTRIBUTE}*+\s*+/?>                       # <p class="x">, </p>, <br />
    | </?(?:{_LONG_NAMES}|p){_ATTRIBUTE}*+[^\S\n]*+/?(?=[^\S\n]*+(?:\n|\Z|<))  # <p, at a line's end
    | </?(?:{_LONG_NAMES})(?=\s)                                      # <strong mot
    | (?<![\w<:/.=])/{_NAME}>                                   # /blockquote>
    | (?<=\p{{Ll}}[.!?»])/(?:p|{_LONG_NAMES})>                   # voté./p>
    | (?<=\w)/(?:blockquote|strong|span|div|figure|figcaption|iframe|section|article)>
    | (?<![\w</.=-])(?:blockquote|strong|span|div|figure|figcaption|iframe|script)>
    | (?<![\w</.=-])[bh]r\s?/>                                  # br />
    | ^(?:p|li|em|h[1-6]|td|a|b|i)>(?=[^\S\n]*+(?:\n|\Z)|[\p{{Lu}}«"“])  # p>Le procès
    | (?<![\w<])(?:(?:a|img|div|span|p|iframe|blockquote|figure)\s+)?{_KNOWN_ATTRIBUTES}/?>
    | ^[^\S\n]*+{_KNOWN_ATTRIBUTES}$
    | (?<![\w<])(?:(?:class|href|src|srcset|style|target|rel|onclick|itemprop|data-[a-z-]{{1,60}}+)
        =(?:"[^"<>\n]*+"|'[^'<>\n]*+'))(?:\s+[a-z-]+="[^"<>\n]*+")*+\s?/?>?   # class="x" in a line
    | ^["”]\s?/?>(?=[^\S\n]*+(?:\n|\Z|[\p{{Lu}}«"“]))                             # ">Le procès
    | <!\[CDATA\[ | \]\]> | <\?xml[^<>]*+\?>
    """,
    regex.VERBOSE | regex.IGNORECASE | regex.MULTILINE,
)
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|blockquote|figure|section|article|ul|ol|table|figcaption|header|footer)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<?/?(?:br|li|tr|td|th|hr|dd|dt)\b", re.IGNORECASE)
_CLOSING_LETTER = re.compile(r"</([abipqsu])>", re.IGNORECASE)
_LONE_LETTER = re.compile(r"<[abipqsu]>", re.IGNORECASE)
_ENCLOSED = (
    ("<!--", re.compile("<!--"), re.compile("-->")),
    ("<", re.compile(r"<script\b[^<>]*>", re.I), re.compile(r"</script\s*>", re.I)),
    ("<", re.compile(r"<style\b[^<>]*>", re.I), re.compile(r"</style\s*>", re.I)),
)
"""What hides text: a prefilter, how it begins, how it ends."""


_UNKNOWN_TAG = regex.compile(r"<([A-Za-z][\w.:-]*)\s[^<>]*+\Z")
_LONGEST_TAG = 600
"""Code points of the longest tag whose attributes are looked at from behind."""
_KNOWN_NAME = re.compile(_NAME, re.IGNORECASE)
_TAG_NAME = re.compile(r"</?([a-z][a-z1-6]*)", re.IGNORECASE)
_LISTED = re.compile(r"[\s,;/]*(?:et|ou|and|or|puis|avec|…|\.\.\.)?[\s,;/]*\Z")
"""What stands between tags of which one speaks: *les balises <b>, <i> et <u>*."""


_TIMING = re.compile(r"^\d{1,2}:\d\d(?::\d\d)?[.,]\d{3} --> ", re.MULTILINE)
_STYLE = re.compile(r"</?(?:[biu]|font)\b", re.IGNORECASE)
"""Tags that subtitles have: players read them, and so they are no scraps there."""


_ARTICLE = re.compile(
    r"(?:^|[\s'’(])(?:une?|les?|la|des|du|deux|son|ce|cet|cette) \Z", re.MULTILINE | re.IGNORECASE
)
_SPOKEN_OF = re.compile(r"[,.;:)?!]| (?:et|ou|ne|n|est|sont|se) ")


def _is_named(text: str, start: int, end: int, closes: bool) -> bool:
    """Say whether a tag has an article and nothing inside: *un <b>, un <i> et un </i>*."""
    article = _ARTICLE.search(text, max(0, start - 10), start) is not None
    after = _SPOKEN_OF.match(text, end) is not None
    return article and after and (closes or text[end : end + 1] in tuple(",.;:)?! "))


class _Cited:
    """Tags that a text speaks about; also the next one of a row, and the one that closes it.

    So is another tag of the same line that nothing closes: *la balise <br> … et <p> ouvre …*.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = -1
        self._open: Counter[str] = Counter()

    def __call__(self, start: int, end: int, tag: str) -> bool:
        """Say whether the text speaks about a tag; to be asked about all tags in order."""
        name = found[1].lower() if (found := _TAG_NAME.match(tag)) else ""
        closes = tag.startswith("</")
        gap = self._text[self._end : start] if 0 <= self._end <= start <= self._end + 12 else None
        listed = gap is not None and _LISTED.match(gap) is not None
        same = self._end >= 0 and "\n" not in self._text[self._end : start]
        named = _is_named(self._text, start, end, closes)
        lone = same and not closes and f"</{name}" not in self._text.lower()
        if closes and self._open[name]:
            self._open[name] -= 1
        elif not (named or lone or listed or is_cited(self._text, start)):
            return False
        elif name and not closes and not tag.endswith("/>"):
            self._open[name] += 1
        self._end = end
        return True


def _in_unknown_tag(text: str, start: int) -> bool:
    """Say whether attributes stand in a tag that HTML does not have: ``<Diagram alt="…">``."""
    if text[start] in "</":
        return False
    at = text.rfind("<", max(0, start - _LONGEST_TAG), start)
    before = _UNKNOWN_TAG.match(text[at:start]) if at >= 0 else None
    return before is not None and _KNOWN_NAME.fullmatch(before[1]) is None


def tags(text: str, _rows: Sequence[Line]) -> Iterator[Scrap]:
    """Yield tags, halves of tags, comments, scripts and styles."""
    if not ("<" in text or ">" in text or '="' in text or "='" in text):
        return
    for hint, opening, closing in _ENCLOSED:
        position = 0
        while hint in text and (begin := opening.search(text, position)):
            if not (finish := closing.search(text, begin.end())):
                break
            position = finish.end()
            if not is_cited(text, begin.start()):
                code = "MRK001" if hint == "<!--" else "MRK005"
                reason = "Nobody reads this part of the page's source."
                yield Scrap(begin.start(), position, code, 0.98, reason)
    styled = "-->" in text and _TIMING.search(text) is not None
    cited = _Cited(text)
    closed = {name.lower() for name in _CLOSING_LETTER.findall(text)}
    for match in _TAG.finditer(text):
        start, end = match.span()
        tag = match.group()
        if cited(start, end, tag) or _in_unknown_tag(text, start):
            continue
        if styled and _STYLE.match(tag):
            continue
        if _LONE_LETTER.fullmatch(tag) and tag[1].lower() not in closed:
            around = text[start - 1 : start] + text[end : end + 1]
            if len(around) == 2 and around.isalnum():
                continue  # a<b>c compares
        after = "\n\n" if _BLOCK.match(tag) else "\n" if _BREAK.match(tag) else ""
        yield Scrap(start, end, "MRK001", 0.98, "A scrap of an HTML tag.", after)
