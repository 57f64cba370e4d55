"""A server that answers as LanguageTool did: its answers about known texts are kept in a file."""

import contextlib
import json
import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ANSWERS = json.loads(Path(__file__).with_name("languagetool_answers.json").read_text("utf-8"))
"""What LanguageTool 6.8 answered about each text, without the fields that nobody reads."""


@contextlib.contextmanager
def languagetool(answers: Mapping[str, Any] = ANSWERS, raw: bytes | None = None) -> Iterator[str]:
    """Serve answers, and no matches for other texts; give the address. ``raw`` is sent instead."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            fields = urllib.parse.parse_qs(self.rfile.read(size).decode(), keep_blank_values=True)
            assert self.path == "/v2/check"
            assert fields["language"] == ["fr"]
            none = {"software": {"version": "6.8"}, "matches": []}
            answer = answers.get(fields["text"][0], none)
            status = answer if isinstance(answer, int) else 200
            self.send_response(status)
            self.end_headers()
            self.wfile.write(raw or json.dumps(answer).encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def match(
    text: str, found: str, *values: str, rule: str = "R", category: str = "CAT_GRAMMAIRE"
) -> dict[str, Any]:
    """Return a match for the first ``found`` in ``text``, its offsets in UTF-16 code units."""
    before = text[: text.index(found)]
    return {
        "message": "Une faute.",
        "offset": len(before.encode("utf-16-le")) // 2,
        "length": len(found.encode("utf-16-le")) // 2,
        "replacements": [{"value": value} for value in values],
        "rule": {"id": rule, "issueType": "grammar", "category": {"id": category}},
    }
