"""What people do in the browser: decide, undo, protect a word.

Start reading from :func:`decide`. Each action has a name that the page gives it, so that a page may
send it again when it got no answer.
"""

import re
from collections.abc import Mapping
from typing import Any

from pipeline.errors import PipelineError
from pipeline.review import pages
from pipeline.review.messages import Say
from pipeline.review.model import EDIT, REJECT, UNDO, DecisionOutcome
from pipeline.review.requests import INTEGER_LIMIT, Review, progress_of
from pipeline.review.store import Store


def decide(values: Mapping[str, Any], who: str, say: Say, review: Review) -> dict[str, Any]:
    """Decide about an edit or a series, or undo; return what changed."""
    store = review.store
    action, what = _text(values, "action"), _text(values, "what")
    key = _text(values, "key")
    if what == UNDO:
        outcome = store.undo(action, who, _text(values, "target") or None)
    elif isinstance(series := values.get("series"), int) and abs(series) < INTEGER_LIMIT:
        given = values.get("filter")
        where = pages.filter_of(given if isinstance(given, dict) else {})
        outcome = store.decide_series(action, who, what, series, where)
    elif isinstance(number := values.get("candidate"), int):
        line = store.line(key)
        if line is None or not 1 <= number <= len(line.candidates):
            raise PipelineError(say("gone"))
        outcome = store.decide(action, who, EDIT, key, line.candidates[number - 1][0])
    else:
        value = values.get("value")
        outcome = store.decide(action, who, what, key, value if isinstance(value, str) else None)
    return _told(outcome, say, store)


def protect(values: Mapping[str, Any], who: str, say: Say, review: Review) -> dict[str, Any]:
    """Reject an edit and add its word to the protected words of the project."""
    from pipeline.settings.project_words import add_word

    line = review.store.line(_text(values, "key"))
    if line is None:
        raise PipelineError(say("gone"))
    found = review.store.article(line.article)
    assert found is not None
    word = word_at(found[1], line.start, line.stop)
    path = add_word(review.config, word)
    outcome = review.store.decide(_text(values, "action"), who, REJECT, line.key)
    answer = _told(outcome, say, review.store)
    answer["text"] += " " + say("did.word", word=f"« {word} »", path=path.name)
    return answer


def word_at(source: str, start: int, stop: int, longest: int = 100) -> str:
    """Return the text at ``[start, stop)`` of ``source``, extended to whole words."""
    head = re.search(r"\w*$", source[max(0, start - longest) : start])
    tail = re.match(r"\w*", source[stop : stop + longest])
    left = head.group() if head and source[start : start + 1].isalnum() else ""
    right = tail.group() if tail and source[stop - 1 : stop].isalnum() else ""
    return left + source[start:stop] + right


def _text(values: Mapping[str, Any], name: str) -> str:
    """Return a value if it is a text, else nothing."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _told(outcome: DecisionOutcome, say: Say, store: Store) -> dict[str, Any]:
    """Return the outcome for the page, with a text that tells it to people."""
    if not outcome.edits:
        text = say("did.nothing" if outcome.what == UNDO else "did.none")
    else:
        text = say(f"did.{outcome.what}")
        if outcome.edits > 1:
            text += f" ({say.number(outcome.edits)})"
        text += "."
    if outcome.over:
        text += " " + say("did.over", who=outcome.over)
    return {
        "action": outcome.action,
        "what": outcome.what,
        "edits": outcome.edits,
        "repeated": outcome.repeated,
        "text": text,
        "progress": progress_of(store.progress(), say),
        "changed": [
            {
                "key": key,
                "state": state,
                "label": say(f"state.{state}") + (f" {say('by', who=who)}" if who else ""),
                "value": value,
            }
            for key, state, value, who in outcome.changed
        ],
    }
