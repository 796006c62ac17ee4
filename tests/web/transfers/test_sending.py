"""Sending files out: looked through, decided by another, taken once by whoever has the code."""

import io
import zipfile
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.smtp import EmailBackend
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from tests.engines.sanitize.benign import office
from tests.engines.sanitize.direct import Direct
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.notices.mailserver import running
from tests.web.transfers.parts import OURS, auditor, desk
from tests.web.transfers.test_mynumber import whole

from sekisho.cli.confinement import Confined
from sekisho.quarantine import Keyring
from sekisho.web.approvals import deciding
from sekisho.web.approvals.errors import OwnApplicationError
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import queries as evidence
from sekisho.web.notices.actions import send_queued
from sekisho.web.notices.models import Mail
from sekisho.web.site.lending import DecidedSendings
from sekisho.web.transfers import actions, agreement, originals
from sekisho.web.transfers.actions import HandedIn, SendingEntry
from sekisho.web.transfers.apart import scanning
from sekisho.web.transfers.errors import TransfersRefusedError
from sekisho.web.transfers.models import Crossing, Sending
from sekisho.web.transfers.queries import months

pytestmark = pytest.mark.django_db
TEXT = "統計の表\n".encode()
NUMBER = whole("12345678901")
MARK = "自治体機密性3A　持出し禁止　送信禁止"


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


class Here:
    """A scanner that runs in this process."""

    def call(self, _profile, function, payload, **_limits):
        assert function == scanning.FUNCTION
        return SimpleNamespace(data=scanning.scan(payload))


@pytest.fixture
def unit():
    return make_unit("給付課")


@pytest.fixture
def person(unit):
    return make_person("花子", email=f"hanako@{OURS}", unit=unit)


@pytest.fixture
def head(unit):
    return make_person("課長", roles=("manager",), unit=unit)


def work(at=AT):
    actions.process_waiting(at=at, door=lambda: nullcontext(Direct()))
    return actions.look_through(at=at, door=lambda: nullcontext(Here()))


def send(person, *files, grade="open"):
    given = [HandedIn(name, data) for name, data in files or (("表.txt", TEXT),)]
    entry = SendingEntry(grade, "統計の提出", "県の統計課", "tokei@pref.example.jp")
    return actions.send_out(entry=entry, files=given, by=person, at=AT)


def decide(row, *people):
    for each in people:
        application = Application.objects.get(subject=f"sending:{row.pk}")
        deciding.approve(application=application, by=each, comment="", at=AT)
    row.refresh_from_db()
    return row


@pytest.fixture
def ready(person, head):
    row = send(person)
    work()
    return decide(row, head)


