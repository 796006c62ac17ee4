"""Consent to every level: asked, decided by another, from the top down; refused, ended, copies."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, DAY, make_person
from tests.web.suppliers.contracting import (
    application_of,
    asked,
    consented,
    contracted,
    decided,
    ended,
    keeper,
)

from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import queries as evidence
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Subcontract

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return keeper()


@pytest.fixture
def contract(by):
    return contracted(by)


def test_asking_records_the_firm_and_waits_for_a_decision(contract, by):
    row = asked(contract, by)
    application = application_of(row)
    assert (application.kind, application.applicant, application.is_waiting) == (
        "subcontract",
        by,
        True,
    )
    assert row.decided_at is None
    assert list(differences()) == []


def test_a_decision_by_another_gives_consent_with_its_number(contract, by):
    row = consented(contract, by)
    assert row.decided_by not in {None, by}
    assert row.decision
    (sealed,) = evidence.sealed(["subcontract.decided"])
    assert sealed.facts["decision"] == row.decision
    assert list(differences()) == []


def test_who_asked_cannot_decide(contract):
    chief = make_person(roles=("chief-officer",))
    row = asked(contract, chief)
    head = make_person(roles=("manager",))
    deciding.approve(application=application_of(row), by=head, comment="", at=AT)
    with pytest.raises(Exception, match="自分"):
        deciding.approve(application=application_of(row), by=chief, comment="", at=AT)
    row.refresh_from_db()
    assert row.decided_at is None


def test_refused_is_not_consent_and_can_be_asked_again(contract, by):
    row = decided(asked(contract, by), refused=True)
    assert (row.decided_at, row.refused_at) == (None, AT)
    later = AT + timedelta(days=1)
    actions.ask_consent_again(subcontract=row, by=by, at=later)
    row.refresh_from_db()
    assert row.refused_at is None
    assert Application.objects.filter(subject=f"subcontract:{row.pk}").count() == 2
    assert decided(row, at=later).decided_at == later
    assert list(differences()) == []


def test_only_what_was_refused_is_asked_again(contract, by):
    with pytest.raises(SuppliersError, match="承諾しないとされた"):
        actions.ask_consent_again(subcontract=asked(contract, by), by=by, at=AT)


def test_consent_goes_from_the_top_down(contract, by):
    upper = asked(contract, by)
    lower = asked(contract, by, "二見ソフト", upper)
    with pytest.raises(SuppliersError, match="上の再委託"):
        decided(lower)
    lower.refresh_from_db()
    assert lower.decided_at is None
    decided(upper)
    head = application_of(lower)
    chief = make_person(roles=("chief-officer",))
    deciding.approve(application=head, by=chief, comment="", at=AT)
    lower.refresh_from_db()
    assert lower.decided_at == AT


def test_a_firm_above_must_be_at_work_below_the_same_contract(contract, by):
    stranger = asked(contracted(by), by)
    with pytest.raises(SuppliersError, match="この契約で作業している"):
        asked(contract, by, "二見ソフト", stranger)
    gone = consented(contract, by)
    actions.end_subcontract(subcontract=gone, on=DAY, by=by, at=AT)
    gone.refresh_from_db()
    with pytest.raises(SuppliersError, match="この契約で作業している"):
        asked(contract, by, "二見ソフト", gone)


def test_nobody_below_may_handle_graver_information(contract, by):
    with pytest.raises(SuppliersError, match="重い情報"):
        asked(contract, by, grade="mynumber")
    upper = asked(contract, by, grade="internal")
    with pytest.raises(SuppliersError, match="重い情報"):
        asked(contract, by, "二見ソフト", upper, grade="personal")
    assert Subcontract.objects.count() == 1


def test_nothing_is_asked_below_a_contract_that_is_over(contract, by):
    ended(contract, by)
    with pytest.raises(SuppliersError, match="終わっています"):
        asked(contract, by)


def test_ending_one_ends_all_below_it(contract, by):
    upper = consented(contract, by)
    middle = asked(contract, by, "二見ソフト", upper)
    lowest = asked(contract, by, "三崎テスト", middle)
    other = asked(contract, by, "別会社")
    actions.end_subcontract(subcontract=upper, on=DAY, by=by, at=AT)
    days = dict(Subcontract.objects.values_list("pk", "ended_on"))
    assert [days[each.pk] for each in (upper, middle, lowest, other)] == [DAY, DAY, DAY, None]
    assert list(differences()) == []


def test_an_end_is_not_in_the_future_and_stands_once(contract, by):
    row = asked(contract, by)
    with pytest.raises(SuppliersError, match="今日以前"):
        actions.end_subcontract(subcontract=row, on=DAY + timedelta(days=1), by=by, at=AT)
    actions.end_subcontract(subcontract=row, on=DAY, by=by, at=AT)
    with pytest.raises(SuppliersError, match="終わっています"):
        actions.end_subcontract(subcontract=row, on=DAY, by=by, at=AT)


def test_a_copy_seen_is_noted_with_who_saw_it(contract, by):
    row = actions.see_copy(subcontract=asked(contract, by), by=by, at=AT)
    assert (row.copy_seen_by, row.copy_seen_at) == (by, AT)
    assert list(differences()) == []


@pytest.mark.parametrize(
    "values",
    [
        {"decided_at": AT},
        {"copy_seen_at": AT},
        {"decided_at": AT, "refused_at": AT},
    ],
)
def test_the_database_refuses_half_a_decision(contract, by, values):
    row = asked(contract, by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Subcontract.objects.filter(pk=row.pk).update(**values)


def test_the_database_refuses_a_decision_by_who_asked(contract, by):
    row = asked(contract, by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Subcontract.objects.filter(pk=row.pk).update(decided_at=AT, decided_by=by)


def test_working_are_those_begun_not_ended_below_contracts_that_go_on(contract, by):
    now = asked(contract, by)
    asked(contract, by, "後で", starts=DAY + timedelta(days=1))
    gone = asked(contract, by, "前に")
    actions.end_subcontract(subcontract=gone, on=DAY - timedelta(days=1), by=by, at=AT)
    over = contracted(by)
    asked(over, by, "終わった")
    ended(over, by)
    assert list(Subcontract.objects.working(DAY)) == [now]


def test_withdrawn_by_who_asked_it_is_without_consent(contract, by):
    row = asked(contract, by)
    deciding.withdraw(application=application_of(row), by=by, at=AT)
    row.refresh_from_db()
    assert row.decided_at is None
    assert list(differences()) == []


def test_the_checks_of_chains_run_as_soon_as_a_change_is_saved(
    contract, by, django_capture_on_commit_callbacks
):
    def newest():
        rows = evidence.history("subcontracts-consented", 1)
        return rows[0].verdict if rows else None

    with django_capture_on_commit_callbacks(execute=True):
        row = asked(contract, by)
    assert newest() == "fails"
    with django_capture_on_commit_callbacks(execute=True):
        decided(row)
    assert newest() == "holds"
