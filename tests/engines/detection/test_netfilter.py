"""Packets the Linux kernel logs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.detection.reading import code, event, says, us

PACKET = (
    "IN=eth1 OUT=eth0 MAC=00:11:22:33:44:55:66:77:88:99:aa:bb:08:00 SRC=10.10.0.5 DST=203.0.113.9 "
    "LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=4711 DF PROTO=TCP SPT=51000 DPT=443 WINDOW=64240 RES=0x00 SYN URGP=0 "
)
LINE = f"Nov 30 10:00:00 fw1 kernel: [12345.678901] mn-drop: {PACKET}"


def test_a_packet_is_read_with_its_ends_interfaces_and_rule():
    says(
        "netfilter",
        LINE,
        stated_us=us(2026, 11, 30, 10),
        time_quality="assumed",
        host_name="fw1",
        source_ip="10.10.0.5",
        source_ip_key="00000000000000000000ffff0a0a0005",
        source_port=51000,
        destination_ip="203.0.113.9",
        destination_port=443,
        network_transport="tcp",
        network_iana_number=6,
        observer_ingress_interface_name="eth1",
        observer_egress_interface_name="eth0",
        rule_name="mn-drop:",
        event_type="denied",
        event_outcome="failure",
        source_bytes=60,
        source_packets=1,
        tcp_flags=2,
    )


@pytest.mark.parametrize(
    ("prefix", "type_"),
    [
        ("DROP ", "denied"),
        ("mynumber-reject: ", "denied"),
        ("遮断 ", "denied"),
        ("ACCEPT ", "allowed"),
        ("permit-dns ", "allowed"),
        ("accept then drop ", "denied"),
        ("lgwan: ", "connection"),
        ("", "connection"),
    ],
)
def test_the_words_of_the_prefix_say_what_became_of_the_packet(prefix, type_):
    assert event("netfilter", f"kernel: {prefix}{PACKET}")["event_type"] == type_


def test_without_words_the_outcome_is_unknown_and_not_permitted():
    assert event("netfilter", f"x: {PACKET}")["event_outcome"] == "unknown"


def test_ipv6_and_its_protocol_are_read():
    line = "drop IN=eth1 OUT= SRC=fd00:0010:0000:0000:0000:0000:0000:0005 DST=2001:0db8::0001 LEN=80 TC=0 HOPLIMIT=64 FLOWLBL=0 PROTO=UDP SPT=5353 DPT=53 LEN=40 "
    says(
        "netfilter",
        line,
        source_ip="fd00:10::5",
        destination_ip="2001:db8::1",
        network_transport="udp",
        destination_port=53,
        source_bytes=80,
        observer_egress_interface_name=None,
    )


def test_the_packet_inside_an_icmp_error_is_not_taken_for_the_packet():
    line = "IN=eth0 OUT= SRC=203.0.113.1 DST=10.0.0.1 LEN=88 PROTO=ICMP TYPE=3 CODE=1 [SRC=10.0.0.1 DST=198.51.100.7 LEN=60 PROTO=TCP SPT=1 DPT=2 ] "
    says(
        "netfilter",
        line,
        source_ip="203.0.113.1",
        destination_ip="10.0.0.1",
        network_transport="icmp",
        icmp_type=3,
        source_port=None,
        destination_port=None,
    )


def test_a_rules_prefix_cannot_pretend_to_be_the_packet():
    """The last IN= OUT= begins the packet only where the first stands: prefixes end before it."""
    found = event("netfilter", f"SRC=1.1.1.1 DST=2.2.2.2 {PACKET}")
    assert (found["source_ip"], found["destination_ip"]) == ("10.10.0.5", "203.0.113.9")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Nov 30 10:00:00 fw1 kernel: eth0: link up", "no-packet"),
        ("IN=eth0 OUT= SRC=10.0.0.300 DST=10.0.0.1 PROTO=TCP", "no-address"),
        ("IN=eth0 OUT= MAC=00 PROTO=TCP", "no-address"),
        ("IN=eth0 SRC=10.0.0.1 DST=10.0.0.2", "no-packet"),
    ],
)
def test_other_lines_are_not_understood(line, why):
    assert code("netfilter", line) == why


@given(
    st.ip_addresses(),
    st.ip_addresses(),
    st.integers(0, 65535),
    st.integers(0, 65535),
    st.sampled_from([("TCP", 6), ("UDP", 17), ("136", 136)]),
)
def test_whatever_the_kernel_writes_is_read_back(source, destination, sport, dport, protocol):
    line = f"p: IN=a OUT=b SRC={source.exploded} DST={destination.exploded} LEN=1 PROTO={protocol[0]} SPT={sport} DPT={dport} "
    found = event("netfilter", line)
    mapped = [getattr(each, "ipv4_mapped", None) or each for each in (source, destination)]
    assert (found["source_ip"], found["destination_ip"]) == tuple(map(str, mapped))
    assert (found["source_port"], found["destination_port"]) == (sport, dport)
    assert found["network_iana_number"] == protocol[1]
