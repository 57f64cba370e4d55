"""Documents of Word: paragraphs are mended across their runs; the rest of the zip stays."""

import io
import struct
import zipfile

import docx
import pytest
from containers import (
    DAMAGED,
    MENDED,
    PIPELINE,
    SOUND,
    cleaned,
    contents,
    opened,
    same,
    with_part,
)
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.io.containers import archives
from pipeline.io.containers.archives import Archive

BROKEN = DAMAGED.replace("&eacute;", "é")
PART = "word/document.xml"


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def plain(document, text):
    document.add_paragraph(text)


def runs(document, text):
    paragraph = document.add_paragraph()
    for number, part in enumerate(text.partition(" a" if " a" in text else " d")):
        paragraph.add_run(part).bold = bool(number % 2)


def styles(document, text):
    document.add_heading(text, 1)
    document.add_paragraph(text, style="List Bullet").runs[0].font.size = Pt(9)


def table(document, text):
    cells = document.add_table(2, 2).rows[0].cells
    cells[0].text, cells[1].text = text, "1975"


def head_and_foot(document, text):
    section = document.sections[0]
    section.header.paragraphs[0].text = text
    section.footer.paragraphs[0].text = text
    document.add_paragraph(text)


def breaks(document, text):
    run = document.add_paragraph().add_run(f"Bonjour à tous.\t{text}")
    run.add_break()
    run.add_text("Au revoir à tous.")


def comment(document, text):
    run = document.add_paragraph(text).runs[0]
    document.add_comment(run, text=text, author="Les deux events", initials="E")


def properties(document, text):
    document.core_properties.title = "Les deux events"
    document.add_paragraph(text)


def repeated(document, text):
    for _ in range(3):
        document.add_paragraph(text)


def sections(document, text):
    document.add_paragraph(text)
    document.add_section()
    document.add_page_break()
    document.add_paragraph(f"Il fait beau & chaud <ici>. {text}")


KINDS = (
    plain, runs, styles, table, head_and_foot, breaks, comment, properties, repeated, sections,
)  # fmt: skip


def made(kind, text):
    document = docx.Document()
    kind(document, text)
    return saved(document)


def body(inner):
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = f"<w:document {space}><w:body>{inner}</w:body></w:document>"
    return with_part(made(plain, "Un."), document, PART)


def part(raw, member=PART):
    return contents(raw)[member][2].decode().partition("<w:body>")[2].partition("</w:body>")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_document_comes_out_to_the_byte(kind):
    container = same("docx", made(kind, SOUND))
    assert SOUND in container.text


@pytest.mark.parametrize("kind", KINDS)
def test_only_texts_change(kind):
    before, after = made(kind, BROKEN), made(kind, MENDED)
    out = cleaned("docx", before)
    found, old = contents(out), contents(before)
    assert list(found) == list(old)
    for member, (method, date, content) in found.items():
        assert (method, date) == old[member][:2]
        if content != old[member][2]:
            assert content.decode().replace("parties", "events") == old[member][2].decode()
            assert member in (PART, "word/comments.xml", "word/header1.xml", "word/footer1.xml")
    assert opened("docx", out).text == opened("docx", after).text
    again = docx.Document(io.BytesIO(out))
    assert "".join(p.text for p in again.paragraphs) == "".join(
        p.text for p in docx.Document(io.BytesIO(after)).paragraphs
    )


def test_a_word_that_styles_cut_is_read_whole():
    raw = body(
        "<w:p><w:r><w:t>Les deux eve</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>nts ont subi des "
        "pertes au milieu de la bataille la as well</w:t></w:r><w:proofErr/><w:r><w:t> as "
        "sanglante de la guerre.</w:t></w:r></w:p>"
    )
    assert part(cleaned("docx", raw)) == (
        "<w:p><w:r><w:t>Les deux parties</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t"
        ' xml:space="preserve"> ont subi des pertes au milieu de la bataille la plus</w:t></w:r>'
        '<w:proofErr/><w:r><w:t xml:space="preserve"> sanglante de la guerre.</w:t></w:r></w:p>'
    )


def test_what_is_deleted_or_computed_or_said_twice_is_not_read():
    raw = body(
        "<w:p xmlns:m='m'><w:r><w:t>Le procès</w:t></w:r>"
        "<w:del><w:r><w:delText>events</w:delText></w:r></w:del>"
        "<w:r><w:instrText>DATE events</w:instrText></w:r>"
        "<w:moveFrom><w:r><w:t>events</w:t></w:r></w:moveFrom>"
        "<w:ins><w:r><w:t> reprend porte</w:t><w:noBreakHyphen/><w:t>voix.</w:t></w:r></w:ins>"
        "</w:p><w:p/><w:p xmlns:m='m'><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><m:oMath>"
        "<m:r><m:t>events</m:t></m:r></m:oMath><w:r><w:t> vaut dix.</w:t></w:r></w:p>"
    )
    assert opened("docx", raw).text == "Le procès reprend porte\ufffcvoix.\n\n\ufffc vaut dix."


