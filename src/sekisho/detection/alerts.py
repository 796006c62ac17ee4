"""What was found, in plain Japanese: what happened, why it matters, what to do first.

The words are message ids whose `{name}` places are filled from `figures` when they are shown, so
that stored alerts read in either language. Values in figures come from logs: whoever shows them
makes them safe for the place they are shown in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Position = tuple[str, int]  # of an event: its delivery, and which record in it
Figure = str | int


@dataclass(frozen=True, slots=True)
class Words:
    """What an alert of one rule says; `what` has places, the others are the same each time."""

    what: str
    why: str
    first: str
    english: "Words | None" = None  # the same in English, where it does not come from a translation


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing found: by which rule, when, how often, and the first records it was found in."""

    rule: str
    words: Words
    figures: Mapping[str, Figure]
    first_us: int
    last_us: int
    count: int
    rows: tuple[Position, ...] = ()
    level: str = "medium"  # as Sigma: informational, low, medium, high, critical
    key: tuple[str, ...] = field(default=())  # what the alert is about: equal keys are one matter

    @property
    def what(self) -> str:
        """What happened, with its figures."""
        return self.told(self.words.what)

    def told(self, words: str) -> str:
        """Return words of this alert, in whatever language, with its figures in their places."""
        return words.format_map(_Told(self.figures))


class _Told(dict[str, Figure]):
    """Figures; a place nobody filled shows itself instead of failing."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


LEVELS = ("informational", "low", "medium", "high", "critical")


def ranked(alerts: list[Alert]) -> list[Alert]:
    """Return alerts by gravity, the oldest of equal gravity first."""
    return sorted(
        alerts, key=lambda each: (-LEVELS.index(each.level), each.first_us, each.rule, each.key)
    )
