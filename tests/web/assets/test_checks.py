"""`assets-scope-recorded`, shown to hold, to be weak and to fail by real rows."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.assets.register import graded, recorded
from tests.web.factories import AT, make_person

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.assets import actions
from sekisho.web.assets.checks import CHECKS, assets_scope_recorded
from sekisho.web.assets.models import year_before

pytestmark = pytest.mark.django_db
RUN = {check.id: check.run for check in CHECKS}
KINDS = ("equipment", "information", "documentation")
A_YEAR_AGO = AT.replace(year=AT.year - 1)


def _one_of_each(at=AT):
    return [recorded(f"資産 {kind}", kind=kind, at=at) for kind in KINDS]


def test_the_id_stands_in_the_catalogue():
    assert {check.id for check in CHECKS} <= set(load().checks)


def test_an_empty_register_fails_and_names_the_three_kinds():
    result = assets_scope_recorded(AT)
    assert result.verdict is Verdict.FAILS
    assert [row["missing_kind"] for row in result.rows] == list(KINDS)


def test_one_fresh_asset_of_each_kind_holds():
    _one_of_each()
    result = assets_scope_recorded(AT)
    assert result.verdict is Verdict.HOLDS
    assert result.figures == {"covered": 3, "excluded": 0, "missing": 0, "overdue": 0}
    assert result.rows == ()


@pytest.mark.parametrize("kind", KINDS)
def test_any_missing_kind_fails(kind):
    for row in _one_of_each():
        if row.kind == kind:
            row.delete()
    result = assets_scope_recorded(AT)
    assert (result.verdict, result.figures["missing"]) == (Verdict.FAILS, 1)
    assert result.rows == ({"missing_kind": kind},)


def test_a_kind_whose_only_asset_is_excluded_is_missing():
    row = _one_of_each()[1]
    actions.exclude(asset=row, reason="範囲外", by=make_person(), at=AT)
    result = assets_scope_recorded(AT)
    assert result.verdict is Verdict.FAILS
    assert (result.figures["covered"], result.figures["excluded"]) == (2, 1)


def test_a_row_confirmed_a_year_ago_to_the_day_still_holds():
    _one_of_each(at=A_YEAR_AGO)
    assert assets_scope_recorded(AT).verdict is Verdict.HOLDS


def test_one_row_a_day_older_is_weak_and_named():
    _one_of_each()
    old = recorded("古い資産", at=A_YEAR_AGO.replace(month=5, day=31))
    result = assets_scope_recorded(AT)
    assert (result.verdict, result.figures["overdue"]) == (Verdict.WEAK, 1)
    assert result.rows == ({"asset": old.pk, "kind": "equipment"},)
    actions.confirm(asset=old, by=make_person(), at=AT)
    assert assets_scope_recorded(AT).verdict is Verdict.HOLDS


def test_an_excluded_row_must_be_confirmed_too():
    _one_of_each()
    row = recorded("外の資産", at=A_YEAR_AGO)
    actions.exclude(
        asset=row, reason="範囲外", by=make_person(), at=datetime(2025, 1, 1, tzinfo=UTC)
    )
    assert assets_scope_recorded(AT).verdict is Verdict.WEAK


def test_a_missing_kind_outweighs_an_overdue_row():
    recorded(at=datetime(2024, 1, 1, tzinfo=UTC))
    assert assets_scope_recorded(AT).verdict is Verdict.FAILS


def test_the_result_names_no_asset_and_queries_do_not_grow(django_assert_num_queries):
    for at in (AT, A_YEAR_AGO, datetime(2020, 1, 1, tzinfo=UTC)):
        recorded("給付記録", at=at)
    recorded("給付記録", zone_key="mynumber")
    with django_assert_num_queries(1):
        result = assets_scope_recorded(AT)
    shown = f"{result.message.format(**result.figures)}{result.rows}"
    assert "給付記録" not in shown
    assert "{" not in result.message.format(**result.figures)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))
def test_a_year_before_is_365_or_366_days(day):
    assert (day - year_before(day)).days in {365, 366}
    assert year_before(day).month == day.month


def test_a_year_before_a_leap_day_is_the_last_of_february():
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)


class TestFaultsOfRows:
    """Each check holds on a whole row, fails on its one fault, and names the row."""

    @pytest.mark.parametrize(
        ("check", "fault"),
        [
            ("assets-owned", {"post": None}),
            ("assets-classified", {"confidentiality": ""}),
            ("assets-classified", {"integrity": "9"}),
            ("assets-classified", {"availability": ""}),
            ("assets-zoned", {"zone_key": ""}),
            ("assets-mynumber-placed", {"personal_number": "use"}),
            ("assets-mynumber-placed", {"personal_number": "relation", "zone_key": "internet"}),
        ],
    )
    def test_one_fault_fails_and_is_named(self, check, fault):
        recorded(**graded())
        assert RUN[check](AT).verdict is Verdict.HOLDS
        row = recorded("欠けた資産", **(graded() | fault))
        result = RUN[check](AT)
        assert (result.verdict, result.figures["wanting"]) == (Verdict.FAILS, 1)
        assert result.rows == ({"asset": row.pk, "kind": "equipment"},)
        assert "欠けた" not in f"{result}"

    @pytest.mark.parametrize("check", sorted(set(RUN) - {"assets-scope-recorded"}))
    def test_sentences_have_all_their_figures(self, check):
        for rows in (0, 1):
            if rows:
                recorded(**graded())
            result = RUN[check](AT)
            assert "{" not in result.message.format(**result.figures)

    @pytest.mark.parametrize(
        "check", sorted(set(RUN) - {"assets-scope-recorded", "assets-carriers-graded"})
    )
    def test_an_empty_register_proves_nothing(self, check):
        assert RUN[check](AT).verdict is Verdict.FAILS

    @pytest.mark.parametrize(
        "check", sorted(set(RUN) - {"assets-scope-recorded", "assets-carriers-graded"})
    )
    def test_a_row_outside_the_scope_does_not_count(self, check):
        recorded(**graded())
        row = recorded("外", zone_key="", personal_number="use", retained_until=date(2000, 1, 1))
        actions.exclude(asset=row, reason="範囲外", by=make_person(), at=AT)
        assert RUN[check](AT).verdict is Verdict.HOLDS

    @pytest.mark.parametrize("sort", ["paper", "facility", "specification"])
    def test_paper_and_facilities_need_no_zone(self, sort):
        recorded(**graded(sort=sort, zone_key=""))
        assert RUN["assets-zoned"](AT).verdict is Verdict.HOLDS

    def test_papers_with_individual_numbers_lie_in_no_zone(self):
        recorded(**graded(sort="paper", zone_key="", personal_number="use"))
        recorded("端末", **graded(zone_key="mynumber", personal_number="use"))
        assert RUN["assets-mynumber-placed"](AT).verdict is Verdict.HOLDS

    def test_what_is_kept_past_its_last_day_is_weak(self):
        recorded(**graded(retained_until=date(2026, 6, 1)))
        assert RUN["assets-retention-kept"](AT).verdict is Verdict.HOLDS
        recorded("古い", **graded(retained_until=date(2026, 5, 31)))
        assert RUN["assets-retention-kept"](AT).verdict is Verdict.WEAK

    def test_a_scheme_chosen_anew_leaves_every_grade_wanting(self):
        recorded(**graded())
        actions.choose_scheme(
            aspect="confidentiality", scheme="confidentiality-3", by=make_person(), at=AT
        )
        assert RUN["assets-classified"](AT).verdict is Verdict.FAILS

    def test_a_carrier_lighter_than_what_it_holds_is_named_with_it(self):
        person = make_person(roles=("system-manager",))
        medium = recorded("USB", by=person, **graded(sort="medium", confidentiality="2"))
        data = recorded("台帳", by=person, **graded(sort="data", confidentiality="3B"))
        actions.relate(upper=medium, lower=data, kind="describes", by=person, at=AT)
        assert RUN["assets-carriers-graded"](AT).verdict is Verdict.HOLDS
        actions.relate(upper=medium, lower=data, kind="holds", by=person, at=AT)
        result = RUN["assets-carriers-graded"](AT)
        assert result.verdict is Verdict.FAILS
        assert result.rows == ({"asset": medium.pk, "lower": data.pk},)

    @pytest.mark.parametrize("check", sorted(RUN))
    def test_queries_do_not_grow_with_rows(self, check, django_assert_max_num_queries):
        for number in range(12):
            recorded(f"資産{number}", **graded())
        with django_assert_max_num_queries(3):
            RUN[check](AT)