class TestLookedThrough:
    def test_a_clean_one_goes_to_the_head(self, person, head):
        row = send(person)
        assert work() == 1
        row.refresh_from_db()
        assert (row.numbers, row.returned_at) == (0, None)
        assert Application.objects.get(subject=f"sending:{row.pk}").is_waiting
        crossing = Crossing.objects.get()
        assert crossing.direction == "out"
        assert [(who.address, who.fate) for who in crossing.recipients.all()] == [
            ("県の統計課", "waiting")
        ]
        assert list(agreement.differences()) == []

    def test_one_with_the_printed_mark_of_a_class_that_must_not_be_sent_is_stopped(
        self, person, head
    ):
        row = send(person, ("議案.txt", f"議案\n{MARK}\n".encode()))
        work()
        row.refresh_from_db()
        assert (row.marks, row.returned_at) == (1, AT)
        assert not Application.objects.filter(subject=f"sending:{row.pk}").exists()
        address = reverse("transfers:sending", args=[row.pk])
        page = client_for(person).get(address).content.decode()
        assert "「送信禁止」の表示が1か所にある" in page
        assert list(agreement.differences()) == []

    def test_the_database_decides_nothing_that_has_such_a_mark(self, ready):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sending.objects.filter(pk=ready.pk).update(marks=1)

    def test_one_with_a_personal_number_is_stopped_and_explained(self, person, head):
        row = send(person, ("名簿.txt", f"氏名 番号\n山田 {NUMBER}\n".encode()))
        work()
        row.refresh_from_db()
        assert (row.numbers, row.returned_at) == (1, AT)
        assert not Application.objects.filter(subject=f"sending:{row.pk}").exists()
        address = reverse("transfers:sending", args=[row.pk])
        page = client_for(person).get(address).content.decode()
        assert "個人番号らしい12桁の数字が1か所ある" in page
        assert NUMBER not in page

    def test_its_page_says_of_no_file_that_it_was_given(self, person, head):
        row = send(person, ("表.txt", f"番号 {NUMBER}\n".encode()), ("悪い.exe", b"MZ" + bytes(60)))
        work()
        page = client_for(person).get(reverse("transfers:sending", args=[row.pk])).content.decode()
        assert "無害化して渡した" not in page
        assert "</span>無害化した</span>" in page
        assert "</span>受取り不可</span>" in page
        assert "実行できる形式のファイルは受け取れません" in page

    def test_one_that_could_not_be_made_safe_is_stopped(self, person, head):
        row = send(person, ("表.txt", TEXT), ("悪い.exe", b"MZ" + bytes(60)))
        work()
        row.refresh_from_db()
        assert row.returned_at == AT
        assert not Application.objects.exists()

    def test_a_scan_that_fails_leaves_it_where_it_is(self, person, head):
        class Broken:
            def call(self, *_, **__):
                raise ValueError("no answer")

        row = send(person)
        actions.process_waiting(at=AT, door=lambda: nullcontext(Direct()))
        assert actions.look_through(at=AT, door=lambda: nullcontext(Broken())) == 0
        row.refresh_from_db()
        assert row.scanned_at is None
        assert not Application.objects.exists()

    def test_in_the_real_sandbox(self, person, head):
        with Confined() as sandbox:
            if not sandbox.layers:
                pytest.skip("this machine offers no sandbox")
        row = send(person, ("表.txt", TEXT), ("名簿.docx", office.word(500, 3)))
        actions.process_waiting(at=AT, door=lambda: nullcontext(Direct()))
        assert actions.look_through(at=AT) == 1
        row.refresh_from_db()
        assert row.numbers == 0

    def test_numbers_have_no_way_out_here(self, person):
        with pytest.raises(TransfersRefusedError, match="特定通信"):
            send(person, grade="mynumber")


class TestDecided:
    def test_nobody_decides_their_own(self, person, unit):
        boss = make_person(roles=("manager",), unit=unit)
        row = send(boss)
        work()
        with pytest.raises(OwnApplicationError):
            decide(row, boss)

    def test_personal_information_needs_two_stages(self, person, head):
        row = send(person, grade="personal")
        work()
        decide(row, head)
        assert row.decided_at is None
        assert not row.is_open(AT)
        decide(row, make_person(roles=("system-manager",)))
        assert row.is_open(AT)

    def test_given_back_it_never_opens(self, person, head):
        row = send(person)
        work()
        application = Application.objects.get(subject=f"sending:{row.pk}")
        deciding.give_back(application=application, by=head, comment="不要", at=AT)
        row.refresh_from_db()
        assert (row.returned_at, row.token_sha256) == (AT, "")
        assert list(agreement.differences()) == []


class TestTaken:
    def page(self, row):
        token, code = actions.secrets_of(row)
        return reverse("transfers:receive", args=[token]), code

    def test_with_the_code_once_by_somebody_who_is_nobody_here(self, ready):
        address, code = self.page(ready)
        client = Client()
        shown = client.get(address)
        assert shown.status_code == 200
        assert "表.txt" not in shown.content.decode()
        got = client.post(address, {"code": code})
        assert "統計の表" in got.content.decode("utf-8-sig")
        assert client.get(address).status_code == 404
        assert client.post(address, {"code": code}).status_code == 404
        ready.refresh_from_db()
        assert (ready.taken_at, ready.secrets) == (AT, None)
        assert Crossing.objects.get().recipients.get().fate == "delivered"
        kinds = ["sending.asked", "sending.looked-through", "sending.decided", "sending.taken"]
        assert [each.kind for each in evidence.sealed(kinds)] == kinds
        assert list(agreement.differences()) == []

    def test_five_wrong_codes_close_it(self, ready):
        address, code = self.page(ready)
        wrong = f"{(int(code) + 1) % 10**8:08}"
        client = Client()
        for _ in range(5):
            assert client.post(address, {"code": wrong}).status_code == 422
        assert client.post(address, {"code": code}).status_code == 404
        ready.refresh_from_db()
        assert ready.taken_at is None

    def test_not_after_its_last_day(self, ready):
        address, _ = self.page(ready)
        with time_machine.travel(AT + timedelta(days=8), tick=False):
            assert Client().get(address).status_code == 404

    def test_another_token_is_nothing(self, ready):
        address = reverse("transfers:receive", args=["x" * 43])
        assert Client().get(address).status_code == 404

    def test_many_files_come_as_one_archive(self, person, head):
        row = send(person, ("表.txt", TEXT), ("表.txt", TEXT + b"2"))
        work()
        decide(row, head)
        address, code = self.page(row)
        got = Client().post(address, {"code": code})
        names = zipfile.ZipFile(io.BytesIO(got.content)).namelist()
        assert names == ["表.txt", "表 (2).txt"]

    def test_token_and_code_stand_nowhere_in_the_open(self, ready):
        token, code = actions.secrets_of(ready)
        row = str(Sending.objects.values().get())
        assert token not in row
        assert code not in row

    def test_too_many_tries_from_one_address_wait(self, ready, monkeypatch):
        monkeypatch.setattr("sekisho.web.transfers.views.sending._PER_HOUR", 1)
        address, code = self.page(ready)
        client = Client()
        client.post(address, {"code": "00000000" if code != "00000000" else "1"})
        assert client.post(address, {"code": code}).status_code == 429


