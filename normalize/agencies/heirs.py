"""What took a body over: agencies of an older document as of a later day, by the register's successors."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from normalize.agencies.places import Place, level_place, provinces, without_level
from normalize.agencies.register import register, successor, with_place
from phuluc.model import Agency, Body, Task


def as_of(tasks: Iterable[Task], on: date) -> list[Task]:
    """The tasks with each agency's successor on that day, where it is another body."""
    return [
        replace(
            task,
            lead=tuple(with_heir(agency, on) for agency in task.lead),
            partners=tuple(with_heir(agency, on) for agency in task.partners),
        )
        for task in tasks
    ]


def with_heir(agency: Agency, on: date) -> Agency:
    """The agency with the body that has its tasks on that day; as it is where that is itself, or nobody knows.

    >>> with_heir(Agency("Bộ KH&ĐT", "bo-ke-hoach-va-dau-tu"), date(2026, 1, 1)).successor
    Body(id='bo-tai-chinh', name='Bộ Tài chính')
    """
    heir = successor(agency.id, on) if agency.id is not None else None
    return agency if heir is None or heir == agency.id else replace(agency, successor=Body(heir, name_of(heir)))


@lru_cache(maxsize=4096)
def name_of(agency_id: str) -> str | None:
    """The canonical name of an id that the register made; None where no row of it says that.

    >>> name_of("so-y-te.lao-cai"), name_of("ubnd-cap-xa"), name_of("ban-dan-van-tinh-uy")
    ('Sở Y tế tỉnh Lào Cai', 'Ủy ban nhân dân cấp xã', 'Ban Dân vận Tỉnh ủy')
    """
    rows = register()
    if agency_id in rows:
        return rows[agency_id].name
    base, dot, place = agency_id.partition(".")
    row, ending = without_level(base, rows)
    level, province = level_place(ending), provinces().get(place)
    if row not in rows or level is None or (dot and province is None):
        return None
    where = f"{province.level} {province.name}" if province else ""
    return with_place(rows[row], Place(f"{ending}{dot}{place}", f"{level.name} {where}".strip())).name
