"""How a firm comes out against the criteria: points in hundredths, and what keeps it out.

The law: the score is the share of the weighted points reached of those that can be, rounded down;
a firm is kept out when it gives the worst answer to a needed criterion, and cannot be chosen either
while one is unanswered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sekisho.catalogue import Criterion


@dataclass(frozen=True, slots=True)
class Score:
    """What a firm reached: `percent` of what can be, and the criteria that keep it out."""

    percent: int
    excluded: tuple[Criterion, ...]
    unanswered: tuple[Criterion, ...]

    @property
    def eligible(self) -> bool:
        """Whether the firm can be chosen."""
        return not self.excluded and not self.unanswered


def score_of(criteria: Sequence[Criterion], answers: Mapping[str, str]) -> Score:
    """Return how the answers (by criterion) come out; one nobody knows counts as none given."""
    reached = best = 0
    excluded, unanswered = [], []
    for each in criteria:
        points = each.points_of(answers.get(each.id, ""))
        best += each.weight * each.most
        if points is None:
            unanswered.append(each)
            continue
        reached += each.weight * points
        if each.needed and points == 0:
            excluded.append(each)
    percent = reached * 100 // best if best else 0
    return Score(percent, tuple(excluded), tuple(unanswered))
