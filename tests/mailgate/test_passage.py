"""A mail's whole passage over real sockets; what arrives is read with the standard library."""

import email
import email.policy
import smtplib
from email.policy import SMTP

import pytest
from tests.mailgate.letters import ambiguous, hostile, letter, plain
from tests.mailgate.world import OURS, Sink, Town


def read(data: bytes):
    """What a recipient would read, by a parser we do not use."""
    return email.message_from_bytes(data, policy=email.policy.default)


@pytest.fixture
def sink():
    with Sink() as here:
        yield here


@pytest.fixture
def town(tmp_path, sink):
    with Town(tmp_path, sink.port, trusted=("partner.example.jp",)) as here:
        yield here


def test_a_plain_mail_arrives_as_it_was_written_and_threads(town, sink):
    town.send(plain(In_Reply_To="<q@town.example.lg.jp>", References="<q@town.example.lg.jp>"))
    sender, to, data = sink.wait(1)[0]
    mail = read(data)
    assert (sender, to) == ("kacho@partner.example.jp", (f"hanako@{OURS}",))
    assert mail["Subject"] == "資料の送付について"
    assert mail["From"].addresses[0].display_name == "山田 太郎"
    assert mail["Message-ID"] == "<m1@partner.example.jp>"
    assert mail["In-Reply-To"] == mail["References"] == "<q@town.example.lg.jp>"
    assert mail.get_content().splitlines()[:2] == [
        "お世話になっております。",
        "資料をお送りします。",
    ]
    assert "関所" not in mail.get_content()
    assert "gate.town.example.lg.jp" in mail["Received"]


def test_a_hostile_mail_arrives_readable_and_says_what_was_taken_out(town, sink):
    sent = hostile()
    town.send(sent)
    mail = read(sink.wait(1)[0][2])
    text = mail.get_body().get_content()
    assert [part.get_filename() for part in mail.iter_attachments()] == ["表.csv"]
    assert b"MZ" not in mail.as_bytes()
    assert "<script" not in text
    assert text.count("関所からのお知らせ") == 1  # one note, though two wrote it
    assert "\n受付番号: 20261130-" in text
    assert "見積書.exe" in text
    assert "情報担当に申し出てください" in text
    town.settled(1)
    number = town.done[0]
    assert town.originals.get(number) == sent
    assert sent[:200] not in (town.originals.folder / f"{number}.sealed").read_bytes()


def test_a_mail_whose_attachment_stayed_says_how_to_ask_for_it(town, sink):
    """Also when nothing else was changed: without the receipt number nobody could ask."""
    message = letter()
    message.add_attachment(b"MZ" + bytes(60), "application", "octet-stream", filename="a.exe")
    town.send(message.as_bytes(policy=SMTP))
    text = read(sink.wait(1)[0][2]).get_body().get_content()
    assert "渡せなかった添付ファイルが 1 件あります。" in text
    assert "ほかは" not in text
    assert "\n受付番号: 20261130-" in text
    assert "90日間、暗号化して保管しています" in text


def test_links_are_shown_but_not_live(town, sink):
    town.send(plain("確認は https://evil.example/login から\n"))
    text = read(sink.wait(1)[0][2]).get_content()
    assert "evil" in text
    assert "https://evil.example" not in text


def test_a_mail_read_in_two_ways_is_held_and_its_recipient_told(town, sink):
    town.send(ambiguous(), sender="a@partner.example.jp")
    sender, to, data = sink.wait(1)[0]
    notice = read(data)
    assert (sender, to) == ("", (f"hanako@{OURS}",))
    assert notice["Subject"] == "【関所】メールを保留しました"
    assert notice["Auto-Submitted"] == "auto-generated"
    assert "one" not in notice.get_content().replace("one of", "")
    assert "a@partner.example.jp" in notice.get_content()
    town.settled(1)
    assert len(town.held) == 1
    assert town.originals.about(town.held[0]).kind == "mail-held"


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"From": '"hanako@town.example.lg.jp" <x@evil.example>'}, "表示名に"),
        ({"From": "x@town.examp1e.lg.jp"}, "に似せた"),
        ({"From": "x@partnar.example.jp"}, "に似せた"),
        ({"Reply_To": "x@evil.example"}, "返信すると"),
        ({"From": "x@xn--prtner-3nf.example.jp"}, "別の文字"),
        ({"Subject": "報告\u202egpj.exe"}, "並びを逆にする"),
    ],
)
def test_tricks_of_the_sender_are_said_in_one_line_at_the_top(town, sink, headers, words):
    town.send(plain(**headers))
    first = read(sink.wait(1)[0][2]).get_content().splitlines()[0]
    assert first.startswith("【差出人に注意】")
    assert words in first


def test_a_message_that_comes_round_is_held_and_nobody_is_written_to(town, sink):
    town.send(plain())
    again = sink.wait(1)[0][2]
    town.send(again)
    town.settled(2)
    assert len(sink.got) == 1
    assert len(town.held) == 1


def test_a_message_of_too_many_hops_is_held(town, sink):
    town.send(b"Received: from a by b; x\r\n" * 40 + plain())
    town.settled(1)
    assert (len(town.held), sink.got) == (1, [])


