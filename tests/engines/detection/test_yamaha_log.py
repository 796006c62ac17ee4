"""Yamaha RTX's syslog."""

import pytest
from tests.engines.detection.reading import NOW, code, event, events, log, says, us, whole


def test_a_packet_a_filter_rejected():
    says(
        "yamaha",
        "<189>LAN2 Rejected at IN(200099) filter: TCP 203.0.113.5:4444 > 192.0.2.1:23",
        event_type="denied",
        event_outcome="failure",
        rule_id="200099",
        source_ip="203.0.113.5",
        source_port=4444,
        destination_ip="192.0.2.1",
        destination_port=23,
        observer_ingress_interface_name="LAN2",
        observer_egress_interface_name=None,
        network_transport="tcp",
        stated_us=None,
    )


def test_a_packet_a_filter_passed_on_its_way_out():
    says("yamaha", "PP[01] Passed at OUT(default) filter: UDP 10.0.0.1:5353 > 10.1.0.1:53", event_type="allowed",
         observer_egress_interface_name="PP[01]", rule_id="default", destination_port=53)  # fmt: skip


def test_icmp_and_ipv6_have_no_ports_where_none_are_said():
    says("yamaha", "LAN1 Rejected at IN(1) filter: ICMP 10.0.0.1 > 10.0.0.2 : echo request", source_ip="10.0.0.1",
         destination_ip="10.0.0.2", network_transport="icmp", destination_port=None)  # fmt: skip
    says("yamaha", "LAN1 Rejected at IN(1) filter: TCP [2001:db8::1]:80 > [fd00::2]:81", source_ip="2001:db8::1",
         source_port=80, destination_ip="fd00::2", destination_port=81)  # fmt: skip


def test_a_session_carries_its_own_time():
    says(
        "yamaha",
        "<190>[INSPECT] LAN2[out][101099] TCP 192.168.100.2:50000 > 203.0.113.1:443 (2026/11/30 09:59:01)",
        stated_us=us(2026, 11, 30, 9, 59, 1),
        event_type="connection",
        source_ip="192.168.100.2",
        destination_port=443,
        observer_egress_interface_name="LAN2",
    )


@pytest.mark.parametrize(("word", "outcome"), [("succeeded", "success"), ("failed", "failure")])
def test_sign_ins(word, outcome):
    says("yamaha", f"<190>Login {word} for HTTP: 192.168.100.2 admin", event_category="authentication",
         event_outcome=outcome, user_name="admin", source_ip="192.168.100.2")  # fmt: skip


def test_other_lines_of_the_router_are_messages():
    assert (
        event("yamaha", "<190>[DHCPD] LAN1(port1) Allocates 192.168.100.9: 00:11:22:33:44:55")[
            "event_category"
        ]
        == "host"
    )


def test_without_a_time_the_arrival_is_the_time():
    opened = log("<189>LAN2 Rejected at IN(1) filter: TCP 203.0.113.5:4444 > 192.0.2.1:23\n")
    (found,), _ = whole(opened)
    assert (found["ts_us"], found["time_quality"], opened.counts.untimed) == (NOW, "received", 1)


def test_syslog_knows_it_with_a_relays_envelope():
    found = event(
        "syslog",
        "Nov 30 10:00:00 192.168.100.1 LAN2 Rejected at IN(1) filter: TCP 203.0.113.5:4444 > 192.0.2.1:23",
    )
    assert (found["event_dataset"], found["host_name"]) == ("yamaha", "192.168.100.1")


def test_a_line_without_any_envelope_that_says_nothing_known_is_not_understood():
    assert code("yamaha", "hello") == "no-yamaha"
    assert events("yamaha", "") == []
