"""What of training can be found: the courses, for who runs campaigns."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import Course, load_courses
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words
from sekisho.web.training.access import MANAGE
from sekisho.web.ui.access import RightsRequest
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


SOURCES = (Courses(),)
