"""FortiGate: tables, objects, policies, zones, virtual addresses; nothing silent."""

from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.separation import Config, Packet, Reading, State, faults, read_config
from sekisho.separation.following import follow
from sekisho.separation.packet import ICMP, TCP, UDP
from sekisho.separation.readers.fortigate import READER
from sekisho.separation.readers.fortios.tree import commands

ASAGIRI = (Path(__file__).parent / "configs" / "fortigate-asagiri.conf").read_text("utf-8")


def firewall(text):
    device = read_config(Config("f.conf", text))
    assert faults(device) == ()
    return device


def table(path, *entries):
    written = ""
    for name, values in entries:
        sets = "".join(f"        set {value}\n" for value in values)
        written += f'    edit "{name}"\n{sets}    next\n'
    return f"config {path}\n{written}end\n"


BASE = (
    "srcintf any",
    "dstintf any",
    "srcaddr all",
    "dstaddr all",
    "schedule always",
    "service ALL",
)


def policy(*values, name="1", action="accept"):
    own = {value.split()[0] for value in values}
    kept = [value for value in BASE if value.split()[0] not in own]
    return (name, (*kept, f"action {action}", *values))


def packet(source="10.0.0.1", destination="10.9.9.9", protocol=TCP, **fields):
    base = {"iif": "a", "oif": "b", "source_port": 40000, "destination_port": 80}
    return Packet(
        family=4,
        source=int(IPv4Address(source)),
        destination=int(IPv4Address(destination)),
        protocol=protocol,
        **(base | fields),
    )


OBJECTS = (
    table(
        "firewall address",
        ("net", ("subnet 10.0.0.0 255.255.255.0",)),
        ("host", ("subnet 10.0.0.1 255.255.255.255",)),
        ("range", ("type iprange", "start-ip 10.0.0.5", "end-ip 10.0.0.9")),
        ("odd", ("type wildcard", "wildcard 10.0.0.1 255.0.255.255")),
        ("name", ("type fqdn", "fqdn www.example")),
        ("land", ("type geography", "country JP")),
    )
    + table("firewall addrgrp", ("both", ("member host range",)), ("outer", ("member both net",)))
    + table(
        "firewall service custom",
        ("web", ("tcp-portrange 80 443",)),
        ("high", ("tcp-portrange 80:40000-50000",)),
        ("dns", ("udp-portrange 53",)),
        ("gre", ("protocol IP", "protocol-number 47")),
        ("ping", ("protocol ICMP", "icmptype 8")),
        ("site", ("protocol TCP/UDP/SCTP", "fqdn www.example", "tcp-portrange 80")),
    )
    + table("firewall service group", ("some", ("member web dns",)))
)


@pytest.mark.parametrize(
    ("values", "fields", "permitted"),
    [
        ((), {}, True),
        (("srcaddr net",), {}, True),
        (("srcaddr net",), {"source": "10.0.1.1"}, False),
        (("srcaddr host range",), {"source": "10.0.0.9"}, True),
        (("srcaddr odd",), {"source": "10.77.0.1"}, True),
        (("srcaddr both",), {"source": "10.0.0.4"}, False),
        (("srcaddr outer",), {"source": "10.0.0.200"}, True),
        (("srcaddr none",), {}, False),
        (("srcaddr net", "srcaddr-negate enable"), {}, False),
        (("dstaddr net", "dstaddr-negate enable"), {}, True),
        (("service web",), {}, True),
        (("service web",), {"protocol": UDP}, False),
        (("service high",), {"source_port": 39999}, False),
        (("service some",), {"protocol": UDP, "destination_port": 53}, True),
        (("service gre",), {"protocol": 47}, True),
        (("service ping",), {"protocol": ICMP, "source_port": 8}, True),
        (("service ping",), {"protocol": ICMP, "source_port": 0}, False),
        (("service HTTPS",), {}, False),
        (("srcintf a", "dstintf b"), {}, True),
        (("srcintf b", "dstintf a"), {}, False),
        (("srcintf in", "dstintf b"), {}, True),
        (("status disable",), {}, False),
        (("comments 'x y'", "logtraffic all", "utm-status enable", "av-profile default"), {}, True),
    ],
)  # fmt: skip
def test_each_value_of_a_policy_has_its_meaning(values, fields, permitted):
    zones = table("system zone", ("in", ("interface a c",)))
    device = firewall(OBJECTS + zones + table("firewall policy", policy(*values)))
    assert device.not_understood == ()
    assert follow(device, packet(**fields)).permitted is permitted


