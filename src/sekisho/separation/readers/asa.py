"""Cisco ASA: access lists on named interfaces, security levels, objects, NAT.

A list applied `in` decides alone what enters there; without one, packets go from a higher security
level to a lower one only. A global list is asked after the interface's own. Lists see addresses as
they are inside: what is translated is translated first. Replies come back by themselves. Source:
the maker's ASA firewall configuration guide (access rules, NAT).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sekisho.separation.device import Device, Interface
from sekisho.separation.packet import State
from sekisho.separation.readers.cisco import asa_words as known
from sekisho.separation.readers.cisco.asa_entries import Alike
from sekisho.separation.readers.cisco.asa_nat import Nat
from sekisho.separation.readers.cisco.asa_objects import (
    Objects,
    group_line,
    keep_group,
    network_object,
    service_object,
)
from sekisho.separation.readers.cisco.blocks import Block, Line, blocks
from sekisho.separation.readers.cisco.terms import NotKnownError, Words
from sekisho.separation.readers.counting import Counting
from sekisho.separation.readers.interface import Config, Reading
from sekisho.separation.rules import Action, Chain, Match, Names, Order, Origin, Rule, Stage
from sekisho.separation.spans import prefix

_SIGNS = re.compile(
    r"^(?:ASA Version|access-list \S+ (?:line \d+ )?extended (?:permit|deny)"
    r"| nameif \S|access-group \S+ (?:in|out|global)\b)",
    re.MULTILINE,
)
_REPLIES = State.ESTABLISHED | State.RELATED
_FILTERED = Order.DESTINATION_NAT + 100
# The name of a list and the kind of its entry.
_LISTED = re.compile(r"access-list\s+(\S+)(?:\s+line\s+\S+)?\s+(\S+)")


@dataclass(frozen=True, slots=True)
class Asa:
    """The reader of ASAs."""

    vendor: str = "asa"

    def recognises(self, config: Config) -> float:
        """Look for lists and named interfaces in this system's form."""
        return 0.95 if _SIGNS.search(config.text[:100_000]) else 0.0

    def read(self, config: Config, reading: Reading) -> Device:  # noqa: ARG002  # the interface's
        """Return the firewall the configuration describes."""
        found = _Gathered(config.name)
        for block in blocks(config.text):
            found.add(block)
        return found.device()


READER = Asa()


@dataclass(slots=True)
class _Port:
    """An interface that has a name: its level decides what passes without a list."""

    hardware: str
    name: str = ""
    level: int = 0
    description: str = ""
    addresses: list[str] = field(default_factory=list)


