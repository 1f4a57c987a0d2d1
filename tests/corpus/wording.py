"""The counts of extract/ocr/likely.py made anew: how common syllables are, and how often two stand side by side.

    python -m tests.corpus.wording OUT.npz WORDFREQ.whl DOCUMENT...

WORDFREQ.whl is wordfreq 3.1.1 of PyPI (Robyn Speer; its data are CC BY-SA 4.0), of which its list small_vi alone is
read, with `msgpack`. The documents are digital; nothing of them is kept but counts, and of pairs those alone that were
seen twice.

The table in the tree was made on 2026-11-24 of the corpus' d06, d11, d22, d25, d28, h01, p08, p09, p19, t05 and of
QĐ 294: 11 documents, 219,000 words.
"""

import argparse
import gzip
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

from extract.ocr.likely import EDGE, OF_EDGE, UNKNOWN
from extract.ocr.likely import syllables as syllables_of
from extract.readers import open_input, read_document
from extract.syllable import is_syllable
from phuluc.model import RawTable
from phuluc.settings import Settings

COMMON = 0.75  # of a syllable's share: what wordfreq says of all Vietnamese; the rest is of the documents
SOURCE = "syllables: wordfreq 3.1.1 (Robyn Speer), CC BY-SA 4.0, and counts of official documents; pairs: counts"


def texts(path: Path) -> Iterator[str]:
    """The cells of a document, and the runs of lines between its tables."""
    settings = Settings(ocr="never")
    for page in read_document(open_input(path, settings), settings).pages:
        for block in page.blocks:
            if isinstance(block, RawTable):
                yield from (cell.text for row in block.rows for cell in row.cells)
            else:
                yield " ".join(block.lines)


def wordfreq(wheel: Path) -> dict[str, float]:
    """The share of each word in wordfreq's Vietnamese: bins of words, each a hundredth of ten times rarer."""
    unpacked = import_module("msgpack").unpackb
    with zipfile.ZipFile(wheel) as files:
        bins = unpacked(gzip.decompress(files.read("wordfreq/data/small_vi.msgpack.gz")))[1:]
    return {unicodedata.normalize("NFC", word): 10 ** (-n / 100) for n, words in enumerate(bins) for word in words}


def counted(lines: Iterator[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How often each syllable is in texts, and each pair that stands side by side."""
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for line in lines:
        row = (EDGE, *syllables_of(line), EDGE)
        single.update(filter(None, row))
        pairs.update(pair for pair in pairwise(row) if pair != (EDGE, EDGE))
    return single, Counter({pair: count for pair, count in pairs.items() if count > 1})


def save(
    path: Path, common: Mapping[str, float], single: Mapping[str, int], pairs: Mapping[tuple[str, str], int]
) -> None:
    """Write the table that likely.py reads: syllables, their rarity (-ln of their share), pairs as places, counts."""
    words = [EDGE, *sorted({w for w in chain(common, single) if is_syllable(w)} | {w for p in pairs for w in p if w})]
    whole, total = sum(common.values()), sum(single.values())
    share = [COMMON * common.get(w, 0) / whole + (1 - COMMON) * single.get(w, 0) / total for w in words]
    place = {word: n for n, word in enumerate(words)}
    rows = sorted((place[a], place[b], count) for (a, b), count in pairs.items())
    first, second, count = np.asarray(rows, np.uint16).T
    np.savez_compressed(
        path,
        source=np.asarray(SOURCE),
        syllables=np.frombuffer("\n".join(words).encode(), np.uint8),
        rarity=-np.log(np.maximum([OF_EDGE, *share[1:]], UNKNOWN)).astype(np.float16),
        first=first,
        second=second,
        count=count,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and count."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("out", type=Path)
    parser.add_argument("wordfreq", type=Path)
    parser.add_argument("documents", type=Path, nargs="+")
    given = parser.parse_args(arguments)
    save(given.out, wordfreq(given.wordfreq), *counted(chain.from_iterable(map(texts, given.documents))))


if __name__ == "__main__":
    main()
