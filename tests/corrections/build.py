"""A small plan with one of each thing that a correction may be made of, and corrections for it."""

from functools import cache

from phuluc import pipeline
from phuluc.model import Correction, Corrections, Document, Task

FILE = "kế hoạch.txt"
PLAN = """\
ỦY BAN NHÂN DÂN TỈNH LÀO CAI
Số: 12/QĐ-UBND
Lào Cai, ngày 05 tháng 01 năm 2026
QUYẾT ĐỊNH
Ban hành Kế hoạch tuyên truyền năm 2026

STT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian (Năm 2026)\tSản phẩm\tGhi chú\tKinh phí
I\tCông tác chỉ đạo\t\t\t\t\t\t
1\tXây dựng kế hoạch\tSở Y tế\tSở Nội vụ; Sở Tài chính\tQuý I\tNăm 2026: Kế hoạch\t\t1.000
2\tTập huấn cán bộ và\tSờ Tư phap\t\tTháng 13/2025\t01 lớp/năm\txem Phụ lục\t
II\tCông tác tuyên truyền\t\t\t\t\t\t
1\tTuyên truyền\tSở Y tế\t\tHằng năm\t\t\t
"""


@cache
def plan() -> Document:
    """The plan, read."""
    return pipeline.read(PLAN.encode(), name=FILE)


def row(document: Document, task_id: str) -> Task:
    """The task of an id."""
    return next(task for task in document.tasks if task.id == task_id)


def files(*corrections: Correction, file: str = FILE, sha256: str | None = None) -> tuple[Corrections, ...]:
    """One file of corrections."""
    return (Corrections(file, sha256, corrections),)
