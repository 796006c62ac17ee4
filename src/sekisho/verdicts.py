"""The few words all engines share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
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


Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a check saw: its verdict, one sentence, its figures, and the rows it read.

    `message` is a message id (Japanese) whose `{name}` places are filled from `figures` when it is
    shown, so that sealed evidence reads in either language. People stand in `rows` by opaque id.
    """

    verdict: Verdict
    message: str
    figures: Mapping[str, int | str] = field(default_factory=dict)
    rows: tuple[Mapping[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """An automatic check: reads the live state at a time and says what it saw; changes nothing."""

    id: str  # as in the catalogue
    run: Callable[[datetime], Result]
