"""Files handed in: kept first, made safe once, taken by who handed them in and by nobody else."""

import io
from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from msoffcrypto.format.ooxml import OOXMLFile
from tests.antimalware.daemons import Played
from tests.engines.sanitize.benign import office
from tests.engines.sanitize.direct import Direct
from tests.mailgate.letters import letter
from tests.mailgate.world import Sink, Town
from tests.web.factories import AT, client_for, make_person
from tests.web.transfers.parts import OURS, desk, hanako, record, take

from sekisho.antimalware import Clamd, NotReadError
from sekisho.cli.confinement import Confined
from sekisho.quarantine import Keyring, LocalStore
from sekisho.sanitize import ConfinementError
from sekisho.web.evidence import queries as evidence
from sekisho.web.transfers import actions, agreement, consequences, originals
from sekisho.web.transfers.actions import HandedIn, handing_in, processing
from sekisho.web.transfers.errors import TransfersRefusedError
from sekisho.web.transfers.models import Crossing, Parcel, ParcelFile

pytestmark = pytest.mark.django_db
RIGHT = "himitsu-1"
TEXT = "会議の御案内\n".encode()


@pytest.fixture(autouse=True)
def _on_the_day(tmp_path, settings):
    settings.QUARANTINE = tmp_path / "quarantine"
    settings.QUARANTINE.mkdir(exist_ok=True)
    settings.QUARANTINE_KEYS = tmp_path / "quarantine.keys"
    settings.MAILGATE_SPOOL = tmp_path / "mailgate"
    Keyring.new().save(settings.QUARANTINE_KEYS)
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def person():
    return hanako()


class Counting(Direct):
    """Counts what is really worked on."""


@pytest.fixture
def engine():
    return Counting()


@pytest.fixture
def work(engine):
    return lambda at=AT: actions.process_waiting(at=at, door=lambda: nullcontext(engine))


def hand_in(person, *files, at=AT):
    given = [HandedIn(name, data) for name, data in files]
    return actions.hand_in(files=given, by=person, at=at)


def locked():
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(office.word(500, 3))).encrypt(RIGHT, out)
    return out.getvalue()


def outputs(row):
    return [originals.store().get(number) for _, number, _ in row.outputs]


class TestMadeSafe:
    def test_each_file_gets_its_crossing_and_its_rebuilt_bytes(self, person, work):
        hand_in(person, ("案内.txt", TEXT), ("悪い.exe", b"MZ" + bytes(60)))
        assert work() == 2
        good, bad = ParcelFile.objects.order_by("pk")
        assert (good.crossing.outcome, good.crossing.way) == ("delivered", "file")
        assert outputs(good)[0].decode("utf-8-sig").split() == ["会議の御案内"]
        assert (bad.crossing.outcome, bad.outputs) == ("rejected", [])
        assert good.crossing.sender_person == person
        assert list(agreement.differences()) == []

    def test_the_original_is_kept_encrypted_under_the_receipt_number(self, person, settings):
        hand_in(person, ("案内.txt", TEXT))
        row = ParcelFile.objects.get()
        assert originals.store().get(row.number) == TEXT
        sealed = (settings.QUARANTINE / f"{row.number}.sealed").read_bytes()
        assert TEXT not in sealed

    def test_nothing_is_recorded_when_the_original_cannot_be_kept(self, person, monkeypatch):
        def full(*_, **__):
            raise OSError("no space")

        monkeypatch.setattr(LocalStore, "put", full)
        with pytest.raises(OSError, match="no space"):
            hand_in(person, ("案内.txt", TEXT))
        assert Parcel.objects.count() == 0

    def test_a_fault_of_ours_leaves_it_waiting(self, person, work):
        class Missing(Direct):
            def call(self, *_, **__):
                raise ConfinementError("sandbox-missing")

        hand_in(person, ("案内.txt", TEXT))
        done = actions.process_waiting(at=AT, door=lambda: nullcontext(Missing()))
        assert done == 0
        assert ParcelFile.objects.waiting().count() == 1
        assert Crossing.objects.count() == 0
        assert work() == 1

    def test_cut_short_before_the_row_it_is_made_again(self, person, work, monkeypatch):
        hand_in(person, ("案内.txt", TEXT))

        def away(*_, **__):
            raise OperationalError("the database is away")

        monkeypatch.setattr(processing, "record_crossings", away)
        with pytest.raises(OperationalError):
            work()
        monkeypatch.undo()
        assert work() == 1
        assert Crossing.objects.count() == 1

    def test_what_crashed_waits_for_the_desk(self, person):
        class Crashing(Direct):
            def call(self, *_, **__):
                raise ConfinementError("crashed")

        hand_in(person, ("案内.txt", TEXT))
        actions.process_waiting(at=AT, door=lambda: nullcontext(Crashing()))
        assert Crossing.objects.waiting().count() == 1

    def test_nothing_waiting_starts_no_sandbox(self):
        def never():
            raise AssertionError

        assert actions.process_waiting(at=AT, door=never) == 0

    def test_in_the_real_sandbox(self, person):
        with Confined() as sandbox:
            if not sandbox.layers:
                pytest.skip("this machine offers no sandbox: everything would wait")
        hand_in(person, ("案内.txt", TEXT))
        assert actions.process_waiting(at=AT) == 1
        assert Crossing.objects.get().outcome == "delivered"

    def test_a_folder_in_a_zip_keeps_its_form(self, person, work):
        import zipfile

        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("総務/4月/案内.txt", TEXT)
            archive.writestr("総務/5月/案内.txt", TEXT)
        hand_in(person, ("資料.zip", packed.getvalue()))
        work()
        (data,) = outputs(ParcelFile.objects.get())
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        assert {"総務/4月/案内.txt", "総務/5月/案内.txt"} <= set(names)


