"""Days of an entry log that nothing covers.

Law: a day is covered when a span holds it; the days asked about run from the day an area's log
began until the last day that should be there by now, both inclusive.
"""

from collections.abc import Iterable
from datetime import date, timedelta

Span = tuple[date, date]
_DAY = timedelta(days=1)


def gaps(spans: Iterable[Span], first: date, last: date) -> list[Span]:
    """Return the uncovered days as spans, in order; nothing when `last` lies before `first`."""
    found: list[Span] = []
    next_day = first
    for start, end in sorted(spans):
        if start > last:
            break
        if start > next_day:
            found.append((next_day, start - _DAY))
        next_day = max(next_day, end + _DAY)
    if next_day <= last:
        found.append((next_day, last))
    return found


def days_in(spans: Iterable[Span]) -> int:
    """Return how many days the spans hold together; they must not overlap."""
    return sum((end - start).days + 1 for start, end in spans)
