"""Take the article out of a web page, with its metadata and a count of what was left out.

Start reading from :func:`extract`. trafilatura finds the article; it comes with the extra
``rature[html]`` and is imported only here. The article becomes plain text, with a blank line
between paragraphs and a line for each item of a list and each row of a table. The headline comes
first, because it has to be cleaned like the rest.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.errors import ConfigError, InputError

SHAPES = ("auto", "text", "html", "markdown")
"""What an input may be. ``auto`` decides by the file name and the first characters."""

_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html)\b",
    re.I | re.S,
)
_TAG = re.compile(r"<(?:html|body|main|article|div|p)\b[^<>]*>", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^<>]+charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HEAD = 4096
"""A page declares what it is and its encoding in so many bytes or characters at its start."""

_NOT_SHOWN = {"head", "script", "style", "noscript", "template", "svg", "iframe", "select"}
_INLINE = (
    "a abbr acronym b bdi bdo big cite code del dfn em font hi i ins kbd label lb mark q ref s "
    "samp small span strike strong sub sup time tt u var wbr"
)
_INLINE_TAGS = frozenset(_INLINE.split())
_PLACES = ("nav", "header", "footer", "aside", "form", "button", "figure", "table", "ul", "ol")
"""Elements that the summary names as the places of blocks that were left out."""

_BOILERPLATE = tuple(
    f"//*[contains(concat(' ', translate(@class, '-_ABCDEFGHIJKLMNOPQRSTUVWXYZ', "
    f"'  abcdefghijklmnopqrstuvwxyz'), ' '), ' {name} ')]"
    for name in (
        "newsletter",
        "related",
        "share",
        "sharing",
        "partage",
        "cookie",
        "cookies",
        "comments",
        "commentaires",
        "abonnement",
        "paywall",
        "lireaussi",
        "promo",
        "publicite",
        "advert",
    )
)
"""Boxes around the article, by their class names; trafilatura does not remove all of them."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """The article of a page: its ``text``, and in ``meta`` what is known of it.

    ``meta`` has plain JSON types: format, title, author, date (ISO) and site, and how many blocks
    and characters of visible text were kept and removed. ``removed`` counts the removed blocks by
    their place in the page.
    """

    text: str
    meta: dict[str, Any]

    def summary(self) -> str:
        """Return in one line what was kept and what was removed."""
        blocks, characters = self.meta["blocks"], self.meta["characters"]
        places = ", ".join(f"{n} in {place}" for place, n in self.meta["removed"].items())
        return (
            f"kept {blocks['kept']} blocks of text ({characters['kept']} characters), removed "
            f"{blocks['removed']} ({characters['removed']} characters)"
        ) + (f": {places}" if places else "")


def format_of(name: str, text: str, asked: str = "auto") -> str:
    """Return ``text``, ``html`` or ``markdown`` for an input; ``name`` may be "".

    A file called ``.html`` that has no tags is a text that somebody copied from a page.
    """
    if asked != "auto":
        return asked
    suffix = name.lower().rpartition(".")[2] if "." in name else ""
    if suffix in ("md", "markdown"):
        return "markdown"
    text = text[:_HEAD].removeprefix("\ufeff")
    if _PAGE.match(text) or (suffix in ("html", "htm", "xhtml") and _TAG.search(text)):
        return "html"
    return "text"


def charset(raw: bytes) -> str:
    """Return the encoding that a page declares in its head, "" if it declares none."""
    found = _CHARSET.search(raw[:_HEAD])
    return found[1].decode().lower() if found else ""


def extract(page: str, name: str = "the page") -> Extraction:
    """Return the article of ``page``.

    Raises :class:`ConfigError` without trafilatura, and :class:`InputError` if there is no article.
    """
    try:
        import trafilatura
    except ImportError as error:
        raise ConfigError('reading web pages needs an extra: pip install "rature[html]"') from error
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # we report the same errors
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    # the parser refuses a page with lone surrogates
    tree = trafilatura.load_html(page.encode("utf-8", "replace").decode())
    found: Any = None
    if tree is not None:
        shown = list(_shown(tree))
        _unframe(tree)
        headlines = [_flat("".join(h.itertext())) for h in tree.iter("h1")]
        found = trafilatura.bare_extraction(
            tree,
            include_comments=False,
            with_metadata=True,
            prune_xpath=list(_BOILERPLATE),
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    if found is None or not (kept := list(_blocks(found.body))):
        raise InputError(f"no article found in {name}: clean it as text with --format text")
    byline = _key(found.author or "")
    kept = [block for i, block in enumerate(kept) if i > 2 or not byline or _key(block) != byline]
    title = _flat(found.title or "")
    headline = next((h for h in headlines if h and (h in title or title in h)), title)
    if headline and not any(_key(headline) == _key(block) for block in kept[:3]):
        kept.insert(0, headline)
    text = "\n\n".join(kept) + "\n"
    return Extraction(
        text,
        {
            "format": "html",
            "title": title or None,
            "author": found.author,
            "date": found.date,
            "site": found.sitename,
            **_counted(shown, text),
        },
    )


def _unframe(tree: Any) -> None:
    """Turn layout tables, which have paragraphs in their cells, into boxes."""
    for table in list(tree.iter("table")):
        if table.find(".//p") is not None or table.find(".//h1") is not None:
            table.tag = "div"
            for part in table.iter("tbody", "tr", "td", "th"):
                part.tag = "div"


def _counted(shown: list[tuple[str, str]], text: str) -> dict[str, Any]:
    """Count the visible blocks of the page that ``text`` has and that it lacks."""
    key = _key(text)
    blocks: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    removed: Counter[str] = Counter()
    for place, block in shown:
        fate = "kept" if _key(block) in key else "removed"
        blocks[fate] += 1
        characters[fate] += len(block)
        if fate == "removed":
            removed[place] += 1
    return {
        "blocks": {fate: blocks[fate] for fate in ("kept", "removed")},
        "characters": {fate: characters[fate] for fate in ("kept", "removed")},
        "removed": dict(sorted(removed.items())),
    }


def _shown(tree: Any) -> Iterator[tuple[str, str]]:
    """Yield the visible blocks of text of a page, each with its place."""
    buffer = ""

    def walk(element: Any, place: str) -> Iterator[tuple[str, str]]:
        nonlocal buffer
        tag = element.tag if isinstance(element.tag, str) else "script"  # a comment
        if tag not in _NOT_SHOWN:
            inline = tag in _INLINE_TAGS
            inner = tag if tag in _PLACES else place
            if not inline:
                yield from flush(place)
            buffer += element.text or ""
            for child in element:
                yield from walk(child, inner)
            if not inline:
                yield from flush(inner)
        buffer += element.tail or ""

    def flush(place: str) -> Iterator[tuple[str, str]]:
        nonlocal buffer
        block, buffer = _flat(buffer), ""
        if block:
            yield place, block

    yield from walk(tree, "body")
    yield from flush("body")


def _blocks(body: Any) -> Iterator[str]:
    """Yield the paragraphs of trafilatura's tree as plain text."""
    buffer = ""

    def walk(element: Any) -> Iterator[str]:
        nonlocal buffer
        tag = element.tag
        if tag == "lb":
            buffer += "\n"
        elif tag in ("list", "table"):
            yield from flush()
            rows = [row for child in element if (row := _row(child))]
            if rows:
                yield "\n".join(rows)
        elif tag != "graphic":
            if tag not in _INLINE_TAGS:
                yield from flush()
            buffer += _spaced(element.text)
            for child in element:
                yield from walk(child)
            if tag not in _INLINE_TAGS:
                yield from flush()
        buffer += _spaced(element.tail)

    def flush() -> Iterator[str]:
        nonlocal buffer
        paragraphs = re.split(r"\n\s*\n", buffer)
        buffer = ""
        for paragraph in paragraphs:
            rows = [row for line in paragraph.split("\n") if (row := _flat(line))]
            if rows:
                yield "\n".join(rows)

    yield from walk(body)
    yield from flush()


def _row(element: Any) -> str:
    """Return an item of a list, or a row of a table, as a line."""
    if element.tag == "row":
        return " | ".join(_flat("".join(cell.itertext())) for cell in element)
    body = _flat(" ".join(element.itertext()) if len(element) else element.text or "")
    return f"- {body}" if body else ""


def _spaced(text: str | None) -> str:
    """Return ``text`` without line breaks, which a browser shows as spaces."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _flat(text: str) -> str:
    """Return ``text`` with one space for each run of white space, as a browser shows it.

    No-break spaces stay.
    """
    return re.sub(r"[ \t\r\n\f]+", " ", text).strip(" \t\r\n")


def _key(text: str) -> str:
    """Return the letters and digits of ``text``, to compare blocks with different spacing."""
    return "".join(c for c in text.casefold() if c.isalnum())
