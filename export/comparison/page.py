"""A comparison as one HTML file that needs nothing else: no script, no picture, no other file.

Languages and filters are check boxes that the style sheet looks at; the content security policy lets this one style
sheet stand and nothing run or be fetched. All that comes from the documents is escaped by the template.
"""

import base64
import hashlib
from importlib.resources import files
from itertools import groupby
from typing import BinaryIO

from export.columns import pages_of
from export.comparison.words import left_out, lines_of, section_of, shown, stood, value_label, word
from export.part import put
from phuluc.difference import STATUSES, Comparison
from phuluc.issues import Issue


def write(comparison: Comparison, stream: BinaryIO) -> tuple[Issue, ...]:
    """Write the page."""
    put(stream, page(comparison))
    return ()


def page(comparison: Comparison) -> str:
    """The page's text."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    here = files("export.comparison")
    style = here.joinpath("page.css").read_text(encoding="utf-8")
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(
        here.joinpath("page.html").read_text(encoding="utf-8")
    )
    return template.render(
        comparison=comparison,
        sections=[(title, list(rows)) for title, rows in groupby(comparison.rows, section_of)],
        name=comparison.new.meta.number or comparison.new.source.file,
        left_out=left_out(comparison),
        statuses=STATUSES,
        style=Markup(style),
        policy=_policy(style),
        **{each.__name__: each for each in (word, value_label, shown, lines_of, pages_of, stood)},
    )


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
