"""The log by hand: who may be recorded, once in, once out; explaining; the tablet."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from tests.web.factories import AT, DAY, make_person
from tests.web.premises.standing import keeper, let_in, make_area, passed

from sekisho.web.evidence import queries as evidence
from sekisho.web.premises import actions
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import LogSpan, Passage, Tablet

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def area():
    return make_area()


@pytest.fixture
def person(area):
    listed = make_person()
    let_in(area, listed)
    return listed


def test_in_and_out_once_each(area, person):
    by = keeper()
    actions.pass_in(area=area, person=person, by=by, at=AT)
    with pytest.raises(PremisesError, match="既に入室"):
        actions.pass_in(area=area, person=person, by=by, at=AT)
    actions.pass_out(area=area, person=person, by=by, at=LATER)
    with pytest.raises(PremisesError, match="入室が記録されていません"):
        actions.pass_out(area=area, person=person, by=by, at=LATER)
    assert [each.way for each in Passage.objects.order_by("at")] == ["in", "out"]
    assert [entry.facts["way"] for entry in evidence.sealed(["passage.recorded"])] == ["in", "out"]


def test_who_is_on_no_list_is_not_let_in(area):
    with pytest.raises(PremisesError, match="名簿にも許可にもない"):
        actions.pass_in(area=area, person=make_person(), by=keeper(), at=AT)
    assert not Passage.objects.exists()


def test_who_was_listed_until_yesterday_may_still_leave(area, person):
    actions.pass_in(area=area, person=person, by=keeper(), at=AT)
    area.listed.update(until_date=DAY)
    actions.pass_out(area=area, person=person, by=keeper(), at=AT + timedelta(days=1))


def test_nobody_enters_an_area_given_up(area, person):
    actions.close_area(area=area, by=keeper(), at=AT)
    with pytest.raises(PremisesError, match="廃止"):
        actions.pass_in(area=area, person=person, by=keeper(), at=LATER)


class TestDaysConfirmed:
    def test_past_days_only(self, area):
        yesterday = DAY - timedelta(days=1)
        actions.confirm_log(
            area=area, from_date=yesterday, until_date=yesterday, by=keeper(), at=AT
        )
        with pytest.raises(PremisesError, match="まだ終わっていません"):
            actions.confirm_log(area=area, from_date=DAY, until_date=DAY, by=keeper(), at=AT)
        assert LogSpan.objects.count() == 1

    def test_the_last_day_not_before_the_first(self, area):
        with pytest.raises(PremisesError, match="末日"):
            actions.confirm_log(
                area=area, from_date=DAY, until_date=DAY - timedelta(days=1), by=keeper(), at=AT
            )


class TestExplaining:
    def test_what_was_found_is_written_and_sealed_without_the_words(self, area):
        row = passed(area, make_person())
        actions.explain(passage=row, explanation="清掃の立会い", by=keeper(), at=AT)
        row.refresh_from_db()
        assert (row.explanation, row.explained_at) == ("清掃の立会い", AT)
        (entry,) = evidence.sealed(["passage.explained"])
        assert "清掃" not in str(entry.facts)

    def test_nobody_explains_their_own(self, area):
        me = keeper()
        with pytest.raises(PremisesError, match="自分の入退室"):
            actions.explain(passage=passed(area, me), explanation="用があった", by=me, at=AT)

    def test_with_words(self, area):
        with pytest.raises(PremisesError, match="調べた結果"):
            actions.explain(
                passage=passed(area, make_person()), explanation=" ", by=keeper(), at=AT
            )

    def test_the_database_wants_words_too(self, area):
        row = passed(area, make_person())
        row.explained_at, row.explained_by = AT, keeper()
        with pytest.raises(IntegrityError):
            row.save()


def test_a_tablet_records_for_its_hours_until_closed(area):
    row = actions.open_tablet(area=area, by=keeper(), at=AT, hours=2)
    assert list(Tablet.objects.open(LATER)) == [row]
    assert not Tablet.objects.open(AT + timedelta(hours=2)).exists()
    actions.close_tablet(tablet=row, at=LATER)
    actions.close_tablet(tablet=row, at=LATER)
    assert not Tablet.objects.open(LATER).exists()
    assert len(list(evidence.sealed(["tablet.closed"]))) == 1


def test_what_the_door_called_somebody_is_forgotten_with_them(area):
    person = make_person()
    passed(area, person, holder="朝霧 花子")
    other = passed(area, make_person(), holder="別の人")
    assert actions.forget_person(person) == 1
    other.refresh_from_db()
    assert (Passage.objects.get(person=person).holder, other.holder) == ("", "別の人")
