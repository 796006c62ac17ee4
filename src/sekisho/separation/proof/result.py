"""What a verification found, and how the command tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sekisho.separation.device import Coverage, Notice, NotUnderstood
from sekisho.separation.following import Step
from sekisho.separation.packet import Packet


class Verdict(StrEnum):
    """Whether the zones are kept apart."""

    PROVEN = "proven"
    VIOLATED = "violated"
    UNDECIDED = "undecided"


class Reason(StrEnum):
    """Why a verdict is undecided; the first that applies is told."""

    POSSIBLE = "possible"  # only through lines not understood
    BUDGET = "budget"  # would take more than the limits allow
    MISSING_FAMILY = "missing-family"  # no configuration speaks of a family both zones have


@dataclass(frozen=True, slots=True)
class Violation:
    """A packet that passes though no flow permits it, and the rules that let it, in order."""

    source_zone: str
    destination_zone: str
    packet: Packet
    path: tuple[Step, ...]

    def as_json(self) -> dict[str, object]:
        """Return the violation with the field names of `separation verify`."""
        return {
            "from": self.source_zone,
            "to": self.destination_zone,
            "packet": self.packet.as_json(),
            "path": [
                {
                    "device": step.device,
                    "rule": step.text or f"{step.chain}: {step.action}",
                    "line": step.origin.line if step.origin else None,
                }
                for step in self.path
            ],
        }


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict over all pairs of zones and both families, with everything that was seen."""

    verdict: Verdict
    reason: Reason | None
    rules: int
    violations: tuple[Violation, ...]
    possible: tuple[tuple[str, str, int], ...]  # from, to, family: only by lines not understood
    warnings: tuple[Notice, ...]
    not_understood: tuple[NotUnderstood, ...]
    coverage: Mapping[str, Coverage]  # by device
    engines: tuple[str, ...]  # which provers agreed: "boxes", "diagrams"

    def as_json(self) -> dict[str, object]:
        """Return the result with the field names of `separation verify`."""
        return {
            "verdict": str(self.verdict),
            "reason": str(self.reason) if self.reason else None,
            "rules": self.rules,
            "warnings": [_notice(notice) for notice in self.warnings],
            "not_understood": [
                {"file": line.origin.file, "line": line.origin.line, "text": line.text}
                for line in self.not_understood
            ],
            "violations": [violation.as_json() for violation in self.violations],
        }


def _notice(notice: Notice) -> dict[str, object]:
    origin = notice.origin
    return {
        "code": notice.code,
        "message": notice.message,
        "file": origin.file if origin else None,
        "line": origin.line if origin else None,
    }
