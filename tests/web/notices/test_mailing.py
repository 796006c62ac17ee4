"""Handing mails to a real SMTP server on loopback: at least once, and with patience."""

import socket
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.db import IntegrityError, transaction
from tests.web.factories import AT, DAY, make_person
from tests.web.notices.mailserver import running

from sekisho.web.notices import actions
from sekisho.web.notices.actions import Sent, mailing
from sekisho.web.notices.models import Mail

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def started():
    with running() as server:
        yield server


@pytest.fixture
def server(started):
    for each in (started.raw, started.recipients, started.refused, started.cut_off):
        each.clear()
    started.conversations = 0
    return started


@pytest.fixture
def connection(server):
    return EmailBackend(host="127.0.0.1", port=server.port, timeout=5)


def _queue(number=1, at=AT):
    return [
        actions.queue_mail(person=make_person(), count=1, due_on=DAY, at=at) for _ in range(number)
    ]


def _closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class TestHandingOver:
    def test_the_server_receives_headers_and_text_as_meant(self, server, connection):
        (mail,) = _queue()
        assert actions.send_queued(at=AT, connection=connection) == Sent(sent=1)
        (message,) = server.messages
        assert message["Subject"] == "関所: お知らせがあります"
        assert message["To"] == mail.to
        assert server.recipients == [mail.to]
        assert message["From"] == "sekisho@localhost"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Message-ID"] == f"<notice.{mail.pk}.{int(AT.timestamp())}@localhost>"
        assert parsedate_to_datetime(message["Date"]) == AT
        assert message["Date"].endswith("+0900")
        assert message.get_content().rstrip() == mail.body.rstrip()

    def test_on_the_wire_everything_is_seven_bit_and_lines_are_short(self, server, connection):
        _queue()
        actions.send_queued(at=AT, connection=connection)
        (raw,) = server.raw
        raw.decode("ascii")
        assert max(map(len, raw.splitlines())) <= 998

    def test_a_sent_mail_is_marked_and_not_sent_again(self, server, connection):
        _queue(3)
        assert actions.send_queued(at=AT, connection=connection).sent == 3
        assert actions.send_queued(at=AT + MINUTE, connection=connection) == Sent()
        assert len(server.raw) == 3
        assert set(Mail.objects.values_list("sent_at", "attempts", "error")) == {(AT, 1, "")}

    def test_a_run_uses_one_conversation_and_stops_at_its_limit(
        self, server, connection, monkeypatch
    ):
        monkeypatch.setattr(mailing, "MAILS_A_RUN", 4)
        _queue(6)
        assert actions.send_queued(at=AT, connection=connection).sent == 4
        assert server.conversations == 1
        assert Mail.objects.queued().count() == 2

    def test_the_configured_server_is_used_when_none_is_given(self, server, settings):
        settings.MAIL_CONFIGURED = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.DEFAULT_FROM_EMAIL = "関所 <sekisho@asagiri.example>"
        _queue()
        assert actions.send_queued(at=AT).sent == 1
        (message,) = server.messages
        assert message["From"] == "関所 <sekisho@asagiri.example>"
        assert message["Message-ID"].endswith("@asagiri.example>")


