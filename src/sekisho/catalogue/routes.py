"""Routes of applications: who looks, who agrees, who decides, in which order, and who stands in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Act = Literal["review", "consult", "decide"]
Need = Literal["any", "all"]
ACTS: tuple[Act, ...] = ("review", "consult", "decide")
NEEDS: tuple[Need, ...] = ("any", "all")
UNIT_HEAD = "unit-head"
SEAT_WORDS = ("role", "permission", "post")
"""A seat is `unit-head`, or one of these words, a colon and what it names (`role:ciso`)."""


@dataclass(frozen=True, slots=True)
class When:
    """A stage that counts only for some answers: `field` is (or is not) one of `values`."""

    field: str
    values: frozenset[str]
    negated: bool

    def holds(self, answers: Mapping[str, object]) -> bool:
        """Whether the stage counts for these answers; a missing answer is none of the values."""
        return (str(answers.get(self.field, "")) in self.values) is not self.negated


@dataclass(frozen=True, slots=True)
class Stage:
    """One stop of a route: 回議 (review), 合議 (consult) or 決裁 (decide).

    `any`: one of the seats is enough. `all`: every seat, in whatever order. One seat is filled by
    any one of the people who sit in it.
    """

    act: Act
    need: Need
    seats: tuple[str, ...]
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """The stages an application of one kind passes, in order; the last one decides.

    Whatever the answers, exactly one stage decides, and it is the last that counts.
    """

    kind: str
    stages: tuple[Stage, ...]

    def for_answers(self, answers: Mapping[str, object]) -> tuple[Stage, ...]:
        """Return the stages that count for these answers."""
        return tuple(
            stage for stage in self.stages if stage.when is None or stage.when.holds(answers)
        )

    def fault(self) -> str:
        """Return what is wrong with the order of the stages, or nothing."""
        for answers in self._cases():
            acts = [stage.act for stage in self.for_answers(answers)]
            if acts.count("decide") != 1 or acts[-1] != "decide":
                return f"with {answers or 'any answer'} not exactly the last stage decides"
        return ""

    def _cases(self) -> list[dict[str, str]]:
        """Return answers that tell every combination of the conditions apart (one field only)."""
        values = {value for stage in self.stages if stage.when for value in stage.when.values}
        fields = {stage.when.field for stage in self.stages if stage.when}
        return [{}, *({field: value} for field in sorted(fields) for value in sorted(values))]


@dataclass(frozen=True, slots=True)
class Routing:
    """Every route, who stands in for whom, and who counts as the head of a unit.

    `stand_ins`: seat → the seats whose people decide for it in its absence. `heads`: the roles that
    make somebody the head of a unit, the nearest first; `above`: who decides where no unit above
    has a head either.
    """

    routes: Mapping[str, Route]
    stand_ins: Mapping[str, tuple[str, ...]]
    heads: tuple[str, ...]
    above: tuple[str, ...]