@pytest.mark.parametrize(
    "value",
    ["srcaddr name", "dstaddr land", "srcaddr nowhere", "service site", "service nothing", "schedule night",
     "groups staff", "internet-service enable", "wibble enable", "users taro"],
)  # fmt: skip
def test_a_value_not_known_is_named_and_may_hold(value):
    device = firewall(OBJECTS + table("firewall policy", policy(value)))
    (line,) = device.not_understood
    assert line.placed
    assert line.text == f"set {value}"
    assert follow(device, packet(), unknown_holds=True).permitted
    assert not follow(device, packet(), unknown_holds=False).permitted


@pytest.mark.parametrize(
    "text",
    [
        table("firewall multicast-policy", ("1", ("action accept",))),
        table("firewall proxy-policy", ("1", ("action accept",))),
        table("firewall vip", ("v", ("type server-load-balance", "extip 1.1.1.1"))),
    ],
)
def test_a_table_that_may_let_something_through_is_named(text):
    device = firewall(OBJECTS + text)
    assert device.not_understood
    assert not any(each.placed for each in device.not_understood)


def test_policies_are_tried_as_they_are_written():
    deny = policy("srcaddr host", name="7", action="deny")
    assert not follow(
        firewall(OBJECTS + table("firewall policy", deny, policy())), packet()
    ).permitted
    assert follow(firewall(OBJECTS + table("firewall policy", policy(), deny)), packet()).permitted


def test_what_no_policy_accepts_is_refused_and_replies_come_back():
    device = firewall(OBJECTS + table("firewall policy", policy("srcaddr range")))
    assert not follow(device, packet()).permitted
    assert follow(device, packet(state=State.ESTABLISHED)).permitted


def test_a_zone_that_allows_it_lets_its_interfaces_talk_without_a_policy():
    for allowed, word in ((True, "allow"), (False, "deny")):
        zones = table("system zone", ("in", (f"intrazone {word}", "interface a b")))
        assert follow(firewall(OBJECTS + zones), packet()).permitted is allowed


def test_virtual_addresses_are_translated_first_and_a_plain_refusal_may_miss_them():
    vip = table("firewall vip", ("v", ("extip 203.0.113.5", "mappedip 10.20.0.25", "extintf any",
                                       "portforward enable", "extport 2525", "mappedport 25")))  # fmt: skip
    policies = table(
        "firewall policy", policy(name="1", action="deny"), policy("dstaddr v", name="2")
    )
    device = firewall(OBJECTS + vip + policies)
    arriving = packet(destination="203.0.113.5", destination_port=2525)
    assert follow(device, arriving, unknown_holds=False).permitted  # the refusal is not certain
    passage = follow(
        firewall(OBJECTS + vip + table("firewall policy", policy("dstaddr v"))), arriving
    )
    assert passage.packet.destination_port == 25
    assert passage.packet.destination == int(IPv4Address("10.20.0.25"))


def test_a_second_virtual_firewall_leaves_nothing_certain():
    one = table("firewall policy", policy())
    text = f"config vdom\nedit root\n{one}next\nedit other\n{one}next\nend\n"
    device = firewall(OBJECTS + text)
    assert [each.text for each in device.not_understood] == ["edit other"]
    assert not device.not_understood[0].placed