class TestNotHandingOver:
    def test_without_a_configured_server_mails_stay_queued_untouched(self, settings):
        settings.MAIL_CONFIGURED = False
        _queue(2)
        assert actions.send_queued(at=AT) == Sent()
        assert Mail.objects.due(AT).filter(attempts=0).count() == 2

    def test_a_refused_recipient_holds_up_nobody_else(self, server, connection):
        bad, good = _queue(2)
        server.refused.add(bad.to)
        assert actions.send_queued(at=AT, connection=connection) == Sent(sent=1, failed=1)
        assert server.recipients == [good.to]
        bad.refresh_from_db()
        assert bad.sent_at is None
        assert "550" in bad.error

    def test_a_line_gone_dead_is_not_taken_for_sent_and_the_next_mail_gets_a_new_one(
        self, server, connection
    ):
        dead, good = _queue(2)
        server.cut_off.add(dead.to)
        assert actions.send_queued(at=AT, connection=connection) == Sent(sent=1, failed=1)
        assert server.recipients == [good.to]
        assert server.conversations == 2
        server.cut_off.clear()
        assert actions.send_queued(at=AT + 5 * MINUTE, connection=connection) == Sent(sent=1)
        dead.refresh_from_db()
        assert (dead.attempts, dead.error) == (2, "")

    def test_a_server_that_does_not_answer_ends_the_run_and_is_recorded(self):
        first, second = _queue(2)
        down = EmailBackend(host="127.0.0.1", port=_closed_port(), timeout=5)
        assert actions.send_queued(at=AT, connection=down) == Sent(failed=1)
        first.refresh_from_db()
        second.refresh_from_db()
        assert "ConnectionRefusedError" in first.error
        assert (second.attempts, second.error) == (0, "")

    def test_the_next_try_waits_twice_as_long_each_time_up_to_an_hour(self, server, connection):
        (mail,) = _queue()
        server.refused.add(mail.to)
        at, waits = AT, []
        for _ in range(8):
            assert actions.send_queued(at=at, connection=connection).failed == 1
            mail.refresh_from_db()
            waits.append((mail.next_try_at - at) / MINUTE)
            assert (
                actions.send_queued(at=mail.next_try_at - MINUTE, connection=connection) == Sent()
            )
            at = mail.next_try_at
        assert waits == [5, 10, 20, 40, 60, 60, 60, 60]

    def test_after_five_days_a_mail_is_given_up_and_kept(self, server, connection):
        old, new = _queue(1)[0], _queue(1, at=AT + timedelta(days=5))[0]
        found = actions.send_queued(at=AT + timedelta(days=5, seconds=1), connection=connection)
        assert found == Sent(sent=1, given_up=1)
        assert server.recipients == [new.to]
        old.refresh_from_db()
        assert old.sent_at is None
        assert old.given_up_at

    def test_a_mail_is_never_both_sent_and_given_up(self):
        (mail,) = _queue()
        with pytest.raises(IntegrityError, match="mail_sent_or_given_up"), transaction.atomic():
            Mail.objects.filter(pk=mail.pk).update(sent_at=AT, given_up_at=AT)


class TestAtLeastOnce:
    def test_a_crash_between_taking_and_marking_sends_twice_with_the_same_id(
        self, server, connection, monkeypatch
    ):
        _queue()

        def crash(*_args):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            send = EmailBackend.send_messages
            patched.setattr(
                EmailBackend,
                "send_messages",
                lambda self, messages: (send(self, messages), crash()),
            )
            with pytest.raises(KeyboardInterrupt):
                actions.send_queued(at=AT, connection=connection)
        assert Mail.objects.queued().count() == 1
        assert actions.send_queued(at=AT + 5 * MINUTE, connection=connection) == Sent(sent=1)
        first, second = server.messages
        assert first["Message-ID"] == second["Message-ID"]

    def test_a_second_run_does_not_take_the_mail_the_first_is_handing_over(
        self, server, connection, monkeypatch
    ):
        _queue()
        inner = []
        send = EmailBackend.send_messages

        def while_sending(self, messages):
            monkeypatch.setattr(EmailBackend, "send_messages", send)
            inner.append(
                actions.send_queued(
                    at=AT + MINUTE,
                    connection=EmailBackend(host="127.0.0.1", port=server.port, timeout=5),
                )
            )
            return send(self, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", while_sending)
        assert actions.send_queued(at=AT, connection=connection) == Sent(sent=1)
        assert inner == [Sent()]
        assert len(server.raw) == 1

    def test_a_claim_made_meanwhile_by_another_run_is_left_alone(self):
        (mail,) = _queue()
        stale = Mail.objects.get(pk=mail.pk)
        assert mailing._claim(mail, AT)
        assert not mailing._claim(stale, AT)
        assert Mail.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_sending_inside_a_transaction_is_refused_before_anything_is_sent(server, connection):
    _queue()
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.send_queued(at=AT, connection=connection)
    assert server.raw == []
