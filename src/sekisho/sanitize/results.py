"""What came of one document: the rebuilt bytes, or why there are none, and what was taken out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """The four ways a document can end at the crossing; only the first two carry bytes."""

    DELIVERED = "delivered"  # rebuilt and verified
    TEXT_ONLY = "text-only"  # only its words could be rebuilt, and were verified
    HELD = "held"  # the original waits: for a password, a person's decision or another form
    REJECTED = "rejected"  # a kind that never crosses


class Action(StrEnum):
    """What was done to a construct that may not cross."""

    REMOVED = "removed"
    NEUTRALISED = "neutralised"  # kept as inert text
    CONVERTED = "converted"  # kept in another, safe form
    HELD = "held"  # the whole document stays because of it


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a document was not delivered as asked: a stable code and a sentence saying what to do."""

    code: str  # kebab-case, one of `reasons.REASONS`
    message: str  # plain Japanese


@dataclass(frozen=True, slots=True)
class Removal:
    """One construct that did not cross: which vector, where it stood, what was done."""

    vector: str  # an id of the published list
    location: str  # a place inside the document: a part, a page, a header, an entry
    action: Action


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome for one document; `data` is None unless it was rebuilt *and* verified."""

    name: str  # as it was given, made safe to show
    outcome: Outcome
    sha256_in: str
    data: bytes | None = None
    output_name: str | None = None
    media_type: str | None = None
    grade: str | None = None  # "A", "B", "C" where a format has grades
    reasons: tuple[Reason, ...] = ()
    removals: tuple[Removal, ...] = ()
    changes: tuple[str, ...] = ()  # what else is not as it was, in plain Japanese
    fidelity: Mapping[str, int | float] = field(default_factory=dict)
    sha256_out: str | None = None
    seconds: float = 0.0  # wall time spent in confined jobs
    cpu_seconds: float = 0.0
    peak_bytes: int = 0  # the largest job's memory
    children: "tuple[Result, ...]" = ()  # of mail and archives, in order; their bytes dropped

    def as_json(self) -> dict[str, object]:
        """Return the machine's form (field names as in the command contract), without the bytes."""
        return {
            "input": self.name,
            "outcome": str(self.outcome),
            "output": self.output_name,
            "media_type": self.media_type,
            "grade": self.grade,
            "reasons": [{"code": r.code, "message": r.message} for r in self.reasons],
            "removals": [
                {"vector": r.vector, "location": r.location, "action": str(r.action)}
                for r in self.removals
            ],
            "changes": list(self.changes),
            "fidelity": dict(self.fidelity),
            "sha256_in": self.sha256_in,
            "sha256_out": self.sha256_out,
            "seconds": round(self.seconds, 4),
            "children": [child.as_json() for child in self.children],
        }
