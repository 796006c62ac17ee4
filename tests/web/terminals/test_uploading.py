"""Signed reports: taken once, from our keys only, neither old nor from the future."""

import json
import shutil
import subprocess
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, client_for
from tests.web.terminals.parts import GOOD_WINDOWS, keeper, made
from tests.web.terminals.test_signing import folder, signed  # noqa: F401  # a fixture

from sekisho.verdicts import Verdict
from sekisho.web.evidence import queries as evidence
from sekisho.web.terminals import actions, checks
from sekisho.web.terminals.collecting import program
from sekisho.web.terminals.errors import TerminalRefusedError, UploadRefusedError
from sekisho.web.terminals.models import Reading, System, UploadKey
from sekisho.web.terminals.takeout import Expected, udev_text

pytestmark = pytest.mark.django_db


def _report(*numbers, at=AT, answers=None, **more):
    terminals = [{"number": n, "answers": answers or GOOD_WINDOWS} for n in numbers]
    message = {"format": "sekisho-terminal-report/1", "made_at": at.isoformat()}
    return json.dumps({**message, "terminals": terminals, **more}).encode()


@pytest.fixture
def key(folder):  # noqa: F811
    line = (folder / "one.pub").read_text("utf-8")
    return actions.add_key(public=line, label="情報係", terminal=None, by=keeper(), at=AT)


@pytest.fixture
def send(folder):  # noqa: F811
    def run(report, at=AT, key="one"):
        return actions.take_upload(report=report, signature=signed(folder, report, key), at=at)

    return run


def test_a_report_of_several_terminals_is_taken_and_sealed(key, send):
    rows = [made("PC-001"), made("PC-002")]
    assert send(_report("PC-001", "PC-002")) == 2
    assert {r.source for r in Reading.objects.all()} == {"upload"}
    assert Reading.objects.filter(terminal=rows[1], measure="takeout").exists()
    assert checks.takeout_blocked(AT).verdict is Verdict.HOLDS
    assert evidence.history(f"upload-key:{key.pk}")[0].kind == "terminal.report-uploaded"


def test_the_same_report_or_an_older_one_is_refused(key, send):
    made("PC-001")
    send(_report("PC-001"))
    for at in (AT, AT - timedelta(seconds=1)):
        with pytest.raises(UploadRefusedError, match="既に受け取った"):
            send(_report("PC-001", at=at))
    assert send(_report("PC-001", at=AT + timedelta(seconds=1))) == 1


@pytest.mark.parametrize(("days", "taken"), [(-8, False), (-7, True), (0, True), (1, False)])
def test_reports_too_old_or_from_the_future_are_refused(key, send, days, taken):
    made("PC-001")
    report = _report("PC-001", at=AT + timedelta(days=days))
    if taken:
        assert send(report) == 1
        return
    with pytest.raises(UploadRefusedError, match="7日"):
        send(report)


def test_a_key_nobody_registered_or_that_was_revoked_signs_nothing(key, send):
    made("PC-001")
    with pytest.raises(UploadRefusedError, match="登録されていない鍵"):
        send(_report("PC-001"), key="two")
    actions.revoke_key(key=key, by=keeper(), at=AT)
    with pytest.raises(UploadRefusedError, match="登録されていない鍵"):
        send(_report("PC-001"))
    assert not Reading.objects.exists()


def test_a_key_of_one_terminal_speaks_for_no_other(folder, send):  # noqa: F811
    mine, other = made("PC-001"), made("PC-002")
    line = (folder / "one.pub").read_text("utf-8")
    actions.add_key(public=line, label="PC-001", terminal=mine, by=keeper(), at=AT)
    for numbers in (("PC-002",), ("PC-001", "PC-002")):
        with pytest.raises(UploadRefusedError, match="PC-002"):
            send(_report(*numbers))
    assert not Reading.objects.filter(terminal=other).exists()
    assert send(_report("PC-001", at=AT + timedelta(seconds=1))) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"format": "other/1"},
        {"made_at": "yesterday"},
        {"made_at": 7},
        {"terminals": []},
        {"terminals": "PC-001"},
        {"terminals": [7]},
        {"terminals": [{"number": "PC-999"}]},
        {"terminals": [{"number": "PC-001"}] * 501},
    ],
)
def test_a_wrong_report_is_refused_whole_and_may_be_sent_again_mended(key, send, more):
    made("PC-001")
    with pytest.raises(UploadRefusedError):
        send(_report("PC-001", **more))
    assert send(_report("PC-001")) == 1


