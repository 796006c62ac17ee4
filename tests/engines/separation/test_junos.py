"""Juniper: both forms, filters, zones, policies, translations; nothing silent."""

from ipaddress import IPv4Address, IPv6Address
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.separation import Action, Config, Packet, Reading, State, faults, read_config
from sekisho.separation.following import follow
from sekisho.separation.packet import ICMP, TCP, UDP
from sekisho.separation.readers.juniper import READER
from sekisho.separation.readers.junos import values
from sekisho.separation.readers.junos.tree import written

ASAGIRI = (Path(__file__).parent / "configs" / "junos-asagiri.conf").read_text("utf-8")


def device_of(text):
    device = read_config(Config("j.conf", text))
    assert faults(device) == ()
    assert device.vendor == "junos"
    return device


def filtered(*terms, family="inet", way="input"):
    """Return a router with a filter of terms (each: lines behind `term NAME`) at one interface."""
    lines = [
        f"set firewall family {family} filter F term t{n} {line}"
        for n, term in enumerate(terms)
        for line in term
    ]
    return "\n".join([*lines, f"set interfaces ge-0/0/1 unit 0 family {family} filter {way} F"])


ZONES = """set security zones security-zone in interfaces ge-0/0/1.0
set security zones security-zone out interfaces ge-0/0/2.0
set security address-book global address net 10.0.0.0/24
set security address-book global address host 10.0.0.1/32
set security address-book global address range range-address 10.0.0.5 to 10.0.0.9
set security address-book global address six fd00::/16
set security address-book global address name dns-name www.example
set security address-book global address-set both address host
set security address-book global address-set both address range
set security address-book global address-set outer address-set both
set security address-book global address-set outer address net
set security address-book global address-set loop address-set loop
set applications application web protocol tcp
set applications application web destination-port 80
set applications application high term a protocol tcp source-port 40000-50000 destination-port 80
set applications application ping protocol icmp
set applications application ping icmp-type 8
set applications application broken destination-port 80
set applications application-set some application web
set applications application-set some application junos-dns-udp
"""


def policy(*lines, name="p", source="in", destination="out"):
    own = {line.split()[1] for line in lines if line.startswith("match ")}
    base = [f"match {word} any" for word in ("source-address", "destination-address", "application")
            if word not in own]  # fmt: skip
    then = [] if any(line.startswith("then ") for line in lines) else ["then permit"]
    head = f"set security policies from-zone {source} to-zone {destination} policy {name} "
    return "".join(f"{head}{line}\n" for line in (*base, *lines, *then))


def packet(source="10.0.0.1", destination="10.9.9.9", protocol=TCP, **fields):
    base = {"iif": "ge-0/0/1.0", "oif": "ge-0/0/2.0", "source_port": 40000, "destination_port": 80}
    return Packet(
        family=4,
        source=int(IPv4Address(source)),
        destination=int(IPv4Address(destination)),
        protocol=protocol,
        **(base | fields),
    )


@pytest.mark.parametrize(
    ("conditions", "fields", "permitted"),
    [
        ((), {}, True),
        (("address 10.0.0.0/24",), {}, True),
        (("address 10.0.0.0/24",), {"source": "10.7.0.1", "destination": "10.0.0.9"}, True),
        (("address 10.0.0.0/24",), {"source": "10.7.0.1"}, False),
        (("source-address 10.0.0.0/8", "source-address 10.0.0.0/24 except"), {}, False),
        (("source-address 10.0.0.0/8", "source-address 10.0.0.0/24 except", "source-address 10.0.0.1/32"), {}, True),
        (("source-prefix-list nets",), {}, True),
        (("source-prefix-list nets", "source-address 10.0.0.1/32 except"), {}, False),
        (("destination-prefix-list nets",), {}, False),
        (("protocol tcp", "destination-port 80"), {}, True),
        (("protocol tcp", "destination-port http"), {}, True),
        (("protocol tcp", "destination-port 81-90"), {}, False),
        (("protocol [ tcp udp ]", "port 40000"), {"protocol": UDP}, True),
        (("protocol tcp", "port 79"), {}, False),
        (("protocol tcp", "source-port 40000", "port 80"), {}, True),
        (("protocol tcp", "source-port 40001", "port 80"), {}, False),
        (("protocol icmp", "icmp-type echo-request"), {"protocol": ICMP, "source_port": 8}, True),
        (("protocol icmp", "icmp-type [ 0 3 ]"), {"protocol": ICMP, "source_port": 8}, False),
        (("protocol tcp", "tcp-initial"), {"tcp_flags": 2}, True),
        (("protocol tcp", "tcp-initial"), {"tcp_flags": 18}, False),
        (("protocol tcp", 'tcp-flags "(syn & !ack) | rst"'), {"tcp_flags": 20}, True),
        (("protocol tcp", "tcp-established"), {}, False),
        (("is-fragment",), {}, False),
        (("interface ge-0/0/1.0",), {}, True),
        (("interface ge-0/0/9.0",), {}, False),
    ],
)  # fmt: skip
def test_each_condition_of_a_filter_has_its_meaning(conditions, fields, permitted):
    lists = "set policy-options prefix-list nets 10.0.0.0/24\n"
    term = [*(f"from {each}" for each in conditions), "then accept"]
    device = device_of(lists + filtered(term))
    assert device.not_understood == ()
    assert follow(device, packet(**fields)).permitted is permitted