class TestKnown:
    def test_the_same_file_is_not_worked_on_twice(self, person, work, engine):
        hand_in(person, ("案内.txt", TEXT))
        work()
        before = len(engine.calls)
        other = make_person(email=f"taro@{OURS}")
        hand_in(other, ("別の名前.txt", TEXT))
        assert work() == 1
        assert len(engine.calls) == before
        first, second = ParcelFile.objects.order_by("pk")
        assert second.known
        assert outputs(first) == outputs(second)
        assert second.outputs[0][0] == "別の名前.txt"
        assert second.crossing.sha256_out == first.crossing.sha256_out
        assert list(agreement.differences()) == []

    def test_the_same_bytes_under_another_ending_are_worked_on(self, person, work, engine):
        hand_in(person, ("案内.txt", TEXT))
        work()
        before = len(engine.calls)
        hand_in(person, ("案内.csv", TEXT))
        work()
        assert len(engine.calls) > before

    def test_another_version_of_the_program_works_again(self, person, work, engine, monkeypatch):
        hand_in(person, ("案内.txt", TEXT))
        work()
        before = len(engine.calls)
        monkeypatch.setattr(processing, "_program", lambda: "next")
        hand_in(person, ("案内.txt", TEXT))
        work()
        assert len(engine.calls) > before

    def test_long_ago_is_forgotten(self, person, work, engine):
        hand_in(person, ("案内.txt", TEXT))
        work()
        before = len(engine.calls)
        hand_in(person, ("案内.txt", TEXT), at=AT + timedelta(days=20))
        work(AT + timedelta(days=20))
        assert len(engine.calls) > before


class Knowing:
    """A reader that knows one text, or is away."""

    def __init__(self, mark=b"", *, away=False):
        self.mark, self.away, self.read_bytes = mark, away, []

    def read(self, untrusted):
        self.read_bytes.append(untrusted)
        if self.away:
            raise NotReadError("no answer")
        return "Test.Mark" if self.mark and self.mark in untrusted else ""


