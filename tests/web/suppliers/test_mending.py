"""What falls short at a contractor is mended in the one room of corrective actions."""

from datetime import timedelta

import pytest
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.suppliers.contracting import contracted, keeper
from tests.web.suppliers.mending import correction_of, judge, mended
from tests.web.suppliers.test_working import noted

from sekisho.web.corrections import actions as corrections
from sekisho.web.corrections.errors import CorrectionRefusedError
from sekisho.web.corrections.models import Correction, State
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Finding

pytestmark = pytest.mark.django_db
NEXT = timedelta(days=1)


@pytest.fixture
def by():
    return keeper()


def test_a_finding_opens_a_corrective_action_that_says_what_is_demanded(by):
    manager = keeper()
    contract = contracted(by, manager=manager)
    row = correction_of(noted(contract, by, due_on=DAY + 20 * NEXT))
    assert row.source == Correction.Source.SUPPLIER
    assert (row.owner, row.unit, row.due_on) == (manager, contract.unit, DAY + 20 * NEXT)
    assert "施錠していない" in row.title
    assert contract.number in row.detail
    assert (row.state, row.action, row.agreed_by) == (State.AGREED, "施錠", by)


def test_who_sees_to_it_does_not_agree_to_their_own_demand(by):
    row = correction_of(noted(contracted(by), by))  # who enters it manages the contract
    assert (row.state, row.owner) == (State.OPEN, by)


@pytest.mark.parametrize(("grade", "expected"), [("mynumber", "grave"), ("personal", "light")])
def test_it_is_grave_where_individual_numbers_are(by, grade, expected):
    assert correction_of(noted(contracted(by, grade=grade), by)).grade == expected


def test_a_manager_who_left_owns_nothing(by):
    manager = keeper()
    contract = contracted(by, manager=manager)
    manager.left_on = DAY - NEXT
    manager.save()
    contract.refresh_from_db()
    row = correction_of(noted(contract, by))
    assert (row.owner, row.state) == (None, State.OPEN)


def test_a_day_gone_by_becomes_today(by):
    row = correction_of(noted(contracted(by), by, found_on=DAY - 9 * NEXT, due_on=DAY - NEXT))
    assert row.due_on == DAY


def test_seen_done_there_it_is_mended_here(by):
    row = noted(contracted(by), by)
    saw = mended(row, "鍵の記録を見た")
    row.refresh_from_db()
    assert (row.mended_on, row.mended_by, row.how) == (DAY, saw, "鍵の記録を見た")
    assert list(differences()) == []


def test_while_it_is_open_nothing_else_mends_it(by):
    row = noted(contracted(by), by)
    number = correction_of(row).number
    with pytest.raises(SuppliersError, match=number):
        actions.mend_finding(finding=row, on=DAY, how="見た", by=by, at=AT)
    assert Finding.objects.open().exists()


def withdrawn(row):
    corrections.withdraw(correction=correction_of(row), reason="誤り", by=judge(), at=AT)


def test_withdrawn_it_can_be_mended_by_hand_or_opened_again(by):
    contract = contracted(by)
    one, other = noted(contract, by), noted(contract, by)
    withdrawn(one)
    withdrawn(other)
    actions.mend_finding(finding=one, on=DAY, how="見た", by=by, at=AT)
    actions.correct_finding(finding=other, by=by, at=AT)
    assert correction_of(other).state is State.OPEN
    with pytest.raises(SuppliersError, match="既に改善"):
        actions.correct_finding(finding=one, by=by, at=AT)


def test_what_is_being_mended_is_not_opened_twice(by):
    with pytest.raises(CorrectionRefusedError):
        actions.correct_finding(finding=noted(contracted(by), by), by=by, at=AT)
    assert Correction.objects.count() == 1


def test_a_correction_of_something_else_touches_no_finding(by):
    row = noted(contracted(by), by)
    opened = corrections.open_correction(
        source="other",
        finding=corrections.Finding(title="別", grade="light", unit=by.unit, ref="incident:1"),
        by=by, at=AT,
    )  # fmt: skip
    first, second = keeper(), judge()
    corrections.plan(
        correction=opened, action="直す", owner=first, due_on=opened.due_on, by=first, at=AT
    )
    corrections.agree(correction=opened, by=second, at=AT)
    corrections.report(correction=opened, result="直した", by=first, at=AT)
    corrections.confirm(correction=opened, text="見た", by=second, at=AT)
    assert Finding.objects.open().get() == row


def test_the_page_leads_to_the_corrective_action_and_opens_one_again(by):
    contract = contracted(by)
    row = noted(contract, by)
    client, address = client_for(by), f"/suppliers/{contract.pk}/findings/"
    page = client.get(address).content.decode()
    assert correction_of(row).number in page
    assert "改善を確かめて記録する" not in page
    withdrawn(row)
    assert "是正措置を開く" in client.get(address).content.decode()
    client.post(f"/suppliers/findings/{row.pk}/correct/")
    assert correction_of(row).is_open
    said = client.post(f"/suppliers/findings/{row.pk}/correct/", follow=True).content.decode()
    assert "既に開かれています" in said


def test_nobody_else_opens_one(by):
    row = noted(contracted(by), by)
    withdrawn(row)
    client = client_for(make_person(roles=("officer",)))
    assert client.post(f"/suppliers/findings/{row.pk}/correct/").status_code == 403
    assert not correction_of(row).is_open
