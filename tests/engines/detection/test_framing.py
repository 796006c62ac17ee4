"""Syslog over a connection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.detection import Framer

MESSAGE = st.binary(min_size=1, max_size=60).map(
    lambda body: b"<13>" + body.replace(b"\n", b" ").rstrip(b"\r\0") + b"."
)


def fed(data, sizes, most=1_000):
    framer = Framer(most)
    found = []
    for size in sizes:
        found += framer.feed(data[:size])
        data = data[size:]
    return [*found, *framer.feed(data), *framer.finish()]


@given(
    st.lists(st.tuples(MESSAGE, st.booleans()), max_size=10),
    st.lists(st.integers(0, 40), max_size=20),
)
def test_both_ways_come_out_whole_however_the_bytes_arrive(messages, sizes):
    data = b"".join(b"%d %s" % (len(m), m) if counted else m + b"\n" for m, counted in messages)
    assert fed(data, sizes) == [message for message, _ in messages]


@given(st.binary(max_size=300), st.lists(st.integers(0, 20), max_size=20))
def test_no_byte_is_lost_whatever_comes(data, sizes):
    """Line ends, empty lines and counts are framing; everything else comes out, in its order."""
    found = b"".join(fed(data, sizes, most=50))
    rest = iter(data)
    assert all(byte in rest for byte in found)
    if not any(digit in data for digit in b"0123456789"):
        assert found.replace(b"\r", b"").replace(b"\0", b"") == data.replace(b"\n", b"").replace(
            b"\r", b""
        ).replace(b"\0", b"")


def test_counted_messages_may_hold_line_feeds():
    assert fed(b"9 <13>a\nb\nc", [3, 3]) == [b"<13>a\nb\nc"[:9]]


def test_a_message_that_is_too_long_comes_in_pieces():
    assert fed(b"a" * 25 + b"\n" + b"b\n", [], most=10) == [b"a" * 10, b"a" * 10, b"a" * 5, b"b"]


def test_a_count_beyond_the_limit_is_no_count():
    assert b"".join(fed(b"99999999 <13>x\n", [], most=10)).startswith(b"99999999 <")


@pytest.mark.parametrize("data", [b"", b"\n\n\r\n", b"\0\n"])
def test_nothing_between_two_ends_is_no_message(data):
    assert fed(data, []) == []


def test_a_message_cut_by_the_end_of_the_connection_is_kept():
    assert fed(b"50 <13>half", []) == [b"50 <13>half"]
