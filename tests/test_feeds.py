"""Feeds: texts are mended, plain or HTML, however they are written; all else stays to the byte."""

from html import escape

import pytest
from containers import DAMAGED, MENDED, PIPELINE, SOUND, cleaned, opened, same
from hypothesis import given
from hypothesis import strategies as st
from patience import grows_as_the_text

from pipeline.errors import InputError
from pipeline.io.containers.markup import read_html, tokens
from pipeline.io.containers.segments import Builder

BROKEN = DAMAGED.replace("&eacute;", "é")

HTML = "<p>{} <em>Le texte</em> du jour.</p>\n<p>Il &amp; elle,&nbsp;hier.<br/>Fin.</p>"


def rss(item, head=""):
    return (
        f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        "<channel><title>Le journal</title>\n<link>http://a.fr/events</link>\n"
        f"<language>fr</language><item>{item}</item></channel></rss>\n"
    )


DECLARED = '<?xml version="1.0" encoding="{}"?>\n'
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">Le journal</title>'
    "<updated>2024-05-01T10:00:00Z</updated><entry><id>urn:events</id>"
    "<author><name>Les deux events</name></author>{}</entry></feed>"
)

FEEDS = {
    "plain": rss("<title>{}</title><pubDate>Mon, 6 May 2024</pubDate>"),
    "cdata": rss("<title><![CDATA[{}]]></title><category>events</category>"),
    "html in cdata": rss("<content:encoded><![CDATA[" + HTML + "]]></content:encoded>"),
    "escaped html": rss("<description>" + escape(HTML) + "</description>"),
    "windows": rss("<title>\r\n  {}\r\n</title>", '<?xml version="1.0"?>\r\n'),
    "comments": rss("<!-- Les deux events --><title>{}</title>", '<?xml-stylesheet href="a"?>'),
    "doctype": rss(
        "<title>{}</title>",
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://a.org/rss-0.91.dtd">\n',
    ),
    "text and cdata": rss("<description>Hier. <![CDATA[<b>{}</b>]]> Fin.</description>"),
    "references": rss("<title>L&#8217;&#xE9;t&#233; &amp; l’hiver. {}</title>"),
    "podcast": rss("<itunes:summary xmlns:itunes='i'>{}</itunes:summary>"),
    "image": rss("<image><title>Les deux events</title></image><title>{}</title><title/>"),
    "atom": ATOM.format("<title>{}</title>"),
    "atom html": ATOM.format('<content type="html">&lt;p class="x"&gt;{}&lt;/p&gt;</content>'),
    "atom xhtml": ATOM.format(
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{}</p>'
        "<pre>les deux events</pre><p>Le mot <code>events</code> du jour.</p></div></content>"
    ),
    "atom data": ATOM.format(
        '<content type="application/json">les deux events</content><title>{}</title>'
    ),
    "rdf": '<rdf:RDF xmlns:rdf="r" xmlns="http://purl.org/rss/1.0/"><item rdf:about="events">'
    "<title>{}</title></item></rdf:RDF>",
}


@pytest.mark.parametrize("name", FEEDS)
def test_a_sound_feed_comes_out_to_the_byte_and_only_texts_change(name):
    raw = FEEDS[name].replace("{}", SOUND).encode()
    container = same("feed", raw)
    assert SOUND in container.text
    assert cleaned("feed", FEEDS[name].replace("{}", BROKEN).encode()) == (
        FEEDS[name].replace("{}", MENDED).encode()
    )


@pytest.mark.parametrize("codec", ["iso-8859-1", "windows-1252", "utf-16", "us-ascii"])
def test_a_feed_keeps_its_encoding(codec):
    text = rss("<title>{}</title>", DECLARED.format(codec)).replace("{}", SOUND.replace("’", "'"))
    plain = text.encode(codec, "xmlcharrefreplace")
    container = same("feed", plain)
    out = container.rebuilt(container.text.replace("procès", "vœu"))
    assert opened("feed", out).text == container.text.replace("procès", "vœu")
    assert ("&#339;".encode(codec) in out) == (codec in ("iso-8859-1", "us-ascii"))


def test_an_entity_that_html_has_written_twice_is_what_it_means():
    raw = rss("<description>&lt;p&gt;Le proc&amp;egrave;s&lt;/p&gt;</description>").encode()
    assert "Le procès" in opened("feed", raw).text
    raw = ATOM.format('<title type="text">Le proc&amp;egrave;s reprend mardi.</title>').encode()
    assert b'"text">Le proc\xc3\xa8s reprend' in cleaned("feed", raw)


def test_a_change_over_two_elements_goes_into_the_first():
    raw = rss("<description>&lt;b&gt;as well&lt;/b&gt; as belle&lt;i&gt;!&lt;/i&gt;</description>")
    container = opened("feed", raw.encode())
    out = container.rebuilt(container.text.replace("as well as belle", "plus belle"))
    assert b"&lt;b&gt;plus&lt;/b&gt; belle&lt;i&gt;!&lt;/i&gt;" in out


def test_title_and_summary_may_say_the_same():
    raw = rss(f"<title>{SOUND}</title><description>{SOUND}</description>")
    same("feed", raw.encode())
    last = "<description>&lt;p&gt;Bonjour.&lt;/p&gt;&lt;p&gt;Lire la suite&lt;/p&gt;</description>"
    assert opened("feed", rss(last).encode()).cleaned(PIPELINE, "a").edits == ()


LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rss><title>&b;</title></rss>'


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (LAUGHS, "declares entities"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>', "entities"),
        ("<rss>" + "<a>" * 600 + "</a>" * 600 + "</rss>", "nested deeper"),
        ("<rss><title>Le procès</rss>", "damaged"),
        ("", "damaged"),
        ("Un texte.", "damaged"),
        ("<config><title>Un</title></config>", "no feed"),
        ('<?xml version="1.0" encoding="nope"?><rss/>', "damaged"),
    ],
)
def test_hostile_and_other_xml_is_refused(raw, said):
    with pytest.raises(InputError, match=said) as caught:
        opened("feed", raw.encode())
    assert "\n" not in str(caught.value)


def test_long_xml_is_refused_unread(monkeypatch):
    monkeypatch.setattr("pipeline.io.containers.markup.MAX_XML", 10)
    with pytest.raises(InputError, match="too much"):
        opened("feed", rss("").encode())


texts = st.text(st.sampled_from("abé <>&;'\"/!-[]ip\n"), max_size=20)


@given(texts, texts, st.booleans())
def test_any_text_finds_its_way_back(one, other, cdata):
    inner = f"<p>a{escape(one)}</p><b title='{escape(other, quote=True)}'>b</b> {other}"
    body = f"<![CDATA[{inner.replace(']]>', '')}]]>" if cdata else escape(inner)
    raw = rss(f"<description>{body}</description>").encode()
    container = opened("feed", raw)
    assert container.rebuilt(container.text) == raw
    new = container.text.replace("a", "aé<&")
    assert opened("feed", container.rebuilt(new)).text == new


@pytest.mark.slow
@pytest.mark.parametrize("part", ["<a '", '<a "', "<!--", "<![CDATA[", "<!D [", "<a x='>", "<b>"])
def test_html_made_to_be_slow_is_read_in_time(part):
    def read(size):
        source = part * (size // len(part))
        read_html(source, Builder(), tokens(source))

    assert grows_as_the_text(read, 50_000)
