"""What calls for a review: collected by itself, answered once, never raised again."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.audits.parts import answered as sheet_answered
from tests.web.audits.parts import chief_auditor, found, judged, member, ordered, started
from tests.web.controls.test_checks import put_aside
from tests.web.factories import AT, DAY
from tests.web.incidents.making import ended, handler, triaged
from tests.web.policies.samples import STANDARD, basic, imported, published
from tests.web.reviews.parts import AFTER, answered, concluded, finding, prepared
from tests.web.systems.parts import keeper
from tests.web.systems.parts import made as system

from sekisho.catalogue import load
from sekisho.verdicts import Result, Verdict
from sekisho.web.audits import actions as audits
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence import queries
from sekisho.web.incidents import actions as incidents
from sekisho.web.reviews.triggers import KINDS, WINDOW, unanswered
from sekisho.web.systems import actions as systems

pytestmark = pytest.mark.django_db
CHECK = "training-yearly-done"


def of(kind, at=AT):
    return [each for each in unanswered(at) if each.kind == kind]


def told(verdict, days, check=CHECK):
    """Seal what a check says on a day counted from the first."""
    evidence.seal_result(
        check=check, result=Result(verdict, "x"), at=AT + timedelta(days=days), valid_until=None
    )


class TestFindings:
    def test_a_finding_calls_for_a_review_once_its_audit_is_reported(self):
        lead = chief_auditor()
        row = judged(ordered(lead), lead)
        audits.note_finding(audit=row, item=None, found=found(), by=lead, at=AT)
        assert of("finding") == []
        audits.report_audit(audit=row, opinion="良い", by=lead, at=AT)
        [one] = of("finding")
        assert (one.title, one.arose_on) == ("台帳の漏れ", DAY)
        assert "給付課の監査" in one.detail

    def test_it_is_not_told_before_it_was(self):
        finding()
        assert unanswered(AT - timedelta(seconds=1)) == []

    def test_what_is_older_than_two_years_calls_no_more(self):
        finding()
        assert of("finding", AT + WINDOW - timedelta(days=1))
        assert of("finding", AT + WINDOW + timedelta(days=1)) == []


class TestIncidents:
    def test_one_closed_with_its_cause_calls_by_its_receipt_and_never_by_its_words(self):
        by = handler()
        row = ended(by)
        [one] = of("incident")
        assert one.ref == f"incident:{row.pk}"
        assert row.receipt in one.title
        assert row.title not in f"{one.title}{one.detail}"

    def test_one_still_open_or_found_to_be_none_does_not(self):
        by = handler()
        triaged(by)
        none = triaged(by, severity="none", title="思い違い")
        incidents.close_incident(incident=none, cause="思い違い", prevention="", by=by, at=AT)
        assert of("incident") == []


class TestGuidelines:
    def test_an_edition_that_came_out_after_a_document_in_force_calls(self):
        published(
            imported(STANDARD.replace("令和8年4月1日", "令和6年4月1日").encode(), kind="standard")
        )
        [one] = of("guideline")
        mic = load().standards["mic"]
        assert (one.ref, one.arose_on) == (f"guideline:mic:{mic.edition}", DAY)
        assert mic.published > date(2024, 4, 1)

    def test_a_document_younger_than_all_of_them_and_none_at_all_call_for_nothing(self):
        assert of("guideline") == []
        published(imported(basic()))
        assert of("guideline") == []

    def test_what_is_still_to_come_out_is_not_known(self):
        early = "令和6年4月1日"
        published(imported(STANDARD.replace("令和8年4月1日", early).encode(), kind="standard"))
        last = max(each.published for each in load().standards.values())
        before = AT - (DAY - last) - timedelta(days=1)
        assert of("guideline", before) == []


class TestSystems:
    def test_one_added_after_the_first_document_calls_and_one_from_before_does_not(self):
        by = keeper()
        system("古いシステム", by=by, at=AT - timedelta(days=1))
        assert of("system") == []
        published(imported(basic()))
        new = system("新しいシステム", by=by, at=AT + timedelta(hours=1))
        [one] = of("system", AFTER)
        assert one.ref == f"system:{new.pk}:new"
        assert "新しいシステム" in one.title

    def test_one_retired_calls_too(self):
        by = keeper()
        row = system("古いシステム", by=by, at=AT - timedelta(days=1))
        published(imported(basic()))
        systems.retire(system=row, on=DAY, by=by, at=AT)
        assert [each.ref for each in of("system", AFTER)] == [f"system:{row.pk}:retired"]

    def test_one_of_the_my_number_zone_has_no_name(self):
        published(imported(basic()))
        by = keeper()
        system("番号システム", by=by, at=AT + timedelta(hours=1), zone_key="mynumber")
        [one] = of("system", AFTER)
        assert "番号システム" not in f"{one.title}{one.detail}{one.url}"
        assert one.url == ""


class TestLapsed:
    def test_an_exemption_past_its_day_calls_with_its_reason(self):
        row = put_aside("clear-desk", days=5)
        assert of("lapsed", AT + timedelta(days=5)) == []
        [one] = of("lapsed", AT + timedelta(days=6))
        assert (one.ref, one.arose_on) == (
            f"set-aside:{row.pk}",
            row.until_date + timedelta(days=1),
        )
        assert row.reason in one.detail


class TestChecks:
    def test_one_failing_for_a_month_without_a_break_calls(self):
        for day in (0, 10, 29):
            told(Verdict.FAILS, day)
        assert of("check", AT + timedelta(days=29)) == []
        [one] = of("check", AT + timedelta(days=30))
        assert (one.ref, one.arose_on) == (f"check:{CHECK}:20260601", DAY + timedelta(days=30))

    def test_a_day_on_which_it_held_begins_the_run_anew(self):
        for day, verdict in ((0, "fails"), (10, "holds"), (11, "fails")):
            told(Verdict(verdict), day)
        assert of("check", AT + timedelta(days=40)) == []
        [one] = of("check", AT + timedelta(days=41))
        assert one.ref == f"check:{CHECK}:20260612"

    def test_one_that_holds_now_calls_no_more(self):
        told(Verdict.FAILS, 0)
        told(Verdict.HOLDS, 40)
        assert of("check", AT + timedelta(days=50)) == []
        assert queries.failing_since([CHECK]) == {}

    def test_since_when_is_told_for_each_check_by_itself_in_one_query(self):
        others = ["roles-held", "committee-met"]
        for number, check in enumerate(others):
            told(Verdict.HOLDS, number, check)
            told(Verdict.FAILS, number + 2, check)
        with CaptureQueriesContext(connection) as asked:
            since = queries.failing_since([CHECK, *others])
        assert since == {
            check: AT + timedelta(days=number + 2) for number, check in enumerate(others)
        }
        assert len(asked) == 1


class TestInspections:
    def test_a_yes_that_a_check_contradicts_calls_after_the_last_day(self):
        person, row = member(), started()
        sheet_answered(person)
        told(Verdict.FAILS, 0)
        assert of("inspection") == []
        after = AT + timedelta(days=31)
        [one] = [each for each in of("inspection", after) if "training-yearly" in each.ref]
        assert one.ref == f"inspection:{row.pk}:staff:training-yearly"
        assert one.arose_on == row.due_on + timedelta(days=1)

    def test_old_answers_are_not_held_against_what_a_check_says_now(self):
        person = member()
        started()
        sheet_answered(person)
        told(Verdict.FAILS, 200)
        assert of("inspection", AT + timedelta(days=230)) == []


class TestAnswering:
    def test_what_a_concluded_review_answered_is_never_raised_again(self):
        finding()
        row = answered(prepared())
        assert of("finding")
        concluded(row)
        assert of("finding", AFTER) == []

    def test_kinds_come_in_order_and_the_oldest_first(self):
        finding(number=2)
        ended(handler())
        kinds = [each.kind for each in unanswered(AT)]
        assert kinds == sorted(kinds, key=list(KINDS).index)
        assert set(kinds) == {"finding", "incident"}

    def test_queries_do_not_grow_with_what_calls(self):
        finding()
        with CaptureQueriesContext(connection) as few:
            unanswered(AT)
        finding(number=4)
        with CaptureQueriesContext(connection) as many:
            assert len(unanswered(AT)) == 5
        assert len(many) == len(few)
