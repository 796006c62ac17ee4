"""What this room knows to be due: campaigns for who runs them, courses for who is asked."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.training.access import MANAGE
from sekisho.web.training.models import Assignment, Session
from sekisho.web.yearplan.duties import Duty


class Courses:
    """Courses of a campaign, for everybody asked; done when everybody has completed it."""

    id = "courses"
    title = gettext_lazy("研修")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield one duty a campaign and day, of those who have not completed it; one query."""
        del at
        rows = Assignment.objects.filter(due_on__gte=first, due_on__lte=last).filter(
            campaign__ended_at=None, person__left_on=None
        )
        columns = ("campaign", "campaign__title", "due_on", "person", "completed_at")
        open_: dict[tuple[int, date], set[int]] = defaultdict(set)
        titles: dict[tuple[int, date], str] = {}
        for campaign, title, day, person, completed in rows.order_by("pk").values_list(*columns):
            titles[campaign, day] = title
            if completed is None:
                open_[campaign, day].add(person)
        for (campaign, day), title in titles.items():
            waiting = open_[campaign, day]
            yield Duty(
                key=f"course-{campaign}-{day}",
                day=day,
                title=_("研修「%(title)s」の修了") % {"title": title},
                plain=_("研修の期限"),
                url=reverse("training:mine"),
                people=frozenset(waiting),
                done=not waiting,
            )


class Sessions:
    """Group sessions, for who runs training."""

    id = "sessions"
    title = gettext_lazy("集合研修")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield sessions; one query."""
        del at
        rows = Session.objects.filter(held_on__gte=first, held_on__lte=last)
        for row in rows.select_related("campaign"):
            yield Duty(
                key=f"session-{row.pk}",
                day=row.held_on,
                title=_("集合研修（%(title)s）") % {"title": row.campaign.title},
                plain=_("集合研修"),
                url=reverse("training:session", args=[row.pk]),
                acting=frozenset({MANAGE}),
                done=row.closed_at is not None,
            )


DUTIES = (Courses(), Sessions())
