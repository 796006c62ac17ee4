"""Contracts, incidents, corrections and audits pass on when who has them moves or leaves."""

from datetime import timedelta

import pytest
from tests.web.audits import parts as audits
from tests.web.corrections import parts as corrections
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.incidents import making as incidents
from tests.web.organization.counting import queries_of
from tests.web.personnel.moving import desk
from tests.web.suppliers import contracting
from tests.web.suppliers.serving import served

from sekisho.web.audits.agreement import differences as audit_differences
from sekisho.web.audits.errors import AuditRefusedError, NotIndependentError
from sekisho.web.audits.holdings import Auditing
from sekisho.web.corrections.agreement import differences as correction_differences
from sekisho.web.corrections.errors import CorrectionRefusedError
from sekisho.web.corrections.holdings import Mending
from sekisho.web.incidents.agreement import differences as incident_differences
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.holdings import Handling, Tasks
from sekisho.web.personnel.holdings import Going, Passing, Way
from sekisho.web.suppliers import actions as suppliers
from sekisho.web.suppliers.agreement import differences as supplier_differences
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.holdings import Contracts, Operators, Services, SocialAccounts
from sekisho.web.ui.errors import Refused

pytestmark = pytest.mark.django_db
PASSES = frozenset({Way.PASS, Way.KEEP})


@pytest.fixture
def by():
    return desk()


def held(room, person, unit=None):
    return list(room.of([Going(person, unit)], DAY).get(person.pk, ()))


def passing(thing, giver, by, taker=None):
    return Passing(thing.key, giver, taker, DAY, by)


def account(by, responsible):
    entry = suppliers.AccountEntry(
        service="X", handle="asagiri", url="https://x.example/asagiri", unit=make_unit(),
        responsible=responsible, procedure="運用手順", publishable="行事", official_url="",
    )  # fmt: skip
    return suppliers.record_account(entry=entry, by=by, at=AT)


def test_a_contract_passes_to_the_successor_and_never_stands_without_a_manager(by):
    giver, taker = contracting.keeper(), make_person()
    row = contracting.contracted(giver)
    (thing,) = held(Contracts(), giver)
    assert (thing.ways, thing.label) == (PASSES, str(row))
    with pytest.raises(SuppliersError, match="空けられません"):
        Contracts().hand_over(passing(thing, giver, by), AT)
    Contracts().hand_over(passing(thing, giver, by, taker), AT)
    row.refresh_from_db()
    assert row.manager == taker
    assert held(Contracts(), giver) == []
    assert list(supplier_differences()) == []


def test_a_contract_whose_ending_waits_to_be_confirmed_is_held_too(by):
    giver = contracting.keeper()
    row = contracting.contracted(giver)
    contracting.ended(row, giver)
    (thing,) = held(Contracts(), giver)
    Contracts().hand_over(passing(thing, giver, by, make_person()), AT)
    assert held(Contracts(), giver) == []
    assert list(supplier_differences()) == []


def test_a_service_and_an_account_pass_on(by):
    giver, taker = make_person(roles=("chief-officer",)), make_person()
    service, social = served(giver), account(by, giver)
    for room, column, row in (
        (Services(), "administrator", service),
        (SocialAccounts(), "responsible", social),
    ):
        (thing,) = held(room, giver)
        with pytest.raises(SuppliersError, match="空けられません"):
            room.hand_over(passing(thing, giver, by), AT)
        room.hand_over(passing(thing, giver, by, taker), AT)
        row.refresh_from_db()
        assert getattr(row, column) == taker
        assert held(room, giver) == []
    assert list(supplier_differences()) == []


def test_who_can_post_can_no_more_and_is_told_of_the_password(by):
    person = make_person()
    social = account(by, make_person())
    row = suppliers.name_operator(account=social, person=person, by=by, at=AT)
    (thing,) = held(Operators(), person)
    assert thing.ways == {Way.END, Way.KEEP}
    assert "パスワード" in thing.note
    Operators().hand_over(passing(thing, person, by), AT)
    row.refresh_from_db()
    assert row.until_date == DAY
    assert held(Operators(), person) == []


