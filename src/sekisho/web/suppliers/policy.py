"""The policy resident staff of contractors promise to keep: known to a room beside, handed in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PolicyClause:
    """A clause as printed; `depth` 0 is the top level."""

    depth: int
    label: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The edition in force: `reference` as `edition:3`, since when, and its public words."""

    reference: str
    title: str
    since: date | None
    clauses: tuple[PolicyClause, ...]


PolicySource = Callable[[], Policy | None]

_sources: list[PolicySource] = []


def install(source: PolicySource) -> None:
    """Take what knows the policy; called once at start-up."""
    _sources[:] = [source]


def in_force() -> Policy | None:
    """Return the policy in force; None where there is none or nothing was handed in."""
    return _sources[0]() if _sources else None
