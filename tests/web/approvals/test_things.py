"""Own devices and external services: the lists are the permits, and what is over is seen to."""

import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.approvals.permitting import office, permit, tokyo
from tests.web.factories import AT, DAY, client_for, make_person

from sekisho.verdicts import Verdict
from sekisho.web.approvals import actions, agreement, permit_kinds
from sekisho.web.approvals.checks import own_devices_removed
from sekisho.web.approvals.errors import PermitRefusedError
from sekisho.web.approvals.models import DeviceRemoval, Permit
from sekisho.web.evidence import queries as evidence

pytestmark = pytest.mark.django_db
OVER = tokyo(DAY + timedelta(days=30))


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def people():
    return office()


def _url(name, *arguments):
    return reverse(f"approvals:{name}", args=arguments)


def _device(people, serial="SN-1", model="見本社 P-5", **fields):
    answers = {"serial": serial, "model": model}
    return permit(people, "own-device", subject_words="自分の電話", answers=answers, **fields)


def _numbers(client, **query):
    page = BeautifulSoup(client.get(_url("own-devices"), query).content, "lxml")
    return [tr.find_all("td")[0].get_text(strip=True) for tr in page.select("tbody tr")]


class TestDevices:
    def test_the_permit_names_the_device_and_the_list_shows_it_with_its_state(self, people):
        _device(people)
        page = client_for(people.head).get(_url("own-devices")).content.decode()
        for words in ("自分の電話", "スマートフォン", "見本社 P-5", "SN-1", "尾崎 千夏",
                      "インターネット接続系", "令和8年6月10日", "効力あり"):  # fmt: skip
            assert words in page

    def test_the_application_asks_for_kind_model_and_number(self, people):
        asked = {each.name: each for each in permit_kinds.find("own-device").fields}
        assert all(asked[name].required for name in ("device", "model", "serial"))
        client = client_for(people.member)
        sent = {"applicant": people.member.pk, "about": "自分の電話", "starts": DAY.isoformat()}
        refused = client.post(_url("apply", "own-device"), sent)
        assert refused.status_code == 422
        assert {"answer_device", "answer_model", "answer_serial"} <= set(
            refused.context["form"].errors
        )

    def test_states_narrow_the_list_as_time_passes(self, people):
        first, second = _device(people), _device(people, "SN-2")
        client = client_for(people.head)
        assert _numbers(client) == ["SN-1", "SN-2"]
        assert _numbers(client, show="lapsed") == []
        with time_machine.travel(OVER, tick=False):
            client = client_for(people.head)
            assert _numbers(client) == []
            assert _numbers(client, show="lapsed") == ["SN-1", "SN-2"]
            actions.confirm_removal(permit=first, by=people.head, at=OVER)
            assert _numbers(client, show="lapsed") == ["SN-2"]
            assert _numbers(client, show="removed") == ["SN-1"]
            assert _numbers(client, show="all") == ["SN-1", "SN-2"]
        assert second.kind == "own-device"

    @pytest.mark.parametrize(
        ("words", "found"),
        [("SN-2", ["SN-2"]), ("見本社", ["SN-1", "SN-2"]), ("尾崎 sn-1", ["SN-1"]), ("無い", [])],
    )
    def test_words_find_model_number_and_owner(self, people, words, found):
        _device(people)
        _device(people, "SN-2")
        assert _numbers(client_for(people.head), words=words) == found

    def test_a_member_sees_their_own_a_stranger_none_and_nobody_without_signing_in(self, people):
        _device(people)
        assert _numbers(client_for(people.member)) == ["SN-1"]
        assert _numbers(client_for(make_person())) == []
        assert Client().get(_url("own-devices")).status_code == 302

    def test_the_file_has_what_the_page_shows(self, people):
        _device(people)
        _device(people, "SN-2")
        client = client_for(people.head)
        answer = client.get(_url("own-devices-export"), {"words": "SN-2", "format": "xlsx"})
        heads, *rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.values
        (row,) = (dict(zip(heads, each, strict=True)) for each in rows)
        assert (row["製造番号"], row["持ち主"], row["状態"]) == ("SN-2", "尾崎 千夏", "効力あり")
        assert [each.subject for each in evidence.sealed(["register.exported"])] == [
            "register:own-devices"
        ]

    def test_search_finds_a_device_by_its_number(self, people):
        _device(people, "SN-7788")
        found = client_for(people.head).get("/search/", {"words": "SN-7788"}).content.decode()
        assert _url("permit", Permit.objects.get().pk) in found

    def test_queries_do_not_grow_with_devices(self, people, django_assert_num_queries):
        client = client_for(people.head)
        for number in range(3):
            _device(people, f"A-{number}")
        client.get(_url("own-devices"))
        with CaptureQueriesContext(connection) as three:
            client.get(_url("own-devices"))
        for number in range(6):
            _device(people, f"B-{number}")
        with django_assert_num_queries(len(three)):
            client.get(_url("own-devices"))


