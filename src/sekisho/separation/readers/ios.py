"""Cisco IOS and IOS XE: access lists in and out of interfaces, object groups, NAT.

An interface without a list lets everything through; a list ends with a refusal, and a list that is
applied and written nowhere refuses nothing. From outside the list `in` sees packets before they
are translated, and `out` after. Zone-based policies (`zone-pair`) and inspection are not
understood. Source: the maker's IOS Security Configuration Guide (access lists, NAT).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sekisho.separation.device import Device, Interface, Notice
from sekisho.separation.readers.cisco import ios_words as known
from sekisho.separation.readers.cisco.blocks import Block, Line, blocks
from sekisho.separation.readers.cisco.ios_alike import Alike
from sekisho.separation.readers.cisco.ios_entries import (
    Entry,
    Groups,
    network_line,
    service_line,
    standard,
)
from sekisho.separation.readers.cisco.ios_nat import Nat, Translated
from sekisho.separation.readers.cisco.terms import NotKnownError, Words
from sekisho.separation.readers.counting import Counting
from sekisho.separation.readers.interface import Config, Reading
from sekisho.separation.rules import Action, Chain, Match, Names, Order, Origin, Rule, Stage
from sekisho.separation.spans import Spans, prefix, union

if TYPE_CHECKING:
    from sekisho.separation.readers.cisco.service import Service

_SIGNS = re.compile(
    r"^(?:ip access-list (?:standard|extended) \S+|ipv6 access-list \S+"
    r"|access-list \d+ (?:permit|deny) | ip access-group \S+ (?:in|out)"
    r"| ip address \d+\.\d+\.\d+\.\d+ \d+\.\d+|object-group network \S+)",
    re.MULTILINE,
)
_ASA = re.compile(r"^(?:ASA Version|access-list \S+ (?:line \d+ )?extended| nameif )", re.MULTILINE)
_NUMBER = re.compile(r"(?:sequence\s+\S+|\d+)\s+")  # of an entry in its list
_STANDARD = re.compile(r"^(?:[1-9]\d?|1[3-9]\d\d)$")


@dataclass(frozen=True, slots=True)
class Ios:
    """The reader of IOS."""

    vendor: str = "ios"

    def recognises(self, config: Config) -> float:
        """Look for lists and interfaces in this system's form, and none of an ASA's."""
        head = config.text[:50_000]
        if _ASA.search(head):
            return 0.0
        return 0.9 if _SIGNS.search(head) else 0.0

    def read(self, config: Config, reading: Reading) -> Device:  # noqa: ARG002  # the interface's
        """Return the router the configuration describes."""
        found = _Gathered(config.name)
        made = list(blocks(config.text))
        for groups_first in (True, False):
            for block in made:
                if (block.head.words[0] == "object-group") is groups_first:
                    found.add(block)
        return found.device()


READER = Ios()


@dataclass(slots=True)
class _List:
    """An access list: its family and its rules."""

    family: int
    rules: list[Rule] = field(default_factory=list)


@dataclass(slots=True)
class _Port:
    """An interface: what it is called, and what stands in front of it."""

    name: str
    description: str = ""
    addresses: list[str] = field(default_factory=list)
    applied: list[tuple[Line, int, str, str]] = field(default_factory=list)  # family, list, way
    nat: str = ""
    down: bool = False


class _Gathered(Counting):
    """What the blocks of a configuration said."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.host: str | None = None
        self.groups = Groups()
        self.alike = Alike(self.groups)
        self.lists: dict[tuple[int, str], _List] = {}
        self.ports: list[_Port] = []
        self.nat = Nat()
        self.families = {4}

    def add(self, block: Block) -> None:
        """Take one block."""
        self.swallowed(block.swallowed)
        words = block.head.words
        for heads, take in _BLOCKS:
            if words[: len(heads)] == heads:
                take(self, block)
                for line in block.body if take in _ALONE else ():
                    self.said(line, understood=False)
                return
        outside = words[0] in known.OUTSIDE or (
            words[0] in {"ip", "ipv6"} and len(words) > 1 and words[1] in known.IP_OUTSIDE
        )
        for line in (block.head, *block.body):
            self.said(line, None if outside else False)

    def listed(self, family: int, name: str) -> "_List":
        """Return a list, begun where it is not there yet."""
        return self.lists.setdefault((family, name), _List(family))

    def entry(self, line: Line, listed: "_List", entry: str, *, standard_list: bool) -> None:
        """Add an entry to a list: what stands in a line behind its number."""
        origin = self.origin(line)
        if entry.startswith("remark") and entry.split(maxsplit=1)[0] == "remark":
            self.said(line, understood=True)
            return
        try:
            made = self._entry(entry, listed.family, standard_list=standard_list)
        except NotKnownError:
            any_ = (Match(family=listed.family),)
            listed.rules.append(Rule(any_, Action.UNKNOWN, origin, line.text))
            self.said(line, understood=False, placed=True)
            return
        listed.rules.append(
            Rule(made.matches, made.action, origin, line.text, stateless=made.stateless)
        )
        self.said(line, not made.unknown, placed=True)

    def _entry(self, text: str, family: int, *, standard_list: bool) -> Entry:
        if standard_list:
            return standard(Words(tuple(text.split())))
        return self.alike.extended(text, family)

    def device(self) -> Device:
        """Put the router together."""
        chains: dict[str, Chain] = {}
        stages: list[Stage] = []
        for port in self.ports:
            for line, family, name, way in port.applied:
                chain, stage = self._applied(port, line, family, name, way)
                chains[chain.name] = chain
                stages.append(stage)
        self._translations(chains, stages)
        return Device(
            name=self.host or self.file.rpartition("/")[2],
            vendor=READER.vendor,
            families=frozenset(self.families),
            chains=chains,
            stages=tuple(stages),
            interfaces=tuple(
                Interface(each.name, each.description, tuple(each.addresses)) for each in self.ports
            ),
            interfaces_complete=bool(self.ports),
            host=self.host,
            warnings=self._warnings(),
            not_understood=tuple(self.not_understood),
            coverage=self.coverage,
        )

    def _applied(
        self, port: _Port, line: Line, family: int, name: str, way: str
    ) -> tuple[Chain, Stage]:
        listed = self.lists.get((family, name))
        words = {4: "ip", 6: "ipv6"}[family]
        called = f"{words} {name} {way} {port.name}"
        rules = list(listed.rules) if listed else []
        if family == 6 and listed:
            rules += _neighbours(self.origin(line))
        default = Action.DENY if listed else Action.PERMIT
        chain = Chain(called, tuple(rules), default)
        here = Names(frozenset({port.name}))
        if way == "in":
            return chain, Stage(called, Order.INGRESS, family=family, iif=here)
        return chain, Stage(called, Order.EGRESS, family=family, oif=here)

    def _translations(self, chains: dict[str, Chain], stages: list[Stage]) -> None:
        inside = Names(frozenset(each.name for each in self.ports if each.nat == "inside"))
        outside = Names(frozenset(each.name for each in self.ports if each.nat == "outside"))
        if not inside.names or not outside.names:
            return
        inward = tuple(self._rule(each) for each in self.nat.inward)
        outward = tuple(self._rule(each) for each in self.nat.outward)
        if inward:
            chains["nat inward"] = Chain("nat inward", inward, Action.PERMIT)
            stages.append(Stage("nat inward", Order.DESTINATION_NAT, family=4, iif=outside))
        if outward:
            rules = tuple(
                rule._replace(matches=tuple(each._replace(iif=inside) for each in rule.matches))
                for rule in outward
            )
            chains["nat outward"] = Chain("nat outward", rules, Action.PERMIT)
            stages.append(Stage("nat outward", Order.EGRESS - 500, family=4, oif=outside))

    def _rule(self, one: Translated) -> Rule:
        return Rule(
            (one.match,),
            Action.TRANSLATE,
            self.origin(one.line),
            one.line.text,
            translation=one.translation,
        )

    def _warnings(self) -> tuple[Notice, ...]:
        lacking = [
            Notice(
                "list-not-written",
                f"インターフェース {port.name} に付けたアクセスリスト {name} がどこにもありません。"
                "すべて通すものとして調べました。",
                self.origin(line),
                (port.name, name),
            )
            for port in self.ports
            for line, family, name, _ in port.applied
            if (family, name) not in self.lists
        ]
        return tuple(lacking)


