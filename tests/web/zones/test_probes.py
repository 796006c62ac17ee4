"""Probes in the web: judged by the policy of their time, sealed, shown, and read by the check."""

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
from tests.web.zones.parts import decided_flow, keeper, mail_gateway, place_zones, router
from tests.web.zones.probing import ENDS, leaking, probed, result

from sekisho.web.evidence import queries as evidence
from sekisho.web.zones import actions, agreement, checks, fetching
from sekisho.web.zones.actions import Came
from sekisho.web.zones.errors import NoPolicyError, ProbeRefusedError, ZonesRefusedError
from sekisho.web.zones.fetching import DropFolder
from sekisho.web.zones.keeping import closed, opened
from sekisho.web.zones.models import Probe, ZoneNetwork
from sekisho.web.zones.probing import LARGEST_BYTES

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=1)


@pytest.fixture
def network():
    place_zones(families=(4,))
    return decided_flow(through=mail_gateway())


def _text(response):
    return BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)


def _sent(data):
    return {"file": SimpleUploadedFile("probe.json", data)}


class TestTaking:
    def test_what_agrees_is_kept_sealed_and_counted(self, network):
        row = probed()
        assert (row.verdict, row.reached, row.untried) == ("agrees", [], [])
        assert row.figures["passed"] >= 1
        assert row.figures["same_policy"] is True
        (entry,) = evidence.sealed(["separation-probe.taken"])
        assert entry.facts["figures"] == row.figures
        assert "10.10.0.9" not in json.dumps(dict(entry.facts))  # addresses stay out of the ledger
        assert not list(agreement.differences())

    def test_something_forbidden_that_arrived_is_told_whatever_the_file_expects(self, network):
        row = probed(arrived=leaking)
        assert row.verdict == "reached"
        assert row.reached == [["internet", "mynumber"]]

    def test_it_is_judged_by_the_permits_of_the_moment_it_was_tried(self, network):
        data = result()
        actions.end_flow(flow=network, by=keeper(), at=AT + timedelta(minutes=5))
        after = actions.take_probe(
            came=Came("a.json", data), by=keeper(), at=AT + timedelta(days=1)
        )
        assert after.verdict == "agrees"
        tried_later = result(at=AT + timedelta(hours=1), arrived=lambda each: each.port in {25, 22})
        late = actions.take_probe(
            came=Came("b.json", tried_later), by=keeper(), at=AT + timedelta(days=1)
        )
        assert ["lgwan", "internet"] in late.reached

    def test_another_policy_than_that_of_the_moment_is_noted(self, network):
        assert probed(policy_sha256="0" * 64).figures["same_policy"] is False

    def test_the_same_file_is_refused_the_second_time(self, network):
        data = result()
        probed(data)
        with pytest.raises(ProbeRefusedError, match="既に"):
            probed(data)
        assert Probe.objects.count() == 1

    def test_a_second_taker_leaves_neither_row_nor_entry(self, network):
        row = probed(data := result())
        with pytest.raises(ProbeRefusedError):
            actions.take_probe(came=Came("other-name.json", data), by=keeper(), at=LATER)
        assert list(Probe.objects.all()) == [row]
        assert len(evidence.history(f"separation-probe:{row.pk}", 5)) == 1

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "結果のファイルとして"),
            (b"\xff\xfe", "結果のファイルとして"),
            (b"{}", "結果のファイルとして"),
            (b'{"format": "x", "version": 1}', "別の版"),
            (b" " * (LARGEST_BYTES + 1), "大きすぎます"),
        ],
    )
    def test_what_is_no_result_is_refused_and_nothing_is_kept(self, network, data, words):
        with pytest.raises(ProbeRefusedError, match=words):
            probed(data)
        assert not Probe.objects.exists()

    def test_each_refusal_names_what_is_wrong(self, network):
        with pytest.raises(ProbeRefusedError, match=r"10\.10\.0\.9 が自分の通信"):
            probed(controls=[{"zone": "mynumber", "address": "10.10.0.9", "arrived": False}])
        with pytest.raises(ProbeRefusedError, match="未来"):
            probed(at=AT, tried_at=(AT + timedelta(hours=1)).isoformat())
        moved = result().replace(b"10.10.0.9", b"10.20.0.8")
        with pytest.raises(ProbeRefusedError, match="「lgwan」の範囲"):
            probed(moved)
        with pytest.raises(ProbeRefusedError, match="1件もありません"):
            probed(attempts=[])
        with pytest.raises(ProbeRefusedError, match="「dmz」という領域"):
            probed(result().replace(b'"mynumber"', b'"dmz"'))

    def test_without_a_policy_nothing_is_judged(self, network):
        data = result()
        ZoneNetwork.objects.all().delete()
        with pytest.raises(NoPolicyError):
            probed(data)

    def test_an_altered_row_is_found(self, network):
        row = probed(arrived=leaking)
        Probe.objects.filter(pk=row.pk).update(reached=[])
        assert [each.subject for each in agreement.differences()] == [f"separation-probe:{row.pk}"]


