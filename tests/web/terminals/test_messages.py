"""osquery's messages as values: the published form is read, all else bounded or refused."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.terminals.messages import (
    LIMITS,
    MessageError,
    enrolment,
    logged,
    read_message,
    text_of,
    written,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=20,
)
NAMES = st.sampled_from(
    [
        "data",
        "log_type",
        "queries",
        "statuses",
        "snapshot",
        "name",
        "unixTime",
        "host_details",
        "system_info",
        "os_version",
        "enroll_secret",
        "host_identifier",
        "node_key",
    ]
)
SHAPED = st.recursive(
    JSON, lambda inner: st.dictionaries(NAMES, inner) | st.lists(inner, max_size=3), max_leaves=12
)
ENROL = {
    "enroll_secret": "secret",
    "host_identifier": "PC-001",
    "platform_type": "2",
    "host_details": {
        "os_version": {"platform": "windows", "name": "Microsoft Windows 11"},
        "osquery_info": {"version": "5.12.1"},
        "system_info": {"uuid": "4C4C-AB", "hostname": "PC-001", "hardware_serial": "X"},
        "platform_info": {},
    },
}


def test_an_enrolment_as_published():
    found = enrolment(ENROL)
    assert (found.secret, found.identifier, found.hardware) == ("secret", "PC-001", "4c4c-ab")
    assert (found.host, found.platform) == ("PC-001", "windows")


@pytest.mark.parametrize(
    ("platform", "like", "expected"),
    [
        ("ubuntu", "debian", "linux"),
        ("rhel", "rhel", "linux"),
        ("darwin", "darwin", "other"),
        ("windows", "windows", "windows"),
        (None, None, "other"),
    ],
)
def test_the_platform(platform, like, expected):
    version = {"platform": platform, "platform_like": like}
    message = {**ENROL, "host_details": {"os_version": version}}
    assert enrolment(message).platform == expected


@pytest.mark.parametrize("missing", ["enroll_secret", "host_identifier"])
def test_without_secret_or_identifier_it_is_no_enrolment(missing):
    with pytest.raises(MessageError):
        enrolment({**ENROL, missing: ""})


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"[]", b"null", b'"x"', b"{", b"[" * 100_000, b'{"a":' * 50_000]
)
def test_what_is_no_object_is_refused(body):
    with pytest.raises(MessageError):
        read_message(body)


def test_a_log_of_snapshots_as_published():
    item = {
        "snapshot": [{"drive_letter": "C:", "protection_status": 1}],
        "action": "snapshot",
        "name": "encryption_windows",
        "hostIdentifier": "PC-001",
        "calendarTime": "Mon Jun  1 01:00:00 2026 UTC",
        "unixTime": 1780275600,
        "epoch": 0,
        "counter": 0,
        "numerics": False,
    }
    difference = {"name": "x", "action": "added", "columns": {"a": "b"}, "unixTime": "1"}
    (found,) = logged({"log_type": "result", "data": [item, difference, 7, None]})
    assert found.query == "encryption_windows"
    assert found.rows == ({"drive_letter": "C:", "protection_status": "1"},)
    assert found.at.isoformat() == "2026-06-01T01:00:00+00:00"


@pytest.mark.parametrize("kind", ["status", "", None, 3])
def test_status_lines_say_nothing(kind):
    assert logged({"log_type": kind, "data": [{"snapshot": [], "name": "x"}]}) == ()


def test_a_query_that_failed_at_the_agent_has_no_answer():
    message = {"queries": {"a": [{"x": "1"}], "b": []}, "statuses": {"a": 0, "b": 1}}
    assert [each.query for each in written(message)] == ["a"]
    assert [each.query for each in written({**message, "statuses": {"b": "0"}})] == ["a", "b"]


def test_everything_is_cut_to_its_limit():
    rows = [{f"c{n}": "v" * 2000 for n in range(100)}] * (LIMITS.rows + 5)
    (found,) = written({"queries": {"a": rows}})
    assert len(found.rows) == LIMITS.rows
    assert len(found.rows[0]) == LIMITS.columns
    assert max(map(len, found.rows[0].values())) == LIMITS.cell
    many = {f"q{n}": [] for n in range(LIMITS.answers + 5)}
    assert len(written({"queries": many})) == LIMITS.answers
    assert len(text_of({"a": "x" * 999}, "a")) == 200


def test_nul_and_half_characters_are_taken_out():
    (found,) = written({"queries": {"a": [{"n\0": "x\0\ud800y"}]}})
    assert found.rows == ({"n": "xy"},)


@given(SHAPED)
def test_no_message_breaks_the_reading(message):
    body = json.dumps(message).encode()
    try:
        found = read_message(body)
    except MessageError:
        return
    logged(found)
    written(found)
    text_of(found, "node_key")
    with contextlib.suppress(MessageError):
        enrolment(found)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(body):
    with contextlib.suppress(MessageError):
        assert isinstance(read_message(body), dict)
