"""Other tools on the same scans: img2table with Tesseract, and OCRmyPDF with pdfplumber.

Neither is a dependency. To have them beside: `pip install img2table` (`PHULUC_RIVALS` names a folder that pip's
`--target` filled, for it brings another OpenCV), `apt-get install ocrmypdf tesseract-ocr-vie`.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

Table = list[list[str | None]]
SECONDS = 300  # of one document; a page takes up to ten on a quiet core

# Run in a process of its own: it needs libraries that are not this project's.
_IMG2TABLE = """
import json, sys
from img2table.document import PDF
from img2table.ocr import TesseractOCR
found = PDF(sys.argv[1]).extract_tables(ocr=TesseractOCR(n_threads=1, lang="vie"), borderless_tables=False)
print(json.dumps([
    [[cell.value for cell in row] for row in table.content.values()]
    for page in sorted(found) for table in found[page]
]))
"""


def there(name: str) -> bool:
    """Whether a tool is installed."""
    if name == "ocrmypdf":
        return shutil.which("ocrmypdf") is not None
    return find_spec("img2table") is not None or (Path(os.environ.get("PHULUC_RIVALS", "/nowhere")) / name).is_dir()


def _run(command: Sequence[str | Path]) -> str:
    """What a tool says; nothing where it fails, or is not done in SECONDS."""
    rivals = os.environ.get("PHULUC_RIVALS")
    paths = {"PYTHONPATH": rivals} if rivals else {}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, check=False, env={**os.environ, **paths}
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout if done.returncode == 0 else ""


def _img2table(path: Path) -> list[Table]:
    said = _run([sys.executable, "-c", _IMG2TABLE, path])
    tables: list[Table] = json.loads(said.splitlines()[-1]) if said else []  # it talks before
    return tables


def _ocrmypdf(path: Path) -> list[Table]:
    import pdfplumber

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "read.pdf"
        _run(["ocrmypdf", "--quiet", "--language", "vie", "--deskew", "--rotate-pages", "--jobs", "1", path, out])
        if not out.exists():
            return []
        with pdfplumber.open(out) as document:
            return [table for page in document.pages for table in page.extract_tables()]


RIVALS: dict[str, Callable[[Path], list[Table]]] = {"img2table": _img2table, "ocrmypdf": _ocrmypdf}