def test_the_firewall_of_the_fictional_body_is_understood_whole():
    device = firewall(ASAGIRI)
    assert device.not_understood == ()
    assert device.host == "asagiri-fw"
    assert device.families == {4, 6}
    found = {each.name: (each.description, each.addresses) for each in device.interfaces}
    assert found["port1"] == ("LGWAN接続系", ("10.20.0.1/16", "fd00:20::1/32"))
    out = {"iif": "port1", "oif": "port2"}
    relay = {"source": "10.20.0.25", "destination": "203.0.113.25"}
    assert follow(device, packet(**out, **relay, destination_port=587)).permitted
    assert not follow(device, packet(**out, **relay, destination_port=80)).permitted
    arriving = packet("203.0.113.25", "203.0.113.10", iif="port2", oif="port1", destination_port=25)
    assert follow(device, arriving).permitted
    six = Packet(6, "port1", "port2", int(IPv6Address("fd00:20::9")), 1, TCP, 9, 443)
    assert follow(device, six).permitted
    assert not follow(device, packet(iif="port1", oif="port3")).permitted


def test_text_in_quotes_is_no_command():
    assert [each.lines for each in commands('set a "x\ny\nz" b\nset c d\n')] == [3, 1]
    assert next(commands('set a "x \\"y\\" z"\n')).words == ("set", "a", 'x "y" z')


# An oracle that walks policies as dictionaries.
choices = st.fixed_dictionaries(
    {
        "srcaddr": st.sampled_from(["all", "net", "host", "range", "both"]),
        "service": st.sampled_from(["ALL", "web", "dns", "some"]),
        "action": st.sampled_from(["accept", "deny"]),
        "status": st.sampled_from(["enable", "disable"]),
    }
)
_SOURCES = {
    "all": lambda n: True,
    "net": lambda n: 0 <= n < 256,
    "host": lambda n: n == 1,
    "range": lambda n: 5 <= n <= 9,
    "both": lambda n: n == 1 or 5 <= n <= 9,
}
_SERVED = {
    "ALL": lambda p, d: True,
    "web": lambda p, d: p == 6 and d in {80, 443},
    "dns": lambda p, d: p == 17 and d == 53,
    "some": lambda p, d: (p == 6 and d in {80, 443}) or (p == 17 and d == 53),
}


@given(st.lists(choices, max_size=6))
def test_policies_decide_as_the_first_enabled_one_that_fits(made):
    entries = [
        policy(f"srcaddr {one['srcaddr']}", f"service {one['service']}", f"status {one['status']}",
               name=str(n), action=one["action"])
        for n, one in enumerate(made)
    ]  # fmt: skip
    device = firewall(OBJECTS + table("firewall policy", *entries))
    for number in (0, 1, 4, 5, 9, 300):
        for protocol, port in ((6, 80), (6, 22), (17, 53), (17, 80)):
            hits = (
                one["action"] == "accept"
                for one in made
                if one["status"] == "enable"
                and _SOURCES[one["srcaddr"]](number)
                and _SERVED[one["service"]](protocol, port)
            )
            source = str(IPv4Address(int(IPv4Address("10.0.0.0")) + number))
            found = packet(source, protocol=protocol, destination_port=port)
            assert follow(device, found).permitted is next(hits, False)


_words = st.sampled_from(
    'config edit next end set unset append firewall policy address vip service custom srcaddr "all" 1 any "x subnet 10.0.0.1 255.0.0.0 \\"'.split()
)


@given(st.lists(st.lists(_words, min_size=1, max_size=6).map(" ".join), max_size=14))
def test_no_order_of_words_makes_the_reader_fall_over_or_lose_a_line(lines):
    device = READER.read(Config("x", "\n".join(lines)), Reading())
    assert faults(device) == ()
    assert device.coverage.lines == len(lines)


@given(st.text(max_size=300))
def test_no_text_makes_the_reader_fall_over(text):
    assert faults(READER.read(Config("x", text), Reading())) == ()