class TestRemoval:
    def test_somebody_else_confirms_it_the_permit_ends_and_it_is_sealed(self, people):
        row = _device(people)
        answer = client_for(people.head).post(_url("confirm-removal", row.pk))
        assert answer.status_code == 302
        row.refresh_from_db()
        removal = DeviceRemoval.objects.get(permit=row)
        assert (removal.by, removal.at, row.ended_at) == (people.head, AT, AT)
        (entry,) = evidence.sealed(["permit.device-removed"])
        assert entry.actor == str(people.head.opaque_id)
        assert list(agreement.differences()) == []

    def test_the_owner_may_not_confirm_their_own(self, people):
        row = _device(people)
        assert client_for(people.member).post(_url("confirm-removal", row.pk)).status_code == 403
        with pytest.raises(PermitRefusedError):
            actions.confirm_removal(permit=row, by=people.member, at=AT)
        assert not DeviceRemoval.objects.exists()

    def test_a_stranger_finds_nothing_and_another_kind_is_refused(self, people):
        row, other = _device(people), permit(people)
        assert client_for(make_person()).post(_url("confirm-removal", row.pk)).status_code == 404
        assert client_for(people.head).post(_url("confirm-removal", other.pk)).status_code == 404
        with pytest.raises(PermitRefusedError):
            actions.confirm_removal(permit=other, by=people.head, at=AT)

    def test_twice_is_refused(self, people):
        row = _device(people)
        actions.confirm_removal(permit=row, by=people.head, at=AT)
        with pytest.raises(PermitRefusedError):
            actions.confirm_removal(permit=row, by=people.head, at=AT)

    def test_a_row_written_by_hand_is_found(self, people):
        row = _device(people)
        DeviceRemoval.objects.create(permit=row, by=people.head, at=AT)
        (found,) = agreement.differences()
        assert found.subject == f"permit:{row.pk}"


class TestCheck:
    def test_it_holds_while_permits_run_and_fails_by_name_when_one_is_over(self, people):
        row = _device(people)
        assert own_devices_removed(AT).verdict is Verdict.HOLDS
        found = own_devices_removed(OVER)
        assert (found.verdict, found.figures["late"]) == (Verdict.FAILS, 1)
        assert found.rows == (
            {"permit": row.pk, "person": str(row.holder.opaque_id), "until": "2026-06-10"},
        )
        assert found.message.format(**found.figures)

    def test_a_confirmed_removal_mends_it(self, people):
        row = _device(people)
        actions.confirm_removal(permit=row, by=people.head, at=OVER)
        assert own_devices_removed(OVER).verdict is Verdict.HOLDS

    def test_other_kinds_of_permits_do_not_count(self, people):
        permit(people)
        assert own_devices_removed(OVER).figures == {"permits": 0, "late": 0}


class TestServices:
    def _service(self, people, name="予約サービス 見本社", address="book.example.jp"):
        answers = {"address": address}
        return permit(people, "external-service", subject_words=name, answers=answers)

    def test_what_may_be_used_today_is_listed_and_leaves_when_its_permit_is_over(self, people):
        self._service(people)
        page = client_for(people.head).get(_url("services")).content.decode()
        for words in ("予約サービス 見本社", "book.example.jp", "公表を予定しない情報"):
            assert words in page
        with time_machine.travel(OVER, tick=False):
            later = client_for(people.head).get(_url("services")).content.decode()
        assert "予約サービス" not in later
        assert Client().get(_url("services")).status_code == 302

    def test_words_and_the_file_narrow_it(self, people):
        self._service(people)
        self._service(people, "会議サービス", "meet.example.jp")
        client = client_for(people.head)
        page = client.get(_url("services"), {"words": "meet"}).content.decode()
        assert ("会議サービス" in page, "予約サービス" in page) == (True, False)
        answer = client.get(_url("external-services-export"), {"words": "meet", "format": "xlsx"})
        heads, *rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.values
        assert [dict(zip(heads, row, strict=True))["サービス"] for row in rows] == ["会議サービス"]
