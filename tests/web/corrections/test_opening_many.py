"""Corrections of a file are opened together as one by one, only faster."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.web.corrections import actions, agreement
from sekisho.web.corrections.actions import Finding, Opening
from sekisho.web.corrections.errors import CorrectionRefusedError
from sekisho.web.corrections.models import Correction
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.changes import NAME
from sekisho.web.evidence.models import Attachment

pytestmark = pytest.mark.django_db
KINDS = ("correction.opened", "correction.own")
COLUMNS = ("number", "title", "source", "grade", "unit", "owner", "due_on", "own")


def _grade():
    from sekisho.catalogue import load_correction_rules

    return next(iter(load_correction_rules().grades))


def _finding(number=None, /, **fields):
    given = {"title": f"扉 {number}", "grade": _grade(), "number": number} | fields
    return Finding(unit=given.pop("unit", None) or make_unit(), **given)


def _sealed():
    files = {each.record_id: bytes(each.content) for each in Attachment.objects.filter(name=NAME)}
    return [
        (each.kind, {k: v for k, v in each.facts.items() if k != "stands"}, files.get(each.index))
        for each in sorted(evidence.sealed(KINDS), key=lambda each: each.index)
    ]


def test_together_seals_what_one_by_one_seals():
    by, owner = make_person(), make_person()
    found = [_finding("1"), _finding("2", owner=owner, due_on=DAY + timedelta(days=9))]
    for each in found:
        actions.open_correction(source="audit", finding=each, by=by, at=AT, tell=False)
    one_by_one, rows = _sealed(), list(Correction.objects.values(*COLUMNS))
    Correction.objects.all().delete()
    openings = [Opening("audit", each, {}) for each in found]
    actions.open_many(openings=openings, by=by, at=AT)
    assert _sealed() == one_by_one * 2
    assert list(Correction.objects.values(*COLUMNS)) == rows


def test_the_bodys_own_fields_are_kept_and_sealed_apart():
    opening = Opening("audit", _finding("1"), {"場所": "書庫"})
    actions.open_many(openings=[opening], by=make_person(), at=AT)
    assert Correction.objects.get().own == {"場所": "書庫"}
    (_opened, _facts, plain), (kind, _none, own) = _sealed()
    assert kind == "correction.own"
    assert ("書庫" in plain.decode(), "書庫" in own.decode()) == (False, True)
    assert list(agreement.differences()) == []


@pytest.mark.parametrize(
    "wrong", [{"number": "1"}, {"due_on": DAY - timedelta(days=1)}, {"title": " "}]
)
def test_one_that_is_refused_leaves_all_unopened(wrong):
    by = make_person()
    actions.open_correction(source="audit", finding=_finding("1"), by=by, at=AT, tell=False)
    openings = [Opening("audit", each, {}) for each in (_finding("2"), _finding("3", **wrong))]
    with pytest.raises(CorrectionRefusedError):
        actions.open_many(openings=openings, by=by, at=AT)
    assert [each.number for each in Correction.objects.all()] == ["1"]


def test_queries_do_not_grow_with_the_rows():
    by, unit = make_person(), make_unit()

    def counted(first, last):
        openings = [
            Opening("audit", _finding(f"{n}", unit=unit), {"棚": n}) for n in range(first, last)
        ]
        with CaptureQueriesContext(connection) as found:
            actions.open_many(openings=openings, by=by, at=AT)
        return len(found)

    counted(0, 3)  # what is kept in memory is read once
    assert counted(10, 13) == counted(20, 50)
