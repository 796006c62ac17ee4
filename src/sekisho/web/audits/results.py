"""The results of a self-inspection: by question and by unit, beside last year and the checks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from sekisho.catalogue import Control, InspectionQuestion, load, load_inspection
from sekisho.verdicts import Verdict
from sekisho.web.audits.models import Inspection, Sheet
from sekisho.web.audits.models.inspections import Answer
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.queries import EvidenceView
from sekisho.web.organization.models import Unit

_WEIGHT = {Verdict.HOLDS: 0, Verdict.WEAK: 1, Verdict.FAILS: 2}


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """How a question was answered, the share of yes before, and what the checks say now.

    Shares are whole percent of yes among yes and no, rounded down; None where nobody said either.
    `contradicted`: most say yes, and an automatic check of the control fails.
    """

    question: InspectionQuestion
    yes: int
    no: int
    none: int
    share: int | None
    before: int | None
    checked: Verdict | None  # None: no automatic check, or no fresh evidence

    @property
    def moved(self) -> int | None:
        """By how many points the share moved since the inspection before."""
        if self.share is None or self.before is None:
            return None
        return self.share - self.before

    @property
    def contradicted(self) -> bool:
        """Whether people say yes and the check says no."""
        return self.checked is Verdict.FAILS and self.yes > self.no


@dataclass(frozen=True, slots=True)
class UnitResult:
    """How far a unit has come, and how many times it said no."""

    unit: Unit
    asked: int
    answered: int
    confirmed: int
    noes: int


def before(row: Inspection) -> Inspection | None:
    """Return the inspection of an earlier fiscal year that came last."""
    return Inspection.objects.filter(year__lt=row.year).order_by("-year", "-started_at").first()


def by_question(row: Inspection, at: datetime) -> tuple[QuestionResult, ...]:
    """Return each question's result in the order asked; five queries."""
    counted, old = _counted(row), _counted(before(row))
    checked = _checked(at)
    return tuple(
        _result(each, counted[each.audience, each.control], old[each.audience, each.control],
                checked.get(each.control))
        for each in load_inspection().questions
    )  # fmt: skip


def by_unit(row: Inspection, at: datetime) -> tuple[UnitResult, ...]:
    """Return each unit asked, in order; two queries."""
    sheets: dict[int, list[Sheet]] = {}
    for sheet in row.sheets.counting(timezone.localdate(at)):
        sheets.setdefault(sheet.unit_id, []).append(sheet)
    units = Unit.objects.filter(pk__in=sheets)
    return tuple(
        UnitResult(
            unit=unit,
            asked=len(sheets[unit.pk]),
            answered=sum(each.answered_at is not None for each in sheets[unit.pk]),
            confirmed=sum(each.confirmed_at is not None for each in sheets[unit.pk]),
            noes=sum(_noes(each) for each in sheets[unit.pk] if each.answered_at),
        )
        for unit in units
    )


def _noes(sheet: Sheet) -> int:
    return sum(sheet.answer(control)[0] == Answer.NO for control in sheet.answers)


def _counted(row: Inspection | None) -> Mapping[tuple[str, str], Counter[str]]:
    found: dict[tuple[str, str], Counter[str]] = {
        (each.audience, each.control): Counter() for each in load_inspection().questions
    }
    sheets = row.sheets.exclude(answered_at=None).order_by() if row else ()
    for sheet in sheets:
        for control in sheet.answers:
            if (sheet.audience, control) in found:
                found[sheet.audience, control][sheet.answer(control)[0]] += 1
    return found


def _result(
    question: InspectionQuestion,
    said: Counter[str],
    old: Counter[str],
    checked: Verdict | None,
) -> QuestionResult:
    return QuestionResult(
        question=question,
        yes=said[Answer.YES],
        no=said[Answer.NO],
        none=said[Answer.NONE],
        share=_share(said),
        before=_share(old),
        checked=checked,
    )


def _share(said: Counter[str]) -> int | None:
    told = said[Answer.YES] + said[Answer.NO]
    return said[Answer.YES] * 100 // told if told else None


def _checked(at: datetime) -> dict[str, Verdict]:
    """Return the worst fresh verdict of the automatic checks of each control asked about."""
    controls = load().controls
    asked = {each.control for each in load_inspection().questions}
    automatic = {name: _automatic(controls[name]) for name in asked if name in controls}
    newest = evidence.newest(check for checks in automatic.values() for check in checks)
    found = {}
    for name, checks in automatic.items():
        verdicts = list(_fresh((newest.get(check) for check in checks), at))
        if verdicts:
            found[name] = max(verdicts, key=_WEIGHT.__getitem__)
    return found


def _automatic(control: Control) -> list[str]:
    return [spec.id for spec in control.checks if spec.mode == "automatic"]


def _fresh(seen: Iterable[EvidenceView | None], at: datetime) -> Iterable[Verdict]:
    return (each.verdict for each in seen if each and each.verdict and each.fresh(at))