@pytest.mark.parametrize(
    "condition",
    ["destination-port 80", "tcp-established", "icmp-type 8", "dscp ef", "protocol nonsense", "ttl 5",
     "source-address fd00::/16", "source-prefix-list nowhere", "source-address 10.0.0.0/8 except",
     "protocol tcp extra", "destination-port-except 22", "first-fragment", "brandnew", 'tcp-flags "syn &"'],
)  # fmt: skip
def test_a_condition_not_known_is_named_and_may_hold(condition):
    device = device_of(filtered([f"from {condition}", "then accept"]))
    (line,) = device.not_understood
    assert line.placed
    assert line.text.endswith(condition)
    assert follow(device, packet(), unknown_holds=True).permitted
    assert not follow(device, packet(), unknown_holds=False).permitted


@pytest.mark.parametrize(
    "then",
    ["then routing-instance other", "then next-ip 10.1.1.1", "then packet-mode", "then brandnew",
     "then next", "then accept now", "filter other", "then reject tcp-reset now"],
)  # fmt: skip
def test_an_action_not_known_may_do_anything(then):
    device = device_of(filtered([then]))
    assert [each.text for each in device.not_understood] == [
        "set firewall family inet filter F term t0 " + then
    ]
    assert follow(device, packet(), unknown_holds=True).permitted
    assert not follow(device, packet(), unknown_holds=False).permitted


def test_terms_go_on_accept_without_a_word_and_end_by_discarding():
    go_on, count = ["then next term", "then log"], ["from protocol udp", "then count x"]
    device = device_of(filtered(go_on, count))
    assert device.not_understood == ()
    assert not follow(device, packet()).permitted
    assert follow(device, packet(protocol=UDP)).permitted


def test_later_fragments_pass_a_permit_with_ports_and_no_refusal_with_ports_stops_them():
    permit = filtered(["from protocol tcp", "from destination-port 80", "then accept"])
    assert follow(device_of(permit), packet(fragment=True)).permitted
    refuse = filtered(["from protocol tcp", "from destination-port 80", "then discard"], ["then accept"])  # fmt: skip
    assert follow(device_of(refuse), packet(fragment=True)).permitted
    assert not follow(device_of(refuse), packet()).permitted


def test_filters_in_a_list_are_one_and_stand_at_their_interface_only():
    text = filtered(["from protocol udp", "then discard"]).replace("input F", "input-list [ F G ]")
    text += "\nset firewall filter G term all then accept"
    device = device_of(text)
    assert device.not_understood == ()
    assert not follow(device, packet(protocol=UDP)).permitted
    assert follow(device, packet()).permitted
    assert follow(device, packet(protocol=UDP, iif="ge-0/0/7.0")).permitted
    leaving = device_of(filtered(["then discard"], way="output"))
    assert not follow(leaving, packet(oif="ge-0/0/1.0", iif="ge-0/0/2.0")).permitted


def test_a_filter_that_is_not_written_may_do_anything_and_lo0_is_the_devices_own():
    device = device_of("set interfaces ge-0/0/1 unit 0 family inet filter input GONE")
    assert len(device.not_understood) == 1
    assert follow(device, packet(), unknown_holds=True).permitted
    own = device_of(
        "set interfaces lo0 unit 0 family inet filter input GONE\nset system host-name x"
    )
    assert own.not_understood == ()


