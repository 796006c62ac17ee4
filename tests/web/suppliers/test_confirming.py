"""The yearly confirmation and the promise of residents: asked, answered whole, looked through."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, DAY
from tests.web.suppliers.contracting import contracted, ended, keeper
from tests.web.suppliers.linking import (
    EDITION,
    YES,
    answered,
    asked,
    in_force,
    link_of,
    linked,
    opened,
    resident,
)

from sekisho.catalogue import load_suppliers
from sekisho.verdicts import Verdict
from sekisho.web.evidence import queries as evidence
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.answering import Answer
from sekisho.web.suppliers.checks import CHECKS
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Confirmation, Finding, Promise
from sekisho.web.suppliers.policy import Policy

pytestmark = pytest.mark.django_db
RUN = {check.id: check.run for check in CHECKS}
NEXT = timedelta(days=1)


@pytest.fixture
def by():
    return keeper()


@pytest.fixture
def contract(by):
    return contracted(by)


class TestAnswers:
    def test_answered_whole_and_sealed_without_who_answered(self, contract, by):
        row = answered(asked(contract, by))
        assert row.answered_at == AT
        (sealed,) = evidence.sealed(["confirmation.answered"])
        assert sealed.actor == ""
        assert "真壁" not in str(sealed.facts)
        assert list(differences()) == []

    @pytest.mark.parametrize(
        "answers", [{}, YES | {"media": Answer("no")}, YES | {"media": Answer("perhaps", "x")}]
    )
    def test_what_is_not_whole_is_refused_and_the_link_stays_open(self, contract, by, answers):
        row = asked(contract, by)
        with pytest.raises(SuppliersError, match="全ての問い"):
            answered(row, answers)
        assert link_of(row).closed_at is None

    def test_what_was_not_asked_is_not_kept(self, contract, by):
        row = answered(asked(contract, by), YES | {"mynumber": Answer("no", "x")})
        assert "mynumber" not in row.answers

    def test_nothing_is_taken_through_a_link_that_was_not_opened(self, contract, by):
        row = asked(contract, by)
        with pytest.raises(SuppliersError, match="もう使えません"):
            actions.answer_confirmation(link=link_of(row), answers=YES, respondent="x", at=AT)

    def test_nothing_is_taken_after_the_links_day(self, contract, by):
        row = asked(contract, by)
        link = opened(row)
        later = AT + timedelta(days=load_suppliers().link_days + 1)
        with pytest.raises(SuppliersError, match="もう使えません"):
            actions.answer_confirmation(link=link, answers=YES, respondent="x", at=later)

    def test_a_promise_link_takes_no_answers(self, contract, by):
        worker = resident(contract, by)
        linked(worker, by)
        with pytest.raises(SuppliersError, match="もう使えません"):
            actions.answer_confirmation(link=opened(worker), answers=YES, respondent="x", at=AT)


class TestAsking:
    def test_one_waits_at_a_time_and_a_withdrawn_one_no_more(self, contract, by):
        row = asked(contract, by)
        with pytest.raises(SuppliersError, match="回答を待っている"):
            asked(contract, by)
        actions.withdraw_confirmation(confirmation=row, by=by, at=AT)
        assert not row.links.filter(closed_at=None).exists()
        assert asked(contract, by).pk != row.pk
        assert list(differences()) == []

    def test_not_by_a_day_that_has_passed_and_not_of_a_contract_that_is_over(self, contract, by):
        with pytest.raises(SuppliersError, match="今日以後"):
            asked(contract, by, due_on=DAY - NEXT)
        ended(contract, by)
        with pytest.raises(SuppliersError, match="終わっています"):
            asked(contract, by)

    def test_what_was_answered_is_not_withdrawn(self, contract, by):
        row = answered(asked(contract, by))
        with pytest.raises(SuppliersError, match="回答が済んで"):
            actions.withdraw_confirmation(confirmation=row, by=by, at=AT)


class TestReview:
    def test_each_no_becomes_a_finding_with_its_words(self, contract, by):
        answers = YES | {"media": Answer("no", "一本残っている"), "access": Answer("na", "紙だけ")}
        row = answered(asked(contract, by), answers)
        (found,) = actions.review_confirmation(confirmation=row, by=by, at=AT)
        assert "一本残っている" in found.what
        assert found.source == "confirmation"
        assert found.due_on == DAY + timedelta(days=load_suppliers().finding_days)
        assert list(differences()) == []

    def test_all_yes_gives_no_finding(self, contract, by):
        row = answered(asked(contract, by))
        assert actions.review_confirmation(confirmation=row, by=by, at=AT) == []
        assert not Finding.objects.exists()

    def test_only_what_was_answered_and_only_once(self, contract, by):
        row = asked(contract, by)
        with pytest.raises(SuppliersError, match="回答の届いた"):
            actions.review_confirmation(confirmation=row, by=by, at=AT)
        answered(row)
        actions.review_confirmation(confirmation=row, by=by, at=AT)
        with pytest.raises(SuppliersError, match="回答の届いた"):
            actions.review_confirmation(confirmation=row, by=by, at=AT)

    @pytest.mark.parametrize("values", [{"reviewed_at": AT}, {"respondent": "x"}])
    def test_the_database_refuses_half_a_confirmation(self, contract, by, values):
        asked(contract, by)
        with pytest.raises(IntegrityError), transaction.atomic():
            Confirmation.objects.update(**values)


class TestPromise:
    @pytest.fixture(autouse=True)
    def _policy(self, monkeypatch):
        in_force(monkeypatch)

    def promised(self, worker, by, edition="edition:1"):
        linked(worker, by)
        return actions.promise(link=opened(worker), edition=edition, at=AT)

    def test_a_resident_promises_the_edition_in_force(self, contract, by):
        worker = resident(contract, by)
        assert self.promised(worker, by).edition == "edition:1"
        assert not worker.links.filter(closed_at=None).exists()
        assert list(differences()) == []

    def test_twice_is_once(self, contract, by):
        worker = resident(contract, by)
        self.promised(worker, by)
        self.promised(worker, by)
        assert Promise.objects.count() == 1

    @pytest.mark.parametrize("edition", ["edition:0", ""])
    def test_an_edition_that_is_not_in_force_is_refused(self, contract, by, edition):
        with pytest.raises(SuppliersError, match="改められました"):
            self.promised(resident(contract, by), by, edition)
        assert not Promise.objects.exists()

    def test_a_link_that_was_not_opened_takes_no_promise(self, contract, by):
        worker = resident(contract, by)
        with pytest.raises(SuppliersError, match="もう使えません"):
            actions.promise(link=linked(worker, by), edition="edition:1", at=AT)

    def test_the_check_waits_fails_and_holds(self, contract, by):
        check, days = "contractor-residents-promised", timedelta(days=load_suppliers().pledge_days)
        worker = resident(contract, by)
        assert RUN[check](AT + days).verdict is Verdict.WEAK
        late = RUN[check](AT + days + NEXT)
        assert (late.verdict, late.rows) == (Verdict.FAILS, ({"contract_worker": worker.pk},))
        self.promised(worker, by)
        assert RUN[check](AT + days + NEXT).verdict is Verdict.HOLDS

    def test_a_new_edition_is_to_be_promised_again(self, contract, by, monkeypatch):
        worker, check = resident(contract, by), "contractor-residents-promised"
        self.promised(worker, by)
        in_force(monkeypatch, Policy("edition:2", "改", DAY, EDITION.clauses))
        assert RUN[check](AT).verdict is Verdict.WEAK

    def test_without_a_policy_in_force_it_fails(self, monkeypatch):
        in_force(monkeypatch, None)
        assert RUN["contractor-residents-promised"](AT).verdict is Verdict.FAILS

    def test_without_residents_it_holds(self, contract):
        assert RUN["contractor-residents-promised"](AT).verdict is Verdict.HOLDS


class TestConfirmed:
    check = "contractors-confirmed"

    def test_the_first_year_is_weak_then_fails_and_reviewed_holds_for_a_year(self, contract, by):
        year = timedelta(days=load_suppliers().yearly_days)
        assert RUN[self.check](AT).verdict is Verdict.WEAK
        assert RUN[self.check](AT + year).verdict is Verdict.FAILS
        row = answered(asked(contract, by))
        assert RUN[self.check](AT).verdict is Verdict.WEAK  # answered is not looked through
        actions.review_confirmation(confirmation=row, by=by, at=AT)
        assert RUN[self.check](AT + year).verdict is Verdict.HOLDS
        assert RUN[self.check](AT + year + NEXT).verdict is Verdict.FAILS

    def test_no_answer_past_its_day_fails(self, contract, by):
        row = asked(contract, by, due_on=DAY)
        assert RUN[self.check](AT).verdict is Verdict.WEAK
        found = RUN[self.check](AT + NEXT)
        assert (found.verdict, found.rows) == (Verdict.FAILS, ({"contract": row.contract_id},))

    def test_lighter_information_is_not_confirmed_yearly(self, by):
        contracted(by, grade="internal")
        found = RUN[self.check](AT + timedelta(days=300))
        assert (found.verdict, found.figures["contracts"]) == (Verdict.HOLDS, 0)

    def test_without_any_contract_nothing_is_proven(self):
        assert RUN[self.check](AT).verdict is Verdict.WEAK
