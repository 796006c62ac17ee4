"""What heads see of their unit's training; a session closed too early is opened again."""

from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.organization.counting import queries_of
from tests.web.training.giving import DUE, asked, finished, keeper, started

from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.models import RoleHolding, Unit
from sekisho.web.training import actions, queries
from sekisho.web.training.agreement import differences
from sekisho.web.training.errors import TrainingError

pytestmark = pytest.mark.django_db
LATE = AT + timedelta(days=40)


def head_of(unit, role="manager", **more):
    person = make_person("所属 長", unit=unit)
    RoleHolding.objects.create(
        role=role, person=person, unit=unit, from_date=date(2026, 4, 1), **more
    )
    return person


def text(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "lxml").get_text()


def test_a_head_heads_the_unit_and_all_below_it():
    top = make_unit("給付課")
    below = Unit.objects.create(name="資格係", parent=top)
    deepest = Unit.objects.create(name="窓口", parent=below)
    make_unit("年金課")
    person = head_of(top)
    assert queries.headed_units(person, DAY) == {top.pk, below.pk, deepest.pk}
    assert queries.headed_units(make_person(roles=("manager",)), DAY) == {make_unit().pk}
    assert queries.headed_units(make_person(roles=("ciso",)), DAY) == set()
    assert queries.headed_units(head_of(below, until_date=DAY - timedelta(days=1)), DAY) == set()


def test_a_head_sees_who_is_late_in_the_unit_and_nobody_elses():
    unit, other = make_unit("給付課"), make_unit("年金課")
    head = head_of(unit)
    late, done = make_person("遅れた 人", unit=unit), make_person("済んだ 人", unit=unit)
    make_person("他課の 人", unit=other)
    campaign = started()
    finished(asked(campaign, done))
    finished(asked(campaign, head))
    assert [each.person for each in queries.overdue_in(frozenset({unit.pk}), LATE.date())] == [late]
    with time_machine.travel(LATE, tick=False):
        page = text(client_for(head).get("/training/unit/"))
        assert "遅れた 人" in page
        assert "済んだ 人" not in page
        assert "他課の 人" not in page
        assert "所属の人の期限超過を見る" in text(client_for(head).get("/training/"))


def test_who_heads_nothing_has_no_such_page():
    client = client_for(make_person())
    assert client.get("/training/unit/").status_code == 404
    assert "期限超過を見る" not in text(client.get("/training/"))


def test_the_page_costs_the_same_however_many_are_late():
    unit = make_unit("給付課")
    head = head_of(unit)
    make_person(unit=unit)
    campaign = started()
    client = client_for(head)
    with time_machine.travel(LATE, tick=False):
        client = client_for(head)
        few = queries_of(client.get, "/training/unit/")
    for _number in range(6):
        make_person(unit=unit)
    actions.assign_reached(at=AT)
    assert campaign.due_on == DUE
    with time_machine.travel(LATE, tick=False):
        assert queries_of(client.get, "/training/unit/") == few


@pytest.fixture
def closed():
    by = keeper()
    campaign = started(by=by)
    row = actions.plan_session(campaign=campaign, held_on=DAY, place="会議室", by=by, at=AT)
    actions.open_session(session=row, by=by, at=AT)
    actions.close_session(session=row, by=by, at=AT)
    return by, row


def test_a_session_closed_too_early_takes_attendance_again(closed):
    by, row = closed
    actions.reopen_session(session=row, reason="遅れて着いた人がいる", by=by, at=AT)
    row.refresh_from_db()
    assert row.closed_at is None
    newest = evidence.history(f"session:{row.pk}")[0]
    assert newest.kind == "training.session-reopened"
    assert "遅れて" not in str(evidence.body_of(newest.index))
    actions.close_session(session=row, by=by, at=AT)
    assert list(differences()) == []


def test_it_is_not_opened_again_without_reason_twice_or_after_a_week(closed):
    by, row = closed
    with pytest.raises(TrainingError, match="理由"):
        actions.reopen_session(session=row, reason=" ", by=by, at=AT)
    with pytest.raises(TrainingError, match="7日を過ぎた"):
        actions.reopen_session(session=row, reason="x", by=by, at=AT + timedelta(days=8))
    actions.reopen_session(session=row, reason="x", by=by, at=AT + timedelta(days=7))
    with pytest.raises(TrainingError, match="終わっていません"):
        actions.reopen_session(session=row, reason="x", by=by, at=AT)


def test_it_is_opened_again_on_its_page_by_who_may(closed):
    by, row = closed
    address = f"/training/sessions/{row.pk}/reopen/"
    with time_machine.travel(AT, tick=False):
        assert client_for(make_person()).post(address, {"reason": "x"}).status_code == 403
        client = client_for(by)
        assert "理由を入力" in text(client.post(address, {"reason": ""}, follow=True))
        assert "再開しました" in text(client.post(address, {"reason": "遅れた人"}, follow=True))
    row.refresh_from_db()
    assert row.closed_at is None
