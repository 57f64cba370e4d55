"""The review in the browser: pages that show edits, and requests that decide about them.

Start reading from :func:`application`. All requests pass through :mod:`pipeline.review.guard`.
Every change is one POST to ``/decide`` or ``/word`` that carries its own name, so that a page may
send it again when it got no answer. No path of a request reaches the file system: the files under
``/static`` are read at the start.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.errors import PipelineError
from pipeline.report.messages import LANGUAGES
from pipeline.review import pages
from pipeline.review.guard import Guard, Reviewers
from pipeline.review.messages import Say
from pipeline.review.model import EDIT, REJECT, UNDO, Filter, Line, Outcome, Progress
from pipeline.review.store import Store
from pipeline.review.teaching import review_line, standings
from pipeline.settings.config import Settings, load
from pipeline.stages import RULES

PAGE = 25
"""Series or lines on a page."""

SAMPLE = 3
"""Lines that stand for a series in the list of series."""

IN_ARTICLE = 200
"""Edits of an article on a page."""

MOST_STALE = 100

LARGEST = 2**63
"""From here on a number is none that a database knows."""

_SAID = ("waiting", "lost", "first", "last", "end", "choose", "undone")
"""Messages that the script of the page needs."""

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_LANGUAGE = re.compile(r"\s*(en|fr)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Review:
    """What the pages are about: the store, and the configuration that learns from decisions."""

    store: Store
    config: Path


def application(
    store: Store,
    config: Path,
    reviewers: Reviewers,
    hosts: Sequence[str],
    *,
    addresses: bool = False,
) -> Guard:
    """Return the application (ASGI) that answers under the names ``hosts`` (with their port)."""
    review = Review(store, config)
    views: dict[str, Callable[[Request, Review], Response]] = {
        "/series": series_page,
        "/series/{series:int}": one_series_page,
        "/doubt": doubt_page,
        "/sample": sample_page,
        "/articles": articles_page,
        "/articles/{article:int}": article_page,
        "/rules": rules_page,
        "/history": history_page,
        "/edits/{key}": edit_data,
    }
    routes = [Route(path, _view(view, review)) for path, view in views.items()]
    routes += [
        Route("/", lambda request: RedirectResponse("/series", 303)),
        Route("/decide", _request(decide, review), methods=["POST"]),
        Route("/word", _request(protect, review), methods=["POST"]),
    ]
    for file in sorted((pages.HERE / "static").iterdir()):
        if file.suffix in _TYPES:
            routes.append(Route(f"/static/{file.name}", _static(file)))
    inner = Starlette(routes=routes, exception_handlers={404: _missing, 500: _failed})
    return Guard(inner, reviewers, frozenset(host.lower() for host in hosts), addresses)


def _view(view: Callable[[Request, Review], Response], review: Review) -> Any:
    def answer(request: Request) -> Response:  # not async: it runs in a thread
        return view(request, review)

    return answer


def _request(
    action: Callable[[Mapping[str, Any], str, Say, Review], dict[str, Any]], review: Review
) -> Any:
    async def answer(request: Request) -> Response:
        say = _say(request)
        try:
            values = json.loads(await request.body())
            if not isinstance(values, dict):
                raise ValueError
        except (ValueError, RecursionError):
            return JSONResponse({"error": "not a JSON object"}, HTTPStatus.BAD_REQUEST)
        try:
            found = await run_in_threadpool(action, values, request.scope["reviewer"], say, review)
        except PipelineError as error:
            return JSONResponse({"error": str(error)}, HTTPStatus.CONFLICT)
        return _json(found)

    return answer


def _json(value: Any) -> Response:
    text = json.dumps(value)  # in ASCII: lone surrogates go through
    return Response(text, media_type="application/json")


def _static(file: Path) -> Any:
    content = file.read_bytes()

    def answer(request: Request) -> Response:
        return Response(content, media_type=_TYPES[file.suffix])

    return answer


def _missing(request: Request, error: Exception) -> Response:
    return Response("there is no such page\n", 404, media_type="text/plain")


def _failed(request: Request, error: Exception) -> Response:
    return Response("something went wrong: the terminal says what\n", 500, media_type="text/plain")


# --- pages -----------------------------------------------------------------------------------


def _language(request: Request) -> str:
    for value in (request.query_params.get("lang"), request.cookies.get("rature-lang")):
        if value in LANGUAGES:
            return value
    for part in request.headers.get("accept-language", "").split(","):
        if found := _LANGUAGE.match(part):
            return found[1].lower()
    return "en"


def _say(request: Request) -> Say:
    return Say(_language(request))


def _page(request: Request, review: Review, name: str, where: Filter, **values: Any) -> Response:
    say = _say(request)
    other = "en" if say.language == "fr" else "fr"
    parameters = {**request.query_params, "lang": other}
    html = (
        pages.environment()
        .get_template(f"{name}.html")
        .render(
            say=say,
            view=name,
            where=where,
            query=pages.query,
            narrowed=pages.narrowed,
            decisions=pages.DECISIONS,
            choices=review.store.choices(),
            progress=progress_of(review.store.progress(), say),
            who=request.scope["reviewer"],
            other=other,
            here=request.url.path,
            parameters=parameters,
            data=json.dumps(
                {
                    "filter": _plain(where),
                    "who": request.scope["reviewer"],
                    "says": {key: say(key) for key in _SAID},
                }
            ),
            **values,
        )
    )
    response = HTMLResponse(html.encode("utf-8", "replace"))
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie("rature-lang", say.language, httponly=True, samesite="strict")
    return response


def _plain(where: Filter) -> dict[str, Any]:
    """Return a filter as a page sends it back."""
    return {
        "rule": where.rule,
        "stage": where.stage,
        "decision": where.decision,
        "language": where.language,
        "low": where.low,
        "high": where.high,
        "q": where.text,
    }


def progress_of(progress: Progress, say: Say) -> dict[str, Any]:
    """Return how far the review is, in numbers and in words."""
    share = progress.decided / progress.proposals if progress.proposals else 1.0
    return {
        "value": progress.decided,
        "max": max(1, progress.proposals),
        "text": say(
            "progress",
            decided=say.number(progress.decided),
            all=say.number(progress.proposals),
            percent=int(100 * share),
        ),
        "checked": say.count("checked", progress.checked) if progress.checked else "",
    }


def _after(request: Request, first: Callable[[str], Any]) -> tuple[Any, int] | None:
    """Return behind which row a page begins, None for the first page."""
    value = request.query_params.get("after", "")
    left, _, right = value.partition("_")
    try:
        found = first(left), int(right)
    except ValueError:
        return None
    return found if all(abs(number) < LARGEST for number in found) else None


def _number(request: Request, name: str) -> int | None:
    """Return a parameter that is a whole number from 0 on, None when it is not."""
    value = request.query_params.get(name, "")
    found = int(value) if value.isascii() and value.isdecimal() and len(value) < 20 else LARGEST
    return found if found < LARGEST else None


def series_page(request: Request, review: Review) -> Response:
    """Show the series that pass the filter, each with a few of its lines."""
    store = review.store
    where = pages.filter_of(request.query_params)
    found = store.series(where, _after(request, int), PAGE + 1)
    rows = found[:PAGE]
    waiting = store.shown([one.series for one in rows], where, undecided=True)
    samples = {
        one.series: store.sample(pages.narrowed(where, series=one.series), limit=SAMPLE)
        for one in rows
    }
    following = f"{rows[-1].shown}_{rows[-1].series}" if len(found) > PAGE else None
    return _page(
        request,
        review,
        "series",
        where,
        rows=rows,
        waiting=waiting,
        samples=samples,
        following=following,
    )


def one_series_page(request: Request, review: Review) -> Response:
    """Show the lines of a series, in an order drawn by lot."""
    series = request.path_params["series"]
    where = pages.filter_of(request.query_params)
    one = review.store.one_series(series, where) if series < LARGEST else None
    if one is None:
        return _missing(request, Exception())
    narrow = pages.narrowed(where, series=series)
    found = review.store.sample(narrow, _after(request, int), PAGE + 1)
    return _lines_page(request, review, "one_series", where, found, "draw", one=one)


def doubt_page(request: Request, review: Review) -> Response:
    """Show edits, the least certain first."""
    where = pages.filter_of(request.query_params)
    found = review.store.doubtful(where, _after(request, float), PAGE + 1)
    return _lines_page(request, review, "doubt", where, found, "confidence")


def sample_page(request: Request, review: Review) -> Response:
    """Show edits in an order drawn by lot."""
    where = pages.filter_of(request.query_params)
    found = review.store.sample(where, _after(request, int), PAGE + 1)
    return _lines_page(request, review, "sample", where, found, "draw")


def _lines_page(
    request: Request,
    review: Review,
    name: str,
    where: Filter,
    found: Sequence[Line],
    order: str,
    **values: Any,
) -> Response:
    rows = found[:PAGE]
    following = None
    if len(found) > PAGE:
        place = rows[-1].draw if order == "draw" else repr(rows[-1].confidence)
        following = f"{place}_{rows[-1].edit}"
    return _page(
        request,
        review,
        name,
        where,
        rows=rows,
        following=following,
        **_known_of(rows, where, review.store),
        **values,
    )


def _known_of(rows: Sequence[Line], where: Filter, store: Store) -> dict[str, Any]:
    """Return what pages tell of lines besides: how many are alike, and what they are linked to."""
    series = sorted({line.series for line in rows})
    return {
        "waiting": store.shown(series, where, undecided=True),
        "linked": {line.key: store.linked(line) for line in rows if line.link is not None},
    }


def articles_page(request: Request, review: Review) -> Response:
    """Show the articles that have edits which pass the filter."""
    where = pages.filter_of(request.query_params)
    found = review.store.articles(where, _number(request, "after"), 2 * PAGE + 1)
    rows = found[: 2 * PAGE]
    following = rows[-1].article if len(found) > 2 * PAGE else None
    return _page(request, review, "articles", where, rows=rows, following=following)


def article_page(request: Request, review: Review) -> Response:
    """Show an article with its edits in their places."""
    store = review.store
    where = pages.filter_of(request.query_params)
    number = request.path_params["article"]
    found = store.article(number) if number < LARGEST else None
    if found is None:
        return _missing(request, Exception())
    article, source = found
    first = min(_number(request, "from") or 0, len(source))
    lines = store.in_article(number, first, IN_ARTICLE + 1)
    following = lines[IN_ARTICLE].start if len(lines) > IN_ARTICLE else None
    lines = lines[:IN_ARTICLE]
    say = _say(request)
    stop = len(source) if following is None else following
    previous, after = store.beside(number, where)
    return _page(
        request,
        review,
        "article",
        where,
        article=article,
        rows=lines,
        pieces=list(pages.pieces(source, lines, first, stop, say)),
        further=following,
        previous=previous,
        after=after,
        **_known_of(lines, where, store),
    )


def rules_page(request: Request, review: Review) -> Response:
    """Show how often each rule was right, and which should only propose."""
    settings = load(review.config) if review.config.is_file() else Settings()
    found = standings(review.store.verdicts(), RULES, dict(settings.thresholds))
    return _page(
        request,
        review,
        "rules",
        pages.filter_of(request.query_params),
        rows=found,
        worst=review.store.judged_series(),
        proposal=review_line(found, settings.review),
        config=str(review.config),
    )


def history_page(request: Request, review: Review) -> Response:
    """Show what was decided, and what of it no longer fits."""
    start = _number(request, "before")
    found = review.store.history(start, 2 * PAGE + 1)
    rows = found[: 2 * PAGE]
    stale = list(islice(review.store.stale(), MOST_STALE)) if start is None else []
    following = rows[-1].n if len(found) > 2 * PAGE else None
    where = pages.filter_of(request.query_params)
    return _page(request, review, "history", where, rows=rows, stale=stale, following=following)


def edit_data(request: Request, review: Review) -> Response:
    """Give the texts of an edit, for the editor."""
    line = review.store.line(request.path_params["key"])
    if line is None:
        return _json({"error": _say(request)("gone")})
    return _json({"before": line.before, "after": line.after, "value": line.result})


# --- requests --------------------------------------------------------------------------------


def decide(values: Mapping[str, Any], who: str, say: Say, review: Review) -> dict[str, Any]:
    """Decide about an edit or a series, or undo; return what has changed."""
    store = review.store
    action, what = _text(values, "action"), _text(values, "what")
    key = _text(values, "key")
    if what == UNDO:
        outcome = store.undo(action, who, _text(values, "target") or None)
    elif isinstance(series := values.get("series"), int) and abs(series) < LARGEST:
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
    """Reject an edit and put its word into the dictionary of the project."""
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
    """Return what stands at ``[start, stop)`` of ``source``, with the rest of its words."""
    head = re.search(r"\w*$", source[max(0, start - longest) : start])
    tail = re.match(r"\w*", source[stop : stop + longest])
    left = head.group() if head and source[start : start + 1].isalnum() else ""
    right = tail.group() if tail and source[stop - 1 : stop].isalnum() else ""
    return left + source[start:stop] + right


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _told(outcome: Outcome, say: Say, store: Store) -> dict[str, Any]:
    """Return an outcome for the page, with what to say of it."""
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
