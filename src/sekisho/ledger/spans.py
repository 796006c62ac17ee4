"""Runs of whole numbers as (first, last) pairs: a million neighbouring rows cost one pair."""

from bisect import bisect_left

Span = tuple[int, int]  # first, last: both belong to it


class Spans:
    """A growing list of spans, at most `limit` of them; what no longer fits is only counted."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._spans: list[Span] = []
        self.dropped = 0

    def add(self, first: int, last: int) -> None:
        """Add a span that ends after every span added before; what touches is joined."""
        while self._spans and self._spans[-1][1] + 1 >= first:
            first = min(first, self._spans.pop()[0])
        if len(self._spans) < self._limit:
            self._spans.append((first, last))
        else:
            self.dropped += last - first + 1

    def reaches(self, number: int) -> bool:
        """Tell whether the last span ends at `number` or beyond."""
        return bool(self._spans) and self._spans[-1][1] >= number

    def overlaps(self, first: int, last: int) -> bool:
        """Tell whether any number from first to last belongs to a span."""
        return any(low <= last and first <= high for low, high in self._spans)

    def start_of_end(self, end: int) -> int:
        """Return where the span that ends just before `end` begins; none does: `end` itself."""
        return self._spans[-1][0] if self.reaches(end - 1) else end

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans, in order."""
        return tuple(self._spans)

    def before(self, end: int) -> list[Span]:
        """Return what lies before `end`, in order."""
        return [(first, min(last, end - 1)) for first, last in self._spans if first < end]


class Remaining:
    """Spans from which parts are taken away until what nobody took is left."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans = sorted(spans)

    @property
    def spans(self) -> tuple[Span, ...]:
        """What is left, in order."""
        return tuple(self._spans)

    def take(self, first: int, last: int) -> tuple[list[Span], list[Span]]:
        """Take first to last away; return the parts that were there, and those that were not."""
        start = bisect_left(self._spans, first, key=lambda span: span[1])
        taken: list[Span] = []
        absent: list[Span] = []
        kept: list[Span] = []
        end = start
        position = first
        while end < len(self._spans) and self._spans[end][0] <= last:
            low, high = self._spans[end]
            kept += [(low, first - 1)] if low < first else []
            kept += [(last + 1, high)] if high > last else []
            low, high = max(low, first), min(high, last)
            absent += [(position, low - 1)] if position < low else []
            taken.append((low, high))
            position = high + 1
            end += 1
        absent += [(position, last)] if position <= last else []
        self._spans[start:end] = kept
        return taken, absent
