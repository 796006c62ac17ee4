"""The committee: called with its members, closed with quorum and what it decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.web.evidence.actions import File
from sekisho.web.governance.access import CHAIR, COMMITTEE
from sekisho.web.governance.actions.sealing import seal
from sekisho.web.governance.errors import GovernanceError
from sekisho.web.governance.models import Attendance, Decision, Meeting
from sekisho.web.notices import actions as notices
from sekisho.web.organization.models import Person, RoleHolding


@dataclass(frozen=True, slots=True)
class Decided:
    """One thing decided; with an owner until a day when something is to be done."""

    text: str
    owner: Person | None = None
    due_on: date | None = None


@transaction.atomic
def call_meeting(  # noqa: PLR0913  # the columns of a meeting
    *, title: str, when: datetime, place: str, agenda: str, by: Person, at: datetime
) -> Meeting:
    """Call the committee; its members on that day are told. Raises GovernanceError.

    Refused are a time that has passed, and a committee without a chair or of fewer than two.
    """
    if when <= at:
        raise GovernanceError(_("開催日時は、これからの日時にしてください。"))
    members = members_on(timezone.localdate(when))
    if len(members) < 2 or True not in members.values():  # noqa: PLR2004  # one is no committee
        raise GovernanceError(
            _("議長と委員の役割に就いている人がいません。先に役割を割り当ててください。")
        )
    row = Meeting.objects.create(
        title=title.strip(), at=when, place=place.strip(), agenda=agenda.strip(), called_by=by,
        called_at=at,
    )  # fmt: skip
    rows = [
        Attendance.objects.create(meeting=row, person=person, chairs=chairs)
        for person, chairs in members.items()
    ]
    seal("meeting.called", f"meeting:{row.pk}", by=by, at=at, members=len(rows), rows=[row, *rows])
    _tell(row, rows, at)
    return row


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: Person, at: datetime) -> Meeting:
    """Call it off. Raises GovernanceError when it was held or called off already."""
    row = _open(meeting)
    row.state, row.closed_by, row.closed_at = Meeting.State.CANCELLED, by, at
    row.save()
    seal("meeting.cancelled", f"meeting:{row.pk}", by=by, at=at, rows=[row])
    notices.done_for_all(key=f"meeting:{row.pk}", at=at)
    return row


@transaction.atomic
def close_meeting(  # noqa: PLR0913  # what minutes say
    *,
    meeting: Meeting,
    minutes: str,
    present: Sequence[Person],
    deputies: Mapping[Person, Person],
    decided: Sequence[Decided],
    by: Person,
    at: datetime,
) -> Meeting:
    """Close the minutes, once. The text is sealed by its fingerprint, as a file beside the entry.

    Raises GovernanceError before the meeting has begun, without quorum (more than half of the
    members), for a deputy who is a member already there, and for a decision to be done by nobody
    or without a day.
    """
    row = _open(meeting)
    if row.at > at:
        raise GovernanceError(_("議事録は、開催日時の後に確定してください。"))
    rows = _attended(row, present, deputies)
    there = sum(each.counts for each in rows)
    if there * 2 <= len(rows):
        raise GovernanceError(
            _(
                "委員{all}人のうち出席は{there}人です。過半数に満たないため、決定できません。"
            ).format(all=len(rows), there=there)
        )
    if not minutes.strip():
        raise GovernanceError(_("議事の要旨を入力してください。"))
    decisions = [_decision(row, number, each) for number, each in enumerate(decided, 1)]
    row.state, row.minutes, row.closed_by, row.closed_at = Meeting.State.HELD, minutes, by, at
    row.save()
    seal(
        "meeting.closed", f"meeting:{row.pk}", by=by, at=at, members=len(rows), attended=there,
        decisions=len(decisions), rows=[row, *rows, *decisions],
        files=[File("minutes.txt", "text/plain", minutes.encode())],
    )  # fmt: skip
    notices.done_for_all(key=f"meeting:{row.pk}", at=at)
    _tell_owners(decisions, at)
    return row


@transaction.atomic
def carry_out(*, decision: Decision, by: Person, at: datetime) -> Decision:
    """Note that a decision was carried out. Raises GovernanceError for another's, and when done."""
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    if row.owner_id is None or row.done_at is not None:
        raise GovernanceError(_("この決定は、既に実施済みか、実施するものではありません。"))
    row.done_at, row.done_by = at, by
    row.save(update_fields=["done_at", "done_by"])
    seal("decision.done", f"committee-decision:{row.pk}", by=by, at=at, rows=[row])
    notices.done_for_all(key=f"committee-decision:{row.pk}", at=at)
    return row


@transaction.atomic
def hand_decision(*, decision: Decision, to: Person, by: Person, at: datetime) -> Decision:
    """Give a decision not carried out to another owner."""
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    row.owner = to
    row.save(update_fields=["owner"])
    seal("decision.handed", f"committee-decision:{row.pk}", by=by, at=at, rows=[row])
    notices.done_for_all(key=f"committee-decision:{row.pk}", at=at)
    _tell_owners([row], at)
    return row


def members_on(day: date) -> dict[Person, bool]:
    """Return who sits on the committee on a day, and whether they chair it."""
    held = RoleHolding.objects.on(day).filter(role__in=COMMITTEE).select_related("person__unit")
    found: dict[Person, bool] = {}
    for each in held:
        found[each.person] = found.get(each.person, False) or each.role == CHAIR
    return found


def _open(meeting: Meeting) -> Meeting:
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if row.state != Meeting.State.CALLED:
        raise GovernanceError(_("この委員会は、既に開催済みか取りやめです。"))
    return row


def _attended(
    row: Meeting, present: Sequence[Person], deputies: Mapping[Person, Person]
) -> list[Attendance]:
    rows = list(row.attendances.select_related("person"))
    members = {each.person for each in rows}
    there = set(present)
    if there - members or set(deputies) - members:
        raise GovernanceError(_("委員でない人が出席者に入っています。"))
    standing_in = list(deputies.values())
    if set(standing_in) & there or len(set(standing_in)) != len(standing_in):
        raise GovernanceError(_("代理の人が重なっています。代理は、委員一人に一人です。"))
    for each in rows:
        each.present = each.person in there
        each.deputy = None if each.present else deputies.get(each.person)
    Attendance.objects.bulk_update(rows, ["present", "deputy"])
    return rows


def _decision(row: Meeting, number: int, each: Decided) -> Decision:
    if not each.text.strip() or (each.owner is None) != (each.due_on is None):
        raise GovernanceError(
            _("決定事項には、実施するものなら担当者と期限の両方を入力してください。")
        )
    return Decision.objects.create(
        meeting=row, position=number, text=each.text.strip(), owner=each.owner, due_on=each.due_on
    )


def _tell(row: Meeting, rows: Sequence[Attendance], at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        words = _("%(title)sの開催通知") % {"title": row.title}
    for each in rows:
        notices.tell(
            person=each.person,
            key=f"meeting:{row.pk}",
            title=words,
            url=reverse("governance:meeting", args=[row.pk]),
            due_on=timezone.localdate(row.at),
            at=at,
        )


def _tell_owners(rows: Sequence[Decision], at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        words = _("委員会の決定を実施してください")
    for each in rows:
        if each.owner is not None and each.done_at is None:
            notices.tell(
                person=each.owner,
                key=f"committee-decision:{each.pk}",
                title=words,
                url=reverse("governance:meeting", args=[each.meeting_id]),
                due_on=each.due_on,
                at=at,
            )