class _Gathered(Counting):
    """What the blocks of a configuration said."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.host: str | None = None
        self.objects = Objects()
        self.alike = Alike(self.objects)
        self.lists: dict[str, list[Rule]] = {}
        self.applied: dict[tuple[str, str], tuple[Line, str]] = {}  # interface, way → list
        self.everywhere: tuple[Line, str] | None = None
        self.ports: list[_Port] = []
        self.nat = Nat()
        self.same_level = False
        self.families = {4}

    def add(self, block: Block) -> None:
        """Take one block."""
        self.swallowed(block.swallowed)
        first = block.head.first
        take = _BLOCKS.get(first)
        if take is not None:
            take(self, block)
            return
        outside = first.partition(":")[0] in known.OUTSIDE  # `Cryptochecksum:…`
        for line in (block.head, *block.body):
            self.said(line, None if outside else False)

    def device(self) -> Device:
        """Put the firewall together."""
        chains: dict[str, Chain] = {}
        stages: list[Stage] = []
        for port in self.ports:
            self._inward(port, chains, stages)
            self._outward(port, chains, stages)
        for rule_of, name, order in (
            (self.nat.inward, "nat inward", Order.DESTINATION_NAT),
            (self.nat.outward, "nat outward", Order.SOURCE_NAT),
        ):
            rules = tuple(each.rule(self.origin(each.line)) for each in rule_of)
            if rules:
                chains[name] = Chain(name, rules, Action.PERMIT)
                stages.append(Stage(name, order, family=4))
        return Device(
            name=self.host or self.file.rpartition("/")[2],
            vendor=READER.vendor,
            families=frozenset(self.families),
            chains=chains,
            stages=tuple(stages),
            interfaces=tuple(
                Interface(each.name, each.description or each.hardware, tuple(each.addresses))
                for each in self.ports
                if each.name
            ),
            interfaces_complete=any(each.name for each in self.ports),
            host=self.host,
            reassembles=True,
            not_understood=tuple(self.not_understood),
            coverage=self.coverage,
        )

    def _inward(self, port: _Port, chains: dict[str, Chain], stages: list[Stage]) -> None:
        """Add what may enter at an interface: its list, the global one, or its level."""
        if not port.name:
            return
        applied = self.applied.get((port.name, "in"))
        rules = [_replies()]
        if applied is None and self.everywhere is None:
            rules += self._levels(port)
        for line, name in (each for each in (applied, self.everywhere) if each):
            rules += self._listed(line, name)
        called = f"in {port.name}"
        chains[called] = Chain(called, tuple(rules), Action.DENY)
        here = Names(frozenset({port.name}))
        stages.append(Stage(called, _FILTERED, iif=here))

    def _outward(self, port: _Port, chains: dict[str, Chain], stages: list[Stage]) -> None:
        applied = self.applied.get((port.name, "out"))
        if applied is None:
            return
        called = f"out {port.name}"
        rules = (_replies(), *self._listed(*applied))
        chains[called] = Chain(called, rules, Action.DENY)
        stages.append(Stage(called, Order.EGRESS, oif=Names(frozenset({port.name}))))

    def _listed(self, line: Line, name: str) -> list[Rule]:
        if name in self.lists:
            return self.lists[name]
        self.name(line, placed=True)
        return [Rule((Match(),), Action.UNKNOWN, self.origin(line), line.text)]

    def _levels(self, port: _Port) -> list[Rule]:
        """Return where packets may go without a list: to lower levels, or to equal ones if said."""
        below = frozenset(
            each.name
            for each in self.ports
            if each.name
            and (each.level < port.level or (self.same_level and each.level == port.level))
        )
        if not below:
            return []
        text = f"security-level {port.level}"
        return [Rule((Match(oif=Names(below)),), Action.PERMIT, Origin(self.file, 0), text)]


def _replies() -> Rule:
    """Return what comes back of conversations a list let begin."""
    return Rule((Match(state=_REPLIES),), Action.PERMIT, Origin("", 0), "(connection)")


def _hostname(found: _Gathered, block: Block) -> None:
    found.host = block.head.words[1] if len(block.head.words) > 1 else None
    _alone(found, block, understood=True)


def _alone(found: _Gathered, block: Block, *, understood: bool | None) -> None:
    """Count a line that has nothing below it."""
    found.said(block.head, understood)
    for line in block.body:
        found.said(line, understood=False)


def _name(found: _Gathered, block: Block) -> None:
    words = block.head.words
    if len(words) > 2:
        found.objects.names[words[2]] = words[1]
    _alone(found, block, understood=len(words) > 2)


def _same_security(found: _Gathered, block: Block) -> None:
    words = block.head.words
    if words[1:3] == ("permit", "inter-interface"):
        found.same_level = True
    _alone(found, block, understood=words[1:2] == ("permit",))


def _interface(found: _Gathered, block: Block) -> None:
    port = _Port(" ".join(block.head.words[1:2]))
    found.ports.append(port)
    found.said(block.head, understood=True)
    for line in block.body:
        found.said(line, _interface_line(found, port, line.words))


def _interface_line(found: _Gathered, port: _Port, words: tuple[str, ...]) -> bool | None:
    if words[0] == "nameif" and len(words) > 1:
        port.name = words[1]
    elif words[0] == "security-level" and words[1:2] and words[1].isdecimal():
        port.level = int(words[1])
    elif words[0] == "description":
        port.description = " ".join(words[1:])
    elif words[:2] == ("ip", "address"):
        return _address(port, "/".join(words[2:4]) if len(words) > 3 else "", words)
    elif words[:2] == ("ipv6", "address"):
        found.families.add(6)
        return _address(port, words[2] if len(words) > 2 else "", words)
    elif words[0] != "shutdown":
        return None if words[0] in known.INTERFACE_OUTSIDE else False
    return True


def _address(port: _Port, written: str, words: tuple[str, ...]) -> bool:
    if {"dhcp", "pppoe", "autoconfig"} & set(words):
        return True
    try:
        family, spans = prefix(written)
    except ValueError:
        return False
    length = 32 - (spans[0][1] - spans[0][0] + 1).bit_length() + 1
    port.addresses.append(f"{words[2]}/{length}" if family == 4 else written)
    return True


def _object(found: _Gathered, block: Block) -> None:
    """Take `object network|service NAME`; a line that is not known leaves it unknown."""
    words = block.head.words
    kind, name = (words[1], words[2]) if len(words) > 2 else ("", "")
    found.said(block.head, understood=kind in {"network", "service"})
    for line in block.body:
        if line.words[0] == "description":
            found.said(line, understood=True)
        elif line.words[0] == "nat":
            found.said(line, found.nat.of_object(line, name, found.objects))
        else:
            _object_line(found, line, kind, name)


def _object_line(found: _Gathered, line: Line, kind: str, name: str) -> None:
    words = Words(line.words)
    known_kind = kind == "network" or (kind == "service" and words.takes("service"))
    if not known_kind:
        found.said(line, understood=False)
        return
    try:
        if kind == "network":
            found.objects.networks[name] = network_object(found.objects, words)
        else:
            found.objects.services[name] = service_object(words)
    except NotKnownError:
        found.said(line, understood=False, placed=True)
    else:
        found.said(line, understood=True)


def _object_group(found: _Gathered, block: Block) -> None:
    """Take a group; one line that is not known leaves the whole group unknown."""
    words = block.head.words
    kind, name = (words[1], words[2]) if len(words) > 2 else ("", "")
    found.said(block.head, understood=kind in known.GROUPS)
    taken: list[object] = []
    whole = kind in known.GROUPS
    for line in block.body:
        if line.words[0] == "description":
            found.said(line, understood=True)
            continue
        try:
            taken.append(group_line(found.objects, kind, words[3:4], Words(line.words)))
        except NotKnownError:
            whole = False
            found.said(line, understood=False, placed=True)
        else:
            found.said(line, understood=True)
    if whole:
        keep_group(found.objects, kind, name, taken)


def _access_list(found: _Gathered, block: Block) -> None:
    """Take one entry of a list; lists for other things than addresses are outside."""
    line = block.head
    for each in block.body:
        found.said(each, understood=False)
    entry = _LISTED.match(line.text)
    if entry is None:
        found.said(line, understood=False)
        return
    name, kind = entry.groups()
    text = line.text[entry.end() :].lstrip()
    if kind == "remark":
        found.lists.setdefault(name, [])
        found.said(line, understood=True)
    elif kind in {"webtype", "ethertype", "standard"}:
        found.said(line, None)  # for tunnels, pages and routing; not for what is forwarded
    elif kind != "extended":
        found.said(line, understood=False)
    else:
        _entry(found, line, name, text)


def _entry(found: _Gathered, line: Line, name: str, text: str) -> None:
    rules, origin = found.lists.setdefault(name, []), found.origin(line)
    try:
        made = found.alike.extended(text)
    except NotKnownError:
        rules.append(Rule((Match(),), Action.UNKNOWN, origin, line.text))
        found.said(line, understood=False, placed=True)
        return
    if not made.off:
        rules.append(Rule(made.matches, made.action, origin, line.text))
    found.said(line, made.off or not made.unknown, placed=True)


def _access_group(found: _Gathered, block: Block) -> None:
    """Take `access-group LIST in interface NAME` or `access-group LIST global`."""
    words = block.head.words
    understood = True
    if len(words) == 3 and words[2] == "global":
        found.everywhere = (block.head, words[1])
    elif len(words) >= 5 and words[2] in {"in", "out"} and words[3] == "interface":
        found.applied[words[4], words[2]] = (block.head, words[1])
        understood = set(words[5:]) <= {"control-plane"}
        if "control-plane" in words:
            del found.applied[words[4], words[2]]
    else:
        understood = False
    _alone(found, block, understood=understood)


def _nat(found: _Gathered, block: Block) -> None:
    _alone(found, block, understood=found.nat.twice(block.head, found.objects))


_Take = Callable[[_Gathered, Block], None]
_BLOCKS: dict[str, _Take] = {
    "hostname": _hostname,
    "name": _name,
    "same-security-traffic": _same_security,
    "interface": _interface,
    "object": _object,
    "object-group": _object_group,
    "access-list": _access_list,
    "access-group": _access_group,
    "nat": _nat,
}
