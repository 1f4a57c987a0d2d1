"""These tests ensure that a locked Office file opens with its password, and else one line says why it does not."""

from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from extract.locked import unlocked
from extract.readers import Input
from extract.sniff import sniff
from phuluc.errors import DamagedSource, LockedSource, PasswordNeeded, PhulucError, WrongPassword
from phuluc.pipeline import read
from phuluc.settings import Settings
from phuluc.verify.reading import read_twice
from tests.corpus import as_text
from tests.corpus.content import load
from tests.corpus.layout import BASE
from tests.extract.locked_files import agile, binary, container

PASSWORD = "mật khẩu 294"
SAMPLE = (Path(__file__).parents[2] / "samples/qd294.docx").read_bytes()
OPEN = Settings(password=PASSWORD)
WAYS = {
    "Office 2013": agile(SAMPLE, PASSWORD),
    "Office 2010": agile(SAMPLE, PASSWORD, "SHA1", 128),
    "SHA-384": agile(SAMPLE, PASSWORD, "SHA384", 192),
    "Office 2007": binary(SAMPLE, PASSWORD),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_opens_with_the_password_and_with_no_other(way: str) -> None:
    source = Input("a.docx", WAYS[way])
    assert sniff(source.data) == "locked"
    assert unlocked(source, OPEN).data == SAMPLE
    with pytest.raises(PasswordNeeded, match="locked by a password; give it with --password-file"):
        unlocked(source, Settings())
    for wrong in ("khác", ""):
        with pytest.raises(WrongPassword, match="does not open the document; check --password-file"):
            unlocked(source, Settings(password=wrong))


def test_what_is_read_is_what_is_in_it_and_the_source_is_the_file() -> None:
    data = WAYS["Office 2013"]
    document, plain = read(data, OPEN), read(SAMPLE)
    assert document.tasks == plain.tasks
    assert len(document.tasks) == 33
    assert (document.source.sha256, document.source.media_type) == (sha256(data).hexdigest(), plain.source.media_type)


def test_a_workbook() -> None:
    plain = as_text.xlsx(load("pccc"), BASE)
    assert read(agile(plain, PASSWORD), OPEN).tasks == read(plain).tasks


def test_what_excel_locks_for_nobody_opens_by_itself() -> None:
    assert unlocked(Input("a", agile(SAMPLE, "VelvetSweatshop")), Settings()).data == SAMPLE


def test_a_part_of_it_cannot_be_read_and_that_is_said_once() -> None:
    settings = Settings(password=PASSWORD, pages=(1, 1))
    assert [issue.kind.code for issue in read(WAYS["Office 2013"], settings).issues].count("pages-ignored") == 1


def test_verify_asks_for_the_password_too() -> None:
    with pytest.raises(PasswordNeeded):
        read_twice(WAYS["Office 2013"], Settings())


@pytest.mark.parametrize(
    "data",
    [
        agile(SAMPLE, PASSWORD, cipher="DES"),
        agile(SAMPLE, PASSWORD, spins=1_000_001),
        binary(SAMPLE, PASSWORD, algorithm=0x6801),  # RC4
        container(b"\x03\x00\x03\x00" + bytes(60), bytes(64)),  # extensible encryption
        WAYS["Office 2013"].replace("EncryptionInfo".encode("utf-16-le"), "EncryptionNone".encode("utf-16-le")),
    ],
    ids=["another cipher", "a key that takes hours", "RC4", "a program of their own", "rights management"],
)
def test_what_no_password_opens_here_is_told(data: bytes) -> None:
    with pytest.raises(LockedSource, match="cannot open; save it without a password") as error:
        unlocked(Input("a", data), OPEN)
    assert type(error.value) is LockedSource


def test_entities_in_what_tells_of_the_lock_are_refused_and_so_is_too_much_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><encryption>&b;</encryption>'
    with pytest.raises(DamagedSource, match="entities"):
        unlocked(Input("a", container(b"\x04\x00\x04\x00" + bytes(4) + bomb, bytes(64))), OPEN)
    monkeypatch.setattr("extract.locked._MOST_INFO", 500)
    with pytest.raises(DamagedSource, match="cut off or damaged"):
        unlocked(Input("a", WAYS["Office 2013"]), OPEN)


@pytest.mark.parametrize(("way", "times"), [("Office 2013", 40), ("Office 2007", 4)])
def test_a_locked_file_cut_short_or_changed_is_one_line(way: str, times: int) -> None:
    whole, chance = WAYS[way], Random(294)
    cut = [whole[: len(whole) * tenth // 10] for tenth in range(1, 10)]
    changed = [bytearray(whole) for _ in range(times)]
    for each in changed:
        for _ in range(8):
            each[chance.randrange(0x2000)] = chance.randrange(256)
    for data in (*cut, *map(bytes, changed)):
        try:
            read(data, OPEN)
        except PhulucError as error:
            assert "; " in str(error)
            assert "\n" not in str(error)
