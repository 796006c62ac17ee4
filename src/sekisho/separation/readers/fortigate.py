"""FortiGate (FortiOS): policies between interfaces and zones, objects, virtual addresses.

Policies are tried in the order they are written; what none of them accepts is refused. Replies to
accepted conversations come back by themselves. A virtual address is translated before policies
are tried. A refusal with `all` as destination does not stop a virtual address unless `match-vip`
is set: it is then never taken as certain. Source: the maker's administration guide.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address

from sekisho.separation.device import Device, Interface, Notice
from sekisho.separation.packet import State
from sekisho.separation.readers.counting import Counting
from sekisho.separation.readers.fortios.objects import Mapped, NotKnownError, Objects, mapping
from sekisho.separation.readers.fortios.policies import Made, Policies
from sekisho.separation.readers.fortios.tree import Command, Entry, Table, tables
from sekisho.separation.readers.interface import Config, Reading
from sekisho.separation.rules import (
    Action,
    Chain,
    Match,
    Names,
    Order,
    Origin,
    Rule,
    Stage,
    Translation,
)

_SIGNS = re.compile(
    r"^\s*(?:#config-version="
    r"|config (?:firewall (?:policy|address|service custom)|system interface))",
    re.MULTILINE,
)
_ALL_V4 = ((0, (1 << 32) - 1),)
# Tables that can let something through beside the policies.
_LETTING = {
    "firewall multicast-policy",
    "firewall multicast-policy6",
    "firewall proxy-policy",
    "firewall security-policy",
    "firewall central-snat-map",
    "firewall vip6",
    "firewall vipgrp",
    "firewall vip64",
    "firewall vip46",
    "firewall ttl-policy",
    "system virtual-wire-pair",
    "system switch-interface",
}
_READ = {
    "firewall policy",
    "firewall policy6",
    "firewall address",
    "firewall address6",
    "firewall addrgrp",
    "firewall addrgrp6",
    "firewall service custom",
    "firewall service group",
    "firewall vip",
    "system interface",
    "system zone",
}


@dataclass(frozen=True, slots=True)
class FortiGate:
    """The reader of FortiGates."""

    vendor: str = "fortigate"

    def recognises(self, config: Config) -> float:
        """Look for tables of this maker."""
        return 0.95 if _SIGNS.search(config.text[:200_000]) else 0.0

    def read(self, config: Config, reading: Reading) -> Device:  # noqa: ARG002  # the interface's
        """Return the firewall the configuration describes."""
        found = _Gathered(config.name)
        top, loose = tables(config.text)
        for command in loose:
            found.lost(command)
        for table in top:
            found.add(table)
        return found.device()


READER = FortiGate()


class _Gathered(Counting):
    """What the tables said."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.host: str | None = None
        self.objects = Objects()
        self.interfaces: dict[str, Interface] = {}
        self.zones: dict[str, tuple[Entry, frozenset[str]]] = {}
        self.policies: list[tuple[Entry, int | None]] = []
        self.families = {4}
        self.vdoms = 0

    def lost(self, command: Command, *, placed: bool = False) -> None:
        """Name a command as not understood."""
        self.count(command.lines)
        self.name(command, placed=placed)

    def add(self, table: Table) -> None:
        """Take a table."""
        if table.path in {"vdom", "global"}:
            self._vdom(table)
        elif table.path in _LETTING and table.entries:
            self._letting(table)
        elif table.path in _READ:
            self._read(table)
        else:
            if table.path == "system global":
                self.host = next(iter(table.own.values.get("hostname", ())), None)
            for command in table.commands():
                self.count(command.lines, outside=command.lines)

    def _vdom(self, table: Table) -> None:
        """Take a virtual firewall's tables; of more than one with policies, none is certain."""
        self._understood(table.command, *table.closing)
        for entry in (table.own, *table.entries):
            if entry is not table.own:
                self._understood(entry.command)
            for command in entry.commands:
                self.lost(command)
            filtering = any(each.path == "firewall policy" for each in entry.below)
            self.vdoms += filtering
            if filtering and self.vdoms > 1:
                self.name(entry.command)
            for each in entry.below:
                self.add(each)

    def _letting(self, table: Table) -> None:
        self._understood(table.command, *table.closing)
        for command in list(table.commands())[1 + len(table.closing) :]:
            self.lost(command)

    def _understood(self, *commands: Command) -> None:
        for command in commands:
            self.count(command.lines, understood=command.lines)

    def _read(self, table: Table) -> None:
        for command in table.commands():
            if table.path in {"firewall policy", "firewall policy6"} and command.words[0] in {
                "set",
                "append",
                "unset",
            }:
                continue  # counted with its policy
            self._understood(command)
        take = {
            "firewall policy": self._policies,
            "firewall policy6": self._policies,
            "system interface": self._interfaces,
            "system zone": self._zones,
            "firewall vip": self._vips,
        }.get(table.path, self._object)
        take(table)

    def _policies(self, table: Table) -> None:
        family = 6 if table.path.endswith("6") else None
        self.policies += [(entry, family) for entry in table.entries]

    def _object(self, table: Table) -> None:
        objects = self.objects
        family = 6 if table.path.endswith("6") else 4
        kept = {
            "firewall address": objects.addresses[4],
            "firewall address6": objects.addresses[6],
            "firewall addrgrp": objects.groups[4],
            "firewall addrgrp6": objects.groups[6],
            "firewall service custom": objects.services,
            "firewall service group": objects.service_groups,
        }[table.path]
        if family == 6 and table.entries:
            self.families.add(6)
        kept.update((entry.name, entry) for entry in table.entries)

    def _interfaces(self, table: Table) -> None:
        for entry in table.entries:
            values = entry.values
            text = values.get("alias") or values.get("description") or ("",)
            addresses = [_with_length(values["ip"])] if len(values.get("ip", ())) == 2 else []
            for below in entry.below:
                six = below.own.values.get("ip6-address", ())
                if below.path == "ipv6" and six and six[0] != "::/0":
                    addresses.append(six[0])
                    self.families.add(6)
            known = tuple(each for each in addresses if each)
            self.interfaces[entry.name] = Interface(entry.name, text[0], known)

    def _zones(self, table: Table) -> None:
        for entry in table.entries:
            members = frozenset(entry.values.get("interface", ()))
            self.zones[entry.name] = (entry, members)

    def _vips(self, table: Table) -> None:
        for entry in table.entries:
            try:
                self.objects.mapped[entry.name] = mapping(entry)
            except NotKnownError:
                self.name(entry.command)
                self.count(0, understood=-entry.command.lines)

    def device(self) -> Device:
        """Put the firewall together."""
        policies = Policies(self.objects, {name: each[1] for name, each in self.zones.items()})
        made = [policies.made(entry, family) for entry, family in self.policies]
        for each in made:
            self._count(each)
            self.families |= each.families
        origin_of = self.origin
        rules = [_replies(), *self._inside_zones()]
        rules += [each.rule(origin_of(each.entry.command)) for each in made if each.enabled]
        chains = {"policies": Chain("policies", tuple(rules), Action.DENY)}
        stages = [Stage("policies", Order.FORWARD)]
        self._translations(made, chains, stages)
        return Device(
            name=self.host or self.file.rpartition("/")[2],
            vendor=READER.vendor,
            families=frozenset(self.families),
            chains=chains,
            stages=tuple(stages),
            interfaces=tuple(self.interfaces.values()),
            interfaces_complete=bool(self.interfaces),
            host=self.host,
            reassembles=True,
            warnings=self._warnings(made),
            not_understood=tuple(self.not_understood),
            coverage=self.coverage,
        )

    def _count(self, made: Made) -> None:
        for command in made.entry.commands:
            if made.enabled and command.words[1:2] and command.words[1] in made.unknown:
                self.lost(command, placed=True)
            else:
                self._understood(command)

    def _inside_zones(self) -> list[Rule]:
        """Return what passes between interfaces of one zone without a policy."""
        return [
            Rule(
                (Match(iif=Names(members), oif=Names(members)),),
                Action.PERMIT,
                self.origin(entry.command),
                f"zone {name}: intrazone allow",
            )
            for name, (entry, members) in self.zones.items()
            if members and entry.values.get("intrazone") == ("allow",)
        ]

    def _translations(
        self, made: list[Made], chains: dict[str, Chain], stages: list[Stage]
    ) -> None:
        inward = tuple(self._mapped(each) for each in self.objects.mapped.values())
        if inward:
            chains["vip"] = Chain("vip", inward, Action.PERMIT)
            stages.append(Stage("vip", Order.DESTINATION_NAT, family=4))
        outward = tuple(
            each.rule(self.origin(each.entry.command))._replace(
                action=Action.TRANSLATE, translation=Translation(source=_ALL_V4)
            )
            for each in made
            if each.enabled and each.translates
        )
        if outward:
            chains["nat"] = Chain("nat", outward, Action.PERMIT)
            stages.append(Stage("nat", Order.SOURCE_NAT, family=4))

    def _mapped(self, one: Mapped) -> Rule:
        here = None if one.interface == "any" else Names(frozenset({one.interface}))
        match = Match(
            4,
            iif=here,
            protocol=one.protocol,
            destination=one.outer,
            destination_port=one.outer_port,
        )
        return Rule(
            (match,),
            Action.TRANSLATE,
            self.origin(one.entry.command),
            f"vip {one.entry.name}",
            translation=Translation(destination=one.inner, destination_port=one.inner_port),
        )

    def _warnings(self, made: list[Made]) -> tuple[Notice, ...]:
        return tuple(
            Notice(
                "policy-logs-nothing",
                f"ポリシー {each.entry.name} は通した通信を記録しません。",
                self.origin(each.entry.command),
                (each.entry.name,),
            )
            for each in made
            if each.enabled
            and each.action is Action.PERMIT
            and each.entry.values.get("logtraffic") == ("disable",)
        )


def _replies() -> Rule:
    """Return what comes back of conversations a policy accepted."""
    known = Match(state=State.ESTABLISHED | State.RELATED)
    return Rule((known,), Action.PERMIT, Origin("", 0), "(session)")


def _with_length(words: tuple[str, ...]) -> str:
    try:
        bits = int(IPv4Address(words[1])).bit_count()
        address = IPv4Address(words[0])
    except ValueError:
        return ""
    return "" if not int(address) else f"{address}/{bits}"
