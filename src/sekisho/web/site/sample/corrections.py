"""Corrections of the sample: one at each step, one late, one seen to be done."""

from datetime import datetime, timedelta

from sekisho.web.corrections import actions
from sekisho.web.corrections.models import Correction
from sekisho.web.organization.models import Person, Unit

People = dict[str, Person]
_OPENED, _PLANNED, _DONE, _SEEN = (timedelta(days=days) for days in (60, 50, 20, 12))
_PLAN = "原因を調べて手順を改め、係長が月に一度、実施の記録を確かめる。"


def make_corrections(people: People, *, at: datetime) -> None:
    """Open five corrections sixty days ago and take each as far as its name says."""
    keeper, other = people["nagai"], people["morishita"]
    _open("情報システム室の鍵の貸出簿に、返却の時刻の記入漏れがある", "other", "middle",
          people["shinohara"], keeper, at)  # fmt: skip
    planned = _open("退職者の利用者IDの停止が、退職の翌週になった例がある", "inspection", "middle",
                    people["onishi"], keeper, at)  # fmt: skip
    _plan(planned, at)
    late = _open("年金記録システムで、バックアップの復元を試していない", "inspection", "grave",
                 people["tsuchiya"], keeper, at)  # fmt: skip
    _agree(late, other, at)
    reported = _open("窓口の端末から離れるときの画面のロックが徹底されていない", "inspection",
                     "light", people["ishiguro"], keeper, at)  # fmt: skip
    _report(reported, other, at)
    done = _open("郵送で送った書類の控えが、施錠していない棚に置かれていた", "other", "middle",
                 people["tomita"], keeper, at)  # fmt: skip
    _report(done, other, at)
    actions.confirm(
        correction=done, text="保健課の書庫を見て、控えが全て施錠されていることを確かめた。",
        by=keeper, at=at - _SEEN,
    )  # fmt: skip


def _open(  # noqa: PLR0913, PLR0917  # who found what, and who mends
    title: str, source: str, grade: str, owner: Person, by: Person, at: datetime
) -> Correction:
    unit = Unit.objects.get(pk=owner.unit_id)
    finding = actions.Finding(title=title, grade=grade, unit=unit, owner=owner)
    return actions.open_correction(source=source, finding=finding, by=by, at=at - _OPENED)


def _plan(row: Correction, at: datetime) -> None:
    owner = _owner(row)
    actions.plan(
        correction=row, action=_PLAN, owner=owner, due_on=row.due_on, by=owner,
        at=at - _PLANNED,
    )  # fmt: skip


def _agree(row: Correction, by: Person, at: datetime) -> None:
    _plan(row, at)
    actions.agree(correction=row, by=by, at=at - _PLANNED)


def _report(row: Correction, by: Person, at: datetime) -> None:
    _agree(row, by, at)
    actions.report(
        correction=row, result="手順を改めて課内に知らせ、二週間続けて守られていることを見た。",
        by=_owner(row), at=at - _DONE,
    )  # fmt: skip


def _owner(row: Correction) -> Person:
    if row.owner is None:
        raise ValueError(f"nobody mends {row.number}")
    return row.owner
