"""The quick ways of the readers give what the slow ways give, whatever stands in a line."""

from ipaddress import ip_network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sekisho.separation import Config, read_config
from sekisho.separation.readers import alike
from sekisho.separation.readers.cisco import asa_entries, ios_alike, ios_entries
from sekisho.separation.readers.cisco.asa_objects import Addresses, Objects
from sekisho.separation.readers.cisco.ios_entries import Groups
from sekisho.separation.readers.cisco.service import Service
from sekisho.separation.readers.cisco.terms import NotKnownError, Words
from sekisho.separation.readers.fortios import tree as fortios
from sekisho.separation.readers.junos import tree as junos
from sekisho.separation.readers.junos.values import Service as JunosService
from sekisho.separation.rules import Match
from sekisho.separation.spans import one, prefix

SIDES = (
    "any", "any4", "any6", "host 10.1.2.3", "host 10.1.2.300", "host fd00::1", "host any", "host server",
    "10.1.0.0 0.0.255.255", "10.1.0.0 0.255.0.255", "10.1.0.0 255.255.0.0", "10.1.2.3 host", "0.0.0.0 0.0.0.0",
    "fd00:10::/32", "fd00:10::/129", "10.1.0.0/16", "object-group HOSTS", "object-group PORTS", "object-group BOTH",
    "object-group none", "object-group any", "object ONE", "object SIX", "object none", "object inactive",
    "object any", "server 255.255.255.0", "Host 10.1.2.3", "h 10.1.2.3", "ANY", "interface inside", "user LOCAL\\x", "",
)  # fmt: skip
PORTS = (
    "", "", "", "eq 443", "eq www", "eq 80 443", "eq 80 10.9.9.9", "neq 25", "gt 1023", "lt 1", "range 20 21",
    "range 21 20", "range 20", "eq", "eq any", "eq 70000", "EQ 443", "object-group PORTS", "object-group BOTH", "25",
)  # fmt: skip
PROTOCOLS = ("ip", "ip", "tcp", "tcp", "udp", "icmp", "icmp6", "6", "256", "esp", "TCP", "object-group SERVICES",
             "object-group PORTS", "object-group EMPTY", "object WEB", "object-group any", "qzx", "")  # fmt: skip
RESTS = ("", "", "", "log", "log inactive", "inactive", "log 6 interval 60", "established", "fragments", "echo", "8 0",
         "syn", "match-all +syn -ack", "dscp ef", "time-range NIGHT", "time-range inactive", "qzx", "qzx inactive",
         "host 10.1.2.3", "any", "reflect R timeout 5", "10.9.9.9", "object-group KINDS", "eq 443 log")  # fmt: skip
ACTIONS = ("permit", "permit", "deny", "Permit", "per", "")
parts = st.tuples(*map(st.sampled_from, (ACTIONS, PROTOCOLS, SIDES, PORTS, SIDES, PORTS, RESTS)))
usual = st.tuples(
    *map(
        st.sampled_from,
        (ACTIONS[:3], PROTOCOLS[:8], SIDES[:14], PORTS[:9], SIDES[:14], PORTS[:9], RESTS[:18]),
    )
)
GAPS = st.lists(st.sampled_from((" ", " ", " ", " ", "  ", "\t", " \x1c", "\u3000")), min_size=30, max_size=30)  # fmt: skip


@st.composite
def entries(draw):
    """Return the text of an entry: mostly as devices write it, now and then with odd blanks."""
    words = " ".join(draw(st.one_of(usual, parts))).split()
    gaps = draw(GAPS) if draw(st.integers(0, 4)) == 0 else [" "] * 30
    made = "".join(f"{word}{gap}" for word, gap in zip(words, gaps, strict=False))
    return made.strip()


def outcome(read):
    try:
        return read()
    except NotKnownError:
        return None


def ios_groups():
    return Groups(
        networks={"HOSTS": ((1, 9),), "BOTH": None, "any": one(7)},
        services={"SERVICES": (Service(one(6)), Service(one(17))), "EMPTY": (), "BOTH": (Service(),)},
    )  # fmt: skip


def asa_objects():
    found = Objects(names={"server": "10.1.2.3"})
    found.networks |= {
        "ONE": Addresses(one(9), ()), "SIX": Addresses((), one(9)), "inactive": Addresses(one(7), one(8)),
        "any": Addresses(one(5), ()),
    }  # fmt: skip
    found.network_groups |= {"HOSTS": Addresses(((1, 9),), None), "BOTH": Addresses(one(3), ())}
    found.services["WEB"] = (Service(one(6), None, one(80)),)
    found.service_groups |= {"PORTS": (Service(one(6), None, one(443)),), "BOTH": (Service(one(17), None, one(53)),),
                             "SERVICES": (Service(one(6)), Service(one(17))), "EMPTY": ()}  # fmt: skip
    found.icmp_types["KINDS"] = (0, 8)
    return found


