"""What a contractor answered to the yearly questions: whole or not, and what it denies.

The law: every question of the gravity is answered by yes, no or na; no and na stand with words.
What is denied becomes a finding when the answers are looked through.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sekisho.catalogue import YearlyQuestion

YES, NO, NOT_APPLICABLE = "yes", "no", "na"
ANSWERS = (YES, NO, NOT_APPLICABLE)
LONGEST = 300  # characters of what is said to one question; all together fit a small form


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to one question."""

    answer: str  # one of ANSWERS
    words: str = ""


def faults(
    questions: Sequence[YearlyQuestion], answers: Mapping[str, Answer]
) -> tuple[YearlyQuestion, ...]:
    """Return the questions that are not answered as they must be."""
    return tuple(each for each in questions if not _is_whole(answers.get(each.id)))


def denied(
    questions: Sequence[YearlyQuestion], answers: Mapping[str, Answer]
) -> tuple[YearlyQuestion, ...]:
    """Return the questions answered with no."""
    given = {key: each.answer for key, each in answers.items()}
    return tuple(each for each in questions if given.get(each.id) == NO)


def stored(answers: Mapping[str, Answer]) -> dict[str, dict[str, str]]:
    """Return the answers as they stand in the column."""
    return {key: {"answer": each.answer, "words": each.words} for key, each in answers.items()}


def read(column: Mapping[str, Mapping[str, str]]) -> dict[str, Answer]:
    """Return the answers of the column."""
    return {
        key: Answer(str(each.get("answer", "")), str(each.get("words", "")))
        for key, each in column.items()
    }


def _is_whole(given: Answer | None) -> bool:
    if given is None or given.answer not in ANSWERS or len(given.words) > LONGEST:
        return False
    return given.answer == YES or bool(given.words.strip())
