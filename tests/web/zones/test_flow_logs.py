"""Flow logs in the web: held against the permits of their time, sealed, shown, checked."""

import json
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person
from tests.web.zones.parts import decided_flow, keeper, mail_gateway, place_zones, special

from sekisho.web.approvals.models import Permit
from sekisho.web.evidence import queries as evidence
from sekisho.web.ui.apart import ApartError, ApartLateError
from sekisho.web.zones import actions, agreement, checks, flowing, queries
from sekisho.web.zones.actions import Came
from sekisho.web.zones.errors import FlowLogRefusedError, NoPolicyError
from sekisho.web.zones.keeping import closed, opened
from sekisho.web.zones.models import FlowLog, PermittedFlow

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=10)
HEAD = "日時,送信元,宛先,プロトコル,送信元ポート,宛先ポート"
MAIL = ("10.20.0.5", "192.0.2.25", "tcp", 40000, 25)
LEAK = ("10.20.0.5", "203.0.113.9", "tcp", 40001, 443)


@pytest.fixture
def network():
    place_zones(families=(4,))
    return decided_flow(through=mail_gateway())


def written(*rows, at=AT + timedelta(hours=1)):
    lines = [",".join([at.isoformat(), *map(str, row)]) for row in rows]
    return "\n".join([HEAD, *lines]).encode()


def took(*rows, at=LATER, data=None, **when):
    came = Came("flows.csv", written(*rows, **when) if data is None else data)
    return actions.take_flow_log(came=came, by=keeper(), at=at)


def _text(response):
    return BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)


def _sent(data):
    return {"file": SimpleUploadedFile("flows.csv", data)}


