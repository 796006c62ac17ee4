"""Contracts of a file are written together: the entries are those a form would seal."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, make_unit
from tests.web.suppliers.contracting import contracted, ended, entry, keeper

from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.models import Attachment, Record
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.actions import TakenContract
from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Contract, Firm

KINDS = ("firm.recorded", "contract.recorded", "contract.changed", "contract.own")


@pytest.fixture
def by(db):
    return keeper()


def _take(rows, by):
    taken = [TakenContract(row, said, own) for row, said, own in rows]
    actions.take_in_contracts(taken=taken, by=by, at=AT)


def _sealed(after):
    """Return kind, figures (without digests) and what changed, of every entry past `after`."""
    files = {each.record_id: json.loads(bytes(each.content)) for each in Attachment.objects.all()}
    found = []
    for each in evidence.sealed(KINDS):
        facts = {name: value for name, value in each.facts.items() if name != "stands"}
        found.append((each.index, each.kind, facts, files.get(each.index)))
    return [rest for index, *rest in sorted(found, key=lambda one: one[0]) if index >= after]


def _said(number, unit, by):
    return entry(by, number=number, unit=unit, title="保守", firm="同じ会社")


def test_a_new_contract_is_sealed_as_a_form_seals_it(by):
    unit = make_unit()
    Firm.objects.create(name="同じ会社")
    before = Record.objects.count()
    actions.record_contract(entry=_said("甲", unit, by), by=by, at=AT)
    (form,) = _sealed(before)
    before = Record.objects.count()
    _take([(None, _said("乙", unit, by), {})], by)
    (file,) = _sealed(before)
    assert file[0:2] == form[0:2]
    assert set(file[2]) == set(form[2])
    assert file[2]["number"] == ["", "乙"]


def test_a_row_that_says_the_same_seals_nothing_and_own_fields_are_sealed_alone(by):
    said = entry(by)
    row = actions.record_contract(entry=said, by=by, at=AT)
    before = Record.objects.count()
    _take([(row, said, {"予算科目": "委託料"})], by)
    assert [each[0] for each in _sealed(before)] == ["contract.own"]
    before = Record.objects.count()
    _take([(Contract.objects.get(), said, {"予算科目": "委託料"})], by)
    assert _sealed(before) == []
    assert list(differences()) == []


def test_firms_nobody_knows_are_entered_once(by):
    _take(
        [(None, entry(by, firm=" 若葉データ "), {}), (None, entry(by, firm="若葉データ"), {})], by
    )
    assert Firm.objects.get().name == "若葉データ"
    assert len(list(evidence.sealed(["firm.recorded"]))) == 1
    assert list(differences()) == []


def test_a_number_of_a_contract_that_is_over_is_refused_and_nothing_is_done(by):
    row = contracted(by, number="委-50")
    ended(row, by)
    with pytest.raises(SuppliersError, match="同じ契約番号"):
        _take([(None, entry(by, number="委-51"), {}), (None, entry(by, number="委-50"), {})], by)
    assert Contract.objects.count() == 1


def test_no_firm_is_refused(by):
    with pytest.raises(SuppliersError, match="事業者の名称"):
        _take([(None, entry(by, firm=" "), {})], by)
    assert not Contract.objects.exists()


def _queries(count, by):
    rows = [(None, entry(by, firm=f"会社{n}"), {"棚": n}) for n in range(count)]
    with CaptureQueriesContext(connection) as found:
        _take(rows, by)
    return len(found)


def test_the_queries_grow_by_batches_and_not_by_rows(by):
    assert _queries(80, by) < 2 * _queries(8, by)
