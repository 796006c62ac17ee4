"""Events kept in Parquet."""

from datetime import date, timedelta

import ibis
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.detection.reading import log, us, whole
from tests.engines.detection.samples import HOSTILE, SAMPLES

from sekisho.detection import COLUMNS, DetectionError
from sekisho.detection.storing import SCHEMA, Partition, Store, arrow, day_of, due

DAY = date(2026, 11, 30)


def event(n=1, at=None, dataset="suricata", **more):
    return {"ts_us": at or us(2026, 11, 30, 10), "event_dataset": dataset, "log_position": n, "duplicate": False,
            "event_original": b"raw", "fields": {"a": str(n)}, **more}  # fmt: skip


def test_what_is_written_is_read_back_with_declared_types(tmp_path):
    store = Store(tmp_path)
    store.append([event(1, source_ip="10.0.0.1"), event(2)])
    table = pq.read_table(next(tmp_path.glob("*/*/*.parquet")))
    assert table.schema.equals(SCHEMA)
    assert table["log_position"].to_pylist() == [1, 2]
    assert table["source_ip"].to_pylist() == ["10.0.0.1", None]
    assert table["fields"].to_pylist() == [[("a", "1")], [("a", "2")]]


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_every_kind_of_event_can_be_kept(kind, tmp_path):
    found, unread = whole(log(SAMPLES[kind]))
    store = Store(tmp_path)
    parts = store.append([*found, *unread])
    assert sum(part.rows for part in parts) == len(found)
    assert sum(pq.read_table(tmp_path / part.path).num_rows for part in parts) == len(found)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_records_are_kept_byte_for_byte(name, tmp_path):
    found, unread = whole(log(HOSTILE[name] + b"\n", kind="syslog"))
    parts = Store(tmp_path).append([*found, *unread])
    rows = [
        row
        for part in parts
        for row in pq.read_table(tmp_path / part.path)["event_original"].to_pylist()
    ]
    assert sorted(rows) == sorted(each["event_original"] for each in (*found, *unread))


def test_days_are_those_of_japan_and_datasets_lie_apart(tmp_path):
    late, early = us(2026, 11, 30, 23, 59, 59), us(2026, 12, 1)
    parts = Store(tmp_path).append(
        [event(at=early), event(at=late), event(dataset="zeek", at=late)]
    )
    assert [(p.dataset, p.day, p.rows) for p in parts] == [
        ("suricata", DAY, 1), ("suricata", DAY + timedelta(days=1), 1), ("zeek", DAY, 1),
    ]  # fmt: skip
    assert day_of(late) == DAY


def test_a_partition_is_never_written_over_and_is_found_as_it_was_told(tmp_path):
    store = Store(tmp_path)
    parts = (*store.append([event(1)]), *store.append([event(2), event(3)]))
    assert [part.path for part in parts] == [
        "suricata/2026-11-30/000001.parquet",
        "suricata/2026-11-30/000002.parquet",
    ]
    assert store.partitions() == parts
    assert not list(tmp_path.rglob("*.part"))


def test_a_changed_byte_or_a_missing_file_is_found(tmp_path):
    store = Store(tmp_path)
    one, other, third = (store.append([event(n)])[0] for n in range(3))
    assert store.altered([one, other, third]) == ()
    path = tmp_path / one.path
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    (tmp_path / other.path).unlink()
    assert store.altered([one, other, third]) == (one.path, other.path)


def test_what_is_out_of_time_is_due_and_destroyed_with_its_digest(tmp_path):
    store = Store(tmp_path)
    parts = store.append([event(), event(dataset="zeek")])
    assert due(parts, {"zeek": 30}, 365, DAY + timedelta(days=30)) == ()
    (over,) = due(parts, {"zeek": 30}, 365, DAY + timedelta(days=31))
    assert over.dataset == "zeek"
    assert store.destroy([over, over]) == (over,)
    assert [part.dataset for part in store.partitions()] == ["suricata"]


def test_nothing_outside_the_store_is_ever_destroyed(tmp_path):
    (tmp_path / "x.parquet").write_bytes(b"")
    outside = Partition("../x.parquet", "a", DAY, 0, 0, 0, 0, "")
    with pytest.raises(DetectionError):
        Store(tmp_path / "store").destroy([outside])
    assert (tmp_path / "x.parquet").exists()


def test_a_dataset_that_is_no_name_of_a_folder_is_kept_among_the_others(tmp_path):
    parts = Store(tmp_path).append(
        [event(dataset="../../etc"), event(dataset="A b"), event(dataset="")]
    )
    assert [(part.dataset, part.rows) for part in parts] == [("other", 3)]


def test_days_are_asked_for_by_ibis_and_only_those_are_read(tmp_path):
    store = Store(tmp_path)
    for n in range(5):
        store.append([event(n, at=us(2026, 11, 26 + n, 12))])
    table = store.table(date(2026, 11, 27), date(2026, 11, 28))
    assert sorted(table.log_position.to_pyarrow().to_pylist()) == [1, 2]
    assert dict(table.schema()).keys() == dict(ibis.Schema.from_pyarrow(SCHEMA)).keys()
    assert {n: str(t) for n, t in table.schema().items() if not t.is_map()} == {
        n: str(t) for n, t in ibis.Schema.from_pyarrow(SCHEMA).items() if not t.is_map()
    }


def test_an_empty_store_answers_with_no_rows_of_the_schema(tmp_path):
    table = Store(tmp_path).table()
    assert table.count().to_pyarrow().as_py() == 0
    assert set(table.columns) == set(COLUMNS)
    assert Store(tmp_path).partitions() == ()


def test_an_event_without_a_column_and_a_table_without_rows_have_the_whole_schema():
    assert arrow([]).schema.equals(SCHEMA)
    assert arrow([{"ts_us": 1}]).num_columns == len(COLUMNS)


MAPS = st.none() | st.dictionaries(
    st.text(max_size=3).filter(str.isprintable), st.sampled_from(["", "a", "髙"]), max_size=3
)


@given(st.lists(MAPS, max_size=6))
def test_own_fields_are_kept_as_they_are_and_absent_ones_stay_absent(values):
    rows = [{"ts_us": 1} | ({} if each is None else {"fields": each}) for each in values]
    kept = arrow(rows)
    kept.validate(full=True)
    assert [None if each is None else dict(each) for each in kept["fields"].to_pylist()] == values
    assert kept.schema.equals(SCHEMA)
