"""Selecting: firms compared by the criteria, one proposed, the decision by another."""

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, make_person, make_unit
from tests.web.suppliers.contracting import keeper

from sekisho.catalogue import load_suppliers
from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import queries as evidence
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Candidate, Selection

pytestmark = pytest.mark.django_db
GOOD = {each.id: "full" for each in load_suppliers().criteria_for("personal")}


@pytest.fixture
def by():
    return keeper()


@pytest.fixture
def row(by):
    return actions.begin_selection(
        title="入力", unit=make_unit(), grade="personal", information="受診票", by=by, at=AT
    )


def compared(row, by, firm="若葉データ", answers=GOOD, **fields):
    return actions.compare_firm(
        selection=row, firm=firm, answers=answers, note="", by=by, at=AT, **fields
    )


def proposed(row, one, by, reason="最も点数が高い"):
    return actions.propose(selection=row, candidate=one, reason=reason, by=by, at=AT)


def application():
    return Application.objects.filter(kind="outsourcing").order_by("-pk").first()


def decided(*, refused=False):
    head, chief = make_person(roles=("manager",)), make_person(roles=("chief-officer",))
    deciding.approve(application=application(), by=head, comment="", at=AT)
    take = deciding.give_back if refused else deciding.approve
    take(application=application(), by=chief, comment="比べ直す" if refused else "", at=AT)


def test_comparing_seals_the_score_and_no_name(row, by):
    compared(row, by)
    (sealed,) = evidence.sealed(["selection.compared"])
    assert (sealed.facts["percent"], sealed.facts["excluded"]) == (100, 0)
    assert "若葉" not in str(sealed.facts)
    assert list(differences()) == []


def test_a_firm_is_compared_once_and_can_be_corrected(row, by):
    one = compared(row, by)
    with pytest.raises(SuppliersError, match="既に比べています"):
        compared(row, by)
    compared(row, by, answers=GOOD | {"certificate": "none"}, candidate=one)
    assert Candidate.objects.get().answers["certificate"] == "none"


def test_a_decision_by_another_settles_it(row, by):
    proposed(row, compared(row, by), by)
    assert Selection.objects.get().decided_at is None
    decided()
    found = Selection.objects.get()
    assert found.decided_at == AT
    assert found.decided_by not in {None, by}
    assert found.decision
    assert list(differences()) == []


def test_returned_the_comparison_is_open_again(row, by):
    one = compared(row, by)
    proposed(row, one, by)
    decided(refused=True)
    row.refresh_from_db()
    assert (row.chosen, row.decided_at) == (None, None)
    compared(row, by, "別会社")
    assert list(differences()) == []


def test_nothing_is_changed_while_a_decision_waits(row, by):
    one = compared(row, by)
    proposed(row, one, by)
    for again in (lambda: compared(row, by, "別会社"), lambda: proposed(row, one, by)):
        with pytest.raises(SuppliersError, match="比べた内容は変えられません"):
            again()


@pytest.mark.parametrize(
    "answers",
    [GOOD | {"domestic": "none"}, {key: GOOD[key] for key in list(GOOD)[1:]}, {}],
)
def test_who_is_kept_out_or_not_fully_compared_cannot_be_chosen(row, by, answers):
    one = compared(row, by, answers=answers)
    with pytest.raises(SuppliersError, match="選べません"):
        proposed(row, one, by)
    assert not Application.objects.exists()


def test_a_firm_of_another_selection_cannot_be_chosen(row, by):
    other = actions.begin_selection(
        title="別", unit=make_unit(), grade="open", information="", by=by, at=AT
    )
    one = compared(other, by)
    with pytest.raises(SuppliersError, match="選べません"):
        proposed(row, one, by)


def test_a_reason_is_always_wanted(row, by):
    with pytest.raises(SuppliersError, match="理由"):
        proposed(row, compared(row, by), by, reason="  ")


def test_a_worse_answer_to_what_is_not_needed_can_still_be_chosen(row, by):
    one = compared(row, by, answers=GOOD | {"certificate": "none"})
    assert proposed(row, one, by).chosen == one


def test_a_gravity_nobody_knows_is_a_fault_of_the_caller(by):
    with pytest.raises(ValueError, match="astral"):
        actions.begin_selection(
            title="x", unit=make_unit(), grade="astral", information="", by=by, at=AT
        )


def test_the_database_refuses_a_decision_by_who_proposed(row, by):
    proposed(row, compared(row, by), by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Selection.objects.update(decided_at=AT, decided_by=by)


@pytest.mark.parametrize("values", [{"decided_at": AT}, {"proposed_at": AT}])
def test_the_database_refuses_half_a_step(row, by, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Selection.objects.update(**values)
