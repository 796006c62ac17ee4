"""Training of the sample: campaigns running, completed and for joiners, and somebody late."""

from datetime import datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import load, load_courses
from sekisho.web.organization.models import Person, Unit
from sekisho.web.training import actions
from sekisho.web.training.models import Assignment, Campaign

People = dict[str, Person]
_AGO, _ALLOWED, _LATER = timedelta(days=40), timedelta(days=35), timedelta(days=20)


def make_training(people: People, *, at: datetime) -> None:
    """Start campaigns forty days ago and today, and have most people complete them.

    Late is one person of 給付課; one has read everything and not tried the quiz.
    """
    by, then = people["nagai"], at - _AGO
    everyone = actions.Audience(everyone=True)
    actions.start_campaign(
        title="着任者の研修", course="basic-policy", audience=everyone, due_on=None, by=by, at=then
    )
    late = actions.start_campaign(
        title="個人番号を扱う人の研修", course="my-number",
        audience=actions.Audience(units=(Unit.objects.get(name="給付課"),)),
        due_on=timezone.localdate(then + _ALLOWED), by=by, at=then,
    )  # fmt: skip
    _complete(late, without={people["aizawa"].pk}, at=at)
    leading = actions.start_campaign(
        title="役割のある人の研修", course="first-response",
        audience=actions.Audience(roles=tuple(load().roles)),
        due_on=timezone.localdate(then + _ALLOWED), by=by, at=then,
    )  # fmt: skip
    _complete(leading, without=set(), at=at)
    running = actions.start_campaign(
        title="今年度の全員の研修", course="targeted-mail", audience=everyone,
        due_on=timezone.localdate(at + _LATER), by=by, at=at,
    )  # fmt: skip
    reader = people["morishita"]
    open_ = {*_open_ones(running), reader.pk, people["hamada"].pk}
    _complete(running, without=open_, at=at)
    _read(Assignment.objects.get(campaign=running, person=reader), at)
    _hold(running, people, at)


def _hold(campaign: Campaign, people: People, at: datetime) -> None:
    """Hold a session today for those without an account; two of them have signed its list."""
    by = people["nagai"]
    row = actions.plan_session(
        campaign=campaign, held_on=timezone.localdate(at), place="本館3階 大会議室", by=by, at=at
    )
    actions.open_session(session=row, by=by, at=at)
    here = [each.person for each in campaign.assignments.filter(person__account=None)[:2]]
    actions.attend_by_hand(session=row, people=here, by=by, at=at)


def _open_ones(campaign: Campaign) -> set[int]:
    """Leave every third person open; those without an account come to the group session."""
    rows = Assignment.objects.filter(campaign=campaign).order_by("pk")
    return {row.person_id for number, row in enumerate(rows) if number % 3 == 0}


def _complete(campaign: Campaign, *, without: set[int], at: datetime) -> None:
    """Have everybody with an account read all pages and pass the quiz."""
    course = load_courses()[campaign.course]
    right = {each.id: each.answer for each in course.questions}
    rows = Assignment.objects.filter(campaign=campaign).exclude(person__account=None)
    for row in rows.exclude(person__in=without).select_related("person").order_by("pk"):
        _read(row, at)
        actions.try_quiz(assignment=row, answers=right, edition=course.digest, by=row.person, at=at)


def _read(row: Assignment, at: datetime) -> None:
    for number, _page in enumerate(load_courses()[row.campaign.course].pages, 1):
        actions.read_page(assignment=row, page=number, by=row.person, at=at)
