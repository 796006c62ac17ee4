"""Chains with jumps, gotos and returns as one list of events, tried in order.

An event permits, denies or translates the packets of its box, surely or perhaps. With P_i and D_j
the boxes of permits and denies:

    may be permitted    = union of all P_i minus the sure D_j before i
    surely permitted    = union of the sure P_i minus all D_j before i

so one list serves both closures. A `return` cuts what follows it in its chain: surely (the boxes
are taken out) or perhaps (what follows is no longer sure there). A jump that is only perhaps taken
makes all events inside it unsure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sekisho.separation.errors import BudgetError
from sekisho.separation.limits import Limits
from sekisho.separation.proof.boxes import FIELDS, FULL_LAST, Ints, meeting, without
from sekisho.separation.proof.tables import DENY, GOTO, JUMP, PERMIT, RETURN, TRANSLATE, Table
from sekisho.separation.rules import Action, Stage

DEFAULT = -1  # the "rule" of a chain's default


@dataclass(slots=True)
class Events:
    """Boxes with what happens to the packets inside, in order."""

    lo: Ints
    hi: Ints
    action: NDArray[np.int8]  # PERMIT, DENY or TRANSLATE
    sure: NDArray[np.bool_]
    rule: NDArray[np.int32]  # index into the table's rules, or DEFAULT

    @property
    def count(self) -> int:
        """How many events there are."""
        return int(self.lo.shape[1])

    def taken(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> "Events":
        """Return some of the events."""
        return Events(
            self.lo[:, which],
            self.hi[:, which],
            self.action[which],
            self.sure[which],
            self.rule[which],
        )


def joined(parts: list[Events]) -> Events:
    """Return events one after the other."""
    if len(parts) == 1:
        return parts[0]
    return Events(
        np.hstack([part.lo for part in parts]),
        np.hstack([part.hi for part in parts]),
        np.concatenate([part.action for part in parts]),
        np.concatenate([part.sure for part in parts]),
        np.concatenate([part.rule for part in parts]),
    )


@dataclass(frozen=True, slots=True)
class Context:
    """What is settled about a packet before boxes are looked at."""

    iif: str
    oif: str
    state: int  # one bit of `State`
    fragment: int  # WHOLE or LATER


class Flattener:
    """Makes the events of one device in one context; chains met twice are made once."""

    def __init__(self, table: Table, context: Context, limits: Limits) -> None:
        self._table = table
        self._limits = limits
        self._holds = _holding(table, context)
        self._made: dict[str, Events] = {}
        self._left = limits.boxes

    def stage(self, stage: Stage) -> Events:
        """Return a stage's events, its chain's default last."""
        chain = self._table.device.chains[stage.chain]
        return joined([self._chain(stage.chain, ()), _default(chain.default)])

    def _chain(self, name: str, callers: tuple[str, ...]) -> Events:
        if name not in self._made:
            if name in callers or len(callers) > self._limits.jump_depth:
                return _anything()
            self._made[name] = self._flatten(name, (*callers, name))
        return self._made[name]

    def _flatten(self, name: str, callers: tuple[str, ...]) -> Events:
        start, end = self._table.slices[name]
        rows = start + np.nonzero(self._holds[start:end])[0]
        control = np.nonzero(np.isin(self._table.action[rows], (JUMP, GOTO, RETURN)))[0]
        parts, left, begin = [_none()], _Left(), 0
        for at in control:
            parts.append(left.applied(self._plain(rows[begin:at])))
            parts.append(self._control(int(rows[at]), callers, left))
            begin = int(at) + 1
            self._spend(parts[-1].count + parts[-2].count)
        parts.append(left.applied(self._plain(rows[begin:])))
        return joined(parts)

    def _plain(self, rows: NDArray[np.intp]) -> Events:
        table = self._table
        return Events(
            table.lo[:, rows],
            table.hi[:, rows],
            table.action[rows],
            table.sure[rows],
            table.rule[rows],
        )

    def _control(self, row: int, callers: tuple[str, ...], left: "_Left") -> Events:
        """Return what a jump or goto brings; note in `left` what leaves the chain here."""
        table = self._table
        action, sure = int(table.action[row]), bool(table.sure[row])
        box = table.lo[:, row], table.hi[:, row]
        events = _none()
        if action != RETURN:
            target = table.rules[table.rule[row]][1].target or ""
            events = left.applied(_inside(self._chain(target, callers), *box, sure=sure))
        if action != JUMP:
            left.add(*box, sure=sure)
        return events

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise BudgetError("規則の組合せの数が上限を超えました。")


class _Left:
    """The packets that have left a chain so far."""

    def __init__(self) -> None:
        self._boxes: list[tuple[Ints, Ints, bool]] = []

    def add(self, lo: Ints, hi: Ints, *, sure: bool) -> None:
        self._boxes.append((lo, hi, sure))

    def applied(self, events: Events) -> Events:
        """Return events as they hold for the packets still here."""
        for lo, hi, sure in self._boxes:
            if events.count:
                events = _after(events, lo, hi, sure=sure)
        return events


def _after(events: Events, lo: Ints, hi: Ints, *, sure: bool) -> Events:
    hit = meeting(events.lo, events.hi, lo, hi)
    if not hit.any():
        return events
    lows, highs, source = without(events.lo, events.hi, lo, hi)
    rest = Events(lows, highs, events.action[source], events.sure[source], events.rule[source])
    if sure:
        return rest
    perhaps = _inside(events.taken(hit), lo, hi, sure=False)
    both = joined([rest, perhaps])
    order = np.argsort(np.concatenate((source, np.nonzero(hit)[0])), kind="stable")
    return both.taken(order)


def _inside(events: Events, lo: Ints, hi: Ints, *, sure: bool) -> Events:
    """Return events clipped to one box, unsure unless the box is sure."""
    kept = events.taken(meeting(events.lo, events.hi, lo, hi))
    return Events(
        np.maximum(kept.lo, lo[:, None]),
        np.minimum(kept.hi, hi[:, None]),
        kept.action,
        kept.sure & sure,
        kept.rule,
    )


def _full(actions: list[int], sure: list[bool]) -> Events:
    count = len(actions)
    return Events(
        np.zeros((FIELDS, count), np.int32),
        np.repeat(np.array(FULL_LAST, np.int32)[:, None], count, axis=1),
        np.array(actions, np.int8),
        np.array(sure, bool),
        np.full(count, DEFAULT, np.int32),
    )


def _none() -> Events:
    return _full([], [])


def _anything() -> Events:
    return _full([PERMIT, DENY], [False, False])


def _default(action: Action) -> Events:
    if action is Action.UNKNOWN:
        return _anything()
    return _full([PERMIT if action is Action.PERMIT else DENY], [True])


def _holding(table: Table, context: Context) -> NDArray[np.bool_]:
    """Say which rows a packet of this context can match."""
    enters = np.array([name is None or name.holds(context.iif) for name in table.names], bool)
    leaves = np.array([name is None or name.holds(context.oif) for name in table.names], bool)
    holds: NDArray[np.bool_] = (
        enters[table.iif]
        & leaves[table.oif]
        & ((table.state & context.state) != 0)
        & ((table.fragment & context.fragment) != 0)
    )
    return holds


def translates(events: Events) -> bool:
    """Say whether any event translates."""
    return bool((events.action == TRANSLATE).any())
