"""What is known of an incident, with room for what is not known yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sekisho.breach.errors import FactError
from sekisho.catalogue import BreachRules

UNSURE = "unsure"
"""The answer that says: not known yet. A fact nobody answered is the same."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one incident.

    `known_at`: when any part of the body came to know of it (知った時点), with its zone. People
    concerned: at least `least`, at most `most` (None: nobody can say yet). `answers`: by fact the
    id of an answer, or UNSURE. `settings`: what the body chose to do besides the law; None: by
    default.
    """

    known_at: datetime
    least: int = 0
    most: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    settings: frozenset[str] | None = None

    def possible(self, fact: str, rules: BreachRules) -> frozenset[str]:
        """Return the answers that can be true of a fact: one, or all while it is unsure."""
        given = self.answers.get(fact, UNSURE)
        return rules.facts[fact].values if given == UNSURE else frozenset({given})

    def refuse_unknown(self, rules: BreachRules) -> None:
        """Raise FactError for what the rules cannot read: a misspelt answer must not pass."""
        if self.known_at.tzinfo is None:
            raise FactError("the time it was known needs a time zone")
        if self.least < 0 or (self.most is not None and self.most < self.least):
            raise FactError("the number of people must be from the least to the most")
        for name, answer in self.answers.items():
            if name not in rules.facts:
                raise FactError(f"the rules know no fact {name!r}")
            if answer != UNSURE and answer not in rules.facts[name].values:
                raise FactError(f"{answer!r} is no answer to {name!r}")
        if unknown := (self.settings or frozenset()) - set(rules.settings):
            raise FactError(f"the rules know no setting {sorted(unknown)}")
