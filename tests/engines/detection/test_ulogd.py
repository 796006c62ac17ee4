"""ulogd2's JSON."""

import json

import pytest
from tests.engines.detection.reading import code, event, events, says, us, utc

NFLOG = {
    "timestamp": "2026-11-30T10:00:00.123456+0900",
    "dvc": "Netfilter",
    "raw.pktlen": 60,
    "oob.prefix": "mn drop ",
    "oob.in": "eth1",
    "oob.out": "eth0",
    "src_ip": "10.10.0.5",
    "dest_ip": "203.0.113.9",
    "ip.protocol": 6,
    "ip.totlen": 60,
    "src_port": 51000,
    "dest_port": 443,
    "tcp.syn": 1,
}
NFCT = {
    "orig.ip.saddr.str": "fd00:10::5",
    "orig.ip.daddr.str": "fd00:20::9",
    "orig.ip.protocol": 17,
    "orig.l4.sport": 5353,
    "orig.l4.dport": 53,
    "orig.raw.pktlen": 120,
    "orig.raw.pktcount": 2,
    "reply.ip.saddr.str": "fd00:20::9",
    "reply.raw.pktlen": 400,
    "reply.raw.pktcount": 3,
    "flow.start.sec": 1764464400,
    "flow.start.usec": 5,
    "flow.end.sec": 1764464402,
    "flow.end.usec": 7,
}


def test_a_packet_of_nflog_is_read():
    says(
        "ulogd",
        json.dumps(NFLOG),
        stated_us=us(2026, 11, 30, 10, 0, 0, 123456),
        time_quality="stated",
        source_ip="10.10.0.5",
        source_port=51000,
        destination_ip="203.0.113.9",
        destination_port=443,
        network_transport="tcp",
        event_type="denied",
        rule_name="mn drop",
        observer_ingress_interface_name="eth1",
        observer_egress_interface_name="eth0",
        source_bytes=60,
    )


def test_a_conversation_of_nfct_is_read_with_both_ways():
    says(
        "ulogd",
        json.dumps(NFCT),
        stated_us=1764464400_000005,
        start_us=1764464400_000005,
        end_us=1764464402_000007,
        duration_us=2_000002,
        source_ip="fd00:10::5",
        destination_ip="fd00:20::9",
        network_transport="udp",
        source_bytes=120,
        destination_bytes=400,
        source_packets=2,
        destination_packets=3,
        event_action="flow",
        event_outcome="success",
        one_way=None,
    )


def test_the_makers_own_names_are_kept():
    assert event("ulogd", json.dumps(NFLOG))["fields"]["tcp.syn"] == "1"


def test_an_end_without_a_beginning_is_the_time():
    end = {name: value for name, value in NFCT.items() if "start" not in name}
    assert event("ulogd", json.dumps(end))["stated_us"] == utc(2025, 11, 30, 1, 0, 2, 7)


def test_a_time_in_the_form_without_offset_is_assumed_to_be_of_japan():
    found = event("ulogd", json.dumps({**NFLOG, "timestamp": "2026-11-30T10:00:00.5"}))
    assert (found["stated_us"], found["time_quality"]) == (
        us(2026, 11, 30, 10, 0, 0, 500000),
        "assumed",
    )


def test_an_empty_line_carries_no_event():
    assert events("ulogd", "", "  ") == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "no-json"),
        ("[1]", "no-object"),
        ("12", "no-object"),
        (json.dumps({**NFLOG, "src_ip": "x"}), "no-address"),
        (json.dumps({**NFLOG, "dest_ip": 5}), "no-address"),
        (json.dumps({**NFCT, "orig.ip.daddr.str": None}), "no-address"),
        ("[" * 100_000, "no-json"),
    ],
)
def test_other_lines_are_not_understood(line, why):
    assert code("ulogd", line) == why
