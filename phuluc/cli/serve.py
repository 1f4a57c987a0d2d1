"""`phuluc serve`: the local web page and its HTTP API."""

import os
from pathlib import Path
from typing import Any

import click

from phuluc.cli.options import LIMITS, MEANING, READING, Command, options, secret_in, settings_from
from phuluc.cli.say import complain
from phuluc.errors import UsageError
from phuluc.extras import need

_READING = tuple(row for row in READING + MEANING if row[0] in ("engine", "ocr", "as_of"))
_LIMITS = tuple(row for row in LIMITS if row[0] != "isolate")
_LEAST_TOKEN = 16  # characters: below that a token may be a word


@click.command(cls=Command)
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Address to serve at.")
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=8294, show_default=True, help="Its port.")
@click.option("--folder", metavar="DIR", help="Where documents are kept.  [default: ~/.local/share/phuluc]")
@click.option(
    "--token-file",
    metavar="FILE",
    help="File that holds what callers must know.  [default: made up where --host is not this machine's own]",
)
@click.option(
    "--allow-host", "names", metavar="NAME", multiple=True, help="A name that the server goes by; may come again."
)
@options(_READING, _LIMITS)
def serve(
    host: str, port: int, folder: str | None, token_file: str | None, names: tuple[str, ...], **chosen: Any
) -> int:
    """Serve a web page at http://127.0.0.1:8294/ that reads documents, and an HTTP API (described at /docs).

    Each document is read in a guarded process. Ctrl-C ends the server.
    """
    from phuluc.guard import available

    need("serve", "fastapi", "uvicorn", "python_multipart")
    if not available():
        raise UsageError("serve reads in guarded processes only, and they need Linux or macOS")
    from secrets import token_urlsafe

    from phuluc.server.config import Config, is_loopback
    from phuluc.server.run import serve as run

    token = None if token_file is None else _token(token_file)
    if token is None and not is_loopback(host):
        token = token_urlsafe(32)
        complain(f"the token of this run: {token}")
    config = Config(
        folder=(Path(folder) if folder is not None else _default_folder()).absolute(),
        reading=settings_from(**chosen),
        host=host,
        port=port,
        names=frozenset(name.lower() for name in names),
        token=token,
    )
    run(config, complain)
    return 0


def _default_folder() -> Path:
    home = os.environ.get("XDG_DATA_HOME", "")
    # By its specification, what is no absolute path counts as not set.
    return (Path(home) if home.startswith("/") else Path.home() / ".local/share") / "phuluc"


def _token(path: str) -> str:
    token = secret_in(path, "--token-file").strip()
    if len(token) < _LEAST_TOKEN or not token.isascii() or not token.isprintable():
        raise UsageError(f"--token-file {path}: no token of at least {_LEAST_TOKEN} plain characters")
    return token
