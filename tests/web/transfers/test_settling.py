"""What is held is closed or sent again, once, by somebody; the gateway does it, exactly once."""

import threading
import time

import pytest
import time_machine
from django.urls import reverse
from tests.mailgate.letters import ambiguous, plain
from tests.mailgate.world import Sink, Town
from tests.web.factories import AT, client_for
from tests.web.transfers.parts import OURS, auditor, desk, hanako, held, record, take

from sekisho.mailgate import Fate
from sekisho.web.evidence import queries as evidence
from sekisho.web.transfers import actions, agreement
from sekisho.web.transfers.errors import TransfersRefusedError
from sekisho.web.transfers.models import Crossing

pytestmark = pytest.mark.django_db
WHO = f"hanako@{OURS}"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


def doubtful(**changed):
    return held(outcome="delivered", fates={WHO: Fate.DOUBT}, **changed)


def sealed(kind):
    return list(evidence.sealed([kind]))


def again(spool):
    return actions.take_in(spool=spool, domains=(OURS,), at=AT)


class TestClosing:
    def test_it_is_closed_with_a_reason_and_leaves_the_spool(self, tmp_path):
        (row,) = take(tmp_path, held())
        by = desk()
        actions.close(crossing=row, reason=" 心当たりなし ", by=by, at=AT)
        row.refresh_from_db()
        assert (row.state, row.closed_by, row.close_reason) == ("closed", by, "心当たりなし")
        (entry,) = sealed("crossing.closed")
        assert entry.actor == str(by.opaque_id)
        assert "心当たり" not in str(entry)
        again(tmp_path)
        assert list((tmp_path / "held").glob("*.json")) == []
        assert list(agreement.differences()) == []

    def test_without_a_reason_it_stays(self, tmp_path):
        (row,) = take(tmp_path, held())
        with pytest.raises(TransfersRefusedError):
            actions.close(crossing=row, reason="  ", by=desk(), at=AT)
        row.refresh_from_db()
        assert row.state == "held"

    def test_what_does_not_wait_cannot_be_closed(self, tmp_path):
        (row,) = take(tmp_path, record())
        with pytest.raises(TransfersRefusedError):
            actions.close(crossing=row, reason="x", by=desk(), at=AT)

    def test_a_closed_one_stays_closed_whatever_the_spool_says(self, tmp_path):
        first = held()
        (row,) = take(tmp_path, first)
        actions.close(crossing=row, reason="x", by=desk(), at=AT)
        (row,) = take(tmp_path, held(number=first.number, flags=("新しい記録",)))
        assert row.state == "closed"
        assert list(agreement.differences()) == []

    def test_a_reason_changed_behind_our_back_is_found(self, tmp_path):
        (row,) = take(tmp_path, held())
        actions.close(crossing=row, reason="x", by=desk(), at=AT)
        Crossing.objects.filter(pk=row.pk).update(close_reason="y")
        assert [each.subject for each in agreement.differences()] == [f"crossing:{row.pk}"]


class TestSendingAgain:
    def test_an_order_is_left_for_the_gateway_while_it_is_owed(self, tmp_path):
        (row,) = take(tmp_path, doubtful())
        actions.send_again(crossing=row, by=desk(), at=AT)
        assert not (tmp_path / "orders").exists()
        again(tmp_path)
        order = tmp_path / "orders" / f"{row.number}.resend"
        assert order.read_text() == row.record_sha256
        order.unlink()
        again(tmp_path)
        assert order.exists()

    def test_no_order_stands_once_the_message_has_moved_on(self, tmp_path):
        first = doubtful()
        (row,) = take(tmp_path, first)
        actions.send_again(crossing=row, by=desk(), at=AT)
        (row,) = take(tmp_path, doubtful(number=first.number, resent=1))
        assert row.state == "held"
        assert list((tmp_path / "orders").glob("*")) == []

    @pytest.mark.parametrize("what", [held(), held(outcome="rejected"), held(outcome="delivered")])
    def test_what_was_never_made_safe_or_has_arrived_is_not_sent(self, tmp_path, what):
        (row,) = take(tmp_path, what)
        with pytest.raises(TransfersRefusedError):
            actions.send_again(crossing=row, by=desk(), at=AT)

    def test_a_running_gateway_sends_it_once(self, tmp_path):
        with (
            Sink() as sink,
            Town(tmp_path, sink.port, order_seconds=0.05) as town,
        ):
            sink.answers = ["hang up"]
            town.send(plain())
            town.settled(1)
            again(town.spool.folder)
            row = Crossing.objects.get()
            assert row.state == "held"
            actions.send_again(crossing=row, by=desk(), at=AT)
            again(town.spool.folder)
            sink.wait(1)
            town.settled(1)
            until = time.monotonic() + 20
            while not town.done and time.monotonic() < until:
                threading.Event().wait(0.02)
            again(town.spool.folder)
            row.refresh_from_db()
            assert row.state == "done"
            assert len(sink.got) == 1
        assert list(agreement.differences()) == []

    def test_an_order_for_another_state_of_the_message_is_not_carried_out(self, tmp_path):
        with Sink() as sink, Town(tmp_path, sink.port, order_seconds=0.05) as town:
            sink.answers = ["hang up"]
            town.send(plain())
            town.settled(1)
            (number,) = town.held
            order = town.spool.orders / f"{number}.resend"
            order.write_text("0" * 64)
            until = time.monotonic() + 20
            while order.exists() and time.monotonic() < until:
                threading.Event().wait(0.02)
            threading.Event().wait(0.3)
            assert town.held == [number]
            assert sink.got == []

    def test_an_order_never_sends_what_was_held_unsafe(self, tmp_path):
        with Sink() as sink, Town(tmp_path, sink.port, order_seconds=0.05) as town:
            town.send(ambiguous())
            town.settled(1)
            (number,) = town.held
            notices = len(sink.wait(1))
            digest = town.spool._held_digest(number).decode()
            (town.spool.orders / f"{number}.resend").write_text(digest)
            threading.Event().wait(0.5)
            assert town.held == [number]
            assert len(sink.got) == notices


class TestPages:
    def test_the_desk_closes_with_a_reason_the_recipient_reads(self, tmp_path):
        person = hanako()
        (row,) = take(tmp_path, held())
        client, address = client_for(desk()), reverse("transfers:close", args=[row.pk])
        assert client.get(address).status_code == 200
        assert client.post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "心当たりがない"}).status_code == 302
        page = client_for(person).get(reverse("transfers:crossing", args=[row.pk]))
        assert "心当たりがない" in page.content.decode()
        assert client.get(address).status_code == 404

    def test_the_desk_sends_again_from_the_page(self, tmp_path):
        (row,) = take(tmp_path, doubtful())
        client, page = client_for(desk()), reverse("transfers:crossing", args=[row.pk])
        assert "もう一度送る" in client.get(page).content.decode()
        client.post(reverse("transfers:send", args=[row.pk]))
        row.refresh_from_db()
        assert row.state == "sending"
        assert "もう一度送る" not in client.get(page).content.decode()
        answer = client.post(reverse("transfers:send", args=[row.pk]), follow=True)
        assert "もう判断を待っていません" in answer.content.decode()

    def test_nobody_else_may(self, tmp_path):
        person = hanako()
        (row,) = take(tmp_path, doubtful())
        for who in (person, auditor()):
            for name in ("close", "send"):
                answer = client_for(who).post(reverse(f"transfers:{name}", args=[row.pk]))
                assert answer.status_code == 403
        row.refresh_from_db()
        assert row.state == "held"
