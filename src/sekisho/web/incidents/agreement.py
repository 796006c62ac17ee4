"""Whether the rows of this room are what was sealed of them.

What an unnamed reporter left to be called by can be erased, and is in no digest.
"""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.incidents.models import (
    Affected,
    BodyRule,
    Custody,
    Drill,
    Duty,
    Entry,
    Evidence,
    Incident,
    Link,
    PlanEdition,
    Task,
)

TABLES = Tables(
    kinds=frozenset({
        "incident.reported", "incident.triaged", "incident.assessed", "incident.duty-done",
        "incident.noted", "incident.evidence-added", "incident.custody", "incident.task-added",
        "incident.task-done", "incident.linked", "incident.affected", "incident.closed",
        "incident.body-rule", "incident.handed", "plan.begun", "plan.written", "plan.asked",
        "plan.returned", "plan.decided", "plan.reviewed", "drill.planned", "drill.held",
    }),
    kept=(
        Kept(Incident, "incident", without=frozenset({"contact"})),
        Kept(Duty, "incident-duty"),
        Kept(Entry, "incident-entry"),
        Kept(Evidence, "incident-evidence", without=frozenset({"content"})),
        Kept(Custody, "incident-custody"),
        Kept(Task, "incident-task"),
        Kept(Link, "incident-link"),
        Kept(Affected, "incident-people"),
        Kept(BodyRule, "incident-body"),
        Kept(PlanEdition, "response-plan"),
        Kept(Drill, "drill"),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
