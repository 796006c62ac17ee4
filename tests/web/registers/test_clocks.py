"""Times of day, as officials and spreadsheets write them."""

import contextlib
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.registers.clocks import ClockError, read_clock

MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("9:30", time(9, 30)),
        ("09：30", time(9, 30)),
        ("９時３０分", time(9, 30)),
        ("9時", time(9)),
        ("09:30:59", time(9, 30)),
        ("午後1時5分", time(13, 5)),
        ("午後12:10", time(12, 10)),
        ("午前0時", time(0)),
        ("午前12時5分", time(0, 5)),
        ("PM 3:00", time(15)),
        ("0.5", time(12)),
        ("0.3958333", time(9, 30)),
        ("0:00", time(0)),
    ],
)
def test_the_spellings_there_are(words, clock):
    assert read_clock(words) == clock


@pytest.mark.parametrize(
    "words",
    ["", "朝", "930", "24:00", "9:60", "午後13時", "1.5", "-0.5", "9:", "0.99999", "10:5:x"],
)
def test_what_is_no_time_is_refused(words):
    with pytest.raises(ClockError):
        read_clock(words)


@given(MINUTES)
def test_every_minute_comes_back_from_each_spelling(clock):
    fraction = (clock.hour * 60 + clock.minute) / 1440
    spellings = [f"{clock:%H:%M}", f"{clock.hour}時{clock.minute}分", f"{clock:%H:%M:%S}"]
    spellings += [f"{fraction:.10f}"] if fraction else []
    assert {read_clock(each) for each in spellings} == {clock}


@given(st.text(max_size=12))
def test_any_text_is_a_time_or_refused(text):
    with contextlib.suppress(ClockError):
        assert isinstance(read_clock(text), time)
