"""The routes of the service. Start reading from :func:`application`.

Every request needs the token, in the header ``Authorization: Bearer``, in the field ``apiKey`` or
in the address, and must call the service by a name that it answers to, so that no web page can
reach it from a browser. A body has a greatest size, a text a time, and no request waits behind too
many others.
"""

import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from pipeline.errors import InputError
from pipeline.io.columns import named
from pipeline.result import versions
from pipeline.schemas import SCHEMA, SCHEMAS, in_schema
from pipeline.service import languagetool
from pipeline.service.description import openapi
from pipeline.service.workers import DiedError, TooSlowError, Workers

QUEUE = 64
"""Requests that may wait for each worker; more are refused, to be sent again later."""

MAX_RECORDS = 1000
"""Texts of one request."""


@dataclass(frozen=True)
class Limits:
    """What the service takes: bytes of a request, and who may send one.

    ``token`` is empty where everybody may; ``hosts`` are the names that the service answers to.
    ``text_column`` and ``id_column`` are the fields of records that a request names no others for,
    ``schema`` is the shape of the records that go out unless it asks for another.
    """

    max_bytes: int
    token: str
    hosts: frozenset[str]
    text_column: str = "text"
    id_column: str = "id"
    schema: int = SCHEMA


class RefusedError(Exception):
    """A request that gets no record: the status of HTTP, and why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def application(workers: Workers, limits: Limits) -> Starlette:
    """Return the application (ASGI)."""
    service = _Service(workers, limits)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        workers.start()
        yield
        workers.stop()

    return Starlette(
        lifespan=lifespan,
        exception_handlers={RefusedError: _refused},
        routes=[
            Route("/clean", service.clean, methods=["POST"]),
            Route("/v2/check", service.check, methods=["POST", "GET"]),
            Route("/v2/languages", service.languages),
            Route("/openapi.json", service.description),
            Route("/", service.page),
        ],
    )


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return JSONResponse({"error": str(error)}, error.status, {"connection": "close"})


class _Service:
    """The endpoints, and how many requests are being answered."""

    def __init__(self, workers: Workers, limits: Limits) -> None:
        self._workers, self._limits = workers, limits
        self._waiting = 0

    async def clean(self, request: Request) -> Response:
        """Clean a text, a record or a list of records."""
        self._admit(request, {})
        query = request.query_params
        schema = _schema(query.get("schema", str(self._limits.schema)))
        body = await self._body(request)
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return _json(in_schema(await self._record(_decoded(body), ""), schema))
        values = _parsed(body)
        columns = named(query.get("text_column") or self._limits.text_column)
        name = query.get("id_column") or self._limits.id_column
        several = len(columns) > 1
        given = values if isinstance(values, list) else [values]
        texts = [one for value in given for one in _texts(value, columns, name)]
        if len(texts) > MAX_RECORDS:
            raise RefusedError(
                413, f"at most {MAX_RECORDS} texts in a request: send several requests"
            )
        found = [
            {
                **in_schema(await self._record(text, id_), schema),
                **({"column": column} if several else {}),
            }
            for column, text, id_ in texts
        ]
        return _json(found if several or isinstance(values, list) else found[0])

    async def check(self, request: Request) -> Response:
        """Answer as LanguageTool does."""
        if request.method == "GET":
            fields = dict(request.query_params)
        else:
            found = parse_qs(_decoded(await self._body(request)), keep_blank_values=True)
            fields = {**request.query_params, **{name: value[0] for name, value in found.items()}}
        self._admit(request, fields)
        try:
            annotated = languagetool.text_of(fields)
        except InputError as error:
            raise RefusedError(400, str(error)) from error
        record = await self._record(annotated.text, "")
        choice = languagetool.wanted(fields)
        return _json(languagetool.answer(annotated, record, versions()["rature"], choice))

    async def languages(self, request: Request) -> Response:
        """List the languages, as LanguageTool does."""
        self._admit(request, request.query_params)
        return _json([{"name": "French", "code": "fr", "longCode": "fr"}])

    async def description(self, request: Request) -> Response:
        """Describe the service for programs."""
        self._admit(request, {})
        return _json(openapi(versions()["rature"]))

    async def page(self, request: Request) -> Response:
        """Describe the service for people."""
        self._admit(request, {})
        rows = "".join(
            f"<li><code>{method.upper()} {escape(path)}</code> {escape(what['summary'])}</li>"
            for path, methods in openapi("")["paths"].items()
            for method, what in methods.items()
        )
        return HTMLResponse(
            f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>rature</title><h1>rature</h1>"
            f"<ul>{rows}</ul><p><a href=openapi.json>openapi.json</a></p></html>",
            headers={"content-security-policy": "default-src 'none'"},
        )

    def _admit(self, request: Request, fields: Mapping[str, str]) -> None:
        """Raise :class:`RefusedError` unless the request may be answered."""
        if request.headers.get("host", "").lower() not in self._limits.hosts:
            raise RefusedError(
                421, "this service is not called that: use the address that it printed"
            )
        token = self._limits.token
        if not token:
            return
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        given = given or fields.get("apiKey", "") or request.query_params.get("token", "")
        if not secrets.compare_digest(given.encode("utf-8", "replace"), token.encode()):
            raise RefusedError(401, "send the token that `rature serve` printed")

    async def _body(self, request: Request) -> bytes:
        """Return the body of a request; raise :class:`RefusedError` as soon as it is too long."""
        body = bytearray()
        async for block in request.stream():
            body += block
            if len(body) > self._limits.max_bytes:
                raise RefusedError(
                    413, f"at most {self._limits.max_bytes:,} bytes: send less at a time"
                )
        return bytes(body)

    async def _record(self, text: str, name: str) -> dict[str, Any]:
        if self._waiting >= QUEUE * self._workers.count:
            raise RefusedError(503, "too many requests wait: send this one again later")
        self._waiting += 1
        try:
            return await self._workers.clean(text, name)
        except TooSlowError:
            raise RefusedError(
                503, f"the text took more than {self._workers.limit:g} seconds: send it in parts"
            ) from None
        except DiedError:
            raise RefusedError(
                500, "the process that cleaned the text ended: send it again"
            ) from None
        finally:
            self._waiting -= 1


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"not UTF-8: {error.reason} at byte {error.start}") from error


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(_decoded(body))
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, f"not JSON: {error}") from error


def _schema(name: str) -> int:
    """Return the schema that a request asks for."""
    for schema in SCHEMAS:
        if name == str(schema):
            return schema
    raise RefusedError(400, f"schema is {' or '.join(map(str, SCHEMAS))}, not {name}")


def _texts(value: Any, columns: Sequence[str], id_column: str) -> list[tuple[str, str, str]]:
    """Return column, text and id of each text of a record that came in."""
    fields = value if isinstance(value, dict) else {}
    found = [(name, fields[name]) for name in columns if isinstance(fields.get(name), str)]
    if not found:
        shape = ", ".join(f'"{name}": "…"' for name in (*columns, id_column))
        raise RefusedError(400, f"give {{{shape}}}, or a list of such objects")
    return [(name, text, str(fields.get(id_column, ""))) for name, text in found]


def _json(value: Any) -> Response:
    text = json.dumps(value)  # ASCII, so that lone surrogates pass
    return Response(text, media_type="application/json")
