"""Campaigns and learners for the tests of this room."""

from datetime import date

from tests.web.factories import AT, make_person

from sekisho.catalogue import load_courses
from sekisho.web.training import actions
from sekisho.web.training.models import Assignment

DUE = date(2026, 6, 30)
COURSE = load_courses()["media"]
PAGES = len(COURSE.pages)
RIGHT = {each.id: each.answer for each in COURSE.questions}
WRONG = {each.id: (each.answer + 1) % len(each.choices) for each in COURSE.questions}
EVERYONE = actions.Audience(everyone=True)


def keeper(**fields):
    """Somebody who may run training."""
    return make_person("推進 担当", roles=("secretariat",), **fields)


def started(by=None, audience=EVERYONE, due_on=DUE, at=AT, **fields):
    """Start a campaign of the course on media."""
    given = {"title": "媒体の研修", "course": COURSE.id, "audience": audience} | fields
    return actions.start_campaign(due_on=due_on, by=by or keeper(), at=at, **given)


def asked(campaign, person):
    """Return the person's assignment."""
    return Assignment.objects.get(campaign=campaign, person=person)


def read(row, at=AT, pages=PAGES):
    """Read pages from the first."""
    for number in range(1, pages + 1):
        actions.read_page(assignment=row, page=number, by=row.person, at=at)


def tried(row, answers=RIGHT, at=AT, edition=COURSE.digest):
    """Try the quiz."""
    return actions.try_quiz(assignment=row, answers=answers, edition=edition, by=row.person, at=at)


def finished(row, at=AT):
    """Read all and pass."""
    read(row, at=at)
    tried(row, at=at)
    row.refresh_from_db()
    return row