class TestFolder:
    @pytest.fixture
    def folder(self, tmp_path):
        before = list(fetching._source)
        fetching.install(DropFolder(tmp_path))
        yield tmp_path
        fetching._source[:] = before

    def test_a_result_left_there_is_taken_once(self, network, folder):
        (folder / "separation-probe.json").write_bytes(result())
        assert [actions.take_probes(at=LATER) for _ in range(2)] == [1, 0]
        row = Probe.objects.get()
        assert (row.source, row.taken_by) == ("drop", None)

    def test_one_that_cannot_be_used_is_logged_and_leaves_no_row(self, network, folder, caplog):
        (folder / "separation-probe.json").write_bytes(b"{")
        assert actions.take_probes(at=LATER) == 0
        assert "refused" in caplog.text
        assert not Probe.objects.exists()

    def test_no_device_may_take_the_name_of_the_result(self):
        with pytest.raises(ZonesRefusedError, match="通信の試験の結果"):
            router(drop="separation-probe")


class TestCheck:
    def verdict(self, at=LATER):
        found = checks.probed(at)
        return str(found.verdict), found.message

    def test_weak_before_anything_was_tried(self, network):
        assert self.verdict()[0] == "weak"

    def test_holds_when_all_pairs_were_tried_and_only_permitted_arrived(self, network):
        probed()
        assert self.verdict()[0] == "holds"

    def test_fails_when_something_forbidden_arrived_however_old(self, network):
        row = probed(arrived=leaking)
        assert self.verdict(AT + timedelta(days=400))[0] == "fails"
        assert checks.probed(LATER).rows == (
            {"probe": row.pk, "from_zone": "internet", "to_zone": "mynumber"},
        )

    def test_weak_when_old_untried_or_blocked(self, network):
        probed()
        assert self.verdict(AT + timedelta(days=100))[0] == "holds"
        assert self.verdict(AT + timedelta(days=100, seconds=1)) == (
            "weak",
            "領域の間の通信を、{days}日より長く実際に試していません。",
        )
        later = AT + timedelta(days=1)
        probed(at=later, ends=ENDS[:2])
        assert "試していない" in self.verdict(later)[1]
        later = AT + timedelta(days=2)
        probed(at=later, arrived=lambda _each: False)
        assert "届きませんでした" in self.verdict(later)[1]

    def test_the_newest_by_the_time_it_was_tried_counts(self, network):
        probed(at=AT + timedelta(days=2))
        data = result(at=AT, arrived=leaking)  # an older one, taken in afterwards
        actions.take_probe(came=Came("x", data), by=keeper(), at=AT + timedelta(days=3))
        assert self.verdict(AT + timedelta(days=3))[0] == "holds"


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
        row = probed()
        for name, arguments in (("probes", ()), ("probe", (row.pk,))):
            assert auditor.get(reverse(f"zones:{name}", args=arguments)).status_code == 200
        take = reverse("zones:take-probe")
        assert client.get(take).status_code == 200
        assert auditor.get(take).status_code == 403
        assert auditor.post(take, _sent(result())).status_code == 403
        assert client.get(reverse("zones:probe", args=[999_999])).status_code == 404

    def test_a_result_is_handed_in_and_what_it_shows_is_read(self, client, network):
        page = client.post(reverse("zones:take-probe"), _sent(result(arrived=leaking)), follow=True)
        text = _text(page)
        assert "許可していない通信が1件、領域を越えて実際に届きました" in text
        assert "許可がないのに届いた" in text
        assert "TCP 3389番・遠隔操作（リモートデスクトップ）" in text
        first = BeautifulSoup(page.content, "lxml").find(
            "h2", string=lambda words: words and "インターネット接続系 → マイナンバー" in words
        )
        row = first.find_parent("section").find("tbody").find("tr")
        assert "許可がないのに届いた" in row.get_text()  # what is wrong comes first

    def test_the_file_to_try_with_and_the_command_are_there(self, auditor, network):
        page = auditor.get(reverse("zones:probes"))
        soup = BeautifulSoup(page.content, "lxml")
        assert soup.find("a", href=reverse("zones:policy-file"))
        assert "--leg mynumber=" in soup.find("pre").get_text()

    @pytest.mark.parametrize("data", [b"", b"[]", b'{"format": "sekisho-probe", "version": 9}'])
    def test_a_file_that_is_no_result_is_answered_with_the_reason(self, client, network, data):
        page = client.post(reverse("zones:take-probe"), _sent(data))
        assert page.status_code == 422
        assert not Probe.objects.exists()

    def test_untried_pairs_another_policy_and_tampering_are_told(self, auditor, network):
        row = probed(ends=ENDS[:2], policy_sha256="0" * 64)
        url = reverse("zones:probe", args=[row.pk])
        text = _text(auditor.get(url))
        assert "インターネット接続系 → マイナンバー事務系" in text
        assert "試した日時の方針と違います" in text
        assert "封印したもの" not in text
        Probe.objects.update(detail=closed(opened(row.detail) + b" "))
        assert "封印したものと違います" in _text(auditor.get(url))

    def test_the_map_shows_the_newest(self, auditor, network):
        assert "実際に試した結果はまだありません" in _text(auditor.get(reverse("zones:map")))
        probed(arrived=leaking)
        assert "許可のない通信が届いた" in _text(auditor.get(reverse("zones:map")))

    def test_queries_do_not_grow(self, auditor, network, django_assert_num_queries):
        url = reverse("zones:probes")
        probed()
        auditor.get(url)
        with CaptureQueriesContext(connection) as few:
            auditor.get(url)
        for day in range(1, 4):
            data = result(at=AT, marker=day)
            actions.take_probe(came=Came("x", data), by=keeper(), at=LATER)
        with django_assert_num_queries(len(few)):
            auditor.get(url)
