"""Yamaha RTX, NVR, FWX: `ip filter` and what applies it.

A router without `secure filter` on an interface lets everything through there; a list of filters
ends with a refusal. Packets from outside are translated before the filter `in`, packets to outside
after the filter `out`. Later fragments follow what was decided for the first one. Source: the
maker's command reference, chapters on IP, IPv6, filters and NAT.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_interface

from sekisho.separation.device import Device, Interface, Notice, NotUnderstood
from sekisho.separation.readers.interface import Config, Reading
from sekisho.separation.readers.rtx.filters import ACTIONS
from sekisho.separation.readers.rtx.gathering import Applied, Forwarded, Gathered
from sekisho.separation.readers.rtx.lines import Line, lines
from sekisho.separation.rules import (
    Action,
    Chain,
    Match,
    Names,
    Order,
    Rule,
    Stage,
    Translation,
)

_LOOKED_AT = 400  # lines
_HEAD = 100_000  # characters
_FILTER = re.compile(rf"^\s*ipv?6? filter \d+ ({'|'.join(ACTIONS)}) ", re.ASCII)
_OTHERS = re.compile(
    r"^\s*(ip(v6)? (lan|pp|tunnel|vlan)\S* secure filter|ip(v6)? filter dynamic"
    r"|ip lan\d\S* address|pp select|nat descriptor type|tunnel select)\b"
)
_HEADER = re.compile(r"^#\s*(RTX|NVR|FWX|RT\d|SRT)", re.ASCII)
_ALL_V4 = ((0, (1 << 32) - 1),)
_IN_AFTER_NAT = Order.DESTINATION_NAT + 100


@dataclass(frozen=True, slots=True)
class Yamaha:
    """The reader of Yamaha routers."""

    vendor: str = "rtx"

    def recognises(self, config: Config) -> float:
        """Filter lines in this maker's order of words are nobody else's."""
        head = config.text[:_HEAD].splitlines()[:_LOOKED_AT]
        if any(_FILTER.match(line) for line in head):
            return 1.0
        if any(_OTHERS.match(line) for line in head):
            return 0.9
        return 0.6 if any(_HEADER.match(line) for line in head) else 0.0

    def read(self, config: Config, reading: Reading) -> Device:  # noqa: ARG002  # the interface's
        """Return the router the configuration describes."""
        found = Gathered(config.name)
        for line in lines(config.text):
            found.add(line)
        return _Building(found).device()


READER = Yamaha()


class _Building:
    """The chains and stages of a router from what its lines said."""

    def __init__(self, found: Gathered) -> None:
        self.found = found
        self.chains: dict[str, Chain] = {}
        self.stages: list[Stage] = []

    def device(self) -> Device:
        """Put the router together."""
        for applied in self.found.applied:
            self._filtered(applied)
        for line, interface, direction in self.found.ethernet:
            self._ethernet(line, interface, direction)
        for line, interface, numbers in self.found.translated:
            self._translated(line, interface, numbers)
        found = self.found
        return Device(
            name=found.file,
            vendor=READER.vendor,
            families=frozenset(found.families),
            chains=self.chains,
            stages=tuple(self.stages),
            interfaces=self._interfaces(),
            interfaces_complete=True,
            reassembles=True,
            warnings=self._warnings(),
            not_understood=tuple(found.not_understood),
            coverage=found.coverage,
        )

    def _filtered(self, applied: Applied) -> None:
        """Add a list of filters in one direction; what is in none of them is refused."""
        words = {4: "ip", 6: "ipv6"}[applied.family]
        name = f"{words} {applied.interface} secure filter {applied.direction}"
        rules = [*self._replies(applied)]
        rules += [self._rule(applied, number) for number in applied.numbers]
        origin = self.found.origin(applied.line)
        self.chains[name] = Chain(name, tuple(rules), Action.DENY, origin)
        here = Names(frozenset({applied.interface}))
        inward = applied.direction == "in"
        self.stages.append(
            Stage(
                name,
                _IN_AFTER_NAT if inward else Order.EGRESS,
                family=applied.family,
                iif=here if inward else None,
                oif=None if inward else here,
            )
        )

    def _replies(self, applied: Applied) -> list[Rule]:
        """Return what dynamic filters of either direction let come back, before any other."""
        rules = []
        for other in self.found.applied:
            if (other.family, other.interface) != (applied.family, applied.interface):
                continue
            for number in other.dynamic:
                dynamic = self.found.dynamics.get((other.family, number))
                if dynamic is not None:
                    origin = self.found.origin(dynamic.line)
                    rules.append(Rule(dynamic.matches, Action.PERMIT, origin, dynamic.line.text))
                elif other is applied:
                    rules.append(self._missing(applied, f"dynamic {number}"))
        return rules

    def _rule(self, applied: Applied, number: str) -> Rule:
        written = self.found.filters.get((applied.family, number))
        if written is None:
            return self._missing(applied, number)
        origin, line = self.found.origin(written.line), written.line
        made = written.filter
        if made is None:
            return Rule((Match(family=applied.family),), Action.UNKNOWN, origin, line.text)
        return Rule(made.matches, made.action, origin, line.text, stateless=made.stateless)

    def _missing(self, applied: Applied, number: str) -> Rule:
        """Name a filter that is applied and written nowhere: what it does is not known."""
        origin = self.found.origin(applied.line)
        text = f"{applied.line.text}（フィルター {number} の定義がありません）"
        self.found.not_understood.append(NotUnderstood(origin, text, placed=True))
        return Rule((Match(family=applied.family),), Action.UNKNOWN, origin, text)

    def _ethernet(self, line: Line, interface: str, direction: str) -> None:
        """Add filters by hardware address: they may refuse, and never let in anything."""
        name = f"ethernet {interface} filter {direction}"
        may_refuse = Match(unknown=("ethernet filter",))
        rule = Rule((may_refuse,), Action.DENY, self.found.origin(line), line.text)
        self.chains[name] = Chain(name, (rule,), Action.PERMIT)
        here = Names(frozenset({interface}))
        if direction == "in":
            self.stages.append(Stage(name, Order.INGRESS, iif=here))
        else:
            self.stages.append(Stage(name, Order.SOURCE_NAT + 100, oif=here))

    def _translated(self, line: Line, interface: str, numbers: tuple[str, ...]) -> None:
        """Add the NAT of one interface: inward what is forwarded, outward behind its address."""
        made = [self.found.descriptors[each] for each in numbers if each in self.found.descriptors]
        inward = tuple(self._forwarding(each, interface) for one in made for each in one.forwarded)
        outward = tuple(
            Rule(
                (Match(family=4),),
                Action.TRANSLATE,
                self.found.origin(one.line or line),
                (one.line or line).text,
                translation=Translation(source=one.outer or _ALL_V4),
            )
            for one in made
            if one.kind in {"nat", "masquerade", "nat-masquerade"}
        )
        here = Names(frozenset({interface}))
        self._nat_stage(f"nat {interface} in", inward, Order.DESTINATION_NAT, iif=here)
        self._nat_stage(f"nat {interface} out", outward, Order.SOURCE_NAT, oif=here)

    def _forwarding(self, one: Forwarded, interface: str) -> Rule:
        """Rewrite what arrives for the line's own address; one received at run time is any."""
        match = Match(
            family=4,
            protocol=one.protocol,
            destination=one.outer or self._own_address(interface),
            destination_port=one.ports,
        )
        return Rule(
            (match,),
            Action.TRANSLATE,
            self.found.origin(one.line),
            one.line.text,
            translation=Translation(destination=one.inner, destination_port=one.inner_ports),
        )

    def _forwards_anywhere(self, numbers: tuple[str, ...]) -> bool:
        made = (self.found.descriptors.get(each) for each in numbers)
        return any(each.outer is None for one in made if one for each in one.forwarded)

    def _own_address(self, interface: str) -> tuple[tuple[int, int], ...] | None:
        found = [ip_interface(each) for each in self.found.addresses.get(interface, ())]
        own = [int(each.ip) for each in found if each.version == 4]
        return ((own[0], own[0]),) if own else None

    def _nat_stage(
        self,
        name: str,
        rules: tuple[Rule, ...],
        order: int,
        *,
        iif: Names | None = None,
        oif: Names | None = None,
    ) -> None:
        if rules:
            self.chains[name] = Chain(name, rules, Action.PERMIT)
            self.stages.append(Stage(name, order, family=4, iif=iif, oif=oif))

    def _interfaces(self) -> tuple[Interface, ...]:
        found = self.found
        names = {
            **dict.fromkeys(found.addresses),
            **dict.fromkeys(found.descriptions),
            **dict.fromkeys(each.interface for each in found.applied),
            **dict.fromkeys(name for _, name, _ in found.translated),
        }
        return tuple(
            Interface(name, found.descriptions.get(name, ""), tuple(found.addresses.get(name, ())))
            for name in names
        )

    def _warnings(self) -> tuple[Notice, ...]:
        notices = [
            Notice(
                "fragments-follow",
                "分割されたパケットの後続は、先頭の判定に従うものとして調べました。",
            )
        ]
        notices += [
            Notice(
                "outer-address-at-run-time",
                f"インターフェース {name} の外側アドレスは回線から受け取るため、"
                "ここに届く通信はすべてそのアドレス宛てとして調べました。",
                self.found.origin(line),
                (name,),
            )
            for line, name, numbers in self.found.translated
            if not self._own_address(name) and self._forwards_anywhere(numbers)
        ]
        filtered = {(each.family, each.interface) for each in self.found.applied}
        notices += [
            Notice(
                "interface-without-filter",
                f"インターフェース {name} には{_family_name(family)}のフィルターがありません。"
                "ここを通る通信はすべて通します。",
                figures=(name, str(family)),
            )
            for family in sorted(self.found.families)
            for name in self.found.addresses
            if (family, name) not in filtered
        ]
        return tuple(notices)


def _family_name(family: int) -> str:
    return {4: " IPv4 ", 6: " IPv6 "}[family]
