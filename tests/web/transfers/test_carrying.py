"""Information of the register is sent out as its class allows: not at all, with leave, freely."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.transfers.test_sending import TEXT, work
from tests.web.zones.test_handling import information

from sekisho.quarantine import Keyring
from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.approvals.restrictions import Restriction
from sekisho.web.assets.models import Asset
from sekisho.web.transfers import actions, agreement
from sekisho.web.transfers.actions import HandedIn, SendingEntry
from sekisho.web.transfers.carrying import longest
from sekisho.web.transfers.errors import TransfersRefusedError
from sekisho.web.transfers.models import Parcel, Sending

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(tmp_path, settings):
    cache.clear()
    settings.QUARANTINE = tmp_path / "quarantine"
    settings.QUARANTINE.mkdir(exist_ok=True)
    settings.QUARANTINE_KEYS = tmp_path / "quarantine.keys"
    settings.MAILGATE_SPOOL = tmp_path / "mailgate"
    Keyring.new().save(settings.QUARANTINE_KEYS)
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def office():
    unit = make_unit("給付課")
    return SimpleNamespace(
        unit=unit,
        person=make_person("花子", unit=unit),
        head=make_person("課長", roles=("manager",), unit=unit),
        system=make_person("情報係長", roles=("system-manager",)),
    )


def send(office, *carries, grade="internal"):
    entry = SendingEntry(grade, "統計の提出", "県の統計課", carries=carries)
    files = [HandedIn("表.txt", TEXT)]
    return actions.send_out(entry=entry, files=files, by=office.person, at=AT)


def approve(row, *people):
    for each in people:
        application = Application.objects.get(subject=f"sending:{row.pk}")
        deciding.approve(application=application, by=each, comment="", at=AT)
    row.refresh_from_db()
    return row


class TestClass:
    def test_what_the_class_forbids_to_send_is_refused_and_nothing_is_kept(self, office):
        with pytest.raises(TransfersRefusedError, match="送れません（電子メール等で送らない。"):
            send(office, information("1"), information("3A"))
        assert not Parcel.objects.exists()

    def test_information_nobody_graded_is_handled_as_the_gravest(self, office):
        with pytest.raises(TransfersRefusedError, match="送れません"):
            send(office, information(""))

    def test_what_needs_leave_is_decided_like_personal_information(self, office):
        row = send(office, information("3B"), grade="open")
        assert row.grade == Sending.Grade.PERSONAL
        work()
        assert Application.objects.get(subject=f"sending:{row.pk}").kind == "sending-personal"
        assert approve(row, office.head).decided_at is None
        assert approve(row, office.system).is_open(AT)

    def test_what_may_be_sent_goes_the_way_the_sender_said(self, office):
        row = send(office, information("2"))
        work()
        assert row.grade == "internal"
        assert approve(row, office.head).until == DAY + timedelta(days=7)

    def test_what_was_graded_graver_meanwhile_is_refused_at_its_decision(self, office):
        carried = information("2")
        row = send(office, carried)
        work()
        Asset.objects.filter(pk=carried.partition(":")[2]).update(confidentiality="3A")
        with pytest.raises(TransfersRefusedError, match="送れません"):
            approve(row, office.head)
        row.refresh_from_db()
        assert row.decided_at is None

    @pytest.mark.parametrize(("days", "left"), [((), 7), ((31,), 7), ((31, 3), 2), ((1,), 0)])
    def test_the_page_is_open_no_longer_than_the_strictest_class_allows(self, days, left):
        found = [Restriction("x", forbidden=False, longest_days=each, words="") for each in days]
        assert longest(timedelta(days=7), found) == timedelta(days=left)


class TestSealed:
    def test_what_it_carries_is_part_of_what_was_sealed(self, office):
        row = send(office, information("2"))
        assert not list(agreement.differences())
        Sending.objects.update(carries=[])
        assert [each.subject for each in agreement.differences()] == [f"sending:{row.pk}"]

    def test_one_that_names_nothing_is_sealed_as_before(self, office):
        send(office)
        assert not list(agreement.differences())


class TestPages:
    def test_the_form_offers_what_the_sender_may_know_of_and_the_page_shows_it(self, office):
        about, client = information("2", unit=office.unit), client_for(office.person)
        information("2")  # of another unit
        url = reverse("transfers:send-out")
        page = BeautifulSoup(client.get(url).content, "lxml")
        assert [each["value"] for each in page.select("input[name=carries]")] == [about]
        words = {"purpose": "提出", "receiver": "県", "receiver_email": "a@pref.example.jp"}
        words |= {"grade": "internal", "carries": [about], "way": "lgwan-internet"}
        files = {"sent": [SimpleUploadedFile("表.txt", TEXT)]}
        done = client.post(url, {**words, **files}, follow=True)
        assert "台帳 2" in done.content.decode()
        files = {"sent": [SimpleUploadedFile("表.txt", TEXT)]}
        wrong = client.post(url, {**words, **files, "carries": ["information:999"]})
        assert wrong.status_code == 422

    def test_a_refusal_by_class_stands_on_the_form(self, office):
        about = information("3B", unit=office.unit)
        Asset.objects.update(confidentiality="")
        words = {"purpose": "提出", "receiver": "県", "receiver_email": "a@pref.example.jp"}
        words |= {"grade": "internal", "carries": [about], "way": "lgwan-internet"}
        files = {"sent": [SimpleUploadedFile("表.txt", TEXT)]}
        url = reverse("transfers:send-out")
        answer = client_for(office.person).post(url, {**words, **files})
        assert answer.status_code == 422
        assert "送れません" in answer.content.decode()