@pytest.mark.parametrize(
    ("lines", "fields", "permitted"),
    [
        ((), {}, True),
        ((), {"iif": "ge-0/0/2.0", "oif": "ge-0/0/1.0"}, False),
        (("match source-address net",), {"source": "10.0.0.200"}, True),
        (("match source-address range",), {"source": "10.0.0.9"}, True),
        (("match source-address both",), {"source": "10.0.0.4"}, False),
        (("match source-address outer",), {"source": "10.0.0.4"}, True),
        (("match source-address any-ipv6",), {}, False),
        (("match source-address six",), {}, False),
        (("match source-address net", "match source-address-excluded"), {}, False),
        (("match application web",), {}, True),
        (("match application web",), {"protocol": UDP}, False),
        (("match application high",), {"source_port": 39999}, False),
        (("match application [ ping some ]",), {"protocol": ICMP, "source_port": 8}, True),
        (("match application some",), {"protocol": UDP, "destination_port": 53}, True),
        (("match application junos-https",), {}, False),
        (("match source-identity any",), {}, True),
        (("then deny",), {}, False),
        (("then reject",), {}, False),
        (("then permit", "then log session-init", "then count"), {}, True),
        (("then permit application-services idp",), {}, True),
    ],
)  # fmt: skip
def test_each_value_of_a_policy_has_its_meaning(lines, fields, permitted):
    device = device_of(ZONES + policy(*lines))
    assert {each.text.split()[-2] for each in device.not_understood} <= {"dns-name", "address-set", "destination-port"}  # fmt: skip
    assert follow(device, packet(**fields)).permitted is permitted


@pytest.mark.parametrize(
    "line",
    ["match source-address name", "match source-address nowhere", "match source-address loop", "match application junos-nothing",
     "match application broken", "match source-identity staff", "match dynamic-application junos:WEB", "match brandnew x",
     "match source-address any more", "scheduler-name night", "then permit tunnel ipsec-vpn v",
     "then permit firewall-authentication pass-through", "match url-category x"],
)  # fmt: skip
def test_a_value_not_known_is_named_and_may_hold(line):
    known = (*([] if line.startswith("then") else ["then permit"]), line)
    device = device_of(ZONES + policy(*known))
    assert any(each.text.endswith(line) and each.placed for each in device.not_understood)
    assert follow(device, packet(), unknown_holds=True).permitted
    assert not follow(device, packet(), unknown_holds=False).permitted


@pytest.mark.parametrize(
    "line",
    ["set security nat source rule-set r rule x then source-nat pool gone", "set security brandnew x", "delete system",
     "set firewall family inet filter F brandnew", "insert security policies from-zone a to-zone b policy p before policy q",
     "set logical-systems a interfaces ge-0/0/3", "set security forwarding-options family inet6 mode packet-based",
     "set interfaces ge-0/0/1 unit 0 family any filter input F", "set apply-groups nowhere", "garbage", "set",
     "set interfaces ge-0/0/3 unit 0 filter input F", "set security policies brandnew",
     "set interfaces ge-0/0/1 unitt 0 family inet address 10.0.0.1/24", "set interfaces ge-0/0/1 unit 0 famly inet",
     "set interfaces ge-0/0/1 unit 0 family inet adress 10.0.0.1/24", "set interfaces ge-0/0/1 unit 0 family inet address 10.0.0.1/99",
     "set security zones security-zone in adress-book x", "set security zones security-zone in address-book adress x 10.0.0.1/32"],
)  # fmt: skip
def test_a_line_without_a_place_leaves_nothing_certain(line):
    device = device_of(ZONES + policy() + line + "\n")
    assert any(each.text == line and not each.placed for each in device.not_understood)


def test_a_group_that_is_applied_is_read_and_one_that_is_not_means_nothing():
    group = "set groups g security policies global policy x then permit\n"
    texts = [rule.text for rule in device_of(ZONES + group).chains["policies"].rules]
    applied = device_of(ZONES + group + "set apply-groups g\n")
    assert all(each.placed for each in applied.not_understood)
    assert len(applied.chains["policies"].rules) == len(texts) + 1
    harmless = "set groups g system host-name x\nset apply-groups g\n"
    assert all(each.placed for each in device_of(ZONES + harmless).not_understood)


def test_what_is_switched_off_makes_no_rule():
    path = "security policies from-zone in to-zone out policy p"
    device = device_of(ZONES + policy() + f"deactivate {path}\n")
    assert not follow(device, packet()).permitted
    assert follow(device_of(ZONES + policy()), packet()).permitted