class TestMalware:
    def work(self, engine, reader):
        door = lambda: nullcontext(engine)  # noqa: E731  # as the worker hands it in
        return actions.process_waiting(at=AT, door=door, reader=reader)

    def test_a_finding_holds_the_file_and_the_desk_looks(self, person, engine):
        hand_in(person, ("案内.txt", TEXT))
        assert self.work(engine, Knowing("会議".encode())) == 1
        row = ParcelFile.objects.get()
        assert (row.crossing.outcome, row.crossing.state) == ("held", "held")
        assert (row.outputs, row.crossing.sha256_out) == ([], "")
        page = client_for(person).get(reverse("transfers:parcel", args=[row.parcel_id]))
        assert "不正プログラム対策ソフトが、不正プログラムを見つけました" in page.content.decode()

    @pytest.mark.parametrize("reader", [Knowing(), Knowing(away=True)])
    def test_silence_or_no_answer_decides_nothing(self, person, engine, reader):
        hand_in(person, ("案内.txt", TEXT), ("悪い.exe", b"MZ" + bytes(60)))
        assert self.work(engine, reader) == 2
        outcomes = [each.crossing.outcome for each in ParcelFile.objects.order_by("pk")]
        assert outcomes == ["delivered", "rejected"]
        assert reader.read_bytes == [TEXT, b"MZ" + bytes(60)]

    def test_a_file_known_from_before_is_asked_about_again(self, person, engine):
        hand_in(person, ("案内.txt", TEXT))
        self.work(engine, Knowing())
        hand_in(person, ("案内.txt", TEXT))
        self.work(engine, Knowing("会議".encode()))
        first, second = ParcelFile.objects.order_by("pk")
        assert (first.crossing.outcome, second.crossing.outcome) == ("delivered", "held")
        assert not second.known

    def test_clamd_is_asked_over_its_socket(self, person, engine):
        hand_in(person, ("案内.txt", TEXT))
        with Played(b"stream: Test.Mark FOUND\0") as daemon:
            self.work(engine, Clamd(daemon.place))
        assert daemon.got == [TEXT]
        assert Crossing.objects.get().report["reasons"] == ["malware"]

    def test_the_worker_asks_whom_the_settings_name(self, person, settings, monkeypatch):
        from sekisho.web.site import tasks

        asked = []
        monkeypatch.setattr(
            tasks.transfers, "process_waiting", lambda *, at, reader: asked.append(reader) or 0
        )
        settings.MALWARE_READER = Knowing()
        tasks.process_parcels.func()
        assert asked == [settings.MALWARE_READER]


class TestPasswords:
    def test_a_locked_file_is_held_and_opened_with_its_password(self, person, work):
        hand_in(person, ("議案.docx", locked()))
        work()
        row = ParcelFile.objects.get()
        assert actions.wants_password(row.crossing)
        actions.try_password(file=row, password=RIGHT, by=person, at=AT)
        assert work() == 1
        again = ParcelFile.objects.get(replaced=False)
        assert again.crossing.outcome == "delivered"
        assert outputs(again)
        assert again.password is None

    def test_a_wrong_one_can_be_tried_again(self, person, work):
        hand_in(person, ("議案.docx", locked()))
        work()
        for word, outcome in (("wrong", "held"), (RIGHT, "delivered")):
            row = ParcelFile.objects.get(replaced=False)
            actions.try_password(file=row, password=word, by=person, at=AT)
            work()
            assert ParcelFile.objects.get(replaced=False).crossing.outcome == outcome

    def test_the_password_stands_nowhere_in_the_open(self, person, work):
        hand_in(person, ("議案.docx", locked()))
        work()
        actions.try_password(file=ParcelFile.objects.get(), password=RIGHT, by=person, at=AT)
        kept = bytes(ParcelFile.objects.get(replaced=False).password)
        assert RIGHT.encode() not in kept

    def test_nobody_else_may_try_and_nothing_open_is_tried(self, person, work):
        hand_in(person, ("議案.docx", locked()), ("案内.txt", TEXT))
        work()
        wants, open_ = ParcelFile.objects.order_by("pk")
        with pytest.raises(TransfersRefusedError):
            actions.try_password(file=wants, password=RIGHT, by=desk(), at=AT)
        with pytest.raises(TransfersRefusedError):
            actions.try_password(file=open_, password=RIGHT, by=person, at=AT)
        with pytest.raises(TransfersRefusedError):
            actions.try_password(file=wants, password="", by=person, at=AT)

    def test_a_recipient_opens_what_a_mail_held_back(self, person, work, tmp_path):
        message = letter()
        message.add_attachment(
            locked(),
            "application",
            "vnd.openxmlformats-officedocument.wordprocessingml.document",
            filename="議案.docx",
        )
        with Sink() as sink, Town(tmp_path, sink.port) as town:
            town.send(message.as_bytes(policy=message.policy.clone(linesep="\r\n")))
            town.settled(1)
        actions.take_in(spool=town.spool.folder, domains=(OURS,), at=AT)
        row = Crossing.objects.get()
        assert actions.wants_password(row)
        page = reverse("transfers:crossing", args=[row.pk])
        assert "パスワードを入力して受け取る" in client_for(person).get(page).content.decode()
        address = reverse("transfers:open-mail", args=[row.pk])
        assert client_for(person).post(address, {"password": RIGHT}).status_code == 302
        assert work() == 1
        opened = ParcelFile.objects.get()
        assert [name for name, _, _ in opened.outputs] == ["議案.docx"]
        assert outputs(opened)[0].startswith(b"PK")
        assert client_for(desk()).post(address, {"password": RIGHT}).status_code == 404

    def test_a_mail_that_wants_none_is_not_opened(self, person, settings):
        (row,) = take(settings.MAILGATE_SPOOL, record())
        with pytest.raises(TransfersRefusedError):
            actions.open_mail(crossing=row, password=RIGHT, by=person, at=AT)


