"""These tests ensure that a source reaches the reader of its kind, with what the run asked for."""

import pytest

from extract.readers import Input, read_document
from phuluc.issues import IssueKind
from phuluc.settings import Settings

TEXT = "Phụ lục\nSTT\tNhiệm vụ\n1\tRà soát\n2\tTrình\n".encode()


@pytest.mark.parametrize(("asked", "told"), [(None, False), ((3, 8), True)])
def test_pages_asked_of_a_kind_that_has_none_are_told_as_ignored(asked: tuple[int, int] | None, told: bool) -> None:
    (page,) = read_document(Input("a.txt", TEXT), Settings(pages=asked)).pages
    assert (IssueKind.PAGES_IGNORED in [issue.kind for issue in page.issues]) is told
    assert page.blocks
