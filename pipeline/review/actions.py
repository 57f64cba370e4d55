"""What people do in the browser: decide, undo, protect a word.

Start reading from :func:`decide`. Each action has a name that the page gives it, so that a page may
send it again when it got no answer.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError
from pipeline.glossary import GlossaryEntry
from pipeline.review import applying, assigning, entries, exchange, exports, live, pages, team
from pipeline.review.around import word_at
from pipeline.review.jobs import ReviewJob
from pipeline.review.messages import Say
from pipeline.review.model import (
    EDIT,
    UNDO,
    DecisionOutcome,
    Filter,
)
from pipeline.review.requests import INTEGER_LIMIT, Review, audit_for, progress_of
from pipeline.review.run import FinishedRun
from pipeline.review.store import Store, checked, now
from pipeline.settings.config import Settings, load
from pipeline.settings.project_words import add_word, remove_word

MAX_CARDS = 50
"""Series in one event about what others decide, at most: twice what a page shows."""


def decide(values: Mapping[str, Any], who: str, say: Say, review: Review) -> dict[str, Any]:
    """Decide about an edit or a series, or undo; return what changed."""
    store = review.store
    action, what = _text(values, "action"), _text(values, "what")
    key = _text(values, "key")
    if what == UNDO:
        outcome = store.undo(action, who, _text(values, "target") or None)
    elif isinstance(series := values.get("series"), int) and abs(series) < INTEGER_LIMIT:
        value = values.get("value")
        if isinstance(number := values.get("candidate"), int):
            value = _candidate(store, _text(values, "from"), number, say)
        given = value if isinstance(value, str) else None
        outcome = store.decide_series(
            action, who, what, series, pages.filter_of(_filter(values)), given
        )
    elif isinstance(number := values.get("candidate"), int):
        outcome = store.decide(action, who, EDIT, key, _candidate(store, key, number, say))
    else:
        value = values.get("value")
        outcome = store.decide(action, who, what, key, value if isinstance(value, str) else None)
    where = pages.filter_of(_filter(values))
    answer = _told(outcome, say, store, where)
    if values.get("view") == "audit":
        answer["audit"] = pages.audit_told(audit_for(where, store, review.config), say)
    if what == UNDO and (word := store.protected_by(outcome.target)):
        path = remove_word(review.config, word)
        answer["text"] += " " + say("did.unword", word=f"« {word} »", path=path.name)
    if what == UNDO and (found := entries.take_out(store, outcome.target)):
        one, path = found
        entry = f"« {one.before} → {one.after} »"
        answer["text"] += " " + say("did.unentry", entry=entry, path=path.name)
    return answer


def _candidate(store: Store, key: str, number: int, say: Say) -> str:
    """Return the candidate of that number, from 1, of an edit."""
    line = store.line(key)
    if line is None or not 1 <= number <= len(line.candidates):
        raise PipelineError(say("gone"))
    return line.candidates[number - 1][0]


def protect(values: Mapping[str, Any], who: str, say: Say, review: Review) -> dict[str, Any]:
    """Add the word of an edit to the protected words of the project, and reject the edit.

    The other proposals about the word, those of the same series, are rejected as well.
    """
    action = _text(values, "action")
    line = review.store.line(_text(values, "key"))
    if line is None:
        raise PipelineError(say("gone"))
    found = review.store.article(line.article)
    assert found is not None
    word = word_at(found[1], line.start, line.stop)
    path, is_new = add_word(review.config, word)
    outcome = review.store.reject_word(action, who, line.key, word)
    if is_new:
        review.store.protected(action, word)
    answer = _told(outcome, say, review.store, pages.filter_of(_filter(values)))
    answer["text"] += " " + say("did.word", word=f"« {word} »", path=path.name)
    return answer


def order(values: Mapping[str, Any], who: str, say: Say, review: Review) -> dict[str, Any]:
    """Add an entry to a glossary, and decide about the series that it speaks of."""
    action, store = _text(values, "action"), review.store
    checked(action, EDIT)
    line = store.line(_text(values, "key"))
    if line is None:
        raise PipelineError(say("gone"))
    always, scope = values.get("always") is not False, _text(values, "scope")
    one = GlossaryEntry(_text(values, "before").strip(), _text(values, "after").strip(), always)
    wanted = entries.Order(one, scope)
    outcome, path = entries.order(store, review.config, action, who, line, wanted)
    answer = _told(outcome, say, store, pages.filter_of(_filter(values)))
    said = say(
        f"did.{'always' if always else 'never'}.{scope}",
        entry=f"« {one.before} → {one.after} »",
        path=path.name,
    )
    answer["text"] = f"{said} {answer['text']}" if outcome.edits else said
    return answer


def mend(values: Mapping[str, Any], who: str, say: Say, review: Review) -> dict[str, Any]:
    """Replace words of an article that no stage found."""
    article, start, stop = (values.get(name) for name in ("article", "start", "end"))
    if not all(type(n) is int and 0 <= n < INTEGER_LIMIT for n in (article, start, stop)):
        raise PipelineError(say("gone"))
    assert isinstance(article, int) and isinstance(start, int) and isinstance(stop, int)
    words = _text(values, "before"), _text(values, "value")
    outcome = review.store.mend(_text(values, "action"), who, article, (start, stop), words)
    answer = _told(outcome, say, review.store, pages.filter_of(_filter(values)))
    answer["text"] = say("did.mend")
    if outcome.edits > 1:
        answer["text"] += " " + say.count("did.beneath", outcome.edits - 1)
    return answer


def finish(values: Mapping[str, Any], who: str, say: Say, review: Review) -> dict[str, Any]:
    """Call an article done, or not done."""
    article, done = values.get("article"), values.get("done") is True
    if type(article) is not int or not 0 <= article < INTEGER_LIMIT:
        raise PipelineError(say("gone"))
    left = review.store.finish(who, article, done=done)
    text = say("did.finish" if done else "did.reopen")
    if done and left:
        text += " " + say.count("did.left", left)
    return {
        **{"action": _text(values, "action"), "what": "finish", "changed": [], "series": []},
        **{"article": article, "done": done, "text": text},
        "badge": say("finished.by", who=who) if done else "",
        "progress": progress_of(review.store.progress(), say),
    }


def comment(values: Mapping[str, Any], who: str, say: Say, review: Review) -> dict[str, Any]:
    """Write a comment about an edit, flag it, or take the flag off."""
    action, key = _text(values, "action"), _text(values, "key")
    checked(action, EDIT)
    flag = values.get("flag")
    is_flag = flag if isinstance(flag, bool) else None
    new = team.Comment(key, who, now(), is_flag, _text(values, "text"))
    team.comment(review.store, action, new)
    notes = team.comments(review.store, [key]).get(key, [])
    done = "comment" if is_flag is None else "flag" if is_flag else "unflag"
    return {
        **{"action": action, "what": "comment", "changed": [], "series": []},
        **{"key": key, "flagged": team.is_flagged(notes), "text": say(f"did.{done}")},
        "notes": [f"{say.label_of(one.who)}{one.text}" for one in notes if one.text],
        "progress": progress_of(review.store.progress(), say),
    }


def assign(values: Mapping[str, Any], who: str, say: Say, review: Review) -> dict[str, Any]:
    """Give a person the next articles or a range of them, or take back what is not done."""
    store, action = review.store, _text(values, "action")
    whose = _text(values, "whose") or who
    if whose not in assigning.people(store, (*review.names, who)):
        raise PipelineError(say("assign.nobody"))
    numbers = [values.get(name) for name in ("n", "first", "last")]
    if not all(n is None or (type(n) is int and 0 <= n < INTEGER_LIMIT) for n in numbers):
        raise PipelineError(say("assign.numbers"))
    n, first, last = numbers
    what = "give"
    if values.get("back") is True:
        what, found = "back", assigning.give_back(store, action, whose)
    elif first is not None and last is not None:
        found = assigning.in_range(store, action, whose, first, last)
    else:
        found = assigning.next_ones(store, action, whose, assigning.NEXT_SIZE if n is None else n)
    given = what == "give" and found > 0
    return {
        **{"action": action, "what": "assign", "changed": [], "series": []},
        "text": say.count(f"did.{what}" if found else f"did.{what}.none", found),
        "link": "/doubt" + pages.query(Filter(whose=whose)) if given else None,
        "label": say("assign.begin"),
        "progress": progress_of(store.progress(), say),
    }


def changes(n: int, say: Say, review: Review, where: Filter) -> tuple[int, dict[str, Any] | None]:
    """Return the latest decision, and what changed on pages since decision ``n``, None if nothing.

    ``where`` is the filter of the page.
    """
    last, keys, series = live.changed_since(review.store, n)
    if not keys:
        return last, None
    marks = ",".join("?" * len(keys))
    found = review.store.rows(
        f"SELECT key, state, value, who FROM edits WHERE key IN ({marks})", *keys
    )
    return last, {
        "progress": progress_of(review.store.progress(), say),
        "series": _series(series[:MAX_CARDS], say, review.store, where),
        "changed": [_changed(row, say) for row in found],
    }


def export(values: Mapping[str, Any], who: str, say: Say, review: Review) -> dict[str, Any]:
    """Begin to write what the filter lets through, the decisions, the comments, or the dump."""
    store, action, kind = review.store, _text(values, "action"), _text(values, "kind")
    checked(action, EDIT)
    where = pages.filter_of(_filter(values))

    def apply_all(job: ReviewJob, path: Path) -> str:
        counts = FinishedRun(store.path.parent).report["counts"]
        job.total = counts.get("articles", 0) if isinstance(counts, dict) else 0
        written = applying.write(store.path.parent, beat=job.beat)
        return say.count("did.apply", written.changed).replace("{path}", str(written.folder))

    def lines(job: ReviewJob, path: Path) -> str:
        rows = exchange.lines(store) if kind == "decisions" else exchange.comment_lines(store)
        exports.dumped(rows, job, path)
        return say.count("did.export", job.done)

    if kind == "apply":
        job = review.jobs.start(action, "dump", apply_all)
    elif kind in ("decisions", "comments"):
        job = review.jobs.start(action, f"{kind}.jsonl", lines)
    elif kind in exports.FORMATS_OF_EXPORT:
        settings = load(review.config) if review.config.is_file() else Settings()
        name, writing = exports.writing_of(kind, settings.schema)

        def shown(job: ReviewJob, path: Path) -> str:
            writing(store, where, job, path, say)
            return say.count("did.export.articles", job.done)

        job = review.jobs.start(action, name, shown)
    else:
        raise PipelineError(say("export.unknown"))
    return {
        **{"action": action, "what": "export", "changed": [], "series": []},
        **{"job": job.action, "kind": kind, "text": say("export.begun")},
        "progress": progress_of(store.progress(), say),
    }


def offer(values: Mapping[str, Any], who: str, say: Say, review: Review) -> dict[str, Any]:
    """Propose a change made by hand wherever else the same words stand."""
    run = FinishedRun(review.store.path.parent)
    series, n = review.store.offer(who, _text(values, "key"), run.untouched())
    return {
        **{"action": _text(values, "action"), "what": "offer", "changed": [], "series": []},
        "text": say.count("did.offer", n),
        "link": f"/series/{series}" if n else None,
        "label": say("in.series"),
        "progress": progress_of(review.store.progress(), say),
    }


def _text(values: Mapping[str, Any], name: str) -> str:
    """Return a value if it is a text, else nothing."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _filter(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the filter of the page that sent a request."""
    given = values.get("filter")
    return given if isinstance(given, dict) else {}


