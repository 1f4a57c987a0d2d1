"""These tests ensure that a merged body is told with what took it over on the day asked for, and with its name."""

from datetime import date

import pytest

from normalize.agencies.heirs import name_of, with_heir
from normalize.agencies.parse import parse_agencies
from normalize.agencies.places import provinces
from normalize.agencies.register import register, successor
from phuluc.model import Body

DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("cell", "heir"),
    [
        ("Bộ LĐ-TB&XH", Body("bo-noi-vu", "Bộ Nội vụ")),
        ("Sở TN&MT tỉnh Bình Dương", Body("so-nong-nghiep-va-moi-truong.ho-chi-minh", None)),
        ("UBND tỉnh Yên Bái", Body("ubnd.lao-cai", "Ủy ban nhân dân tỉnh Lào Cai")),
        ("UBND các huyện, thị xã, thành phố", Body("ubnd-cap-xa", "Ủy ban nhân dân cấp xã")),
        ("UBND huyện Bát Xát", Body("ubnd-cap-xa", "Ủy ban nhân dân cấp xã")),
        ("Ban Dân vận Tỉnh ủy", Body("ban-tuyen-giao-va-dan-van-tinh-uy", "Ban Tuyên giáo và Dân vận Tỉnh ủy")),
        (
            "Ban Tuyên giáo Tỉnh ủy Yên Bái",
            Body("ban-tuyen-giao-va-dan-van-tinh-uy.lao-cai", "Ban Tuyên giáo và Dân vận Tỉnh ủy tỉnh Lào Cai"),
        ),
        ("Ban Tuyên giáo Huyện ủy", None),
        ("Tổng cục Lâm nghiệp", Body("cuc-lam-nghiep-va-kiem-lam", "Cục Lâm nghiệp và Kiểm lâm")),
        ("Bộ Y tế", None),
        ("Các bộ, ngành liên quan", None),
        ("Công an huyện", None),
        ("Nhà thầu", None),
        ("Chủ tịch UBND tỉnh Hòa Bình", Body("chu-tich-ubnd.phu-tho", None)),
        ("Ngân hàng Nhà nước chi nhánh tỉnh Hòa Bình", None),
        ("Bệnh viện Đa khoa tỉnh Hòa Bình", None),
    ],
)
def test_what_took_it_over(cell: str, heir: Body | None) -> None:
    (agency,) = parse_agencies(cell)
    found = with_heir(agency, DAY).successor
    assert (found and found.id) == (heir and heir.id)
    if heir is not None and heir.name is not None:
        assert found == heir


def test_a_body_is_its_own_heir_before_its_merger() -> None:
    (agency,) = parse_agencies("Bộ Kế hoạch và Đầu tư")
    assert with_heir(agency, date(2025, 2, 28)) == agency
    assert with_heir(agency, date(2025, 3, 1)).successor == Body("bo-tai-chinh", "Bộ Tài chính")


def test_every_heir_has_a_name() -> None:
    """This test ensures that no row leads to a body that no row names, at the Centre or at a province."""
    for body in register():
        heir = successor(body, DAY)
        assert name_of(heir) is not None, heir
    for place in provinces():
        assert name_of(successor(f"ubnd.{place}", DAY)) is not None, place
