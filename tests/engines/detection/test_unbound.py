"""unbound's log of queries and replies."""

import pytest
from tests.engines.detection.reading import code, event, events, says

QUERY = "[1764464400] unbound[123:0] info: 10.20.0.7 WWW.Example.JP. A IN"
REPLY = QUERY + " NXDOMAIN 0.012345 0 47"


def test_a_query_is_read():
    says("unbound", QUERY, stated_us=1764464400_000000, source_ip="10.20.0.7", dns_question_name="www.example.jp",
         dns_question_type="A", event_action="query", dns_response_code=None)  # fmt: skip


def test_a_reply_has_its_code_its_length_of_time_and_its_size():
    says(
        "unbound",
        REPLY,
        event_action="reply",
        dns_response_code="NXDOMAIN",
        duration_us=12345,
        destination_bytes=47,
    )


@pytest.mark.parametrize(
    "line",
    [
        "<30>Nov 30 10:00:00 ns1 unbound[5]: [5:0] info: fd00::7 a.example. TXT IN",
        "2026-11-30T10:00:00.5+09:00 ns1 unbound[5]: [5:1f] query: fd00::7 a.example. TXT IN",
        "Nov 30 10:00:00 ns1 unbound[5]: reply: fd00::7 a.example. TXT IN SERVFAIL 0.000000 1 30",
    ],
)
def test_it_is_known_when_syslog_carries_it(line):
    found = event("syslog", line)
    assert (found["event_dataset"], found["source_ip"], found["dns_question_name"]) == (
        "unbound",
        "fd00::7",
        "a.example",
    )


def test_other_lines_of_unbound_are_messages_with_their_time():
    says("unbound", "[1764464400] unbound[123:0] notice: init module 0: validator", stated_us=1764464400_000000,
         message="notice: init module 0: validator", dns_question_name=None)  # fmt: skip


@pytest.mark.parametrize(
    "line", ["x", "[17] unbound[1:0] info: x", "[1764464400] unbound[123:0] whatever"]
)
def test_other_lines_are_not_understood(line):
    assert code("unbound", line) == "no-unbound"


def test_an_empty_line_carries_no_event():
    assert events("unbound", "") == []
