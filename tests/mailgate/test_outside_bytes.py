"""Outside bytes against the gateway's own readers; oracles are the standard library's parsers."""

import email
import email.policy
import re
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.sanitize.direct import Direct
from tests.mailgate.letters import plain

from sekisho.mailgate import composing, screening, sender
from sekisho.mailgate.addresses import domain_as_ascii, split
from sekisho.mailgate.options import GateOptions
from sekisho.mailgate.relay import stuffed
from sekisho.mailgate.rows import Envelope, Fate, Row, Stage, offered_line
from sekisho.sanitize import annotated, sanitize
from sekisho.sanitize.rebuild.mail.links import not_live

OPTIONS = GateOptions(name="gate.example", domains=("town.example",))
LINES = st.lists(st.binary(max_size=30).filter(lambda b: b"\r" not in b and b"\n" not in b))


def unstuffed(wire: bytes) -> tuple[bytes, bytes]:
    """RFC 5321 §4.5.2 as a receiver does it: the message, and what comes after its end."""
    lines, rest = [], wire
    while True:
        line, _, rest = rest.partition(b"\r\n")
        if line == b".":
            return b"".join(lines), rest
        lines.append((line.removeprefix(b".") if line.startswith(b".") else line) + b"\r\n")


@given(LINES)
def test_what_goes_over_the_wire_ends_where_we_end_it_and_comes_out_the_same(lines):
    message = b"".join(line + b"\r\n" for line in lines) or b"\r\n"
    assert unstuffed(stuffed(message) + b".\r\n") == (message, b"")


@given(st.binary(max_size=200))
def test_line_ends_are_judged_as_a_splitter_judges_them(data):
    pieces = data.split(b"\r\n")
    bare = any(b"\r" in piece or b"\n" in piece for piece in pieces)
    assert screening.ends_lines_badly(data) == bare


@given(st.binary(max_size=400))
def test_a_glimpse_gives_only_words_of_the_fixed_alphabet(data):
    seen = screening.glimpse(data)
    assert seen.automatic in {"", "auto-generated", "auto-replied", "auto-notified"}
    assert seen.precedence in {"", "bulk", "list", "junk"}
    assert re.fullmatch(r"[A-Za-z0-9._-]*", seen.list_id)
    assert all(re.fullmatch(r"[a-z0-9.-]+", name) for name in seen.passed)


@given(st.text(max_size=60), st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_trace_lines_cannot_be_broken_out_of(helo, client, extra):
    block = "\r\n".join(f"X-Sekisho-Trace: {name}" for name in extra).encode("utf-8", "replace")
    envelope = Envelope(
        "n1",
        "2026-11-30T09:00:00+09:00",
        client,
        helo,
        encrypted=False,
        sender="",
        recipients=("a@b",),
    )
    message = composing.traced(plain(), envelope, screening.glimpse(block + b"\r\n"), OPTIONS)
    mail = email.message_from_bytes(message, policy=email.policy.default)
    allowed = {"Received", "X-Sekisho-Trace", "From", "To", "Subject", "Date", "Message-ID"}
    assert set(mail.keys()) <= allowed | {
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }
    assert len(mail.get_all("Received")) == 1
    assert mail.get_content().startswith("お世話になっております。")


@given(st.text(max_size=80))
def test_an_address_taken_in_is_one_address_for_every_reader(text):
    parts = split(text)
    if parts is not None:
        read = getaddresses([text])
        assert len(read) == 1
        assert read[0][1] == text
        assert not re.search(r"[\s<>,;\"()]", text)


@given(st.text(max_size=80))
def test_domains_have_one_spelling(text):
    once = domain_as_ascii(text)
    assert domain_as_ascii(once) == once
    assert once == once.lower()
    assert once.isascii()


@given(st.text(alphabet="htps:/.w xé本Hx[", max_size=60))
def test_no_address_stays_live(text):
    shown = not_live(text)
    assert not re.search(r"(?i)https?://", shown)
    assert not re.search(r"(?i)(?<![\w.])www\.[\w-]", shown)
    assert not_live(shown) == shown


TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=60)


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_notes_are_added_around_the_text_and_the_rest_stays(above, below):
    result = sanitize(plain(), "message.eml", sandbox=Direct())
    added = annotated(result, above, below, sandbox=Direct())
    if added.data is None:  # letters the verifier does not let cross: held, never sent
        assert added.reasons[0].code == "not-verified"
        return
    before, after = (
        email.message_from_bytes(each.data, policy=email.policy.default) for each in (result, added)
    )
    assert after.items() == before.items()
    words = after.get_content()
    assert before.get_content().strip() in words
    assert words.startswith(above)
    assert words.removesuffix("\r\n").endswith(below)


