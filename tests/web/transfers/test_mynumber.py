"""Individual numbers are found as people write them; other figures are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.transfers.mynumber import check_digit, count, is_individual_number

# The rule written out a second time, place by place from the left, as a table.
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
elevens = st.text("0123456789", min_size=11, max_size=11)


def by_table(eleven):
    rest = sum(int(digit) * weight for digit, weight in zip(eleven, _WEIGHTS, strict=True)) % 11
    return 0 if rest in {0, 1} else 11 - rest


def whole(eleven):
    return eleven + str(by_table(eleven))


@given(elevens)
def test_the_check_digit_is_that_of_the_rule(eleven):
    assert check_digit(eleven) == by_table(eleven)


@given(elevens, st.integers(1, 9))
def test_a_number_with_another_check_digit_is_none(eleven, more):
    wrong = (by_table(eleven) + more) % 10
    assert is_individual_number(whole(eleven))
    assert not is_individual_number(eleven + str(wrong))


@given(
    elevens,
    st.sampled_from(["", " ", "-", "　", "－", "ー", "―", "\u00a0", " - "[:2]]),
    st.booleans(),
    st.sampled_from(["", "個人番号：", "番号は", "No."]),
)
def test_it_is_found_however_it_is_written(eleven, between, wide, before):
    twelve = whole(eleven)
    text = between.join((twelve[:4], twelve[4:8], twelve[8:]))
    if wide:
        text = text.translate({ord(each): ord(each) + 0xFEE0 for each in "0123456789"})
    assert count(f"{before}{text}です。") == 1


@given(elevens)
def test_digits_one_by_one_in_boxes_are_found(eleven):
    assert count("　".join(whole(eleven))) == 1


@given(elevens, st.sampled_from("0123456789"))
def test_a_longer_row_of_digits_is_no_individual_number(eleven, digit):
    assert count(digit + whole(eleven)) == 0
    assert count(whole(eleven) + digit) == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "電話 045-123-4567",
        "2026-11-30 12:34",
        "法人番号 1234567890123",
        "口座 1234567",
        "123456789012"[:11],
    ],
)
def test_other_figures_are_left_alone(text):
    assert count(text) == 0


@given(st.lists(elevens, min_size=1, max_size=20))
def test_each_of_many_is_counted_once(numbers):
    assert count("\n".join(whole(each) for each in numbers)) == len(numbers)


@given(st.text())
def test_any_text_can_be_counted(text):
    assert count(text) >= 0


def test_a_date_before_the_number_does_not_hide_it():
    assert count(f"2026-11-30 {whole('12345678901')}") == 1
