"""These tests ensure that what is damaged, locked or signed is read as far as it goes, and else refused in one line."""

import io
import json
from pathlib import Path
from random import Random

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from phuluc.errors import DamagedSource, InternalError, LockedSource, PhulucError
from phuluc.issues import IssueKind
from phuluc.model import Document
from phuluc.pipeline import read
from phuluc.settings import Engine, Settings
from tests.extract.locked_files import agile
from tests.fuzz.pdf_objects import build, parse, plain_objects, stream, table_pdf
from tests.test_bad_sources import run

SAMPLES = Path(__file__).parents[2] / "samples"
NO_OCR = Settings(ocr="never")


def outcome(data: bytes, engine: Engine = "pdfium") -> Document | PhulucError:
    """A document or an error in plain words; a fault of phuluc's own fails."""
    try:
        return read(data, Settings(ocr="never", engine=engine))
    except PhulucError as error:
        assert not isinstance(error, InternalError)
        assert "; " in str(error)
        return error


def pages_pdf(count: int, broken: int | None = None) -> bytes:
    """Pages of one table each; the broken one's object is gone."""
    content = stream(parse(table_pdf())[0][4].partition(b"stream\n")[2].rpartition(b"\nendstream")[0])
    made = plain_objects(b"") | {4: content}
    kids = b" ".join(b"%d 0 R" % (10 + place) for place in range(count))
    made[2] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    for place in range(count):
        made[10 + place] = b"null" if place == broken else made[3]
    return build(made, 1)


