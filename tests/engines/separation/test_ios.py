"""Cisco IOS: entries, groups, interfaces, fragments, NAT; nothing silent."""

from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.separation import Config, Packet, Reading, State, faults, read_config
from sekisho.separation.following import follow
from sekisho.separation.packet import ICMP, TCP, UDP
from sekisho.separation.readers.ios import READER

ASAGIRI = (Path(__file__).parent / "configs" / "ios-asagiri.txt").read_text("utf-8")


def router(text):
    device = read_config(Config("r.txt", text))
    assert faults(device) == ()
    return device


def listed(*entries, kind="extended"):
    lines = "".join(f" {entry}\n" for entry in entries)
    return router(f"interface Gi0\n ip access-group X in\n!\nip access-list {kind} X\n{lines}")


def packet(source="10.0.0.1", destination="10.9.9.9", protocol=TCP, **fields):
    base = {"iif": "Gi0", "oif": "Gi1", "source_port": 40000, "destination_port": 80}
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
        ("10 permit tcp any any", {}, True),
        ("permit tcp any any eq www", {}, True),
        ("permit tcp any any eq 22 80 443", {}, True),
        ("permit tcp any any neq 80", {}, False),
        ("permit tcp any any gt 79", {}, True),
        ("permit tcp any any lt 80", {}, False),
        ("permit tcp any range 1 1023 any", {}, False),
        ("permit udp any any eq 80", {}, False),
        ("permit udp any any", {"protocol": UDP}, True),
        ("permit 6 any any", {}, True),
        ("permit tcp host 10.0.0.1 host 10.9.9.9 eq 80 log", {}, True),
        ("permit tcp 10.0.0.0 0.0.0.255 any", {}, True),
        ("permit tcp 10.0.0.0 0.0.255.0 any", {"source": "10.0.77.0"}, True),
        ("permit tcp 10.0.0.0 0.0.255.0 any", {"source": "10.0.77.1"}, False),
        ("permit tcp any any established", {}, False),
        ("permit tcp any any established", {"state": State.ESTABLISHED}, True),
        ("permit tcp any any syn", {"tcp_flags": 2}, True),
        ("permit tcp any any ack rst", {"tcp_flags": 2}, False),
        ("permit tcp any any ack rst", {"tcp_flags": 4}, True),
        ("permit tcp any any match-all +syn -ack", {"tcp_flags": 2}, True),
        ("permit tcp any any match-all +syn -ack", {"tcp_flags": 18}, False),
        ("permit icmp any any echo", {"protocol": ICMP, "source_port": 8, "destination_port": 0}, True),
        ("permit icmp any any echo", {"protocol": ICMP, "source_port": 0}, False),
        ("permit icmp any any 3 4", {"protocol": ICMP, "source_port": 3, "destination_port": 4}, True),
        ("permit icmp any any host-unreachable", {"protocol": ICMP, "source_port": 3, "destination_port": 1}, True),
        ("permit tcp any any eq 80", {"fragment": True}, True),  # later fragments go by
        ("deny tcp any any eq 80", {"fragment": True}, False),
        ("permit ip any any fragments", {}, False),
        ("permit gre any any", {"protocol": 47}, True),
    ],
)  # fmt: skip
def test_each_word_of_an_entry_has_its_meaning(entry, fields, permitted):
    device = listed(entry)
    assert device.not_understood == ()
    assert follow(device, packet(**fields)).permitted is permitted


def test_a_deny_with_ports_does_not_stop_later_fragments():
    device = listed("deny tcp any any eq 80", "permit ip any any")
    assert not follow(device, packet()).permitted
    assert follow(device, packet(fragment=True)).permitted


@pytest.mark.parametrize(
    "entry",
    ["permit tcp any any eq wwww", "permit tpc any any", "permit tcp host any any", "permit tcp any object-group NONE",
     "permit tcp any any time-range NIGHT", "permit ip any any dscp ef", "evaluate MIRROR", "permit tcp any eq 80",
     "permit ip any any eq 80", "permit tcp 10.0.0.0 0.0.0.299 any", "permit ip any any wibble"],
)  # fmt: skip
def test_a_word_not_known_is_named_and_may_let_anything_through(entry):
    device = listed(entry)
    (line,) = device.not_understood
    assert (line.text, line.placed) == (entry, True)
    assert follow(device, packet(), unknown_holds=True).permitted
    assert not follow(device, packet(), unknown_holds=False).permitted


@pytest.mark.parametrize(
    "text",
    ["wibble on", "zone-pair security A source IN destination OUT", "interface Gi0\n zone-member security IN",
     "interface Gi0\n ip inspect FW in", "ip nat outside source static 10.0.0.1 10.0.0.2", "object-group security X",
     "access-list ABC permit ip any any", "ip address 10.0.0.1 255.0.0.0"],
)  # fmt: skip
def test_a_command_not_known_is_named(text):
    device = READER.read(Config("r", f"hostname r\n{text}\n"), Reading())
    assert faults(device) == ()
    assert [each.text for each in device.not_understood] == [text.splitlines()[-1].strip()]
    assert device.host == "r"


def test_standard_lists_look_at_the_source_alone():
    device = listed("permit 10.0.0.1", "deny 10.0.0.0 0.0.0.255", "permit any", kind="standard")
    assert follow(device, packet()).permitted
    assert not follow(device, packet(source="10.0.0.2")).permitted
    assert follow(device, packet(source="10.1.0.2")).permitted


