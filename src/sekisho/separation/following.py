"""One packet followed through a device, rule by rule: the laws of `rules` as a program.

It is the slow, plain reading of the laws that every proof is held against: a counter-example is
only reported when its packet, followed here, comes out at the other end.
"""

from dataclasses import dataclass, replace

from sekisho.separation.device import Device
from sekisho.separation.packet import ICMP, ICMPV6, TCP, WITH_PORTS, Packet
from sekisho.separation.rules import Action, Chain, Match, Origin, Rule, Stage, Translation
from sekisho.separation.spans import contains


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that decided something for a packet; a default has no rule of its own."""

    device: str
    chain: str
    action: Action
    origin: Origin | None
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What became of a packet: whether it left the device, by which steps, and how it looks now."""

    permitted: bool
    steps: tuple[Step, ...]
    packet: Packet


def matches(match: Match, packet: Packet) -> bool:
    """Say whether a packet is inside a match's fields (its unknown conditions left aside)."""
    return (
        match.family in {None, packet.family}
        and (match.iif is None or match.iif.holds(packet.iif))
        and (match.oif is None or match.oif.holds(packet.oif))
        and (match.state is None or bool(match.state & packet.state))
        and match.fragment in {None, packet.fragment}
        and contains(match.protocol, packet.protocol)
        and contains(match.source, packet.source)
        and contains(match.destination, packet.destination)
        and _upper_layer(match, packet)
    )


def _upper_layer(match: Match, packet: Packet) -> bool:
    return _has_ports(match, packet) and _has_type(match, packet) and _has_flags(match, packet)


def _has_ports(match: Match, packet: Packet) -> bool:
    if match.source_port is None and match.destination_port is None:
        return True
    return (
        packet.has_ports
        and contains(match.source_port, packet.source_port)
        and contains(match.destination_port, packet.destination_port)
    )


def _has_type(match: Match, packet: Packet) -> bool:
    if match.icmp_type is None and match.icmp_code is None:
        return True
    return (
        packet.protocol in {ICMP, ICMPV6}
        and not packet.fragment
        and contains(match.icmp_type, packet.source_port)
        and contains(match.icmp_code, packet.destination_port)
    )


def _has_flags(match: Match, packet: Packet) -> bool:
    if match.tcp_flags is None:
        return True
    whole = packet.protocol == TCP and not packet.fragment
    return whole and contains(match.tcp_flags, packet.tcp_flags)


def follow(device: Device, packet: Packet, *, unknown_holds: bool = False) -> Passage:
    """Follow a packet through all stages of a device.

    Conditions not understood hold or not, as the caller says; a line not understood permits when
    they hold and does nothing otherwise.
    """
    walk = _Walk(device, packet, unknown_holds)
    permitted = all(walk.stage(stage) for stage in sorted(device.stages, key=_order))
    return Passage(permitted, tuple(walk.steps), walk.packet)


def _order(stage: Stage) -> int:
    return stage.order


class _Walk:
    """A packet on its way, and the steps so far."""

    def __init__(self, device: Device, packet: Packet, unknown_holds: bool) -> None:  # noqa: FBT001
        self.device = device
        self.packet = packet
        self.unknown_holds = unknown_holds
        self.steps: list[Step] = []

    def stage(self, stage: Stage) -> bool:
        """Say whether the packet passes a stage."""
        if not stage_applies(stage, self.packet):
            return True
        chain = self.device.chains[stage.chain]
        decided = self._chain(chain)
        if decided is None:
            decided = chain.default
            self._note(chain, decided, chain.default_origin, "")
        if decided is Action.UNKNOWN:
            return self.unknown_holds
        return decided is Action.PERMIT

    def _chain(self, chain: Chain) -> Action | None:
        """Return PERMIT or DENY, or None when the chain was left undecided."""
        for rule in chain.rules:
            if rule.action is Action.CONTINUE or not self._matches(rule):
                continue
            if rule.action is Action.RETURN:
                return None
            decided = self._rule(chain, rule)
            if decided is not None or rule.action is Action.GOTO:
                return decided
        return None

    def _rule(self, chain: Chain, rule: Rule) -> Action | None:
        if rule.action is Action.UNKNOWN and not self.unknown_holds:
            return None
        self._note(chain, rule.action, rule.origin, rule.text)
        if rule.action in {Action.JUMP, Action.GOTO}:
            return self._called(rule)
        if rule.action is Action.TRANSLATE and rule.translation is not None:
            self.packet = translated(self.packet, rule.translation)
        return Action.DENY if rule.action is Action.DENY else Action.PERMIT

    def _called(self, rule: Rule) -> Action | None:
        before = len(self.steps)
        decided = self._chain(self.device.chains[rule.target or ""])
        if decided is None and rule.action is Action.JUMP:
            del self.steps[before - 1 :]  # a detour that decided nothing is no step
        return decided

    def _matches(self, rule: Rule) -> bool:
        return any(
            matches(match, self.packet) and (self.unknown_holds or not match.unknown)
            for match in rule.matches
        )

    def _note(self, chain: Chain, action: Action, origin: Origin | None, text: str) -> None:
        self.steps.append(Step(self.device.name, chain.name, action, origin, text))


def stage_applies(stage: Stage, packet: Packet) -> bool:
    """Say whether a packet goes through a stage."""
    return (
        stage.family in {None, packet.family}
        and (stage.iif is None or stage.iif.holds(packet.iif))
        and (stage.oif is None or stage.oif.holds(packet.oif))
    )


def translated(packet: Packet, to: Translation) -> Packet:
    """Return the packet with the lowest of the new values a translation may give it."""
    new = {
        name: spans[0][0]
        for name in ("source", "destination")
        if (spans := getattr(to, name)) is not None
    }
    if packet.protocol in WITH_PORTS:
        new |= {
            name: spans[0][0]
            for name in ("source_port", "destination_port")
            if (spans := getattr(to, name)) is not None
        }
    return replace(packet, **new)