def test_an_altered_report_is_refused(key, folder):  # noqa: F811
    made("PC-001")
    report = _report("PC-001")
    signature = signed(folder, report)
    with pytest.raises(UploadRefusedError, match="署名"):
        actions.take_upload(report=report + b" ", signature=signature, at=AT)


def test_a_key_stands_once_and_must_be_one(key, folder):  # noqa: F811
    line = (folder / "one.pub").read_text("utf-8")
    for public in (line, "ssh-rsa AAAA", "署名"):
        with pytest.raises(TerminalRefusedError):
            actions.add_key(public=public, label="x", terminal=None, by=keeper(), at=AT)
    assert UploadKey.objects.count() == 1


class TestPrograms:
    def test_the_linux_program_runs_signs_and_is_taken(self, tmp_path, folder):  # noqa: F811
        """The real program, run by the real shell on this machine."""
        terminal = made('PC-001\'s "台" $(id)', system="linux", host="")
        line = (folder / "one.pub").read_text("utf-8")
        now = timezone.now()
        actions.add_key(public=line, label="x", terminal=terminal, by=keeper(), at=now)
        rules = tmp_path / "rules"
        rules.write_text(udev_text(Expected("closed", "closed")), "utf-8")
        script = tmp_path / "report.sh"
        script.write_text(program(System.LINUX, number=terminal.number, url="http://x/"), "utf-8")
        shell = shutil.which("dash") or "sh"
        subprocess.run(
            [shell, str(script), str(tmp_path)],
            check=True,
            capture_output=True,
            env={
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                "SEKISHO_REPORT_KEY": str(folder / "one"),
                "SEKISHO_RULES": str(rules),
            },
        )
        report = (tmp_path / "sekisho-report.json").read_bytes()
        signature = (tmp_path / "sekisho-report.json.sig").read_text("ascii")
        later = timezone.now() + timedelta(seconds=1)
        assert actions.take_upload(report=report, signature=signature, at=later) == 1
        found = {r.measure: r for r in Reading.objects.all()}
        assert set(found) == {
            *("takeout", "encryption", "malware", "software", "patches", "identity"),
        }
        assert found["identity"].value["host"]
        assert found["patches"].value["updated"]
        assert len(found["software"].bulk) > 20
        assert checks.takeout_blocked(later).verdict is Verdict.HOLDS

    @given(st.text(min_size=1, max_size=30).filter(lambda t: "\0" not in t and "\r" not in t))
    def test_no_number_escapes_the_quotes_of_the_shell(self, number):
        text = program(System.LINUX, number=number, url="https://x/")
        line = text[text.index("\nnumber=") + 1 : text.index("\nurl=")]
        found = subprocess.run(
            ["sh", "-c", f'{line}\nprintf %s "$number"'], check=True, capture_output=True
        )
        assert found.stdout == number.encode("utf-8", "surrogateescape")

    @given(st.text(max_size=30))
    def test_no_number_escapes_the_quotes_of_powershell(self, number):
        """Inside single quotes only a quote ends the text, and a doubled one is itself."""
        text = program(System.WINDOWS, number=number, url="https://x/")
        quoted = text[text.index("$number = ") + 10 : text.index("\n$url = ")]
        inner = quoted[1:-1]
        for sign in "'‘’‚‛":
            assert inner.replace(sign * 2, "").count(sign) == 0

    def test_both_programs_answer_what_the_catalogue_asks_as_far_as_they_can(self):
        from sekisho.catalogue import load_terminal_rules

        for system in (System.WINDOWS, System.LINUX):
            text = program(system, number="x", url="y")
            for question in load_terminal_rules().questions_for(system):
                assert question.id in text
            assert "sekisho-terminal-report/1" in text


def test_a_report_is_taken_by_hand_on_the_page(key, folder):  # noqa: F811
    made("PC-001")
    now = timezone.now() - timedelta(seconds=5)
    UploadKey.objects.update(added_at=now)
    report = _report("PC-001", at=now)
    client = client_for(keeper())
    files = {
        "report": SimpleUploadedFile("r.json", report),
        "signature": SimpleUploadedFile("r.json.sig", signed(folder, report).encode()),
    }
    answer = client.post(reverse("terminals:upload"), files, follow=True)
    assert "1台の報告を受け取りました。" in answer.content.decode()
    for each in files.values():
        each.seek(0)
    again = client.post(reverse("terminals:upload"), files)
    assert again.status_code == 422
    assert "既に受け取った" in again.content.decode()
