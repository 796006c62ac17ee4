"""The order a quiz is shown in: another at each try, so that places are not learnt by heart."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.catalogue import Course, QuizQuestion


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as it is shown: its choices, each with its place in the course."""

    question: QuizQuestion
    choices: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A question as it was answered; `chosen` is empty when it was left out."""

    question: QuizQuestion
    chosen: str
    right: bool

    @property
    def answer(self) -> str:
        """The right choice."""
        return self.question.choices[self.question.answer]


def shown(course: Course, seed: str) -> tuple[Shown, ...]:
    """Return questions and choices in the order of the seed; the same seed, the same order."""
    asked = sorted(course.questions, key=lambda each: _lot(seed, each.id))
    return tuple(
        Shown(
            each,
            tuple(
                sorted(enumerate(each.choices), key=lambda pair: _lot(seed, f"{each.id}/{pair[0]}"))
            ),
        )
        for each in asked
    )


def marked(course: Course, answers: Mapping[str, int]) -> tuple[Marked, ...]:
    """Return each question with what was answered, in the course's order."""
    return tuple(_marked(each, answers.get(each.id)) for each in course.questions)


def _marked(question: QuizQuestion, chosen: int | None) -> Marked:
    words = (
        question.choices[chosen]
        if chosen is not None and 0 <= chosen < len(question.choices)
        else ""
    )
    return Marked(question, words, chosen == question.answer)


def _lot(seed: str, name: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{name}".encode()).digest()
