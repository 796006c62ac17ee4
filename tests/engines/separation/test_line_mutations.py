"""Lines of every vendor's configuration mutated: understood with their new meaning, or named.

A spoilt word in a line that filters is always named. Whatever else happens to a line, every line
stays counted, and "proven" stands only where following packets finds none that crosses, with
everything unknown taken as it is worst.
"""

import random
from datetime import date
from ipaddress import ip_address

import pytest
from tests.engines.separation.corpus import CASES

from sekisho.separation import (
    Config,
    ConfigError,
    Limits,
    Packet,
    Verdict,
    faults,
    follow,
    read_config,
    verify,
)

AT = date(2026, 12, 1)
ALONE = Limits(second_opinion_rules=0)
HOSTS = {
    "mynumber": ("10.10.0.9", "fd00:10::9"),
    "lgwan": ("10.20.0.25", "10.20.77.7", "fd00:20::9"),
    "internet": ("203.0.113.25", "8.8.8.8", "2001:db8::9"),
}
WORDS = ("permit any any", "accept", "inactive:", "brandnew", "0.0.0.0/0", "-j ACCEPT", "pass * *", "}", "{", "!", '"', "next")  # fmt: skip


def probes(case):
    for source, destination in ((a, b) for a in HOSTS for b in HOSTS if a != b):
        for first in map(ip_address, HOSTS[source]):
            for last in map(ip_address, HOSTS[destination]):
                if first.version != last.version or (first.version == 6 and not case.six):
                    continue
                for protocol, port in ((6, 25), (6, 443), (17, 443), (47, 0)):
                    ends = (case.interfaces[source], case.interfaces[destination])
                    packet = Packet(
                        first.version,
                        *ends,
                        int(first),
                        int(last),
                        protocol,
                        40000 if port else 0,
                        port,
                    )
                    flow = (source, destination, protocol, port)
                    yield packet, (source == "lgwan" and destination == "internet") or flow == ("internet", "lgwan", 6, 25)  # fmt: skip


def read(case, text):
    device = read_config(Config(case.file, text))
    assert faults(device) == ()
    counted = device.coverage
    named = {each.origin.line for each in device.not_understood}
    assert counted.understood + counted.outside <= counted.lines
    assert named or counted.understood + counted.outside == counted.lines
    return device, named


def spoilt(word, chance, known):
    """Return a word nobody knows in its place: a letter lost, doubled or exchanged."""
    for _ in range(100):
        at = chance.randrange(len(word))
        new = chance.choice(
            (
                word[:at] + word[at + 1 :],
                word[: at + 1] + word[at:],
                word[:at] + "q" + word[at + 1 :],
            )
        )
        if new and new not in known and not new.isdecimal():
            return new
    return "qzx"


def spoil(case, seed):
    """Return the fixture with one word spoilt, and the line it stands in."""
    chance = random.Random(seed)
    lines = case.proven.split("\n")
    number, first, end = chance.choice(case.places())
    line = lines[number - 1]
    word = line[first:end]
    # An address or a number with a letter exchanged is another address: make it none at all.
    new = "qzx" if word[0].isdecimal() else spoilt(word, chance, set(case.words.split()))
    lines[number - 1] = line[:first] + new + line[end:]
    return "\n".join(lines), number


def mutate(case, seed):
    """Return the fixture with one line lost, doubled, moved, cut, or its words exchanged."""
    chance = random.Random(seed)
    lines = case.proven.split("\n")
    at = chance.randrange(len(lines))
    words = lines[at].split(" ")
    kind = chance.randrange(8)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[at])
    elif kind == 2:
        lines.insert(chance.randrange(len(lines)), lines.pop(at))
    elif kind == 3:
        lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
    elif kind == 4:
        words[chance.randrange(len(words))] = chance.choice(case.proven.split())
        lines[at] = " ".join(words)
    elif kind == 5:
        words.insert(chance.randrange(len(words) + 1), chance.choice(WORDS))
        lines[at] = " ".join(words)
    elif kind == 6:
        del words[chance.randrange(len(words))]
        lines[at] = " ".join(words)
    else:
        lines.insert(at, " " * chance.randrange(9) + chance.choice(WORDS))
    return "\n".join(lines)


def judge(case, device):
    """Return the verdict; one that says proven is held against packets followed by hand."""
    found = verify(case.policy, [device], at=AT, limits=ALONE)
    if found.verdict is Verdict.PROVEN:
        there = {each.name for each in device.interfaces}
        for packet, allowed in probes(case):
            if device.interfaces_complete and not {packet.iif, packet.oif} <= there:
                continue  # the mutation took the interface away
            for worst in (False, True):
                passage = follow(device, packet, unknown_holds=worst)
                assert allowed or not passage.permitted, (packet, passage.steps)
    return found.verdict


def spoilt_is_named(case, seed):
    text, number = spoil(case, seed)
    device, named = read(case, text)
    assert named & set(range(number, number + case.block)), (seed, text.split("\n")[number - 1])
    judge(case, device)


def mutated_is_sound(case, seed):
    try:
        device, _ = read(case, mutate(case, seed))
    except ConfigError:  # a file that cannot be taken apart is refused whole
        return None
    return judge(case, device)


every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.vendor)


@every_case
def test_the_fixture_before_any_mutation_is_understood_and_proven(case):
    device, named = read(case, case.proven)
    assert not named
    assert judge(case, device) is Verdict.PROVEN
    assert len(case.places()) >= 10


@every_case
def test_a_spoilt_word_is_named(case):
    for seed in range(12):
        spoilt_is_named(case, seed)


@every_case
def test_no_mutated_line_leaves_a_wrong_proof(case):
    verdicts = [mutated_is_sound(case, seed) for seed in range(16)]
    assert set(verdicts) != {Verdict.PROVEN}


@pytest.mark.full
@every_case
@pytest.mark.parametrize("batch", range(5))
def test_ten_thousand_mutated_lines(case, batch):
    for seed in range(1000 + batch * 125, 1125 + batch * 125):
        spoilt_is_named(case, seed)
        mutated_is_sound(case, seed)