def test_notes_leave_attachments_as_they_were():
    from tests.mailgate.letters import hostile

    result = sanitize(hostile(), "message.eml", sandbox=Direct())
    added = annotated(result, "上", "下", sandbox=Direct())
    read = email.message_from_bytes(added.data, policy=email.policy.default)
    first = email.message_from_bytes(result.data, policy=email.policy.default)
    pairs = zip(first.iter_attachments(), read.iter_attachments(), strict=True)
    assert [a.get_content() == b.get_content() for a, b in pairs] == [True]
    assert added.sha256_out != result.sha256_out


WHO = ("a@town.example.lg.jp", "花子@town.example.lg.jp")
READY_ROW = Row(
    Envelope(
        "n1", "2026-11-30T09:00:00+09:00", "c", "h", encrypted=False, sender="b@x", recipients=WHO
    ),
    Stage.READY,
    "delivered",
    dict.fromkeys(WHO, Fate.WAITING),
    {},
)


@given(st.lists(st.integers(0, 60), max_size=3), st.integers(0, 60))
def test_half_a_line_behind_a_row_says_that_no_dot_was_sent(cuts, last):
    """Each attempt to write the line may be cut short anywhere; only the last one may be whole."""
    line = offered_line(WHO)
    data = READY_ROW.as_bytes() + b"".join(line[: min(cut, len(line) - 1)] for cut in cuts)
    assert Row.from_bytes(data) == READY_ROW
    whole = data + line + line[: min(last, len(line) - 1)]
    assert Row.from_bytes(whole).fates == dict.fromkeys(WHO, Fate.OFFERED)


@given(st.sampled_from(list(Stage)), st.lists(st.sampled_from(list(Fate)), max_size=4), TEXTS)
def test_a_row_is_read_as_it_was_written(stage, fates, words):
    envelope = Envelope(
        "n1",
        "2026-11-30T09:00:00+09:00",
        "c",
        "h",
        encrypted=True,
        sender=words,
        recipients=("a@b",),
    )
    pairs = {f"{n}@x": fate for n, fate in enumerate(fates)}
    report = {"reasons": []}
    row = Row(envelope, stage, "delivered", pairs, report, (words,), words, 2, (words,))
    assert Row.from_bytes(row.as_bytes()) == row
    assert Envelope.from_line(envelope.as_line()) == envelope


@pytest.mark.parametrize(
    ("domain", "known", "alike"),
    [
        ("town.examp1e.lg.jp", "town.example.lg.jp", True),
        ("tovvn.example.lg.jp", "town.example.lg.jp", True),
        ("town.exarnple.lg.jp", "town.example.lg.jp", True),
        ("town.exmaple.lg.jp", "town.example.lg.jp", True),
        ("town.example.lg.jp.evil.example", "town.example.lg.jp", False),
        ("town.example.lg.jp", "town.example.lg.jp", False),
        ("city.example.lg.jp", "town.example.lg.jp", False),
        ("tоwn.example.lg.jp", "town.example.lg.jp", True),
        ("a.jp", "b.jp", False),
    ],
)
def test_look_alikes(domain, known, alike):
    assert sender.looks_like(domain, known) is alike
