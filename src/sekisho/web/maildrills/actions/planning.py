"""Planning a drill and cancelling it before its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_drill_letters
from sekisho.web.maildrills.access import MANAGE
from sekisho.web.maildrills.actions.sealing import seal
from sekisho.web.maildrills.errors import MailDrillError
from sekisho.web.maildrills.folding import SMALLEST
from sekisho.web.maildrills.models import Drill
from sekisho.web.maildrills.reach import reached
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person, Unit

LONGEST = timedelta(days=31)  # letters and salt do not lie about for longer
WHOLE = 100  # per cent


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a drill is for: everyone in scope, or the people of units and of those below."""

    everyone: bool = False
    units: Sequence[Unit] = ()


@transaction.atomic
def plan(  # noqa: PLR0913  # the columns of a drill
    *,
    title: str,
    letter: str,
    audience: Audience,
    send_on: date,
    closes_on: date,
    goal: int,
    by: Person,
    at: datetime,
) -> Drill:
    """Plan a drill.

    Raises MailDrillError without the right, for days or a goal that make no sense, an unknown
    letter, or fewer people than figures can stand for without naming them.
    """
    _require_manage(by, at)
    _refuse_days(send_on, closes_on, timezone.localdate(at))
    if letter not in load_drill_letters():
        raise MailDrillError(_("文面を選んでください。"))
    if not 1 <= goal <= WHOLE:
        raise MailDrillError(_("報告の目標は、1から100までの数で入力してください。"))
    row = Drill.objects.create(
        title=title.strip(), letter=letter, everyone=audience.everyone,
        units=sorted(each.pk for each in audience.units), send_on=send_on, closes_on=closes_on,
        goal=goal, planned_by=by, planned_at=at,
    )  # fmt: skip
    people = reached(row, timezone.localdate(at)).count()
    if people < SMALLEST:
        raise MailDrillError(
            _("メールアドレスのある対象者が%(people)d人です。%(least)d人以上でないと、誰のことか分かってしまいます。")
            % {"people": people, "least": SMALLEST}
        )  # fmt: skip
    seal("maildrill.planned", row, by=by, at=at, letter=letter, people=people, goal=goal)
    return row


@transaction.atomic
def cancel(*, drill: Drill, by: Person, at: datetime) -> Drill:
    """Cancel a drill that has not begun. Raises MailDrillError otherwise."""
    _require_manage(by, at)
    row = Drill.objects.select_for_update().get(pk=drill.pk)
    if row.state != "planned":
        raise MailDrillError(_("取りやめられるのは、まだ送っていない訓練だけです。"))
    row.cancelled_at = at
    row.save(update_fields=["cancelled_at"])
    seal("maildrill.cancelled", row, by=by, at=at)
    return row


def _refuse_days(send_on: date, closes_on: date, today: date) -> None:
    if send_on < today:
        raise MailDrillError(_("送る日は、今日以後の日にしてください。"))
    if not send_on < closes_on <= send_on + LONGEST:
        raise MailDrillError(_("締め切る日は、送る日の翌日から31日後までにしてください。"))


def _require_manage(by: Person, at: datetime) -> None:
    if MANAGE not in rights_of(by, timezone.localdate(at)):
        raise MailDrillError(_("訓練を行う権限がありません。推進担当に依頼してください。"))
