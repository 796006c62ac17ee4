"""Cisco ASA: entries, objects, groups, levels, global lists, NAT; nothing silent."""

from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.separation import Config, Packet, Reading, State, faults, read_config
from sekisho.separation.following import follow
from sekisho.separation.packet import ICMP, TCP, UDP
from sekisho.separation.readers.asa import READER

ASAGIRI = (Path(__file__).parent / "configs" / "asa-asagiri.txt").read_text("utf-8")
PORTS = "interface Gi0\n nameif in\n security-level 100\ninterface Gi1\n nameif out\n security-level 0\n"
OBJECTS = (
    "object network h\n host 10.0.0.1\nobject network r\n range 10.0.0.5 10.0.0.9\n"
    "object network f\n fqdn v4 www.example\n"
    "object service web\n service tcp destination eq 80\n"
    "object-group network g\n network-object object h\n network-object 10.0.1.0 255.255.255.0\n"
    "object-group service ports tcp\n port-object eq 80\n port-object range 8000 8010\n"
    "object-group service mix\n service-object tcp destination eq 80\n service-object udp destination eq 53\n"
    "object-group protocol both\n protocol-object tcp\n protocol-object udp\n"
)


def firewall(text):
    device = read_config(Config("a.txt", text))
    assert faults(device) == ()
    return device


def listed(*entries):
    lines = "".join(f"access-list X extended {entry}\n" for entry in entries)
    return firewall(f"{PORTS}{OBJECTS}{lines}access-group X in interface in\n")


def known(device):
    """What of a device was not understood, the object looked up by name left aside."""
    return tuple(each for each in device.not_understood if "fqdn" not in each.text)


def packet(source="10.0.0.1", destination="10.9.9.9", protocol=TCP, **fields):
    base = {"iif": "in", "oif": "out", "source_port": 40000, "destination_port": 80}
    return Packet(
        family=4,
        source=int(IPv4Address(source)),
        destination=int(IPv4Address(destination)),
        protocol=protocol,
        **(base | fields),
    )


@pytest.mark.parametrize(
    ("entry", "fields", "permitted"),
    [
        ("permit ip any any", {}, True),
        ("permit ip any4 any4", {}, True),
        ("permit ip any6 any6", {}, False),
        ("permit tcp any any eq www", {}, True),
        ("permit tcp any any range 79 81", {}, True),
        ("permit tcp any gt 1023 any", {}, True),
        ("permit tcp any any neq 80", {}, False),
        ("permit udp any any", {"protocol": UDP}, True),
        ("permit tcp 10.0.0.0 255.255.255.0 any", {}, True),
        ("permit tcp 10.0.0.0 255.255.255.0 any", {"source": "10.0.1.1"}, False),
        ("permit tcp host 10.0.0.1 host 10.9.9.9 eq 80 log disable", {}, True),
        ("permit tcp object r any", {"source": "10.0.0.9"}, True),
        ("permit tcp object-group g any", {"source": "10.0.1.77"}, True),
        ("permit tcp object-group g any", {"source": "10.0.2.1"}, False),
        ("permit object web any any", {}, True),
        ("permit object-group mix any any", {"protocol": UDP, "destination_port": 53}, True),
        ("permit object-group mix any any", {"destination_port": 53}, False),
        ("permit object-group both any any eq 80", {"protocol": UDP}, True),
        ("permit tcp any any object-group ports", {"destination_port": 8005}, True),
        ("permit tcp any any object-group ports", {"destination_port": 81}, False),
        ("permit icmp any any echo", {"protocol": ICMP, "source_port": 8}, True),
        ("permit icmp any any echo", {"protocol": ICMP, "source_port": 0}, False),
        ("permit tcp any any inactive", {}, False),
    ],
)
def test_each_word_of_an_entry_has_its_meaning(entry, fields, permitted):
    device = listed(entry)
    assert known(device) == ()
    assert follow(device, packet(**fields)).permitted is permitted


@pytest.mark.parametrize(
    "entry",
    ["permit tcp any any eq wwww", "permit tpc any any", "permit tcp object f any", "permit tcp object nowhere any",
     "permit tcp any any time-range night", "permit ip user taro any any", "permit tcp any", "permit ip any any eq 80",
     "allow ip any any", "permit tcp 10.0.0.0 255.0.255.0 any", "permit tcp any any wibble"],
)  # fmt: skip
def test_a_word_not_known_is_named_and_may_let_anything_through(entry):
    device = listed(entry)
    (line,) = known(device)
    assert line.placed
    assert entry in line.text
    assert follow(device, packet(), unknown_holds=True).permitted
    assert not follow(device, packet(), unknown_holds=False).permitted


