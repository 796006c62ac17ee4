"""What else a person should mend: permitted flows that are blocked, rules that do nothing.

Looked for on devices of ordinary size only (`Limits.hint_rules`), and where that was left out or
not finished it is said; a verdict never hangs on it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from sekisho.separation.device import Device, Notice
from sekisho.separation.errors import BudgetError
from sekisho.separation.limits import Limits
from sekisho.separation.policy.model import Policy
from sekisho.separation.proof.availability import Blocked, Openness, blocked
from sekisho.separation.proof.unused import Unused, unused

_PART = 10  # of a proof's budget


def hints(
    policy: Policy, devices: Sequence[Device], at: date | datetime, limits: Limits
) -> Iterator[Notice]:
    """Yield what is worth mending beside the verdict; with `hint_rules` 0 nobody asks."""
    if not limits.hint_rules:
        return
    size = sum(device.rules for device in devices) + len(policy.flows)
    if size > limits.hint_rules:
        yield _left_out()
        return
    less = replace(limits, steps=limits.steps // _PART)
    try:
        for flow in blocked(policy, devices, at=at, limits=less):
            yield _blocked(flow)
        for device in devices:
            for rule in unused(device, limits=less):
                yield _unused(device, rule)
    except BudgetError:
        yield _left_out()


def _blocked(found: Blocked) -> Notice:
    how = "通りません" if found.openness is Openness.SHUT else "一部が通りません"
    return Notice(
        "flow-blocked",
        f"zones.yaml の{found.flow.line}行目で許可した通信（IPv{found.family}）が{how}。"
        f"例: {found.packet.sentence()}",
    )


def _left_out() -> Notice:
    return Notice(
        "hints-left-out",
        "規則が多いため、許可したのに通らない通信と、何も決めない規則の全ては調べていません。",
    )


def _unused(device: Device, found: Unused) -> Notice:
    rule, figures = found.rule, (device.name, found.rule.text)
    if found.met:
        words = f"{device.name}: この規則は前の規則に隠れていて、何も決めません。{rule.text}"
        return Notice("rule-shadowed", words, rule.origin, figures)
    words = f"{device.name}: この規則はどこからも使われておらず、何も決めません。{rule.text}"
    return Notice("rule-unreached", words, rule.origin, figures)
