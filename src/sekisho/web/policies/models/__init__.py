"""The rows of this room, by what they are about."""

from sekisho.web.policies.models.documents import (
    READ_PROCEDURES,
    WORKING,
    Clause,
    ClauseQuerySet,
    ClauseTopic,
    Document,
    DocumentQuerySet,
    Edition,
    EditionQuerySet,
    Pledge,
    PledgeQuerySet,
    Terminal,
    TerminalQuerySet,
)
from sekisho.web.policies.models.manuscripts import (
    Form,
    Manuscript,
    Passage,
    ProcedureLink,
    Remark,
    Style,
)

__all__ = [
    "READ_PROCEDURES",
    "WORKING",
    "Clause",
    "ClauseQuerySet",
    "ClauseTopic",
    "Document",
    "DocumentQuerySet",
    "Edition",
    "EditionQuerySet",
    "Form",
    "Manuscript",
    "Passage",
    "Pledge",
    "PledgeQuerySet",
    "ProcedureLink",
    "Remark",
    "Style",
    "Terminal",
    "TerminalQuerySet",
]
