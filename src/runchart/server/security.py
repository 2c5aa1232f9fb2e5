"""Who may ask: the Host check, the token, and the headers that bind the page. A layer around the whole application.

Without a token the server listens on loopback, and the danger is a web page elsewhere whose name is made to resolve to
127.0.0.1: so the Host header must be a loopback name. With a token, every request must carry it.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections.abc import Collection
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .answer import error_answer
from .parameters import BadRequestError

# frame-ancestors: a notebook may show the board in a frame when both come from one origin, as behind /proxy/6006/.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


def is_loopback(host: str) -> bool:
    """Whether this name or address can only be this machine."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def host_name(header: str) -> str:
    """The name in a Host header, without its port."""
    if header.startswith("["):
        return header.partition("]")[0] + "]"
    return header.partition(":")[0]


class Guard:
    """Refuses what may not ask, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, token: str | None, allowed_hosts: Collection[str], path_prefix: str) -> None:
        self.app = app
        self.token = token
        self.allowed_hosts = {host.rstrip(".").lower() for host in allowed_hosts}
        self.path = path_prefix + "/"
        # Cookies do not know ports: two boards on one machine must not overwrite each other's.
        self.cookie = "runchart-" + hashlib.sha256((token or "").encode()).hexdigest()[:12]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self.token is None:
            refusal, introduced = self._host_refusal(headers), False
        else:
            introduced = self._is_token(_query_token(scope))
            known = introduced or self._is_token(self._cookie_token(headers))
            refusal = None if known else UNKNOWN_CALLER

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                # A route may bind what it sends more tightly than the page is bound.
                for name, value in HEADERS.items():
                    answer.setdefault(name, value)
                if introduced:
                    answer.append("set-cookie", self._set_cookie())
            await send(message)

        app = self.app if refusal is None else _refuse(scope, refusal)
        await app(scope, receive, send_guarded)

    def _host_refusal(self, headers: Headers) -> str | None:
        name = host_name(headers.get("host", ""))
        if is_loopback(name) or name.rstrip(".").lower() in self.allowed_hosts:
            return None
        return (
            f"The name {name[:200]!r} in the Host header is not a name of this machine's loopback address. "
            f"Open the board as 127.0.0.1 or localhost, or start it with --allowed-host NAME if you trust that name."
        )

    def _is_token(self, given: str) -> bool:
        return self.token is not None and secrets.compare_digest(given.encode(), self.token.encode())

    def _cookie_token(self, headers: Headers) -> str:
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(self.cookie)
        except CookieError:
            return ""
        return cookie.value if cookie is not None else ""

    def _set_cookie(self) -> str:
        return f"{self.cookie}={self.token}; Path={self.path}; HttpOnly; SameSite=Strict"


def foreign_refusal(headers: Headers) -> str | None:
    """Why a request that would change something is refused: it comes from a page of another origin. None: it does not.

    Browsers say where a request comes from in headers that pages cannot set; scripts send neither, and are no danger.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        same = site in {"same-origin", "none"}
    else:
        same = origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()
    if same:
        return None
    return (
        f"This request comes from a page of another origin ({(origin or site or '')[:200]!r}) and would change something. "
        "Only the board's own page may do that."
    )


def refuse_foreign(request: Request) -> None:
    """Lets only the board's own page and scripts change anything, and only with JSON, which forms of other pages cannot send.

    Raises BadRequestError.
    """
    if refusal := foreign_refusal(request.headers):
        raise BadRequestError(refusal, 403)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise BadRequestError(f"The content type is {media_type[:60]!r}. Send application/json.", 415)


UNKNOWN_CALLER = (
    "This board answers only requests that carry its token. "
    "Open the URL that runchart printed when it started: it ends in ?token=..."
)


def _query_token(scope: Scope) -> str:
    query: bytes = scope["query_string"]
    return parse_qs(query.decode("latin-1"), errors="replace").get("token", [""])[-1]


def _refuse(scope: Scope, sentence: str) -> Response:
    if "/api/" in scope["path"]:
        return error_answer(sentence, 403)
    return PlainTextResponse(sentence + "\n", 403)
