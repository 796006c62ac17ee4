"""Self-inspections of the sample: last year's is done, this year's is half way."""

import zlib
from datetime import datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import load_inspection
from sekisho.web.audits import actions
from sekisho.web.audits.access import confirmers
from sekisho.web.audits.models import Inspection, Sheet
from sekisho.web.corrections import actions as corrections
from sekisho.web.corrections.models import Correction
from sekisho.web.organization.models import Person

People = dict[str, Person]
_YEAR, _AGO, _ALLOWED = timedelta(days=365), timedelta(days=20), timedelta(days=40)
_REASONS = (
    "手順を知らなかった。",
    "繁忙のため、できない週があった。",
    "決まりはあるが、記録していない。",
)
_LEFT_OUT = 5  # one sheet of so many is not answered yet


def make_inspections(people: People, *, at: datetime) -> None:
    """Run last year's to its end, and this year's until most have answered."""
    by = people["nagai"]
    for then, rarely, whole in ((at - _YEAR, 40, True), (at - _AGO, 55, False)):
        day = timezone.localdate(then + _ALLOWED)
        row = actions.start_inspection(title="情報セキュリティ自己点検", due_on=day, by=by, at=then)
        _answer(row, by, rarely, whole=whole, at=then)
        _confirm(row, whole=whole, at=then)
        if whole:
            _mend(by, people["morishita"], at=then)
    actions.tell_inspections(at=at)


def _answer(row: Inspection, by: Person, rarely: int, *, whole: bool, at: datetime) -> None:
    for number, sheet in enumerate(row.sheets.with_names().order_by("pk")):
        me = sheet.person.account is not None and sheet.person.account.username == "morishita"
        if not whole and (number % _LEFT_OUT == 0 or me):
            continue
        answering = sheet.person if sheet.person.account_id else by
        said = {
            each.control: _said(sheet, each.control, rarely)
            for each in load_inspection().asked(sheet.audience)
        }
        actions.answer_sheet(sheet=sheet, answers=said, by=answering, at=at, tell=False)


def _said(sheet: Sheet, control: str, rarely: int) -> tuple[str, str]:
    lot = zlib.crc32(f"{sheet.person_id} {control}".encode())
    if lot % rarely == 0:
        return "no", _REASONS[lot % len(_REASONS)]
    if lot % 31 == 0:
        return "none", "担当していない。"
    return "yes", ""


def _confirm(row: Inspection, *, whole: bool, at: datetime) -> None:
    """Heads confirm all of last year's; this year's only where they are head of 年金課."""
    heads = confirmers(timezone.localdate(at))
    by_head: dict[Person, list[Sheet]] = {}
    for sheet in row.sheets.exclude(answered_at=None).with_names():
        head = heads.of(sheet)
        if head is not None and (whole or sheet.unit.name == "年金課"):
            by_head.setdefault(head, []).append(sheet)
    for head, sheets in by_head.items():
        actions.confirm_sheets(sheets=sheets, by=head, at=at)


def _mend(keeper: Person, other: Person, *, at: datetime) -> None:
    """Have all that last year's found mended, and seen by another than who mends."""
    for row in Correction.objects.open().filter(ref__startswith="inspection:").with_names():
        owner = row.owner or other
        corrections.plan(
            correction=row, action="課内で手順を読み合わせ、月に一度、係長が確かめる。",
            owner=owner, due_on=row.due_on, by=owner, at=at,
        )  # fmt: skip
        judge = other if owner.pk == keeper.pk else keeper
        corrections.agree(correction=row, by=judge, at=at)
        corrections.report(correction=row, result="読み合わせをした。", by=owner, at=at)
        corrections.confirm(correction=row, text="記録を見た。", by=judge, at=at)