def test_a_list_applied_and_written_nowhere_refuses_nothing_and_is_told():
    device = router("interface Gi0\n ip access-group GONE in\n")
    assert follow(device, packet()).permitted
    assert {each.code for each in device.warnings} == {"list-not-written"}


def test_groups_are_resolved_and_an_unknown_member_spoils_them():
    text = "object-group network G\n host 10.0.0.1\n{}\nobject-group service S\n tcp eq 80\n"
    acl = "interface Gi0\n ip access-group X in\nip access-list extended X\n permit object-group S object-group G any\n"
    assert follow(router(text.format(" 10.7.0.0 255.255.0.0") + acl), packet()).permitted
    spoiled = router(text.format(" wibble 1") + acl)
    assert {each.text for each in spoiled.not_understood} == {
        "wibble 1",
        "permit object-group S object-group G any",
    }


def test_what_is_forwarded_from_outside_is_filtered_before_it_is_translated():
    text = (
        "interface Gi0\n ip address 203.0.113.2 255.255.255.248\n ip access-group IN in\n ip nat outside\n"
        "interface Gi1\n ip address 10.20.0.1 255.255.0.0\n ip nat inside\n"
        "ip nat inside source static tcp 10.20.0.25 25 203.0.113.2 2525\n"
        "ip access-list extended IN\n permit tcp any host 203.0.113.2 eq 2525\n"
    )
    passage = follow(router(text), packet(destination="203.0.113.2", destination_port=2525))
    assert passage.permitted
    assert passage.packet.destination == int(IPv4Address("10.20.0.25"))
    assert passage.packet.destination_port == 25


def test_ipv6_lists_let_neighbours_ask_and_refuse_the_rest():
    device = router(
        "interface Gi0\n ipv6 address FD00::1/64\n ipv6 traffic-filter X in\n"
        "ipv6 access-list X\n permit tcp FD00::/64 any eq 443\n"
    )
    inside = int(IPv6Address("fd00::9"))
    assert follow(device, Packet(6, "Gi0", "Gi1", inside, 1, TCP, 9, 443)).permitted
    assert not follow(device, Packet(6, "Gi0", "Gi1", inside, 1, TCP, 9, 80)).permitted
    assert follow(device, Packet(6, "Gi0", "Gi1", inside, 1, 58, 135, 0)).permitted


def test_the_router_of_the_fictional_body_is_understood_whole():
    device = router(ASAGIRI)
    assert device.not_understood == ()
    assert device.name == device.host == "asagiri-core"
    found = {each.name: (each.description, each.addresses) for each in device.interfaces}
    assert found["GigabitEthernet0/2"] == ("マイナンバー事務系", ("10.10.0.1/16",))
    out = {"iif": "GigabitEthernet0/0", "oif": "GigabitEthernet0/1"}
    relay = {"source": "10.20.0.25", "destination": "203.0.113.25"}
    assert follow(device, packet(**out, **relay, destination_port=587)).permitted
    assert not follow(device, packet(**out, **relay, destination_port=80)).permitted
    window = {"source": "10.20.3.15", "destination": "203.0.113.200"}
    assert follow(device, packet(**out, **window, destination_port=443)).permitted
    to_numbers = packet(
        iif="GigabitEthernet0/0", oif="GigabitEthernet0/2", **relay, destination_port=25
    )
    assert not follow(device, to_numbers).permitted


def test_the_text_of_a_banner_is_no_command():
    device = router(
        "interface Gi0\n ip access-group X in\nbanner motd #\nip access-list extended X\n permit ip any any\n#\n"
    )
    assert follow(device, packet()).permitted  # the list is written nowhere
    assert device.coverage.outside == 4


# An oracle that compares dotted quads bit by bit.
def bits(text):
    return [bit for part in text.split(".") for bit in f"{int(part):08b}"]


def fits(address, base, mask):
    return all(
        m == "1" or a == b for a, b, m in zip(bits(address), bits(base), bits(mask), strict=True)
    )


quads = st.sampled_from(
    ["0.0.0.0", "10.0.0.1", "10.0.1.0", "10.1.0.1", "10.255.0.255", "172.16.0.1"]
)
masks = st.sampled_from(
    ["0.0.0.0", "0.0.0.255", "0.0.255.0", "0.255.0.255", "255.255.255.255", "0.1.0.1"]
)
entries = st.tuples(st.sampled_from(["permit", "deny"]), quads, masks)


@given(st.lists(entries, max_size=5), quads)
def test_wildcard_masks_are_compared_bit_by_bit(made, source):
    device = listed(*(f"{action} ip {base} {mask} any" for action, base, mask in made))
    hits = (action for action, base, mask in made if fits(source, base, mask))
    expected = next(hits, "deny") == "permit"
    assert follow(device, packet(source=source)).permitted is expected


_words = st.sampled_from(
    """interface Gi0 ip ipv6 access-group X in out access-list extended standard permit deny tcp any host 10.0.0.1
    0.0.0.255 eq 80 object-group network service nat inside source static banner ^C hostname address""".split()
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


def test_an_entry_with_an_empty_group_of_services_is_named():
    text = "object-group service EMPTY\nip access-list extended A\n permit object-group EMPTY any any\n"
    device = read_config(Config("r.txt", text))
    assert [each.origin.line for each in device.not_understood] == [3]
