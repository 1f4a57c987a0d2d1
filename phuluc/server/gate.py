"""The one door to the app: who may come in, how long the server waits, and what every answer says to the browser."""

import asyncio
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from phuluc.server.config import LOOPBACK_NAMES, Config, is_address, is_loopback
from phuluc.server.refusal import KINDS, Refusal

COOKIE = "phuluc_session"
SESSION_SECONDS = 12 * 3600  # a working day
_MOST_SESSIONS = 1_000
_OPEN = ("/login", "/static/")  # what may be seen without a token
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SLOWEST = 1_024  # bytes a second of a body, once the patience for a stall is over
_DRAIN_BYTES, _DRAIN_SECONDS = 8 << 20, 3.0  # of a body that is not wanted: a client that still writes hears no answer

_TOO_SLOW = KINDS["too-slow"][0]  # what does not come is not waited for again

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with "no-referrer" a browser hides a form's own origin too
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}

Answer = Callable[[Request, Refusal], Response]


class Sessions:
    """Browsers that have shown the token: random names in cookies, forgotten with the server."""

    def __init__(self, token: str | None) -> None:
        self.token = token
        self._ends: OrderedDict[str, float] = OrderedDict()

    def knows_token(self, given: str) -> bool:
        """Whether it is the token; takes as long whatever is wrong with it."""
        return self.token is None or hmac.compare_digest(given.encode(), self.token.encode())

    def begin(self) -> str:
        """A new session's name."""
        while len(self._ends) >= _MOST_SESSIONS:
            self._ends.popitem(last=False)
        name = secrets.token_urlsafe(32)
        self._ends[name] = monotonic() + SESSION_SECONDS
        return name

    def end(self, name: str) -> None:
        """Forget a session."""
        self._ends.pop(name, None)

    def may_enter(self, request: Request) -> bool:
        """Whether a request brings the token, or a session's cookie."""
        if self.token is None:
            return True
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self.knows_token(given.strip()):
            return True
        return self._ends.get(request.cookies.get(COOKIE, ""), 0.0) > monotonic()


class Gate:
    """An ASGI application around another. `answer` says no to a request in the way of its part of the server."""

    def __init__(self, app: ASGIApp, config: Config, sessions: Sessions, answer: Answer) -> None:
        self._app, self._config, self._sessions, self._answer = app, config, sessions, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        talk = _Talk(self._config, request, receive, send)
        try:
            _check_host(request, self._config)
            _check_origin(request)
            self._check_token(request)
        except Refusal as refusal:
            await self._answer(request, refusal)(scope, talk.receive, talk.send)
        else:
            await self._app(scope, talk.receive, talk.send)

    def _check_token(self, request: Request) -> None:
        if not request.url.path.startswith(_OPEN) and not self._sessions.may_enter(request):
            raise Refusal("no-token", "give the token as Authorization: Bearer", {"WWW-Authenticate": "Bearer"})


def _check_host(request: Request, config: Config) -> None:
    """A page of another name that leads here (DNS rebinding) gets nothing: the name in Host is the page's own."""
    name = _host_name(request.headers.get("host", ""))
    known = LOOPBACK_NAMES | config.names | {config.host.lower()}
    # Numbers cannot be bent; on a loopback address there is no reason for others than its own.
    if name not in known and (is_loopback(config.host) or not is_address(name)):
        raise Refusal("bad-host", "the Host header is not a name of this server; see --allow-host")


def _host_name(host: str) -> str:
    """The name in a Host header, in lower case; "" where it is malformed.

    >>> _host_name("LOCALHOST:80"), _host_name("[::1]:8294"), _host_name("a@b"), _host_name("a/b")
    ('localhost', '::1', '', '')
    """
    try:
        parts = urlsplit(f"//{host}")
        whole = parts.netloc == host and "@" not in host and (parts.port is None or parts.port >= 0)
        return (parts.hostname or "") if whole else ""
    except ValueError:
        return ""


def _check_origin(request: Request) -> None:
    """Nothing is changed for another site's page, nor is anything given to it but a page to look at."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    strange = site not in (None, "same-origin", "none") or origin not in (None, *_own_origins(request))
    opened = request.method in _SAFE and request.headers.get("sec-fetch-mode") == "navigate"
    if strange and not opened:
        raise Refusal("bad-origin", "requests from pages of other origins are refused")


def _own_origins(request: Request) -> tuple[str, str]:
    """The origins of this server's pages; whether a proxy before it speaks TLS is not known here."""
    host = request.headers.get("host", "")
    return f"http://{host}", f"https://{host}"


class _Talk:
    """A request's two directions, each with its patience."""

    def __init__(self, config: Config, request: Request, receive: Receive, send: Send) -> None:
        self._patience = config.patience
        self._request, self._receive, self._send = request, receive, send
        self._whole = not _has_body(request)
        self._bytes, self._began = 0, monotonic()

    async def receive(self) -> Message:
        """The next part of the body.

        Raises:
            Refusal: it does not come, or too slowly.
        """
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout(self._patience.stall):
                message = await self._receive()
        except TimeoutError:
            raise Refusal("too-slow", "the body did not come") from None
        self._whole = not message.get("more_body", False)
        self._bytes += len(message.get("body", b""))
        late = monotonic() - self._began - self._patience.stall
        if not self._whole and late > 0 and self._bytes < late * _SLOWEST:
            raise Refusal("too-slow", f"the body comes with less than {_SLOWEST:,} bytes a second")
        return message

    async def send(self, message: Message) -> None:
        """Give on a part of the answer; a client that does not take it is left."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if message["status"] >= 400 and message["status"] != _TOO_SLOW and not self._whole:
                await self._drain()
        try:
            async with asyncio.timeout(self._patience.stall):
                await self._send(message)
        except TimeoutError:
            raise ConnectionAbortedError("the client takes no answer") from None

    async def _drain(self) -> None:
        """Take some of what is left of the body, and throw it away."""
        if "expect" in self._request.headers and not self._bytes:
            return  # the client waits for a word before it sends any
        left = _DRAIN_BYTES
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                while not self._whole and left > 0:
                    message = await self._receive()
                    self._whole = not message.get("more_body", False)
                    left -= len(message.get("body", b""))
        except TimeoutError:
            pass


def _has_body(request: Request) -> bool:
    return "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"
