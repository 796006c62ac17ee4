"""What session hosts write down: taken once, sealed, and found out when it was changed."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError
from tests.web.factories import AT, make_person

from sekisho.screen import LocalJournal, Record
from sekisho.verdicts import Verdict
from sekisho.web.browsing import actions
from sekisho.web.browsing.agreement import differences
from sekisho.web.browsing.checks import sessions_destroyed
from sekisho.web.browsing.models import SESSION_DAYS, VISIT_DAYS, Batch, Happening
from sekisho.web.evidence import queries as evidence
from sekisho.web.transfers import actions as transfers
from sekisho.web.transfers.models import ParcelFile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk():
    return make_person(name="佐藤 花子")


def write(folder, kind, person, *, session="s-1", at=AT, **details):
    whose = str(person.opaque_id) if person else ""
    LocalJournal(folder).write(Record(kind, at.isoformat(), "screen-1", session, whose, details))


def taken(folder, handed=None):
    def hand(*given):
        (handed if handed is not None else []).append(given)

    return actions.take_in(folder=folder, hand=hand, at=AT)


class TestTaking:
    def test_a_session_is_read_out_of_what_its_host_wrote(self, tmp_path, clerk):
        write(tmp_path, "opened", clerk, zone="lgwan", address="10.20.0.5", profile="internet")
        write(tmp_path, "visit", clerk, to="www.example.jp", port=443, refused="")
        write(tmp_path, "visit", clerk, to="10.0.0.1", port=80, refused="inner")
        write(tmp_path, "ended", clerk, at=AT + timedelta(minutes=5), ending="asked", left=0)
        assert taken(tmp_path) == 4
        (row,) = Happening.objects.opened()
        assert (row.person, row.host, row.ending) == (clerk, "screen-1", "asked")
        assert row.ended_at == AT + timedelta(minutes=5)
        visits = Happening.objects.filter(kind="visit").order_by("word")
        assert list(visits.values_list("word", "refused")) == [
            ("10.0.0.1", "inner"),
            ("www.example.jp", ""),
        ]
        assert not list(tmp_path.glob("*.json"))

    def test_each_record_is_taken_once_whatever_happens_in_between(self, tmp_path, clerk):
        write(tmp_path, "opened", clerk)
        (file,) = tmp_path.glob("*.json")
        said = file.read_bytes()
        taken(tmp_path)
        file.write_bytes(said)  # the file was not put away before the machine stopped
        assert taken(tmp_path) == 0
        assert Happening.objects.count() == 1
        assert not file.exists()

    def test_what_is_no_record_stays_and_stops_nobody(self, tmp_path, clerk):
        for name, said in (("a", b"{"), ("b", b'{"kind": "opened"}'), ("c", b"[]")):
            (tmp_path / f"{name}.json").write_bytes(said)
        write(tmp_path, "opened", clerk)
        assert taken(tmp_path) == 1
        assert sorted(each.stem for each in tmp_path.iterdir()) == ["a", "b", "c"]

    def test_a_ticket_that_named_nobody_is_kept_without_a_person(self, tmp_path):
        write(tmp_path, "refused", None, session="", code="forged", address="10.20.0.9")
        assert taken(tmp_path) == 1
        row = Happening.objects.get()
        assert (row.person, row.word) == (None, "forged")

    def test_a_file_that_came_out_is_handed_on_to_be_made_safe(self, tmp_path, clerk):
        write(
            tmp_path, "file", clerk, number="20260601-S1", name="名簿.csv", bytes=5, sha256="a" * 64
        )
        actions.take_in(folder=tmp_path, hand=transfers.hand_in_kept, at=AT)
        row = ParcelFile.objects.get()
        assert (row.number, row.name, row.size, row.parcel.by) == (
            "20260601-S1",
            "名簿.csv",
            5,
            clerk,
        )
        assert (row.parcel.from_zone, row.parcel.to_zone) == ("internet", "lgwan")

    def test_a_file_that_did_not_come_out_is_kept_as_such_and_nothing_handed_on(
        self, tmp_path, clerk
    ):
        handed = []
        write(tmp_path, "file", clerk, number="", name="大きい.zip", refused="too-large")
        assert taken(tmp_path, handed) == 1
        assert not handed
        assert Happening.objects.get().refused == "too-large"


class TestSealing:
    def test_a_batch_is_one_entry_of_the_ledger(self, tmp_path, clerk):
        write(tmp_path, "opened", clerk)
        write(tmp_path, "ended", clerk, ending="idle", left=0)
        taken(tmp_path)
        (entry,) = evidence.sealed((actions.BATCH,))
        assert entry.facts["rows"] == 2
        assert entry.facts["rows_sha256"] == Batch.objects.get().rows_sha256
        assert list(differences()) == []

    @pytest.mark.parametrize(
        "changed",
        [
            {"word": "www.example.com"},
            {"refused": ""},
            {"kind": "file"},
            {"session": "s-2"},
            {"at": AT + timedelta(days=1)},
            {"host": "screen-2"},
            {"said": b"{}"},
        ],
    )
    def test_a_changed_row_is_found(self, tmp_path, clerk, changed):
        write(tmp_path, "visit", clerk, to="www.example.jp", port=443, refused="inner")
        taken(tmp_path)
        Happening.objects.update(**changed)
        assert len(list(differences())) == 1

    def test_a_row_given_to_another_person_or_taken_away_is_found(self, tmp_path, clerk):
        write(tmp_path, "visit", clerk, to="www.example.jp", port=443, refused="")
        taken(tmp_path)
        Happening.objects.update(person=make_person())
        assert len(list(differences())) == 1
        Happening.objects.all().delete()
        assert len(list(differences())) == 1


class TestCheck:
    def test_nobody_browsing_is_no_proof(self):
        assert sessions_destroyed(AT).verdict == Verdict.WEAK

    def test_it_holds_while_every_session_was_thrown_away(self, tmp_path, clerk):
        write(tmp_path, "opened", clerk)
        write(tmp_path, "ended", clerk, ending="asked", left=0)
        taken(tmp_path)
        result = sessions_destroyed(AT + timedelta(hours=1))
        assert result.verdict == Verdict.HOLDS
        assert result.figures["ended"] == 1

    def test_something_left_fails_it(self, tmp_path, clerk):
        write(tmp_path, "opened", clerk)
        write(tmp_path, "ended", clerk, ending="asked", left=2)
        taken(tmp_path)
        result = sessions_destroyed(AT + timedelta(hours=1))
        assert result.verdict == Verdict.FAILS
        assert result.figures["left"] == 1

    def test_one_that_never_ended_fails_it_after_a_day_and_not_before(self, tmp_path, clerk):
        write(tmp_path, "opened", clerk)
        taken(tmp_path)
        assert sessions_destroyed(AT + timedelta(hours=23)).verdict == Verdict.WEAK
        assert sessions_destroyed(AT + timedelta(hours=25)).verdict == Verdict.FAILS


def test_hosts_write_where_the_worker_looks():
    assert settings.SCREEN_RECORDS.name == "screen"


class TestDestroying:
    def test_visits_go_before_the_sessions_and_the_seal_of_their_batch_still_holds(
        self, tmp_path, clerk
    ):
        write(tmp_path, "opened", clerk)
        write(tmp_path, "visit", clerk, to="www.example.jp", port=443, refused="")
        write(tmp_path, "ended", clerk, at=AT + timedelta(minutes=5), ending="asked", left=0)
        taken(tmp_path)
        assert actions.destroy_old(at=AT + timedelta(days=VISIT_DAYS - 1)) == 0
        assert actions.destroy_old(at=AT + timedelta(days=VISIT_DAYS + 1)) == 1
        visit = Happening.objects.get(kind="visit")
        assert (visit.word, visit.person, visit.session, visit.host) == ("", None, "", "")
        assert bytes(visit.said) == b""
        assert Happening.objects.opened().count() == 1
        assert not list(differences())
        assert actions.destroy_old(at=AT + timedelta(days=SESSION_DAYS + 1)) == 2
        assert not Happening.objects.opened()
        assert not Happening.objects.of(clerk)
        assert not list(differences())

    def test_how_much_of_what_went_is_sealed_and_a_second_run_finds_nothing(self, tmp_path, clerk):
        for host in ("a.example.jp", "b.example.jp"):
            write(tmp_path, "visit", clerk, to=host, port=443, refused="")
        taken(tmp_path)
        late = AT + timedelta(days=VISIT_DAYS + 1)
        assert actions.destroy_old(at=late) == 2
        assert actions.destroy_old(at=late) == 0
        (entry,) = evidence.sealed((actions.DESTROYED,))
        assert entry.subject.startswith("browsing-visit:")
        assert entry.facts["rows"] == 2

    def test_a_destroyed_row_that_is_given_words_or_another_digest_is_found(self, tmp_path, clerk):
        write(tmp_path, "visit", clerk, to="www.example.jp", port=443, refused="")
        taken(tmp_path)
        actions.destroy_old(at=AT + timedelta(days=VISIT_DAYS + 1))
        Happening.objects.update(said=b"{}")
        assert [each.fault for each in differences()]
        Happening.objects.update(said=b"", said_sha256="0" * 64)
        assert [each.fault for each in differences()]

    def test_a_destroyed_row_can_name_nobody(self, tmp_path, clerk):
        write(tmp_path, "visit", clerk, to="www.example.jp", port=443, refused="")
        taken(tmp_path)
        actions.destroy_old(at=AT + timedelta(days=VISIT_DAYS + 1))
        with pytest.raises(IntegrityError):
            Happening.objects.update(person=clerk)