def test_global_policies_and_the_default_come_after_those_of_the_zones():
    anywhere = policy().replace("from-zone in to-zone out", "global")
    refused = policy("match source-address host", "then deny")
    device = device_of(ZONES + anywhere + refused)
    assert not follow(device, packet()).permitted
    assert follow(device, packet("10.0.0.2")).permitted
    open_ = device_of(ZONES + refused + "set security policies default-policy permit-all\n")
    assert not follow(open_, packet()).permitted
    assert follow(open_, packet("10.0.0.2")).permitted
    named = anywhere + anywhere.splitlines()[0].rsplit("match", 1)[0] + "match from-zone out\n"
    assert not follow(device_of(ZONES + named), packet()).permitted


def test_replies_come_back_by_themselves_and_a_router_without_zones_has_no_policies():
    assert follow(device_of(ZONES), packet(state=State.ESTABLISHED)).permitted
    assert not follow(device_of(ZONES), packet()).permitted
    assert follow(device_of("set interfaces ge-0/0/1 unit 0 family inet address 10.0.0.1/24\n"), packet()).permitted  # fmt: skip


NAT = """set security nat destination pool inside address 10.20.0.25/32
set security nat destination pool inside address port 25
set security nat destination rule-set d from zone in
set security nat destination rule-set d rule x match destination-address 203.0.113.5/32
set security nat destination rule-set d rule x match destination-port 2525
set security nat destination rule-set d rule x then destination-nat pool inside
set security nat static rule-set s from zone out
set security nat static rule-set s rule y match destination-address 203.0.113.9/32
set security nat static rule-set s rule y then static-nat prefix 10.0.0.1/32
set security nat source rule-set o from zone in
set security nat source rule-set o to zone out
set security nat source rule-set o rule z match source-address 10.0.0.0/24
set security nat source rule-set o rule z then source-nat interface
"""


def test_destinations_are_translated_before_the_policies_and_sources_after():
    relay = "set security address-book global address relay 10.20.0.25/32\n"
    device = device_of(ZONES + NAT + relay + policy("match destination-address relay"))
    assert all(each.placed for each in device.not_understood)
    passage = follow(device, packet("10.7.0.1", "203.0.113.5", destination_port=2525))
    assert passage.permitted
    assert passage.packet.destination == int(IPv4Address("10.20.0.25"))
    assert passage.packet.destination_port == 25
    assert not follow(device, packet("10.7.0.1", "203.0.113.5", destination_port=25)).permitted
    static = device_of(ZONES + NAT + policy())
    leaving = follow(static, packet("10.0.0.1"))
    assert leaving.packet.source == int(IPv4Address("203.0.113.9"))


def curly_to_set(text):
    """Return the `set` lines of a configuration in braces, written from its statements."""
    lines = []
    for each in written(text).statements:
        words = [f'"{word}"' if set(word) & set(" {") else word for word in each.words]
        lines.append("set " + " ".join(words))
        if each.off:
            lines.append("deactivate " + " ".join(words))
    return "\n".join(lines) + "\n"


def test_the_firewall_of_the_fictional_body_is_understood_whole():
    device = device_of(ASAGIRI)
    assert device.not_understood == ()
    assert device.host == "asagiri-srx"
    assert device.families == {4, 6}
    found = {each.name: (each.description, each.addresses) for each in device.interfaces}
    assert found["ge-0/0/0.0"] == ("LGWAN接続系", ("10.20.0.1/16", "fd00:20::1/32"))
    out = {"iif": "ge-0/0/0.0", "oif": "ge-0/0/1.0"}
    relay = {"source": "10.20.0.25", "destination": "203.0.113.25"}
    assert follow(device, packet(**out, **relay, destination_port=587)).permitted
    assert not follow(device, packet(**out, **relay, destination_port=443)).permitted
    arriving = packet(
        "203.0.113.25", "203.0.113.2", iif="ge-0/0/1.0", oif="ge-0/0/0.0", destination_port=25
    )
    assert follow(device, arriving).permitted
    assert not follow(device, packet("203.0.113.25", "203.0.113.9", iif="ge-0/0/1.0", oif="ge-0/0/0.0", destination_port=25)).permitted  # fmt: skip
    six = Packet(
        6, "ge-0/0/0.0", "ge-0/0/1.0", int(IPv6Address("fd00:20:1::9")), 1, TCP, 40000, 443
    )
    assert follow(device, six).permitted
    assert not follow(device, packet("10.20.1.5", iif="ge-0/0/0.0", oif="ge-0/0/2.0")).permitted


