"""What the API says of a document: the index's entry, and where the rest of it is."""

from dataclasses import dataclass
from typing import Any

from phuluc.server.records import Corrected, Entry, Status, Summary, Trouble

ZIP = "zip"
# The formats that are given out, each under `results/`: the review page, which is one of a document's files too, has a
# path of its own.
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
    ZIP: "application/zip",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """Pages read so far; `pages` is how many there are, null where that is not known."""

    read: int
    pages: int | None


@dataclass(frozen=True, slots=True)
class Links:
    """Paths on this server; `results` by format, empty until the document is read, as are the others.

    `password` is there while the document waits for one.
    """

    self: str
    results: dict[str, str]
    review: str | None
    corrections: str | None
    password: str | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document: `received` in ISO 8601, `size` in bytes, `seconds` that reading took."""

    id: str
    name: str
    size: int
    received: str
    status: Status
    progress: Progress | None
    seconds: float | None
    summary: Summary | None
    error: Trouble | None
    corrections: Corrected | None
    links: Links


@dataclass(frozen=True, slots=True)
class DocumentList:
    """Documents, the newest first: `total` of them, these from `offset` on."""

    total: int
    offset: int
    documents: list[DocumentView]


@dataclass(frozen=True, slots=True)
class Problem:
    """RFC 9457: `type` names the kind of refusal (urn:phuluc:KIND), `detail` says what was wrong this time."""

    type: str
    title: str
    status: int
    detail: str


def view(entry: Entry, pages: tuple[int, int | None]) -> DocumentView:
    """An entry as the API shows it; `pages` are those read so far."""
    base = f"/v1/documents/{entry.id}"
    done = entry.status == "done"
    return DocumentView(
        id=entry.id,
        name=entry.name,
        size=entry.size,
        received=entry.received,
        status=entry.status,
        progress=Progress(*pages) if entry.status == "reading" else None,
        seconds=entry.seconds,
        summary=entry.summary,
        error=entry.error,
        corrections=entry.corrected,
        links=Links(
            self=base,
            results={each: f"{base}/results/{each}" for each in MEDIA_TYPES} if done else {},
            review=f"{base}/review" if done else None,
            corrections=f"{base}/corrections" if done else None,
            password=f"{base}/password" if entry.wants_password else None,
        ),
    )


def problem(kind: str, title: str, status: int, detail: str) -> dict[str, Any]:
    """A refusal as the body of a problem."""
    return {"type": f"urn:phuluc:{kind}", "title": title, "status": status, "detail": detail}
