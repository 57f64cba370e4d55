"""Books: chapters are mended in their order; all other members stay to the byte."""

import pytest
from containers import (
    DAMAGED,
    MENDED,
    PIPELINE,
    SOUND,
    contents,
    only_texts_change,
    opened,
    same,
    zipped,
)

from pipeline.errors import InputError

BROKEN = DAMAGED.replace("&eacute;", "é")
DOCTYPE = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" '
    '"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">\n'
)
PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>events</title></head>'
    "<body>{}</body></html>"
)
INDEX = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def book(*pages, folder="OEBPS/", files=(), **more):
    """Return the members of a book whose chapters are read in the order of ``pages``."""
    names = files or [f"c{number}.xhtml" for number in range(len(pages))]
    items = "".join(
        f'<item href="{name}" id="c{n}" media-type="application/xhtml+xml"/>'
        for n, name in reversed(list(enumerate(names)))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(pages)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata><dc:title xmlns:dc="d">Les deux '
        f"events</dc:title></metadata><manifest>{items}"
        '<item id="css" href="a.css" media-type="text/css"/>'
        f'<item id="no" href="no.xhtml" media-type="application/xhtml+xml"/></manifest><spine>'
        f"{spine}</spine></package>"
    )
    found = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": INDEX.format(f"{folder}book.opf"),
        f"{folder}a.css": "p { events: none }",
        f"{folder}book.opf": package,
        f"{folder}no.xhtml": PAGE.format("<p>Les deux events ont subi des pertes.</p>"),
    }
    decoded = [name.replace("%20", " ").replace("&amp;", "&") for name in names]
    found |= {f"{folder}{name}": page for name, page in zip(decoded, pages, strict=True)}
    return found | more


BOOKS = {
    "plain": lambda text: book(PAGE.format(f"<p>{text}</p>")),
    "chapters": lambda text: book(*(PAGE.format(f"<h1>{n}</h1><p>{text}</p>") for n in "IVX")),
    "at the root": lambda text: book(PAGE.format(f"<p>{text}</p>"), folder=""),
    "doctype": lambda text: book(DOCTYPE + PAGE.format(f"<p>&nbsp;&eacute;t&eacute; {text}</p>")),
    "spaces in names": lambda text: book(PAGE.format(text), files=["un%20&amp;deux.xhtml"]),
    "inline": lambda text: book(PAGE.format(f"<p>Hier <em>et <b>là</b></em>. <i>{text}</i></p>")),
    "code": lambda text: book(
        PAGE.format(f"<pre>les deux events</pre><p>{text}</p><script>events</script>")
    ),
    "wrapped": lambda text: book(
        PAGE.format(f"\n  <p>\n    {text}\n  </p>\n").replace("\n", "\r\n")
    ),
    "picture": lambda text: book(
        PAGE.format(f"<div><img src='a.png' alt='events'/>{text}<br/>Fin.</div>"),
        **{"OEBPS/a.png": b"\x89PNG events"},
    ),
    "fonts": lambda text: book(
        PAGE.format(f"<p>{text}</p>"),
        **{
            "META-INF/encryption.xml": "<e:CipherReference xmlns:e='e' URI='OEBPS/a.ttf'/>",
            "OEBPS/a.ttf": b"\1\2\3",
        },
    ),
    "prefixed": lambda text: book(
        f"<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:body><h:p>{text}</h:p></h:body></h:html>"
    ),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_sound_book_comes_out_to_the_byte_and_only_texts_change(name):
    container = same("epub", zipped(BOOKS[name](SOUND)))
    assert SOUND in container.text
    only_texts_change("epub", BOOKS[name](BROKEN), BOOKS[name](MENDED))


def test_chapters_are_read_in_order_and_code_is_an_object():
    pages = (PAGE.format(f"<p>Page {n}, <code>a_b</code>.</p>") for n in range(3))
    container = opened("epub", zipped(book(*pages)))
    assert container.text == "\n\n".join(f"Page {n}, \ufffc." for n in range(3))
    first, *_ = contents(container.rebuilt(container.text.replace("Page", "Feuille")))
    assert first == "mimetype"


def test_a_long_book_is_cleaned_in_pieces(tmp_path, monkeypatch):
    from pipeline.io import articles

    monkeypatch.setattr(articles, "PIECE_LENGTH", 200)
    pages = [PAGE.format(f"<p>{text}</p>") for text in (SOUND, BROKEN, SOUND, BROKEN)]
    container = opened("epub", zipped(book(*pages)))
    found = articles.clean_article(PIPELINE, container.text, "a", container=container)
    assert found.error is None
    assert found.text == container.text.replace(BROKEN, MENDED)
    for edit in found.edits:
        assert container.text[edit["start"] : edit["end"]] == edit["before"]


def test_locked_damaged_and_other_files_are_refused():
    sound = book(PAGE.format("<p>Un.</p>"))
    cases = {
        "no EPUB": {"mimetype": "application/epub+zip"},
        "signed or locked": {**sound, "META-INF/rights.xml": "<a/>"},
        "is encrypted": {
            **sound,
            "META-INF/encryption.xml": '<CipherReference URI="OEBPS/c0.xhtml"/>',
        },
        "no list of chapters": {**sound, "META-INF/container.xml": "<container/>"},
        "it has no OEBPS/c0": {k: v for k, v in sound.items() if k != "OEBPS/c0.xhtml"},
        "it has no chapter": {**sound, "OEBPS/book.opf": "<package/>"},
        "no sound XML": {**sound, "OEBPS/c0.xhtml": "<html><p>"},
        "declares entities": {
            **sound,
            "OEBPS/c0.xhtml": '<!DOCTYPE html [<!ENTITY a "b">]><html>&a;</html>',
        },
    }
    for said, members in cases.items():
        with pytest.raises(InputError, match=said) as caught:
            opened("epub", zipped(members))
        assert "\n" not in str(caught.value)
