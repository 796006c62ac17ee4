"""Reads for the status pages and `sekisho status`: editions in force with computed statuses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import Catalogue, CheckSpec, load
from sekisho.web.controls.models import SetAside
from sekisho.web.controls.status import (
    ClauseNode,
    ClauseState,
    ControlState,
    Status,
    clause_states,
    control_states,
    demand_status,
)
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.queries import EvidenceView
from sekisho.web.policies.models import Clause, ClauseTopic, Document, Edition
from sekisho.web.ui.words import worded

_SUBJECT, _ASIDE, _APPLIED = "control:", "control.set-aside", "control.applied-again"


@dataclass(frozen=True, slots=True)
class Row:
    """A clause of the board with its state."""

    clause: Clause
    topics: tuple[str, ...]
    state: ClauseState


@dataclass(frozen=True, slots=True)
class Board:
    """An edition in force, clause by clause, at a moment."""

    edition: Edition
    rows: tuple[Row, ...]
    at: datetime

    @property
    def counts(self) -> dict[Status, int]:
        """How many clauses with a demand of their own stand how."""
        counts = dict.fromkeys(Status, 0)
        for row in self.rows:
            counts[row.state.own] += 1
        return counts


@dataclass(frozen=True, slots=True)
class Group:
    """A threat or a zone with the controls that answer it."""

    id: str
    title: str
    status: Status
    controls: tuple[ControlState, ...]


def states(at: datetime) -> dict[str, ControlState]:
    """Return how every control of the catalogue stands at a time; three or four queries."""
    catalogue = load()
    newest = evidence.newest(catalogue.checks)
    return control_states(catalogue.controls.values(), newest, set_aside(at), at)


def states_then(at: datetime) -> dict[str, ControlState]:
    """Return how every control stood at a moment gone by, by what was sealed until then.

    An exemption ended since then is not known as one any more: its control counts.
    """
    catalogue = load()
    newest = evidence.newest(catalogue.checks, until=at)
    return control_states(catalogue.controls.values(), newest, set_aside(at), at)


def set_aside(at: datetime) -> frozenset[str]:
    """Return the controls set aside at a time; one or two queries.

    A row counts only with the entry its decision sealed (the same control, id and last day), and
    only until its end was sealed: a row written straight into the database sets nothing aside.
    """
    rows = SetAside.objects.in_force(timezone.localdate(at)).filter(decided_at__lte=at)
    found = list(rows.values_list("control", "pk", "until_date"))
    sealed = _sealed_aside({control for control, _pk, _until in found}) if found else {}
    return frozenset(
        control for control, pk, until in found if sealed.get((control, pk)) == until.isoformat()
    )


def _sealed_aside(controls: Iterable[str]) -> dict[tuple[str, object], object]:
    """Return the last day sealed for every exemption of these controls not sealed as ended."""
    found: dict[tuple[str, object], object] = {}
    subjects = [_SUBJECT + control for control in controls]
    for entry in evidence.sealed((_ASIDE, _APPLIED), subjects):
        key = (entry.subject.removeprefix(_SUBJECT), entry.facts.get("set_aside"))
        if entry.kind == _APPLIED:
            found.pop(key, None)
        else:
            found[key] = entry.facts.get("until")
    return found


def editions_in_force(rights: frozenset[str]) -> list[Edition]:
    """Return the editions in force that a reader with these rights may know of."""
    readable = Document.objects.readable(rights)
    found = (
        Edition.objects.filter(state=Edition.State.PUBLISHED, document__in=readable)
        .select_related("document")
        .defer("source", "tree")
    )
    rank = list(Document.Kind.values)  # from the public policy down to procedures
    return sorted(found, key=lambda each: (rank.index(each.document.kind), each.document_id))


def board(edition: Edition, at: datetime, known: Mapping[str, ControlState]) -> Board:
    """Return the edition's clauses with their states; two queries."""
    clauses = list(edition.clauses.order_by("position"))
    topics: dict[int, list[str]] = {}
    pairs = ClauseTopic.objects.filter(clause__edition=edition).order_by("clause_id", "topic")
    for clause_pk, topic in pairs.values_list("clause_id", "topic"):
        topics.setdefault(clause_pk, []).append(topic)
    nodes = [
        ClauseNode(each.clause_id, each.depth, each.demands, tuple(topics.get(each.pk, ())))
        for each in clauses
    ]
    found = clause_states(nodes, known)
    rows = zip(clauses, nodes, found, strict=True)
    return Board(edition, tuple(Row(c, n.topics, s) for c, n, s in rows), at)


