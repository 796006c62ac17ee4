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

__all__ = [
    "Affected",
    "BodyRule",
    "Custody",
    "Duty",
    "Entry",
    "Evidence",
    "Incident",
    "Link",
    "Task",
]
