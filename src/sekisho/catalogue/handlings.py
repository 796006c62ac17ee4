"""Reads handling rules and the questions that help to grade from their entries."""

from types import MappingProxyType

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.handling import (
    ACTS,
    Act,
    Allowed,
    Answer,
    GradeQuestion,
    HandlingRule,
    HandlingSet,
)

_ALLOWED: tuple[Allowed, ...] = ("yes", "with-leave", "no")
_MOST_QUESTIONS = 3  # more, and nobody answers them


def handling_set(entry: Entry) -> HandlingSet:
    """Read one set of rules; it has one rule for every act."""
    rules: dict[Act, HandlingRule] = {}
    for each in entry.entries("rules"):
        rule = _rule(each)
        each.done()
        rules[rule.act] = rule
    if tuple(rules) != ACTS:
        raise entry.error(f"needs one rule for each of {', '.join(ACTS)}, in this order")
    return HandlingSet(entry.word("id"), entry.text("title"), MappingProxyType(rules))


def questions(entry: Entry) -> tuple[str, tuple[GradeQuestion, ...]]:
    """Read the questions of one scheme; every answer leads on or to a grade."""
    found = tuple(_question(each) for each in entry.entries("questions"))
    scheme = entry.word("scheme")
    ids = [question.id for question in found]
    if not found or len(found) > _MOST_QUESTIONS or len(set(ids)) != len(ids):
        raise entry.error(f"asks one to {_MOST_QUESTIONS} different questions")
    for place, question in enumerate(found):
        for answer in question.answers:
            if answer.next and answer.next not in ids[place + 1 :]:
                raise entry.error(f"{answer.id!r} leads to no later question")
    return scheme, found


def _rule(entry: Entry) -> HandlingRule:
    return HandlingRule(
        act=entry.one_of("act", ACTS),
        allowed=entry.one_of("allowed", _ALLOWED),
        longest_days=_days(entry),
        conditions=entry.words("conditions", optional=True),
        text=entry.text("text"),
    )


def _days(entry: Entry) -> int:
    days = entry.take("longest_days")
    if isinstance(days, bool) or not isinstance(days, int) or days < 0:
        raise entry.error("field 'longest_days' must be a whole number, 0 or more")
    return days


def _question(entry: Entry) -> GradeQuestion:
    answers = []
    for each in entry.entries("answers"):
        answers.append(_answer(each))
        each.done()
    if len(answers) < 2:  # noqa: PLR2004  # one answer asks nothing
        raise entry.error("needs two or more answers")
    question = GradeQuestion(entry.word("id"), entry.text("text"), tuple(answers))
    entry.done()
    return question


def _answer(entry: Entry) -> Answer:
    leads = [entry.word(field) if entry.has(field) else "" for field in ("level", "next")]
    if bool(leads[0]) == bool(leads[1]):
        raise entry.error("leads to a grade or to a question, one of them")
    return Answer(entry.word("id"), entry.text("text"), entry.text("why"), *leads)
