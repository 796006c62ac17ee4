"""How what carries a grade may be handled: rules as data, and the one function rooms enforce."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sekisho.catalogue.model import Text

Act = Literal["copy", "take-out", "send", "store", "dispose"]
Allowed = Literal["yes", "with-leave", "no"]
ACTS: tuple[Act, ...] = ("copy", "take-out", "send", "store", "dispose")


@dataclass(frozen=True, slots=True)
class HandlingRule:
    """What a set of grades allows in one act.

    `allowed`: yes, with-leave (a decided application), no. `longest_days`: leave ends after so
    many days at most; 0: no shorter end than the usual one. `conditions` are words such as
    `encrypted`, `locked`, `second-person`.
    """

    act: Act
    allowed: Allowed
    longest_days: int
    conditions: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class HandlingSet:
    """The rules of one or more grades, one per act."""

    id: str
    title: Text
    rules: Mapping[Act, HandlingRule]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question: it leads to a grade, or to another question."""

    id: str
    text: Text
    why: Text
    level: str  # a grade of the scheme, or empty
    next: str  # a question of the scheme, or empty


@dataclass(frozen=True, slots=True)
class GradeQuestion:
    """One question that helps to grade."""

    id: str
    text: Text
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the answers lead to: a grade with its reasons, or the question that comes next."""

    level: str
    why: tuple[Text, ...]
    open: GradeQuestion | None


def propose(questions: tuple[GradeQuestion, ...], answers: Mapping[str, str]) -> Proposal:
    """Follow the answers (by question id) from the first question as far as they lead.

    An unknown answer is none: its question stays open.
    """
    by_id = {question.id: question for question in questions}
    why: list[Text] = []
    question = questions[0]
    for _step in questions:
        given = answers.get(question.id, "")
        answer = next((each for each in question.answers if each.id == given), None)
        if answer is None:
            break
        why.append(answer.why)
        if answer.level:
            return Proposal(answer.level, tuple(why), None)
        question = by_id[answer.next]
    return Proposal("", tuple(why), question)
