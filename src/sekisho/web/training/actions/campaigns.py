"""Starting a campaign, asking whoever comes to be reached by it, ending it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load, load_courses
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Person, Unit
from sekisho.web.training.actions.allowing import require_manage
from sekisho.web.training.actions.sealing import seal
from sekisho.web.training.actions.telling import tell_open
from sekisho.web.training.agreement import TABLES
from sekisho.web.training.errors import TrainingError
from sekisho.web.training.models import Assignment, Campaign
from sekisho.web.training.reach import reached

DAYS = 30  # a joiner has, whatever the campaign's day


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a campaign is for: everyone, or whoever matches one of the lists."""

    everyone: bool = False
    units: Sequence[Unit] = ()
    roles: Sequence[str] = ()
    categories: Sequence[str] = ()


@transaction.atomic
def start_campaign(  # noqa: PLR0913  # the columns of a campaign
    *,
    title: str,
    course: str,
    audience: Audience,
    due_on: date | None,
    by: Person,
    at: datetime,
) -> Campaign:
    """Start a campaign and ask everybody it reaches; without a day it is a standing one.

    Raises TrainingError without the right, for a course or list the catalogue does not know, for
    nobody to reach, or for a day that has passed.
    """
    require_manage(by, at)
    _refuse_unknown(course, audience)
    if due_on is not None and due_on < timezone.localdate(at):
        raise TrainingError(_("期限には、今日以後の日を入力してください。"))
    row = Campaign.objects.create(
        title=title,
        course=course,
        everyone=audience.everyone,
        units=sorted(each.pk for each in audience.units),
        roles=sorted(audience.roles),
        categories=sorted(audience.categories),
        standing=due_on is None,
        due_on=due_on,
        days=DAYS,
        started_at=at,
        started_by=by,
    )
    seal(
        "training.started", f"campaign:{row.pk}", by=by, at=at, rows=[row],
        course=course, digest=load_courses()[course].digest,
        due_on=due_on.isoformat() if due_on else None,
    )  # fmt: skip
    asked = _ask(row, at)
    if not asked and not row.standing:
        raise TrainingError(_("対象になる人がいません。対象を選び直してください。"))
    tell_open(at=at)
    return row


@transaction.atomic
def assign_reached(*, at: datetime) -> int:
    """Ask whoever a running campaign reaches and has not asked yet; run daily.

    Those who moved into a unit, took a role or joined are asked with a day of their own. Returns
    how many were asked.
    """
    found = sum(len(_ask(each, at)) for each in Campaign.objects.running().order_by("pk"))
    tell_open(at=at)
    return found


@transaction.atomic
def end_campaign(*, campaign: Campaign, reason: str, by: Person, at: datetime) -> Campaign:
    """End a campaign; who has not completed it is asked no more, which wants a reason.

    Raises TrainingError without the right, when it has ended, or without a reason where somebody
    is still asked.
    """
    require_manage(by, at)
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.ended_at is not None:
        raise TrainingError(_("この研修はすでに終えています。"))
    left = Assignment.objects.counting(timezone.localdate(at)).filter(campaign=row).count()
    if left and not reason.strip():
        raise TrainingError(
            _("修了していない人が%(count)s人います。終える理由を書いてください。") % {"count": left}
        )
    row.ended_at, row.ended_by, row.end_reason = at, by, reason.strip()
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    seal("training.ended", f"campaign:{row.pk}", by=by, at=at, rows=[row], open=left)
    tell_open(at=at)
    return row


def _ask(campaign: Campaign, at: datetime) -> list[Assignment]:
    """Open an assignment for whoever has none; the entries are sealed together."""
    known = Assignment.objects.filter(campaign=campaign).values("person")
    people = reached(campaign, timezone.localdate(at)).exclude(pk__in=known).order_by("pk")
    rows = [
        Assignment(
            campaign=campaign,
            person=person,
            due_on=campaign.due_for(person.joined_on),
            assigned_at=at,
        )
        for person in people
    ]
    Assignment.objects.bulk_create(rows, batch_size=500)
    _seal_asked(rows, at)
    return rows


def _seal_asked(rows: Iterable[Assignment], at: datetime) -> None:
    written = list(rows)
    stands = TABLES.stands("training.assigned", written).get("stands")
    said = stands if isinstance(stands, dict) else {}
    events = [
        evidence.Event(
            "training.assigned",
            f"training:{row.pk}",
            {
                "campaign": row.campaign_id,
                "person": str(row.person.opaque_id),
                "due_on": row.due_on.isoformat(),
                "stands": {f"training:{row.pk}": said[f"training:{row.pk}"]},
            },
        )
        for row in written
    ]
    if events:
        evidence.seal_many(events=events, at=at)


def _refuse_unknown(course: str, audience: Audience) -> None:
    if course not in load_courses():
        raise TrainingError(_("教材を選んでください。"))
    if not set(audience.roles) <= set(load().roles) or not set(audience.categories) <= set(kinds()):
        raise TrainingError(_("知らない役割又は身分が選ばれています。選び直してください。"))
