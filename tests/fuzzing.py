"""What readers and parsers are fed by hypothesis: sound files with bytes that were changed.

:func:`mutated` gives content near enough to a format that a reader gets far into it.
"""

import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

ROWS = [{"id": f"a{n}", "text": f"Le t&eacute;l&eacute;phone {n} sonne.", "n": n} for n in range(7)]


def jsonl():
    return "".join(json.dumps(row) + "\n" for row in ROWS).encode()


def csv():
    return "id,text,n\n" + "".join(f'{r["id"]},"{r["text"]}",{r["n"]}\r\n' for r in ROWS)


def parquet():
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), file, row_group_size=3)
    return file.getvalue()


def arrow(stream=False):
    file = io.BytesIO()
    table = pa.Table.from_pylist(ROWS)
    new = pa.ipc.new_stream if stream else pa.ipc.new_file
    with new(file, table.schema) as out:
        out.write_table(table, 3)
    return file.getvalue()


PAGE = (
    "<!DOCTYPE html><html><head><meta charset=utf-8><title>Titre</title></head><body><article>"
    "<h1>Titre</h1>"
    + "<p>Le maire de la ville a repris le procès lundi matin.</p>" * 5
    + "</article></body></html>"
)

FILES = {
    "a.jsonl": jsonl(),
    "a.csv": csv().encode(),
    "a.tsv": csv().replace(",", "\t").encode(),
    "a.jsonl.gz": gzip.compress(jsonl(), mtime=0),
    "a.csv.gz": gzip.compress(csv().encode(), mtime=0),
    "a.parquet": parquet(),
    "a.arrow": arrow(),
    "a.arrows": arrow(stream=True),
    "a.txt": "Le téléphone sonne.\n".encode(),
    "a.md": "# Titre\n\nLe *téléphone* sonne.\n".encode(),
    "a.html": PAGE.encode(),
}
"""A sound file of each format."""

PIECES = [b"\0", b"\n", b"\r", b'"', b"'", b",", b"\\", b"{", b"}", b"[", b"]", b"<", b">", b"&"]
PIECES += [b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\\ud800", b"null", b"1e999", b"|", b"\t"]


@st.composite
def mutated(draw, content):
    """Return content with up to six places changed, put in or cut out."""
    raw = bytearray(content)
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(raw)))
        match draw(st.integers(0, 3)):
            case 0:
                raw[at:at] = draw(st.sampled_from(PIECES))
            case 1:
                raw[at : at + draw(st.integers(1, 40))] = b""
            case 2:
                raw[at : at + 1] = bytes([draw(st.integers(0, 255))])
            case _:
                raw[at:at] = raw[at : at + draw(st.integers(1, 200))]
    return bytes(raw)
