"""What the server says no to: one table of kinds, which the API's problems and the pages' texts both use."""

from collections.abc import Mapping

# Kind: HTTP status, title for the API. The Vietnamese of each is in texts.toml.
KINDS: dict[str, tuple[int, str]] = {
    "bad-form": (400, "The form data is malformed"),
    "cut-off": (400, "The upload was cut off"),
    "bad-host": (421, "This server does not go by that name"),
    "bad-origin": (403, "Requests from other sites are refused"),
    "no-token": (401, "A token is required"),
    "not-found": (404, "There is no such thing here"),
    "bad-method": (405, "This cannot be done here"),
    "too-slow": (408, "The request came too slowly"),
    "not-locked": (409, "The document does not wait for a password"),
    "not-ready": (409, "The document is not ready for this"),
    "changed": (412, "The corrections have changed meanwhile"),
    "too-large": (413, "The upload is too large"),
    "not-multipart": (415, "The request is not of the right media type"),
    "no-file": (422, "The form holds no file"),
    "many-files": (422, "The form holds too many files"),
    "empty-file": (422, "The file is empty"),
    "bad-corrections": (422, "The corrections cannot be understood"),
    "invalid": (422, "The request cannot be understood"),
    "internal": (500, "A fault of the server's own"),
    "busy": (503, "Too many documents are waiting"),
    "full-disk": (507, "The disk takes no more"),
}
_BY_STATUS = {404: "not-found", 405: "bad-method", 413: "too-large"}


class Refusal(Exception):  # noqa: N818 - it reads as what it is
    """A request that is not carried out: a kind of the table, a sentence in English, headers for the answer."""

    def __init__(self, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.status, self.title = KINDS[kind]
        self.detail = detail
        self.headers = dict(headers or {})


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Refusal:
    """The refusal that stands for a status which the framework gave."""
    return Refusal(_BY_STATUS.get(status, "invalid" if status < 500 else "internal"), detail, headers)
