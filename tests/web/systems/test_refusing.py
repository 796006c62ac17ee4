"""Refused logs of the folder: the desk is told, the page shows them, somebody sees to them."""

import os

import pytest
import time_machine
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person
from tests.web.systems.parts import keeper, made

from sekisho.web.evidence import queries as evidence
from sekisho.web.notices.models import Notice
from sekisho.web.systems import actions, agreement
from sekisho.web.systems.actions.backup_files import STILL
from sekisho.web.systems.models import RefusedLog

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def folder(tmp_path):
    def leave(name, text):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        before = (AT - STILL * 2).timestamp()
        os.utime(path, (before, before))
        return tmp_path

    return leave


def _refuse(folder, name="夜間.csv"):
    actions.read_folder(folder=folder(name, "日時,結果\n昨日,成功\n"), at=AT)
    return RefusedLog.objects.latest("pk")


def _open():
    return Notice.objects.filter(key__startswith="backup-log:", done_at=None)


def test_who_keeps_systems_is_told_of_a_refused_file_once_and_others_are_not(folder):
    desk, second, other = keeper(), keeper(), make_person(roles=("manager",))
    row = _refuse(folder)
    assert "夜間.csv" in _open().filter(person=desk).get().title
    assert _open().filter(person=second).count() == 1
    assert not _open().filter(person=other).exists()
    assert actions.tell_refused(at=AT) == 0
    assert row.reason.startswith("2行目")


def test_the_page_shows_the_file_with_its_reason_until_it_is_seen_to(folder):
    desk = keeper()
    row, client = _refuse(folder), client_for(desk)
    page = client.get(reverse("systems:list")).content.decode()
    assert "夜間.csv：2行目: 日時を読めません" in page
    assert client.post(reverse("systems:settle-refused", args=[row.pk])).status_code == 302
    assert "夜間.csv" not in client.get(reverse("systems:list")).content.decode().split("<main")[-1]
    row.refresh_from_db()
    assert (row.settled_by, row.settled_at) == (desk, AT)
    assert not _open().exists()
    assert client.post(reverse("systems:settle-refused", args=[row.pk])).status_code == 404


def test_who_only_looks_sees_no_file_and_settles_none(folder):
    row = _refuse(folder)
    looker = client_for(make_person(roles=("contact-point",)))
    assert "夜間.csv" not in looker.get(reverse("systems:list")).content.decode()
    assert looker.post(reverse("systems:settle-refused", args=[row.pk])).status_code == 403


def test_it_is_sealed_without_the_name_and_agrees_with_the_ledger(folder):
    desk = keeper()
    row = _refuse(folder)
    actions.settle_refused(log=row, by=desk, at=AT)
    kinds = ("system.backup-log-refused", "system.backup-log-settled")
    assert [each.kind for each in evidence.sealed(kinds)] == list(kinds)
    for each in evidence.history(f"refused-log:{row.pk}"):
        assert "夜間" not in evidence.proof(each.index, evidence.size()).data.decode()
    assert list(agreement.differences()) == []


def test_a_file_that_is_taken_tells_nobody(folder):
    keeper()
    made("夜間")
    actions.read_folder(folder=folder("夜間.csv", "日時,結果\n2026/06/01 02:00,成功\n"), at=AT)
    assert not RefusedLog.objects.exists()
    assert not _open().exists()
