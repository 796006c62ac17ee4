"""The small files of a day that is over become one, and nothing is lost wherever that stops."""

from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.web.factories import AT
from tests.web.monitoring.world import laid, packet, registered, taken

from sekisho.detection.storing import Store
from sekisho.verdicts import Verdict
from sekisho.web.evidence.queries import sealed
from sekisho.web.monitoring import actions, agreement, checks
from sekisho.web.monitoring.actions import compacting
from sekisho.web.monitoring.models import KEPT_DAYS, LogClass, Partition
from sekisho.web.monitoring.models import Verdict as Given

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(days=1)
SMALL = 4


class Stopped(BaseException):
    """The machine went away."""


@pytest.fixture
def files(settings):
    """A day's small files, of one dataset."""
    registered()
    for each in range(SMALL):
        at = AT + timedelta(minutes=each)
        laid(settings, *[packet("10.20.0.5", "10.20.0.6", 1_000 + 10 * each + n, at=at)
                         for n in range(3)], at=at)  # fmt: skip
        taken(settings, at)
    return lambda: sorted(settings.LOG_STORE.rglob("*.parquet"))


def ports(paths):
    """Return what the files hold, as often as they hold it."""
    return sorted(
        port for path in paths for port in pq.read_table(path)["destination_port"].to_pylist()
    )


def differences():
    return list(agreement.differences())


def test_the_files_of_a_day_that_is_over_become_one_with_the_same_records_in_order(files):
    before = [row.sha256 for row in Partition.objects.order_by("path")]
    paths = files()
    records = [each for path in paths for each in pq.read_table(path).to_pylist()]
    assert len(paths) == SMALL
    assert actions.compact_logs(at=LATER) == 1
    (path,) = files()
    assert pq.read_table(path).to_pylist() == records
    assert pq.read_metadata(path).num_row_groups == 1
    (entry,) = sealed({"logs.compacted"})
    new = Partition.objects.get(destroyed_at=None)
    assert list(new.merged.order_by("path").values_list("sha256", flat=True)) == before
    facts = str(entry.facts)
    assert all(each in facts for each in (*before, new.sha256))
    assert checks.logs_unaltered(LATER).verdict is Verdict.HOLDS
    assert differences() == []


def test_a_day_that_is_not_over_and_a_single_file_are_left_alone(files):
    assert actions.compact_logs(at=AT + timedelta(hours=1)) == 0
    assert len(files()) == SMALL
    assert actions.compact_logs(at=LATER) == 1
    assert actions.compact_logs(at=LATER) == 0


def test_what_comes_late_for_a_day_is_put_to_it(files, settings):
    actions.compact_logs(at=LATER)
    laid(settings, packet("10.20.0.5", "10.20.0.6", 9, at=AT), at=LATER)
    taken(settings, LATER)
    assert actions.compact_logs(at=LATER + timedelta(days=1)) == 1
    assert len(ports(files())) == 3 * SMALL + 1
    assert differences() == []


def test_a_file_that_was_altered_is_never_put_into_another(files):
    files()[1].write_bytes(b"something else")
    assert actions.compact_logs(at=LATER) == 0
    assert len(files()) == SMALL
    assert checks.logs_unaltered(LATER).verdict is Verdict.FAILS


def test_a_merged_file_that_is_not_what_it_was_made_of_is_never_sealed(files, monkeypatch):
    real = pq.ParquetWriter.write_table

    def wrong(self, table, **options):
        real(self, table.set_column(
            table.schema.get_field_index("user_name"), table.schema.field("user_name"),
            pa.array(["somebody else"] * table.num_rows),
        ), **options)  # fmt: skip

    monkeypatch.setattr(pq.ParquetWriter, "write_table", wrong)
    assert actions.compact_logs(at=LATER) == 0
    assert len(files()) == SMALL
    assert list(sealed({"logs.compacted"})) == []
    monkeypatch.undo()
    assert actions.compact_logs(at=LATER) == 1
    assert differences() == []


def test_files_put_together_are_no_reason_to_judge_a_day_again(files):
    actions.judge_past(at=LATER)
    given = Given.objects.count()
    actions.compact_logs(at=LATER)
    assert actions.judge_past(at=LATER) == 0
    assert Given.objects.count() == given


def test_the_merged_file_is_destroyed_when_its_time_is_over(files):
    actions.compact_logs(at=LATER)
    end = AT + timedelta(days=KEPT_DAYS[LogClass.BOUNDARY] + 1)
    assert actions.expire_logs(at=end) == 1
    assert files() == []
    assert differences() == []


def before(owner, name):
    def stop(*_args, **_kwargs):
        raise Stopped

    return owner, name, stop


def after(owner, name):
    real = getattr(owner, name)

    def stop(*args, **kwargs):
        real(*args, **kwargs)
        raise Stopped

    return owner, name, stop


def halfway():
    real = Store.destroy

    def stop(self, partitions):
        real(self, list(partitions)[:2])
        raise Stopped

    return Store, "destroy", stop


STOPS = {
    "while-writing": before(pq.ParquetWriter, "write_table"),
    "written": after(Store, "merged"),
    "before-sealing": before(compacting, "seal"),
    "sealed-not-committed": after(compacting, "seal"),
    "committed": before(Store, "place"),
    "placed": after(Store, "place"),
    "half-destroyed": halfway(),
    "destroyed": after(Store, "destroy"),
}


@pytest.mark.parametrize("stop", STOPS)
def test_wherever_it_stops_no_record_is_lost_and_the_next_reading_mends_it(
    files, settings, monkeypatch, stop
):
    records = ports(files())
    owner, name, broken = STOPS[stop]
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, broken)
        with pytest.raises(Stopped):
            actions.compact_logs(at=LATER)
    assert set(ports(files())) == set(records)

    laid(settings, packet("10.20.0.5", "10.20.0.6", 7, at=LATER), at=LATER)
    taken(settings, LATER)
    assert ports(files()) == sorted([*records, 7])
    actions.compact_logs(at=LATER)
    assert ports(files()) == sorted([*records, 7])
    assert len(files()) == 2
    assert not list(settings.LOG_STORE.rglob("*.merged"))
    assert checks.logs_unaltered(LATER).verdict is Verdict.HOLDS
    assert differences() == []


def test_small_files_stay_while_the_merged_one_is_not_what_was_sealed(files, settings, monkeypatch):
    records = ports(files())
    with monkeypatch.context() as patched:
        patched.setattr(*before(Store, "place"))
        with pytest.raises(Stopped):
            actions.compact_logs(at=LATER)
    (waiting,) = settings.LOG_STORE.rglob("*.merged")
    waiting.write_bytes(b"broken on the disk")
    actions.compact_logs(at=LATER)
    assert ports(files()) == records
    assert checks.logs_unaltered(LATER).verdict is Verdict.FAILS
