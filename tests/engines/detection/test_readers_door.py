"""Laws every reader keeps, held over the tuple of all of them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.detection.reading import NOW, context, fits, log, whole
from tests.engines.detection.samples import CARRIED_BY_SYSLOG, HOSTILE, SAMPLES

import sekisho.detection.readers as room
from sekisho.detection import LogError, NotUnderstoodError
from sekisho.detection.readers import BY_KIND, READERS
from sekisho.detection.readers.interface import Framing

HELP = {"interface", "recognising", "objects", "prefixes", "templates", "zeek"}
KINDS = sorted(SAMPLES)


def test_the_tuple_is_the_folder():
    files = {path.stem for path in Path(room.__file__).parent.glob("*.py")} - HELP - {"__init__"}
    assert {reader.kind.replace("-", "_") for reader in READERS} == files
    assert len(BY_KIND) == len(READERS)


def test_every_reader_has_its_test_file():
    tests = {path.stem for path in Path(__file__).parent.glob("test_*.py")}
    named = {f"test_{reader.kind.replace('-', '_')}" for reader in READERS}
    others = {"test_zeek_json": "test_zeek", "test_zeek_tsv": "test_zeek", "test_fortigate": "test_fortigate_log",
              "test_yamaha": "test_yamaha_log"}  # fmt: skip
    assert {others.get(name, name) for name in named} <= tests


@pytest.mark.parametrize("kind", KINDS)
def test_a_delivery_is_known_by_its_first_bytes_and_read_whole(kind):
    opened = log(SAMPLES[kind])
    found, unread = whole(opened)
    assert opened.reader.kind == kind
    assert found
    assert unread == []


@pytest.mark.parametrize("kind", sorted(CARRIED_BY_SYSLOG))
def test_what_syslog_carries_keeps_its_own_name(kind):
    found, unread = whole(log(CARRIED_BY_SYSLOG[kind]))
    assert {each["event_dataset"] for each in found} == {kind}
    assert unread == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_has_its_time_its_place_and_its_record(kind):
    found, _ = whole(log(SAMPLES[kind]))
    for each in found:
        assert {"ts_us", "time_quality", "received_us", "log_source", "log_delivery", "log_position", "digest",
                "duplicate", "event_dataset", "event_category"} <= each.keys()  # fmt: skip
        assert each["ts_us"] <= NOW + 300_000_000


@pytest.mark.parametrize("kind", [k for k in KINDS if BY_KIND[k].framing is Framing.LINES])
def test_an_unrelated_line_changes_no_event(kind):
    """Adding a line nobody understands in the middle leaves every event as it was."""
    lines = SAMPLES[kind].splitlines(keepends=True)
    mixed = b"".join((*lines[:-1], b"\x01 nothing known\n", lines[-1]))
    plain, _ = whole(log(SAMPLES[kind], kind=kind))
    found, unread = whole(log(mixed, kind=kind))
    assert len(unread) == (0 if kind == "zeek-tsv" and lines[-1].startswith(b"##") else 1)
    strip = lambda rows: [{k: v for k, v in row.items() if k != "log_position"} for row in rows]  # noqa: E731
    assert strip(found) == strip(plain)


@pytest.mark.parametrize("kind", sorted(BY_KIND))
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_records_are_kept_or_read_and_never_break_a_reader(kind, name):
    opened = log(HOSTILE[name] + b"\n", kind=kind)
    _, unread = whole(opened)
    counts = opened.counts
    assert counts.units == counts.read + counts.silent + counts.not_understood
    assert "reader-failed" not in counts.codes
    assert all(each["event_original"] for each in unread)


@pytest.mark.parametrize("kind", sorted(BY_KIND))
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(kind, data):
    session = BY_KIND[kind].open(context())
    try:
        found = session.read(data)
    except NotUnderstoodError:
        return
    for each in found:
        fits(each)


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_a_changed_record_is_read_or_refused(kind, data):
    sample = bytearray(SAMPLES[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(sample) - 1))
        sample[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
        if not sample:
            return
    opened = log(bytes(sample), kind=kind)
    whole(opened)
    counts = opened.counts
    assert "reader-failed" not in counts.codes
    assert counts.units == counts.read + counts.silent + counts.not_understood


@pytest.mark.parametrize("data", [b"", b"  \n\n"])
def test_an_empty_file_is_said_to_be_empty(data):
    with pytest.raises(LogError, match="記録がありません"):
        log(data)


@pytest.mark.parametrize(
    "data", [b"hello\nworld\n", b"\x7fELF\x02\x01", "日本語だけの文章。\n".encode(), b"%PDF-1.7\n"]
)
def test_what_is_no_log_is_said_to_be_none(data):
    with pytest.raises(LogError) as refused:
        log(data)
    assert refused.value.code == "unknown"
