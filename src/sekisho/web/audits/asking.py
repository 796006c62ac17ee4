"""Whether a sheet is answered as it must be (pure): every question, and why where it is not yes."""

from collections.abc import Mapping

from sekisho.catalogue import InspectionQuestion
from sekisho.web.audits.models.inspections import Answer

LONGEST_REASON = 500
Answers = Mapping[str, tuple[str, str]]  # by control: answer, reason


def open_questions(
    asked: tuple[InspectionQuestion, ...], answers: Answers
) -> tuple[InspectionQuestion, ...]:
    """Return the questions that have no answer yet."""
    return tuple(each for each in asked if answers.get(each.control, ("", ""))[0] not in Answer)


def unreasoned(asked: tuple[InspectionQuestion, ...], answers: Answers) -> tuple[str, ...]:
    """Return the controls to which no, or none, was said without a reason."""
    return tuple(
        each.control
        for each in asked
        if answers.get(each.control, ("", ""))[0] in {Answer.NO, Answer.NONE}
        and not answers[each.control][1].strip()
    )


def cleaned(asked: tuple[InspectionQuestion, ...], answers: Answers) -> dict[str, list[str]]:
    """Return the answers to what was asked, as a sheet keeps them; a yes needs no reason."""
    return {
        each.control: [answer, reason.strip()[:LONGEST_REASON]]
        for each in asked
        for answer, reason in (answers.get(each.control, ("", "")),)
        if answer in Answer
    }
