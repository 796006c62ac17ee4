"""The catalogue as one value, and the questions it answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sekisho.catalogue.classification import AssetKind, AssetSort, ClassificationScheme
from sekisho.catalogue.handling import Act, GradeQuestion, HandlingRule, HandlingSet
from sekisho.catalogue.model import (
    Chapter,
    CheckSpec,
    Control,
    StandardEdition,
    Threat,
    ThreatFamily,
    Topic,
    Zone,
)
from sekisho.catalogue.people import Relation, Role, StaffCategory
from sekisho.catalogue.permits import PermitKind
from sekisho.catalogue.routes import Routing


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything by id, in the order of the data files. The mappings are read-only.

    `checks` holds every check of every control, automatic and attested.
    """

    chapters: Mapping[str, Chapter]
    zones: Mapping[str, Zone]
    families: Mapping[str, ThreatFamily]
    threats: Mapping[str, Threat]
    topics: Mapping[str, Topic]
    controls: Mapping[str, Control]
    checks: Mapping[str, CheckSpec]
    roles: Mapping[str, Role]
    staff_categories: Mapping[str, StaffCategory]
    relations: Mapping[str, Relation]
    asset_kinds: Mapping[str, AssetKind]
    asset_sorts: Mapping[str, AssetSort]
    schemes: Mapping[str, ClassificationScheme]
    handlings: Mapping[str, HandlingSet]
    questions: Mapping[str, tuple[GradeQuestion, ...]]  # by scheme
    standards: Mapping[str, StandardEdition]
    permit_kinds: Mapping[str, PermitKind]
    routing: Routing

    def controls_for(self, topics: Iterable[str]) -> tuple[Control, ...]:
        """Return the controls that serve at least one of the topic ids, in catalogue order.

        An id the catalogue does not know serves nothing: a clause left with only such ids is
        shown as not covered, which is the safe side.
        """
        wanted = frozenset(topics)
        return tuple(c for c in self.controls.values() if wanted.intersection(c.topics))

    def handling(self, level: str, act: Act, *, scheme: str = "") -> HandlingRule:
        """Return the rule for what carries a grade of confidentiality or importance.

        Without a scheme the grade of any scheme is meant. An empty or unknown grade is handled
        as the gravest: the safe side.
        """
        found = [
            each.handling
            for known in self.schemes.values()
            if not scheme or known.id == scheme
            for each in known.levels
            if each.id == level and each.handling
        ]
        order = list(self.handlings)
        gravest = min(found, key=order.index, default=order[0])
        return self.handlings[gravest].rules[act]

    def clearances(self) -> Mapping[str, frozenset[str]]:
        """Return by permission the grades that nobody may know of without it."""
        found: dict[str, set[str]] = {}
        for scheme in self.schemes.values():
            for level in scheme.levels:
                if level.clearance:
                    found.setdefault(level.clearance, set()).add(level.id)
        return {word: frozenset(levels) for word, levels in found.items()}

    def threats_of(self, family: str) -> tuple[Threat, ...]:
        """Return the threats of one family, in order."""
        return tuple(t for t in self.threats.values() if t.family == family)

    def controls_of_chapter(self, chapter: str) -> tuple[Control, ...]:
        """Return the controls of one chapter, in order."""
        return tuple(c for c in self.controls.values() if c.chapter == chapter)
