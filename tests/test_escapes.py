"""Escapes that programs left in texts are read back, those of addresses and code are not."""

import json
import quopri
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Pipeline, apply
from pipeline.edits import invert

READER = Pipeline(select=("ENC008",))
WORDS = st.lists(
    st.sampled_from("l’été où Zoé naît, ça coûte 5 € : « œuvre » de l'abbé ÉTIENNE 😀 !".split()),
    min_size=1,
    max_size=12,
).map(" ".join)


@given(WORDS)
def test_json_is_read_back(text: str) -> None:
    spoilt = json.dumps(text)[1:-1]
    assert READER.clean(spoilt) == text


@given(WORDS)
def test_bytes_are_read_back(text: str) -> None:
    spoilt = "".join(
        letter if letter.isascii() else "".join(f"\\x{byte:02x}" for byte in letter.encode())
        for letter in text
    )
    assert READER.clean(spoilt) == text


@given(WORDS)
def test_mail_is_read_back(text: str) -> None:
    spoilt = quopri.encodestring(text.encode()).decode("ascii")
    assert READER.clean(spoilt) == text


@given(WORDS)
def test_percent_signs_are_read_back(text: str) -> None:
    kept = "".join(filter(str.isascii, text))
    assert READER.clean(urllib.parse.quote(text, safe=kept)) == text


@pytest.mark.parametrize(
    "text",
    [
        "La page https://exemple.fr/d%C3%A9partement est en ligne.",
        "Le fichier /dump/d%C3%A9partement/liste est vide.",
        r"Le dossier C:\users\xavier contient `\u00e9` et \ua.",
        r"Le symbole \ud83d seul, \u0000 et \x07 ne sont rien.",
        "La somme x=E9 et le code ID=C3 restent. Il a 5% de parts.",
        "Un = b=3D et une ligne=\ncoupée.",
    ],
)
def test_what_is_no_escape_stays(text: str) -> None:
    assert READER.explain(text).edits == ()


@given(st.text('\\ux=%0dDC3A9é/"n ', max_size=30))
def test_any_text_is_read(text: str) -> None:
    result = READER.explain(text)
    assert apply(text, result.edits) == result.text
    assert apply(result.text, invert(result.edits)) == text
