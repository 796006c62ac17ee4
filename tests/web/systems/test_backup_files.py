"""Logs of backup programs: read in many forms, refused in words, and left in a folder."""

import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, client_for, make_person
from tests.web.systems.parts import keeper, made

from sekisho.web.evidence import queries as evidence
from sekisho.web.systems import agreement
from sekisho.web.systems.actions import read_folder, take_report
from sekisho.web.systems.actions.backup_files import STILL
from sekisho.web.systems.errors import BackupRefusedError, NotYoursToPlaceError
from sekisho.web.systems.models import BackupRun
from sekisho.web.systems.reports import MOST_BYTES, MOST_ROWS, ReportError, read_report

TOKYO = ZoneInfo("Asia/Tokyo")
NIGHT = datetime(2026, 6, 1, 2, 0, tzinfo=TOKYO)  # eight hours before AT
LOG = (
    "終了日時,結果,サイズ,メッセージ\n"
    "2026/05/31 02:00:00,成功,1024,\n"
    "2026/06/01 02:00:00,失敗,,容量不足\n"
)
ROWS = st.text(max_size=200).map(lambda text: f"日時,結果\n{text}".encode())


def read(text):
    data = text if isinstance(text, bytes) else text.encode()
    return read_report(data, TOKYO)


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
    def test_a_log_is_read_in_either_encoding(self, encoding):
        first, second = read(LOG.encode(encoding))
        assert (first.finished_at, first.succeeded, first.size) == (
            NIGHT - timedelta(days=1),
            True,
            1024,
        )
        assert (second.finished_at, second.succeeded, second.note) == (NIGHT, False, "容量不足")

    @pytest.mark.parametrize(
        "written",
        [
            "2026/6/1 2:00",
            "2026年6月1日 02:00:00",
            "2026-06-01T02:00:00.123",
            "2026-05-31T17:00:00+00:00",
            "2026-05-31T17:00:00Z",
        ],
    )
    def test_times_as_programs_write_them(self, written):
        (row,) = read(f"EndTime,Status\n{written},OK\n")
        assert row.finished_at == NIGHT

    @pytest.mark.parametrize(
        ("text", "problem", "row"),
        [
            ("", "empty", 0),
            ("日時,備考\n", "heading", 1),
            ("日時,結果\nきのう,成功\n", "time", 2),
            ("日時,結果\n2026-02-30 02:00,成功\n", "time", 2),
            ("日時,結果\n\n2026-06-01 02:00,たぶん\n", "result", 3),
            ("日時,結果\n2026-06-01 02:00\n", "result", 2),
            ("日時,結果,サイズ\n2026-06-01 02:00,成功,-1\n", "size", 2),
            ("日時,結果,サイズ\n2026-06-01 02:00,成功,1 GB\n", "size", 2),
            (f"日時,結果,サイズ\n2026-06-01 02:00,成功,{2**62}\n", "size", 2),
            ('日時,結果\n"2026-06-01 02:00,成功\n', "form", 0),
            (b"\xff\xfe\x00", "encoding", 0),
            (b"x" * (MOST_BYTES + 1), "long", 0),
            ("日時,結果\n" + "2026-06-01 02:00,成功\n" * (MOST_ROWS + 1), "long", 0),
        ],
    )
    def test_what_cannot_be_read_is_named_with_its_row(self, text, problem, row):
        with pytest.raises(ReportError) as error:
            read(text)
        assert (error.value.problem, error.value.row) == (problem, row)

    @given(
        st.binary(max_size=300) | st.text(max_size=200).map(lambda t: f"日時,結果\n{t}".encode())
    )
    def test_any_bytes_are_read_or_refused(self, data):
        try:
            rows = read_report(data, TOKYO)
        except ReportError:
            return
        assert all(row.finished_at.tzinfo is not None and row.size >= 0 for row in rows)


@pytest.mark.django_db
class TestTaking:
    def test_what_is_new_is_kept_and_sealed_and_read_again_nothing_is(self):
        system, by = made("給付"), keeper()
        taken = take_report(untrusted_data=LOG.encode(), system=system, by=by, at=AT)
        assert (taken.new, taken.passed_over) == (2, 0)
        again = take_report(untrusted_data=LOG.encode(), system=system, by=by, at=AT)
        assert (again.new, again.passed_over) == (0, 2)
        assert set(BackupRun.objects.values_list("succeeded", "size", "source")) == {
            (True, 1024, "file"),
            (False, 0, "file"),
        }
        entries = list(evidence.sealed(["system.backup-reported"]))
        assert {each.subject for each in entries} == {f"system:{system.pk}"}
        assert entries[0].facts["bytes"] == 1024
        (log,) = evidence.sealed(["system.backup-log-taken"])
        assert (log.facts["backups"], len(log.facts["sha256"])) == (2, 64)
        assert list(agreement.differences()) == []

    def test_rows_of_long_ago_are_passed_over_and_a_double_counts_once(self):
        text = "日時,結果\n2025-01-01 02:00,成功\n" + "2026-06-01 02:00,成功\n" * 2
        taken = take_report(untrusted_data=text.encode(), system=made(), by=keeper(), at=AT)
        assert (taken.new, taken.passed_over) == (1, 2)

    def test_one_log_may_tell_of_several_systems(self):
        one, two = made("給付"), made("人事")
        text = "ジョブ名,日時,結果\n給付,2026-06-01 02:00,成功\n人事,2026-06-01 02:00,失敗\n"
        assert take_report(untrusted_data=text.encode(), system=None, by=None, at=AT).new == 2
        assert [row.system for row in BackupRun.objects.order_by("pk")] == [one, two]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("日時,結果\n2026-06-01 02:00,成功\n2026-06-02 02:00,成功\n", "3行目: これから先"),
            ("ジョブ,日時,結果\n幻,2026-06-01 02:00,成功\n", "登録されていません"),
            ("ジョブ,日時,結果\n人事,2026-06-01 02:00,成功\n", "別のシステム"),
            ("日時,結果\n2026-06-01 02:00,成功\nx,成功\n", "3行目: 日時を読めません"),
        ],
    )
    def test_a_refused_file_leaves_nothing(self, text, words):
        system = made("給付")
        made("人事")
        with pytest.raises(BackupRefusedError, match=words):
            take_report(untrusted_data=text.encode(), system=system, by=keeper(), at=AT)
        assert BackupRun.objects.count() == 0
        assert list(evidence.sealed(["system.backup-reported"])) == []

    def test_a_system_of_a_zone_one_may_not_read_is_not_reported_for(self):
        hidden = made("年金", zone_key="mynumber")
        with pytest.raises(NotYoursToPlaceError):
            take_report(untrusted_data=LOG.encode(), system=hidden, by=make_person(), at=AT)


