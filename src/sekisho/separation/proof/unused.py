"""Rules that never decide anything: shadowed by the rules before them, or in a chain never met."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from sekisho.separation.device import Device
from sekisho.separation.limits import DEFAULT_LIMITS, Limits
from sekisho.separation.packet import State
from sekisho.separation.policy.model import Policy
from sekisho.separation.policy.regions import FAMILIES
from sekisho.separation.proof.boxes import Steps, hole, meeting
from sekisho.separation.proof.flattening import DEFAULT, Context, Events
from sekisho.separation.proof.placing import apart
from sekisho.separation.proof.space import Space
from sekisho.separation.proof.tables import LATER, WHOLE
from sekisho.separation.rules import Action, Rule

_DECIDING = {Action.PERMIT, Action.DENY, Action.TRANSLATE}
_EMPTY = Policy({})


@dataclass(frozen=True, slots=True)
class Unused:
    """A rule no packet is decided by. `met`: its chain is reached, so earlier rules shadow it."""

    chain: str
    rule: Rule
    met: bool


def unused(device: Device, *, limits: Limits = DEFAULT_LIMITS) -> tuple[Unused, ...]:
    """Return the deciding rules that decide no packet, whatever its state, family or interfaces.

    Raises `BudgetError` beyond the limits.
    """
    met: set[int] = set()
    deciding: set[int] = set()
    rules: list[tuple[str, Rule]] = []
    steps = Steps(limits.steps)
    for family in FAMILIES:
        space = Space(_EMPTY, (), (device,), family, limits)
        rules = space.parts[id(device)].table.rules
        for context in _contexts(device):
            for events in space.events(device, context):
                met |= set(events.rule.tolist())
                deciding |= set(_decide(events, deciding, steps))
    return tuple(
        Unused(chain, rule, number in met)
        for number, (chain, rule) in enumerate(rules)
        if rule.action in _DECIDING and number not in deciding
    )[: limits.reported]


def _contexts(device: Device) -> Iterator[Context]:
    names = apart(device)
    fragments = (WHOLE,) if device.reassembles else (WHOLE, LATER)
    for iif, oif, state, fragment in product(names, names, State, fragments):
        yield Context(iif, oif, int(state), fragment)


def _decide(events: Events, known: set[int], steps: Steps) -> Iterator[int]:
    """Yield the rules that decide some packet of a stage."""
    for at in range(events.count):
        rule = int(events.rule[at])
        if rule == DEFAULT or rule in known:
            continue
        lo, hi = events.lo[:, at], events.hi[:, at]
        before = np.nonzero(events.sure[:at])[0]
        before = before[meeting(events.lo[:, before], events.hi[:, before], lo, hi)]
        if hole(lo, hi, events.lo[:, before], events.hi[:, before], steps) is not None:
            known.add(rule)
            yield rule
