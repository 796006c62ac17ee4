"""The few words all engines share."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a check found about its control at one moment."""

    HOLDS = "holds"
    WEAK = "weak"  # holds, with something that should be mended
    FAILS = "fails"


class Severity(StrEnum):
    """How much a finding matters to the person who must act on it."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, in words for the person who must act: what it is and what to do."""

    code: str  # stable, kebab-case
    message: str  # plain Japanese
    severity: Severity = Severity.WARNING
    subject: str = ""  # what it is about: a clause id, a row's opaque id; never a person's name
