"""Where an application stands on its route: the engine of every decision, without a database.

Laws. The stages are passed in order. A stage that needs `any` is passed when one of its seats is
filled; one that needs `all` when each is. A seat is filled once and stays filled. Nobody fills a
seat of a stage whose turn it is not. The application is decided when its last stage is passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sekisho.catalogue.routes import Need


@dataclass(frozen=True, slots=True)
class Shape:
    """One stage as the engine sees it: how many seats, and how many of them must be filled."""

    need: Need
    seats: int


@dataclass(frozen=True, slots=True)
class Course:
    """The route of one application and how far it has come.

    `stage` counts the stages passed; `filled` holds (stage, place) of each seat filled.
    """

    stages: tuple[Shape, ...]
    stage: int = 0
    filled: frozenset[tuple[int, int]] = frozenset()

    @property
    def decided(self) -> bool:
        """Whether every stage is passed."""
        return self.stage >= len(self.stages)

    @property
    def deciding(self) -> bool:
        """Whether the stage whose turn it is decides: it is the last."""
        return self.stage == len(self.stages) - 1

    @property
    def open(self) -> tuple[int, ...]:
        """The places of the stage whose turn it is that nobody has filled."""
        if self.decided:
            return ()
        seats = range(self.stages[self.stage].seats)
        return tuple(place for place in seats if (self.stage, place) not in self.filled)

    def fill(self, places: Iterable[int]) -> "Course":
        """Return the course after these places of the current stage are filled.

        Raises ValueError for a place that is not open, or for none.
        """
        taken = frozenset(places)
        if not taken or not taken <= set(self.open):
            raise ValueError(f"places {sorted(taken)} are not open at stage {self.stage}")
        filled = self.filled | {(self.stage, place) for place in taken}
        after = replace(self, filled=filled)
        passed = not after.open or self.stages[self.stage].need == "any"
        return replace(after, stage=self.stage + 1) if passed else after
