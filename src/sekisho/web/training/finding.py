"""What of training can be found: one's own; courses and campaigns for who runs them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import Course, load_courses
from sekisho.web.organization.access import MemberRequest
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words
from sekisho.web.training.access import MANAGE, own_of
from sekisho.web.training.models import Assignment, AssignmentQuerySet, Campaign
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.dates import wareki
from sekisho.web.ui.words import worded


class Courses:
    """The courses in whose title, summary or pages' titles all the words stand."""

    id = "courses"
    label = _("研修の教材")

    def found(self, request: RightsRequest, words: Words) -> tuple[Course, ...]:
        """Return them in their order, for those who may open a course's page."""
        if MANAGE not in request.rights:
            return ()
        return tuple(each for each in load_courses().values() if _stand_in(words, each))

    def hit(self, row: Course) -> Hit:
        """Return a course with its summary."""
        return Hit(
            url=reverse("training:material", args=[row.id]),
            title=worded(row.title),
            text=worded(row.summary),
            place="",
        )


def _stand_in(words: Words, course: Course) -> bool:
    text = "\n".join(
        [worded(course.title), worded(course.summary), *(page.title for page in course.pages)]
    )
    return all(each.stands_in(text) for each in words)


def _own(request: MemberRequest) -> AssignmentQuerySet:
    """Return one's own whose course is still there to open."""
    rows = own_of(request.person).filter(campaign__course__in=load_courses())
    return rows.select_related("campaign")


def _assignment(row: Assignment) -> Hit:
    url = reverse("training:course", args=[row.pk])
    return Hit(url=url, title=row.campaign.title, place=wareki(row.due_on))


def _campaign(row: Campaign) -> Hit:
    url = reverse("training:campaign", args=[row.pk])
    lesson = row.lesson
    return Hit(url=url, title=row.title, text=worded(lesson.title) if lesson else "")


SOURCES = (
    ByColumns(
        id="trainings",
        label=_("私の研修"),
        readers=None,
        rows=_own,
        columns=("campaign__title",),
        hit=_assignment,
    ),
    Courses(),
    ByColumns(
        id="campaigns",
        label=_("実施している研修"),
        readers=frozenset({MANAGE}),
        rows=lambda _request: Campaign.objects.all(),
        columns=("title",),
        hit=_campaign,
    ),
)
