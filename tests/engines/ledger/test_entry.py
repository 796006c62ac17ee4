"""An entry is sealed as bytes that begin with its own index, and only those bytes are an entry."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.ledger.build import sample_entry
from tests.engines.ledger.test_canonical import values

from sekisho.ledger import (
    Entry,
    EntryError,
    UnwritableError,
    canonical_bytes,
    claimed_index,
    entry_bytes,
    parse_entry,
)

kinds = st.from_regex(r"[a-z][a-z0-9]{0,8}([.-][a-z0-9]{1,8}){0,3}", fullmatch=True)
zones = st.timezones() | st.just(UTC)
entries = st.builds(
    Entry,
    index=st.integers(0, 2**53 - 1),
    kind=kinds,
    at=st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=zones),  # noqa: DTZ001
    body=values,
)
ENTRY = sample_entry(7)


@given(entries)
def test_an_entry_comes_back_as_it_was(entry):
    data = entry_bytes(entry)
    back = parse_entry(data)
    assert (back.index, back.kind, back.body) == (entry.index, entry.kind, entry.body)
    assert back.at - entry.at.astimezone(UTC) == timedelta(0)
    assert back.at.utcoffset() == timedelta(0)
    assert entry_bytes(back) == data


@given(entries)
def test_the_first_bytes_tell_the_index(entry):
    data = entry_bytes(entry)
    assert data.startswith(b'{"index":%d,"kind":"' % entry.index)
    assert claimed_index(data) == entry.index


def test_the_form_is_the_documented_one():
    jst = timezone(timedelta(hours=9))
    entry = Entry(12, "check.result", datetime(2026, 4, 1, 9, 30, tzinfo=jst), {"held": True})
    assert entry_bytes(entry) == (
        b'{"index":12,"kind":"check.result","record":{"held":true},'
        b'"time":"2026-04-01T00:30:00.000000Z"}'
    )


@pytest.mark.parametrize(
    "change",
    [
        {"index": -1},
        {"index": 2**53},
        {"index": True},
        {"kind": ""},
        {"kind": "Check"},
        {"kind": "check..done"},
        {"kind": "check\n"},
        {"kind": "確認"},
        {"kind": "a" * 65},
        {"at": datetime(2026, 4, 1)},  # noqa: DTZ001  the naive time is the case
        {"at": datetime.max.replace(tzinfo=timezone(-timedelta(hours=9)))},
        {"body": 1.5},
    ],
    ids=repr,
)
def test_an_entry_that_cannot_be_sealed_is_refused(change):
    with pytest.raises(UnwritableError):
        entry_bytes(replace(ENTRY, **change))


FIELDS = {"index": 7, "kind": "check", "record": None, "time": "2026-04-01T00:00:00.000000Z"}


@pytest.mark.parametrize(
    "change",
    [
        {"index": -1},
        {"index": True},
        {"index": "7"},
        {"kind": "Check"},
        {"kind": 7},
        {"time": "2026-04-01T00:00:00Z"},
        {"time": "2026-04-01T00:00:00.000000+00:00"},
        {"time": "2026-02-30T00:00:00.000000Z"},
        {"time": "2026-04-01T24:00:00.000000Z"},
        {"time": "２026-04-01T00:00:00.000000Z"},
        {"time": None},
        {"extra": 1},
    ],
    ids=repr,
)
def test_canonical_bytes_that_are_no_entry_are_refused(change):
    parse_entry(canonical_bytes(FIELDS))
    with pytest.raises(EntryError):
        parse_entry(canonical_bytes(FIELDS | change))


@pytest.mark.parametrize("name", FIELDS)
def test_an_entry_without_one_of_its_parts_is_refused(name):
    with pytest.raises(EntryError):
        parse_entry(canonical_bytes({key: FIELDS[key] for key in FIELDS if key != name}))


@pytest.mark.parametrize("value", [None, [], 1, "a", {}])
def test_other_values_are_no_entries(value):
    with pytest.raises(EntryError):
        parse_entry(canonical_bytes(value))


@given(st.binary(max_size=80) | st.binary(max_size=40).map(lambda tail: b'{"index":' + tail))
def test_noise_raises_nothing_but_our_error(noise):
    claim = claimed_index(noise)
    assert claim is None or noise.startswith(b'{"index":%d,"kind":"' % claim)
    with pytest.raises(EntryError):
        parse_entry(noise)


@pytest.mark.parametrize(
    "data", [b"", b'{"index":07,"kind":"', b'{"index":-1,"kind":"', b'{"index":7}', b' {"index":7,']
)
def test_what_does_not_begin_as_an_entry_claims_no_index(data):
    assert claimed_index(data) is None
