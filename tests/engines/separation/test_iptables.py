"""iptables-save: options, chains, tables, both families; nothing silent."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sekisho.separation import Config, Packet, State, faults, read_config
from sekisho.separation.following import follow
from sekisho.separation.joining import join
from sekisho.separation.packet import ICMP, TCP, UDP
from sekisho.separation.readers.iptables import READER


def machine(text, name="rules.txt"):
    device = read_config(Config(name, text))
    assert faults(device) == ()
    return device


def table(*rules, policy="DROP", chains=(), name="filter"):
    declared = "".join(f":{each} - [0:0]\n" for each in chains)
    lines = "".join(f"{rule}\n" for rule in rules)
    return f"*{name}\n:INPUT ACCEPT [0:0]\n:FORWARD {policy} [0:0]\n{declared}{lines}COMMIT\n"


def packet(source="10.0.0.1", destination="10.9.9.9", protocol=TCP, **fields):
    base = {"iif": "eth1", "oif": "eth2", "source_port": 40000, "destination_port": 80}
    return Packet(
        family=4,
        source=int(IPv4Address(source)),
        destination=int(IPv4Address(destination)),
        protocol=protocol,
        **(base | fields),
    )


@pytest.mark.parametrize(
    ("options", "fields", "permitted"),
    [
        ("", {}, True),
        ("-s 10.0.0.0/8", {}, True),
        ("-s 10.0.0.0/255.0.0.0", {}, True),
        ("! -s 10.0.0.0/8", {}, False),
        ("-d 10.9.9.9/32 -p tcp -m tcp --dport 80", {}, True),
        ("-p tcp -m tcp --dport 81:90", {}, False),
        ("-p tcp -m tcp ! --dport 81:90", {}, True),
        ("-p udp -m udp --dport 80", {}, False),
        ("-p udp", {"protocol": UDP}, True),
        ("! -p udp", {}, True),
        ("-p tcp -m multiport --dports 22,80,443", {}, True),
        ("-p tcp -m multiport --sports 1:1023", {}, False),
        ("-p all", {}, True),
        ("-i eth1 -o eth2", {}, True),
        ("-i eth+", {}, True),
        ("! -i eth1", {}, False),
        ("-m conntrack --ctstate RELATED,ESTABLISHED", {}, False),
        ("-m state --state NEW", {}, True),
        ("-m conntrack ! --ctstate NEW", {}, False),
        ("-p icmp -m icmp --icmp-type 8", {"protocol": ICMP, "source_port": 8}, True),
        ("-p icmp -m icmp --icmp-type echo-reply", {"protocol": ICMP, "source_port": 8}, False),
        (
            "-p icmp -m icmp --icmp-type 3/4",
            {"protocol": ICMP, "source_port": 3, "destination_port": 4},
            True,
        ),
        ("-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN", {"tcp_flags": 2}, True),
        ("-p tcp --syn", {"tcp_flags": 18}, False),
        ("-f", {}, False),
        ("! -f", {}, True),
        ("-m iprange --src-range 10.0.0.0-10.0.0.5", {}, True),
        ("-m iprange --src-range 10.0.0.2-10.0.0.5", {}, False),
        ('-m comment --comment "窓口の 端末"', {}, True),
    ],
)
def test_each_option_has_its_meaning(options, fields, permitted):
    device = machine(table(f"-A FORWARD {options} -j ACCEPT"))
    assert device.not_understood == ()
    assert follow(device, packet(**fields)).permitted is permitted


@pytest.mark.parametrize(
    "options",
    ["-m mac --mac-source 00:11:22:33:44:55", "-m set --match-set office src", "-m socket", "-m limit --limit 5/s",
     "-p tpc", "-s office.example", "--dport 80", "-m conntrack --ctstate DNAT", "-s 10.0.0.0/255.0.255.0",
     "-p tcp --dport 70000", "-m time --timestart 10:00", "--mark 1"],
)  # fmt: skip
def test_a_condition_not_known_is_named_and_may_hold(options):
    device = machine(table(f"-A FORWARD {options} -j ACCEPT"))
    (line,) = device.not_understood
    assert line.placed
    assert follow(device, packet(), unknown_holds=True).permitted
    assert not follow(device, packet(), unknown_holds=False).permitted


def test_a_target_not_known_may_do_anything():
    device = machine(table("-A FORWARD -j TEE --gateway 10.1.1.1"))
    assert len(device.not_understood) == 1
    assert follow(device, packet(), unknown_holds=True).permitted


def test_chains_are_called_returned_from_and_gone_to():
    rules = (
        "-A FORWARD -j ASK",
        "-A FORWARD -p tcp -j ACCEPT",
        "-A ASK -s 10.0.0.1/32 -j RETURN",
        "-A ASK -j DROP",
    )
    device = machine(table(*rules, chains=("ASK",)))
    assert follow(device, packet()).permitted
    assert not follow(device, packet(source="10.0.0.2")).permitted
    gone = machine(table("-A FORWARD -g ASK", "-A FORWARD -j ACCEPT", chains=("ASK",)))
    assert not follow(gone, packet()).permitted


def test_logging_and_marking_decide_nothing():
    rules = ('-A FORWARD -j LOG --log-prefix "x: "', "-A FORWARD -j MARK --set-xmark 0x1/0xff")
    assert follow(machine(table(*rules, policy="ACCEPT")), packet()).permitted


def test_an_accept_in_one_table_does_not_override_a_drop_in_another():
    text = table("-A FORWARD -j ACCEPT", policy="ACCEPT", name="mangle") + table()
    assert not follow(machine(text), packet()).permitted


def test_destination_nat_comes_before_the_filter():
    nat = "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 203.0.113.5/32 -p tcp -m tcp --dport 2525 -j DNAT --to-destination 10.20.0.25:25\nCOMMIT\n"
    text = nat + table("-A FORWARD -d 10.20.0.25/32 -p tcp -m tcp --dport 25 -j ACCEPT")
    passage = follow(machine(text), packet(destination="203.0.113.5", destination_port=2525))
    assert passage.permitted
    assert passage.packet.destination == int(IPv4Address("10.20.0.25"))
    assert passage.packet.destination_port == 25


def test_rules_for_the_machine_itself_are_outside():
    device = machine(table("-A INPUT -m mac --mac-source 00:11:22:33:44:55 -j ACCEPT"))
    assert device.not_understood == ()
    assert device.coverage.outside == 1


def test_the_families_of_two_files_are_one_machine():
    six = "# Generated by ip6tables-save v1.8.9\n" + table("-A FORWARD -s fd00::/8 -j ACCEPT")
    four = "# Generated by iptables-save v1.8.9\n" + table("-A FORWARD -j ACCEPT")
    (device,) = join([machine(four, "v4"), machine(six, "v6")])
    assert device.families == {4, 6}
    inside = Packet(6, "eth1", "eth2", int(IPv6Address("fd00::1")), 1, TCP, 1, 80)
    assert follow(device, inside).permitted
    assert not follow(device, Packet(6, "eth1", "eth2", 1, 1, TCP, 1, 80)).permitted
    assert follow(device, packet()).permitted


@pytest.mark.parametrize(
    "line", ["-A FORWARD", "-X", "wibble", "-A FORWARD -j NOWHERE", ":X MAYBE [0:0]"]
)
def test_a_line_not_known_is_named(line):
    device = machine(table(line))
    expected = [] if line == "-A FORWARD" else [line]
    assert [each.text for each in device.not_understood] == expected


def test_a_file_without_a_forward_chain_says_so():
    text = "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j RETURN\nCOMMIT\n"
    assert {each.code for each in machine(text).warnings} == {"no-forward-chain"}


# An oracle that keeps rules as Python conditions, never as spans.
options = st.fixed_dictionaries(
    {},
    optional={
        "src": st.integers(0, 7),
        "bits": st.integers(29, 32),
        "proto": st.sampled_from(["tcp", "udp"]),
        "port": st.tuples(st.integers(0, 5), st.integers(0, 5)).map(sorted),
        "not": st.booleans(),
    },
)
rules = st.tuples(options, st.sampled_from(["ACCEPT", "DROP", "REJECT", "LOG", "RETURN"]))


def written(one, target):
    words = []
    if "src" in one:
        bits = one.get("bits", 32)
        words.append(f"{'! ' if one.get('not') else ''}-s 10.0.0.{one['src']}/{bits}")
    if "proto" in one:
        words.append(f"-p {one['proto']} -m {one['proto']}")
        if "port" in one:
            words.append("--dport {}:{}".format(*one["port"]))
    return f"-A FORWARD {' '.join(words)} -j {target}"


def holds(one, source, protocol, port):
    if "src" in one:
        shift = 32 - one.get("bits", 32)
        if (source >> shift == one["src"] >> shift) == bool(one.get("not")):
            return False
    if "proto" in one:
        if protocol != {"tcp": 6, "udp": 17}[one["proto"]]:
            return False
        if "port" in one and not one["port"][0] <= port <= one["port"][1]:
            return False
    return True


@given(st.lists(rules, max_size=6), st.sampled_from(["ACCEPT", "DROP"]))
def test_rules_decide_as_the_first_that_fits(made, policy):
    device = machine(table(*(written(*each) for each in made), policy=policy))
    assert device.not_understood == ()
    for source in range(8):
        for protocol in (6, 17):
            for port in (0, 3, 5):
                hits = (
                    target
                    for one, target in made
                    if target != "LOG" and holds(one, source, protocol, port)
                )
                first = next(hits, "RETURN")
                verdict = policy if first == "RETURN" else first
                found = packet(source=f"10.0.0.{source}", protocol=protocol, destination_port=port)
                assert follow(device, found).permitted is (verdict == "ACCEPT")


_words = st.sampled_from(
    "-A FORWARD -s -d -j ACCEPT ! -p tcp --dport 80 -m state --state NEW :FORWARD *filter COMMIT 10.0.0.1 -i + [1:2] -g".split()
)


@given(st.lists(st.lists(_words, max_size=8).map(" ".join), max_size=8))
def test_no_order_of_words_makes_the_reader_fall_over_or_lose_a_line(lines):
    device = READER.read(Config("x", "\n".join(lines)), _reading())
    assert faults(device) == ()
    assert device.coverage.lines == sum(1 for line in lines if line.strip())


@example(":")
@given(st.text(max_size=300))
def test_no_text_makes_the_reader_fall_over(text):
    assert faults(READER.read(Config("x", f"*filter\n{text}"), _reading())) == ()


def _reading():
    from sekisho.separation import Reading

    return Reading()


def test_an_established_reply_passes_by_state():
    device = machine(table("-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT"))
    assert follow(device, packet(state=State.ESTABLISHED)).permitted
