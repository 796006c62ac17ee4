"""A row's number in an address: what no row can have asks the database nothing."""

import pytest

from sekisho.web.ui.numbers import row_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("9" * 18, 10**18 - 1)])
def test_digits_are_a_number(text, number):
    assert row_number(text) == number


@pytest.mark.parametrize("text", ["", "x", "-1", "1.0", " 1", "１２", "٣", "9" * 19, "9" * 5_000])
def test_anything_else_is_none(text):
    assert row_number(text) is None
