"""What a server is told at its start, in one frozen record."""

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from phuluc.settings import Settings

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
FORMATS = ("csv", "json", "xlsx", "ics", "review")
"""The formats that are made of each document, by the names of export.writers."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that the server waits for the other side."""

    head: float = 15.0  # for the whole head of a request
    stall: float = 30.0  # for the next bytes of a body, or for the client to take the next of an answer
    export: float = 300.0  # for the files of a document that is read; a plan of 5,000 pages takes about 60
    idle: int = 10  # between two requests of a connection
    stop: float = 5.0  # for answers under way when the server is to end


@dataclass(frozen=True, slots=True)
class Config:
    """`folder` holds the documents; `reading` says how they are read, its limits included.

    `names`: what the server may be called in a Host header beside its own address. `token`: what a caller must know;
    None where only this machine can call. `queue`: documents that may wait; one more is refused for the time being.
    """

    folder: Path
    reading: Settings
    host: str = "127.0.0.1"
    port: int = 8294
    names: frozenset[str] = frozenset()
    token: str | None = field(default=None, repr=False)
    workers: int = 2
    queue: int = 100
    connections: int = 200
    patience: Patience = Patience()


def is_loopback(host: str) -> bool:
    """Whether only this machine can call an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_address(host: str) -> bool:
    """Whether a host is written as numbers: such a one cannot be bent to another machine by its name's owner."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