class TestTaking:
    def test_what_is_permitted_is_counted_and_sealed_and_the_log_is_not_kept(self, network):
        row = took(MAIL, MAIL, ("10.20.0.5", "10.20.0.6", "tcp", 1, 445))
        assert (row.verdict, row.figures["permitted"], row.figures["inside"]) == ("permitted", 2, 1)
        assert b"10.20.0.6" not in opened(row.detail)
        (entry,) = evidence.sealed(["flow-log.taken"])
        assert entry.facts["figures"] == row.figures
        assert not list(agreement.differences())

    def test_what_nothing_permits_is_kept_closed_and_stays_out_of_the_ledger(self, network):
        row = took(MAIL, LEAK)
        assert (row.verdict, row.figures["unpermitted"]) == ("unpermitted", 1)
        assert b"203.0.113.9" not in bytes(row.detail)
        (entry,) = evidence.sealed(["flow-log.taken"])
        assert "203.0.113.9" not in json.dumps(dict(entry.facts))

    def test_each_record_is_judged_by_the_permits_of_its_time(self, network):
        actions.end_flow(flow=network, by=keeper(), at=AT + timedelta(days=2))
        assert took(MAIL, at=LATER).figures["permitted"] == 1
        late = took(MAIL, at=LATER, data=written(MAIL, at=AT + timedelta(days=3)))
        assert late.figures["expired"] == 1
        before = took(data=written(MAIL, at=AT - timedelta(days=1)))
        assert before.figures["early"] == 1

    def test_a_flow_counts_from_its_decision_not_from_the_morning_of_its_first_day(self, network):
        (span,) = queries.permitted_ever(LATER)[1]
        assert span.begins == PermittedFlow.objects.get().decided_at
        assert span.ends is None

    def test_a_closed_gateway_still_explains_what_passed_it(self, network):
        actions.end_flow(flow=network, by=keeper(), at=AT + timedelta(days=2))
        actions.close_gateway(gateway=network.through, by=keeper(), at=AT + timedelta(days=3))
        assert took(MAIL).figures["permitted"] == 1

    def test_special_flows_count_to_midnight_of_their_last_day_or_to_their_end(self, network):
        special(days=3)
        row = ("10.10.0.21", "10.20.0.40", "tcp", 40000, 443)
        assert took(row).figures["permitted"] == 1
        days = AT + timedelta(days=4)
        assert took(data=written(row, at=days)).figures["expired"] == 1
        Permit.objects.update(ended_at=AT + timedelta(minutes=30), ended_by=keeper())
        again = took(data=written(row, at=AT + timedelta(minutes=31)))
        assert again.figures["expired"] == 1

    def test_a_flow_nobody_decided_permits_nothing(self):
        place_zones(families=(4,))
        actions.ask_flow(
            entry=actions.FlowEntry(
                source=queries.Zone.objects.get(key="lgwan"),
                destination=queries.Zone.objects.get(key="internet"),
                protocol="tcp",
                ports=("443",),
                purpose="閲覧",
                starts=AT.date(),
            ),
            by=keeper(),
            at=AT,
        )
        assert took(LEAK).figures["unpermitted"] == 1

    def test_rows_that_say_nothing_are_counted_and_named(self, network):
        row = took(data=written(MAIL) + b"\nx,y,z,tcp,1,2\n")
        assert (row.verdict, row.figures["unread"]) == ("unread", 1)
        assert json.loads(opened(row.detail))["not_read"] == [[3, "at"]]

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "空です"),
            (b"\0\0", "文字のファイル"),
            (b"a,b\n1,2\n", "「日時、宛先、プロトコル、送信元」"),
            (HEAD.encode(), "1件もありません"),
            (written(MAIL, at=LATER + timedelta(days=1)), "未来"),
        ],
    )
    def test_what_cannot_be_used_is_refused_and_nothing_is_kept(self, network, data, words):
        with pytest.raises(FlowLogRefusedError, match=words):
            took(data=data)
        assert not FlowLog.objects.exists()
        assert not list(evidence.sealed(["flow-log.taken"]))

    def test_a_large_file_is_refused_before_anything_reads_it(self, network, monkeypatch):
        monkeypatch.setattr(flowing, "run_apart", lambda *_: pytest.fail("worked on"))
        with pytest.raises(FlowLogRefusedError, match="大きすぎます"):
            took(data=b"a" * (flowing.LARGEST_BYTES + 1))

    @pytest.mark.parametrize(
        ("trouble", "words"), [(ApartLateError(), "時間"), (ApartError(), "処理が止まりました")]
    )
    def test_a_child_that_fails_shows_nothing(self, network, monkeypatch, trouble, words):
        def fails(*_):
            raise trouble

        monkeypatch.setattr(flowing, "run_apart", fails)
        with pytest.raises(FlowLogRefusedError, match=words):
            took(MAIL)
        assert not FlowLog.objects.exists()

    def test_a_child_that_breaks_for_true_shows_nothing(self, network):
        with pytest.raises(FlowLogRefusedError, match="処理が止まりました"):
            flowing.judged_apart(written(MAIL), "zones: [", ())

    def test_the_same_file_is_refused_the_second_time(self, network):
        took(MAIL)
        with pytest.raises(FlowLogRefusedError, match="既に"):
            took(MAIL)

    def test_two_who_take_it_at_once_leave_one_row(self, network, monkeypatch):
        data, judged = written(MAIL), flowing.judged_apart

        def meanwhile(*words):
            if not FlowLog.objects.exists():
                monkeypatch.setattr(flowing, "judged_apart", judged)
                took(data=data)
            return judged(*words)

        monkeypatch.setattr(flowing, "judged_apart", meanwhile)
        with pytest.raises(FlowLogRefusedError, match="既に"):
            took(data=data)
        assert FlowLog.objects.count() == 1
        assert len(list(evidence.sealed(["flow-log.taken"]))) == 1

    def test_without_a_policy_nothing_is_judged(self):
        with pytest.raises(NoPolicyError):
            took(MAIL)

    def test_an_altered_row_is_found(self, network):
        row = took(LEAK)
        FlowLog.objects.update(figures={**row.figures, "wrong": 0})
        assert [each.subject for each in agreement.differences()] == [f"flow-log:{row.pk}"]