def _neighbours(origin: Origin) -> list[Rule]:
    """Return what an IPv6 list lets by at its end: neighbours asking for each other."""
    asked = Match(6, protocol=((58, 58),), icmp_type=((135, 136),))
    return [Rule((asked,), Action.PERMIT, origin, "(implicit) permit icmp any any nd-na, nd-ns")]


def _hostname(found: _Gathered, block: Block) -> None:
    found.host = block.head.words[1] if len(block.head.words) > 1 else None
    found.said(block.head, understood=True)


def _numbered(found: _Gathered, block: Block) -> None:
    """Take `access-list 101 permit …`."""
    line = block.head
    name = line.words[1] if len(line.words) > 1 else ""
    if not name.isdecimal():
        found.said(line, understood=False)
        return
    entry = " ".join(line.words[2:])
    standard_list = bool(_STANDARD.match(name))
    found.entry(line, found.listed(4, name), entry, standard_list=standard_list)


def _named(found: _Gathered, block: Block) -> None:
    """Take `ip access-list extended NAME` with its entries."""
    words = block.head.words
    kind, name = (words[2], words[3]) if len(words) > 3 else ("", "")
    known_kind = kind in {"standard", "extended"}
    found.said(block.head, understood=known_kind)
    if known_kind or block.body:
        _entries(found, block, found.listed(4, name), standard_list=kind == "standard")


