"""Syslog lines of many programs, and their envelopes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.detection.reading import NOW, code, event, events, says, us, utc

from sekisho.detection.envelope import opened
from sekisho.detection.times import TOKYO


def test_rfc_5424_is_read():
    says(
        "syslog",
        '<165>1 2026-11-30T01:00:00.003Z srv1.example app 77 ID47 [x@1 a="1" b="\\]"][y@2] \ufeff本文',
        stated_us=utc(2026, 11, 30, 1, 0, 0, 3000),
        log_syslog_facility_code=20,
        log_syslog_severity_code=5,
        host_name="srv1.example",
        log_syslog_appname="app",
        log_syslog_procid="77",
        log_syslog_msgid="ID47",
        message="本文",
    )


def test_nil_values_of_rfc_5424_are_unknown_and_the_line_is_kept():
    says(
        "syslog",
        "<34>1 - - - - - - hello",
        stated_us=None,
        host_name=None,
        message="hello",
        event_dataset="syslog",
    )


def test_rfc_3164_is_read_with_the_year_nearest_to_its_writing():
    says("syslog", "<34>Nov 30 10:00:00 srv1 su[9]: 'su root' failed", stated_us=us(2026, 11, 30, 10), host_name="srv1",
         log_syslog_appname="su", log_syslog_procid="9", message="'su root' failed", time_quality="assumed")  # fmt: skip


@pytest.mark.parametrize(
    ("line", "written", "at"),
    [
        ("Dec 31 23:59:59 h a: x", us(2027, 1, 1), us(2026, 12, 31, 23, 59, 59)),
        ("Jan  1 00:00:01 h a: x", us(2026, 12, 31, 23, 59), us(2027, 1, 1, 0, 0, 1)),
        ("Feb 29 12:00:00 h a: x", us(2026, 3, 1), None),
        ("Feb 29 12:00:00 h a: x", us(2028, 3, 1), us(2028, 2, 29, 12)),
        ("Nov 30 2024 10:00:00 h a: x", NOW, us(2024, 11, 30, 10)),
    ],
)
def test_the_turn_of_the_year_is_no_trouble(line, written, at):
    stamp = opened(line, TOKYO, written).stamp
    if at is None:  # no such day in any year near: the nearest one that has it lies two years off
        assert stamp is None
    else:
        assert stamp.us == at


@pytest.mark.parametrize(
    ("line", "host", "app", "body"),
    [
        ("Nov 30 10:00:00 h cron[1]: x", "h", "cron", "x"),
        (
            "Nov 30 10:00:00 h last message repeated 2 times",
            "h",
            "",
            "last message repeated 2 times",
        ),
        ("Nov 30 10:00:00 app: x", "", "app", "x"),
        ("<13>app: x", "", "app", "x"),
        ("<13>hello world", "", "", "hello world"),
        ("Nov 30 10:00:00 fd00:10::1 x y", "fd00:10::1", "", "x y"),
        ("Nov 30 10:00:00 fd00::1 app[1]:x", "fd00::1", "app", "x"),
        ("2026-11-30T10:00:00+09:00 h app[1]: x: y", "h", "app", "x: y"),
        ("<13>Nov 30 10:00:00", "", "", ""),
        ("<999>Nov 30 10:00:00 h a: x", "", "", "<999>Nov 30 10:00:00 h a: x"),
        ("<189>date=2026-11-30 time=10:00:00 x", "", "", "date=2026-11-30 time=10:00:00 x"),
    ],
)
def test_parts_of_the_envelope_that_are_not_there_are_not_guessed(line, host, app, body):
    found = opened(line, TOKYO, NOW)
    assert (found.host, found.app, found.body) == (host, app, body)


def test_a_line_without_an_envelope_is_not_understood():
    assert code("syslog", "hello world") == "no-syslog"
    assert code("syslog", "\x1b[2J\x00") == "no-syslog"
    assert events("syslog", "", "\0\n") == []


def test_lines_of_the_kernel_are_read_by_who_knows_them():
    found = event(
        "syslog",
        "Nov 30 10:00:00 fw kernel: drop IN=a OUT=b SRC=10.0.0.1 DST=10.0.0.2 LEN=1 PROTO=TCP SPT=1 DPT=2",
    )
    assert (found["event_dataset"], found["host_name"]) == ("netfilter", "fw")


@given(
    st.integers(0, 191),
    st.integers(0, 10**6 - 1),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200),
)
def test_every_priority_and_body_comes_back(priority, fraction, body):
    line = f"<{priority}>1 2026-11-30T01:00:00.{fraction:06d}Z h a - - - {body}"
    found = opened(line, TOKYO, NOW)
    assert (found.priority, found.body) == (priority, body.removeprefix("\ufeff"))
    assert found.stamp.us == utc(2026, 11, 30, 1) + fraction


@given(st.text(max_size=300))
def test_an_envelope_is_opened_whatever_the_line(line):
    assert line.endswith(opened(line, TOKYO, NOW).body.lstrip("\ufeff"))
