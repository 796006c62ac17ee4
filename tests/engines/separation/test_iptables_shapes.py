"""Rules read by their shape are the rules read option by option, whatever stands in them."""

import random
import shlex
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sekisho.separation.readers.iptables_save import options, shapes
from sekisho.separation.readers.iptables_save.shapes import Shapes

CONFIGS = Path(__file__).parent / "configs"
ADDRESSES = (
    "10.1.2.3", "10.1.0.0/16", "10.1.0.0/255.255.0.0", "10.1.0.0/255.0.255.0", "fd00::1",
    "fd00::/32", "10.1.2.3,10.1.2.4", "0.0.0.0/0", "!", "-j", "host", "10.1.2.3/33",
)  # fmt: skip
PORTS = ("25", "0:1023", ":99", "99:", "25,80", "65536", "5:4", "smtp", "-5", "!")
OPTIONS = {
    "-s": ADDRESSES,
    "-d": ADDRESSES,
    "-p": ("tcp", "udp", "icmp", "6", "0", "esp"),
    "-m": ("tcp", "udp", "state", "comment", "limit"),
    "--sport": PORTS,
    "--dport": PORTS,
    "--dports": PORTS,
    "--state": ("NEW", "ESTABLISHED,RELATED", "ODD"),
    "-i": ("eth0", "eth+"),
    "-j": ("ACCEPT", "DROP", "DNAT", "own"),
    "--to-destination": ("10.9.9.9", "10.9.9.9:80"),
    "--comment": ("x", "-y"),
}


def same(reader, words, family):
    plain = options.read(list(words), family)
    match, found = reader.read(list(words))
    assert match == plain.match(), words
    assert (found.target, found.goto, found.rest) == (plain.target, plain.goto, plain.rest), words


rules = st.lists(
    st.sampled_from(sorted(OPTIONS)).flatmap(
        lambda name: st.tuples(
            st.sampled_from(("", "", "", "!")), st.just(name), st.sampled_from(OPTIONS[name])
        )
    ),
    max_size=7,
).map(lambda parts: [word for part in parts for word in part if word])


@given(st.sampled_from((4, 6)), st.lists(rules, max_size=12))
def test_any_rules_after_one_another_are_read_as_option_by_option(family, lines):
    reader = Shapes(family)
    for words in [*lines, *lines]:
        same(reader, words, family)


@given(st.sampled_from((4, 6)), st.permutations(["-s", "-d", "-p", "--dport", "-j"]), st.data())
def test_rules_of_one_shape_differ_in_their_values_only(family, names, data):
    reader = Shapes(family)
    for _ in range(8):
        words = [
            word for name in names for word in (name, data.draw(st.sampled_from(OPTIONS[name])))
        ]
        same(reader, words, family)


def test_fixtures_are_read_as_option_by_option():
    files = [
        each for each in CONFIGS.rglob("*") if "tables-" in each.name and each.suffix == ".txt"
    ]
    assert files
    for file in files:
        reader = {4: Shapes(4), 6: Shapes(6)}
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("-A "):
                for family in (4, 6):
                    same(reader[family], shlex.split(line)[2:], family)


def test_the_second_rule_of_a_shape_is_not_read_option_by_option(monkeypatch):
    """What makes the reader quick: without it this module would be of no use."""
    reader, read = Shapes(4), []
    plainly = options.read
    monkeypatch.setattr(shapes, "read", lambda *words: read.append(words) or plainly(*words))
    for port in range(1, 50):
        reader.read(f"-s 10.0.0.{port} -p tcp -m tcp --dport {port} -j ACCEPT".split())
    assert len(read) == 1


def test_more_shapes_than_are_remembered_are_read_all_the_same(monkeypatch):
    monkeypatch.setattr(shapes, "_MOST", 3)
    reader, chance = Shapes(4), random.Random(3)
    for _ in range(200):
        name = f"eth{chance.randrange(9)}"
        words = f"-i {name} -s 10.0.0.{chance.randrange(250)} -j ACCEPT".split()
        same(reader, words, 4)
    assert len(reader._known) == 3
