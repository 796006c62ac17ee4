"""The grades the body uses: its chosen scheme for each aspect, and what a grade asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sekisho.catalogue import (
    ACTS,
    ClassificationLevel,
    ClassificationScheme,
    HandlingRule,
    Proposal,
    load,
    propose,
)
from sekisho.web.assets.models import ChosenScheme

Aspect = Literal["confidentiality", "integrity", "availability"]
ASPECTS: tuple[Aspect, ...] = ("confidentiality", "integrity", "availability")


@dataclass(frozen=True)
class Schemes:
    """The scheme of each aspect."""

    by_aspect: Mapping[Aspect, ClassificationScheme]

    def level(self, aspect: Aspect, grade: str) -> ClassificationLevel | None:
        """Return the grade; None for none, or for one of a scheme used before."""
        return self.by_aspect[aspect].level(grade)

    def rank(self, aspect: Aspect, grade: str) -> int:
        """Return how grave a grade is; 0 for none or an unknown one."""
        level = self.level(aspect, grade)
        return level.rank if level else 0

    def handling(self, grade: str) -> tuple[HandlingRule, ...]:
        """Return the rule of every act for a grade of confidentiality; none: the gravest's."""
        scheme = self.by_aspect["confidentiality"].id
        return tuple(load().handling(grade, act, scheme=scheme) for act in ACTS)

    def propose(self, aspect: Aspect, answers: Mapping[str, str]) -> Proposal:
        """Return what the answers lead to; question ids are those of the aspect's scheme."""
        return propose(load().questions[self.by_aspect[aspect].id], answers)


def schemes_for(aspect: Aspect) -> tuple[ClassificationScheme, ...]:
    """Return the schemes a body can choose; importance can stand in for confidentiality."""
    fitting = {aspect, "importance"} if aspect == "confidentiality" else {aspect}
    return tuple(each for each in load().schemes.values() if each.aspect in fitting)


def chosen() -> Schemes:
    """Return the schemes the body uses; one query. A scheme that is gone gives the default."""
    known = load().schemes
    kept = dict(ChosenScheme.objects.values_list("aspect", "scheme"))
    found: dict[Aspect, ClassificationScheme] = {}
    for aspect in ASPECTS:
        default = next(each for each in schemes_for(aspect) if each.default)
        found[aspect] = known.get(kept.get(aspect, ""), default)
    return Schemes(found)
