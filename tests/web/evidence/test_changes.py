"""A row's history of changes: from what to what, by whom, and only as it was sealed."""

import json

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.assets.register import entry as asset_entry
from tests.web.assets.register import graded
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.premises import standing
from tests.web.systems import parts as system_parts
from tests.web.terminals import parts as terminal_parts

from sekisho.web.assets import actions as assets
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.changes import NAME, changes_file
from sekisho.web.evidence.models import Attachment
from sekisho.web.organization.models import Person
from sekisho.web.premises import actions as premises
from sekisho.web.systems import actions as systems
from sekisho.web.terminals import actions as terminals

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


def _asset(keeper):
    row = assets.record(entry=asset_entry("台帳", place="2階", **graded()), by=keeper, at=AT)
    assets.change(asset=row, entry=asset_entry("台帳", place="3階", **graded()), by=keeper, at=AT)
    return reverse("assets:changes", args=[row.pk]), ("置き場所の詳細", "2階", "3階")


def _terminal(keeper):
    row = terminal_parts.made("PC-1", by=keeper)
    said = terminal_parts.entry("PC-1", host="new-name", system="linux")
    terminals.change(terminal=row, entry=said, by=keeper, at=AT)
    return reverse("terminals:changes", args=[row.pk]), ("基本ソフト", "Windows", "Linux")


def _system(keeper):
    row = system_parts.made("給与", by=keeper)
    said = system_parts.entry("給与", patched_on=DAY)
    systems.change(system=row, entry=said, by=keeper, at=AT)
    return reverse("systems:changes", args=[row.pk]), (
        "最後の更新日",
        "－",
        "令和8年6月1日（2026-06-01）",
    )


def _area(keeper):
    unit = make_unit()
    row = standing.make_area(unit=unit)
    premises.record_area(
        area=row, name=row.name, level=row.level, unit=unit, place="別館", logs_exit=False,
        by=keeper, at=AT,
    )  # fmt: skip
    return reverse("premises:area-changes", args=[row.pk]), ("退室も記録する", "○", "×")


ROOMS = [_asset, _terminal, _system, _area]


def _keeper():
    return make_person("変えた人", roles=("system-manager", "data-custodian", "officer"))


def _rows(response):
    page = BeautifulSoup(response.content, "lxml")
    return [
        tuple(cell.get_text(strip=True) for cell in tr.find_all(["th", "td"]))
        for tr in page.select("section tbody tr")
    ]


class TestPages:
    @pytest.mark.parametrize("room", ROOMS)
    def test_each_register_tells_field_before_after_and_who(self, room):
        keeper = _keeper()
        address, expected = room(keeper)
        response = client_for(keeper).get(address)
        assert expected in _rows(response)
        assert "変えた人" in response.content.decode()

    @pytest.mark.parametrize("room", ROOMS)
    def test_who_may_not_look_at_the_row_sees_no_history(self, room):
        address, _expected = room(_keeper())
        assert Client().get(address).status_code == 302
        assert client_for(make_person()).get(address).status_code == 403

    @pytest.mark.parametrize("zone_key", ["mynumber"])
    def test_rows_of_the_my_number_zone_are_not_there_for_others(self, zone_key):
        terminal = terminal_parts.made(zone_key=zone_key)
        system = system_parts.made(zone_key=zone_key)
        stranger = client_for(make_person(roles=("contact-point",)))
        for name, row in (("terminals:changes", terminal), ("systems:changes", system)):
            assert stranger.get(reverse(name, args=[row.pk])).status_code == 404

    def test_each_page_leads_to_its_history(self):
        keeper = _keeper()
        for room in ROOMS:
            address, _expected = room(keeper)
            page = client_for(keeper).get(address.removesuffix("changes/")).content.decode()
            assert f'href="{address}">変更の履歴' in page

    def test_queries_do_not_grow_with_changes(self, django_assert_num_queries):
        keeper = _keeper()
        row, client = terminal_parts.made("PC-1", by=keeper), client_for(keeper)
        address = reverse("terminals:changes", args=[row.pk])

        def more(numbers):
            for number in numbers:
                said = terminal_parts.entry("PC-1", host=f"h{number}", users=(make_person(),))
                terminals.change(
                    terminal=row, entry=said, by=make_person(roles=("system-manager",)), at=AT
                )

        more(range(3))
        client.get(address)
        with CaptureQueriesContext(connection) as three:
            client.get(address)
        more(range(3, 12))
        with django_assert_num_queries(len(three)):
            client.get(address)


class TestWhatIsKept:
    def test_no_value_is_in_the_ledger_itself(self):
        _terminal(_keeper())
        for each in Attachment.objects.filter(name=NAME):
            assert b"new-name" not in bytes(each.record.leaf.data)

    def test_a_file_that_was_altered_is_said_to_be(self):
        keeper = _keeper()
        address, _expected = _terminal(keeper)
        Attachment.objects.filter(name=NAME).update(
            content=json.dumps({"host": ["a", "b"]}).encode()
        )
        page = client_for(keeper).get(address)
        assert _rows(page) == []
        assert "封印した時のものと違います" in page.content.decode()

    def test_an_erased_file_says_so_and_the_entry_stays(self):
        keeper = _keeper()
        address, _expected = _terminal(keeper)
        Attachment.objects.filter(name=NAME).update(content=None, salt=None, erased_at=AT)
        page = client_for(keeper).get(address)
        assert "消去されています" in page.content.decode()
        assert "端末の登録の訂正" in page.content.decode()

    def test_a_user_is_named_while_known_and_not_once_erased(self):
        keeper, user = _keeper(), make_person("使う 人")
        row = terminal_parts.made("PC-1", by=keeper, users=(user,))
        address, client = reverse("terminals:changes", args=[row.pk]), client_for(keeper)
        assert ("使う人", "－", "使う 人") in _rows(client.get(address))
        Person.objects.filter(pk=user.pk).update(
            name="", email="", account=None, left_on=DAY, erased_at=AT
        )
        assert "使う 人" not in client.get(address).content.decode()

    def test_nothing_is_kept_where_nothing_changed(self):
        assert changes_file({"a": "1", "b": ""}, {"a": "1"}) == ()
        (file,) = changes_file({"a": "1", "b": "2"}, {"a": "1", "c": "3"})
        assert json.loads(file.content) == {"c": ["", "3"], "b": ["2", ""]}

    def test_many_entries_sealed_together_keep_each_its_own_file(self):
        events = [
            evidence.Event(
                "x", f"s:{n}", files=(evidence.File(NAME, "text/plain", str(n).encode()),)
            )
            for n in range(3)
        ]
        evidence.seal_many(events=[*events, evidence.Event("x", "s:9")], at=AT)
        kept = {each.record.subject: bytes(each.content) for each in Attachment.objects.all()}
        assert kept == {f"s:{n}": str(n).encode() for n in range(3)}