class TestPages:
    def test_many_files_at_once(self, person, work):
        client = client_for(person)
        files = [SimpleUploadedFile(f"{n}.txt", TEXT + bytes([48 + n])) for n in range(3)]
        answer = client.post(reverse("transfers:portal"), {"sent": files})
        parcel = Parcel.objects.get()
        assert answer["Location"] == reverse("transfers:parcel", args=[parcel.pk])
        page = client.get(answer["Location"]).content.decode()
        assert "3個を処理しています" in page
        assert "hx-get" in page
        work()
        page = client.get(answer["Location"]).content.decode()
        assert "hx-get" not in page.split("<main", 1)[1]
        row = ParcelFile.objects.first()
        got = client.get(reverse("transfers:output", args=[row.pk, 0]))
        assert "会議の御案内" in got.content.decode("utf-8-sig")
        assert got["Content-Disposition"].startswith("attachment")
        assert client.get(reverse("transfers:portal")).status_code == 200

    def test_nothing_chosen_is_told(self, person):
        answer = client_for(person).post(reverse("transfers:portal"), {})
        assert answer.status_code == 422

    def test_too_many_are_refused(self, person, monkeypatch):
        monkeypatch.setattr(handing_in, "MOST_FILES", 1)
        files = [SimpleUploadedFile(f"{n}.txt", TEXT) for n in range(2)]
        answer = client_for(person).post(reverse("transfers:portal"), {"sent": files})
        assert answer.status_code == 422
        assert "一度に出せるのは1個まで" in answer.content.decode()

    def test_other_peoples_are_not_there(self, person, work):
        hand_in(person, ("案内.txt", TEXT), ("議案.docx", locked()))
        work()
        good, wants = ParcelFile.objects.order_by("pk")
        for who in (make_person(), desk()):
            client = client_for(who)
            for address in (
                reverse("transfers:parcel", args=[good.parcel_id]),
                reverse("transfers:output", args=[good.pk, 0]),
                reverse("transfers:password", args=[wants.pk]),
            ):
                assert client.get(address).status_code == 404

    def test_an_output_that_is_gone_is_told(self, person, work):
        hand_in(person, ("案内.txt", TEXT))
        work()
        row = ParcelFile.objects.get()
        originals.store().destroy(row.outputs[0][1])
        client = client_for(person)
        answer = client.get(reverse("transfers:output", args=[row.pk, 0]), follow=True)
        assert "期限を過ぎた" in answer.content.decode()
        assert client.get(reverse("transfers:output", args=[row.pk, 9])).status_code == 404

    def test_the_password_page(self, person, work):
        hand_in(person, ("議案.docx", locked()))
        work()
        row = ParcelFile.objects.get()
        client, address = client_for(person), reverse("transfers:password", args=[row.pk])
        assert client.get(address).status_code == 200
        assert client.post(address, {"password": ""}).status_code == 422
        assert client.post(address, {"password": RIGHT}).status_code == 302
        work()
        page = client.get(reverse("transfers:parcel", args=[row.parcel_id])).content.decode()
        assert "を受け取る" in page

    def test_queries_do_not_grow_with_files(self, person, work):
        parcel = hand_in(person, *[(f"{n}.txt", TEXT + bytes([65 + n])) for n in range(2)])
        more = hand_in(person, *[(f"{n}.txt", TEXT + bytes([75 + n])) for n in range(9)])
        work()
        client = client_for(person)
        client.get(reverse("transfers:parcel", args=[parcel.pk]))
        counts = []
        for each in (parcel, more):
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("transfers:parcel", args=[each.pk]))
            counts.append(len(queries))
        assert counts[0] == counts[1]


def test_the_worker_is_told_once_the_files_are_committed(
    person, monkeypatch, django_capture_on_commit_callbacks
):
    told = []
    monkeypatch.setattr(consequences, "_soon", [lambda: told.append(1)])
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(person, ("案内.txt", TEXT))
        assert told == []
    assert told == [1]


def test_no_file_name_stands_in_the_ledger(person, work):
    hand_in(person, ("鈴木花子.txt", TEXT))
    work()
    for entry in evidence.sealed(["crossings.taken"]):
        assert "鈴木" not in str(entry)
