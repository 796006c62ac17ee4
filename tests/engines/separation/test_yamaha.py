"""Yamaha RTX: each documented term of a filter, where filters stand, NAT, and nothing silent."""

import re
from ipaddress import IPv4Address, ip_network
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.separation import Config, Packet, State, faults, read_config
from sekisho.separation.following import follow
from sekisho.separation.packet import ICMP, TCP, UDP
from sekisho.separation.readers.yamaha import READER

ASAGIRI = (Path(__file__).parent / "configs" / "rtx-asagiri.txt").read_text("utf-8")


def router(text):
    device = read_config(Config("gw.txt", text))
    assert faults(device) == ()
    return device


def one_filter(line, family="ip"):
    """A router that lets through on lan1 what the one filter passes."""
    return router(f"{family} lan1 secure filter in 1\n{family} filter 1 {line}\n")


def packet(source="10.0.0.1", destination="10.9.9.9", protocol=TCP, **fields):
    fields = {"iif": "lan1", "oif": "lan2", "source_port": 40000, "destination_port": 80} | fields
    return Packet(
        family=4,
        source=int(IPv4Address(source)),
        destination=int(IPv4Address(destination)),
        protocol=protocol,
        **fields,
    )


def passes(device, **fields):
    return follow(device, packet(**fields)).permitted


@pytest.mark.parametrize(
    ("line", "fields", "permitted"),
    [
        ("pass * *", {}, True),
        ("pass *", {"protocol": 99}, True),
        ("reject * *", {}, False),
        ("pass-log 10.0.0.1 *", {}, True),
        ("pass-nolog 10.0.0.2 *", {}, False),
        ("restrict-log 10.0.0.0/24 *", {}, True),
        ("pass 10.0.0.0/255.255.255.0 *", {"source": "10.0.0.200"}, True),
        ("pass 10.0.0.0/0xffffff00 *", {"source": "10.0.1.0"}, False),
        ("pass 10.0.0.1-10.0.0.9 *", {"source": "10.0.0.9"}, True),
        ("pass 10.0.0.1-10.0.0.9 *", {"source": "10.0.0.10"}, False),
        ("pass -10.0.0.9 *", {"source": "0.0.0.0"}, True),
        ("pass 10.0.0.9- *", {"source": "10.0.0.8"}, False),
        ("pass 10.0.*.1 *", {"source": "10.0.77.1"}, True),
        ("pass 10.0.*.1 *", {"source": "10.1.77.1"}, False),
        ("pass 10.0.0.5,10.0.0.1 *", {}, True),
        ("pass * 10.9.9.9 tcp * 80", {}, True),
        ("pass * * tcp * www", {}, True),
        ("pass * * tcp * 79-81", {}, True),
        ("pass * * tcp * 81-", {}, False),
        ("pass * * tcp * -79", {}, False),
        ("pass * * tcp * https,www", {}, True),
        ("pass * * tcp 1024- *", {}, True),
        ("pass * * udp * *", {}, False),
        ("pass * * udp,tcp * 80", {"protocol": UDP}, True),
        ("pass * * 6 * 80", {}, True),
        ("pass * * gre,esp", {"protocol": 50}, True),
        ("pass * * icmp", {"protocol": ICMP, "source_port": 8}, True),
        ("pass * * icmp 8 *", {"protocol": ICMP, "source_port": 0}, False),
        ("pass * * icmp 8 0", {"protocol": ICMP, "source_port": 8, "destination_port": 0}, True),
        ("pass * * icmp-info", {"protocol": ICMP, "source_port": 8}, True),
        ("pass * * icmp-error", {"protocol": ICMP, "source_port": 8}, False),
        ("pass * * icmp-error", {"protocol": ICMP, "source_port": 3}, True),
        ("pass * * tcpsyn * 80", {"tcp_flags": 2}, True),
        ("pass * * tcpsyn * 80", {"tcp_flags": 16}, False),
        ("pass * * tcpfin", {"tcp_flags": 17}, True),
        ("pass * * tcprst", {"tcp_flags": 1}, False),
        ("pass * * tcpflag=0x0002/0x0017", {"tcp_flags": 2}, True),
        ("pass * * tcpflag=0x0002/0x0017", {"tcp_flags": 18}, False),
        ("pass * * tcpflag!=0x0000/0x0007", {"tcp_flags": 16}, False),
        ("pass * * tcpflag!=0x0000/0x0007", {"tcp_flags": 1}, True),
        ("pass * * established", {}, False),
        ("pass * * established", {"state": State.ESTABLISHED}, True),
    ],
)
def test_each_term_of_a_filter_has_its_documented_meaning(line, fields, permitted):
    device = one_filter(line)
    assert device.not_understood == ()
    assert passes(device, **fields) is permitted


