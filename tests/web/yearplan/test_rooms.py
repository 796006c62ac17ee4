"""What suppliers, incidents, corrections and audits say to be due in the year."""

from datetime import date, timedelta

import pytest
from tests.web.audits import parts as audits
from tests.web.corrections import parts as corrections
from tests.web.factories import AT, DAY, make_person
from tests.web.incidents import making as incidents
from tests.web.organization.counting import queries_of
from tests.web.suppliers import contracting, linking

from sekisho.catalogue import load_plan_template
from sekisho.web.audits.duties import Audits, Inspections
from sekisho.web.corrections.duties import Corrections
from sekisho.web.incidents import actions as incident_actions
from sekisho.web.incidents.duties import Drills, Reports, Tasks
from sekisho.web.suppliers.duties import Answers, Ends, Returns

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)


def due(room, first=FIRST, last=LAST, at=AT):
    return list(room.between(first, last, at))


def test_a_correction_is_due_for_who_mends_and_says_only_its_number():
    row = corrections.agreed()
    (duty,) = due(Corrections())
    assert (duty.day, duty.people, duty.done) == (row.due_on, {row.owner_id}, False)
    assert row.number in duty.title
    assert row.title not in duty.title
    corrections.actions.report(correction=row, result="付けた", by=row.owner, at=AT)
    corrections.actions.confirm(correction=row, text="見た", by=corrections.keeper(), at=AT)
    assert [each.done for each in due(Corrections())] == [True]


def test_a_correction_without_an_owner_is_due_for_who_keeps_the_list():
    corrections.opened(None)
    (duty,) = due(Corrections())
    assert (duty.people, duty.acting) == (frozenset(), {"corrections.manage"})


def test_a_withdrawn_correction_is_not_due():
    row = corrections.opened(None)
    corrections.actions.withdraw(correction=row, reason="誤り", by=corrections.keeper(), at=AT)
    assert due(Corrections()) == []


def test_an_inspection_is_due_for_who_has_not_answered():
    person = audits.member()
    row = audits.started()
    (duty,) = due(Inspections())
    assert duty.day == row.due_on
    assert person.pk in duty.people
    audits.answered(person)
    (after,) = due(Inspections())
    assert person.pk not in after.people
    assert not after.done


def test_an_audit_is_due_for_its_auditors_and_known_to_auditors_alone():
    lead = audits.chief_auditor()
    row = audits.ordered(lead)
    (duty,) = due(Audits())
    assert (duty.day, duty.done) == (row.until_date, False)
    assert duty.people == set(row.members.values_list("person", flat=True))
    assert duty.needs == {"audits.carry"}


def test_a_contract_ends_for_its_manager_and_is_done_when_the_ending_is_confirmed():
    keeper = contracting.keeper()
    row = contracting.contracted(keeper, ends=date(2026, 12, 31))
    (duty,) = due(Ends())
    assert (duty.day, duty.people, duty.done) == (date(2026, 12, 31), {row.manager_id}, False)
    assert row.title not in duty.plain
    assert due(Ends(), date(2027, 1, 1)) == []


def test_an_answer_of_a_contractor_is_due():
    keeper = contracting.keeper()
    row = contracting.contracted(keeper)
    asked = linking.asked(row, keeper)
    (duty,) = due(Answers())
    assert (duty.day, duty.people, duty.done) == (asked.due_on, {row.manager_id}, False)


def test_nothing_handed_over_is_nothing_to_come_back():
    contracting.contracted(contracting.keeper())
    assert due(Returns()) == []


def test_reports_and_tasks_of_an_incident_are_due_without_saying_what_happened():
    by = incidents.handler()
    row = incidents.grave(by)
    reports, tasks = due(Reports()), due(Tasks())
    assert reports
    assert len(tasks) == row.tasks.count()
    for each in (*reports, *tasks):
        assert row.receipt in each.title
        assert row.title not in each.title
        assert row.receipt not in each.plain
    assert all(each.needs == {"incidents.read"} for each in reports)
    assert {frozenset({by.pk})} == {each.people for each in tasks}


def test_a_drill_of_the_response_plan_is_due_until_held():
    by = incidents.handler()
    incident_actions.plan_drill(
        kind=next(iter(load_plan_template().drill_kinds)),
        planned_on=DAY + timedelta(days=30),
        scenario="紛失",
        by=by,
        at=AT,
    )
    (duty,) = due(Drills())
    assert (duty.day, duty.done) == (DAY + timedelta(days=30), False)


@pytest.mark.parametrize(
    "room", [Corrections(), Audits(), Inspections(), Ends(), Answers(), Returns(), Reports(),
             Tasks(), Drills()],
)  # fmt: skip
def test_each_room_asks_the_same_for_an_empty_and_a_full_year(room):
    empty = queries_of(due, room)
    corrections.agreed()
    corrections.agreed()
    keeper = contracting.keeper()
    for _ in range(3):
        linking.asked(contracting.contracted(keeper), keeper)
    for _ in range(2):
        incidents.grave(incidents.handler())
    few = queries_of(due, room)
    for _ in range(3):
        corrections.agreed()
        linking.asked(contracting.contracted(keeper), keeper)
        incidents.grave(incidents.handler())
    assert queries_of(due, room) == few >= empty
    assert make_person() is not None