class TestInvited:
    def test_the_receiver_is_mailed_the_page_and_never_the_code(self, ready):
        token, code = actions.secrets_of(ready)
        mail = Mail.objects.get(pk=ready.mail_id)
        assert mail.to == "tokei@pref.example.jp"
        assert actions.page_of(token) in mail.body
        assert "令和8年6月8日" in mail.body
        assert "花子" in mail.body
        assert code not in mail.subject + mail.body
        for kept_back in ("表.txt", "統計の提出"):
            assert kept_back not in mail.subject + mail.body

    def test_it_really_leaves_through_the_mail_server(self, ready):
        token, code = actions.secrets_of(ready)
        with running() as server:
            box = EmailBackend(host="127.0.0.1", port=server.port, timeout=5)
            send_queued(at=AT, connection=box)
            texts = {
                message["To"]: message.get_content()
                for message in server.messages
                if message["To"] == "tokei@pref.example.jp"
            }
        (text,) = texts.values()
        assert actions.page_of(token) in text
        assert code not in text
        assert Mail.objects.get(to="tokei@pref.example.jp").sent_at == AT

    @pytest.mark.parametrize("state", ["stopped", "given back"])
    def test_nobody_is_mailed_what_never_opens(self, person, head, state):
        text = f"山田 {NUMBER}\n".encode() if state == "stopped" else TEXT
        row = send(person, ("名簿.txt", text))
        work()
        if state == "given back":
            application = Application.objects.get(subject=f"sending:{row.pk}")
            deciding.give_back(application=application, by=head, comment="不要", at=AT)
        assert Mail.objects.filter(to="tokei@pref.example.jp").count() == 0

    def test_the_sender_reads_what_became_of_the_mail(self, ready, person):
        address = reverse("transfers:sending", args=[ready.pk])
        client = client_for(person)
        assert "メールで送ります" in client.get(address).content.decode()
        Mail.objects.update(sent_at=AT)
        assert "tokei@pref.example.jp にメールで送りました" in client.get(address).content.decode()
        Mail.objects.update(sent_at=None, given_up_at=AT)
        assert "メールは送れませんでした" in client.get(address).content.decode()
        Mail.objects.all().delete()
        assert client.get(address).status_code == 200

    def test_one_of_before_has_no_address_and_no_mail(self, person, head):
        row = send(person)
        Sending.objects.update(receiver_email="")
        work()
        decide(row, head)
        assert row.mail is None
        assert row.is_open(AT)

    def test_the_page_says_from_whom_and_until_when(self, ready, settings):
        settings.BODY_NAME = "朝霧市職員共済組合"
        token, _ = actions.secrets_of(ready)
        page = Client().get(reverse("transfers:receive", args=[token])).content.decode()
        assert "朝霧市職員共済組合からのファイル" in page
        assert "令和8年6月8日" in page


class TestFigures:
    def test_what_was_stopped_or_not_taken_yet_is_not_counted_as_given(self, ready, person):
        send(person, ("名簿.txt", f"山田 {NUMBER}\n".encode()))
        work()
        (month,) = months(at=AT, count=1)
        assert (month.total, month.sent, month.stopped, month.released) == (0, 0, 1, 0)
        page = client_for(desk()).get(reverse("transfers:list")).content.decode()
        assert page.count("</span>無害化した</span>") == 2
        assert "</span>無害化して渡した</span>" not in page

    def test_what_was_taken_is_counted_in_its_month(self, ready):
        Sending.objects.update(taken_at=AT)
        (month,) = months(at=AT, count=1)
        assert (month.sent, month.stopped) == (1, 0)