@pytest.mark.parametrize(
    "text",
    ["wibble on", "object-group security S", "access-list X extnded permit ip any any", "access-group X sideways",
     "nat (in,out) source static h h destination static r f", "interface Gi5\n wibble 3", "same-security-traffic deny"],
)  # fmt: skip
def test_a_command_not_known_is_named(text):
    device = firewall(PORTS + OBJECTS + text + "\n")
    assert text.splitlines()[-1].strip() in {each.text for each in known(device)}


def test_without_a_list_packets_go_from_a_higher_level_to_a_lower_one_only():
    device = firewall(PORTS)
    assert follow(device, packet()).permitted
    back = {"iif": "out", "oif": "in"}
    assert not follow(device, packet(**back)).permitted
    assert follow(device, packet(**back, state=State.ESTABLISHED)).permitted


@pytest.mark.parametrize("said", [True, False])
def test_equal_levels_talk_only_when_it_is_said(said):
    text = PORTS.replace("security-level 0", "security-level 100")
    text += "same-security-traffic permit inter-interface\n" if said else ""
    assert follow(firewall(text), packet()).permitted is said


def test_a_global_list_is_asked_after_the_interface_s_own():
    text = (
        f"{PORTS}access-list A extended deny tcp any any eq 22\naccess-list B extended permit tcp any any\n"
        "access-group A in interface in\naccess-group B global\n"
    )
    device = firewall(text)
    assert follow(device, packet()).permitted
    assert not follow(device, packet(destination_port=22)).permitted
    assert follow(device, packet(iif="out", oif="in")).permitted


def test_a_list_applied_and_written_nowhere_may_let_anything_through():
    device = firewall(f"{PORTS}access-group GONE in interface out\n")
    assert len(device.not_understood) == 1
    assert follow(device, packet(iif="out", oif="in"), unknown_holds=True).permitted


def test_lists_see_addresses_as_they_are_inside():
    text = (
        f"{PORTS}object network s\n host 10.20.0.25\n nat (in,out) static 203.0.113.4 service tcp 25 2525\n"
        "access-list X extended permit tcp any host 10.20.0.25 eq 25\naccess-group X in interface out\n"
    )
    there = {"iif": "out", "oif": "in", "destination": "203.0.113.4"}
    passage = follow(firewall(text), packet(**there, destination_port=2525))
    assert passage.permitted
    assert passage.packet.destination == int(IPv4Address("10.20.0.25"))


def test_the_firewall_of_the_fictional_body_is_understood():
    device = firewall(ASAGIRI)
    assert device.not_understood == ()
    assert device.host == "asagiri-asa"
    assert {each.name: each.addresses for each in device.interfaces}["lgwan"] == (
        "10.20.0.1/16",
        "fd00:20::1/32",
    )
    out = {"iif": "lgwan", "oif": "outside"}
    relay = {"source": "10.20.0.25", "destination": "203.0.113.25"}
    assert follow(device, packet(**out, **relay, destination_port=587)).permitted
    assert not follow(device, packet(**out, **relay, destination_port=80)).permitted
    window = {"source": "10.20.1.60", "destination": "198.51.100.1"}
    assert follow(device, packet(**out, **window, destination_port=8009)).permitted
    arriving = {
        "source": "203.0.113.25",
        "destination": "203.0.113.4",
        "iif": "outside",
        "oif": "lgwan",
    }
    assert follow(device, packet(**arriving, destination_port=25)).permitted
    for iif, oif in (("lgwan", "mynumber"), ("mynumber", "lgwan"), ("outside", "mynumber")):
        assert not follow(device, packet(iif=iif, oif=oif)).permitted
    six = Packet(6, "lgwan", "outside", int(IPv6Address("fd00:20::9")), 1, TCP, 9, 443)
    assert not follow(device, six).permitted


_words = st.sampled_from(
    """interface Gi0 nameif in out security-level 100 access-list X extended permit deny tcp any any4 host 10.0.0.1
    eq 80 object object-group network service nat (in,out) static source access-group global port-object range""".split()
)
_lines = st.tuples(st.sampled_from(["", " "]), st.lists(_words, min_size=1, max_size=8)).map(
    lambda pair: pair[0] + " ".join(pair[1])
)


@given(st.lists(_lines, max_size=10))
def test_no_order_of_words_makes_the_reader_fall_over_or_lose_a_line(lines):
    device = READER.read(Config("x", "\n".join(lines)), Reading())
    assert faults(device) == ()
    assert device.coverage.lines == len(lines)


@given(st.text(max_size=300))
def test_no_text_makes_the_reader_fall_over(text):
    assert faults(READER.read(Config("x", text), Reading())) == ()


def test_a_port_in_a_group_without_a_protocol_is_named():
    text = "object-group service odd\n port-object eq 443\naccess-list A extended permit object-group odd any any\n"
    device = read_config(Config("a.txt", text))
    assert faults(device) == ()
    assert [each.origin.line for each in device.not_understood][:1] == [2]
