"""The year on one page: figures by fiscal year, statuses computed again from the ledger."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.web.factories import AT
from tests.web.policies.samples import basic, imported, next_edition, published
from tests.web.reviews.parts import concluded, finding

from sekisho.catalogue import load
from sekisho.verdicts import Result, Verdict
from sekisho.web.controls.status import Status
from sekisho.web.evidence import actions as evidence
from sekisho.web.policies.models import Edition
from sekisho.web.reviews.cycle import history
from sekisho.web.reviews.quarters import quarters, window

pytestmark = pytest.mark.django_db
NEXT = AT + timedelta(days=365)  # June of the fiscal year after


def told(verdict, at, *, days=400):
    """Every check says the same at a moment."""
    for check in load().checks:
        evidence.seal_result(
            check=check, result=Result(verdict, "x"), at=at, valid_until=at + timedelta(days=days)
        )


def by_year(at):
    return {each.year: each for each in history(at).standings}


def test_a_fiscal_year_begins_on_1_april_in_tokyo():
    first, after = window(2026)
    assert first.astimezone(UTC) == datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
    assert after.astimezone(UTC) == datetime(2027, 3, 31, 15, 0, tzinfo=UTC)


def test_last_year_stands_as_the_ledger_said_then_whatever_was_sealed_since():
    published(imported(basic()))
    told(Verdict.HOLDS, AT)
    told(Verdict.FAILS, NEXT)
    years = by_year(NEXT)
    assert list(years) == [2025, 2026, 2027]
    assert years[2025].total == 0
    demanding = years[2026].total
    assert demanding > 0
    assert years[2026].counts[Status.IN_FORCE] == demanding
    assert years[2027].counts[Status.FAILING] == demanding
    assert [each.now for each in years.values()] == [False, False, True]


def test_clauses_that_got_worse_come_first_and_new_documents_are_not_compared():
    published(imported(basic()))
    told(Verdict.HOLDS, AT)
    published(imported(kind="standard"), at=NEXT)
    told(Verdict.FAILS, NEXT)
    moved = history(NEXT).moved
    assert moved
    assert {each.document for each in moved} == {Edition.objects.get(document__kind="basic").title}
    assert all(each.worse and each.before is Status.IN_FORCE for each in moved)
    assert all(each.now is Status.FAILING for each in moved)


def test_a_clause_that_stands_as_before_did_not_move():
    published(imported(basic()))
    told(Verdict.HOLDS, AT)
    assert history(NEXT).moved == ()


def test_the_edition_in_force_then_is_counted_and_not_todays():
    first = published(imported(basic()))
    told(Verdict.HOLDS, AT)
    before = by_year(NEXT)[2026].total
    left_out = (
        "(3) 物理的セキュリティ\n\nサーバ機器等及び管理区域について、物理的な対策を講じる。\n\n"
    )
    shorter = basic(**{left_out: ""})
    published(next_edition(first, shorter, at=NEXT), at=NEXT)
    years = by_year(NEXT)
    assert years[2026].total == before
    assert years[2027].total == before - 1


def test_procedures_are_in_no_figure_and_no_list():
    published(imported(kind="procedure"))
    told(Verdict.FAILS, AT)
    assert by_year(AT)[2026].total == 0
    assert figures(AT)["施行した文書の版"] == (0, 0)


def figures(at):
    return {str(f.label): (f.now, f.before) for q in quarters(at) for f in q.figures}


def test_figures_are_counted_in_the_year_they_happened():
    finding(number=2)
    concluded()
    found = figures(AT)
    assert (found["監査の指摘"], found["報告した監査"]) == ((2, 0), (1, 0))
    assert figures(NEXT)["監査の指摘"] == (0, 2)
    assert figures(NEXT)["決定した見直し"] == (0, 1)


def test_what_moved_is_this_year_less_the_last():
    finding(number=2)
    one = next(f for q in quarters(NEXT) for f in q.figures if f.label == "監査の指摘")
    assert one.moved == -2
    assert date(2027, 4, 1) <= NEXT.date()