def _named_v6(found: _Gathered, block: Block) -> None:
    found.families.add(6)
    name = block.head.words[2] if len(block.head.words) > 2 else ""
    found.said(block.head, understood=bool(name))
    _entries(found, block, found.listed(6, name), standard_list=False)


def _entries(found: _Gathered, block: Block, listed: _List, *, standard_list: bool) -> None:
    for line in block.body:
        number = _NUMBER.match(line.text)
        entry = line.text[number.end() :] if number else line.text
        found.entry(line, listed, entry, standard_list=standard_list)


def _object_group(found: _Gathered, block: Block) -> None:
    """Take a group; one line that is not known makes the whole group unknown."""
    words = block.head.words
    kind, name = (words[1], words[2]) if len(words) > 2 else ("", "")
    if kind not in {"network", "service"}:
        for line in (block.head, *block.body):
            found.said(line, understood=False)
        return
    found.said(block.head, understood=True)
    networks: Spans | None = ()
    services: tuple[Service, ...] = ()
    whole = True
    for line in block.body:
        if line.words[0] == "description":
            found.said(line, understood=True)
            continue
        try:
            taken = Words(line.words)
            if kind == "network":
                added = network_line(taken, found.groups)
                networks = None if added is None or networks is None else union(networks, added)
            else:
                services += service_line(taken, found.groups)
        except (NotKnownError, ValueError):
            whole = False
            found.said(line, understood=False, placed=True)
        else:
            found.said(line, understood=True)
    if whole and kind == "network":
        found.groups.networks[name] = networks
    elif whole:
        found.groups.services[name] = services


def _interface(found: _Gathered, block: Block) -> None:
    port = _Port(" ".join(block.head.words[1:2]))
    found.ports.append(port)
    found.said(block.head, understood=True)
    for line in block.body:
        found.said(line, _interface_line(found, port, line))


def _interface_line(found: _Gathered, port: _Port, line: Line) -> bool | None:
    words = line.words
    if words[0] == "description":
        port.description = " ".join(words[1:])
        return True
    if words[0] == "shutdown":
        port.down = True
        return True
    if words[0] in {"ip", "ipv6"} and len(words) > 1:
        return _interface_ip(found, port, line)
    return None if words[0] in known.INTERFACE_OUTSIDE else False


def _interface_ip(found: _Gathered, port: _Port, line: Line) -> bool | None:
    words = line.words
    family = 4 if words[0] == "ip" else 6
    if family == 6:
        found.families.add(6)
    if words[1] == "address":
        return _address(port, words, family)
    applies = {4: "access-group", 6: "traffic-filter"}[family]
    if words[1] == applies and len(words) > 3 and words[3] in {"in", "out"}:
        port.applied.append((line, family, words[2], words[3]))
        return True
    if words[1:] in {("nat", "inside"), ("nat", "outside")}:
        port.nat = words[2]
        return True
    return None if words[1] in known.INTERFACE_IP_OUTSIDE else False


def _address(port: _Port, words: tuple[str, ...], family: int) -> bool:
    text = words[2] if len(words) > 2 else ""
    if text in {"dhcp", "negotiated", "autoconfig", "pool"} or "link-local" in words:
        return True
    written = text if family == 6 else f"{text}/{words[3]}" if len(words) > 3 else ""
    try:
        prefix(written)
    except ValueError:
        return False
    length = written if family == 6 else _with_length(text, words[3])
    port.addresses.append(length)
    return True


def _with_length(address: str, mask: str) -> str:
    bits = sum(int(part).bit_count() for part in mask.split("."))
    return f"{address}/{bits}"


def _nat(found: _Gathered, block: Block) -> None:
    """Take `ip nat …`; lists it names are read by the time the router is put together."""
    found.said(block.head, found.nat.add(block.head))


def _skipped(found: _Gathered, block: Block) -> None:
    for line in (block.head, *block.body):
        found.said(line, None)


_Take = Callable[[_Gathered, Block], None]
_BLOCKS: tuple[tuple[tuple[str, ...], _Take], ...] = (
    (("hostname",), _hostname),
    (("access-list",), _numbered),
    (("ip", "access-list"), _named),
    (("ipv6", "access-list"), _named_v6),
    (("object-group",), _object_group),
    (("interface",), _interface),
    (("ip", "nat"), _nat),
    (("crypto", "pki"), _skipped),
    (("crypto", "key"), _skipped),
)
_ALONE: tuple[_Take, ...] = (_hostname, _numbered, _nat)  # lines with nothing below them