@given(st.lists(entries(), min_size=1, max_size=8), st.sampled_from((4, 6)))
@example(["permit tcp any eq 80 10.9.9.9 0.0.0.255 any"], 4)
@example(["permit tcp object-group any host 10.1.2.3 any"], 4)
def test_entries_of_ios_are_read_as_word_by_word(texts, family):
    groups = ios_groups()
    reader = ios_alike.Alike(groups)
    for text in [*texts, *texts]:
        whole = outcome(lambda: ios_entries.extended(Words(tuple(text.split())), family, groups))  # noqa: B023
        assert outcome(lambda: reader.extended(text, family)) == whole, text  # noqa: B023


@given(st.lists(entries(), min_size=1, max_size=8))
@example(["permit ip object inactive any", "permit ip any object inactive", "permit ip any any inactive"])  # fmt: skip
@example(["permit icmp any any object-group KINDS", "permit icmp6 any any 8"])
def test_entries_of_an_asa_are_read_as_word_by_word(texts):
    objects = asa_objects()
    reader = asa_entries.Alike(objects)
    for text in [*texts, *texts]:
        whole = outcome(lambda: asa_entries.extended(objects, Words(tuple(text.split()))))  # noqa: B023
        assert outcome(lambda: reader.extended(text)) == whole, text  # noqa: B023


def test_an_object_written_between_two_entries_counts_for_the_second():
    objects = asa_objects()
    reader = asa_entries.Alike(objects)
    before = reader.extended("permit tcp object ONE any eq 443")
    objects.networks["ONE"] = Addresses(one(77), ())
    after = reader.extended("permit tcp object ONE any eq 443")
    assert [each.source for each in before.matches] == [one(9)]
    assert [each.source for each in after.matches] == [one(77)]


@pytest.mark.parametrize(
    ("module", "slow", "reader"),
    [
        (ios_alike, "extended", lambda: ios_alike.Alike(Groups())),
        (asa_entries, "extended", lambda: asa_entries.Alike(Objects())),
    ],
)
def test_the_second_entry_of_a_kind_is_not_read_word_by_word(monkeypatch, module, slow, reader):
    """What makes the readers quick: without it the quick way would be of no use."""
    plainly, read, made = getattr(module, slow), [], reader()
    monkeypatch.setattr(module, slow, lambda *words: read.append(words) or plainly(*words))
    ends = {ios_alike: "0.0.255.255", asa_entries: "255.255.0.0"}[module]
    for last in range(40):
        text = f"permit tcp host 10.0.0.{last} 10.{last}.0.0 {ends} eq 443 log"
        made.extended(*((text, 4) if module is ios_alike else (text,)))
    assert len(read) == 1


@pytest.mark.parametrize("module", [ios_alike, asa_entries])
def test_more_kinds_than_are_remembered_are_read_all_the_same(monkeypatch, module):
    monkeypatch.setattr(module, "MOST", 2)
    reader = module.Alike(Groups() if module is ios_alike else Objects())
    more = (4,) if module is ios_alike else ()
    found = [reader.extended(f"permit tcp any any eq {port}", *more) for port in range(1, 9)]
    assert [each.matches[0].destination_port for each in found] == [one(n) for n in range(1, 9)]
    assert len(reader._known) == 2


ASA = """ASA Version 9.16(4)
interface GigabitEthernet0/0
 nameif inside
 security-level 100
object network inactive
 host 10.9.9.9
access-list {name} extended permit ip {source} any{rest}
access-group {name} in interface inside
"""


@pytest.mark.parametrize(
    ("name", "source", "rest", "count"),
    [
        ("IN", "any", "", 1),
        ("IN", "any", " inactive", 0),
        ("IN", "any", " log inactive", 0),
        ("inactive", "any", "", 1),
        ("line", "any", "", 1),
        ("IN", "object inactive", "", 1),
        ("IN", "any", " qzx inactive", 1),
    ],
)
def test_only_the_last_word_of_an_entry_switches_it_off(name, source, rest, count):
    """A list or an object may be called `inactive`: what it permits is permitted."""
    device = read_config(Config("a.txt", ASA.format(name=name, source=source, rest=rest)))
    assert len(device.chains["in inside"].rules) == 1 + count  # the first: replies
    assert bool(device.not_understood) == ("qzx" in rest)


