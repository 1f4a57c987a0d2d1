"""How much of the real documents' periods and agencies is understood.

    python -m tests.normalize.real_share [--unknown]

Reads every document of the corpus (PHULUC_CORPUS, by default ../shared/corpus), scans without OCR left out, and prints
for each, and in all: how many period cells are understood, and how many agencies are known to the register. An
agency's cell counts where its column's header says what it is, whether the table is a plan or not. `--unknown` lists
the rest.
"""

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from normalize.agencies.parse import parse_agencies
from normalize.agencies.parts import share_parts
from normalize.tables.roles import claim
from phuluc.errors import PhulucError
from phuluc.model import Document
from phuluc.pipeline import read
from phuluc.settings import Settings

CORPUS = Path(os.environ.get("PHULUC_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
_SKIPPED = {".md", ".csv"}  # the list of sources, and the tables that a document was made of


@dataclass(slots=True)
class Share:
    """Texts of one kind, and those of them that nothing was made of."""

    all: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def add(self, text: str, known: bool) -> None:
        """Count one text."""
        self.all.append(text)
        if not known:
            self.unknown.append(text)

    def __str__(self) -> str:
        known = len(self.all) - len(self.unknown)
        return f"{known:>5} of {len(self.all):<5}" + (f"({100 * known / len(self.all):5.1f} %)" if self.all else "")


def cells(document: Document) -> Iterator[tuple[str, str]]:
    """Each cell whose column's header claims a role, with that role."""
    for table in document.tables:
        roles = [(column.role or _claimed(column.label)) for column in table.columns]
        for row in table.rows:
            yield from ((role, text) for role, text in zip(roles, row.cells, strict=True) if role and text.strip())


def _claimed(label: str) -> str | None:
    found = claim(label.rpartition(" / ")[2])
    return found.role if found else None


def measure(document: Document) -> tuple[Share, Share]:
    """The shares of periods and of agencies in one document's tables."""
    periods, agencies = Share(), Share()
    for task in document.tasks:
        if task.period.kind != "empty":
            periods.add(task.period.text, task.period.kind != "unknown")
    for role, text in cells(document):
        if role in ("lead", "partners"):
            for part in share_parts(text, ""):
                for agency in parse_agencies(part):
                    agencies.add(agency.text, agency.id is not None)
    return periods, agencies


def documents() -> Iterator[tuple[str, Document]]:
    """The corpus's documents, one after the other; one that cannot be read is left out."""
    for path in sorted(CORPUS.iterdir()):
        if path.suffix in _SKIPPED:
            continue
        try:
            yield path.name, read(path, Settings(ocr="never"))
        except PhulucError as error:
            print(f"{path.name:<36} not read: {error}")


def main() -> None:
    """Print both shares."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--unknown", action="store_true", help="list what is not understood")
    arguments = parser.parse_args()
    totals = (Share(), Share())
    print(f"{'document':<36} {'periods understood':<24} agencies recognised")
    for name, document in documents():
        shares = measure(document)
        print(f"{name:<36} {shares[0]!s:<24} {shares[1]}", flush=True)
        for total, share in zip(totals, shares, strict=True):
            total.all += share.all
            total.unknown += share.unknown
            if arguments.unknown:
                print("".join(f"    {text!r}\n" for text in share.unknown), end="")
    print(f"{'all':<36} {totals[0]!s:<24} {totals[1]}")


if __name__ == "__main__":
    main()
