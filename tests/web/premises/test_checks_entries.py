"""The checks of areas and entries, each shown to hold, to be weak and to fail by real rows."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.approvals.permitting import office, permit
from tests.web.factories import AT, DAY, make_person
from tests.web.premises.standing import (
    covered,
    file_of,
    keeper,
    let_in,
    make_area,
    make_system,
    passed,
)

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.premises import actions, permits
from sekisho.web.premises.checks import CHECKS
from sekisho.web.premises.checks.entries import (
    areas_cleared,
    entries_permitted,
    entry_lists_reviewed,
    entry_log_current,
    visitors_escorted,
)
from sekisho.web.premises.models import Listed, Passage, Visit
from sekisho.web.site.permitting import PermitsToEnter

pytestmark = pytest.mark.django_db
ENTRY_CHECKS = (
    entries_permitted,
    areas_cleared,
    entry_log_current,
    entry_lists_reviewed,
    visitors_escorted,
)
HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_permits():
    before = permits._sources[:]
    permits.install()
    yield
    permits.install(*before)


def _said(result):
    text = result.message.format(**result.figures)
    assert "{" not in text
    return text


def test_the_ids_stand_in_the_catalogue_linked_to_a_control():
    linked = {spec.id for control in load().controls.values() for spec in control.checks}
    assert {check.id for check in CHECKS} <= linked


@pytest.mark.parametrize("check", [c for c in ENTRY_CHECKS if c is not visitors_escorted])
def test_a_body_without_any_area_fails(check):
    result = check(AT)
    assert result.verdict is Verdict.FAILS
    assert "登録されていません" in _said(result)


class TestEntriesPermitted:
    def test_a_listed_person_holds(self):
        area, person = make_area(), make_person()
        let_in(area, person)
        passed(area, person)
        result = entries_permitted(AT)
        assert (result.verdict, result.figures["entries"]) == (Verdict.HOLDS, 1)

    def test_one_not_listed_fails_and_is_named_by_the_passage(self):
        area = make_area()
        entry = passed(area, make_person("朝霧 花子"))
        result = entries_permitted(AT)
        assert result.verdict is Verdict.FAILS
        assert result.rows == ({"passage": entry.pk, "area": area.pk},)
        assert "朝霧" not in f"{_said(result)}{result.rows}"

    def test_listed_for_another_area_or_another_day_fails(self):
        area, person = make_area(), make_person()
        let_in(make_area(), person)
        let_in(area, person, since=DAY - timedelta(days=40), days=39)
        passed(area, person)
        assert entries_permitted(AT).figures["unrightful"] == 1

    def test_an_unknown_card_fails(self):
        passed(make_area(), card="999")
        assert entries_permitted(AT).verdict is Verdict.FAILS

    def test_a_permit_of_that_day_holds(self):
        area, people = make_area(), office()
        passed(area, people.member)
        assert entries_permitted(AT).figures["permits"] == "unread"
        permits.install(PermitsToEnter())
        assert entries_permitted(AT).verdict is Verdict.FAILS
        row = permit(people, "area-entry", subjects=(f"area:{area.pk}",), subject_words="")
        result = entries_permitted(AT)
        assert (result.verdict, result.figures["permits"]) == (Verdict.HOLDS, "read")
        after = AT + (row.ends - DAY) + ONE_DAY
        passed(area, people.member, at=after)
        assert entries_permitted(after).verdict is Verdict.FAILS

    def test_a_visitor_with_an_escort_holds_and_one_alone_fails(self):
        area = make_area()
        row = Visit.objects.create(
            area=area, name="x", purpose="y", host=make_person(), escort=make_person(), in_at=AT
        )
        passed(area, visit=row)
        assert entries_permitted(AT).verdict is Verdict.HOLDS
        Visit.objects.update(escort=None)
        assert entries_permitted(AT).verdict is Verdict.FAILS

    def test_a_visitors_badge_counts_while_the_visit_lasts(self):
        area = make_area()
        Visit.objects.create(
            area=area,
            name="x",
            purpose="y",
            host=make_person(),
            badge="V-01",
            escort=make_person(),
            in_at=AT,
            out_at=AT + HOUR,
        )
        passed(area, card="V-01", at=AT + HOUR / 2)
        assert entries_permitted(AT + HOUR).verdict is Verdict.HOLDS
        passed(area, card="V-01", at=AT + 2 * HOUR)
        assert entries_permitted(AT + 3 * HOUR).verdict is Verdict.FAILS

    def test_one_explained_holds_and_is_counted(self):
        entry = passed(make_area(), make_person())
        actions.explain(passage=entry, explanation="避難訓練", by=keeper(), at=AT)
        result = entries_permitted(AT)
        assert (result.verdict, result.figures["explained"]) == (Verdict.HOLDS, 1)

    def test_leaving_and_refusals_need_no_right(self):
        area = make_area()
        passed(area, make_person(), way="out")
        passed(area, make_person(), way="denied")
        assert entries_permitted(AT).verdict is Verdict.WEAK  # nothing went in at all

    def test_a_list_emptied_afterwards_does_not_hide_the_entry(self):
        area, person = make_area(), make_person()
        let_in(area, person)
        passed(area, person)
        Listed.objects.all().delete()
        assert entries_permitted(AT).verdict is Verdict.FAILS

    def test_queries_do_not_grow(self):
        area = make_area()

        def more(number):
            for _each in range(number):
                person = make_person()
                let_in(area, person)
                passed(area, person)

        more(3)
        with CaptureQueriesContext(connection) as few:
            entries_permitted(AT)
        more(10)
        with CaptureQueriesContext(connection) as many:
            entries_permitted(AT)
        assert len(few) == len(many)


class TestLogCurrent:
    def test_covered_until_the_grades_lag_holds(self):
        area = make_area(log_from=DAY - timedelta(days=30))
        covered(area, DAY - timedelta(days=30), DAY - timedelta(days=7))
        assert entry_log_current(AT).verdict is Verdict.HOLDS

    def test_one_day_short_fails_and_names_the_area(self):
        area = make_area(log_from=DAY - timedelta(days=30))
        covered(area, DAY - timedelta(days=30), DAY - timedelta(days=8))
        result = entry_log_current(AT)
        assert result.verdict is Verdict.FAILS
        assert result.rows == ({"area": area.pk, "gap_days": 1},)

    def test_a_silent_gap_in_the_middle_fails(self):
        area = make_area(log_from=DAY - timedelta(days=30))
        covered(area, DAY - timedelta(days=30), DAY - timedelta(days=20))
        covered(area, DAY - timedelta(days=17), DAY)
        assert entry_log_current(AT).figures["gap_days"] == 2

    def test_a_new_area_is_asked_about_nothing_yet(self):
        make_area(log_from=DAY)
        assert entry_log_current(AT).verdict is Verdict.HOLDS

    def test_what_lies_longer_back_than_90_days_is_not_asked_about(self):
        area = make_area(log_from=date(2020, 1, 1))
        covered(area, DAY - timedelta(days=90), DAY)
        assert entry_log_current(AT).verdict is Verdict.HOLDS

    @pytest.fixture
    def imported(self):
        area = make_area(log_from=date(2026, 5, 29))
        system = make_system(area)
        lines = (
            "2026/05/29 08:50:12,1,,情報システム室,入室",
            "2026/05/29 09:50:12,1,,情報システム室,退室",
        )
        file = file_of(*lines, covers_until=DAY - ONE_DAY)
        return actions.import_log(system=system, file=file, by=keeper(), at=AT)

    def test_an_imported_log_holds_as_it_was_taken(self, imported):
        assert entry_log_current(AT).verdict is Verdict.HOLDS

    @pytest.mark.parametrize(
        "change",
        [
            lambda row: row.delete(),
            lambda row: Passage.objects.filter(pk=row.pk).update(at=row.at + HOUR),
            lambda row: Passage.objects.filter(pk=row.pk).update(card="2"),
            lambda row: Passage.objects.filter(pk=row.pk).update(way="denied"),
            lambda row: Passage.objects.filter(pk=row.pk).update(area=make_area(log_from=DAY)),
        ],
    )
    def test_a_row_changed_in_the_database_fails_and_names_the_file(self, imported, change):
        change(Passage.objects.first())
        result = entry_log_current(AT)
        assert (result.verdict, result.figures["altered"]) == (Verdict.FAILS, 1)
        assert {"door_import": imported.pk} in result.rows

    def test_explaining_and_naming_change_nothing_of_it(self, imported):
        row = Passage.objects.first()
        row.person, row.holder = make_person(), ""
        row.save()
        actions.explain(passage=row, explanation="確認", by=keeper(), at=AT)
        assert entry_log_current(AT).verdict is Verdict.HOLDS

    def test_lines_not_understood_are_weak_until_settled(self, imported):
        system = imported.system
        found = actions.import_log(
            system=system,
            file=file_of(
                "いつか,1,,情報システム室,入室",
                covers_from=DAY - ONE_DAY,
                covers_until=DAY - ONE_DAY,
            ),
            by=keeper(),
            at=AT,
        )
        assert entry_log_current(AT).verdict is Verdict.WEAK
        actions.settle_unread(source=found, by=keeper(), at=AT)
        assert entry_log_current(AT).verdict is Verdict.HOLDS


class TestAreasCleared:
    def test_inside_over_night_and_longer_than_the_grade_fails(self):
        area = make_area()  # core: 16 hours
        entry = passed(area, make_person())
        assert areas_cleared(AT + 15 * HOUR).verdict is Verdict.HOLDS
        result = areas_cleared(AT + 17 * HOUR)
        assert (result.verdict, result.rows[0]["passage"]) == (Verdict.FAILS, entry.pk)

    def test_left_holds(self):
        area, person = make_area(), make_person()
        passed(area, person)
        passed(area, person, at=AT + HOUR, way="out")
        assert areas_cleared(AT + ONE_DAY).verdict is Verdict.HOLDS

    def test_explained_holds(self):
        entry = passed(make_area(), make_person())
        actions.explain(passage=entry, explanation="退室の読取り忘れ", by=keeper(), at=AT)
        assert areas_cleared(AT + ONE_DAY).verdict is Verdict.HOLDS

    def test_where_leaving_is_not_recorded_nothing_is_judged_and_that_is_said(self):
        area = make_area(logs_exit=False)
        passed(area, make_person())
        assert areas_cleared(AT + ONE_DAY).verdict is Verdict.WEAK
        make_area()
        result = areas_cleared(AT + ONE_DAY)
        assert (result.verdict, result.figures["unjudged"]) == (Verdict.HOLDS, 1)


class TestListsReviewed:
    def test_reviewed_within_the_year_holds_and_a_day_more_fails(self):
        area = make_area()
        let_in(area, make_person(), days=800)
        assert entry_lists_reviewed(AT).verdict is Verdict.FAILS  # never looked through
        actions.review_list(area=area, by=keeper(), at=AT)
        assert entry_lists_reviewed(AT + timedelta(days=365)).verdict is Verdict.HOLDS
        assert entry_lists_reviewed(AT + timedelta(days=366)).verdict is Verdict.FAILS

    def test_a_list_with_nobody_on_it_today_fails(self):
        area = make_area()
        let_in(area, make_person(), since=DAY - ONE_DAY, days=0)
        actions.review_list(area=area, by=keeper(), at=AT)
        result = entry_lists_reviewed(AT)
        assert (result.verdict, result.figures["empty"]) == (Verdict.FAILS, 1)


class TestVisitors:
    @staticmethod
    def _visit(**fields):
        defaults = {
            "area": make_area(),
            "name": "x",
            "purpose": "y",
            "host": make_person(),
            "escort": make_person(),
            "identified": True,
            "in_at": AT,
            "out_at": AT + HOUR,
        }
        return Visit.objects.create(**(defaults | fields))

    def test_none_holds_and_so_does_one_with_all_of_it(self):
        assert visitors_escorted(AT).verdict is Verdict.HOLDS
        self._visit()
        assert visitors_escorted(AT + ONE_DAY).figures["visits"] == 1

    def test_alone_in_a_strict_area_fails(self):
        self._visit(escort=None)
        assert visitors_escorted(AT).verdict is Verdict.FAILS

    def test_alone_in_an_office_holds(self):
        self._visit(escort=None, area=make_area(level="office"))
        assert visitors_escorted(AT).verdict is Verdict.HOLDS

    def test_not_identified_is_weak(self):
        self._visit(identified=False)
        assert visitors_escorted(AT).verdict is Verdict.WEAK

    def test_still_there_after_a_day_fails(self):
        self._visit(out_at=None)
        assert visitors_escorted(AT + ONE_DAY).verdict is Verdict.HOLDS
        assert visitors_escorted(AT + ONE_DAY + HOUR).verdict is Verdict.FAILS