def test_an_incident_passes_to_somebody_who_may_handle_it(by):
    giver, taker = incidents.handler(), incidents.handler()
    row = incidents.triaged(giver)
    (thing,) = held(Handling(), giver)
    assert row.receipt in thing.label
    assert row.title not in thing.label
    with pytest.raises(IncidentRefusedError, match="役割"):
        Handling().hand_over(passing(thing, giver, by, make_person()), AT)
    with pytest.raises(IncidentRefusedError, match="引き継いで"):
        Handling().hand_over(passing(thing, giver, by), AT)
    Handling().hand_over(passing(thing, giver, by, taker), AT)
    row.refresh_from_db()
    assert row.handler == taker
    assert list(incident_differences()) == []


def test_tasks_of_an_incident_pass_together_and_done_ones_stay(by):
    giver, taker = incidents.handler(), incidents.handler()
    row = incidents.triaged(giver)
    number = row.tasks.count()
    (thing,) = held(Tasks(), giver)
    assert f"{number}件" in thing.label
    Tasks().hand_over(passing(thing, giver, by, taker), AT)
    assert row.tasks.filter(assignee=taker).count() == number
    assert held(Tasks(), giver) == []
    assert list(incident_differences()) == []


def test_a_correction_passes_whoever_judges_it(by):
    giver, taker = corrections.mender(), make_person()
    row = corrections.agreed(giver)
    (thing,) = held(Mending(), giver)
    assert thing.ways == PASSES
    with pytest.raises(CorrectionRefusedError, match="引き継いで"):
        Mending().hand_over(passing(thing, giver, by), AT)
    gone = make_person(left_on=DAY - timedelta(days=1))
    with pytest.raises(CorrectionRefusedError, match="在任中"):
        Mending().hand_over(passing(thing, giver, by, gone), AT)
    Mending().hand_over(passing(thing, giver, by, taker), AT)
    row.refresh_from_db()
    assert (row.owner, row.state) == (taker, "agreed")
    assert list(correction_differences()) == []


def test_a_correction_seen_to_be_done_is_nobodys_any_more():
    row = corrections.confirmed()
    assert held(Mending(), row.owner) == []


def test_an_audit_passes_to_an_independent_auditor_and_the_lead_stays_lead(by):
    lead, other = audits.auditor(), audits.auditor()
    row = audits.ordered(audits.chief_auditor(), lead)
    giver = row.members.get(person=lead).person
    (thing,) = held(Auditing(), giver)
    assert thing.ways == PASSES
    inside = audits.auditor(unit="給付課")
    with pytest.raises(NotIndependentError):
        Auditing().hand_over(passing(thing, giver, by, inside), AT)
    with pytest.raises(AuditRefusedError, match="監査人の役割"):
        Auditing().hand_over(passing(thing, giver, by, make_person()), AT)
    with pytest.raises(AuditRefusedError, match="引き継いで"):
        Auditing().hand_over(passing(thing, giver, by), AT)
    was = row.members.get(person=giver).lead
    Auditing().hand_over(passing(thing, giver, by, other), AT)
    assert row.members.get(person=other).lead == was
    assert held(Auditing(), giver) == []
    assert list(audit_differences()) == []


def test_who_moves_into_the_audited_unit_cannot_keep_the_audit(by):
    lead = audits.auditor()
    row = audits.ordered(audits.chief_auditor(), lead)
    (inside,) = held(Auditing(), lead, row.unit)
    (elsewhere,) = held(Auditing(), lead, make_unit("年金課"))
    assert (inside.ways, elsewhere.ways) == ({Way.PASS}, PASSES)


@pytest.mark.parametrize(
    "room", [Contracts(), Services(), SocialAccounts(), Operators(), Handling(), Tasks(),
             Mending(), Auditing()],
)  # fmt: skip
def test_each_room_asks_the_same_however_many_go(room):
    people = [make_person() for _ in range(5)]

    def ask(some):
        list(room.of([Going(each) for each in some], DAY))

    assert queries_of(ask, people) == queries_of(ask, people[:1])


def test_a_refused_hand_over_is_a_sentence_for_who_settles_the_move(by):
    giver = incidents.handler()
    incidents.triaged(giver)
    (thing,) = held(Handling(), giver)
    with pytest.raises(Refused, match="先に役割を渡して"):
        Handling().hand_over(passing(thing, giver, by, make_person("新任 者")), AT)
