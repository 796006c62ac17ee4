"""Each message is taken in once, whatever ends the run in between, and nothing is lost."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from tests.mailgate.letters import ambiguous, hostile, plain
from tests.mailgate.world import Sink, Town
from tests.web.factories import AT, make_person
from tests.web.transfers.parts import OURS, hanako, held, record, take, write

from sekisho.mailgate import Fate, Stage
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.verification import verify
from sekisho.web.organization.actions import erase_person
from sekisho.web.transfers import actions, agreement
from sekisho.web.transfers.actions import taking
from sekisho.web.transfers.models import Batch, Crossing, Recipient

pytestmark = pytest.mark.django_db


def take_in(spool, at=AT):
    return actions.take_in(spool=spool, domains=(OURS,), at=at)


def files(spool, name):
    return sorted(path.stem for path in (spool / name).glob("*.json"))


def entries(kind):
    return list(evidence.sealed([kind]))


class TestFromTheGateway:
    def test_what_a_real_gateway_delivered_and_held_becomes_rows(self, tmp_path):
        with Sink() as sink, Town(tmp_path, sink.port) as town:
            town.send(plain())
            town.send(hostile())
            town.send(ambiguous())
            town.settled(3)
        taken = take_in(town.spool.folder)
        assert (taken.new, taken.moved, taken.unreadable) == (3, 0, 0)
        rows = {row.outcome: row for row in Crossing.objects.all()}
        assert Crossing.objects.filter(outcome="delivered").count() == 2
        assert rows["delivered"].subject == "資料の送付について"
        assert rows["held"].subject == ""
        assert rows["held"].sha256_out == ""
        assert town.originals.about(rows["held"].number).sha256 == rows["held"].sha256_in
        assert files(town.spool.folder, "records") == []
        assert files(town.spool.folder, "held") == [rows["held"].number]

    def test_what_was_taken_out_of_the_hostile_one_is_kept(self, tmp_path):
        with Sink() as sink, Town(tmp_path, sink.port) as town:
            town.send(hostile())
            town.settled(1)
        take_in(town.spool.folder)
        report = Crossing.objects.get().report
        assert "html.script" in {vector for vector, _, _ in report["removals"]}
        rejected = [each for each in report["children"] if each["outcome"] == "rejected"]
        assert [each["name"] for each in rejected] == ["見積書.exe"]


class TestOnce:
    def test_a_second_run_finds_nothing_to_do(self, tmp_path):
        take(tmp_path, record(), held())
        again = take_in(tmp_path)
        assert (again.new, again.moved) == (0, 0)
        assert Crossing.objects.count() == 2
        assert Batch.objects.count() == 1

    def test_a_record_left_by_a_run_cut_short_is_only_put_away(self, tmp_path, monkeypatch):
        row = record()
        write(tmp_path, row)

        def killed(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(taking, "_put_away", killed)
        with pytest.raises(KeyboardInterrupt):
            take_in(tmp_path)
        monkeypatch.undo()
        assert files(tmp_path, "records") == [row.number]
        assert take_in(tmp_path).new == 0
        assert files(tmp_path, "records") == []
        assert Crossing.objects.count() == 1

    def test_a_database_that_is_away_loses_nothing(self, tmp_path, monkeypatch):
        rows = [record() for _ in range(3)]
        write(tmp_path, *rows)

        def away(**_):
            raise OperationalError("the database is away")

        monkeypatch.setattr(taking.evidence, "seal", away)
        with pytest.raises(OperationalError):
            take_in(tmp_path)
        monkeypatch.undo()
        assert Crossing.objects.count() == 0
        assert len(files(tmp_path, "records")) == 3
        assert take_in(tmp_path).new == 3

    def test_more_than_one_batch_is_taken_in_one_run(self, tmp_path, monkeypatch):
        monkeypatch.setattr(taking, "BATCH", 2)
        write(tmp_path, *(record() for _ in range(5)))
        assert take_in(tmp_path).new == 5
        assert [batch.rows for batch in Batch.objects.order_by("pk")] == [2, 2, 1]

    def test_put_away_records_are_kept_for_a_while(self, tmp_path):
        (row,) = take(tmp_path, record())
        path = tmp_path / "records" / "taken" / f"{row.number}.json"
        old = (AT - timedelta(days=40)).timestamp()
        take_in(tmp_path)
        assert path.exists()
        os.utime(path, (old, old))
        take_in(tmp_path)
        assert not path.exists()

    def test_a_record_brought_back_into_an_older_database_is_taken_again(self, tmp_path):
        (row,) = take(tmp_path, record())
        Recipient.objects.all().delete()
        Crossing.objects.all().delete()
        path = tmp_path / "records" / "taken" / f"{row.number}.json"
        path.replace(tmp_path / "records" / path.name)
        assert take_in(tmp_path).new == 1

    def test_a_folder_that_is_not_there_is_no_error(self, tmp_path):
        (tmp_path / "records").mkdir()
        assert take_in(tmp_path).new == 0


class TestUnreadable:
    @pytest.mark.parametrize(
        "data", [b"", b"{", b"[]", b'{"envelope": 1}', b"\xff\xfe", b'{"envelope": {}}']
    )
    def test_a_file_that_is_no_record_stays_and_is_counted(self, tmp_path, data):
        write(tmp_path, record())
        (tmp_path / "records" / "x.json").write_bytes(data)
        taken = take_in(tmp_path)
        assert (taken.new, taken.unreadable) == (1, 1)
        assert files(tmp_path, "records") == ["x"]

    def test_a_record_under_another_number_is_refused(self, tmp_path):
        write(tmp_path, record())
        (path,) = (tmp_path / "records").glob("*.json")
        path.rename(path.with_name("other.json"))
        assert take_in(tmp_path).unreadable == 1

    def test_an_outcome_nobody_knows_is_refused(self, tmp_path):
        write(tmp_path, record(outcome="passed-as-is"))
        assert take_in(tmp_path).unreadable == 1
        assert Crossing.objects.count() == 0


class TestWhoIsIt:
    def test_recipients_are_known_by_their_address_in_any_case(self, tmp_path):
        person = hanako()
        (row,) = take(tmp_path, record(to=(f"HANAKO@{OURS}", "other@town.example.lg.jp")))
        assert [each.person for each in row.recipients.all()] == [person, None]

    def test_an_address_two_people_have_names_nobody(self, tmp_path):
        hanako()
        hanako()
        (row,) = take(tmp_path, record())
        assert row.recipients.get().person is None

    def test_somebody_who_left_is_not_the_recipient(self, tmp_path):
        hanako(left_on=(AT - timedelta(days=2)).date())
        (row,) = take(tmp_path, record())
        assert row.recipients.get().person is None

    @pytest.mark.parametrize(
        ("sender", "to", "direction"),
        [
            ("kacho@partner.example.jp", f"hanako@{OURS}", "in"),
            (f"hanako@{OURS}", "kacho@partner.example.jp", "out"),
            (f"Hanako@{OURS.upper()}", "kacho@partner.example.jp", "out"),
            (f"hanako@{OURS}", f"taro@{OURS}", "in"),
            ("", f"hanako@{OURS}", "in"),
        ],
    )
    def test_the_direction_is_told_by_the_domains(self, tmp_path, sender, to, direction):
        (row,) = take(tmp_path, record(sender=sender, to=(to,)))
        assert row.direction == direction


class TestMovingOn:
    def test_a_held_mail_sent_again_becomes_done_with_an_entry_of_its_own(self, tmp_path):
        who = f"hanako@{OURS}"
        first = held(outcome="delivered", fates={who: Fate.DOUBT})
        (row,) = take(tmp_path, first)
        assert (row.state, row.held_at) == ("held", AT)
        (tmp_path / "held" / f"{row.number}.json").unlink()
        (row,) = take(tmp_path, record(number=first.number), at=AT + timedelta(hours=1))
        assert (row.state, row.held_at) == ("done", None)
        assert row.recipients.get().fate == "delivered"
        assert [each.facts["state"] for each in entries("crossing.settled")] == ["done"]
        assert list(agreement.differences()) == []

    def test_of_one_number_in_both_folders_the_finished_one_counts(self, tmp_path):
        row = record()
        write(tmp_path, row, record(number=row.number, stage=Stage.HELD))
        take_in(tmp_path)
        assert Crossing.objects.get().state == "done"


class TestSealed:
    def test_a_batch_says_how_many_and_their_digest(self, tmp_path):
        take(tmp_path, record(), record(outcome="text-only"), held(), held(outcome="rejected"))
        (entry,) = entries("crossings.taken")
        facts = dict(entry.facts)
        assert len(facts.pop("rows_sha256")) == 64
        assert facts == {"rows": 4, "delivered": 1, "text_only": 1, "held": 1, "rejected": 1}
        assert list(agreement.differences()) == []
        assert verify().intact

    def test_no_name_stands_in_the_ledger(self, tmp_path):
        hanako()
        take(tmp_path, record(), held())
        for entry in entries("crossings.taken"):
            assert "@" not in str(entry)
            assert "資料" not in str(entry)

    @pytest.mark.parametrize(
        "change",
        [
            {"outcome": "text-only"},
            {"sha256_out": "0" * 64},
            {"subject": "別の件名"},
            {"sender": "x@example.jp"},
            {"report": {}},
            {"taken_state": "held"},
            {"direction": "out"},
        ],
    )
    def test_a_row_altered_behind_our_back_is_found(self, tmp_path, change):
        row, _ = take(tmp_path, record(), record())
        Crossing.objects.filter(pk=row.pk).update(**change)
        assert f"crossings:{row.batch_id}" in {each.subject for each in agreement.differences()}

    def test_a_row_removed_or_a_recipient_changed_is_found(self, tmp_path):
        row, other = take(tmp_path, record(), record())
        Recipient.objects.filter(crossing=row).update(address="x@example.jp")
        assert len(list(agreement.differences())) == 1
        Recipient.objects.filter(crossing=other).delete()
        other.delete()
        assert len(list(agreement.differences())) == 1

    def test_a_state_changed_without_an_entry_is_found(self, tmp_path):
        (row,) = take(tmp_path, held())
        Crossing.objects.filter(pk=row.pk).update(state="done")
        assert [each.subject for each in agreement.differences()] == [f"crossing:{row.pk}"]

    def test_queries_grow_with_batches_only(self, tmp_path):
        take(tmp_path, record())
        with CaptureQueriesContext(connection) as one:
            list(agreement.differences())
        take(tmp_path, *(record() for _ in range(8)))
        with CaptureQueriesContext(connection) as two:
            list(agreement.differences())
        assert len(two) - len(one) <= 3

    def test_the_digest_is_over_the_rows_in_the_order_of_their_numbers(self, tmp_path):
        from sekisho.web.transfers.sealed import row_digest

        rows = sorted(take(tmp_path, record(), record()), key=lambda each: each.number)
        lines = "\n".join(row_digest(row) for row in rows).encode()
        assert Batch.objects.get().rows_sha256 == hashlib.sha256(lines).hexdigest()


class TestForgetting:
    def test_somebody_erased_leaves_rows_that_still_agree(self, tmp_path):
        person = hanako()
        got, sent, other = take(
            tmp_path,
            record(),
            record(sender=f"hanako@{OURS}", to=("kacho@partner.example.jp",)),
            record(to=(f"taro@{OURS}",)),
        )
        person.left_on = (AT - timedelta(days=1)).date()
        person.account = None
        person.save()
        erase_person(person=person, by=make_person(roles=("secretariat",)), at=AT)
        for row in (got, sent, other):
            row.refresh_from_db()
        assert (got.subject, got.recipients.get().address) == ("", "")
        assert (sent.subject, sent.sender) == ("", "")
        assert other.subject == "資料の送付について"
        assert list(agreement.differences()) == []
        assert "hanako" not in str(list(Crossing.objects.values())).lower()


def test_while_another_program_takes_in_nothing_is_done_and_afterwards_all(tmp_path):
    with Sink() as sink, Town(tmp_path, sink.port) as town:
        town.send(plain())
        town.settled(1)
    with taking._alone(town.spool.folder) as ours:
        assert ours
        assert take_in(town.spool.folder) == taking.Taken()
    assert take_in(town.spool.folder).new == 1
