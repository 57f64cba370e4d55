"""Take the article out of a web page: its text, what is known of it, and a count of what is left.

Start reading from :func:`extract`. trafilatura finds the article; it comes with the extra
``rature[html]`` and is imported only here. Its tree is written as plain text: a blank line between
paragraphs, a line for each item of a list and row of a table. The headline comes first, because it
is damaged like the rest and has to be cleaned with it.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.errors import ConfigError, InputError

FORMATS = ("auto", "text", "html", "markdown")
"""What an input may be; ``auto`` looks at the name and at the first characters."""

_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html)\b",
    re.I | re.S,
)
_TAG = re.compile(r"<(?:html|body|main|article|div|p)\b[^<>]*>", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^<>]+charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HEAD = 4096
"""Bytes or characters of a page in which its nature and its encoding are declared."""

_NOT_SHOWN = {"head", "script", "style", "noscript", "template", "svg", "iframe", "select"}
_INLINE = (
    "a abbr acronym b bdi bdo big cite code del dfn em font hi i ins kbd label lb mark q ref s "
    "samp small span strike strong sub sup time tt u var wbr"
)
_INLINE_TAGS = frozenset(_INLINE.split())
_PLACES = ("nav", "header", "footer", "aside", "form", "button", "figure", "table", "ul", "ol")
"""Elements that tell what a block was part of, in the summary of what was left out."""

_FURNITURE = tuple(
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
"""Boxes that publishers name for what they are; trafilatura spares some of them."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """The article of a page: its ``text``, and ``meta``, what is known of it and what was left out.

    ``meta`` has plain JSON types: format, title, author, date (ISO), site, and how many blocks and
    characters of visible text were kept and removed, the removed ones also by place in the page.
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
    """Return ``text``, ``html`` or ``markdown`` for an input of that name (may be empty).

    A file that is called ``.html`` and holds no tags is text that somebody saved from a page.
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
    """Return the encoding that a page declares in its head, "" when it declares none."""
    found = _CHARSET.search(raw[:_HEAD])
    return found[1].decode().lower() if found else ""


def extract(page: str, name: str = "the page") -> Extraction:
    """Return the article of ``page``.

    Raises :class:`ConfigError` without trafilatura, :class:`InputError` when there is no article.
    """
    try:
        import trafilatura
    except ImportError as error:
        raise ConfigError('reading web pages needs an extra: pip install "rature[html]"') from error
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells what is told below
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    # lone surrogates are no characters: the parser would refuse the whole page
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
            prune_xpath=list(_FURNITURE),
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
    """Turn tables that only lay out the page, with paragraphs in their cells, into boxes."""
    for table in list(tree.iter("table")):
        if table.find(".//p") is not None or table.find(".//h1") is not None:
            table.tag = "div"
            for part in table.iter("tbody", "tr", "td", "th"):
                part.tag = "div"


def _counted(shown: list[tuple[str, str]], text: str) -> dict[str, Any]:
    """Count the blocks that the page shows and those of them that ``text`` has."""
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
    """Yield the blocks of text that a page shows, each with the place it has there."""
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
    """Return an item of a list or a row of a table as a line."""
    if element.tag == "row":
        return " | ".join(_flat("".join(cell.itertext())) for cell in element)
    body = _flat(" ".join(element.itertext()) if len(element) else element.text or "")
    return f"- {body}" if body else ""


def _spaced(text: str | None) -> str:
    """Return ``text`` without line breaks, which in a page are but spaces."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _flat(text: str) -> str:
    """Return ``text`` with runs of white space as one space, as a browser shows it.

    No-break spaces stay.
    """
    return re.sub(r"[ \t\r\n\f]+", " ", text).strip(" \t\r\n")


def _key(text: str) -> str:
    """Return the letters and digits of ``text``: what two writings of a block share."""
    return "".join(c for c in text.casefold() if c.isalnum())
