"""A rule and a correlation of rules as they are evaluated, and what is refused."""

from dataclasses import dataclass

from sigma.correlations import SigmaCorrelationRule
from sigma.rule import SigmaRule

from sekisho.detection.rules.naming import Events


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule to evaluate."""

    id: str
    title: str
    level: str
    file: str
    events: Events
    sigma: SigmaRule


@dataclass(frozen=True, slots=True)
class Correlation:
    """Rules to evaluate together; `groups` are the fields each of them is grouped by."""

    id: str
    title: str
    level: str
    file: str
    sigma: SigmaCorrelationRule
    kind: str
    rules: tuple[Rule, ...]
    groups: tuple[tuple[str, ...], ...]
    span_us: int
    field: str  # whose values are looked at
    operator: str  # as Sigma: gt, gte, lt, lte, eq, neq
    number: int  # what the figure is compared with
    percentile: int  # at whose rank the value stands, 0 where no rank is asked for


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule, or a file, that is not evaluated, and why."""

    file: str
    title: str
    reason: str