@pytest.mark.django_db
class TestFolder:
    def put(self, folder, name, text, *, age=STILL):
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        moment = (AT - age).timestamp()
        os.utime(path, (moment, moment))
        return path

    def test_a_file_named_after_its_system_is_read_and_moved_away(self, tmp_path):
        made("給付")
        self.put(tmp_path, "給付.csv", LOG)
        assert read_folder(folder=tmp_path, at=AT) == 1
        assert BackupRun.objects.count() == 2
        assert [each.name for each in (tmp_path / "read").iterdir()] == [
            f"{AT:%Y%m%dT%H%M%S}-給付.csv"
        ]
        assert read_folder(folder=tmp_path, at=AT) == 0

    def test_a_file_that_cannot_be_taken_lies_apart_with_the_reason(self, tmp_path):
        made("給付")
        self.put(tmp_path, "給付.csv", "日時,結果\nきのう,成功\n")
        self.put(tmp_path, "幻.csv", LOG)
        self.put(tmp_path, "長い.csv", b"x" * (MOST_BYTES + 1))
        assert read_folder(folder=tmp_path, at=AT) == 0
        reasons = sorted((tmp_path / "refused").glob("*.txt"))
        assert len(reasons) == 3
        assert "2行目: 日時を読めません" in "".join(each.read_text("utf-8") for each in reasons)
        assert BackupRun.objects.count() == 0
        assert list(tmp_path.glob("*.csv")) == []

    def test_a_file_still_written_to_a_link_and_a_pipe_are_left(self, tmp_path):
        made("給付")
        outside = self.put(tmp_path, "外.txt", LOG)
        self.put(tmp_path, "給付.csv", LOG, age=timedelta(seconds=1))
        (tmp_path / "連結.csv").symlink_to(outside)
        os.mkfifo(tmp_path / "管.csv")
        (tmp_path / "中.csv").mkdir()
        assert read_folder(folder=tmp_path, at=AT) == 0
        assert BackupRun.objects.count() == 0
        assert outside.exists()

    def test_without_a_folder_there_is_nothing_to_read(self, tmp_path):
        assert read_folder(folder=tmp_path / "none", at=AT) == 0

    def test_the_machine_reads_the_folder_of_the_instance(self, tmp_path, settings):
        from sekisho.web.site.tasks import read_backup_reports

        made("給付")
        settings.BACKUP_REPORTS = tmp_path
        self.put(tmp_path, "給付.csv", LOG)
        with time_machine.travel(AT, tick=False):
            assert read_backup_reports.func() == 1


@pytest.mark.django_db
class TestPage:
    @pytest.fixture(autouse=True)
    def on_the_day(self):
        with time_machine.travel(AT, tick=False):
            yield

    def sent(self, client, system, text):
        address = reverse("systems:take-report", args=[system.pk])
        return client.post(address, {"file": SimpleUploadedFile("log.csv", text.encode())})

    def test_a_keeper_sends_a_log_and_sees_the_backups(self):
        system, client = made("給付"), client_for(keeper())
        address = reverse("systems:detail", args=[system.pk])
        assert (
            reverse("systems:take-report", args=[system.pk]) in client.get(address).content.decode()
        )
        assert self.sent(client, system, LOG).status_code == 302
        assert "容量不足" in client.get(address).content.decode()

    def test_a_log_that_cannot_be_read_is_refused_in_words(self):
        system, client = made("給付"), client_for(keeper())
        refused = self.sent(client, system, "日時,結果\nきのう,成功\n")
        assert refused.status_code == 422
        assert "2行目: 日時を読めません" in refused.content.decode()

    def test_who_only_looks_sends_nothing(self):
        system = made("給付")
        assert (
            self.sent(client_for(make_person(roles=("contact-point",))), system, LOG).status_code
            == 403
        )
        assert BackupRun.objects.count() == 0