def threats(known: Mapping[str, ControlState]) -> list[tuple[str, list[Group]]]:
    """Return the families of threats with each threat's status over its controls."""
    catalogue = load()
    return [
        (
            worded(family.title),
            [
                _group(threat.id, worded(threat.title), _serving(catalogue, known, threat.id))
                for threat in catalogue.threats_of(family.id)
            ],
        )
        for family in catalogue.families.values()
    ]


def zones(known: Mapping[str, ControlState], labels: Sequence[tuple[str, str]]) -> list[Group]:
    """Return each zone's status over the controls that must hold in it."""
    return [
        _group(key, label, [state for state in known.values() if key in state.control.zones])
        for key, label in labels
    ]


def _serving(
    catalogue: Catalogue, known: Mapping[str, ControlState], threat: str
) -> list[ControlState]:
    return [known[c.id] for c in catalogue.controls.values() if threat in c.threats]


def _group(key: str, title: str, serving: Sequence[ControlState]) -> Group:
    topics = {topic for state in serving for topic in state.control.topics}
    return Group(key, title, demand_status(serving, topics), tuple(serving))


def board_as_json(found: Board) -> dict[str, object]:
    """Return the board in the form of the command contract (`sekisho status --json`)."""
    return {
        "document": found.edition.title,
        "at": found.at.isoformat(),
        "clauses": [_row_as_json(row) for row in found.rows],
    }


def _row_as_json(row: Row) -> dict[str, object]:
    newest = row.state.evidence
    return {
        "id": row.clause.clause_id,
        "heading": row.clause.heading,
        "status": row.state.status.value,
        "controls": [state.control.id for state in row.state.controls],
        "evidence": newest
        and {
            "id": newest.index,
            "at": newest.at.isoformat(),
            "verdict": newest.verdict.value if newest.verdict else None,
        },
    }


@dataclass(frozen=True, slots=True)
class Due:
    """A check whose evidence ends soon, has ended, or was never given."""

    control: ControlState
    spec: CheckSpec
    evidence: EvidenceView | None
    until: datetime | None

    @property
    def overdue(self) -> bool:
        """Whether there is no fresh evidence (any more)."""
        return self.until is None


def due_checks(at: datetime, within: timedelta, controls: Iterable[ControlState]) -> list[Due]:
    """Return attested checks that ran out, then those that end soon, then those never attested."""
    counted = [state for state in controls if not state.set_aside]
    newest = evidence.newest(c.id for state in counted for c in state.control.checks)
    found = [
        Due(state, spec, newest.get(spec.id), _until(newest.get(spec.id), at))
        for state in counted
        for spec in state.control.checks
        if spec.mode == "attested"
    ]
    soon = [due for due in found if due.until is None or due.until <= at + within]
    return sorted(soon, key=lambda due: (_urgency(due), due.until or at, due.spec.id))


def _urgency(due: Due) -> int:
    """Return 0 for what has run out, 1 for what ends soon, 2 for what nobody has looked at yet."""
    if due.until is not None:
        return 1
    return 0 if due.evidence else 2


def _until(newest: EvidenceView | None, at: datetime) -> datetime | None:
    return newest.valid_until if newest and newest.fresh(at) else None