@pytest.mark.parametrize(
    "term",
    ["pass * * tcp * htpp", "pass 10.0.0.300 *", "pass gw.example *", "pass * * tpc", "pass * * tcp * 1-x",
     "pass * * tcp * 70000", "pass * * * 80 *", "pass 10.0.0.0/33 *", "pass * * tcpflag=0x100/0x1ff"],
)  # fmt: skip
def test_a_term_not_known_is_named_and_may_let_anything_through(term):
    device = one_filter(term)
    (line,) = device.not_understood
    assert (line.origin.line, line.placed) == (2, True)
    assert term in line.text
    assert follow(device, packet(), unknown_holds=True).permitted
    assert not follow(device, packet(), unknown_holds=False).permitted


@pytest.mark.parametrize(
    "line",
    ["ip fliter 1 pass * *", "ip filter 1 allow * *", "ip filter one pass * *", "bridge member bridge1 lan1 lan2",
     "ip policy filter 1 pass * * * * *", "ip lan1 secure filter inn 1", "ip lan1 secure filter in 1 dynamik 3",
     "ip lan1 inbound filter list 1", "ipv6 filter 1", "nat descriptor static 1 1 10.0.0.1", "wibble",
     "nat descriptor masquerade static 1 1 host tcp 80"],
)  # fmt: skip
def test_a_line_not_known_is_named_with_its_number(line):
    device = router(f"ip lan1 address 10.0.0.1/8\n# note\n{line}\n")
    assert [(each.origin.line, each.text) for each in device.not_understood] == [(3, line)]
    assert device.coverage.lines == device.coverage.understood + device.coverage.outside + 1


def test_a_filter_applied_and_written_nowhere_may_let_anything_through():
    device = router("ip lan1 secure filter in 7\n")
    assert "7" in device.not_understood[0].text
    assert follow(device, packet(), unknown_holds=True).permitted


def test_filters_are_tried_in_the_order_they_are_applied_in_not_by_number():
    lines = "ip filter 1 reject * *\nip filter 2 pass * *\n"
    assert passes(router(f"{lines}ip lan1 secure filter in 2 1\n"))
    assert not passes(router(f"{lines}ip lan1 secure filter in 1 2\n"))


def test_a_list_ends_with_a_refusal_and_an_interface_without_a_list_refuses_nothing():
    device = router("ip filter 1 pass 10.1.1.1 *\nip lan1 secure filter in 1\n")
    assert not passes(device)
    assert passes(device, iif="lan2", oif="lan1")


def test_in_and_out_filter_the_two_directions_of_an_interface():
    device = router("ip filter 1 reject * *\nip lan1 secure filter out 1\n")
    assert passes(device)
    assert not passes(device, iif="lan2", oif="lan1")


def test_pp_and_tunnel_are_the_selected_ones():
    text = (
        "pp select 2\nip pp secure filter in 1\n"
        "tunnel select 3\nip tunnel secure filter in 1\nip filter 1 reject *\n"
    )
    device = router(text)
    assert not passes(device, iif="pp2")
    assert not passes(device, iif="tunnel3")
    assert passes(device, iif="pp1")


