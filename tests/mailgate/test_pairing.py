"""PPAP: a locked file is opened with its sender's following mail, and with nobody else's."""

import email
import email.policy
import io
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile
from tests.engines.sanitize.benign import office
from tests.mailgate.letters import letter, plain
from tests.mailgate.world import OURS, Sink, Town

from sekisho.mailgate.pairing import Half
from sekisho.mailgate.rows import Envelope

PASSWORD = "Himitsu-2026"
TELLS = f"お世話になっております。\n先ほどのファイルのパスワードは次のとおりです。\n\n{PASSWORD}\n"
SENDER = "kacho@partner.example.jp"
HANAKO, TARO = f"hanako@{OURS}", f"taro@{OURS}"


@pytest.fixture(scope="module")
def document():
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(office.word(2_000, 2))).encrypt(PASSWORD, out)
    return out.getvalue()


def locked(document, **headers):
    message = letter("資料をお送りします。パスワードは別途お送りします。\n", **headers)
    kind = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
    message.add_attachment(document, *kind, filename="資料.docx")
    return message.as_bytes(policy=SMTP)


def tells(text=TELLS, **headers):
    return plain(text, **({"Message_ID": "<m2@partner.example.jp>"} | headers))


def attachments(data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    return message, [part.get_filename() for part in message.iter_attachments()]


@pytest.fixture
def sink():
    with Sink() as sink:
        yield sink


@pytest.fixture
def town(tmp_path, sink):
    with Town(tmp_path, sink.port, pair_minutes=60) as town:
        yield town


def test_the_rebuilt_file_arrives_once_after_the_password(town, sink, document):
    town.send(locked(document))
    town.settled(1)
    assert attachments(sink.wait(1)[0][2])[1] == []
    town.send(tells())
    town.settled(3)
    opened = [data for _, _, data in sink.got if attachments(data)[1]]
    assert len(sink.got) == 3
    message, names = attachments(opened[0])
    assert (len(opened), names) == (1, ["資料.docx"])
    assert message["In-Reply-To"] == "<m1@partner.example.jp>"
    assert message["Message-ID"] != "<m1@partner.example.jp>"
    first = town.done[0] if town.done[0] + "-1" in town.done else town.done[1]
    text = message.get_body().get_content()
    assert text.startswith(f"【関所】先に届いたメール（受付番号 {first}）を、")
    assert "安全に" not in names[0]
    assert town.originals.get(f"{first}-1") == town.originals.get(first)


def test_a_password_that_overtakes_its_file_is_found_as_well(town, sink, document, monkeypatch):
    """Programs send both in one second: which is made safe first is chance."""
    town.send(tells())
    town.settled(1)
    town.send(locked(document))
    town.settled(3)
    assert sum(bool(attachments(data)[1]) for _, _, data in sink.got) == 1


def test_what_was_opened_stands_in_its_row_and_the_password_nowhere(
    town, sink, document, caplog, tmp_path
):
    caplog.set_level(logging.DEBUG, "sekisho")
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # as the program does
    town.send(locked(document))
    town.settled(1)
    town.send(tells())
    town.settled(3)
    row = next(json.loads(p.read_text()) for p in town.spool.records.glob("*-1.json"))
    assert row["outcome"] == "delivered"
    assert any("パスワードで" in flag for flag in row["flags"])
    written = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert PASSWORD.encode() not in written
    assert PASSWORD not in caplog.text


@pytest.mark.parametrize("pages", ["", "https://sekisho.example.lg.jp/transfers/"])
def test_the_recipient_is_told_where_a_password_is_typed(tmp_path, sink, document, pages):
    with Town(tmp_path, sink.port, pages=pages) as town:
        town.send(locked(document))
        town.settled(1)
    lines = attachments(sink.got[0][2])[0].get_body().get_content().splitlines()
    assert f"受付番号: {town.done[0]}" in lines
    assert (f"{pages}?words={town.done[0]}" in lines) == bool(pages)


def test_off_by_default(tmp_path, sink, document):
    with Town(tmp_path, sink.port) as town:
        town.send(locked(document))
        town.settled(1)
        town.send(tells())
        town.settled(2)
    assert [attachments(data)[1] for _, _, data in sink.got] == [[], []]
    assert not (town.spool.folder / "pairs").exists()


@pytest.mark.parametrize(
    ("envelope", "headers", "text"),
    [
        ("other@partner.example.jp", {}, TELLS),
        (SENDER, {"From": "x <other@partner.example.jp>"}, TELLS),
        ("", {}, TELLS),
        (SENDER, {}, "パスワードは次のとおりです。\n\nwrong-1234\n"),
        (SENDER, {}, "パスワードはお電話で。\n"),
    ],
)
def test_nothing_is_opened_with_another_senders_mail_or_a_wrong_password(
    town, sink, document, envelope, headers, text
):
    town.send(locked(document))
    town.settled(1)
    town.send(tells(text, **headers), sender=envelope)
    town.settled(2)
    assert [attachments(data)[1] for _, _, data in sink.got] == [[], []]


def test_the_file_goes_to_those_alone_who_got_both(town, sink, document):
    town.send(locked(document), to=(HANAKO, TARO))
    town.settled(1)
    town.send(tells(), to=(HANAKO, f"jiro@{OURS}"))
    town.settled(3)
    assert [to for _, to, data in sink.got if attachments(data)[1]] == [(HANAKO,)]


def test_a_recipient_of_the_password_alone_gets_no_file(town, sink, document):
    town.send(locked(document), to=(TARO,))
    town.settled(1)
    town.send(tells(), to=(HANAKO,))
    town.settled(2)
    assert len(sink.got) == 2


@pytest.mark.parametrize(
    ("first", "second", "opened"),
    [
        ("spf=pass", "spf=pass", 1),
        ("spf=pass", "spf=none", 0),
        ("spf=pass", "spf=fail", 0),
        ("spf=fail", "spf=pass", 0),
        ("spf=none", "spf=pass; dkim=pass", 1),
    ],
)
def test_what_the_first_mail_proved_the_second_must_prove_too(
    tmp_path, sink, document, first, second, opened
):
    def from_front(data, results):
        return f"Authentication-Results: front.example.jp; {results}\r\n".encode() + data

    with Town(tmp_path, sink.port, pair_minutes=60, front="front.example.jp") as town:
        town.send(from_front(locked(document), first))
        town.settled(1)
        town.send(from_front(tells(), second))
        town.settled(2 + opened)
    assert sum(bool(attachments(data)[1]) for _, _, data in sink.got) == opened


def test_tries_are_bounded(town, sink, document):
    town.send(locked(document))
    town.settled(1)
    for number in range(6):
        town.send(tells(f"パスワード：wrong-{number}000\n", Message_ID=f"<w{number}@x>"))
        town.settled(2 + number)
    town.send(tells())
    town.settled(8)
    assert [attachments(data)[1] for _, _, data in sink.got] == [[]] * 8


def test_a_pair_made_again_after_a_crash_is_sent_once(town, sink, document):
    town.send(locked(document))
    town.settled(1)
    town.send(tells())
    town.settled(3)
    town.send(tells(Message_ID="<m3@partner.example.jp>"))  # the sender's system tells it twice
    town.settled(4)
    assert sum(bool(attachments(data)[1]) for _, _, data in sink.got) == 1


AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
ENVELOPE = Envelope("n1", AT.isoformat(), "c", "h", encrypted=False, sender=SENDER, recipients=())
FIRST = Half(ENVELOPE, SENDER, {"spf": "pass"}, 1)
ADDRESSES = st.sampled_from(
    [SENDER, "kacho@PARTNER.example.jp", "Kacho@partner.example.jp", "", "a@b"]
)


@given(
    ADDRESSES,
    ADDRESSES,
    st.integers(-100, 100),
    st.dictionaries(st.sampled_from(["spf", "dkim"]), st.sampled_from(["pass", "none", "fail"])),
)
def test_two_mails_are_a_pair_only_when_all_of_it_fits(envelope, address, minutes, proofs):
    at = (AT + timedelta(minutes=minutes)).isoformat()
    other = Half(replace(ENVELOPE, sender=envelope, received_at=at), address, proofs, 0)
    same = {SENDER, "kacho@PARTNER.example.jp"}
    wanted = (
        envelope in same and address in same and 0 <= minutes <= 60 and proofs.get("spf") == "pass"
    )
    assert FIRST.precedes(other, 60) == wanted


@given(st.lists(ADDRESSES), st.lists(ADDRESSES))
def test_a_half_is_read_as_it_was_written(some, others):
    half = replace(FIRST, envelope=replace(ENVELOPE, recipients=tuple(some)))
    assert Half.from_bytes(half.as_bytes()) == half
    other = replace(FIRST, envelope=replace(ENVELOPE, recipients=tuple(others)))
    assert set(half.shared(other)) <= set(some)
