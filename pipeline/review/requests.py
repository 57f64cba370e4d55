"""What the answers to all requests need: the review, the language of the reader, JSON."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pipeline.report.messages import LANGUAGES
from pipeline.review.jobs import Jobs
from pipeline.review.messages import Say
from pipeline.review.model import Filter, Progress
from pipeline.review.store import Store
from pipeline.review.teaching import Audit, audit_of, floor_of
from pipeline.settings.config import Settings, load
from pipeline.stages import RULES

INTEGER_LIMIT = 2**63
"""The database has only smaller integers."""

_LANGUAGE = re.compile(r"\s*(en|fr)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Review:
    """The review that is served: its store, and the configuration that takes protected words.

    ``names`` are those who have an address, and ``ended`` says that the server stops.
    """

    store: Store
    config: Path
    names: tuple[str, ...] = ()
    ended: Callable[[], bool] = lambda: False
    jobs: Jobs = field(default_factory=Jobs)


def _language(request: Request) -> str:
    """Return the language asked for: in the address, by cookie, by the browser's settings."""
    for value in (request.query_params.get("lang"), request.cookies.get("rature-lang")):
        if value in LANGUAGES:
            return value
    for part in request.headers.get("accept-language", "").split(","):
        if found := _LANGUAGE.match(part):
            return found[1].lower()
    return "en"


def whole_number(request: Request, name: str, instead: str | None = None) -> int | None:
    """Return the value of a parameter (or ``instead``) if it is a whole number from 0 on."""
    value = instead or request.query_params.get(name, "")
    found = (
        int(value) if value.isascii() and value.isdecimal() and len(value) < 20 else INTEGER_LIMIT
    )
    return found if found < INTEGER_LIMIT else None


def say_of(request: Request) -> Say:
    """Return the texts in the language of the reader."""
    return Say(_language(request))


def progress_of(progress: Progress, say: Say) -> dict[str, Any]:
    """Return how much of the review is done, in numbers and in words."""
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


def audit_for(where: Filter, store: Store, config: Path) -> Audit:
    """Return the audit of the made edits that pass the filter, with the floor of their one rule."""
    floor = None
    if where.rule in RULES:
        settings = load(config) if config.is_file() else Settings()
        floor = floor_of(where.rule, RULES, dict(settings.thresholds))
    return audit_of(store.audit(where), where.rule, floor)


def json_response(value: Any) -> Response:
    """Return an answer in JSON."""
    text = json.dumps(value)  # ASCII, so that lone surrogates pass
    return Response(text, media_type="application/json")


def not_found(request: Request, error: Exception | None = None) -> Response:
    """Answer that there is no such page."""
    return Response("there is no such page\n", 404, media_type="text/plain")