def test_a_list_with_a_line_and_nothing_more_is_named_and_not_a_crash():
    device = read_config(Config("a.txt", "ASA Version 9\naccess-list IN line\naccess-list IN line 3\n"))  # fmt: skip
    assert [each.origin.line for each in device.not_understood] == [2, 3]


spans_of = st.one_of(st.none(), st.just(()), st.integers(0, 9).map(one))


@given(st.lists(st.builds(Match, st.sampled_from((4, 6)), protocol=spans_of, unknown=st.just(("x",)))), spans_of, spans_of)  # fmt: skip
def test_putting_in_addresses_is_replacing_them(matches, source, destination):
    expected = tuple(each._replace(source=source, destination=destination) for each in matches)
    assert alike.with_sides(matches, source, destination) == expected


@given(
    st.builds(Match, *[st.sampled_from((4, 6))] * len(Match._fields)),
    st.builds(JunosService, *[spans_of] * 5),
)
def test_a_match_on_a_junos_service_is_replacing_its_fields(match, service):
    assert service.on(match) == match._replace(**service._asdict())


LETTERS = st.text(alphabet="ab \"\\\t#\u3000\x1c'-", max_size=24)


@given(LETTERS.map(str.strip).filter(bool))
@example('set name "a b" "" c')
@example('set name "a"b')
@example('set name "a""b"')
@example('set name "a\\"b"')
@example('set a\\b "c"')
def test_words_of_a_fortigate_line_are_those_read_letter_by_letter(line):
    quick = fortios._simple(line)
    words, used = fortios._words([line], 0)
    assert quick is None or (quick, 1) == (words, used)
    if "\\" not in line and '"' not in line:
        assert quick is not None


SET = st.text(alphabet='ab[]{};#/*"\\ \t\u3000', max_size=24)


@given(st.lists(SET, max_size=5))
def test_set_lines_of_junos_are_read_as_token_by_token(rests):
    lines = [f"set {rest}" for rest in rests]
    found = junos.written("\n".join(["set version 1", *lines])).statements[1:]
    expected = []
    for number, raw in enumerate(lines, 2):
        line = raw.strip()
        verb, *words = (junos._bare(each) for each in junos._tokens(line))
        paths = junos._listed(words) if words else [(verb,)]
        expected += [junos.Statement(each, number, line) for each in paths]
    assert [each._replace(plain=False) for each in found] == expected


PATH = st.lists(st.sampled_from(("a", "b", "ab", "set", "\\x")), max_size=7)
LINE = st.one_of(
    PATH.map(" ".join), PATH.map("  ".join), PATH.map("\t".join), PATH.map(" \x1c".join), SET
)


@given(st.lists(LINE, max_size=12))
@example(["a b c d", "a bb c d", "a b c d e", "a b", "b"])
@example(["a b a a a", "a  b a a b", "a\tb a a ab"])
@example(["a b [ a b ] c d", "a b a c d", 'a "b a" c d e'])
def test_the_tree_of_lines_that_begin_alike_is_the_one_made_word_by_word(rests):
    text = "\n".join(["set version 1", *(f"set {rest}" for rest in rests)])
    found = junos.written(text).statements
    assert junos.tree(found) == junos.tree([each._replace(plain=False) for each in found])


marks = st.sampled_from((None, None, *junos.Mark))


@given(st.lists(st.tuples(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), marks)))
def test_a_settled_mark_is_that_of_the_nearest_word_above_that_has_one(told):
    root, ends = junos.tree(junos.Statement(tuple(words), n, "") for n, (words, _) in enumerate(told))  # fmt: skip
    for number, (_words, mark) in enumerate(told):
        ends[number][0].mark = mark
    expected = {}
    for words, _mark in told:
        path = [root.at(*words[:count]).mark for count in range(1, len(words) + 1)]
        expected[tuple(words)] = next((mark for mark in reversed(path) if mark), None)
    junos.settle(root)
    assert {words: root.at(*words).mark for words in expected} == expected


@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_a_prefix_with_a_dotted_mask_is_that_with_its_length(value, length):
    network = ip_network((value, length), strict=False)
    address = ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))
    assert prefix(f"{address}/{network.netmask}") == prefix(f"{address}/{length}")
    first, last = int(network.network_address), int(network.broadcast_address)
    assert prefix(f"{address}/{network.netmask}") == (4, ((first, last),))


@pytest.mark.parametrize("written", ["10.0.0.0/255.0.255.0", "fd00::/255.0.0.0", "10.0.0.0/", "/255.0.0.0"])  # fmt: skip
def test_what_is_no_mask_is_no_prefix(written):
    with pytest.raises(ValueError):
        prefix(written)
