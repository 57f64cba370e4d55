"""The review in the browser: pages that show edits, and requests that decide about them.

Start reading from :func:`application`. All requests pass through :mod:`pipeline.review.guard`; then
:mod:`pipeline.review.endpoints` answers with pages, and :mod:`pipeline.review.actions` carries out
what people decide. Each change is one POST, such as to ``/decide``. No path of a request
reaches the file system: the files under ``/static`` are read at the start.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.errors import PipelineError
from pipeline.review import actions, endpoints, live, pages
from pipeline.review.database import trouble
from pipeline.review.guard import Guard, Reviewers
from pipeline.review.hand import OverlapError
from pipeline.review.messages import Say
from pipeline.review.requests import Review, json_response, not_found, say_of, whole_number

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def application(
    review: Review, reviewers: Reviewers, hosts: Sequence[str], *, addresses: bool = False
) -> Guard:
    """Return the application (ASGI). ``hosts`` are the names, with port, that it answers to."""
    views: dict[str, Callable[[Request, Review], Response]] = {
        "/series": endpoints.series_page,
        "/series/{series:int}": endpoints.one_series_page,
        "/doubt": endpoints.doubt_page,
        "/sample": endpoints.sample_page,
        "/articles": endpoints.articles_page,
        "/articles/{article:int}": endpoints.article_page,
        "/articles/{article:int}/final": endpoints.final_page,
        "/articles/{article:int}/words": endpoints.words_data,
        "/rules": endpoints.rules_page,
        "/audit": endpoints.audit_page,
        "/team": endpoints.team_page,
        "/history": endpoints.history_page,
        "/export": endpoints.export_page,
        "/jobs/{job}": endpoints.job_data,
        "/jobs/{job}/file": endpoints.job_file,
        "/edits/{key}": endpoints.edit_data,
    }
    routes = [Route(path, _view(view, review)) for path, view in views.items()]
    routes += [
        Route("/", lambda request: RedirectResponse("/series", 303)),
        Route("/decide", _request(actions.decide, review), methods=["POST"]),
        Route("/word", _request(actions.protect, review), methods=["POST"]),
        Route("/glossary", _request(actions.order, review), methods=["POST"]),
        Route("/mend", _request(actions.mend, review), methods=["POST"]),
        Route("/article", _request(actions.finish, review), methods=["POST"]),
        Route("/write", _request(actions.export, review), methods=["POST"]),
        Route("/assign", _request(actions.assign, review), methods=["POST"]),
        Route("/live", _live(review)),
        Route("/comment", _request(actions.comment, review), methods=["POST"]),
        Route("/offer", _request(actions.offer, review), methods=["POST"]),
    ]
    for file in sorted((pages.HERE / "static").iterdir()):
        if file.suffix in _TYPES:
            routes.append(Route(f"/static/{file.name}", _static(file)))
    handlers: dict[Any, Any] = {
        404: not_found,
        500: _failed,
        sqlite3.Error: _unstored(review.store.path),
    }
    inner = Starlette(routes=routes, exception_handlers=handlers)
    return Guard(inner, reviewers, frozenset(host.lower() for host in hosts), addresses)


def _view(view: Callable[[Request, Review], Response], review: Review) -> Any:
    """Return the Starlette endpoint for a page."""

    def answer(request: Request) -> Response:  # not async: it runs in a thread
        return view(request, review)

    return answer


def _request(
    action: Callable[[Mapping[str, Any], str, Say, Review], dict[str, Any]], review: Review
) -> Any:
    """Return the Starlette endpoint for an action."""

    async def answer(request: Request) -> Response:
        say = say_of(request)
        try:
            values = json.loads(await request.body())
            if not isinstance(values, dict):
                raise ValueError
            json.dumps(values, ensure_ascii=False).encode()  # no lone surrogates
        except (ValueError, RecursionError):
            return JSONResponse({"error": "not a JSON object"}, HTTPStatus.BAD_REQUEST)
        try:
            found = await run_in_threadpool(action, values, request.scope["reviewer"], say, review)
        except OverlapError as error:
            said = say(error.key, text=error.text)
            return JSONResponse({"error": said}, HTTPStatus.CONFLICT)
        except PipelineError as error:
            return JSONResponse({"error": str(error)}, HTTPStatus.CONFLICT)
        return json_response(found)

    return answer


def _live(review: Review) -> Any:
    """Return the Starlette endpoint that tells of the decisions of others."""

    async def answer(request: Request) -> Response:
        say, where = say_of(request), pages.filter_of(request.query_params)
        start = whole_number(request, "after", request.headers.get("last-event-id"))

        def changes(n: int) -> tuple[int, dict[str, Any] | None]:
            return actions.changes(n, say, review, where)

        return live.stream(request, start or 0, changes, review.ended)

    return answer


def _static(file: Path) -> Any:
    """Return the Starlette endpoint for a file."""
    content = file.read_bytes()

    def answer(request: Request) -> Response:
        return Response(content, media_type=_TYPES[file.suffix])

    return answer


def _unstored(path: Path) -> Any:
    """Return the answer to an error of the database."""

    def answer(request: Request, error: sqlite3.Error) -> Response:
        said = str(trouble(path, error))
        if request.method == "POST":
            return JSONResponse({"error": said}, HTTPStatus.SERVICE_UNAVAILABLE)
        return Response(f"{said}\n", HTTPStatus.SERVICE_UNAVAILABLE, media_type="text/plain")

    return answer


def _failed(request: Request, error: Exception) -> Response:
    return Response("something went wrong: the terminal says what\n", 500, media_type="text/plain")