def test_bounces_and_lists_keep_the_marks_that_stop_answering_machines(town, sink):
    town.send(
        plain(Auto_Submitted="auto-replied", Precedence="bulk", List_Id="会報 <news.example.jp>"),
        sender="",
    )
    sender, _, data = sink.wait(1)[0]
    mail = read(data)
    assert (sender, mail["Auto-Submitted"], mail["Precedence"]) == ("", "auto-replied", "bulk")
    assert mail["List-Id"] == "<news.example.jp>"


def test_japanese_addresses_pass_by_smtputf8(town, sink):
    with town.smtp() as smtp:
        smtp.ehlo()
        smtp.sendmail("山田@例え.jp", [f"花子@{OURS}"], plain(), ["SMTPUTF8", "BODY=8BITMIME"])
    assert sink.wait(1)[0][:2] == ("山田@例え.jp", (f"花子@{OURS}",))


@pytest.mark.parametrize(
    "to",
    [
        "x@other.example.jp",
        "x%other.example.jp@town.example.lg.jp",
        "other.example.jp!x@town.example.lg.jp",
        '"x@other.example.jp"@town.example.lg.jp',
        "x@town.example.lg.jp@other.example.jp",
        "x@[127.0.0.1]",
    ],
)
def test_it_is_no_open_relay(town, to):
    with town.smtp() as smtp:
        smtp.ehlo()
        smtp.mail("a@partner.example.jp")
        code = smtp.rcpt(to)[0]
    assert code >= 500


def test_a_client_outside_the_networks_is_refused(tmp_path):
    with (
        Town(tmp_path, 1, networks=("192.0.2.0/24",)) as town,
        pytest.raises(smtplib.SMTPSenderRefused),
    ):
        town.send(plain())


@pytest.mark.parametrize(
    "tail",
    [b"\n.\n", b"\n.\r\n", b"\r.\r\n", b"\r\n.\r", b"a\rb", b"a\nb", b"\r\r\n"],
)
def test_deceptive_line_ends_are_refused_and_nothing_is_smuggled(town, sink, tail):
    body = plain() + b"x" + tail + b"MAIL FROM:<e@evil.example>\r\nRCPT TO:<y@x>\r\nDATA\r\n"
    with town.smtp() as smtp:
        smtp.ehlo()
        smtp.mail("a@partner.example.jp")
        smtp.rcpt(f"hanako@{OURS}")
        smtp.docmd("DATA")
        smtp.send(body + b"\r\n.\r\n")
        code, _ = smtp.getreply()
        assert code == 550
        assert smtp.noop()[0] == 250
    assert list(town.spool.folder.glob("*.in")) == []
    assert sink.got == []


def test_a_leading_dot_is_the_line_it_was(town, sink):
    town.send(plain(".\n..\n.つづき\n"))
    assert read(sink.wait(1)[0][2]).get_content().splitlines()[:3] == [".", "..", ".つづき"]


def test_too_large_too_fast_and_too_many_are_put_off_or_refused(tmp_path, sink):
    limits = {"message_bytes": 20_000, "per_minute": 2, "recipients": 1}
    with Town(tmp_path, sink.port, **limits) as town, town.smtp() as smtp:
        smtp.ehlo()
        assert smtp.mail("a@partner.example.jp", ["SIZE=30000"])[0] == 552
        smtp.mail("a@partner.example.jp")
        assert smtp.rcpt(f"a@{OURS}")[0] == 250
        assert smtp.rcpt(f"b@{OURS}")[0] == 452
        assert smtp.data(b"x" * 900 + b"\r\n" + b"y\r\n" * 9000)[0] == 552
        smtp.mail("a@partner.example.jp")
        smtp.rset()
        assert smtp.mail("a@partner.example.jp")[0] == 451


def test_connections_beyond_the_limit_are_told_to_come_again(tmp_path, sink):
    with Town(tmp_path, sink.port, connections=1) as town, town.smtp() as first:
        first.ehlo()
        with pytest.raises(smtplib.SMTPConnectError) as told:
            town.smtp()
        assert told.value.smtp_code == 421
        assert first.noop()[0] == 250


RESULTS = (
    b"Authentication-Results: other.example; spf=pass\r\n"
    b"Authentication-Results: front.example 1;\r\n spf=fail smtp.mailfrom=x;\r\n"
    b"\tdkim=pass header.d=y; dmarc=fail\r\n"
    b"Authentication-Results: front.example; spf=pass; dmarc=pass\r\n"
)


def test_what_the_front_server_could_not_confirm_is_said(tmp_path, sink):
    with Town(tmp_path, sink.port, front="front.example") as town:
        town.send(RESULTS + plain())
        first = read(sink.wait(1)[0][2]).get_content().splitlines()[0]
    assert first == "【差出人に注意】送信元の確認に失敗しています（SPF fail、DMARC fail）。"


def test_without_a_named_front_server_such_fields_say_nothing(town, sink):
    town.send(RESULTS + plain())
    assert "送信元の確認" not in read(sink.wait(1)[0][2]).get_content()
