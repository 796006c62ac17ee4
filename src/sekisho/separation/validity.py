"""Whether a device keeps the laws of `rules`: what a reader must never hand over."""

from collections.abc import Iterator

from sekisho.separation.device import Device
from sekisho.separation.packet import ICMP, ICMPV6, LAST, TCP, WITH_PORTS
from sekisho.separation.rules import Action, Chain, Match, Rule
from sekisho.separation.spans import BITS, Spans, normal

_STATES = 31
_DEFAULTS = {Action.PERMIT, Action.DENY, Action.UNKNOWN}
_CALLS = {Action.JUMP, Action.GOTO}


def faults(device: Device) -> tuple[str, ...]:
    """Return what is wrong with a device, in words for the reader's author; () when all is well."""
    return tuple(_faults(device))


def _faults(device: Device) -> Iterator[str]:
    counted = device.coverage
    listed = {(line.origin, line.text) for line in device.not_understood}
    if counted.lines and counted.understood + counted.outside > counted.lines:
        yield "coverage: more lines understood than there are"
    if counted.understood + counted.outside < counted.lines and not listed:
        yield "coverage: lines are missing and none is listed as not understood"
    for stage in device.stages:
        if stage.chain not in device.chains:
            yield f"stage: no chain {stage.chain!r}"
    for chain in device.chains.values():
        yield from _chain_faults(device, chain)


def _chain_faults(device: Device, chain: Chain) -> Iterator[str]:
    if chain.default not in _DEFAULTS:
        yield f"{chain.name}: default {chain.default}"
    for rule in chain.rules:
        where = f"{chain.name}, {rule.origin.file}:{rule.origin.line}"
        yield from (f"{where}: {fault}" for fault in _rule_faults(device, rule))


def _rule_faults(device: Device, rule: Rule) -> Iterator[str]:
    if rule.action in _CALLS and rule.target not in device.chains:
        yield f"no chain {rule.target!r}"
    if (rule.action is Action.TRANSLATE) != (rule.translation is not None):
        yield "translation and action do not fit"
    for match in rule.matches:
        yield from _match_faults(match)


def _match_faults(match: Match) -> Iterator[str]:
    addresses = (match.source, match.destination)
    if any(each is not None for each in addresses) and match.family not in BITS:
        yield "addresses without a family"
    if match.family in BITS:
        last = (1 << BITS[match.family]) - 1
        yield from (f"addresses {each}" for each in addresses if not _fits(each, last))
    for name, kind in (("protocol", "protocol"), *_UPPER):
        if not _fits(getattr(match, name), LAST[kind]):
            yield f"{name} {getattr(match, name)}"
    if match.state is not None and not 0 <= int(match.state) <= _STATES:
        yield f"state {match.state}"
    yield from _protocol_faults(match)


_UPPER = (
    ("source_port", "port"),
    ("destination_port", "port"),
    ("icmp_type", "icmp"),
    ("icmp_code", "icmp"),
    ("tcp_flags", "flags"),
)
_NEEDS = (
    (("source_port", "destination_port"), WITH_PORTS),
    (("icmp_type", "icmp_code"), {ICMP, ICMPV6}),
    (("tcp_flags",), {TCP}),
)


def _protocol_faults(match: Match) -> Iterator[str]:
    for names, protocols in _NEEDS:
        if any(getattr(match, name) is not None for name in names):
            spans = match.protocol
            if spans is None or any(
                not set(range(first, last + 1)) <= protocols for first, last in spans
            ):
                yield f"{names[0]} with protocol {spans}"


def _fits(spans: Spans | None, last: int) -> bool:
    if spans is None:
        return True
    return spans == normal(spans) and (not spans or (spans[0][0] >= 0 and spans[-1][1] <= last))
