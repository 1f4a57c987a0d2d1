"""Cells of agencies, against what a person reads in them, and what must hold of every cell."""

import textwrap
import time
import tomllib
import unicodedata
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.agencies.key import fold_key, key, tokens
from normalize.agencies.parse import explain_agency, lookup, parse_agencies, successor
from normalize.agencies.parts import share_parts, split_lead_partners
from normalize.agencies.places import provinces
from normalize.agencies.register import Entry, central_names, local_names, register
from normalize.text import ink, plain

SECONDS = 5  # of processor time: ten times what it takes; what grows by the square takes far more
CASES = Path(__file__).parent / "cases" / "agency"
WORDS = """Bộ|Sở|Y tế|Tài chính|UBND|tỉnh|các|Các|huyện|và|,|;|
|- |BHXH|liên quan|đơn vị|Công an|:|(|)|...|Phòng
|Văn hóa, Thể thao và Du lịch|Lao động - Thương binh và Xã hội""".split("|")
CELLS = st.text(max_size=80) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


def _cases(name: str) -> list[Any]:
    rows = tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"]
    return [pytest.param(row, id=row["cell"][:50]) for row in rows]


ALL = [*_cases("wild.toml"), *_cases("negative.toml")]


@pytest.mark.parametrize("case", ALL)
def test_takes_a_cell_apart_as_a_person_does(case: dict[str, Any]) -> None:
    assert [[agency.text, agency.id or ""] for agency in parse_agencies(case["cell"])] == case["items"]


@pytest.mark.xfail(strict=True, reason="not understood yet")
@pytest.mark.parametrize("case", _cases("known_fail.toml"))
def test_known_failures_still_fail(case: dict[str, Any]) -> None:
    assert [[agency.text, agency.id or ""] for agency in parse_agencies(case["cell"])] == case["items"]


def _read(cell: str) -> list[tuple[str, str | None]]:
    return [(plain(agency.text), agency.id) for agency in parse_agencies(cell)]


@pytest.mark.parametrize("case", ALL)
def test_gives_the_same_for_every_producers_print(case: dict[str, Any]) -> None:
    cell = case["cell"]
    assert _read(unicodedata.normalize("NFD", cell)) == _read(cell)
    assert _read(cell.replace("- ", "– ")) == _read(cell)
    assert _read(cell.replace(" ", "\u00a0")) == _read(cell)
    assert _read(cell.replace("\n", " \n ")) == _read(cell)


@pytest.mark.parametrize("width", [12, 16, 20, 26])
def test_gives_the_same_however_a_cell_is_wrapped(width: int) -> None:
    for case in tomllib.loads((CASES / "wild.toml").read_text(encoding="utf-8"))["case"]:
        if "\n" not in case["cell"]:
            wrapped = textwrap.fill(case["cell"], width, break_long_words=False, break_on_hyphens=False)
            assert _read(wrapped) == _read(case["cell"])


@pytest.mark.parametrize("case", ALL)
def test_reads_each_item_alone_as_in_its_cell(case: dict[str, Any]) -> None:
    for agency in parse_agencies(case["cell"]):
        assert agency in parse_agencies(agency.text)


@given(CELLS)
def test_never_raises_and_invents_no_letter(cell: str) -> None:
    printed = ink(cell).casefold()
    for agency in parse_agencies(cell):
        assert agency.text == " ".join(agency.text.split())
        # Only a shared head word stands for more than was printed at that place.
        assert set(ink(agency.text).casefold()) <= set(printed)
        assert len(ink(agency.text)) <= len(printed)
    split_lead_partners(cell)


@given(CELLS)
def test_is_done_after_one_pass(cell: str) -> None:
    for agency in parse_agencies(cell):
        again = parse_agencies(agency.text)
        assert [a.text for a in again] == [agency.text] or ":" in agency.text or len(again) > 1


def test_a_cell_without_letters_names_nobody() -> None:
    assert parse_agencies("") == parse_agencies(" \n -;\u00a0...") == ()


def test_holds_on_to_notes_and_dots() -> None:
    assert [a.text for a in parse_agencies("Sở Y tế (chủ trì, phối hợp), Sở Nội vụ,...")] == [
        "Sở Y tế (chủ trì, phối hợp)",
        "Sở Nội vụ,...",
    ]


@pytest.mark.parametrize("case", _cases("parts.toml"))
def test_takes_lead_and_partners_apart(case: dict[str, Any]) -> None:
    parts = (case["lead"], case["partners"]) if "lead" in case else None
    assert split_lead_partners(case["cell"]) == parts
    assert split_lead_partners(unicodedata.normalize("NFD", case["cell"])) == parts


