"""What differs between two configurations, in packets: what a change opens and what it closes.

A packet a change opens is permitted by the new stages and denied by one of the old: behind the new
stages the packet, as it was sent, goes through what the old ones rewrite of it, and the old stage
that denies is asked with permits and denies exchanged. Packets are told with the rule that now
permits (or denies) them; a line not understood makes no difference for certain and is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from sekisho.separation.device import Device
from sekisho.separation.following import Step, follow
from sekisho.separation.limits import DEFAULT_LIMITS, Limits
from sekisho.separation.packet import Packet
from sekisho.separation.policy.model import Policy
from sekisho.separation.policy.regions import FAMILIES
from sekisho.separation.proof.boxes import Steps
from sekisho.separation.proof.flattening import Context, Events, translates
from sekisho.separation.proof.paths import Hop
from sekisho.separation.proof.placing import apart
from sekisho.separation.proof.rewriting import seen
from sekisho.separation.proof.searching import AS_SENT, Boxes, Leak, Question, Search
from sekisho.separation.proof.space import Space
from sekisho.separation.proof.tables import DENY, LATER, PERMIT, WHOLE
from sekisho.separation.proof.witness import no_rule, packet_of
from sekisho.separation.rules import Translation

_NOTHING = Boxes(np.zeros((6, 0), np.int32), np.zeros((6, 0), np.int32))
_EMPTY = Policy({})


@dataclass(frozen=True, slots=True)
class Change:
    """A packet that the new configuration treats otherwise, and the rule that decides it there."""

    opens: bool  # it passes now and did not; else the other way round
    packet: Packet
    step: Step


def changes(old: Device, new: Device, *, limits: Limits = DEFAULT_LIMITS) -> tuple[Change, ...]:
    """Return packets a change opens, then packets it closes, one for each rule that does.

    None: both permit the same. Raises `BudgetError` beyond the limits, `ValueError` where one of
    them translates to one of several values (see `rewriting`).
    """
    found: dict[object, Change] = {}
    old, new = seen(old), seen(new)
    for opens, before, after in ((True, old, new), (False, new, old)):
        for packet in _only_in(after, before, limits):
            step = (follow(new, packet).steps or (no_rule(new.name),))[-1]
            key = (opens, step.chain, step.origin)
            found.setdefault(key, Change(opens, packet, step))
            if len(found) >= limits.reported:
                return tuple(found.values())
    return tuple(found.values())


def _only_in(device: Device, other: Device, limits: Limits) -> Iterator[Packet]:
    """Yield packets one device permits and the other denies, one for each pair of rules."""
    names = sorted(set(apart(device)) | set(apart(other)))
    steps = Steps(limits.steps)
    for family in FAMILIES:
        space = Space(_EMPTY, (), (device, other), family, limits)
        states = {*space.parts[id(device)].states, *space.parts[id(other)].states}
        fragments = {*space.fragments((device,)), *space.fragments((other,))}
        for iif, oif, state, fragment in product(names, names, sorted(states), sorted(fragments)):
            context = Context(iif, oif, state, fragment)
            for leak in _difference(space, device, other, context, steps):
                yield packet_of(leak, space.coordinates, Hop(device, iif, oif), state, fragment)


def _difference(
    space: Space, device: Device, other: Device, context: Context, steps: Steps
) -> Iterator[Leak]:
    """Yield what one device permits and each stage of the other denies.

    A stage that rewrites nothing need not be gone through: what it denies is its own question.
    """
    whole = [(0, space.coordinates.cells - 1)]
    permitting, denying = space.events(device, context), space.events(other, context)
    for at, events in enumerate(denying):
        rewriting = [each for each in denying[:at] if translates(each)]
        again = [AS_SENT, *rewriting] if any(map(translates, permitting)) or rewriting else []
        search = Search(
            [*permitting, *again, _exchanged(events)],
            Question(whole, whole, _NOTHING),
            space.coordinates,
            _Translations(space, device, other, len(permitting)),
            steps,
            sure=True,
            preferred=space.preferred() if context.fragment == WHOLE else (),
        )
        yield from search.leaks(_narrow(context))


class _Translations:
    """What a rule of a stage rewrites: the first stages are one device's, the others another's."""

    def __init__(self, space: Space, device: Device, other: Device, count: int) -> None:
        self._rules = [space.parts[id(each)].table.rules for each in (device, other)]
        self._count = count

    def __call__(self, stage: int, rule: int) -> Translation:
        return self._rules[stage >= self._count][rule][1].translation or Translation()


def _narrow(context: Context) -> tuple[np.ndarray, np.ndarray] | None:
    if context.fragment != LATER:
        return None
    last = np.iinfo(np.int32).max
    return np.zeros(6, np.int32), np.array((255, last, last, 0, 0, 0), np.int32)


def _exchanged(events: Events) -> Events:
    """Return the events of a stage that lets through what this one denies."""
    action = np.where(events.action == DENY, PERMIT, DENY).astype(np.int8)
    return Events(events.lo, events.hi, action, events.sure, events.rule)


def unchanged(old: Device, new: Device, *, limits: Limits = DEFAULT_LIMITS) -> bool:
    """Say whether two configurations surely permit the same packets."""
    devices: Sequence[Device] = (old, new)
    if any(device.not_understood for device in devices):
        return False
    return not changes(old, new, limits=limits)
