"""The output of the conntrack tool."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.detection.reading import code, event, events, says

EVENT = (
    "[1764464400.123456]\t[DESTROY] tcp      6 src=10.10.0.5 dst=203.0.113.9 sport=51000 dport=443 packets=10 bytes=1000 "
    "src=203.0.113.9 dst=192.0.2.1 sport=443 dport=51000 packets=12 bytes=9000 [ASSURED]"
)


def test_an_event_is_read_as_the_one_who_began_meant_it():
    says(
        "conntrack",
        EVENT,
        stated_us=1764464400_123456,
        event_action="destroy",
        event_type="end",
        event_outcome="success",
        source_ip="10.10.0.5",
        source_port=51000,
        destination_ip="203.0.113.9",
        destination_port=443,
        source_bytes=1000,
        destination_bytes=9000,
        source_packets=10,
        destination_packets=12,
        network_transport="tcp",
    )


def test_the_way_back_is_kept_under_its_own_names():
    assert event("conntrack", EVENT)["fields"]["reply.dst"] == "192.0.2.1"


def test_a_line_of_the_table_has_no_time_of_its_own():
    line = "ipv4     2 udp      17 28 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=53 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 sport=53 dport=1 mark=0 use=1"
    says(
        "conntrack",
        line,
        stated_us=None,
        event_outcome="unknown",
        event_action="listed",
        network_transport="udp",
        destination_port=53,
    )


def test_icmp_has_a_type_and_no_ports():
    line = "[NEW] icmpv6   58 30 src=fd00::1 dst=fd00::2 type=128 code=0 id=7 [UNREPLIED] src=fd00::2 dst=fd00::1 type=129 code=0 id=7"
    says(
        "conntrack",
        line,
        icmp_type=128,
        source_port=None,
        network_transport="ipv6-icmp",
        event_type="start",
    )


def test_the_tools_last_words_carry_no_event():
    assert (
        events(
            "conntrack", "conntrack v1.4.7 (conntrack-tools): 2 flow entries have been shown.", ""
        )
        == []
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("tcp 6 hello", "no-conversation"),
        ("tcp 6 src=10.0.0.1 x", "no-address"),
        ("tcp 6 src=a dst=b", "no-address"),
        ("Nov 30 10:00:00 fw kernel: x", "no-conversation"),
    ],
)
def test_other_lines_are_not_understood(line, why):
    assert code("conntrack", line) == why


@given(st.ip_addresses(v=6), st.ip_addresses(v=6), st.integers(0, 65535), st.integers(0, 2**63 - 1))
def test_numbers_and_addresses_come_back(source, destination, port, size):
    line = f"tcp 6 src={source} dst={destination} sport=1 dport={port} packets=1 bytes={size} src={destination} dst={source} sport={port} dport=1 packets=0 bytes=0"
    found = event("conntrack", line)
    assert (found["destination_port"], found["source_bytes"]) == (port, size)
    assert int(found["source_ip_key"], 16) == int(source)
