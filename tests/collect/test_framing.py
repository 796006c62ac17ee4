"""Syslog over a connection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.collect import cut

MESSAGE = st.binary(min_size=1, max_size=60).map(
    lambda body: b"<13>" + body.replace(b"\n", b" ").rstrip(b"\r\0") + b"."
)


def fed(data, sizes, most=1_000):
    """Return the messages of data that comes in pieces, as who leaves the rest where it is."""
    held, found = b"", []
    for size in [*sizes, len(data)]:
        held, data = held + data[:size], data[size:]
        while True:
            each = cut(held, most)
            held, found = held[each.used :], found + each.lines.split(b"\n")[:-1]
            if not each.used:
                break
    last = cut(held, most, ended=True)
    assert last.used == len(held)
    return found + last.lines.split(b"\n")[:-1]


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
    found = b"".join(fed(data, sizes, most=50)).replace(b"#012", b"")
    rest = iter(data)
    assert all(byte in rest for byte in found)
    if not any(digit in data for digit in b"0123456789"):
        ends = bytes.maketrans(b"", b""), b"\n\r\0"
        assert found.translate(*ends) == data.translate(*ends)


@given(st.lists(MESSAGE, min_size=1, max_size=20))
def test_the_fast_way_cuts_as_the_slow_one(messages):
    """A line feed before all of it makes the slow way take it."""
    data = b"".join(message + b"\n" for message in messages)
    fast, slow = cut(data, 1_000), cut(b"\n" + data, 1_000)
    assert (fast.lines, fast.messages) == (slow.lines, slow.messages)
    assert fast.used == len(data)


def test_a_line_feed_within_a_counted_message_is_written_as_daemons_do_and_counted():
    found = cut(b"7 <13>a\nb<13>d\n", 100)
    assert (found.lines, found.messages, found.escaped) == (b"<13>a#012b\n<13>d\n", 2, 1)


def test_a_message_that_is_too_long_comes_in_pieces_that_are_counted():
    found = fed(b"a" * 25 + b"\n" + b"b\n", [12, 11], most=10)
    assert found == [b"a" * 10, b"a" * 10, b"a" * 5, b"b"]
    found = cut(b"a" * 25, 10)
    assert (found.messages, found.pieces, found.used) == (2, 2, 20)


def test_a_count_beyond_the_limit_is_no_count():
    assert b"".join(fed(b"99999999 <13>x\n", [], most=10)).startswith(b"99999999 <")


@pytest.mark.parametrize("data", [b"", b"\n\n\r\n", b"\0\n"])
def test_nothing_between_two_ends_is_no_message(data):
    assert fed(data, []) == []


def test_a_message_cut_by_the_end_of_the_connection_is_kept():
    assert fed(b"50 <13>half", []) == [b"50 <13>half"]


def test_terminal_escapes_and_binary_come_through_as_they_are():
    hostile = b"<13>\x1b]0;owned\x07\x1b[2J\0\xff\xfe=cmd|calc!A1\n"
    assert cut(hostile, 1_000).lines == hostile
