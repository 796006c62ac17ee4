"""The quick reading of an address in MAIL and RCPT: what the grammar reads, or not at all."""

import asyncio
from collections import Counter

import pytest
from aiosmtpd.smtp import SMTP
from hypothesis import given
from hypothesis import strategies as st

from sekisho.mailgate.addresses import split
from sekisho.mailgate.receiving import _PLAIN, _Server


@pytest.fixture(scope="module")
def server():
    loop = asyncio.new_event_loop()
    yield _Server(None, open_ones=Counter(), most=1, hostname="x", loop=loop)
    loop.close()


PIECES = st.sampled_from([*'ab.@<>()[]\\",;: +-_=%!é', "a", "b.c", "@x.jp", "> SIZE=10", "..", "x"])


@given(st.lists(PIECES, max_size=14).map("".join))
def test_both_read_the_same_or_the_door_takes_neither(server, text):
    told = f"<{text}"
    if _PLAIN.fullmatch(told) is None:
        return
    quick, rest = server._getaddr(told)
    grammar, more = SMTP._getaddr(server, told)
    if grammar is None:
        assert split(quick) is None
    else:
        assert (quick, rest.split()) == (grammar, more.split())


@pytest.mark.parametrize(
    ("told", "quick"),
    [
        ("<a.b+c@town.example.lg.jp> SIZE=10 BODY=8BITMIME", True),
        ("<a@x.jp>", True),
        ("<a.@x.jp>", False),
        ('<"a b"@x.jp>', False),
        ("<a@[192.0.2.1]>", False),
        ("<総務@x.jp> SMTPUTF8", False),
        ("<>", False),
    ],
)
def test_only_the_plain_ones_are_read_quickly(told, quick):
    assert (_PLAIN.fullmatch(told) is not None) == quick