class TestCheck:
    def verdict(self, at=LATER):
        return str(checks.flows_permitted(at).verdict)

    def test_weak_without_a_young_log(self, network):
        assert self.verdict() == "weak"
        took(MAIL)
        assert self.verdict(AT + timedelta(days=31)) == "holds"
        assert self.verdict(AT + timedelta(days=32)) == "weak"

    def test_fails_for_the_newest_and_is_weak_for_an_older_one(self, network):
        row = took(LEAK)
        assert self.verdict() == "fails"
        assert checks.flows_permitted(LATER).rows == ({"flow_log": row.pk, "wrong": 1},)
        took(data=written(MAIL, at=AT + timedelta(days=2)))
        assert self.verdict() == "weak"
        assert (
            self.verdict(AT + timedelta(days=32)) == "holds"
        )  # the older one is out of the period

    def test_an_innocent_log_of_before_does_not_cover_the_newest(self, network):
        took(data=written(LEAK, at=AT + timedelta(days=5)))
        took(data=written(MAIL, at=AT + timedelta(days=4)))
        assert self.verdict() == "fails"

    def test_weak_for_rows_nobody_could_read(self, network):
        took(data=written(MAIL) + b"\nx\n")
        assert self.verdict() == "weak"


class TestPages:
    @pytest.fixture(autouse=True)
    def _on_the_day(self):
        cache.clear()
        with time_machine.travel(LATER, tick=False):
            yield

    @pytest.fixture
    def client(self):
        return client_for(keeper())

    @pytest.fixture
    def auditor(self):
        return client_for(make_person(roles=("auditor",)))

    def test_readers_look_and_keepers_take(self, client, auditor, network):
        row = took(MAIL)
        for name, arguments in (("flow-logs", ()), ("flow-log", (row.pk,))):
            assert auditor.get(reverse(f"zones:{name}", args=arguments)).status_code == 200
        take = reverse("zones:take-flow-log")
        assert client.get(take).status_code == 200
        assert auditor.get(take).status_code == 403
        assert auditor.post(take, _sent(written(LEAK))).status_code == 403
        assert client.get(reverse("zones:flow-log", args=[999_999])).status_code == 404
        assert FlowLog.objects.count() == 1

    def test_what_a_log_shows_is_told_in_words_with_the_permit_that_ended(self, client, network):
        actions.end_flow(flow=network, by=keeper(), at=AT + timedelta(minutes=5))
        page = client.post(reverse("zones:take-flow-log"), _sent(written(MAIL, LEAK)), follow=True)
        text = _text(page)
        for words in (
            "許可に合わない通信（2通り）",
            "TCP 443番・ウェブ（HTTPS）",
            "許可が終わっていた",
            "許可がない",
        ):
            assert words in text
        assert BeautifulSoup(page.content, "lxml").find(
            "a", href=reverse("zones:flow", args=[network.pk])
        )

    def test_an_address_of_no_zone_and_rows_not_read_are_told(self, client, network):
        place_zones(families=(4,))
        data = written(("10.20.0.5", "fd00:99::1", "tcp", 1, 25)) + b"\n"
        data += written(("fd00:99::1", "fd00:99::2", "tcp", 1, 25), MAIL)[len(HEAD.encode()) + 1 :]
        text = _text(client.post(reverse("zones:take-flow-log"), _sent(data), follow=True))
        assert "どの領域のアドレスでもない" in text
        assert "2行目 （宛先）" in text or "2行目（宛先）" in text

    def test_a_file_that_is_no_log_is_answered_with_the_reason(self, client, network):
        page = client.post(reverse("zones:take-flow-log"), _sent(b"a,b\n1,2\n"))
        assert (page.status_code, "見出しに" in _text(page)) == (422, True)

    def test_tampering_is_told(self, auditor, network):
        row = took(LEAK)
        url = reverse("zones:flow-log", args=[row.pk])
        assert "封印したもの" not in _text(auditor.get(url))
        FlowLog.objects.update(detail=closed(opened(row.detail) + b" "))
        assert "封印したものと違います" in _text(auditor.get(url))

    def test_queries_do_not_grow(self, auditor, network, django_assert_num_queries):
        url = reverse("zones:flow-logs")
        took(MAIL)
        auditor.get(url)
        with CaptureQueriesContext(connection) as few:
            auditor.get(url)
        for hour in range(2, 5):
            took(data=written(MAIL, at=AT + timedelta(hours=hour)))
        with django_assert_num_queries(len(few)):
            auditor.get(url)