def test_a_text_box_is_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>Dans la boîte.</w:t></w:r></w:p></w:txbxContent>"
    raw = body(
        f"<w:p><w:r><mc:AlternateContent xmlns:mc='m'><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent><w:t>Autour.</w:t></w:r></w:p>"
    )
    assert opened("docx", raw).text == "Dans la boîte.\n\nAutour."


def test_stored_members_and_other_headers_stay():
    stored = with_part(made(plain, BROKEN), "a" * 99, "word/media/a.png", zipfile.ZIP_STORED)
    out = cleaned("docx", stored)
    assert {method for method, _, _ in contents(out).values()} == {zipfile.ZIP_STORED}
    assert len(out) - len(stored) == len("parties") - len("events")
    commented = io.BytesIO(stored)
    with zipfile.ZipFile(commented, "a") as file:
        file.comment = b"Les deux events"
    assert cleaned("docx", commented.getvalue()).endswith(b"Les deux events")


def test_a_zip_that_was_streamed_is_written():
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.held = b""

        def writable(self):
            return True

        def write(self, block):
            self.held += bytes(block)
            return len(block)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        for name, (_, _, content) in contents(made(plain, BROKEN)).items():
            file.writestr(name, content)
    out = cleaned("docx", pipe.held)
    assert MENDED in opened("docx", out).text
    assert list(contents(out)) == list(contents(pipe.held))


def test_signed_encrypted_and_other_files_are_refused():
    sound = made(plain, SOUND)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as file:
        file.writestr("a.txt", "a")
    flagged = bytearray(sound)
    at = sound.index(b"PK\x01\x02")
    while at >= 0:
        flagged[at + 8] |= 1
        at = sound.find(b"PK\x01\x02", at + 1)
    cases = {
        "signed": with_part(sound, "<a/>", "_xmlsignatures/sig1.xml"),
        "encrypted, or not": b"\xd0\xcf\x11\xe0" + bytes(99),
        "is encrypted": bytes(flagged),
        "has no": other.getvalue(),
        "damaged": sound[: len(sound) // 2],
        "no sound XML": with_part(sound, "<w:document>", PART),
        "declares entities": with_part(sound, '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', PART),
        "no document of Word": with_part(sound, "<Types/>", "[Content_Types].xml"),
    }
    for said, raw in cases.items():
        with pytest.raises(InputError, match=said) as caught:
            opened("docx", raw)
        assert "\n" not in str(caught.value)


def test_damage_within_a_member_is_told():
    raw = bytearray(made(plain, SOUND))
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        at = file.getinfo(PART).header_offset
    raw[at + 80] ^= 0xFF
    with pytest.raises(InputError, match="damaged"):
        opened("docx", bytes(raw))


def test_bombs_are_refused(monkeypatch):
    bomb = with_part(made(plain, SOUND), "<a>" + " " * (65 << 20) + "</a>", PART)
    with pytest.raises(InputError, match="more than anybody reads"):
        opened("docx", bomb)
    lying = bytearray(bomb)  # it declares ten bytes
    at = lying.rindex(b"PK\x01\x02", 0, lying.rindex(PART.encode()))
    lying[at + 24 : at + 28] = struct.pack("<L", 10)
    with pytest.raises(InputError, match="damaged"):
        opened("docx", bytes(lying))
    monkeypatch.setattr(archives, "MAX_READ", 10)
    with pytest.raises(InputError, match="more than anybody reads"):
        opened("docx", made(plain, SOUND))
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    with pytest.raises(InputError, match="too many members"):
        opened("docx", made(plain, SOUND))


def test_members_that_share_their_bytes_are_refused():
    raw = with_part(made(plain, BROKEN), "x", "word/x")
    archive = bytearray(raw)
    entries, at = [], raw.find(b"PK\x01\x02")
    while at >= 0:
        entries.append(at)
        at = raw.find(b"PK\x01\x02", at + 1)
    archive[entries[-1] + 42 : entries[-1] + 46] = archive[entries[0] + 42 : entries[0] + 46]
    with pytest.raises(InputError, match=r"overlap|damaged"):
        opened("docx", bytes(archive)).cleaned(PIPELINE, "a")


@given(st.lists(st.text(st.sampled_from("ab é&<>\t "), max_size=8), min_size=1, max_size=5))
def test_any_runs_give_back_their_text(parts):
    document = docx.Document()
    paragraph = document.add_paragraph("Début")
    for one in parts:
        paragraph.add_run(one.replace("\t", ""))
    raw = saved(document)
    container = opened("docx", raw)
    new = container.text.replace("a", "xx yy").replace("b", "")
    out = container.rebuilt(new)
    assert opened("docx", out).text == new
    assert docx.Document(io.BytesIO(out)).paragraphs[0].text == new
    assert Archive(out, "a").names == Archive(raw, "a").names