def _told(outcome: DecisionOutcome, say: Say, store: Store, where: Filter) -> dict[str, Any]:
    """Return the outcome for the page, with a text that tells it to people.

    ``where`` is the filter of the page; ``series`` tells how each changed series now stands in it.
    """
    if not outcome.edits:
        text = say("did.nothing" if outcome.what == UNDO else "did.none")
    else:
        text = say(f"did.{outcome.what}")
        if outcome.edits > 1:
            text += f" ({say.number(outcome.edits)})"
        text += "."
    if outcome.before:
        text += " " + say("did.same" if outcome.agreed else "did.over", who=outcome.before)
    return {
        "action": outcome.action,
        "what": outcome.what,
        "edits": outcome.edits,
        "repeated": outcome.repeated,
        "redraw": outcome.redraw,
        "text": text,
        "progress": progress_of(store.progress(), say),
        "series": _series(outcome.series, say, store, where),
        "changed": [_changed(row, say) for row in outcome.changed],
    }


def _changed(row: Sequence[Any], say: Say) -> dict[str, Any]:
    """Return how an edit stands now, for the page: its key, state, value and reviewer."""
    key, state, value, who = row
    label = say(f"state.{state}") + (f" {say('by', who=who)}" if who else "")
    return {"key": key, "state": state, "label": label, "value": value}


def _series(changed: Sequence[int], say: Say, store: Store, where: Filter) -> list[dict[str, Any]]:
    """Return, for each series, its states in words and how many of its edits are left to decide."""
    left = store.shown(changed, where, undecided=True) if changed else {}
    found = [(number, store.one_series(number, where)) for number in changed]
    return [
        {
            **{"series": number, "left": left.get(number, 0)},
            "text": pages.states_told(one.states, say),
            "agreement": pages.agreement_told(
                store.agreement(pages.narrowed(where, series=number), pages.CHECKED), say
            ),
        }
        for number, one in found
        if one is not None
    ]
