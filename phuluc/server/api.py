"""The HTTP API: JSON, problems by RFC 9457, English. Its description is /v1/openapi.json; /docs shows it."""

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import TypeAdapter, ValidationError
from starlette.responses import JSONResponse

from phuluc.server.body import whole_body
from phuluc.server.desk import Desk
from phuluc.server.downloads import everything, result, review_page
from phuluc.server.refusal import KINDS, Refusal
from phuluc.server.views import MEDIA_TYPES, DocumentList, DocumentView, Problem, view

PROBLEM = "application/problem+json"
_MOST_LISTED = 500
MOST_PASSWORD = 4_096  # bytes of the request that brings one

router = APIRouter(prefix="/v1")

DocumentId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="The document's id, as its creation told.")]


def desk_of(request: Request) -> Desk:
    """The desk that this application is about."""
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(desk_of)]
Format = Enum("Format", {name: name for name in MEDIA_TYPES}, type=str)  # type: ignore[misc]  # names known at run time


def _refusals(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """The answers that say no, for the description."""
    told: dict[int | str, dict[str, Any]] = {}
    for kind in (*kinds, "no-token", "bad-origin", "bad-host"):
        status, title = KINDS[kind]
        earlier = told.get(status, {}).get("description")
        told[status] = {
            "model": Problem,
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            "description": f"{earlier}; or: {title}" if earlier else title,
        }
    return told


_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
_JSON_FILE = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
    "parameters": [{"name": "If-Match", "in": "header", "schema": {"type": "string"}, "required": False}],
}


_PASSWORD = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["password"],
                    "properties": {"password": {"type": "string"}},
                }
            }
        },
    }
}


@dataclass(frozen=True, slots=True)
class _Password:
    password: str


_GIVEN = TypeAdapter(_Password)


@router.post(
    "/documents",
    status_code=202,
    summary="Bring a document",
    responses=_refusals(
        "bad-form",
        "cut-off",
        "too-slow",
        "too-large",
        "not-multipart",
        "no-file",
        "many-files",
        "empty-file",
        "busy",
        "full-disk",
    ),
    openapi_extra=_FORM,
)
async def bring(request: Request, response: Response, desk: AtDesk) -> DocumentView:
    """Takes one file, as multipart/form-data, and has it read. `Location` is where to ask what became of it."""
    (entry,) = await desk.receive(request, files=1)
    shown = view(entry, desk.pages(entry))
    response.headers["location"] = shown.links.self
    return shown


@router.get("/documents", summary="List the documents", responses=_refusals("invalid"))
async def listed(
    desk: AtDesk,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=_MOST_LISTED)] = 100,
) -> DocumentList:
    """The newest first."""
    entries = desk.store.newest()
    shown = [view(entry, desk.pages(entry)) for entry in entries[offset : offset + limit]]
    return DocumentList(len(entries), offset, shown)


@router.get("/documents/{id}", summary="Ask what became of a document", responses=_refusals("not-found", "invalid"))
async def one(desk: AtDesk, id: DocumentId) -> DocumentView:
    """`status` goes from queued over reading to done or failed; `progress` counts pages, `error` says what is wrong."""
    entry = desk.entry(id)
    return view(entry, desk.pages(entry))


@router.post(
    "/documents/{id}/password",
    status_code=202,
    summary="Give a document's password",
    responses=_refusals(
        "cut-off", "too-slow", "not-found", "not-locked", "too-large", "not-multipart", "invalid", "busy"
    ),
    openapi_extra=_PASSWORD,
)
async def unlock(request: Request, desk: AtDesk, id: DocumentId) -> DocumentView:
    """Has a document read again that failed with `PasswordNeeded` or `WrongPassword`. The password is not kept."""
    data = await whole_body(request, "application/json", MOST_PASSWORD)
    try:
        given = _GIVEN.validate_json(data)
    except ValidationError as error:
        raise Refusal("invalid", 'send {"password": "..."}') from error
    entry = await desk.unlock(id, given.password)
    return view(entry, desk.pages(entry))


@router.delete(
    "/documents/{id}", status_code=204, summary="Remove a document", responses=_refusals("not-found", "invalid")
)
async def remove(desk: AtDesk, id: DocumentId) -> None:
    """Stops reading it, and takes its source and all that was made of it off the disk."""
    await desk.remove(id)


@router.get(
    "/documents/{id}/results/{format}",
    summary="Get what was read, in a format",
    response_class=Response,
    responses={
        200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}, "description": "The file"},
        **_refusals("not-found", "not-ready", "invalid"),
    },
)
async def results(desk: AtDesk, id: DocumentId, format: Format) -> Response:
    """With the corrections that were put. `zip` holds all formats, and tables without tasks as CSV."""
    return result(desk.store, desk.entry(id), format.value)


@router.get(
    "/results.zip",
    summary="Get everything",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}, "description": "The file"}, **_refusals("not-found")},
)
async def all_results(desk: AtDesk) -> Response:
    """The files of all documents that are read, a folder each."""
    return everything(desk.store)


@router.get(
    "/documents/{id}/review",
    summary="Get the review page",
    response_class=Response,
    responses={
        200: {"content": {"text/html": {}}, "description": "The page"},
        **_refusals("not-found", "not-ready", "invalid"),
    },
)
async def review(desk: AtDesk, id: DocumentId) -> Response:
    """One HTML page: the source's pages as pictures, and beside them what was read of each."""
    return review_page(desk.store, desk.entry(id))


@router.get(
    "/documents/{id}/corrections",
    summary="Get the corrections",
    response_class=JSONResponse,
    responses=_refusals("not-found", "not-ready", "invalid"),
)
async def corrections(desk: AtDesk, id: DocumentId) -> Response:
    """A file as `phuluc extract --corrections` takes it (schema phuluc-corrections/1), with its `ETag`."""
    data, tag = desk.corrections(id)
    return Response(data, media_type="application/json", headers={"etag": tag})


@router.put(
    "/documents/{id}/corrections",
    summary="Put corrections in place of the earlier ones",
    responses=_refusals(
        "cut-off",
        "too-slow",
        "not-found",
        "not-ready",
        "changed",
        "too-large",
        "not-multipart",
        "bad-corrections",
        "full-disk",
    ),
    openapi_extra=_JSON_FILE,
)
async def correct(request: Request, response: Response, desk: AtDesk, id: DocumentId) -> DocumentView:
    """Keeps the file and makes all formats anew with it; `corrections.unfit` tells those that do not fit the source.

    With `If-Match`, only where the corrections still have that `ETag`.
    """
    entry = await desk.correct(id, request)
    response.headers["etag"] = desk.corrections(id)[1]
    return view(entry, desk.pages(entry))
