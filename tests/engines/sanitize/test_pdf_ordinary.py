"""What is read in one step is written as the reader of tokens writes it: the same to the byte."""

import time
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sekisho.sanitize.options import Limits, Options
from sekisho.sanitize.rebuild.contract import Hold, Log
from sekisho.sanitize.rebuild.pdf import content, ordinary
from sekisho.sanitize.rebuild.pdf.content import Drawing
from sekisho.sanitize.rebuild.pdf.model import Node

RESOURCES = {"Font": {"F1": 1, "F2": 2}, "ColorSpace": {"c0": 3}, "ExtGState": {"a0": 4}}
OPERATORS = "q Q BT ET m l c v y h re S f f* n W W* w J j M d i cm rg RG g G k K Td TD Tm T* Tc Tw Tz TL Ts Tr sc scn SC SCN EMC BMC BI x".split()
NUMBERS = st.sampled_from(["0", "1", "-1", "10.5", ".5", "-.25", "3.", "+2", "--4", "1e5", "12345678901", "7-8"])  # fmt: skip
BLANK = st.sampled_from([" ", " ", "\n", "  ", "\r\n", "\t", " %c\n", "\0", "\f"])
STRINGS = st.one_of(
    st.binary(max_size=6).map(lambda data: "<" + data.hex() + ">"),
    st.sampled_from(["<>", "<A>", "<4 1>", "(a)", "()", "(\\000\\001)", "(\\101\\53)", "(\\n\\\\)",
                     "(\\777)", "(a(b)c)", "(\\(x\\))", "(\u00e9)", "(a\rb)", "(open", "(\\q)"]),
)  # fmt: skip
ARRAYS = st.lists(st.one_of(STRINGS, NUMBERS, st.just("/N")), max_size=4).flatmap(
    lambda items: BLANK.map(lambda blank: "[" + blank.join(items) + "]")
)
WITH_NUMBERS = st.tuples(st.lists(NUMBERS, max_size=7), st.sampled_from(OPERATORS), BLANK).map(
    lambda made: made[2].join([*made[0], made[1]])
)
INSTRUCTIONS = st.one_of(
    WITH_NUMBERS,
    WITH_NUMBERS,
    st.tuples(STRINGS, BLANK).map(lambda made: made[0] + made[1].strip("\0%c") + "Tj"),
    st.tuples(ARRAYS, BLANK).map("".join).map(lambda text: text + "TJ"),
    st.tuples(st.sampled_from(["/F1", "/F2", "/F3", "/F#31", "F1"]), NUMBERS, BLANK).map(
        lambda made: made[2].join([made[0], made[1], "Tf"])
    ),
    st.sampled_from(["/c0 cs", "/c0 CS", "/c9 cs", "/DeviceRGB cs", "/a0 gs", "/a1 gs", "/c0\ncs"]),
    st.sampled_from(["/Span<</MCID 0>>BDC", "/P <</MCID 12 >> BDC", "/OC <</MCID 1>> BDC",
                     "/AF<</MCID 3>>BDC", "/OCR <</MCID 3>>BDC", "/Span<</X 1>>BDC",
                     "/Span<</ActualText (a)>>BDC", "/Artifact<</Type/Layout>>BDC"]),
)  # fmt: skip
STREAMS = st.lists(st.tuples(INSTRUCTIONS, BLANK).map("".join), max_size=25).map(
    lambda pieces: "".join(pieces).encode("latin-1")
)


class _Source:
    def entry(self, holder, key):
        return holder.get(key) if isinstance(holder, dict) else None

    def resolve(self, value):
        return value


def _copier():
    made = {}
    copier = SimpleNamespace(
        source=_Source(),
        options=Options(limits=Limits(content_operators=500)),
        log=Log(),
        resources=[],
        hidden_layers=frozenset(),
    )
    copier.value = lambda found, kind: made.setdefault(found, Node())
    second = made.setdefault(2, Node())
    copier.costs = {id(second): 7, id(made.setdefault(4, Node())): 3}
    copier.keep = second
    return copier


def _drawn(data, monkeypatch, *, quickly):
    monkeypatch.setattr(content, "follow", ordinary.follow if quickly else lambda *_: None)
    drawing = Drawing(_copier(), RESOURCES)
    try:
        drawing.draw(data)
        ended = drawing.finish()
    except Hold as hold:
        ended = hold.args
    log = drawing.copier.log
    used = {category: sorted(known) for category, known in drawing.used.items() if known}
    return ended, drawing.cost, used, log.removals, log.changes


@settings(deadline=None, max_examples=400)
@given(STREAMS)
@example(
    b"q 1 0 0 1 0 0 cm/c0 cs 0 scn\nBT 0 Tr/F1 11 Tf 1 0 0 -1 0 0 Tm[(\\000\\001)12<0A>]TJ ET Q"
)
@example(b"BT 3 Tr /F2 1 Tf (abc) Tj [(abc)] TJ ET")
@example(b"1 2 3 m 1 l 0 0 m 12345678901 0 l")
@example(b"/F2 1 Tf" + b"(" + b"a" * 90 + b")Tj")
def test_both_readings_write_the_same(data):
    with pytest.MonkeyPatch.context() as patch:
        quick = _drawn(data, patch, quickly=True)
        assert quick == _drawn(data, patch, quickly=False)


def test_most_of_an_ordinary_page_is_read_in_one_step(monkeypatch):
    """Or the other test would compare the reader of tokens with itself."""
    data = b"q\n0 0 0 rg\nBT\n/F1 11 Tf\n90 745.8 Td\n<0102> Tj\n[<01> -7 (b)] TJ\nET\nQ\n" * 10
    seen = []
    monkeypatch.setattr(content, "instructions", lambda reader, follow: follow(reader) or seen)
    drawing = Drawing(_copier(), RESOURCES)
    drawing.draw(data)
    assert drawing.cost == 90
    assert drawing.finish().count(b"\n") == 90


@pytest.mark.parametrize("piece", ["1 ", "<00>", "(a)", "[", "[1 ", "((", "\\", "/F1 ", "<<", "1-"])
def test_no_run_of_pieces_takes_long(piece, monkeypatch):
    """The one pattern never goes back over what it has read."""
    monkeypatch.setattr(content, "instructions", lambda reader, follow: follow(reader) or ())
    drawing = Drawing(_copier(), RESOURCES)
    begun = time.process_time()
    drawing.draw((piece * 50_000).encode())
    assert time.process_time() - begun < 2
