"""Corrections at each step, made by the actions alone."""

from datetime import timedelta

from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.web.corrections import actions
from sekisho.web.corrections.models import Correction

SOON = DAY + timedelta(days=30)


def keeper(**fields):
    return make_person(roles=("secretariat",), **fields)


def auditor(**fields):
    return make_person(roles=("auditor",), unit=make_unit("監査室"), **fields)


def mender(**fields):
    return make_person(roles=("manager",), unit=make_unit("給付課"), **fields)


def finding(owner=None, **fields):
    values = {"title": "控えが施錠されていない", "grade": "middle", "unit": make_unit("給付課")}
    return actions.Finding(**{**values, "owner": owner, **fields})


def opened(owner=None, *, source="other", by=None, at=AT, **fields) -> Correction:
    said = finding(owner, **fields)
    return actions.open_correction(source=source, finding=said, by=by or keeper(), at=at)


def planned(owner=None, *, at=AT, **fields) -> Correction:
    owner = owner or mender()
    row = opened(owner, at=at, **fields)
    return actions.plan(
        correction=row, action="鍵を付ける", owner=owner, due_on=row.due_on, by=owner, at=at
    )


def agreed(owner=None, *, by=None, at=AT, **fields) -> Correction:
    return actions.agree(correction=planned(owner, at=at, **fields), by=by or keeper(), at=at)


def reported(owner=None, *, by=None, at=AT, **fields) -> Correction:
    row = agreed(owner, by=by, at=at, **fields)
    return actions.report(correction=row, result="鍵を付けた", by=row.owner, at=at)


def confirmed(owner=None, *, by=None, at=AT, **fields) -> Correction:
    row = reported(owner, at=at, **fields)
    return actions.confirm(correction=row, text="見た", by=by or keeper(), at=at)
