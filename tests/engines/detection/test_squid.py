"""Squid's access log."""

import pytest
from tests.engines.detection.reading import code, event, events, says

LINE = "1764464400.123   1500 10.20.0.7 TCP_MISS/200 4567 GET http://www.example.jp:8080/a?b=c tanaka HIER_DIRECT/203.0.113.1 text/html"


def test_a_request_is_read():
    says(
        "squid",
        LINE,
        stated_us=1764464398_623000,
        end_us=1764464400_123000,
        duration_us=1_500000,
        source_ip="10.20.0.7",
        destination_ip="203.0.113.1",
        destination_port=8080,
        url_domain="www.example.jp",
        url_original="http://www.example.jp:8080/a?b=c",
        http_request_method="GET",
        http_response_status_code=200,
        destination_bytes=4567,
        user_name="tanaka",
        event_type="allowed",
        event_action="tcp_miss",
        network_transport="tcp",
    )


def test_a_tunnel_has_its_name_and_port():
    line = "1764464400.123 90 fd00:20::7 TCP_TUNNEL/200 999 CONNECT Mail.Example.JP:443 - HIER_DIRECT/2001:db8::1 -"
    says(
        "squid",
        line,
        source_ip="fd00:20::7",
        destination_ip="2001:db8::1",
        destination_port=443,
        url_domain="mail.example.jp",
        user_name=None,
        http_request_method="CONNECT",
    )


def test_what_was_denied_has_no_server():
    line = "1764464400.123 0 10.20.0.7 TCP_DENIED/403 3900 CONNECT bad.example:443 - HIER_NONE/- text/html"
    says(
        "squid",
        line,
        event_type="denied",
        event_outcome="failure",
        destination_ip=None,
        url_domain="bad.example",
    )


@pytest.mark.parametrize(
    ("url", "name", "port"),
    [
        ("https://user:pass@host.example/", "host.example", 443),
        ("http://[2001:db8::9]:81/", "2001:db8::9", 81),
        ("ftp://files.example/x", "files.example", 21),
        ("host.example:8443", "host.example", 8443),
        ("error:invalid-request", "error", None),
    ],
)
def test_the_server_asked_for_is_told_from_the_address(url, name, port):
    found = event("squid", f"1.000 1 10.0.0.1 TCP_MISS/200 1 GET {url} - HIER_DIRECT/203.0.113.1 -")
    assert (found.get("url_domain"), found.get("destination_port")) == (name, port)


def test_it_is_known_when_syslog_carries_it():
    found = event("syslog", f"<134>Nov 30 10:00:00 proxy1 (squid-1)[123]: {LINE}")
    assert (found["event_dataset"], found["host_name"], found["stated_us"]) == (
        "squid",
        "proxy1",
        1764464398_623000,
    )


def test_an_empty_line_carries_no_event():
    assert events("squid", "", "\r") == []


@pytest.mark.parametrize(
    "line",
    ["x", LINE.replace("HIER_DIRECT/203.0.113.1", ""), LINE.replace("/200", "/2000"), "-1 " + LINE],
)
def test_other_lines_are_not_understood(line):
    assert code("squid", line) == "no-access-log"
