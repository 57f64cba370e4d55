"""Mails: bodies are mended in their charset and transfer encoding; all else stays to the byte."""

import base64
import email
import email.policy
from email.message import EmailMessage

import pytest
from containers import DAMAGED, MENDED, SOUND, cleaned, opened, same
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError

BROKEN = DAMAGED.replace("&eacute;", "é")
LONG = "La cour d’appel entendra dix témoins, dont deux anciens ministres et le préfet. " * 3


def message(text="", html="", *, cte="8bit", charset="utf-8", policy=email.policy.SMTP):
    found = EmailMessage(policy=policy)
    found["From"] = "Les deux events <a@b.fr>"
    found["Subject"] = "Les deux events"
    found["Date"] = "Mon, 6 May 2024 10:00:00 +0200"
    if text:
        found.set_content(text, cte=cte, charset=charset)
    if html and text:
        found.add_alternative(html, subtype="html", cte=cte, charset=charset)
    elif html:
        found.set_content(html, subtype="html", cte=cte, charset=charset)
    return found


def attached(text):
    found = message(text, cte="quoted-printable")
    found.add_attachment(b"Les deux events", "text", "plain", filename="events.txt")
    found.add_attachment(b"\0\1\2", "image", "png", filename="a.png")
    return found.as_bytes()


def forwarded(text):
    found = message(text)
    found.add_attachment(message("Les deux events."))
    return found.as_bytes()


def linked(text):
    found = message(text, f"<p>{text}</p><img src='cid:events'>", cte="base64")
    found.get_payload()[1].add_related(b"\x89PNG", "image", "png", cid="<events>")
    return found.as_bytes()


HTML = "<html><head><title>events</title></head><body><p class=x>{}</p><p>{}</p></body></html>"


def page(text):
    return HTML.format(text, "Bonjour&nbsp;: à <b>demain</b> &amp; après.")


def raw_mail(text):
    return (
        f"Subject: Les deux events\nTo: a@b.fr\nContent-Type: text/plain; charset=utf-8\n\n{text}"
    )


MAILS = {
    "8bit": lambda text: message(f"{LONG}\n\n{text}\n").as_bytes(),
    "quoted-printable": lambda text: message(
        f"{LONG}\n{text}\n", cte="quoted-printable"
    ).as_bytes(),
    "base64": lambda text: message(f"{text}\n{LONG}\n", cte="base64").as_bytes(),
    "unix": lambda text: message(text, cte="base64", policy=email.policy.default).as_bytes(),
    "cp1252": lambda text: message(text, charset="cp1252").as_bytes(),
    "cp1252 in qp": lambda text: message(
        f"{text}\n{LONG}", charset="cp1252", cte="quoted-printable"
    ).as_bytes(),
    "html": lambda text: message(html=page(text), cte="quoted-printable").as_bytes(),
    "both": lambda text: message(text, page(text), cte="base64").as_bytes(),
    "attached": attached,
    "forwarded": forwarded,
    "linked": linked,
    "quoted and signed by name": lambda text: raw_mail(
        f"Bonjour à tous,\n\n{text}\n\n> Les deux events ont\n> subi\n\n-- \nLes deux events\n"
    ).encode(),
    "no end of line": lambda text: raw_mail(text).encode(),
    "windows": lambda text: raw_mail(f"{text}\n\n").replace("\n", "\r\n").encode(),
    "preamble": lambda text: (
        'Subject: a\nContent-Type: multipart/mixed; boundary="x y"\n\nLes deux events.\n'
        f"--x y\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--x y\n\nSans en-tete.\n"
        "--x y--\nLes deux events.\n"
    ).encode(),
}


def texts(raw):
    """Return what mailers show: each part that is text, without its attachments."""
    found = email.message_from_bytes(raw, policy=email.policy.default)
    return [
        part.get_content()
        for part in found.walk()
        if part.get_content_maintype() == "text" and not part.get_filename()
    ]


@pytest.mark.parametrize("name", MAILS)
def test_a_sound_mail_comes_out_to_the_byte(name):
    container = same("eml", MAILS[name](SOUND))
    assert SOUND in container.text
    assert "events" not in container.text


@pytest.mark.parametrize("name", MAILS)
def test_only_bodies_change(name):
    raw = MAILS[name](BROKEN)
    out = cleaned("eml", raw)
    shown = [t.replace(BROKEN, MENDED) for t in texts(raw)]
    assert texts(out) == shown
    assert any(MENDED in t for t in shown)
    here, there = (email.message_from_bytes(one) for one in (out, raw))
    for one, other in zip(here.walk(), there.walk(), strict=True):
        assert one.items() == other.items()
    if "base64" not in name and name not in ("unix", "both", "linked"):
        old, new = raw.splitlines(), out.splitlines()
        assert len(set(new) - set(old)) <= 3


