"""Subtitles: lines of cues are mended, and numbers, times, tags and notes stay to the byte."""

import pytest
from containers import DAMAGED, MENDED, PIPELINE, cleaned, opened, same
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError

CUE = "1\n00:00:01,000 --> 00:00:02,500\nLe procès reprend mardi.\n\n"
TWO = "2\n00:00:03,000 --> 00:00:04,000\nLa cour d’appel entendra\ndix témoins.\n"

SRT = {
    "plain": (CUE + TWO).encode(),
    "windows": (CUE + TWO).replace("\n", "\r\n").encode(),
    "byte order mark": b"\xef\xbb\xbf" + CUE.encode(),
    "utf-16": b"\xff\xfe" + (CUE + TWO).encode("utf-16-le"),
    "no end of line": (CUE + TWO).rstrip("\n").encode(),
    "several empty lines": ("\n\n" + CUE + "\n\n\n" + TWO + "\n\n").encode(),
    "tags": (CUE.replace("procès", "<i>procès</i>") + TWO.replace("La", "{\\an8}La")).encode(),
    "coordinates": CUE.replace("500\n", "500  X1:201 X2:516 Y1:397 Y2:423\n").encode(),
    "no empty line between": (CUE.rstrip("\n") + "\n" + TWO).encode(),
    "repeated": (CUE.replace("Le procès reprend mardi.", "– Non !\n– Non !") * 3).encode(),
    "an empty cue": (CUE.replace("Le procès reprend mardi.\n", "") + TWO).encode(),
    "music and numbers": (
        CUE.replace("Le procès reprend mardi.", "♪ La la la ♪\n1975") + TWO
    ).encode(),
}

HEAD = "WEBVTT - Journal\nKind: captions\n\nNOTE Les deux events\nne changent pas\n\n"
VCUE = "intro\n00:01.000 --> 00:02.500 align:start position:10%\nLe procès reprend mardi.\n\n"
STYLE = "STYLE\n::cue { color: red }\n\n"

VTT = {
    "plain": ("WEBVTT\n\n" + VCUE).encode(),
    "windows": ("WEBVTT\n\n" + VCUE).replace("\n", "\r\n").encode(),
    "notes": (HEAD + VCUE).encode(),
    "style": (HEAD + STYLE + VCUE).encode(),
    "byte order mark": b"\xef\xbb\xbf" + (HEAD + VCUE).encode(),
    "voices": ("WEBVTT\n\n" + VCUE.replace("Le procès", "<v Le maire>Le procès</v>")).encode(),
    "karaoke": ("WEBVTT\n\n" + VCUE.replace(" reprend", " <00:01.500><c>reprend</c>")).encode(),
    "entities": ("WEBVTT\n\n" + VCUE.replace("Le", "Hier &amp; demain,&nbsp;le")).encode(),
    "hours": ("WEBVTT\n\n" + VCUE.replace("00:01.000", "100:00:01.000")).encode(),
    "no cue": b"WEBVTT\n\nREGION\nid:fred\nwidth:40%\n",
}


@pytest.mark.parametrize("name", SRT)
def test_sound_subrip_comes_out_to_the_byte(name):
    same("srt", SRT[name])


@pytest.mark.parametrize("name", VTT)
def test_sound_webvtt_comes_out_to_the_byte(name):
    same("vtt", VTT[name])


@pytest.mark.parametrize("name", sorted(set(SRT) - {"repeated", "an empty cue"}))
def test_only_the_text_of_a_cue_changes(name):
    codec = "utf-16" if name == "utf-16" else "utf-8"
    mend = "Le procès reprend mardi" if name != "tags" else "Le <i>procès</i> reprend mardi"
    text = SRT[name].decode(codec)
    if mend not in text:
        mend = "dix témoins"
    raw = text.replace(mend, DAMAGED[:-1]).encode(codec)
    assert cleaned("srt", raw) == text.replace(mend, MENDED[:-1]).encode(codec)


def test_notes_and_settings_of_webvtt_stay():
    raw = (HEAD + STYLE + VCUE.replace("Le procès reprend mardi.", DAMAGED)).encode()
    want = (HEAD + STYLE + VCUE.replace("Le procès reprend mardi.", MENDED)).encode()
    assert cleaned("vtt", raw.replace(b"&eacute;", b"&amp;eacute;")) == want


def test_what_is_put_into_webvtt_is_escaped():
    container = opened("vtt", ("WEBVTT\n\n" + VCUE).encode())
    assert b"Le &lt;b&gt; &amp; reprend" in container.rebuilt("Le <b> & reprend mardi.")


def test_a_sentence_over_two_cues_is_read_as_one():
    raw = (CUE.replace("mardi.", "") + TWO.replace("La cour d’appel entendra", "mardi à")).encode()
    assert opened("srt", raw).text == "Le procès reprend  mardi à dix témoins."
    assert opened("srt", (CUE + TWO).encode()).text.startswith("Le procès reprend mardi.\n\nLa")


