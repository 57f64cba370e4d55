"""What the tests of files that are cleaned in place share."""

import io
import zipfile

from pipeline import Pipeline
from pipeline.io import containers

PIPELINE = Pipeline(context="off")

DAMAGED = "Les deux events ont subi des pertes stup&eacute;fiantes au milieu de la bataille."
MENDED = "Les deux parties ont subi des pertes stupéfiantes au milieu de la bataille."
SOUND = "Le procès de l’ancien maire reprend mardi devant la cour d’appel de Lyon."


def opened(kind, raw, codec="utf-8"):
    return containers.opened(kind, raw, codec, f"a.{kind}")


def cleaned(kind, raw, codec="utf-8"):
    """Clean a file; return its bytes."""
    container = opened(kind, raw, codec)
    result = container.cleaned(PIPELINE, "a")
    return container.rebuilt(result.text)


def same(kind, raw, codec="utf-8"):
    """Check that a sound file comes out as it is, and that any word of it can be replaced alone."""
    container = opened(kind, raw, codec)
    assert container.rebuilt(container.text) is container.raw
    result = container.cleaned(PIPELINE, "a")
    assert result.edits == (), result.edits
    assert container.rebuilt(result.text) == raw
    return container


def contents(raw):
    with zipfile.ZipFile(io.BytesIO(raw)) as found:
        assert found.testzip() is None
        return {i.filename: (i.compress_type, i.date_time, found.read(i)) for i in found.infolist()}


def with_part(raw, text, member, method=zipfile.ZIP_DEFLATED):
    """Return a document with another text in a member, or with one more member."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", method) as new:
        for info in old.infolist():
            new.writestr(info.filename, text if info.filename == member else old.read(info))
        if member not in old.namelist():
            new.writestr(member, text)
    return out.getvalue()


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """Return a zip file; a member called ``mimetype`` is stored, as books have to."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in members.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else method
            file.writestr(zipfile.ZipInfo(name, (2024, 5, 6, 10, 0, 0)), content, how)
    return out.getvalue()


def only_texts_change(kind, before, after):
    """Check that cleaning makes ``after`` of the members ``before``, and nothing else."""
    raw = zipped(before)
    out = cleaned(kind, raw)
    found = contents(out)
    assert list(found) == list(before)
    assert {name: content for name, (_, _, content) in found.items()} == {
        name: content if isinstance(content, bytes) else content.encode()
        for name, content in after.items()
    }
    assert [one[:2] for one in found.values()] == [one[:2] for one in contents(raw).values()]


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = f'<Types><Override PartName="/word/document.xml" ContentType="{_TYPE}"/></Types>'
_OPF = (
    '<package><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>'
    '</manifest><spine><itemref idref="c"/></spine></package>'
)
_TEXT_SPACE = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


def sample(kind, text):
    """Return a small file of a kind with one paragraph."""
    cue = f"00:00:01.000 --> 00:00:02.000\n{text}\n"
    if kind in ("srt", "vtt"):
        return (f"1\n{cue}" if kind == "srt" else f"WEBVTT\n\n{cue}").encode()
    if kind == "feed":
        return f"<rss><item><title>{text}</title></item></rss>".encode()
    if kind == "eml":
        head = "Subject: a\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        return f"{head}Content-Transfer-Encoding: 8bit\n\n{text}\n".encode()
    members = {
        "docx": {
            "[Content_Types].xml": _TYPES,
            "word/document.xml": f"<w:d {_W}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:d>",
        },
        "odt": {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<o {_TEXT_SPACE}><text:p>{text}</text:p></o>",
        },
        "epub": {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<c><rootfile full-path="b.opf"/></c>',
            "b.opf": _OPF,
            "c.xhtml": f"<html><body><p>{text}</p></body></html>",
        },
    }
    return zipped(members[kind])
