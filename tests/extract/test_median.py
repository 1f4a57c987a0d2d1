"""The median and the distinct values of a page's columns against Python's own."""

import statistics

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from extract.median import distinct, median


@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_is_what_python_says(values: list[float]) -> None:
    assert median(np.array(values)) == statistics.median(values)


@given(st.lists(st.integers(-5, 5)))
def test_distinct_values_ascend_and_none_comes_twice(values: list[int]) -> None:
    assert distinct(np.array(values)).tolist() == sorted(set(values))