def test_both_forms_say_the_same():
    braces, lines = device_of(ASAGIRI), device_of(curly_to_set(ASAGIRI))
    assert lines.not_understood == ()
    assert braces.stages == lines.stages
    for name, chain in braces.chains.items():
        other = lines.chains[name]
        assert chain.default == other.default
        assert [(r.matches, r.action, r.translation) for r in chain.rules] == [
            (r.matches, r.action, r.translation) for r in other.rules
        ]


# An oracle that walks terms as dictionaries, and one for expressions over flags.
terms = st.fixed_dictionaries(
    {
        "source": st.lists(
            st.tuples(st.sampled_from([8, 16, 24, 30, 32]), st.booleans()), max_size=3, unique_by=lambda p: p[0]
        ),
        "protocol": st.sampled_from(["tcp", "udp", None]),
        "port": st.sampled_from(["80", "79-81", "22", None]),
        "then": st.sampled_from(["accept", "discard", "next term"]),
    }
)  # fmt: skip
BASE = int(IPv4Address("10.0.0.0"))


def lines_of(term):
    found = [
        f"from source-address 10.0.0.0/{length}{' except' if out else ''}"
        for length, out in term["source"]
    ]
    if term["protocol"]:
        found.append(f"from protocol {term['protocol']}")
        found += [f"from destination-port {term['port']}"] if term["port"] else []
    return [*found, f"then {term['then']}"]


def holds(term, source, protocol, port):
    if term["source"]:
        inside = [
            (length, out) for length, out in term["source"] if (source ^ BASE) >> (32 - length) == 0
        ]
        if not inside or max(inside)[1]:
            return False
    if term["protocol"] is None:
        return True
    if protocol != {"tcp": 6, "udp": 17}[term["protocol"]]:
        return False
    low, _, high = (term["port"] or "0-65535").partition("-")
    return int(low) <= port <= int(high or low)


@given(st.lists(terms, max_size=5))
def test_a_filter_decides_as_its_first_term_that_fits(made):
    made = [
        each for each in made if not each["source"] or not all(out for _, out in each["source"])
    ]
    device = device_of(
        filtered(*map(lines_of, made)) + "\nset firewall family inet filter F term z then discard"
    )
    assert device.not_understood == ()
    for offset, protocol, port in product(
        (0, 1, 3, 4, 300, 70_000, 1 << 24), (6, 17), (22, 80, 81)
    ):
        hits = (each["then"] == "accept" for each in made
                if each["then"] != "next term" and holds(each, BASE + offset, protocol, port))  # fmt: skip
        found = packet(str(IPv4Address(BASE + offset)), protocol=protocol, destination_port=port)
        assert follow(device, found).permitted is next(hits, False)


expressions = st.recursive(
    st.sampled_from(["syn", "ack", "fin", "rst"]),
    lambda inner: st.tuples(inner, st.sampled_from("&|"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
    | inner.map(lambda text: f"!{text}"),
    max_leaves=6,
)  # fmt: skip


@given(expressions)
def test_an_expression_over_flags_holds_where_python_says_so(text):
    spans = values.flags(text)
    code = text.replace("!", " not ").replace("&", " and ").replace("|", " or ")
    for value in range(64):
        names = {name: bool(value & bit) for name, bit in values.FLAGS.items()}
        assert any(low <= value <= high for low, high in spans) == bool(eval(code, {}, names))


_words = st.sampled_from(
    "set deactivate security firewall family inet filter F term t from then accept policies from-zone in to-zone out policy p "
    'match source-address any application zones security-zone interfaces ge-0/0/1 unit 0 { } ; [ ] " /* # inactive: groups '
    "apply-groups nat static rule-set rule static-nat prefix 10.0.0.0/8 except to port".split()
)  # fmt: skip


@given(st.lists(st.lists(_words, min_size=1, max_size=12).map(" ".join), max_size=14))
def test_no_order_of_words_makes_the_reader_fall_over_or_lose_a_line(lines):
    device = READER.read(Config("x", "\n".join(lines)), Reading())
    assert faults(device) == ()
    counted = device.coverage
    assert counted.understood + counted.outside + len(device.not_understood) == counted.lines


@given(st.text(max_size=300))
def test_no_text_makes_the_reader_fall_over(text):
    assert faults(READER.read(Config("x", text), Reading())) == ()


def test_an_unknown_policy_is_an_unknown_rule():
    device = device_of(ZONES + policy(source="nowhere"))
    assert any(rule.action is Action.UNKNOWN for rule in device.chains["policies"].rules)
