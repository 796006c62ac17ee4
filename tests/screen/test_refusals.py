"""However many tickets are refused, what is written down is bounded, and says that it is."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sekisho.screen.refusals import A_MINUTE, ADDRESSES, MANY, Refusals
from sekisho.screen.tickets import REFUSALS


def told_of(refusals, times, *, address="10.20.0.5", at=0.0):
    return [refusals.told("forged", address=address, at=at) for _ in range(times)]


def test_the_first_of_an_address_are_told_then_that_they_are_many_then_nothing():
    told = told_of(Refusals(), A_MINUTE + 9)
    assert told[:A_MINUTE] == ["forged"] * A_MINUTE
    assert told[A_MINUTE:] == [MANY, *[None] * 8]
    assert MANY in REFUSALS


def test_the_next_minute_is_told_again():
    refusals = Refusals()
    told_of(refusals, A_MINUTE * 3)
    assert told_of(refusals, 1, at=59.9) == [None]
    assert told_of(refusals, 1, at=60.0) == ["forged"]


def test_one_who_knocks_all_the_time_hides_nobody_else():
    refusals = Refusals()
    told_of(refusals, 10_000)
    assert told_of(refusals, 1, address="10.20.0.6") == ["forged"]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 400)), max_size=2_000))
def test_a_minute_writes_no_more_than_its_bound(knocks):
    refusals, written = Refusals(), Counter()
    for minute, address in sorted(knocks):
        told = refusals.told("used", address=str(address), at=minute * 60)
        written[minute] += told is not None
    assert max(written.values(), default=0) <= ADDRESSES * (A_MINUTE + 1)


def test_addresses_beyond_the_bound_take_no_memory():
    refusals = Refusals()
    told = [refusals.told("used", address=str(each), at=0) for each in range(ADDRESSES + 500)]
    assert told == ["used"] * ADDRESSES + [None] * 500
    assert len(refusals._told) == ADDRESSES