def test_joined_lines_are_one():
    device = router("ip filter 1 pass * *\nip lan1 secure filter \\\n in 1\n")
    assert passes(device)
    assert device.coverage.lines == device.coverage.understood == 3


def test_replies_of_dynamic_filters_come_back_and_first_packets_do_not():
    text = (
        "ip filter 1 reject *\nip filter 2 pass *\nip filter dynamic 9 * * www\n"
        "ip lan2 secure filter in 1\nip lan2 secure filter out 2 dynamic 9\n"
    )
    device = router(text)
    back = {"iif": "lan2", "oif": "lan1"}
    assert not passes(device, **back)
    reply = packet(**back, state=State.ESTABLISHED)
    assert follow(device, reply, unknown_holds=True).permitted


def test_forwarded_ports_reach_the_inside_and_are_filtered_as_translated():
    text = (
        "ip lan2 address 203.0.113.5/29\nip lan2 nat descriptor 1\n"
        "ip lan2 secure filter in 1\nip filter 1 pass * 10.20.0.25 tcp * 25\n"
        "nat descriptor type 1 masquerade\n"
        "nat descriptor masquerade static 1 1 10.20.0.25 tcp 2525=25\n"
    )
    device = router(text)
    there = {"iif": "lan2", "oif": "lan1", "destination": "203.0.113.5"}
    passage = follow(device, packet(**there, destination_port=2525))
    assert passage.permitted
    assert str(IPv4Address(passage.packet.destination)) == "10.20.0.25"
    assert passage.packet.destination_port == 25
    assert not passes(device, **there, destination_port=26)


def test_an_outer_address_of_the_line_is_any_and_the_reader_says_so():
    text = (
        "pp select 1\nip pp nat descriptor 1\nnat descriptor type 1 masquerade\n"
        "nat descriptor address outer 1 ipcp\n"
        "nat descriptor masquerade static 1 1 10.20.0.25 tcp 25\n"
    )
    device = router(text)
    passage = follow(device, packet(iif="pp1", destination="198.51.100.9", destination_port=25))
    assert str(IPv4Address(passage.packet.destination)) == "10.20.0.25"
    assert "outer-address-at-run-time" in {each.code for each in device.warnings}


def test_ipv6_filters_stand_beside_the_others():
    device = router(
        "ip lan1 address 10.0.0.1/8\nipv6 lan1 address fd00::1/64\n"
        "ipv6 lan1 secure filter in 1\nipv6 filter 1 pass fd00::/64 * tcp * 80\n"
    )
    assert device.families == {4, 6}
    inside = Packet(6, "lan1", "lan2", 0xFD << 120 | 1, 1, TCP, 1024, 80)
    assert follow(device, inside).permitted
    assert not follow(device, Packet(6, "lan1", "lan2", 1, 1, TCP, 1024, 80)).permitted
    assert passes(device)  # no IPv4 filter on lan1


def test_filters_by_hardware_address_may_refuse_and_let_nothing_in():
    device = router(
        "ip filter 1 pass *\nip lan1 secure filter in 1\n"
        "ethernet filter 1 reject-log *:*:*:*:*:*\nethernet lan1 filter in 1\n"
    )
    assert device.not_understood == ()
    assert follow(device, packet(), unknown_holds=False).permitted


def test_the_router_of_the_fictional_body_is_understood_whole():
    device = router(ASAGIRI)
    assert device.not_understood == ()
    assert device.coverage.understood >= 34
    names = {each.name: each.description for each in device.interfaces}
    assert names["lan1"] == "LGWAN接続系"
    mail = {"source": "10.20.0.25", "destination": "203.0.113.25", "oif": "pp1"}
    assert not passes(device, **mail, destination_port=23)
    assert {"10.20.0.1/16"} == {
        a for i in device.interfaces if i.name == "lan1" for a in i.addresses
    }


