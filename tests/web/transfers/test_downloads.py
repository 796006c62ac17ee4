"""Downloads of the ICAP service become crossings: once, sealed, seen by who asked and the desk."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.icap.test_downloads import ATTACHED
from tests.icap.world import World
from tests.web.factories import AT, client_for, make_person
from tests.web.transfers.parts import REPORT, auditor, desk, record, take

from sekisho.icap import Download
from sekisho.verdicts import Verdict
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.actions import erase_person
from sekisho.web.organization.models import Account
from sekisho.web.transfers import actions, agreement, checks, queries
from sekisho.web.transfers.actions import taking_downloads
from sekisho.web.transfers.models import Crossing

pytestmark = pytest.mark.django_db
_numbers = count(1)


@pytest.fixture
def folder(tmp_path, settings):
    settings.ICAP_DOWNLOADS = tmp_path / "downloads"
    settings.ICAP_DOWNLOADS.mkdir()
    return settings.ICAP_DOWNLOADS


def download(outcome="delivered", reasons=(), **changed):
    """What the service wrote down of one file."""
    crosses = outcome in {"delivered", "text-only"}
    row = Download(
        number=f"20260601-D{next(_numbers):09X}",
        at=AT.isoformat(),
        client="10.30.4.21",
        user="hanako",
        host="www.example.jp",
        address="http://www.example.jp/files/hyo.txt",
        name="表.txt",
        outcome=outcome,
        report={
            **REPORT,
            "outcome": outcome,
            "reasons": [{"code": code, "message": code} for code in reasons],
            "sha256_out": "b" * 64 if crosses else None,
            "children": [],
        },
    )
    return replace(row, **changed)


def signing_in(username, **fields):
    person = make_person(account=False, **fields)
    person.account = Account.objects.create_user(username)
    person.save()
    return person


def write(folder, *rows):
    for row in rows:
        (folder / f"{row.number}.json").write_bytes(row.as_bytes())


def take_in(folder, *rows, at=AT):
    write(folder, *rows)
    taken = actions.take_in_downloads(folder=folder, at=at)
    return taken, [Crossing.objects.filter(number=row.number).first() for row in rows]


def named(folder):
    return sorted(path.stem for path in folder.glob("*.json"))


class TestFromTheService:
    def test_what_a_real_service_answered_becomes_a_row_with_its_original(self, tmp_path):
        with World(tmp_path) as world, world.proxy() as proxy:
            answer = proxy.response("会議の御案内\n".encode() * 90, ATTACHED)
            assert answer.http_status == 200
        taken = actions.take_in_downloads(folder=world.records, at=AT)
        assert (taken.new, taken.unreadable) == (1, 0)
        row = Crossing.objects.get()
        assert (row.way, row.direction, row.outcome, row.state) == (
            "web",
            "in",
            "delivered",
            "done",
        )
        assert (row.sender, row.subject) == ("www.example.jp", "a.txt")
        assert world.store.about(row.number).sha256 == row.sha256_in
        assert "secret" not in json.dumps(row.report)
        assert named(world.records) == []
        assert list(agreement.differences()) == []

    @pytest.mark.parametrize(
        ("outcome", "reasons", "state", "fate"),
        [
            ("delivered", (), "done", "delivered"),
            ("text-only", (), "done", "delivered"),
            ("rejected", ("forbidden-type",), "done", "told"),
            ("held", ("password-needed",), "done", "told"),
            ("held", ("malware",), "held", "told"),
            ("held", ("crashed",), "held", "told"),
            ("held", ("not-verified",), "held", "told"),
        ],
    )
    def test_the_desk_is_asked_about_what_needs_it(self, folder, outcome, reasons, state, fate):
        _, (row,) = take_in(folder, download(outcome, reasons))
        assert (row.state, row.held_at) == (state, AT if state == "held" else None)
        assert row.recipients.get().fate == fate


class TestOnce:
    def test_a_second_run_finds_nothing_to_do(self, folder):
        take_in(folder, download(), download("held", ("broken",)))
        assert actions.take_in_downloads(folder=folder, at=AT).new == 0
        assert Crossing.objects.count() == 2

    def test_a_database_that_is_away_loses_nothing(self, folder, monkeypatch):
        def away(*_, **__):
            raise OperationalError("the database is away")

        write(folder, download(), download())
        monkeypatch.setattr(taking_downloads, "record_crossings", away)
        with pytest.raises(OperationalError):
            actions.take_in_downloads(folder=folder, at=AT)
        monkeypatch.undo()
        assert len(named(folder)) == 2
        assert actions.take_in_downloads(folder=folder, at=AT).new == 2

    def test_a_record_left_by_a_run_cut_short_is_only_put_away(self, folder, monkeypatch):
        def killed(*_):
            raise KeyboardInterrupt

        row = download()
        monkeypatch.setattr(taking_downloads, "put_away", killed)
        with pytest.raises(KeyboardInterrupt):
            take_in(folder, row)
        monkeypatch.undo()
        assert actions.take_in_downloads(folder=folder, at=AT).new == 0
        assert named(folder) == []
        assert named(folder / "taken") == [row.number]

    def test_records_brought_back_after_a_restore_are_taken_where_they_are_missing(self, folder):
        _, (_known, lost) = take_in(folder, download(), download())
        lost.recipients.all().delete()
        lost.delete()
        for path in (folder / "taken").glob("*.json"):
            path.replace(folder / path.name)
        assert actions.take_in_downloads(folder=folder, at=AT).new == 1
        assert Crossing.objects.count() == 2
        assert named(folder) == []

    def test_other_words_under_a_known_number_are_refused_and_stay(self, folder):
        row = download()
        take_in(folder, row)
        taken, (found,) = take_in(folder, replace(row, name="別の名前.txt"))
        assert (taken.new, taken.unreadable) == (0, 1)
        assert found.subject == "表.txt"
        assert named(folder) == [row.number]

    @pytest.mark.parametrize(
        "data", [b"", b"{", b"[]", b'{"number": 1}', b"\xff\xfe", b'"20260601-X"']
    )
    def test_a_file_that_is_no_record_stays_and_is_counted(self, folder, data):
        (folder / "x.json").write_bytes(data)
        taken, _ = take_in(folder, download())
        assert (taken.new, taken.unreadable) == (1, 1)
        assert named(folder) == ["x"]

    @pytest.mark.parametrize(
        "changed",
        [
            {"outcome": "passed"},
            {"at": "2026-06-01T09:00:00"},
            {"at": "yesterday"},
            {"name": 3},
            {"report": []},
        ],
    )
    def test_a_column_of_another_form_is_refused(self, folder, changed):
        taken, _ = take_in(folder, replace(download(), **changed))
        assert (taken.new, taken.unreadable) == (0, 1)

    def test_many_are_one_entry_of_the_ledger(self, folder):
        take_in(folder, *(download() for _ in range(5)))
        (entry,) = evidence.sealed(["crossings.taken"])
        assert entry.facts["rows"] == 5
        assert "表" not in str(entry)

    def test_queries_grow_with_batches_only(self, folder):
        counts = []
        take_in(folder, download())
        for many in (1, 9):
            write(folder, *(download() for _ in range(many)))
            with CaptureQueriesContext(connection) as found:
                actions.take_in_downloads(folder=folder, at=AT)
            counts.append(len(found))
        assert counts[0] == counts[1]


class TestWhoIsIt:
    def test_the_user_the_proxy_named_is_known_by_the_sign_in_name(self, folder):
        person = signing_in("Hanako")
        _, (row,) = take_in(folder, download())
        receiver = row.recipients.get()
        assert (receiver.person, receiver.address) == (person, "hanako@10.30.4.21")

    def test_nobody_is_guessed(self, folder):
        signing_in("hanako", left_on=(AT - timedelta(days=2)).date())
        signing_in("taro")
        signing_in("TARO")
        _, rows = take_in(folder, download(), download(user="taro"), download(user=""))
        assert [row.recipients.get().person for row in rows] == [None] * 3
        assert rows[2].recipients.get().address == "10.30.4.21"

    def test_somebody_erased_leaves_a_row_that_still_agrees(self, folder):
        person = signing_in("hanako")
        _, (row,) = take_in(folder, download())
        person.left_on, person.account = (AT - timedelta(days=1)).date(), None
        person.save()
        erase_person(person=person, by=make_person(roles=("secretariat",)), at=AT)
        row.refresh_from_db()
        assert (row.subject, row.recipients.get().address) == ("", "")
        assert list(agreement.differences()) == []


class TestPages:
    def test_who_asked_sees_their_own_and_nobody_elses(self, folder):
        person = signing_in("hanako")
        _, (row, other) = take_in(folder, download(), download(user="taro", name="他人.txt"))
        client = client_for(person)
        page = client.get(reverse("transfers:list")).content.decode()
        assert "表.txt" in page
        assert "他人.txt" not in page
        assert "ダウンロード" in page
        detail = client.get(reverse("transfers:crossing", args=[row.pk])).content.decode()
        assert "http://www.example.jp/files/hyo.txt" in detail
        assert client.get(reverse("transfers:crossing", args=[other.pk])).status_code == 404

    def test_an_auditor_sees_that_it_crossed_but_not_what_was_read(self, folder):
        _, (row,) = take_in(folder, download())
        client = client_for(auditor())
        for address in (
            reverse("transfers:list") + "?way=web",
            reverse("transfers:crossing", args=[row.pk]),
        ):
            page = client.get(address).content.decode()
            assert row.number in page
            assert "www.example.jp" in page
            assert "表.txt" not in page
            assert "hyo.txt" not in page

    def test_the_list_can_be_narrowed_to_downloads(self, folder, settings, tmp_path):
        settings.MAILGATE_SPOOL = tmp_path / "mailgate"
        (mail,) = take(settings.MAILGATE_SPOOL, record())
        _, (row,) = take_in(folder, download())
        page = client_for(desk()).get(reverse("transfers:list") + "?way=web").content.decode()
        assert row.number in page
        assert mail.number not in page

    def test_the_months_count_them_beside_mail(self, folder, settings, tmp_path):
        settings.MAILGATE_SPOOL = tmp_path / "mailgate"
        take(settings.MAILGATE_SPOOL, record())
        take_in(folder, download(), download("held", ("broken",)))
        (month,) = queries.months(at=AT, count=1)
        assert (month.delivered, month.held, month.total) == (2, 1, 3)
        assert (month.mail, month.file, month.web) == (1, 0, 2)
        assert (
            "うちダウンロード"
            in client_for(desk()).get(reverse("transfers:months")).content.decode()
        )


class TestChecks:
    def test_a_download_without_a_verified_output_fails(self, folder):
        _, (row,) = take_in(folder, download())
        assert checks.crossings_sanitised(AT).verdict is Verdict.HOLDS
        Crossing.objects.filter(pk=row.pk).update(sha256_out="")
        found = checks.crossings_sanitised(AT)
        assert (found.verdict, found.rows) == (Verdict.FAILS, ({"crossing": row.pk},))

    def test_records_that_lie_about_or_cannot_be_read_are_told(self, folder, tmp_path):
        told = {"machine": "m-1", "spool": tmp_path / "mailgate", "downloads": folder, "at": AT}
        write(folder, download())
        actions.tell_standings(**told)
        assert checks.gateway_queue(AT).figures["records"] == 1
        (folder / "x.json").write_bytes(b"{")
        actions.tell_standings(**told)
        found = checks.gateway_queue(AT)
        assert (found.verdict, found.figures["unreadable"]) == (Verdict.FAILS, 1)

    def test_a_missing_original_is_told(self, folder, settings, tmp_path):
        settings.QUARANTINE = tmp_path / "quarantine"
        settings.QUARANTINE.mkdir()
        _, (row,) = take_in(folder, download())
        assert checks.originals_kept(AT).rows == ({"number": row.number},)


def test_the_task_takes_mail_and_downloads(folder, settings, tmp_path):
    from sekisho.web.site import tasks

    settings.MAILGATE_SPOOL = tmp_path / "mailgate"
    write(folder, download())
    assert tasks.take_crossings.func() == 1
    assert Crossing.objects.get().way == "web"
