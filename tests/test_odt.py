"""OpenDocument texts: paragraphs are mended across their spans; the rest of the zip stays."""

import pytest
from containers import (
    DAMAGED,
    MENDED,
    SOUND,
    cleaned,
    contents,
    only_texts_change,
    opened,
    same,
    zipped,
)
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError

BROKEN = DAMAGED.replace("&eacute;", "é")
MIME = "application/vnd.oasis.opendocument.text"
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="t" xmlns:draw="d" xmlns:dc="c"'
)


def members(inner, **more):
    declared = '<?xml version="1.0" encoding="UTF-8"?>\n'
    content = (
        f"{declared}<office:document-content {SPACES}><office:body><office:text>{inner}"
        "</office:text></office:body></office:document-content>"
    )
    return {
        "mimetype": MIME,
        "Pictures/a.png": b"\x89PNG\0 events",
        "content.xml": content,
        "meta.xml": "<office:meta xmlns:office='o'><dc:title>events</dc:title></office:meta>",
        "META-INF/manifest.xml": "<manifest/>",
        **more,
    }


def texts(inner):
    return opened("odt", zipped(members(inner))).text


HEADS = f"<office:styles {SPACES}><text:p>{{}}</text:p></office:styles>"

ODT = {
    "plain": "<text:p>{}</text:p>",
    "heading": '<text:h text:outline-level="1">{}</text:h><text:p/>',
    "spans": '<text:p>Hier. <text:span text:style-name="T1">{}</text:span></text:p>',
    "list": "<text:list><text:list-item><text:p>{}</text:p></text:list-item></text:list>",
    "table": "<table:table><table:table-cell><text:p>{}</text:p></table:table-cell></table:table>",
    "note": '<text:p>Le maire<text:note text:id="ftn1"><text:note-citation>1</text:note-citation>'
    "<text:note-body><text:p>{}</text:p></text:note-body></text:note> est là.</text:p>",
    "comment": "<text:p>Le maire<office:annotation><dc:creator>Les deux events</dc:creator>"
    "<text:p>{}</text:p></office:annotation> est là.</text:p>",
    "frame": "<text:p><draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    "</text:p>",
    "wrapped": "<text:p>\n  {}\n  </text:p>",
    "breaks": "<text:p>Bonjour à tous.<text:line-break/>{}<text:tab/>Fin.</text:p>",
    "link": '<text:p><text:a xlink:href="http://a.fr/events" xmlns:xlink="x">{}</text:a></text:p>',
    "deleted": "<text:tracked-changes><text:changed-region><text:deletion><text:p>Les deux events"
    "</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>{}</text:p>",
    "fields": "<text:p>Le <text:date>6 events</text:date>, <text:page-number>1</text:page-number> "
    "page.</text:p><text:p>{}</text:p>",
    "references": "<text:p>L&#8217;&#xE9;t&#233; &amp; l’hiver.</text:p><text:p>{}</text:p>",
}


@pytest.mark.parametrize("name", ODT)
def test_a_sound_text_comes_out_to_the_byte_and_only_texts_change(name):
    sound = ODT[name].replace("{}", SOUND)
    same("odt", zipped(members(sound)))
    before, after = (members(ODT[name].replace("{}", text)) for text in (BROKEN, MENDED))
    only_texts_change("odt", before, after)


def test_heads_and_feet_are_read():
    before, after, sound = (
        members("<text:p>Un.</text:p>", **{"styles.xml": HEADS.format(text)})
        for text in (BROKEN, MENDED, SOUND)
    )
    only_texts_change("odt", before, after)
    same("odt", zipped(sound))


def test_spaces_fields_and_notes_are_read_as_they_are_shown():
    assert (
        texts(
            '<text:p>Le  maire\n  de<text:s text:c="3"/>Lyon, le <text:date>6 mai</text:date>'
            "<text:soft-page-break/>, part.</text:p>"
        )
        == "Le maire de Lyon, le \ufffc, part."
    )
    assert texts(ODT["note"].replace("{}", "Note.")) == "Note.\n\nLe maire est là."
    assert "events" not in texts(ODT["deleted"].replace("{}", "Un."))


def test_a_word_that_spans_cut_is_read_whole():
    inner = (
        "<text:p>Les deux eve<text:span>nts ont subi</text:span> des pertes au milieu de la "
        "bataille la as<text:s/>well<text:span> as</text:span> sanglante de la guerre.</text:p>"
    )
    found = contents(cleaned("odt", zipped(members(inner))))["content.xml"][2].decode()
    assert (
        "<text:p>Les deux parties<text:span> ont subi</text:span> des pertes au milieu de la "
        "bataille la plus<text:span></text:span> sanglante de la guerre.</text:p>"
    ) in found


def test_signed_encrypted_and_other_files_are_refused():
    cases = {
        "no OpenDocument text": {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
        "is signed": {"META-INF/documentsignatures.xml": "<a/>"},
        "is encrypted": {"META-INF/manifest.xml": "<manifest:encryption-data/>"},
        "no sound XML": {"content.xml": "<text:p>"},
        "declares entities": {"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
    }
    for said, more in cases.items():
        with pytest.raises(InputError, match=said):
            opened("odt", zipped(members("<text:p>Un.</text:p>", **more)))
    with pytest.raises(InputError, match="has no content"):
        opened("odt", zipped({"mimetype": MIME}))
    with pytest.raises(InputError, match="damaged"):
        opened("odt", b"PK\x03\x04" + bytes(40))


parts = st.lists(
    st.sampled_from(
        ["a", "b ", " é", "<text:s/>", "<text:span> b</text:span>", "<text:tab/>", "&amp;", "\n",
         "<text:date>b</text:date>", "<text:note><text:p>b</text:p></text:note>"]
    ),
    max_size=8,
)  # fmt: skip


@given(parts)
def test_any_paragraph_finds_its_way_back(found):
    container = opened("odt", zipped(members(f"<text:p>a{''.join(found)}</text:p>")))
    assert container.rebuilt(container.text) is container.raw
    new = container.text.replace("b", "c<d")
    out = container.rebuilt(new)
    assert opened("odt", out).text == new