@pytest.mark.parametrize("case", _cases("parts.toml"))
def test_a_part_taken_out_of_a_cell_is_a_whole(case: dict[str, Any]) -> None:
    lead, partners = split_lead_partners(case["cell"]) or ("", "")
    assert share_parts(lead, partners) == (lead, partners)


@pytest.mark.parametrize(
    ("lead", "partners", "shared"),
    [
        ("Sở Y tế", "Sở Nội vụ", ("Sở Y tế", "Sở Nội vụ")),
        ("Sở Y tế phối hợp với Công an tỉnh", "Sở Nội vụ", ("Sở Y tế", "Công an tỉnh;\nSở Nội vụ")),
        ("Sở Y tế", "Phối hợp: Sở Nội vụ", ("Sở Y tế", "Sở Nội vụ")),
        ("", "Sở Y tế chủ trì; các sở phối hợp", ("Sở Y tế", "các sở")),
        ("Sở Y tế", "Sở Y tế chủ trì; các sở phối hợp", ("Sở Y tế", "các sở")),
        ("Phối hợp: Sở Nội vụ", "", ("", "Sở Nội vụ")),
    ],
)
def test_a_cell_goes_by_what_it_says_in_whichever_column(lead: str, partners: str, shared: tuple[str, str]) -> None:
    assert share_parts(lead, partners) == shared


# --- the register ---------------------------------------------------------------------------------------------------


def test_every_row_has_its_own_id_and_a_source() -> None:
    rows = [row for name in ("agencies", "local") for row in _rows(name)]
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["seen"].strip() for row in rows)


def _rows(name: str) -> list[dict[str, Any]]:
    path = Path(__file__).parents[2] / "normalize" / "data" / f"{name}.toml"
    (section,) = tomllib.loads(path.read_text(encoding="utf-8")).values()
    return list(section)


def test_every_heir_is_in_the_register_and_begins_after_the_body_ended() -> None:
    for entry in register().values():
        for heir in (*entry.into, *entry.under):
            assert heir.id in register(), entry.id
        if entry.into and entry.end:
            assert {heir.on for heir in entry.into} == {entry.end + timedelta(days=1)}, entry.id
    for province in provinces().values():
        assert province.into is None or provinces()[province.into].to is None


def test_no_name_means_two_bodies_at_once() -> None:
    owners: dict[tuple[str, ...], set[str]] = {}
    for entry in register().values():
        for name in (entry.name, *entry.short):
            owners.setdefault(key(tokens(name)), set()).add(entry.id)
    days = [date(year, 7, 1) for year in range(2005, 2027)]
    for ids in owners.values():
        for day in days:
            assert sum(_in_force(register()[i], day) for i in ids) <= 1, ids


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Đài Khí tượng Thủy văn tỉnh Lào Cai", "unit"),
        ("Đài Thông tin duyên hải Hải Phòng", "unit"),
        ("Đài Tiếng nói nhân dân Thành phố Hồ Chí Minh", "press"),
        ("Đài PTTH tỉnh", "press"),
        ("Ngân hàng Nhà nước chi nhánh tỉnh Hòa Bình", "unit"),
    ],
)
def test_what_kind_of_body_it_is(cell: str, kind: str) -> None:
    (agency,) = parse_agencies(cell)
    assert agency.kind == kind


def _in_force(entry: Entry, on: date) -> bool:
    return (entry.start is None or entry.start <= on) and (entry.end is None or on <= entry.end)


def test_no_key_without_marks_means_two_bodies() -> None:
    for names in (central_names(), local_names()):
        assert len(set(names.folded.values())) == len(set(names.marked.values()))


@pytest.mark.parametrize("entry", list(register().values()), ids=lambda entry: entry.id)
def test_finds_every_name_in_the_register(entry: Any) -> None:
    for name in (entry.name, *entry.short):
        for print_ in (name, name.upper(), unicodedata.normalize("NFD", name), name.replace("òa", "oà")):
            assert lookup(print_).id == entry.id, print_
    assert fold_key(tokens(entry.name))


def test_provinces_are_63_and_then_34() -> None:
    def count(day: date) -> int:
        begun = {"hue": date(2025, 1, 1)}
        rows = provinces().values()
        return sum((r.to is None or day <= r.to) and begun.get(r.id, date.min) <= day for r in rows)

    assert (count(date(2024, 6, 1)), count(date(2025, 6, 30)), count(date(2025, 7, 1))) == (63, 63, 34)


