"""The rows of this room."""

from sekisho.web.incidents.models.handling import (
    Affected,
    Custody,
    Duty,
    Entry,
    Evidence,
    Link,
    Task,
)
from sekisho.web.incidents.models.incident import BodyRule, Incident
from sekisho.web.incidents.models.plan import Drill, PlanEdition

__all__ = [
    "Affected",
    "BodyRule",
    "Custody",
    "Drill",
    "Duty",
    "Entry",
    "Evidence",
    "Incident",
    "Link",
    "PlanEdition",
    "Task",
]