def test_recognising_does_not_take_other_makers_files():
    assert READER.recognises(Config("x", ASAGIRI)) == 1.0
    for text in (
        "",
        "access-list 1 permit any",
        "config firewall policy",
        "*filter\n-A FORWARD -j ACCEPT",
    ):
        assert READER.recognises(Config("x", text)) == 0.0


# An oracle of its own: one filter line judged by text and regular expressions alone.
def oracle(line, source, protocol, port):
    action, src, _, proto, _, dport = line.split()
    hit = src == "*" or any(
        IPv4Address(source) in ip_network(each, strict=False)
        if "-" not in each
        else int(IPv4Address(each.split("-")[0])) <= source <= int(IPv4Address(each.split("-")[1]))
        for each in src.split(",")
    )
    names = {"tcp": 6, "udp": 17}
    hit &= proto == "*" or protocol in {names.get(each) or int(each) for each in proto.split(",")}
    if dport != "*" and protocol in {6, 17}:
        bounds = [re.fullmatch(r"(\d+)(?:-(\d+))?", each).groups() for each in dport.split(",")]
        hit &= any(int(low) <= port <= int(high or low) for low, high in bounds)
    return (action == "pass") if hit else None


addresses = st.sampled_from(
    ["10.0.0.0/30", "10.0.0.1", "10.0.0.2-10.0.0.6", "10.0.0.4/31", "10.0.0.7"]
)
sources = st.one_of(st.just("*"), st.lists(addresses, min_size=1, max_size=3).map(",".join))
protocols = st.sampled_from(["tcp", "udp", "6", "tcp,udp", "17,6"])
ports = st.one_of(
    st.just("*"),
    st.lists(st.sampled_from(["1", "2-4", "3", "6", "5-7"]), min_size=1, max_size=3).map(",".join),
)
filters = st.tuples(st.sampled_from(["pass", "reject"]), sources, protocols, ports).map(
    lambda t: f"{t[0]} {t[1]} * {t[2]} * {t[3]}"
)


@settings(deadline=None)
@given(st.lists(filters, min_size=1, max_size=5))
def test_a_list_of_filters_decides_as_the_first_line_that_fits(lines):
    written = "".join(f"ip filter {n} {line}\n" for n, line in enumerate(lines, 1))
    applied = " ".join(str(n + 1) for n in range(len(lines)))
    device = router(f"{written}ip lan1 secure filter in {applied}\n")
    for source in range(int(IPv4Address("10.0.0.0")), int(IPv4Address("10.0.0.9"))):
        for protocol in (6, 17):
            for port in range(9):
                verdicts = (oracle(line, source, protocol, port) for line in lines)
                expected = next((each for each in verdicts if each is not None), False)
                found = Packet(4, "lan1", "lan2", source, 1, protocol, 9, port)
                assert follow(device, found).permitted is expected


@given(st.text(max_size=300))
def test_no_text_makes_the_reader_fall_over(text):
    device = READER.read(Config("x", text), None)
    assert faults(device) == ()
    counted = device.coverage
    assert counted.lines >= counted.understood + counted.outside


_words = st.sampled_from(
    """ip ipv6 filter lan1 pp secure in out dynamic pass reject * 1 2 tcp nat descriptor type
    masquerade static select none 10.0.0.1 80""".split()
)


@given(st.lists(st.lists(_words, min_size=1, max_size=9).map(" ".join), max_size=8))
def test_no_order_of_known_words_makes_it_fall_over_or_lose_a_line(lines):
    device = READER.read(Config("x", "\n".join(lines)), None)
    assert faults(device) == ()
    assert device.coverage.lines == len(lines)
    listed = {each.origin.line for each in device.not_understood}
    kept = device.coverage.lines - device.coverage.understood - device.coverage.outside
    assert kept <= len(listed)
