"""Opening a correction: by hand, from a file, or by a room above that found something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_correction_rules
from sekisho.ledger import JsonValue
from sekisho.web.corrections.actions.sealing import said, seal
from sekisho.web.corrections.actions.telling import tell_open
from sekisho.web.corrections.agreement import TABLES
from sekisho.web.corrections.errors import CorrectionRefusedError
from sekisho.web.corrections.models import Correction
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.models import Person, Unit
from sekisho.web.ui.dates import fiscal_year

_BATCH = 100  # rows written by one statement


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found and who mends it until when.

    Without `due_on` the day follows from the grade. With `action` and `owner` the mending is agreed
    already: the owner said how, and `by` agreed. `ref` names opaquely what found it.
    """

    title: str
    grade: str
    unit: Unit
    detail: str = ""
    owner: Person | None = None
    due_on: date | None = None
    action: str = ""
    ref: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A new row of a file: where it was found, what, and the body's own fields."""

    source: str
    finding: Finding
    own: Mapping[str, str | int | float]


@transaction.atomic
def open_correction(
    *, source: str, finding: Finding, by: Person | None, at: datetime, tell: bool = True
) -> Correction:
    """Open a correction and tell who mends it. `by` None: the machine.

    The caller has asked whether the person may. Many at once are told together: `tell=False`, and
    `tell_open` at the end. Raises CorrectionRefusedError for a number in use, a thing already
    being mended, a day gone by, a leaver, and a plan agreed by its own owner.
    """
    row = _row(source, finding, by, at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        raise CorrectionRefusedError(
            _("この番号が既にあるか、同じ指摘の是正措置が既に開かれています。")
        ) from clash
    facts: Any = _facts(row)
    seal("correction.opened", row, by=by, at=at, files=changes_file({}, said(row)), **facts)
    if tell:
        tell_open(at=at)
    return row


@transaction.atomic
def open_many(*, openings: Sequence[Opening], by: Person, at: datetime) -> None:
    """Open what a file found in a few statements, sealed as one by one; nobody is told yet.

    Raises CorrectionRefusedError as `open_correction` does, and nothing is opened.
    """
    rows = [_row(each.source, each.finding, by, at) for each in openings]
    files = [changes_file({}, said(row)) for row in rows]  # own fields are sealed apart
    for row, each in zip(rows, openings, strict=True):
        row.own = dict(each.own)
    try:
        with transaction.atomic():
            Correction.objects.bulk_create(rows, batch_size=_BATCH)
    except IntegrityError as clash:
        raise CorrectionRefusedError(
            _("この番号が既にあるか、同じ指摘の是正措置が既に開かれています。")
        ) from clash
    told = []
    for row, beside in zip(rows, files, strict=True):
        subject = f"correction:{row.pk}"
        told.append((evidence.Event("correction.opened", subject, _facts(row), beside), [row]))
        if own := changes_file({}, values_of(row, ())):
            told.append((evidence.Event("correction.own", subject, {}, own), [row]))
    evidence.seal_many(events=TABLES.standing_so(told), at=at, by=str(by.opaque_id))


def _facts(row: Correction) -> dict[str, JsonValue]:
    return {"source": str(row.source), "ref": row.ref, "grade": row.grade, "unit": row.unit_id,
            "due_on": row.due_on.isoformat()}  # fmt: skip


def _row(source: str, finding: Finding, by: Person | None, at: datetime) -> Correction:
    today = timezone.localdate(at)
    row = Correction(
        number=finding.number.strip() or _next_number(today),
        title=finding.title.strip(),
        detail=finding.detail.strip(),
        source=Correction.Source(source),
        ref=finding.ref,
        grade=finding.grade,
        unit=finding.unit,
        owner=finding.owner,
        due_on=finding.due_on or default_due(finding.grade, today),
        opened_at=at,
        opened_by=by,
    )
    _refuse(row, today)
    if finding.action.strip() and finding.owner is not None:
        _agree(row, finding.action, by, at)
    return row


def _agree(row: Correction, action: str, by: Person | None, at: datetime) -> None:
    if by is None or by == row.owner:
        raise CorrectionRefusedError(_("是正案には、直す人とは別の人が合意してください。"))
    row.action = action.strip()
    row.planned_at = row.agreed_at = at
    row.planned_by, row.agreed_by = row.owner, by


def _refuse(row: Correction, today: date) -> None:
    if not row.title:
        raise CorrectionRefusedError(_("直すことを書いてください。"))
    if row.grade not in load_correction_rules().grades:
        raise CorrectionRefusedError(_("重さを選んでください。"))
    refuse_day(row.due_on, today)
    refuse_leaver(row.owner, today)


def refuse_day(due_on: date, today: date) -> None:
    """Refuse a day that has passed. Raises CorrectionRefusedError."""
    if due_on < today:
        raise CorrectionRefusedError(_("期限は、今日以後の日にしてください。"))


def refuse_leaver(owner: Person | None, today: date) -> None:
    """Refuse somebody who is not there. Raises CorrectionRefusedError."""
    if owner is not None and not owner.is_present(today):
        raise CorrectionRefusedError(_("直す人は、在任中の人から選んでください。"))


def default_due(grade: str, today: date) -> date:
    """Return until when something of that grade must be mended; the gravest for an unknown one."""
    grades = load_correction_rules().grades
    known = grades.get(grade) or next(iter(grades.values()))
    return today + timedelta(days=known.days)


def _next_number(today: date) -> str:
    """Return the next number of the fiscal year: `2026-003`."""
    head = f"{fiscal_year(today)}-"
    taken = Correction.objects.filter(number__startswith=head).values_list("number", flat=True)
    tails = (number.removeprefix(head) for number in taken)
    last = max((int(tail) for tail in tails if tail.isdecimal()), default=0)
    return f"{head}{last + 1:03}"
