"""The application: the API and the pages behind one gate, and what is answered where something is wrong."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from phuluc import __version__
from phuluc.server import api, pages
from phuluc.server.desk import Desk
from phuluc.server.gate import Gate, Sessions
from phuluc.server.refusal import Refusal, of_status
from phuluc.server.views import problem

_ABOUT = """\
Task tables in the annexes of Vietnamese administrative decisions, as clean data.

Bring a document with `POST /v1/documents`, ask at its `Location` until its `status` is `done` or `failed`, and get the
results in a format. What is wrong with a request is told as `application/problem+json` (RFC 9457).

A server that is bound to another address than this machine's own asks for its token: `Authorization: Bearer TOKEN`.
"""


def create_app(desk: Desk, tell: Callable[[str], None]) -> ASGIApp:
    """The whole application; `tell` is given a line for the log where a fault of its own shows."""
    config, sessions = desk.config, Sessions(desk.config.token)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with desk.opened():
            yield

    app = FastAPI(
        title="phuluc",
        version=__version__,
        description=_ABOUT,
        openapi_url="/v1/openapi.json",
        docs_url=None,  # FastAPI's own page fetches its script from another host
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.desk, app.state.sessions = desk, sessions
    app.include_router(api.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=str(files("phuluc.server").joinpath("static"))))
    _say_no(app, tell)
    return Gate(app, config, sessions, answer)


def answer(request: Request, refusal: Refusal) -> Response:
    """No, in the way of the part of the server that was asked."""
    if request.url.path.startswith("/v1/"):
        said = problem(refusal.kind, refusal.title, refusal.status, refusal.detail)
        return JSONResponse(said, refusal.status, refusal.headers, media_type=api.PROBLEM)
    return pages.refused(request, refusal)


def _say_no(app: FastAPI, tell: Callable[[str], None]) -> None:
    @app.exception_handler(Refusal)
    async def refused(request: Request, refusal: Refusal) -> Response:
        return answer(request, refusal)

    @app.exception_handler(HTTPException)
    async def framework(request: Request, error: HTTPException) -> Response:
        return answer(request, of_status(error.status_code, str(error.detail), error.headers))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return answer(request, Refusal("invalid", wrong))

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:
        if not isinstance(error, ClientDisconnect):
            tell(f"internal error ({type(error).__name__} at {request.method} {request.url.path})")
        return answer(request, Refusal("internal", "a fault of the server's own; please report it"))