def encrypted(user: str, owner: str) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt=StandardEncryption(user, ownerPassword=owner, canPrint=0, canCopy=0))
    canvas.drawString(72, 720, "STT")
    canvas.save()
    return target.getvalue()


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("name", ["qd294.pdf", "qd294.docx"])
def test_cut_off_at_every_tenth(name: str, tenth: int) -> None:
    data = (SAMPLES / name).read_bytes()
    assert outcome(data[: len(data) * tenth // 10])


@pytest.mark.parametrize("name", ["qd294.pdf", "qd294.docx"])
def test_bytes_flipped(name: str) -> None:
    data, chance = (SAMPLES / name).read_bytes(), Random(5)
    for _ in range(6):
        harmed = bytearray(data)
        for place in chance.choices(range(len(data)), k=chance.choice((1, 20))):
            harmed[place] ^= 1 << chance.randrange(8)
        assert outcome(bytes(harmed))


@pytest.mark.parametrize("shift", [1, -40, 100_000])
def test_a_wrong_cross_reference_table_is_mended(shift: int) -> None:
    """This test ensures that PDFium's reading does without the table; pdfminer may refuse the file, in plain words."""
    objects, root = parse((SAMPLES / "qd294.pdf").read_bytes())
    sound, harmed = read(build(objects, root), NO_OCR), outcome(build(objects, root, shift=shift))
    assert isinstance(harmed, Document)
    assert [task.id for task in harmed.tasks] == [task.id for task in sound.tasks]
    assert outcome(build(objects, root, shift=shift), "pdfplumber")


def test_fonts_that_are_not_there() -> None:
    """This test ensures that a page whose embedded fonts are gone still comes out, letters or none."""
    objects, root = parse((SAMPLES / "qd294.pdf").read_bytes())
    without = {number: b"null" if b"/FontDescriptor" in body else body for number, body in objects.items()}
    document = outcome(build(without, root))
    assert isinstance(document, Document)
    assert document.source.pages == 6


def test_no_pages() -> None:
    objects = plain_objects(b"") | {2: b"<</Type/Pages/Kids[]/Count 0>>"}
    assert isinstance(outcome(build(objects, 1)), DamagedSource)
    assert outcome(build(objects, 1), "pdfplumber")  # pdfminer finds the page that no tree names


def test_an_empty_table() -> None:
    """This test ensures that a table of rules without a letter is no fault and no task."""
    content = parse(table_pdf())[0][4]
    objects = plain_objects(b"") | {
        4: stream(b"\n".join(line for line in content.splitlines() if line.endswith(b" S")))
    }
    document = outcome(build(objects, 1))
    assert isinstance(document, Document)
    assert document.tasks == ()


@pytest.mark.parametrize("engine", ["pdfium", "pdfplumber"])
def test_an_owners_password_alone_is_no_lock(engine: Engine) -> None:
    assert isinstance(outcome(encrypted("", "chủ"), engine), Document)


@pytest.mark.parametrize("engine", ["pdfium", "pdfplumber"])
def test_a_users_password_is_asked_for(engine: Engine) -> None:
    data = encrypted("mật khẩu", "chủ")
    error = outcome(data, engine)
    assert isinstance(error, LockedSource)
    assert "--password-file" in str(error)
    assert isinstance(read(data, Settings(ocr="never", engine=engine, password="mật khẩu")), Document)


def test_the_password_comes_from_a_file_and_is_shown_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(encrypted("bí mật 123", "chủ"))
    (tmp_path / "b.docx").write_bytes(agile((SAMPLES / "qd294.docx").read_bytes(), "bí mật 123"))
    (tmp_path / "word").write_text("bí mật 123\n", encoding="utf-8-sig")  # as Notepad saves it
    for isolate in ("--isolate", "--no-isolate"):
        options = ("-o", tmp_path / "out", "--format", "json", "--password-file", tmp_path / "word", isolate)
        done = run("extract", tmp_path / "a.pdf", tmp_path / "b.docx", *options)
        assert done.returncode == 1, done.stderr  # both are read; the first holds no table
        assert "28 tasks" in done.stderr
        assert "bí mật" not in done.stderr
        for name in ("a.json", "b.json"):
            assert "bí mật" not in (tmp_path / "out" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("sound", [True, False])
def test_a_signed_file_is_read_whether_its_signature_holds_or_not(sound: bool) -> None:
    """This test ensures that a signature is neither needed nor in the way; phuluc does not judge it."""
    objects = parse(table_pdf())[0]
    contents = b"<" + b"30" * 200 + b">" if sound else b"<zz"
    objects[1] = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[7 0 R]>>>>"
    objects[7] = b"<</FT/Sig/T(s)/V 8 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R>>"
    objects[8] = b"<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 9 99 9]/Contents %s>>" % contents
    document = outcome(build(objects, 1))
    assert isinstance(document, Document)
    if sound:
        assert [row.cells for row in document.tables[0].rows] == [row.cells for row in read(table_pdf()).tables[0].rows]


@pytest.mark.parametrize("isolate", ["--isolate", "--no-isolate"])
def test_a_page_that_cannot_be_read_is_a_warning_and_the_others_come_out(isolate: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pages_pdf(3, broken=1))
    done = run("extract", tmp_path / "a.pdf", "-o", tmp_path / "out", "--format", "json", "--ocr", "never", isolate)
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "out" / "a.json").read_text(encoding="utf-8"))
    gaps = [warning["page"] for warning in told["warnings"] if warning["code"] == IssueKind.PAGE_UNREADABLE.code]
    assert gaps == [2]
    assert told["document"]["source"]["pages"] == 3
    assert {page for table in told["tables"] for page in table["pages"]} == {1, 3}


def test_only_phuluc_speaks_to_the_user(tmp_path: Path) -> None:
    """This test ensures that warnings of the libraries stay off standard error."""
    font = b"<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor<</Type/FontDescriptor/FontBBox[0]>>>>"
    (tmp_path / "a.pdf").write_bytes(build(parse(table_pdf())[0] | {5: font}, 1))
    done = run("show", tmp_path / "a.pdf", "--engine", "pdfplumber", "--ocr", "never")
    assert done.returncode in (0, 1)
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [str(tmp_path / "a.pdf")]
