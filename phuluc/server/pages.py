"""The pages for people: Vietnamese, made here, with little script. Every button works without any, too."""

import asyncio
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Path, Request
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from export.labels import word
from phuluc import __version__
from phuluc.server import reference, texts
from phuluc.server.api import MOST_PASSWORD, AtDesk
from phuluc.server.body import whole_body
from phuluc.server.desk import Desk
from phuluc.server.downloads import review_page
from phuluc.server.gate import COOKIE, SESSION_SECONDS, Sessions
from phuluc.server.records import Entry
from phuluc.server.refusal import Refusal

_MOST_FILES = 50  # of one form without script; with script each file is a request of its own
_SHOWN = 200  # documents on the first page
_FAILED_LOGIN = 1.0  # seconds: a token of 256 bits is not guessed at that pace, nor a short one

router = APIRouter(include_in_schema=False)

DocumentId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("phuluc.server"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"size": _size, "number": _number, "day": _day, "moment": _moment, "prose": _prose}
    environment.globals |= {"version": __version__, "word": word}
    environment.globals |= {"trouble": texts.of_trouble, "unfit": texts.of_unfit}
    return environment


def _page(request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    sessions: Sessions = request.app.state.sessions
    body = _templates().get_template(name).render(guarded=sessions.token is not None, **values)
    return HTMLResponse(body, status)


def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal as a page, or as a sentence for a page's script; without a token, the way to where it is given."""
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(texts.of_refusal(refusal.kind), refusal.status, refusal.headers)
    if refusal.kind == "no-token":
        return RedirectResponse("/login", 303)
    body = (
        _templates()
        .get_template("refused.html")
        .render(guarded=False, status=refusal.status, text=texts.of_refusal(refusal.kind), detail=refusal.detail)
    )
    return HTMLResponse(body, refusal.status, refusal.headers)


@router.get("/")
async def home(request: Request, desk: AtDesk) -> Response:
    """Where documents are brought, and those that were."""
    shown = _rows(desk)
    return _page(
        request,
        "home.html",
        rows=shown,
        is_busy=desk.is_busy,
        busy=any(desk.is_busy(entry) for entry, _ in shown),
        total=len(desk.store.newest()),
        most=desk.config.reading.limits.bytes,
        folder=desk.config.folder,
        refusals=texts.refusals(),
    )


@router.post("/")
async def bring(request: Request, desk: AtDesk) -> Response:
    """The form without script: many files at once."""
    await desk.receive(request, _MOST_FILES)
    return RedirectResponse("/", 303)


@router.get("/rows")
async def rows(request: Request, desk: AtDesk) -> Response:
    """The documents of the first page alone: what its script asks for while one is being read."""
    return _page(request, "rows.html", rows=_rows(desk), is_busy=desk.is_busy)


def _rows(desk: Desk) -> list[tuple[Entry, tuple[int, int | None]]]:
    return [(entry, desk.pages(entry)) for entry in desk.store.newest()[:_SHOWN]]


@router.get("/documents/{id}")
async def document(request: Request, desk: AtDesk, id: DocumentId) -> Response:
    """One document: what is in it, its files, its review."""
    entry = desk.entry(id)
    return _page(request, "document.html", entry=entry, pages=desk.pages(entry), busy=desk.is_busy(entry))


@router.get("/documents/{id}/card")
async def card(request: Request, desk: AtDesk, id: DocumentId) -> Response:
    """The part of that page that changes while the document is read."""
    entry = desk.entry(id)
    return _page(request, "card.html", entry=entry, pages=desk.pages(entry), busy=desk.is_busy(entry))


@router.get("/documents/{id}/review")
async def review(desk: AtDesk, id: DocumentId) -> Response:
    """The review page, which saves to `corrections` beside it."""
    return review_page(desk.store, desk.entry(id))


@router.get("/documents/{id}/corrections")
async def corrections(desk: AtDesk, id: DocumentId) -> Response:
    """What the review page merges its own with, and the tag that its save is of."""
    data, tag = desk.corrections(id)
    return Response(data, media_type="application/json", headers={"etag": tag})


@router.post("/documents/{id}/corrections")
async def correct(request: Request, desk: AtDesk, id: DocumentId) -> Response:
    """What the review page saves: the file that the API takes, and the files made anew with it."""
    entry = await desk.correct(id, request)
    assert entry.corrected is not None
    return Response(status_code=204, headers={"etag": desk.corrections(id)[1]})


@router.post("/documents/{id}/password")
async def unlock(request: Request, desk: AtDesk, id: DocumentId) -> Response:
    """Give the password that a document waits for."""
    await desk.unlock(id, await _given(request, "password"))
    return RedirectResponse(f"/documents/{id}", 303)


@router.post("/documents/{id}/delete")
async def delete(desk: AtDesk, id: DocumentId) -> Response:
    """Remove a document."""
    await desk.remove(id)
    return RedirectResponse("/", 303)


@router.get("/login")
async def login(request: Request) -> Response:
    """Where the token is given."""
    return _page(request, "login.html", wrong=False)


@router.post("/login")
async def enter(request: Request) -> Response:
    """Begin a session for who knows the token."""
    sessions: Sessions = request.app.state.sessions
    if not sessions.knows_token((await _given(request, "token")).strip()):
        await asyncio.sleep(_FAILED_LOGIN)
        return _page(request, "login.html", 401, wrong=True)
    response = RedirectResponse("/", 303)
    response.set_cookie(COOKIE, sessions.begin(), max_age=SESSION_SECONDS, httponly=True, samesite="strict")
    return response


async def _given(request: Request, field: str) -> str:
    """A field of a small form."""
    data = await whole_body(request, "application/x-www-form-urlencoded", MOST_PASSWORD)
    return parse_qs(data.decode(errors="replace")).get(field, [""])[0]


@router.post("/logout")
async def leave(request: Request) -> Response:
    """End a session."""
    sessions: Sessions = request.app.state.sessions
    sessions.end(request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE)
    return response


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The API's description, made from the one that programs read."""
    return _page(request, "docs.html", api=reference.described(request.app.openapi()))


@router.get("/favicon.ico")
async def icon() -> Response:
    """What browsers ask for unasked."""
    data = files("phuluc.server").joinpath("static/icon.svg").read_bytes()
    return Response(data, media_type="image/svg+xml")


# --- how values are shown ----------------------------------------------------------------------------------------


def _number(value: float) -> str:
    """A number as it is written in Vietnamese.

    >>> _number(1234), _number(0.5)
    ('1.234', '0,5')
    """
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def _size(count: int) -> str:
    """Bytes, in the unit that fits.

    >>> _size(10), _size(2048), _size(3 << 19), _size(512 << 20)
    ('10 byte', '2 KB', '1,5 MB', '512 MB')
    """
    if count < 1 << 10:
        return f"{count} byte"
    if count < 1 << 20:
        return f"{_number(count >> 10)} KB"
    megabytes = round(count / (1 << 20), 1)
    return f"{_number(int(megabytes) if megabytes.is_integer() else megabytes)} MB"


def _prose(text: str) -> Markup:
    """Text in which backticks set off code, as HTML.

    >>> _prose("a `b<c` d")
    Markup('a <code>b&lt;c</code> d')
    """
    parts = [
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(text.split("`"))
    ]
    return Markup("").join(parts)


def _day(text: str) -> str:
    """A day of ISO 8601 as it is written in Vietnam."""
    return datetime.fromisoformat(text).strftime("%d/%m/%Y")


def _moment(text: str) -> str:
    """A moment of ISO 8601, in the time of this machine."""
    return datetime.fromisoformat(text).astimezone().strftime("%H:%M %d/%m/%Y")
