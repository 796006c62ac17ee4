"""Originals: released by two people to one, once; destroyed in time, the evidence first."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.transfers.parts import OURS, auditor, desk, hanako, held, record, take

from sekisho.quarantine import Keyring, NotKeptError
from sekisho.web.approvals import deciding
from sekisho.web.approvals.actions import propose_route
from sekisho.web.approvals.errors import OwnApplicationError
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import queries as evidence
from sekisho.web.transfers import actions, agreement, originals
from sekisho.web.transfers.actions import expiring
from sekisho.web.transfers.errors import TransfersRefusedError
from sekisho.web.transfers.models import Crossing, DestroyedOriginal, Release

pytestmark = pytest.mark.django_db
DATA = b"MZ what came"


@pytest.fixture(autouse=True)
def _on_the_day(tmp_path, settings):
    settings.QUARANTINE = tmp_path / "quarantine"
    settings.QUARANTINE.mkdir()
    settings.QUARANTINE_KEYS = tmp_path / "quarantine.keys"
    settings.MAILGATE_SPOOL = tmp_path / "mailgate"
    Keyring.new().save(settings.QUARANTINE_KEYS)
    with time_machine.travel(AT, tick=False):
        yield


def keep(row, data=DATA, kind="mail"):
    return originals.store().put(row.number, data, kind=kind, at=row.at)


@pytest.fixture
def mail(tmp_path, settings):
    """A mail to Hanako with its original in quarantine."""
    from hashlib import sha256

    digest = sha256(DATA).hexdigest()
    first = record()
    first.report["sha256_in"] = digest
    (row,) = take(settings.MAILGATE_SPOOL, first)
    keep(row)
    return row


@pytest.fixture
def person():
    return hanako()


@pytest.fixture
def manager():
    return make_person(roles=("system-manager",))


@pytest.fixture
def chief():
    return make_person(roles=("chief-officer",))


def ask(row, by):
    return actions.ask_release(crossing=row, reason="確かめるため", by=by, at=AT)


def decide(release, *people, at=AT):
    application = Application.objects.get(subject=f"release:{release.pk}")
    for each in people:
        deciding.approve(application=application, by=each, comment="", at=at)
        application.refresh_from_db()
    release.refresh_from_db()
    return release


class TestDecided:
    def test_two_people_release_it_to_who_asked(self, person, mail, manager, chief):
        release = decide(ask(mail, person), manager, chief)
        assert release.may_be_taken(AT)
        assert release.decision
        assert actions.take_original(release=release, by=person, at=AT) == DATA
        kinds = ("release.asked", "release.decided", "release.taken")
        assert [each.kind for each in evidence.sealed(kinds)] == list(kinds)
        assert list(agreement.differences()) == []

    def test_one_person_does_not(self, person, mail, manager):
        release = decide(ask(mail, person), manager)
        with pytest.raises(TransfersRefusedError):
            actions.take_original(release=release, by=person, at=AT)

    def test_the_same_person_in_both_seats_does_not(self, person, mail):
        both = make_person(roles=("system-manager", "chief-officer"))
        release = ask(mail, person)
        with pytest.raises(TransfersRefusedError, match="二人の判断"):
            decide(release, both, both)
        release.refresh_from_db()
        assert release.decided_at is None
        assert Application.objects.get(subject=f"release:{release.pk}").is_waiting

    def test_a_route_of_one_stage_does_not_open_it_either(self, person, mail, chief):
        one = [{"act": "decide", "need": "any", "seats": ["role:chief-officer"]}]
        asker = make_person(roles=("ciso",))
        asked = propose_route(kind="original-release", stages=one, reason="x", by=asker, at=AT)
        deciding.approve(application=asked, by=chief, comment="", at=AT)
        with pytest.raises(TransfersRefusedError, match="二人の判断"):
            decide(ask(mail, person), chief)

    def test_nobody_decides_their_own(self, mail, chief, manager):
        release = ask(mail, manager)
        with pytest.raises(OwnApplicationError):
            decide(release, manager)

    def test_given_back_it_is_not_released(self, person, mail, manager):
        release = ask(mail, person)
        application = Application.objects.get(subject=f"release:{release.pk}")
        deciding.give_back(application=application, by=manager, comment="不要", at=AT)
        release.refresh_from_db()
        assert release.returned_at == AT
        with pytest.raises(TransfersRefusedError):
            actions.take_original(release=release, by=person, at=AT)
        assert ask(mail, person).pk != release.pk
        assert list(agreement.differences()) == []


class TestTaken:
    @pytest.fixture
    def release(self, person, mail, manager, chief):
        return decide(ask(mail, person), manager, chief)

    def test_only_once(self, release, person):
        actions.take_original(release=release, by=person, at=AT)
        with pytest.raises(TransfersRefusedError):
            actions.take_original(release=release, by=person, at=AT)

    def test_only_by_who_asked(self, release, manager):
        with pytest.raises(TransfersRefusedError):
            actions.take_original(release=release, by=manager, at=AT)

    @pytest.mark.parametrize(("days", "may"), [(7, True), (8, False)])
    def test_only_within_the_days(self, release, days, may):
        assert release.may_be_taken(AT + timedelta(days=days)) is may

    def test_not_when_the_stored_bytes_are_others(self, release, person, settings):
        sealed = settings.QUARANTINE / f"{release.crossing.number}.sealed"
        sealed.write_bytes(sealed.read_bytes()[:-1] + b"\0")
        with pytest.raises(TransfersRefusedError):
            actions.take_original(release=release, by=person, at=AT)
        release.refresh_from_db()
        assert release.taken_at is None

    def test_not_when_what_is_kept_is_not_what_crossed(self, release, person):
        Crossing.objects.update(sha256_in="0" * 64)
        release.refresh_from_db()
        with pytest.raises(TransfersRefusedError, match="受け取った時のものと違います"):
            actions.take_original(release=release, by=person, at=AT)

    def test_from_the_page_as_a_file_no_program_opens(self, release, person):
        client = client_for(person)
        page = client.get(reverse("transfers:crossing", args=[release.crossing_id]))
        assert "元のファイルを受け取る" in page.content.decode()
        answer = client.post(reverse("transfers:take", args=[release.pk]))
        assert answer.content == DATA
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].endswith('.quarantined"')
        assert answer["X-Content-Type-Options"] == "nosniff"
        again = client.post(reverse("transfers:take", args=[release.pk]))
        assert again.status_code == 302

    def test_for_everybody_else_it_is_not_there(self, release):
        for who in (desk(), auditor(), make_person()):
            answer = client_for(who).post(reverse("transfers:take", args=[release.pk]))
            assert answer.status_code == 404

    def test_a_release_changed_behind_our_back_is_found(self, release):
        Release.objects.update(taken_at=None, until=AT.date() + timedelta(days=900))
        subjects = [each.subject for each in agreement.differences()]
        assert subjects == [f"release:{release.pk}"]


class TestAsking:
    def test_once_while_it_is_open(self, person, mail):
        ask(mail, person)
        with pytest.raises(TransfersRefusedError, match="既に申請"):
            ask(mail, person)

    def test_not_without_a_reason(self, person, mail):
        with pytest.raises(TransfersRefusedError):
            actions.ask_release(crossing=mail, reason=" ", by=person, at=AT)

    def test_not_for_what_is_gone(self, person, mail):
        originals.store().destroy(mail.number)
        with pytest.raises(TransfersRefusedError, match="残っていません"):
            ask(mail, person)

    def test_from_the_page_by_a_recipient_and_by_nobody_elses(self, person, mail):
        address = reverse("transfers:ask", args=[mail.pk])
        client = client_for(person)
        assert client.get(address).status_code == 200
        assert client.post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "確かめる"}).status_code == 302
        assert Release.objects.get().asked_by == person
        other = client_for(make_person(unit=make_unit("給付課")))
        assert other.get(address).status_code == 404

    def test_other_peoples_applications_are_not_shown_to_a_recipient(self, mail, person):
        taro = make_person("太郎", email=f"taro@{OURS}")
        ask(mail, desk())
        page = client_for(person).get(reverse("transfers:crossing", args=[mail.pk]))
        assert "さんの申請" not in page.content.decode()
        assert taro.name not in page.content.decode()


class TestList:
    def test_the_desk_and_auditors_see_what_is_kept_until_when(self, mail):
        for who in (desk(), auditor()):
            page = client_for(who).get(reverse("transfers:originals")).content.decode()
            assert mail.number in page
            assert "無害化して渡したメールの元のデータ" in page
            assert "令和8年8月30日" in page

    def test_employees_do_not(self, mail, person):
        assert client_for(person).get(reverse("transfers:originals")).status_code == 403

    def test_it_is_sought_by_sender_and_hash(self, mail):
        client = client_for(desk())
        for words, there in (("partner", True), (mail.sha256_in[:12], True), ("nobody", False)):
            page = client.get(reverse("transfers:originals"), {"words": words})
            assert (mail.number in page.content.decode()) is there

    def test_an_altered_one_says_so(self, mail, settings):
        meta = settings.QUARANTINE / f"{mail.number}.meta"
        meta.write_text(meta.read_text().replace('"size": 12', '"size": 13'))
        page = client_for(desk()).get(reverse("transfers:originals")).content.decode()
        assert "改変の跡があります" in page

    def test_an_original_nobody_knows_of_is_listed_too(self):
        originals.store().put("20260601-LONE", b"x", kind="mail", at=AT)
        page = client_for(desk()).get(reverse("transfers:originals")).content.decode()
        assert "20260601-LONE" in page


class TestExpiring:
    def test_what_is_out_of_time_goes_with_one_entry(self, tmp_path, settings):
        rows = take(settings.MAILGATE_SPOOL, record(), record())
        for row in rows:
            keep(row, row.number.encode())
        assert actions.expire_originals(at=AT + timedelta(days=89)) == 0
        assert actions.expire_originals(at=AT + timedelta(days=90)) == 2
        (entry,) = evidence.sealed(["originals.destroyed"])
        assert entry.facts["originals"] == 2
        assert originals.numbers() == []
        assert {each.number for each in DestroyedOriginal.objects.all()} == {
            row.number for row in rows
        }
        assert list(agreement.differences()) == []

    def test_what_somebody_still_decides_about_stays(self, person, mail, settings):
        (waits,) = take(settings.MAILGATE_SPOOL, held())
        keep(waits, kind="mail-held")
        ask(mail, person)
        assert actions.expire_originals(at=AT + timedelta(days=900)) == 0

    def test_a_decided_release_keeps_it_to_its_last_day(self, person, mail, manager, chief):
        late = AT + timedelta(days=89)
        decide(ask(mail, person), manager, chief, at=late)
        assert actions.expire_originals(at=late + timedelta(days=5)) == 0
        assert actions.expire_originals(at=late + timedelta(days=9)) == 1

    def test_cut_short_it_is_finished_without_a_second_entry(self, mail, monkeypatch):
        late = AT + timedelta(days=90)

        def killed(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(expiring, "destroy_recorded", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.expire_originals(at=late)
        monkeypatch.undo()
        assert originals.numbers() == [mail.number]
        assert actions.expire_originals(at=late + timedelta(days=1)) == 1
        assert len(list(evidence.sealed(["originals.destroyed"]))) == 1
        with pytest.raises(NotKeptError):
            originals.store().get(mail.number)

    def test_nothing_goes_when_the_evidence_cannot_be_written(self, mail, monkeypatch):
        def away(**_):
            raise OSError("no space")

        monkeypatch.setattr(expiring.evidence, "seal", away)
        with pytest.raises(OSError, match="no space"):
            actions.expire_originals(at=AT + timedelta(days=90))
        assert originals.numbers() == [mail.number]

    def test_a_destroyed_row_altered_is_found(self, mail):
        actions.expire_originals(at=AT + timedelta(days=90))
        DestroyedOriginal.objects.update(days=1)
        assert len(list(agreement.differences())) == 1


class TestCommands:
    def test_what_commands_wrote_down_is_taken_in_once(self, tmp_path):
        folder = tmp_path / "events"
        folder.mkdir()
        gone = {
            "number": "20260101-AA",
            "kind": "mail",
            "kept_at": AT.isoformat(),
            "sha256": "a" * 64,
            "size": 5,
            "destroyed_at": AT.isoformat(),
            "days": 90,
        }
        (folder / "20260101-AA.json").write_text(json.dumps(gone))
        rotated = {"rotated_at": AT.isoformat(), "originals": 7}
        (folder / "rotated-1.json").write_text(json.dumps(rotated))
        assert actions.take_in_commands(folder=folder, at=AT) == 2
        assert list(folder.iterdir()) == []
        assert DestroyedOriginal.objects.get().number == "20260101-AA"
        (entry,) = evidence.sealed(["originals.rekeyed"])
        assert entry.facts == {"originals": 7}
        assert actions.take_in_commands(folder=folder, at=AT) == 0

    def test_no_folder_is_no_error(self, tmp_path):
        assert actions.take_in_commands(folder=tmp_path / "none", at=AT) == 0
