"""Other programs' clients of a LanguageTool server talk to the service."""

import json
import signal

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from test_service import FORM, ask, form, start

from pipeline.service import languagetool
from pipeline.service.languagetool import Wanted, wanted

DAMAGED = "Le 😀 proc&egrave;s reprend. Elle risque dix ans de jail, la as well as sanglante."


@pytest.fixture(scope="module")
def address():
    process, found = start("--no-token")
    yield found.rstrip("/")
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_language_tool_python_shows_the_edits(address):
    client = pytest.importorskip("language_tool_python")
    with client.LanguageTool("fr", remote_server=address) as tool:
        found = tool.check(DAMAGED)
        assert [one.rule_id for one in found] == ["ENC002", "LEAK001", "LEAK002"]
        spans = [DAMAGED[one.offset :][: one.error_length] for one in found]
        assert spans == ["&egrave;", "jail", "as well as"]
        assert [one.replacements[0] for one in found] == ["è", "prison", "plus"]
        assert all(one.message and one.category for one in found)
        assert tool.correct(DAMAGED) == (
            "Le 😀 procès reprend. Elle risque dix ans de prison, la plus sanglante."
        )
        tool.disabled_rules = {"ENC002"}
        assert [one.rule_id for one in tool.check(DAMAGED)] == ["LEAK001", "LEAK002"]
        tool.disabled_rules, tool.disabled_categories = set(), {"TRANSLATION"}
        assert [one.rule_id for one in tool.check(DAMAGED)] == ["ENC002"]
        assert tool.check("Le procès reprend mardi.") == []


def test_the_published_request_gets_the_published_shape(address):
    """Replay the request of LanguageTool's API description; its answer names these fields."""
    request = form(
        text=DAMAGED, language="fr", motherTongue="en", enabledOnly="false", level="default"
    )
    status, found = ask(f"{address}/", "v2/check", request, FORM)
    assert status == 200
    assert {"software", "language", "matches"} <= set(found)
    assert {"name", "version", "buildDate", "apiVersion"} <= set(found["software"])
    assert {"name", "code", "detectedLanguage"} <= set(found["language"])
    for match in found["matches"]:
        assert {"message", "offset", "length", "replacements", "context", "rule"} <= set(match)
        assert {"text", "offset", "length"} <= set(match["context"])
        assert {"id", "description", "category"} <= set(match["rule"])
        assert {"id", "name"} <= set(match["rule"]["category"])
        assert all(set(one) == {"value"} for one in match["replacements"])
    data = json.dumps({"annotation": [{"markup": "<b>"}, {"text": "Le proc&egrave;s."}]})
    _, found = ask(f"{address}/", "v2/check", form(data=data, language="auto"), FORM)
    assert [(m["offset"], m["length"]) for m in found["matches"]] == [(10, 8)]


@pytest.mark.parametrize(
    ("choice", "rule", "category", "takes"),
    [
        (Wanted(), "ENC002", "ENCODING", True),
        (wanted({"disabledRules": "ENC002,SPL"}), "ENC002", "ENCODING", False),
        (wanted({"disabledRules": "enc002, spl"}), "SPL003", "TYPOS", False),
        (wanted({"disabledCategories": "TYPOS"}), "OCR001", "TYPOS", False),
        (wanted({"disabledRules": "ENC002"}), "ENC001", "ENCODING", True),
        (wanted({"enabledRules": "LEAK", "enabledOnly": "true"}), "LEAK001", "TRANSLATION", True),
        (wanted({"enabledRules": "LEAK", "enabledOnly": "true"}), "ENC002", "ENCODING", False),
        (wanted({"enabledRules": "LEAK"}), "ENC002", "ENCODING", True),
    ],
)
def test_clients_choose_rules(choice, rule, category, takes):
    assert choice.takes(rule, category) is takes
    assert languagetool.CATEGORIES  # the names that clients choose from
