"""What a proof found, as plain JSON for the process that asked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sekisho.separation import (
    Blocked,
    Change,
    Flow,
    Notice,
    NotUnderstood,
    Packet,
    Step,
    Verification,
    Violation,
)
from sekisho.web.zones.apart.hiding import hidden

MOST = 200  # of each sort told one by one
Plain = dict[str, Any]


def verification(found: Verification) -> Plain:
    """Return the verdict with everything that was seen."""
    return {
        "verdict": str(found.verdict),
        "reason": str(found.reason) if found.reason else "",
        "rules": found.rules,
        "engines": list(found.engines),
        "violations": [_violation(each) for each in found.violations],
        "possible": [list(each) for each in found.possible],
        "not_understood": [_not_understood(each) for each in found.not_understood[:MOST]],
        "unknown": len(found.not_understood),
        "notices": [_notice(each) for each in found.warnings[:MOST] if each.code != "flow-blocked"],
    }


def _violation(found: Violation) -> Plain:
    return {
        "from": found.source_zone,
        "to": found.destination_zone,
        "packet": packet(found.packet),
        "path": [step(each) for each in found.path],
    }


def packet(found: Packet) -> Plain:
    """Return a packet; `fragment` is a later fragment of one, `numbers` as `Packet.from_json`."""
    numbers = [found.source_port, found.destination_port, found.tcp_flags]
    return {**found.as_json(), "fragment": found.fragment, "numbers": numbers}


def step(found: Step) -> Plain:
    """Return one step: where it is written, the line, and what it did."""
    return {
        "device": found.device,
        "chain": found.chain,
        "action": str(found.action),
        "file": found.origin.file if found.origin else "",
        "line": found.origin.line if found.origin else None,
        "text": hidden(found.text),
    }


def _not_understood(found: NotUnderstood) -> Plain:
    return {
        "file": found.origin.file,
        "line": found.origin.line,
        "text": hidden(found.text),
        "placed": found.placed,
    }


def _notice(found: Notice) -> Plain:
    return {
        "code": found.code,
        "message": hidden(found.message),
        "figures": [hidden(each) for each in found.figures],
        "line": found.origin.line if found.origin else None,
    }


def blocked(found: Iterable[Blocked], flows: Sequence[Flow]) -> list[Plain]:
    """Return the flows stopped, by their place in the policy."""
    numbers = {flow: number for number, flow in enumerate(flows)}
    return [
        {
            "flow": numbers[each.flow],
            "family": each.family,
            "wholly": each.openness == "shut",
            "packet": packet(each.packet),
        }
        for each in found
    ]


def changes(found: Sequence[Change]) -> Mapping[str, list[Plain]]:
    """Return what a change opens and closes."""
    told: dict[str, list[Plain]] = {"opens": [], "closes": []}
    for each in found:
        told["opens" if each.opens else "closes"].append(
            {"packet": packet(each.packet), "step": step(each.step)}
        )
    return told
