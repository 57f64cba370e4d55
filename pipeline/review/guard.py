"""Access: only for people who have the printed address, and only from the pages of the review.

Start reading from :class:`Guard`, which checks every request. It refuses requests that a page
elsewhere on the web makes a browser send (DNS rebinding, forms, scripts).
"""

import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

MAX_REQUEST_BYTES = 4 << 20
"""Bytes of a request at most: room for an edit of a million characters."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


@dataclass
class Reviewers:
    """The reviewers, by the token in their address.

    The first request with a token gets a cookie, which the later ones send. ``port`` keeps the
    cookies of two reviews on one machine apart.
    """

    names: Mapping[str, str]
    port: int
    _cookies: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Make a random cookie for each token."""
        self._cookies = {token: secrets.token_urlsafe(32) for token in self.names}

    @property
    def cookie_name(self) -> str:
        """Return the name of the cookie."""
        return f"rature-{self.port}"

    def admitted(self, token: str) -> str | None:
        """Return the cookie for a token, None for an unknown token."""
        return next((self._cookies[t] for t in self.names if _same(t, token)), None)

    def of_cookie(self, header: str) -> str | None:
        """Return the reviewer whose cookie is in ``header``, None for an unknown cookie."""
        try:
            found = SimpleCookie(header).get(self.cookie_name)
        except CookieError:
            return None
        if found is None:
            return None
        return next(
            (self.names[t] for t, c in self._cookies.items() if _same(c, found.value)), None
        )


def _same(a: str, b: str) -> bool:
    """Compare two secrets in constant time."""
    return secrets.compare_digest(a.encode("utf-8", "replace"), b.encode("utf-8", "replace"))


class Guard:
    """Middleware (ASGI) that refuses requests from anywhere but a page of a reviewer.

    ``hosts`` are the names that the review answers to. If ``addresses`` is true it answers to any
    IP address as well: no other site can have an IP address of this machine as its name.
    """

    def __init__(
        self, app: Any, reviewers: Reviewers, hosts: frozenset[str], addresses: bool
    ) -> None:
        self.app = app
        self.reviewers = reviewers
        self.hosts = hosts
        self.addresses = addresses

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, or answer with the reason of a refusal."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                own = [(k.encode(), v.encode()) for k, v in SECURITY_HEADERS.items()]
                names = {name for name, _ in own}
                kept = [(k, v) for k, v in message["headers"] if k.lower() not in names]
                message = {**message, "headers": [*kept, *own]}
            await send(message)

        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal is None and scope["path"] == "/" and (token := _token(scope)):
            cookie = self.reviewers.admitted(token)
            if cookie is not None:
                await _answer(sending, 303, "", _entering(self.reviewers.cookie_name, cookie))
                return
        if refusal is None:
            name = self.reviewers.of_cookie(headers.get("cookie", ""))
            if name is None:
                refusal = 403, "open the address that `rature review` printed, with its token"
            else:
                scope = {**scope, "reviewer": name}
        if refusal is not None:
            await _answer(sending, *refusal)
            return
        await self.app(scope, receive, sending)

    def _refusal(self, scope: Any, headers: Mapping[str, str]) -> tuple[int, str] | None:
        """Return status and reason if a request must be refused, whoever sent it."""
        host = headers.get("host", "")
        if not self._known(host):
            return 421, "this review is not called that: open the address that was printed"
        site = headers.get("sec-fetch-site", "none")
        if scope["method"] in ("GET", "HEAD"):
            moving = headers.get("sec-fetch-mode", "navigate") == "navigate"
            if site in ("cross-site", "same-site") and not moving:
                return 403, "asked for by another site"
            return None
        if scope["method"] != "POST":
            return 405, "only GET and POST are answered"
        if site not in ("same-origin", "none"):
            return 403, "sent by another site"
        if headers.get("origin") != f"{scope['scheme']}://{host}":
            return 403, "sent by another site"
        if headers.get("x-rature") != "1":
            return 403, "sent by another program: the header X-Rature is missing"
        if headers.get("content-type", "").partition(";")[0] != "application/json":
            return 415, "only JSON is taken"
        size = headers.get("content-length", "")
        if not size.isascii() or not size.isdecimal() or int(size) > MAX_REQUEST_BYTES:
            return 413, "the request is too large, or does not say its length"
        return None

    def _known(self, host: str) -> bool:
        """Say whether the review answers to the name ``host``."""
        if host.lower() in self.hosts:
            return True
        name, _, port = host.rpartition(":")
        if not self.addresses or port != str(self.reviewers.port):
            return False
        try:
            ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return True


def _token(scope: Any) -> str:
    """Return the token in the address of a request."""
    query: str = scope["query_string"].decode("latin-1")
    return parse_qs(query).get("token", [""])[0]


def _entering(name: str, cookie: str) -> dict[str, str]:
    """Return the headers that set the cookie and lead to an address without the token."""
    return {
        "location": "/series",
        "set-cookie": f"{name}={cookie}; Path=/; HttpOnly; SameSite=Strict",
    }


async def _answer(
    send: Any, status: int, text: str, headers: Mapping[str, str] | None = None
) -> None:
    """Send an answer of one line."""
    body = f"{text}\n".encode() if text else b""
    rows = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(body))}
    rows |= headers or {}
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(k.encode(), v.encode()) for k, v in rows.items()],
        }
    )
    await send({"type": "http.response.body", "body": body})