def test_the_context_of_the_cue_before_restores_and_no_cue_gets_a_capital():
    first, second = DAMAGED.replace("&eacute;", "é").split(" events")
    raw = CUE.replace("Le procès reprend mardi.", first)
    raw += TWO.replace("La cour d’appel entendra\ndix témoins.", f"events{second}")
    assert cleaned("srt", raw.encode()).decode() == raw.replace("events", "parties")
    for start in ("il est parti. il revient", "le maire est parti."):
        lower = CUE.replace("Le procès reprend mardi.", start) + TWO.replace("La cour", "la cour")
        result = opened("srt", lower.encode()).cleaned(PIPELINE, "a")
        assert result.text.startswith(start[:2])
        assert "la cour" in result.text


def test_a_line_of_a_page_is_proposed_and_its_cue_stays():
    credit = "Laisser un commentaire Annuler la réponse"
    raw = (CUE + TWO.replace("La cour d’appel entendra\ndix témoins.", credit)).encode()
    container = opened("srt", raw)
    result = container.cleaned(PIPELINE, "a")
    assert result.text == container.text
    (proposal,) = result.proposals
    assert (proposal.before, proposal.after) == (credit, "")
    assert "empty place" in proposal.reason


def test_other_encodings_come_out_as_they_were():
    raw, want = (
        CUE.replace("Le procès reprend mardi.", text).encode("cp1252") for text in (DAMAGED, MENDED)
    )
    assert cleaned("srt", raw, "cp1252") == want
    latin = CUE.replace("Le procès", "Le c&oelig;ur du proc&egrave;s").encode("latin-1")
    container = opened("srt", latin, "iso8859-1")
    result = container.cleaned(PIPELINE, "a")
    assert [e.after for e in result.edits] == ["è"]
    assert [e.after for e in result.proposals] == ["œ"]
    assert "no sign for it" in result.proposals[0].reason


@pytest.mark.parametrize(
    ("kind", "raw", "said"),
    [
        ("srt", b"Un texte.\n", "no cues"),
        ("srt", "é".encode("latin-1"), "not valid utf-8"),
        ("srt", b"\0\0\1", "binary"),
        ("vtt", CUE.encode(), "no WebVTT"),
        ("vtt", b"", "no WebVTT"),
    ],
)
def test_what_is_no_subtitles_is_refused(kind, raw, said):
    with pytest.raises(InputError, match=said):
        opened(kind, raw)


def test_a_text_that_has_no_place_is_refused():
    container = opened("srt", (CUE + TWO).encode())
    with pytest.raises(InputError, match="other lines"):
        container.rebuilt(container.text + "\nPlus.")
    with pytest.raises(InputError, match="cannot be written back"):
        container.rebuilt(container.text.replace("dix", "<i>"))


lines = st.text(st.sampled_from("abé <i>/{\\}&;.!–1:-\u2028\x85"), min_size=1, max_size=12)


@given(
    st.lists(lines, max_size=4), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["srt", "vtt"])
)
def test_any_lines_stay_where_they_are(texts, newline, kind):
    head = "WEBVTT\n\n" if kind == "vtt" else ""
    times = "00:00:01.000 --> 00:00:02.000\n"
    raw = (head + times + times.join(f"{t}\n\n" for t in ["a", *texts])).replace("\n", newline)
    container = opened(kind, raw.encode())
    assert container.rebuilt(container.text) == raw.encode()
    new = container.text.replace("b", "bb")
    assert opened(kind, container.rebuilt(new)).text == new


def test_captions_without_full_stops_are_read_in_parts():
    text = "".join(
        f"{n}\n00:{n // 60:02}:{n % 60:02},000 --> 00:{n // 60:02}:{n % 60:02},900\n"
        f"les deux parties {n}\nont subi des pertes\n\n"
        for n in range(600)
    )
    container = opened("srt", text.encode())
    assert container.text.count("\n") == 59
    new = container.text.replace("les deux parties", "les camps").replace("subi des", "subi")
    out = container.rebuilt(new).decode()
    assert out == text.replace("les deux parties", "les camps").replace("subi des", "subi")


words = st.sampled_from(["a", "b", "as well as", "b a"])


@given(
    st.lists(st.lists(words, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=6),
    st.data(),
)
def test_lines_of_a_sentence_keep_their_number_whatever_changes(lines, data):
    raw = "\n".join(["00:00:01,000 --> 00:00:02,000", "x", *lines, ""])
    container = opened("srt", raw.encode())
    assert container.text == " ".join(["x", *lines])
    new = " ".join(
        ["x", *(line.replace("as well as", data.draw(st.sampled_from("abc"))) for line in lines)]
    )
    out = container.rebuilt(new)
    assert opened("srt", out).text == new
    assert out.count(b"\n") == raw.count("\n")
