"""Whether a case holds for facts: yes, no, or unsure; each condition is judged by itself."""

from dataclasses import dataclass
from enum import Enum

from sekisho.breach.facts import Facts
from sekisho.catalogue import BreachCase, BreachRules


class Truth(Enum):
    """Three values: what is unsure is never taken for no."""

    NO = 0
    UNSURE = 1
    YES = 2


SUBJECTS = "subjects"
"""How the number of people is called among the facts a judgement rests on."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A case with its truth, and the facts that keep it from being certain or make it false."""

    case: BreachCase
    truth: Truth
    facts: tuple[str, ...]


def judge(case: BreachCase, facts: Facts, rules: BreachRules) -> Judgement:
    """Judge a case: false when one condition is, certain when all are, unsure otherwise."""
    truths = {
        each.fact: _holds(facts.possible(each.fact, rules), each.values) for each in case.when
    }
    if case.over:
        truths[SUBJECTS] = _more_than(case.over, facts)
    truth = min(truths.values(), key=lambda each: each.value)
    named = () if truth is Truth.YES else tuple(n for n, each in truths.items() if each is truth)
    return Judgement(case, truth, named)


def _holds(possible: frozenset[str], wanted: frozenset[str]) -> Truth:
    if possible <= wanted:
        return Truth.YES
    return Truth.UNSURE if possible & wanted else Truth.NO


def _more_than(limit: int, facts: Facts) -> Truth:
    """Whether more people than the limit are concerned: 「100人を超える」 begins at 101."""
    if facts.least > limit:
        return Truth.YES
    return Truth.NO if facts.most is not None and facts.most <= limit else Truth.UNSURE