@pytest.mark.parametrize(
    ("before", "day", "after"),
    [
        ("bo-lao-dong-thuong-binh-va-xa-hoi", date(2026, 1, 1), "bo-noi-vu"),
        ("bo-lao-dong-thuong-binh-va-xa-hoi", date(2025, 2, 28), "bo-lao-dong-thuong-binh-va-xa-hoi"),
        ("bo-ke-hoach-va-dau-tu", date(2025, 3, 1), "bo-tai-chinh"),
        ("bo-giao-thong-van-tai", date(2025, 3, 1), "bo-xay-dung"),
        ("bo-thong-tin-va-truyen-thong", date(2025, 3, 1), "bo-khoa-hoc-va-cong-nghe"),
        ("bo-tai-nguyen-va-moi-truong", date(2025, 3, 1), "bo-nong-nghiep-va-moi-truong"),
        ("bo-nong-nghiep-va-phat-trien-nong-thon", date(2025, 3, 1), "bo-nong-nghiep-va-moi-truong"),
        ("uy-ban-dan-toc", date(2025, 3, 1), "bo-dan-toc-va-ton-giao"),
        ("bo-buu-chinh-vien-thong", date(2025, 3, 1), "bo-khoa-hoc-va-cong-nghe"),
        ("bao-hiem-xa-hoi-viet-nam", date(2026, 1, 1), "bao-hiem-xa-hoi-viet-nam"),
        ("so-thong-tin-va-truyen-thong.yen-bai", date(2026, 1, 1), "so-khoa-hoc-va-cong-nghe.lao-cai"),
        ("ubnd.hai-duong", date(2025, 7, 1), "ubnd.hai-phong"),
        ("ubnd.thua-thien-hue", date(2025, 1, 1), "ubnd.hue"),
        ("ubnd-cap-huyen", date(2025, 6, 30), "ubnd-cap-huyen"),
        ("ubnd-cap-huyen", date(2025, 7, 1), "ubnd-cap-xa"),
        ("ubnd-cap-huyen-cap-xa", date(2025, 7, 1), "ubnd-cap-xa"),
        ("ubnd-huyen", date(2025, 7, 1), "ubnd-cap-xa"),
        ("ubnd.huyen-bat-xat", date(2025, 7, 1), "ubnd-cap-xa"),
        ("ubnd.quan-1", date(2025, 6, 30), "ubnd.quan-1"),
        ("bhxh-cap-huyen", date(2026, 1, 1), "bhxh-cap-huyen"),
        ("cong-an-huyen", date(2026, 1, 1), "cong-an-huyen"),
        ("ubnd-tinh", date(2025, 7, 1), "ubnd-tinh"),
        ("khong-co", date(2025, 7, 1), "khong-co"),
    ],
)
def test_says_who_took_a_body_over(before: str, day: date, after: str) -> None:
    assert successor(before, day) == after


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sở Y lế", None),
        ("Bộ Y tế", "bo-y-te"),
        ("Bộ Tư", None),
        ("Hội Nông sản", "hoi-nong-san"),
        ("UBND tỉnh Quảng Linh", None),
    ],
)
def test_matches_nothing_wrongly(text: str, expected: str | None) -> None:
    assert lookup(text).id == expected


@given(st.sampled_from(sorted(register())), st.integers(0, 200), st.sampled_from("abcdeghiklmnopqrstuvxy"))
def test_takes_a_misprint_for_no_other_body(agency_id: str, at: int, letter: str) -> None:
    name = register()[agency_id].name
    at %= len(name)
    for misprint in (name[:at] + letter + name[at + 1 :], name[:at] + name[at + 1 :], name[:at] + letter + name[at:]):
        found = lookup(misprint).id
        assert found in (None, agency_id) or found not in register()


def test_says_by_what_a_name_was_known() -> None:
    assert explain_agency("Bộ Y tế").startswith("agencies.toml: bo-y-te")
    assert explain_agency("UBND các xã").startswith("local.toml: ubnd + place -cap-xa")
    assert "one letter off" in explain_agency("Bộ Giáo dục và Đào lạo")
    assert explain_agency("Nhà thầu") == "not in the register"


def test_a_cell_of_a_hundred_thousand_letters_is_read_in_time() -> None:
    for cell in (
        "Sở Y tế, " * 11_000,
        "(" * 100_000,
        "Bộ " * 33_000,
        "- " * 50_000,
        "a" * 100_000,
        "UBND các " * 2_000,
    ):
        begin = time.process_time()
        parse_agencies(cell)
        split_lead_partners(cell)
        assert time.process_time() - begin < SECONDS, cell[:10]
