"""What contracts and chains prove: each check holds, is weak, fails and names what it means."""

from datetime import date, timedelta

import pytest
from tests.web.factories import AT, DAY, make_person
from tests.web.suppliers.contracting import (
    asked,
    consented,
    contracted,
    decided,
    ended,
    keeper,
    ticked,
)

from sekisho.catalogue import load, load_suppliers
from sekisho.verdicts import Verdict
from sekisho.web.organization.models import Person
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.checks import CHECKS
from sekisho.web.suppliers.models import Contract

pytestmark = pytest.mark.django_db
RUN = {check.id: check.run for check in CHECKS}
OF_CONTRACTS = (
    "outsourcing-registered",
    "contract-clauses-complete",
    "contract-reports-agreed",
    "subcontracts-consented",
    "subcontractors-bound",
    "contract-endings-confirmed",
)


@pytest.fixture
def by():
    return keeper()


def verdict(check, at=AT):
    return RUN[check](at).verdict


def test_every_check_belongs_to_a_control_of_the_catalogue():
    tied = {check.id for control in load().controls.values() for check in control.checks}
    assert tied >= set(RUN)


@pytest.mark.parametrize("check", OF_CONTRACTS)
def test_without_any_contract_nothing_is_proven(check):
    assert verdict(check) is Verdict.WEAK


@pytest.mark.parametrize("check", OF_CONTRACTS)
def test_a_contract_in_order_holds(check, by):
    consented(contracted(by), by)
    actions.see_copy(subcontract=contracted_sub(), by=by, at=AT)
    assert verdict(check) is Verdict.HOLDS


def contracted_sub():
    from sekisho.web.suppliers.models import Subcontract

    return Subcontract.objects.get()


class TestRegistered:
    def test_nobody_in_charge_any_more_fails(self, by):
        row = contracted(by, manager=make_person())
        Person.objects.filter(pk=row.manager_id).update(left_on=DAY - timedelta(days=1))
        found = RUN["outsourcing-registered"](AT)
        assert (found.verdict, found.figures["nobody"]) == (Verdict.FAILS, 1)
        assert found.rows == ({"contract": row.pk},)

    @pytest.mark.parametrize(("back", "expected"), [(0, Verdict.HOLDS), (1, Verdict.FAILS)])
    def test_the_last_day_still_counts_and_the_day_after_fails(self, by, back, expected):
        contracted(by, ends=DAY - timedelta(days=back))
        assert verdict("outsourcing-registered") is expected

    def test_one_that_has_not_begun_is_not_asked_about(self, by):
        contracted(by, starts=DAY + timedelta(days=1), whole=False)
        assert RUN["outsourcing-registered"](AT).figures["contracts"] == 0


class TestClauses:
    def test_a_missing_one_fails_with_how_many(self, by):
        row = ticked(contracted(by, whole=False), by=by, without=("secrecy", "report"))
        found = RUN["contract-clauses-complete"](AT)
        assert (found.verdict, found.figures["missing"]) == (Verdict.FAILS, 2)
        assert found.rows == ({"contract": row.pk, "missing": 2},)

    def test_one_that_is_over_is_not_asked_about(self, by):
        contracted(by)
        ended(contracted(by, whole=False), by)
        assert verdict("contract-clauses-complete") is Verdict.HOLDS


@pytest.mark.parametrize("fields", [{"report_hours": None}, {"report_to": ""}])
def test_without_hours_or_contact_for_incidents_it_fails(by, fields):
    row = contracted(by, **fields)
    found = RUN["contract-reports-agreed"](AT)
    assert (found.verdict, found.rows) == (Verdict.FAILS, ({"contract": row.pk},))


class TestConsent:
    def test_a_third_level_without_consent_fails_and_is_named_by_its_level(self, by):
        contract = contracted(by)
        upper = consented(contract, by)
        assert verdict("subcontracts-consented") is Verdict.HOLDS
        third = asked(contract, by, "二見ソフト", upper)
        found = RUN["subcontracts-consented"](AT)
        assert (found.verdict, found.figures["deepest"]) == (Verdict.FAILS, 3)
        assert found.rows == ({"contract": contract.pk, "subcontract": third.pk, "level": 3},)
        chief = make_person(roles=("chief-officer",))
        _approve_both(third, chief)
        assert verdict("subcontracts-consented") is Verdict.HOLDS

    def test_refused_and_still_at_work_fails_until_it_ends(self, by):
        row = decided(asked(contracted(by), by), refused=True)
        assert verdict("subcontracts-consented") is Verdict.FAILS
        actions.end_subcontract(subcontract=row, on=DAY - timedelta(days=1), by=by, at=AT)
        assert verdict("subcontracts-consented") is Verdict.HOLDS

    @pytest.mark.parametrize(("ahead", "expected"), [(0, Verdict.FAILS), (1, Verdict.HOLDS)])
    def test_waiting_for_consent_is_no_fault_before_the_work_begins(self, by, ahead, expected):
        asked(contracted(by), by, starts=DAY + timedelta(days=ahead))
        assert verdict("subcontracts-consented") is expected


def _approve_both(row, chief):
    from tests.web.suppliers.contracting import application_of

    from sekisho.web.approvals import deciding

    head = make_person(roles=("manager",))
    deciding.approve(application=application_of(row), by=head, comment="", at=AT)
    deciding.approve(application=application_of(row), by=chief, comment="", at=AT)


class TestBound:
    def test_a_copy_unseen_is_weak_then_fails(self, by):
        days = load_suppliers().copy_days
        asked(contracted(by), by, starts=DAY)
        assert verdict("subcontractors-bound", AT + timedelta(days=days)) is Verdict.WEAK
        assert verdict("subcontractors-bound", AT + timedelta(days=days + 1)) is Verdict.FAILS


class TestEndings:
    def test_waiting_is_weak_then_fails_then_confirmed_holds(self, by):
        row, days = ended(contracted(by), by), load_suppliers().ending_days
        check = "contract-endings-confirmed"
        assert verdict(check, AT + timedelta(days=days)) is Verdict.WEAK
        assert verdict(check, AT + timedelta(days=days + 1)) is Verdict.FAILS
        actions.confirm_ending(ending=row, by=keeper(), at=AT)
        assert verdict(check, AT + timedelta(days=days + 1)) is Verdict.HOLDS

    def test_an_end_nobody_recorded_fails_after_the_same_time(self, by):
        contracted(by, ends=DAY)
        days = load_suppliers().ending_days
        check = "contract-endings-confirmed"
        assert verdict(check, AT + timedelta(days=days)) is Verdict.HOLDS
        assert verdict(check, AT + timedelta(days=days + 1)) is Verdict.FAILS


@pytest.mark.parametrize("check", list(RUN))
def test_rows_that_are_not_what_was_sealed_prove_nothing(check, by):
    row = contracted(by)
    Contract.objects.filter(pk=row.pk).update(ends=date(2031, 3, 31))
    found = RUN[check](AT)
    assert (found.verdict, found.figures["altered"]) == (Verdict.FAILS, 1)


@pytest.mark.parametrize("check", list(RUN))
def test_the_queries_of_a_check_do_not_grow(check, by, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def fill():
        upper = asked(contracted(by), by)
        asked(upper.contract, by, "二見ソフト", upper)
        ended(contracted(by), by)

    fill()
    with CaptureQueriesContext(connection) as few:
        RUN[check](AT)
    for _number in range(3):
        fill()
    with django_assert_num_queries(len(few)):
        RUN[check](AT)
