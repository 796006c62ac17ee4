"""BIND's query log."""

import pytest
from tests.engines.detection.reading import code, event, events, says, us

BODY = "client @0x7f3c1c0a1b98 10.20.0.7#53210 (WWW.Example.JP): query: WWW.Example.JP IN AAAA +E(0)K (10.20.0.53)"
LINE = f"30-Nov-2026 10:00:00.123 queries: info: {BODY}"


def test_a_query_is_read():
    says(
        "bind",
        LINE,
        stated_us=us(2026, 11, 30, 10, 0, 0, 123000),
        time_quality="assumed",
        source_ip="10.20.0.7",
        source_port=53210,
        destination_ip="10.20.0.53",
        destination_port=53,
        dns_question_name="www.example.jp",
        dns_question_type="AAAA",
        network_transport="udp",
        network_protocol="dns",
        event_action="query",
    )


@pytest.mark.parametrize(
    "line",
    [
        LINE.replace("queries: info: ", ""),
        LINE.replace("queries: ", ""),
        LINE.replace("@0x7f3c1c0a1b98 ", ""),
        LINE.replace(": query:", ": view internal: query:"),
        LINE + " [ECS 198.51.100.0/24/0]",
    ],
)
def test_the_forms_of_other_versions_and_settings_are_read(line):
    assert event("bind", line)["dns_question_name"] == "www.example.jp"


def test_tcp_is_told_by_its_flag_and_ipv6_clients_are_read():
    line = LINE.replace("+E(0)K", "-E(0)TDC").replace("10.20.0.7#", "fd00:20::7#")
    says("bind", line, network_transport="tcp", network_iana_number=6, source_ip="fd00:20::7")


def test_it_is_known_when_syslog_carries_it():
    found = event("syslog", f"<30>Nov 30 10:00:00 ns1 named[77]: {BODY}")
    assert (found["event_dataset"], found["host_name"]) == ("bind", "ns1")


def test_other_lines_of_named_stay_messages():
    found = event(
        "syslog", "<30>Nov 30 10:00:00 ns1 named[77]: zone example.jp/IN: loaded serial 5"
    )
    assert found["event_dataset"] == "syslog"


@pytest.mark.parametrize(
    "line", ["x", LINE[3:], LINE.replace("query:", "answer:"), LINE.replace("Nov", "Nox")]
)
def test_other_lines_are_not_understood(line):
    assert code("bind", line) in {"no-query", "no-time"}


def test_an_empty_line_carries_no_event():
    assert events("bind", " ") == []