class TestPages:
    def test_handing_in_and_how_it_stands(self, person, head):
        client = client_for(person)
        form = {"purpose": "統計", "receiver": "県", "grade": "open"}
        form |= {"receiver_email": "tokei@pref.example.jp"}
        address = reverse("transfers:send-out")
        assert client.get(address).status_code == 200
        assert client.post(address, form).status_code == 422
        answer = client.post(address, form | {"sent": SimpleUploadedFile("表.txt", TEXT)})
        row = Sending.objects.get()
        assert answer["Location"] == reverse("transfers:sending", args=[row.pk])
        assert "調べている" in client.get(answer["Location"]).content.decode()
        work()
        assert "決裁待ち" in client.get(answer["Location"]).content.decode()
        decide(row, head)
        page = client.get(answer["Location"]).content.decode()
        token, code = actions.secrets_of(row)
        assert token in page
        assert code in page

    def test_the_head_sees_the_files_but_not_the_code(self, person, head):
        row = send(person)
        work()
        client = client_for(head)
        file = row.parcel.files.get()
        view = reverse("transfers:sending-file", args=[row.pk, file.pk, 0])
        assert "統計の表" in client.get(view).content.decode("utf-8-sig")
        decide(row, head)
        page = client.get(reverse("transfers:sending", args=[row.pk])).content.decode()
        assert actions.secrets_of(row)[1] not in page

    def test_the_desk_sees_that_it_is_but_no_contents(self, ready):
        file = ready.parcel.files.get()
        for who in (desk(), auditor()):
            client = client_for(who)
            page = client.get(reverse("transfers:sending", args=[ready.pk]))
            assert page.status_code == 200
            assert actions.secrets_of(ready)[1] not in page.content.decode()
            view = reverse("transfers:sending-file", args=[ready.pk, file.pk, 0])
            assert client.get(view).status_code == 404

    def test_for_others_it_is_not_there(self, ready):
        client = client_for(make_person())
        file = ready.parcel.files.get()
        for address in (
            reverse("transfers:sending", args=[ready.pk]),
            reverse("transfers:sending-file", args=[ready.pk, file.pk, 0]),
        ):
            assert client.get(address).status_code == 404


class TestIntoOnesOwnSession:
    def test_decided_files_are_offered_to_their_sender_and_taken_once(self, person, ready):
        source = DecidedSendings()
        (offered,) = source.open_for(person, AT)
        assert (offered.key, offered.purpose, offered.files) == (ready.pk, "統計の提出", 1)
        assert offered.decision == ready.decision
        ((number, name),) = source.take(ready.pk, person, AT)
        assert name == "表.txt"
        assert originals.store().get(number)
        assert not source.open_for(person, AT)
        with pytest.raises(TransfersRefusedError):
            source.take(ready.pk, person, AT)
        entry = evidence.sealed(("sending.taken",))
        assert [each.subject for each in entry] == [f"sending:{ready.pk}"]
        assert not list(agreement.differences())

    def test_who_has_the_code_gets_nothing_any_more(self, person, ready):
        _token, code = actions.secrets_of(ready)
        DecidedSendings().take(ready.pk, person, AT)
        with pytest.raises(TransfersRefusedError):
            actions.take_sending(sending=ready, code=code, at=AT)

    def test_somebody_elses_and_what_is_not_decided_or_out_of_time_is_not_taken(
        self, person, head, ready
    ):
        source = DecidedSendings()
        with pytest.raises(Http404):
            source.take(ready.pk, head, AT)
        assert not source.open_for(head, AT)
        late = AT + timedelta(days=30)
        assert not source.open_for(person, late)
        waiting = send(person)
        for row, at in ((ready, late), (waiting, AT)):
            with pytest.raises(TransfersRefusedError):
                source.take(row.pk, person, at)
        assert [each.key for each in source.open_for(person, AT)] == [ready.pk]

    def test_what_leaves_by_a_special_permit_does_not_leave_so(self, person, ready):
        Sending.objects.filter(pk=ready.pk).update(special=True)
        assert not DecidedSendings().open_for(person, AT)
        with pytest.raises(TransfersRefusedError):
            DecidedSendings().take(ready.pk, person, AT)
