import pytest

from phuluc.errors import UsageError
from phuluc.extras import need


def test_a_missing_package_is_one_line_that_names_what_brings_it() -> None:
    with pytest.raises(
        UsageError, match=r'needs no_such_package of the extra "archive"; .* -r requirements-archive\.lock$'
    ):
        need("archive", "json", "no_such_package")


def test_what_is_installed_is_not_asked_for() -> None:
    need("archive", "json")
