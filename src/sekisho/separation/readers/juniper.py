"""Juniper Junos: firewall filters of interfaces, and zones, policies and NAT of an SRX.

Both forms are read: `set` lines and braces. With zones or policies, what none of them permits is
refused unless the default policy says otherwise, and replies come back by themselves. Filters
decide on single packets, before and after. Groups are resolved where the outcome is certain
(`junos.groups`). Source: the maker's Junos OS documentation (firewall filters, security policies,
NAT, configuration groups).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sekisho.separation.device import Coverage, Device, Interface, NotUnderstood
from sekisho.separation.readers.interface import Config, Reading
from sekisho.separation.readers.junos import words as known
from sekisho.separation.readers.junos.filters import Filters
from sekisho.separation.readers.junos.groups import GROUPING, NONE, OUTSIDE, inherited
from sekisho.separation.readers.junos.nat import translations
from sekisho.separation.readers.junos.policies import Objects, Policies, check, replies
from sekisho.separation.readers.junos.tree import (
    Mark,
    Node,
    Statement,
    settle,
    tree,
    written,
)
from sekisho.separation.rules import Action, Chain, Match, Names, Order, Origin, Rule, Stage
from sekisho.separation.spans import prefix

_SIGNS = re.compile(
    r"^(?:set (?:version|system|security|firewall|interfaces|applications|policy-options) "
    r"|(?:system|security|firewall|interfaces|policy-options|applications) \{)",
    re.MULTILINE,
)
_FAMILIES = {"inet": 4, "inet6": 6}


@dataclass(frozen=True, slots=True)
class Juniper:
    """The reader of Junos."""

    vendor: str = "junos"

    def recognises(self, config: Config) -> float:
        """Look for sections of this system, in either form."""
        return 0.92 if _SIGNS.search(config.text[:100_000]) else 0.0

    def read(self, config: Config, reading: Reading) -> Device:  # noqa: ARG002  # the interface's
        """Return the router or firewall the configuration describes."""
        return _Gathered(config.name, config.text).device()


READER = Juniper()


@dataclass(slots=True)
class _Port:
    """A logical interface: its addresses, and the filters in front of it by family and way."""

    name: str
    description: str = ""
    addresses: list[str] = field(default_factory=list)
    filters: list[tuple[Node, int, str, tuple[str, ...]]] = field(default_factory=list)


class _Gathered:
    """A configuration being read."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        taken = written(text)
        self._frames = taken.frames
        self._statements = taken.statements
        self._has_groups = "groups" in text
        brought = inherited(taken.statements) if self._has_groups else NONE
        whole = taken.statements
        if self._has_groups:  # what they bring in stands behind
            own = (each for each in whole if not self._is_of_groups(each))
            whole = (*own, *brought.statements)
        self.root, self._ends = tree(whole)
        self._lost = brought.lost
        self._chains: dict[str, Chain] = {}
        self._stages: list[Stage] = []
        self._ports = [*self._interfaces()]
        self._zones = {
            zone.word: frozenset(each.word for each in zone.nodes("interfaces"))
            for zone in self.root.nodes("security", "zones", "security-zone")
        }

    def device(self) -> Device:
        """Put the device together."""
        self._outside()
        host = self.root.value("system", "host-name")
        filtered = self._filters()
        firewall = self._security()
        families = {4} | ({6} if self._speaks_of_six() else set())
        lines, lost = self._counted()
        return Device(
            name=host or self.file.rpartition("/")[2],
            vendor=READER.vendor,
            families=frozenset(families),
            chains=self._chains,
            stages=tuple(self._stages),
            interfaces=tuple(
                Interface(each.name, each.description, tuple(each.addresses))
                for each in self._ports
            ),
            interfaces_complete=bool(self._ports),
            host=host,
            reassembles=firewall and not filtered,
            not_understood=tuple(lost),
            coverage=lines,
        )

    def _speaks_of_six(self) -> bool:
        return any(
            "inet6" in each.words or any(_is_six(word) for word in each.words)
            for each in self._statements
            if not each.off and ("inet6" in each.text or ":" in each.text)
        )

    def _outside(self) -> None:
        for word, node in self.root.below.items():
            if word in OUTSIDE:
                node.mark = Mark.OUTSIDE
        for node in self.root.nodes("security"):
            if node.word in known.SECURITY_OUTSIDE:
                node.mark = Mark.OUTSIDE
        for node in self.root.nodes("policy-options"):
            if node.word != "prefix-list":
                node.mark = Mark.OUTSIDE
        for node in self.root.nodes("policy-options", "prefix-list"):
            node.read()

    # Interfaces and their filters.

    def _interfaces(self) -> Iterator[_Port]:
        for physical in self.root.nodes("interfaces"):
            if physical.word == "interface-range":
                continue
            for word in known.PHYSICAL_OUTSIDE:
                physical.outside(word)
            about = physical.nodes("description")
            for unit in physical.nodes("unit"):
                port = _Port(f"{physical.word}.{unit.word}", about[0].word if about else "")
                self._unit(unit, port, forwards=not physical.word.startswith(("lo", "fxp", "em")))
                yield port

    def _unit(self, unit: Node, port: _Port, *, forwards: bool) -> None:
        for word in known.UNIT_OUTSIDE:
            unit.outside(word)
        about = unit.value("description")
        port.description = about if about is not None else port.description
        for named in unit.nodes("family"):
            family = _FAMILIES.get(named.word)
            if family is None:
                named.mark = Mark.OUTSIDE if named.word in known.BRIDGED else None
                continue
            for word in known.FAMILY_OUTSIDE:
                named.outside(word)
            for each in named.nodes("address"):
                if _is_address(each.word):
                    port.addresses.append(each.word)
                    each.read()
            applied = named.at("filter")
            if applied:
                self._applied(applied, port, family, forwards=forwards)

    def _applied(self, node: Node, port: _Port, family: int, *, forwards: bool) -> None:
        for way, named in node.below.items():
            names = tuple(named.below)
            known = way in {"input", "output", "input-list", "output-list"} and named.flat
            if not forwards:
                named.mark = Mark.OUTSIDE  # what is for the device itself
            elif known and names:
                port.filters.append((named, family, way.removesuffix("-list"), names))

    def _filters(self) -> bool:
        """Read every filter, and put those in front of interfaces in their places."""
        lists = {each.word: each for each in self.root.nodes("policy-options", "prefix-list")}
        reading = Filters(self.file, lists)
        made: dict[tuple[int, str], list[Rule]] = {}
        for word, family in _FAMILIES.items():
            for node in self.root.nodes("firewall", "family", word, "filter"):
                made[family, node.word] = reading.rules(node, family)
        for node in self.root.nodes("firewall", "filter"):
            made.setdefault((4, node.word), reading.rules(node, 4))
        self._beside_filters()
        for port in self._ports:
            for node, family, way, names in port.filters:
                self._applies(port, node, family, way, names, made)
        return any(port.filters for port in self._ports)

    def _beside_filters(self) -> None:
        for node in self.root.nodes("firewall"):
            if node.word not in {"family", "filter"}:
                node.mark = Mark.OUTSIDE  # policers
        for node in self.root.nodes("firewall", "family"):
            if node.word not in _FAMILIES:
                node.mark = Mark.OUTSIDE  # of bridged ports and labels; applying one is not read
            for each in node.below.values():
                if each.word != "filter":
                    each.mark = Mark.OUTSIDE

    def _applies(
        self,
        port: _Port,
        node: Node,
        family: int,
        way: str,
        names: tuple[str, ...],
        made: dict[tuple[int, str], list[Rule]],
    ) -> None:
        called = f"{way} {family} {port.name}"
        rules: list[Rule] = []
        for name in names:
            found = made.get((family, name))
            if found is None:
                node.open()
                origin = Origin(self.file, node.line)
                found = [Rule((Match(family=family),), Action.UNKNOWN, origin, node.text)]
            rules += found
        if node.mark is None:
            node.read()
        self._chains[called] = Chain(called, tuple(rules), Action.DENY)
        here = Names(frozenset({port.name}))
        stage = Stage(called, Order.INGRESS, family, iif=here)
        if way == "output":
            stage = Stage(called, Order.EGRESS, family, oif=here)
        self._stages.append(stage)

    # Zones, policies, NAT.

    def _security(self) -> bool:
        security = self.root.at("security")
        if security is None or not {"zones", "policies"} & set(security.below):
            return False
        objects = self._objects(security)
        self._policies(security, objects)
        self._mode(security)
        nat = security.at("nat")
        if nat is not None:
            self._nat(nat)
        self._stages.append(Stage("policies", Order.FORWARD))
        self._stages.sort(key=lambda stage: stage.order)
        return True

    def _objects(self, security: Node) -> Objects:
        objects = Objects()
        for book in security.nodes("address-book"):
            self._book(book, objects)
        for zone in security.nodes("zones", "security-zone"):
            for word, node in zone.below.items():
                if word == "address-book":
                    self._book(node, objects.zone_books.setdefault(zone.word, Objects()))
                elif word == "interfaces":
                    node.read()
                elif word in known.ZONE_OUTSIDE:
                    node.mark = Mark.OUTSIDE
            if not zone.below:
                zone.read()
        security.outside("zones", "functional-zone")
        applications = self.root.at("applications")
        if applications:
            objects.applications = {n.word: n for n in applications.nodes("application")}
            objects.application_sets = {n.word: n for n in applications.nodes("application-set")}
        check(objects)
        return objects

    def _book(self, node: Node, objects: Objects) -> None:
        """Take an address book: the global one, one attached to zones, or a zone's own."""
        zones = node.at("attach", "zone")
        attached = list(zones.below) if zones and zones.flat else []
        if zones and attached:
            zones.read()
        for word in known.LABELS & set(node.below):
            node.below[word].read()
        if not attached:
            objects.add(node)
        for zone in attached:
            objects.zone_books.setdefault(zone, Objects()).add(node)

    def _policies(self, security: Node, objects: Objects) -> None:
        reading = Policies(self.file, objects, self._zones)
        rules = [replies()]
        for source in security.nodes("policies", "from-zone"):
            for destination in source.nodes("to-zone"):
                ends = (source.word, destination.word)
                for node in destination.nodes("policy"):
                    if "junos-host" in ends:
                        node.mark = Mark.OUTSIDE
                    else:
                        rules.append(reading.between(*ends, node))
        rules += [reading.everywhere(n) for n in security.nodes("policies", "global", "policy")]
        for word in ("policy-rematch", "policy-stats", "traceoptions"):
            security.outside("policies", word)
        default = security.at("policies", "default-policy")
        said = set(default.below) if default else {"deny-all"}
        action = {"permit-all": Action.PERMIT, "deny-all": Action.DENY}.get(
            said.pop() if len(said) == 1 else "", Action.UNKNOWN
        )
        if default and action is Action.UNKNOWN:
            default.open()
        elif default:
            default.read()
        self._chains["policies"] = Chain("policies", tuple(rules), action)

    def _mode(self, security: Node) -> None:
        """Mark how packets are taken: as conversations, or not at all; else nothing is certain."""
        for family in security.nodes("forwarding-options", "family"):
            mode = family.at("mode")
            if mode and set(mode.below) <= {"flow-based", "drop"} and mode.flat:
                mode.read()

    def _nat(self, nat: Node) -> None:
        found = translations(self.file, nat, self._zones)
        for name, rules, order in (
            ("nat inward", found.inward, Order.DESTINATION_NAT),
            ("nat outward", found.outward, Order.SOURCE_NAT),
        ):
            if rules:
                self._chains[name] = Chain(name, rules, Action.PERMIT)
                self._stages.append(Stage(name, order))

    # Counting.

    def _counted(self) -> tuple[Coverage, list[NotUnderstood]]:
        """Return what became of each line, and the lines that are not understood."""
        settle(self.root)
        texts = {each.line: each.text for each in self._statements}
        said = {line: [node.mark for node in nodes] for line, nodes in self._ends.items()}
        for each in self._statements:
            if each.off or self._is_of_groups(each):
                said.setdefault(each.line, []).append(Mark.READ)
        for each in self._lost:
            said.setdefault(each.line, []).append(None)
        lost = [
            NotUnderstood(Origin(self.file, line), texts[line], placed=None not in marks)
            for line, marks in sorted(said.items())
            if None in marks or Mark.OPEN in marks
        ]
        outside = sum(marks.count(Mark.OUTSIDE) == len(marks) for marks in said.values())
        framed = [self._frame(each) for each in self._frames]
        total = len(texts) + len(framed)
        outside += framed.count(Mark.OUTSIDE)
        return Coverage(total, total - outside - len(lost), outside), lost

    def _frame(self, each: Statement) -> Mark:
        node = self.root
        for word in each.words:
            below = node.below.get(word)
            if below is None:
                break
            node = below
        return Mark.OUTSIDE if node.mark is Mark.OUTSIDE else Mark.READ

    def _is_of_groups(self, each: Statement) -> bool:
        return self._has_groups and not GROUPING.isdisjoint(each.words)


def _is_address(word: str) -> bool:
    try:
        prefix(word)
    except ValueError:
        return False
    return True


def _is_six(word: str) -> bool:
    return word.count(":") > 1 and "/" in word
