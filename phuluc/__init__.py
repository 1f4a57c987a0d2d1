"""phuluc: the task tables in the annexes of Vietnamese administrative decisions, as clean data.

>>> import phuluc
>>> document = phuluc.read("qd294.pdf")  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phuluc.pipeline import read as read

__version__ = "0.1.0"
__all__ = ["__version__", "read"]


def __getattr__(name: str) -> Any:
    """Import `read` when it is first asked for, so that `import phuluc` costs nothing."""
    if name == "read":
        from phuluc.pipeline import read

        return read
    raise AttributeError(f"module 'phuluc' has no attribute {name!r}")
