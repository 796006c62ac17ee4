"""Rounds: planned, answered thing by thing, finished whole; faults open until mended."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from tests.web.factories import AT, DAY
from tests.web.premises.standing import fixture, keeper, made, make_area, planned, png, seen

from sekisho.catalogue import load_premises
from sekisho.web.evidence import queries as evidence
from sekisho.web.premises import actions
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Answer, Fault, Fixture, Photo, Round

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return make_area()


def _answer(row, thing, found="good", **more):
    return actions.answer_fixture(
        round=row, fixture=thing, seen=seen(row, thing, found, **more), by=keeper(), at=AT
    )


class TestFixtures:
    def test_one_name_once_in_an_area(self, area):
        thing = fixture(area, "ラック1", kind="rack")
        with pytest.raises(PremisesError, match="同じ名称"):
            fixture(area, " ラック1 ")
        fixture(make_area(), "ラック1")
        actions.remove_fixture(fixture=thing, by=keeper(), at=AT)
        fixture(area, "ラック1")

    def test_an_unknown_kind_is_a_fault_of_the_caller(self, area):
        with pytest.raises(ValueError, match="ship"):
            fixture(area, kind="ship")

    def test_one_with_an_open_fault_is_not_taken_away(self, area):
        thing = fixture(area)
        made(area, "fault")
        with pytest.raises(PremisesError, match="直していない不良"):
            actions.remove_fixture(fixture=thing, by=keeper(), at=AT)
        assert Fixture.objects.in_use().filter(pk=thing.pk).exists()


class TestPlanning:
    def test_one_waits_at_a_time(self, area):
        planned(area)
        with pytest.raises(PremisesError, match="既にあります"):
            planned(area)
        planned(area, sheet="office-month")

    def test_the_database_lets_one_wait_too(self, area):
        planned(area)
        with pytest.raises(IntegrityError):
            Round.objects.create(area=area, sheet="server-room-week", due_on=DAY)

    def test_an_unknown_sheet_is_a_fault_of_the_caller(self, area):
        with pytest.raises(ValueError, match="nonsense"):
            planned(area, sheet="nonsense")

    def test_given_up_nothing_follows(self, area):
        row = planned(area)
        actions.end_rounds(round=row, by=keeper(), at=AT)
        assert not Round.objects.get().is_open
        with pytest.raises(PremisesError, match="既に終わって"):
            actions.end_rounds(round=row, by=keeper(), at=AT)


class TestAnswering:
    def test_every_line_of_its_kind_is_answered(self, area):
        row, thing = planned(area), fixture(area)
        whole = seen(row, thing)
        for found in ({}, dict(list(whole.found.items())[1:]), whole.found | {"ups-state": "good"}):
            with pytest.raises(PremisesError, match="全ての項目"):
                actions.answer_fixture(
                    round=row, fixture=thing, seen=actions.Seen(found), by=keeper(), at=AT
                )
        assert not Answer.objects.exists()

    def test_a_thing_of_another_area_is_not_of_this_round(self, area):
        row, thing = planned(area), fixture(make_area())
        with pytest.raises(PremisesError, match="全ての項目"):
            _answer(row, thing)

    def test_a_fault_has_words_and_a_day_to_be_mended(self, area):
        row, thing = planned(area), fixture(area)
        whole = seen(row, thing, "fault")
        with pytest.raises(PremisesError, match="見たこと"):
            actions.answer_fixture(
                round=row, fixture=thing, seen=actions.Seen(whole.found), by=keeper(), at=AT
            )
        faults = _answer(row, thing, "fault")
        assert {each.due_on for each in faults} == {DAY + timedelta(days=load_premises().mend_days)}
        assert {each.note for each in faults} == {"緩みがある"}

    def test_answering_again_replaces_and_opens_no_second_fault(self, area):
        row, thing = planned(area), fixture(area)
        first = _answer(row, thing, "fault")
        again = _answer(row, thing, "fault")
        assert {each.pk for each in first} == {each.pk for each in again}
        _answer(row, thing, "good")
        assert {each.found for each in row.answers.all()} == {"good"}

    def test_the_next_round_meets_the_same_open_fault(self, area):
        made(area, "fault")
        before = set(Fault.objects.values_list("pk", "due_on"))
        made(area, "fault", at=AT + timedelta(days=7))
        assert set(Fault.objects.values_list("pk", "due_on")) == before

    def test_a_photograph_is_kept_drawn_anew_and_sealed_by_its_fingerprint(self, area):
        row, thing = planned(area), fixture(area)
        _answer(row, thing, untrusted_photo=png(2000, 1000))
        kept = Photo.objects.get()
        assert bytes(kept.content).startswith(b"\xff\xd8")
        (entry,) = evidence.sealed(["round.answered"])
        assert entry.facts["photo_sha256"] == kept.sha256

    def test_with_a_broken_photograph_nothing_is_written(self, area):
        row, thing = planned(area), fixture(area)
        with pytest.raises(PremisesError, match="写真"):
            _answer(row, thing, untrusted_photo=b"GIF89a broken")
        assert not Answer.objects.exists()


class TestFinishing:
    def test_the_next_is_planned_from_the_day_it_was_made(self, area):
        row = made(area)
        assert (row.done_at, row.is_open) == (AT, False)
        following = Round.objects.get(done_at=None)
        assert following.due_on == DAY + timedelta(days=7)

    def test_not_before_everything_is_answered(self, area):
        row, first, _second = planned(area), fixture(area, "A"), fixture(area, "B")
        _answer(row, first)
        with pytest.raises(PremisesError, match="記入していない設備があります: B"):
            actions.finish_round(round=row, by=keeper(), at=AT)

    def test_a_round_of_nothing_is_none(self, area):
        with pytest.raises(PremisesError, match="設備がありません"):
            actions.finish_round(round=planned(area), by=keeper(), at=AT)

    def test_what_the_sheet_does_not_ask_about_is_not_waited_for(self, area):
        fixture(area, kind="terminal")
        assert made_of_server(area).done_at == AT

    def test_in_an_area_given_up_none_follows(self, area):
        row = planned(area)
        actions.close_area(area=area, by=keeper(), at=AT)
        thing = fixture(area)
        _answer(row, thing)
        actions.finish_round(round=row, by=keeper(), at=AT)
        assert not Round.objects.filter(done_at=None).exists()


def made_of_server(area):
    row, thing = planned(area), fixture(area)
    _answer(row, thing)
    return actions.finish_round(round=row, by=keeper(), at=AT)


class TestMending:
    def test_once_with_words(self, area):
        made(area, "fault")
        fault = Fault.objects.first()
        with pytest.raises(PremisesError, match="直した方法"):
            actions.mend_fault(fault=fault, how=" ", by=keeper(), at=AT)
        actions.mend_fault(fault=fault, how="締め直した", by=keeper(), at=AT)
        fault.refresh_from_db()
        assert (fault.how, fault.mended_at) == ("締め直した", AT)
        with pytest.raises(PremisesError, match="既に直した"):
            actions.mend_fault(fault=fault, how="もう一度", by=keeper(), at=AT)

    def test_the_database_wants_words_too(self, area):
        made(area, "fault")
        fault = Fault.objects.first()
        fault.mended_at, fault.mended_by = AT, keeper()
        with pytest.raises(IntegrityError):
            fault.save()
