"""The end of a contract: recorded by one, papers added, confirmed by another and by nobody else."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, DAY
from tests.web.suppliers.contracting import PAPER, asked, consented, contracted, ended, keeper

from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Ending, Subcontract

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return keeper()


@pytest.fixture
def contract(by):
    return contracted(by)


def test_the_certificate_is_kept_beside_the_entry_by_its_fingerprint(contract, by):
    row = ended(contract, by)
    assert row.sha256 == sha256(PAPER.content).hexdigest()
    (sealed,) = evidence.sealed(["contract.certified"])
    assert (sealed.index, sealed.facts["sha256"]) == (row.certificate, row.sha256)
    assert list(differences()) == []


def test_everybody_below_ends_with_it(contract, by):
    consented(contract, by)
    asked(contract, by, "二見ソフト")
    ended(contract, by, on=DAY - timedelta(days=1))
    assert set(Subcontract.objects.values_list("ended_on", flat=True)) == {DAY - timedelta(days=1)}
    assert list(differences()) == []


def test_another_person_confirms_and_then_it_is_done(contract, by):
    row, other = ended(contract, by), keeper()
    row = actions.confirm_ending(ending=row, by=other, at=AT)
    assert (row.confirmed_by, row.confirmed_at) == (other, AT)
    with pytest.raises(SuppliersError, match="済んでいます"):
        actions.confirm_ending(ending=row, by=keeper(), at=AT)
    assert list(differences()) == []


def test_nobody_confirms_what_they_recorded(contract, by):
    with pytest.raises(SuppliersError, match="ほかの人"):
        actions.confirm_ending(ending=ended(contract, by), by=by, at=AT)


def test_who_adds_papers_does_not_confirm_them_either(contract, by):
    row, other = ended(contract, by, certificate=None), keeper()
    actions.complete_ending(ending=row, accounts_closed=True, certificate=PAPER, by=other, at=AT)
    with pytest.raises(SuppliersError, match="ほかの人"):
        actions.confirm_ending(ending=row, by=other, at=AT)


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"certificate": None}, "消去の証明書"), ({"closed": False}, "アカウントと回線")],
)
def test_nothing_is_confirmed_while_something_is_out_there(contract, by, fields, words):
    row = ended(contract, by, **fields)
    with pytest.raises(SuppliersError, match=words):
        actions.confirm_ending(ending=row, by=keeper(), at=AT)
    actions.complete_ending(ending=row, accounts_closed=True, certificate=PAPER, by=by, at=AT)
    actions.confirm_ending(ending=row, by=keeper(), at=AT)
    assert Ending.objects.get().confirmed_at == AT


def test_completing_never_takes_anything_back(contract, by):
    row = ended(contract, by)
    row = actions.complete_ending(ending=row, accounts_closed=False, certificate=None, by=by, at=AT)
    assert (row.accounts_closed, bool(row.sha256)) == (True, True)


def test_information_meant_for_publication_needs_no_certificate(by):
    row = ended(contracted(by, grade="open"), by, certificate=None)
    actions.confirm_ending(ending=row, by=keeper(), at=AT)
    assert Ending.objects.get().confirmed_at == AT


@pytest.mark.parametrize("day", [DAY + timedelta(days=1), DAY - timedelta(days=31)])
def test_the_day_lies_between_the_start_and_today(contract, by, day):
    with pytest.raises(SuppliersError, match="開始日から今日まで"):
        ended(contract, by, on=day)
    assert not Ending.objects.exists()


def test_an_empty_certificate_is_no_certificate(contract, by):
    with pytest.raises(SuppliersError, match="空です"):
        ended(contract, by, certificate=File("空.pdf", "application/pdf", b""))
    assert not Ending.objects.exists()  # the recording went back with it


def test_a_contract_ends_once(contract, by):
    ended(contract, by)
    with pytest.raises(SuppliersError, match="終わっています"):
        ended(contract, by)


@pytest.mark.parametrize("values", [{"confirmed_at": AT}, {"sha256": ""}])
def test_the_database_refuses_half_an_ending(contract, by, values):
    row = ended(contract, by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ending.objects.filter(pk=row.pk).update(**values)


def test_the_database_refuses_a_confirmation_by_who_recorded(contract, by):
    row = ended(contract, by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ending.objects.filter(pk=row.pk).update(confirmed_at=AT, confirmed_by=by)