def test_lines_of_base64_are_as_long_as_they_were():
    lines = [SOUND.encode(), BROKEN.encode(), LONG.encode()]
    packed = base64.b64encode(b"\r\n".join(lines))
    body = b"\r\n".join(packed[at : at + 60] for at in range(0, len(packed), 60))
    head = b"Subject: a\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
    out = cleaned("eml", head + b"base64\r\n\r\n" + body + b"\r\n\r\n")
    assert out.endswith(b"\r\n\r\n")
    assert {len(line) for line in out.split(b"\r\n\r\n")[1].split(b"\r\n")[:-1]} == {60}
    assert MENDED in texts(out)[0]


def test_a_line_that_the_mailer_wrapped_is_read_on():
    first, second = BROKEN.split(" events")
    raw = raw_mail(f"{first} \nevents{second}\n- un\n- deux\nFin.")
    assert "events ont" in raw
    assert cleaned("eml", raw.encode()).decode() == raw.replace("events ont", "parties ont")
    assert opened("eml", raw.encode()).text.endswith("\n- un\n- deux\nFin.")


def test_what_the_charset_lacks_is_proposed_in_text_and_a_reference_in_html():
    head = b"Subject: a\nContent-Type: text/%s; charset=iso-8859-1\n\n"
    plain = head % b"plain" + b"Le proc&egrave;s, au c&oelig;ur de la ville.\n"
    assert "procès".encode("latin-1") not in cleaned("eml", plain)  # seven bits hold no è
    plain = plain.replace(b"ville", "ville fortifiée".encode("latin-1"))
    assert "Le procès, au c&oelig;ur".encode("latin-1") in cleaned("eml", plain)
    html = head % b"html" + "<p>Le procès, au c&amp;oelig;ur.</p>".encode("latin-1")
    assert "<p>Le procès, au c&#339;ur.</p>".encode("latin-1") in cleaned("eml", html)


SEALED = {
    "S/MIME": 'multipart/signed; protocol="application/pkcs7-signature"; boundary="b"',
    "PGP": 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"',
    "opaque": "application/pkcs7-mime; smime-type=signed-data",
}


@pytest.mark.parametrize("name", SEALED)
def test_sealed_mails_are_refused(name):
    raw = f"Subject: a\nContent-Type: {SEALED[name]}\n\n--b\n\nLes deux events.\n--b--\n"
    with pytest.raises(InputError, match="signed or encrypted"):
        opened("eml", raw.encode())


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (raw_mail("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nBonjour."), "PGP"),
        ("Un texte.\n\nUn autre.", "no mail"),
        ("", "no mail"),
        (raw_mail("é").replace("utf-8", "nope"), "charset that nobody knows"),
        (raw_mail("Un.").replace("To:", "Content-Transfer-Encoding: base64\nTo:"), "damaged"),
        (
            'Subject: a\nContent-Type: multipart/mixed; boundary="b"\n\n' + "--b\n\na\n" * 1100,
            "more parts",
        ),
    ],
)
def test_what_is_no_mail_is_refused(raw, said):
    with pytest.raises(InputError, match=said) as caught:
        opened("eml", raw.encode())
    assert "\n" not in str(caught.value)


def test_bytes_of_another_charset_are_told():
    with pytest.raises(InputError, match="not utf-8, which it declares"):
        opened("eml", raw_mail("é").encode("latin-1"))
    undeclared = "Subject: a\n\nLes deux témoins.\n".encode("latin-1")
    assert opened("eml", undeclared, "cp1252").text == "Les deux témoins."


def test_parts_within_parts_have_an_end():
    raw = "Subject: a\n"
    for number in range(30):
        raw += f'Content-Type: multipart/mixed; boundary="b{number}"\n\n--b{number}\n'
    with pytest.raises(InputError, match="more parts"):
        opened("eml", raw.encode())


lines = st.text(st.sampled_from("abé =.>-\t\u00a0œ"), max_size=90)


@given(
    st.lists(lines, max_size=6),
    st.sampled_from(["8bit", "quoted-printable", "base64"]),
    st.sampled_from(["utf-8", "cp1252"]),
)
def test_any_body_finds_its_way_back(found, cte, charset):
    text = "\n".join(["a b", *found])
    raw = message(text, cte=cte, charset=charset).as_bytes()
    container = opened("eml", raw)
    assert container.rebuilt(container.text) == raw
    new = container.text.replace("b", "cœé")
    out = container.rebuilt(new)
    assert opened("eml", out).text == new
    assert email.message_from_bytes(out).items() == email.message_from_bytes(raw).items()
