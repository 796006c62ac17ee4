"""Self-inspections and people for these tests, made by the actions alone."""

from datetime import timedelta

from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.catalogue import load_inspection
from sekisho.web.audits import actions
from sekisho.web.audits.models import Inspection, Sheet

LAST = DAY + timedelta(days=30)


def runner(**fields):
    return make_person(roles=("secretariat",), unit=make_unit("総務課"), **fields)


def head(unit="給付課", **fields):
    return make_person(roles=("manager",), unit=make_unit(unit), **fields)


def member(unit="給付課", **fields):
    return make_person(unit=make_unit(unit), **fields)


def started(by=None, *, at=AT, title="自己点検") -> Inspection:
    due = LAST + (at - AT)
    return actions.start_inspection(title=title, due_on=due, by=by or runner(), at=at)


def sheet_of(person, audience="staff") -> Sheet:
    return Sheet.objects.filter(person=person, audience=audience).latest("pk")


def said(audience="staff", **others):
    """Yes to everything but the `others`: by control, with `_` for `-`."""
    answers = {each.control: ("yes", "") for each in load_inspection().asked(audience)}
    return answers | {key.replace("_", "-"): value for key, value in others.items()}


def answered(person, *, by=None, at=AT, audience="staff", **others) -> Sheet:
    return actions.answer_sheet(
        sheet=sheet_of(person, audience), answers=said(audience, **others), by=by or person, at=at
    )
