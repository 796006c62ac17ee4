"""Contracts and firms: entered, corrected, what stands in them; what is refused changes nothing."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.suppliers.contracting import contracted, ended, entry, keeper, ticked

from sekisho.catalogue import load_suppliers
from sekisho.web.evidence import queries as evidence
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Contract, Firm
from sekisho.web.suppliers.terms import missing_clauses, terms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return keeper(name="管理 太郎")


def test_a_contract_is_entered_with_its_firm_and_sealed_without_names(by):
    row = actions.record_contract(entry=entry(by, number="委-900"), by=by, at=AT)
    assert (row.firm.name, row.manager, row.clauses) == ("朝霧情報サービス", by, {})
    (sealed,) = evidence.sealed(["contract.recorded"])
    assert sealed.facts["grade"] == "personal"
    assert by.name not in str(sealed.facts)
    assert "朝霧" not in str(sealed.facts)
    assert list(differences()) == []


def test_a_firm_known_by_name_is_not_entered_twice(by):
    one, other = contracted(by), contracted(by, firm=" 朝霧情報サービス ")
    assert one.firm == other.firm
    assert Firm.objects.count() == 1


def test_a_correction_changes_the_row_and_agrees_with_the_ledger(by):
    row = contracted(by)
    told = entry(by, number=row.number, title="保守", firm="別の会社", grade="open")
    after = actions.record_contract(entry=told, contract=row, by=by, at=AT)
    assert (after.pk, after.title, after.firm.name) == (row.pk, "保守", "別の会社")
    assert after.clauses  # what stands in the contract is not lost by a correction
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number": "委-1000"}, "同じ契約番号"),
        ({"ends": DAY - timedelta(days=31)}, "終了日は"),
        ({"firm": "  "}, "事業者の名称"),
    ],
)
def test_what_cannot_be_entered_is_refused_with_the_reason(by, fields, words):
    contracted(by, number="委-1000")
    with pytest.raises(SuppliersError, match=words):
        actions.record_contract(entry=entry(by, **fields), by=by, at=AT)
    assert Contract.objects.count() == 1


def test_a_gravity_nobody_knows_is_a_fault_of_the_caller(by):
    with pytest.raises(ValueError, match="astral"):
        actions.record_contract(entry=entry(by, grade="astral"), by=by, at=AT)


def test_its_own_number_may_stay_when_a_contract_is_corrected(by):
    row = contracted(by, number="委-7")
    again = actions.record_contract(
        entry=entry(by, number="委-7", title="改"), contract=row, by=by, at=AT
    )
    assert again.title == "改"


def test_the_database_itself_refuses_an_end_before_the_start(by):
    row = contracted(by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=row.pk).update(ends=row.starts - timedelta(days=1))


class TestClauses:
    @pytest.mark.parametrize("grade", list(load_suppliers().grades))
    def test_without_any_every_clause_of_the_gravity_is_missing(self, by, grade):
        row = contracted(by, whole=False, grade=grade)
        assert missing_clauses(row) == load_suppliers().clauses_for(grade)

    def test_the_missing_ones_are_named(self, by):
        row = ticked(contracted(by, whole=False), by=by, without=("report", "return"))
        assert [each.id for each in missing_clauses(row)] == ["report", "return"]

    def test_a_place_left_empty_means_it_does_not_stand_there(self, by):
        row = contracted(by)
        places = dict(row.clauses) | {"secrecy": "  "}
        row = actions.tick_clauses(contract=row, clauses=places, by=by, at=AT)
        assert [each.id for each in missing_clauses(row)] == ["secrecy"]

    def test_one_that_stands_there_unasked_is_shown_and_never_missing(self, by):
        row = contracted(by, grade="open")
        places = dict(row.clauses) | {"domestic": "第9条"}
        row = actions.tick_clauses(contract=row, clauses=places, by=by, at=AT)
        shown = {term.clause.id: term for term in terms_of(row)}
        assert not shown["domestic"].wanted
        assert missing_clauses(row) == ()

    def test_graver_information_asks_for_more_at_once(self, by):
        row = contracted(by, grade="internal")
        assert missing_clauses(row) == ()
        told = entry(by, number=row.number, grade="mynumber")
        row = actions.record_contract(entry=told, contract=row, by=by, at=AT)
        assert {each.id for each in missing_clauses(row)} == {"domestic", "mynumber"}

    def test_a_clause_nobody_knows_is_a_fault_of_the_caller(self, by):
        with pytest.raises(ValueError, match="astrology"):
            actions.tick_clauses(
                contract=contracted(by), clauses={"astrology": "第1条"}, by=by, at=AT
            )


class TestOver:
    def test_a_contract_that_is_over_is_not_changed(self, by):
        row = contracted(by)
        ended(row, by)
        with pytest.raises(SuppliersError, match="終わっています"):
            actions.record_contract(entry=entry(by, number="新"), contract=row, by=by, at=AT)
        with pytest.raises(SuppliersError, match="終わっています"):
            actions.tick_clauses(contract=row, clauses={}, by=by, at=AT)

    def test_running_leaves_out_what_has_not_begun_and_what_is_over(self, by):
        now = contracted(by)
        contracted(by, starts=DAY + timedelta(days=1))
        ended(contracted(by), by)
        assert list(Contract.objects.running(DAY)) == [now]

    def test_open_are_all_whose_end_nobody_confirmed(self, by):
        now, waiting, over = contracted(by), contracted(by), contracted(by)
        ended(waiting, by)
        actions.confirm_ending(ending=ended(over, by), by=keeper(), at=AT)
        assert set(Contract.objects.open()) == {now, waiting}


class TestFirm:
    def test_how_a_firm_is_reached_is_corrected_and_its_history_kept(self, by):
        firm = contracted(by).firm
        told = {"address": "市内", "contact": "営業部", "email": "a@b.example", "phone": "1"}
        actions.change_firm(firm=firm, name="新社名", **told, by=by, at=AT)
        firm.refresh_from_db()
        assert (firm.name, firm.contact) == ("新社名", "営業部")
        assert list(differences()) == []

    def test_two_firms_have_not_one_name(self, by):
        one, other = contracted(by).firm, contracted(by, firm="別").firm
        with pytest.raises(SuppliersError, match="同じ名称"):
            actions.change_firm(
                firm=other, name=one.name, address="", contact="", email="", phone="", by=by, at=AT
            )


def test_a_row_changed_past_the_actions_is_found(by):
    row = contracted(by)
    Contract.objects.filter(pk=row.pk).update(ends=date(2030, 3, 31))
    assert [each.subject for each in differences()] == [f"contract:{row.pk}"]


def test_another_unit_and_person_can_be_in_charge(by):
    unit, other = make_unit("給付課"), make_person(roles=("manager",))
    row = contracted(by, unit=unit, manager=other)
    assert (row.unit, row.manager) == (unit, other)
