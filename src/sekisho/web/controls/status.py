"""The status of controls and clauses, computed from evidence and typed in by nobody.

Laws, in order of weight: FAILING > NOT_COVERED > STALE > WEAK > IN_FORCE > NO_DEMAND.
- A check is fresh until its evidence's `valid_until`; one without fresh evidence is STALE.
- A control is as its worst check. A control set aside (decided, with an end date) counts nowhere.
- A clause's own demand is as its worst required control; a recommended control that does not hold
  makes it at most WEAK. A topic that no control answers makes the clause NOT_COVERED.
- A clause that demands nothing itself is as the worst of the clauses below it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sekisho.catalogue import Control
from sekisho.verdicts import Verdict
from sekisho.web.evidence.queries import EvidenceView


class Status(StrEnum):
    """What can be said of a clause; the words of the command contract."""

    IN_FORCE = "in force"
    WEAK = "weak"
    FAILING = "failing"
    STALE = "stale"
    NOT_COVERED = "not covered"
    NO_DEMAND = "no demand"


WEIGHT = {
    Status.NO_DEMAND: 0,
    Status.IN_FORCE: 1,
    Status.WEAK: 2,
    Status.STALE: 3,
    Status.NOT_COVERED: 4,
    Status.FAILING: 5,
}
_OF_VERDICT = {
    Verdict.HOLDS: Status.IN_FORCE,
    Verdict.WEAK: Status.WEAK,
    Verdict.FAILS: Status.FAILING,
}


@dataclass(frozen=True, slots=True)
class ControlState:
    """A control, how it stands, and its newest evidence (of the check that decides)."""

    control: Control
    status: Status
    evidence: EvidenceView | None
    set_aside: bool = False


@dataclass(frozen=True, slots=True)
class ClauseNode:
    """What the computation needs of a clause: its place in the tree and its confirmed topics."""

    id: str
    depth: int
    demands: bool
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseState:
    """A clause, its status, and the controls its own topics demand."""

    status: Status
    own: Status
    controls: tuple[ControlState, ...]
    evidence: EvidenceView | None


def worst(statuses: Iterable[Status]) -> Status:
    """Return the heaviest status; of none, NO_DEMAND."""
    return max(statuses, key=WEIGHT.__getitem__, default=Status.NO_DEMAND)


def control_states(
    controls: Iterable[Control],
    evidence: Mapping[str, EvidenceView],
    set_aside: frozenset[str],
    at: datetime,
) -> dict[str, ControlState]:
    """Return the state of each control by id; `evidence` is the newest by check id."""
    return {control.id: _control_state(control, evidence, set_aside, at) for control in controls}


def _control_state(
    control: Control, evidence: Mapping[str, EvidenceView], aside: frozenset[str], at: datetime
) -> ControlState:
    found = [(check_status(evidence.get(c.id), at), evidence.get(c.id)) for c in control.checks]
    status, deciding = max(found, key=lambda pair: WEIGHT[pair[0]])
    newest = deciding or _newest(each for _, each in found)
    return ControlState(control, status, newest, control.id in aside)


def check_status(evidence: EvidenceView | None, at: datetime) -> Status:
    """Return what a check's newest evidence says at that time."""
    if evidence is None or evidence.verdict is None or not evidence.fresh(at):
        return Status.STALE
    return _OF_VERDICT[evidence.verdict]


def demand_status(states: Sequence[ControlState], topics: Iterable[str]) -> Status:
    """Return the status of a demand with these topics over the controls that serve them."""
    counted = [state for state in states if not state.set_aside]
    answered = {topic for state in counted for topic in state.control.topics}
    wanted = frozenset(topics)
    gap = [] if wanted and wanted <= answered else [Status.NOT_COVERED]
    return worst([*gap, *map(_contribution, counted)])


def _contribution(state: ControlState) -> Status:
    """Return what a control adds: a recommended one never makes a clause worse than WEAK."""
    if state.control.level == "recommended" and WEIGHT[state.status] > WEIGHT[Status.WEAK]:
        return Status.WEAK
    return state.status


def clause_states(
    clauses: Sequence[ClauseNode], states: Mapping[str, ControlState]
) -> tuple[ClauseState, ...]:
    """Return one state per clause; clauses come in document order with their depths."""
    by_topic = _by_topic(states.values())
    own = [_own_state(clause, by_topic) for clause in clauses]
    rolled = _roll_up(clauses, [status for status, _ in own])
    return tuple(
        ClauseState(status, own_status, controls, _newest(c.evidence for c in controls))
        for status, (own_status, controls) in zip(rolled, own, strict=True)
    )


def _by_topic(states: Iterable[ControlState]) -> dict[str, list[ControlState]]:
    by_topic: dict[str, list[ControlState]] = {}
    for state in states:
        for topic in state.control.topics:
            by_topic.setdefault(topic, []).append(state)
    return by_topic


def _own_state(
    clause: ClauseNode, by_topic: Mapping[str, Sequence[ControlState]]
) -> tuple[Status, tuple[ControlState, ...]]:
    if not clause.demands:
        return Status.NO_DEMAND, ()
    serving = {
        state.control.id: state for topic in clause.topics for state in by_topic.get(topic, ())
    }
    controls = tuple(serving.values())
    return demand_status(controls, clause.topics), controls


def _roll_up(clauses: Sequence[ClauseNode], own: Sequence[Status]) -> list[Status]:
    """From the last clause to the first, hand each subtree's worst to its parent in O(n)."""
    rolled = list(own)
    below: list[Status] = []  # by depth: the worst seen so far under the still unread parent
    for position in range(len(clauses) - 1, -1, -1):
        clause = clauses[position]
        if not clause.demands:
            rolled[position] = worst(below[clause.depth + 1 :])
        subtree = worst([rolled[position], *below[clause.depth + 1 :]])
        del below[clause.depth + 1 :]
        below.extend([Status.NO_DEMAND] * (clause.depth + 1 - len(below)))
        below[clause.depth] = worst([below[clause.depth], subtree])
    return rolled


def _newest(evidence: Iterable[EvidenceView | None]) -> EvidenceView | None:
    return max((each for each in evidence if each), key=lambda each: each.index, default=None)
