"""One HTML file of a document: its data, its pages as pictures, and the one script and style that may run."""

import base64
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import BinaryIO
from urllib.parse import urlsplit

from export.part import Part, put, whole
from export.review.data import data
from phuluc.issues import Issue
from phuluc.model import Document, Sheet
from phuluc.settings import Settings

SUFFIX = ".review.html"
# In this order they make one function's body: those behind may call those before while they are read.
SCRIPTS = (
    *("base", "words", "model", "select", "sheets", "tables"),
    *("filter", "tasks", "detail", "edits", "files", "timeline", "overview", "main"),
)
# What comes later wins over what came before.
STYLES = ("ground", "frame", "source", "tasks", "views", "room")
_SHEETS = "<!-- sheets -->"
# "<" and ">" could end the script element or open a comment, "&" be taken for one of XML's, the last two end a line.
_ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def parts(document: Document, settings: Settings) -> Iterator[Part]:
    """The one file of this format."""

    def fill(stream: BinaryIO) -> tuple[Issue, ...]:
        write(document, stream)
        return ()

    yield Part(SUFFIX, fill)


def write(document: Document, stream: BinaryIO, save_url: str | None = None) -> None:
    """Write a document's review page.

    Args:
        document: read with Settings.review; without, its tables stand where its pages would.
        stream: takes the bytes of the page, UTF-8.
        save_url: where the page may send corrections by POST, relative and so of its own origin; None for nowhere.

    Raises:
        ValueError: `save_url` may lead to another origin.
    """
    if save_url is not None and not _is_own(save_url):
        raise ValueError(f"a page saves to its own origin alone, not to {save_url}")
    style, script = _style(), _script()
    html = _template().substitute(
        policy=policy(style, script, saves=save_url is not None),
        title=escape(whole(document.meta.number or document.source.file)),
        style=style,
        data=embedded(data(document, save_url)),
        script=script,
    )
    before, after = html.rsplit(_SHEETS, 1)
    put(stream, before)
    for sheet in document.sheets:
        put(stream, _picture(sheet))
    put(stream, after)


def policy(style: str, script: str, *, saves: bool) -> str:
    """The content security policy: this style, this script, pictures of its own, and at most its own origin to save."""
    rules = ["default-src 'none'", f"script-src {_digest(script)}", f"style-src {_digest(style)}", "img-src data:"]
    rules += ["connect-src 'self'"] if saves else []
    return "; ".join((*rules, "base-uri 'none'", "form-action 'none'"))


def embedded(value: object) -> str:
    r"""A value as JSON that may stand in a script element.

    >>> embedded({"task": "</script><!--"})
    '{"task":"\\u003c/script\\u003e\\u003c!--"}'
    """
    told = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return whole(told).translate(_ESCAPES)


def _picture(sheet: Sheet) -> str:
    return (
        f'<script type="application/octet-stream;base64" id="sheet-{sheet.number}" '
        f'data-type="{escape(sheet.media_type)}">{escape(sheet.data)}</script>\n'
    )


def _is_own(url: str) -> bool:
    """Whether a browser takes a URL for one of the page's own origin, whatever that is."""
    return not (urlsplit(url).scheme or url.startswith(("//", "\\", "/\\")) or url != url.strip())


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _template() -> Template:
    return Template(_file("page.html"))


@cache
def _style() -> str:
    return "\n".join(_file(f"style/{name}.css") for name in STYLES)


@cache
def _script() -> str:
    body = "\n".join(_file(f"script/{name}.js") for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{body}}})();\n'


def _file(name: str) -> str:
    return files("export.review").joinpath(name).read_text(encoding="utf-8")
