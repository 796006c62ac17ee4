"""A drill from its plan to its figures; what is kept leads back to nobody."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.maildrills.drilling import (
    AFTER,
    CLOSES,
    all_sent,
    body_of_twelve,
    keeper,
    letter_of,
    link_word,
    planned,
    started,
)
from tests.web.organization.sealed import kinds_of

from sekisho.web.evidence import queries as evidence
from sekisho.web.maildrills import actions
from sekisho.web.maildrills.agreement import differences
from sekisho.web.maildrills.errors import MailDrillError
from sekisho.web.maildrills.models import Drill, Letter, UnitResult, Waiting
from sekisho.web.site.sample.maildrills import make_drills

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


def test_a_plan_is_sealed_with_its_goal_and_how_many_it_reaches():
    body_of_twelve()
    row = planned()
    newest = evidence.history(f"maildrill:{row.pk}")[0]
    said = evidence.body_of(newest.index)["body"]
    assert (newest.kind, said["people"], said["goal"]) == ("maildrill.planned", 13, 50)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"send_on": DAY - ONE}, "今日以後"),
        ({"closes_on": DAY}, "翌日から31日後"),
        ({"closes_on": DAY + timedelta(days=32)}, "翌日から31日後"),
        ({"letter": "unknown"}, "文面を選んで"),
        ({"goal": 0}, "1から100"),
        ({"goal": 101}, "1から100"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(wrong, words):
    body_of_twelve()
    with pytest.raises(MailDrillError, match=words):
        planned(**wrong)


def test_so_few_that_figures_would_name_them_are_not_drilled():
    unit = make_unit("会計課")
    for _ in range(4):
        make_person(unit=unit)
    make_person(unit=unit, email="")
    by = keeper()
    with pytest.raises(MailDrillError, match="4人です"):
        planned(by, audience=actions.Audience(units=(unit,)))
    assert not Drill.objects.exists()


def test_only_who_runs_training_plans_and_cancels():
    body_of_twelve()
    row = planned()
    with pytest.raises(MailDrillError, match="権限"):
        planned(make_person(roles=("manager",)))
    with pytest.raises(MailDrillError, match="権限"):
        actions.cancel(drill=row, by=make_person(), at=AT)


def test_it_begins_at_nine_on_its_day_and_once():
    body_of_twelve()
    row = planned(send_on=DAY + ONE)
    assert actions.start_due(at=AT) == 0
    early = AT + ONE - timedelta(hours=1, minutes=1)  # 8:59 in Tokyo
    assert actions.start_due(at=early) == 0
    assert actions.start_due(at=early + timedelta(minutes=1)) == 1
    assert actions.start_due(at=AT + ONE) == 0
    assert (row.letters.count(), row.waiting.count()) == (13, 13)


def test_those_who_left_and_those_without_an_address_get_none():
    people = body_of_twelve()
    make_person(left_on=DAY - ONE)
    make_person(email="")
    row = started()
    assert set(row.waiting.values_list("person", flat=True)) >= {each.pk for each in people}
    assert row.letters.count() == 13


def test_a_drill_for_a_unit_reaches_those_below_it_and_nobody_else():
    body_of_twelve()
    top = make_unit("本部")
    below = type(top).objects.create(name="係", parent=top)
    inside = [make_person(unit=unit) for unit in (top, top, below, below, below)]
    row = started(audience=actions.Audience(units=(top,)))
    assert set(row.waiting.values_list("person", flat=True)) == {each.pk for each in inside}


def test_one_that_lost_its_people_or_its_time_is_cancelled_and_says_so():
    unit = make_unit("本部")
    people = [make_person(unit=unit) for _ in range(5)]
    row = planned(audience=actions.Audience(units=(unit,)), send_on=DAY + ONE)
    people[0].left_on = DAY
    people[0].save()
    body_of_twelve()
    late = planned(closes_on=DAY + ONE)
    assert actions.start_due(at=AT + ONE) == 0
    assert {each.state for each in Drill.objects.all()} == {"cancelled"}
    assert kinds_of(f"maildrill:{row.pk}")[0] == kinds_of(f"maildrill:{late.pk}")[0]
    assert kinds_of(f"maildrill:{row.pk}")[0] == "maildrill.cancelled"
    assert list(differences()) == []


def test_a_cancelled_drill_does_not_begin_and_one_begun_is_not_cancelled():
    body_of_twelve()
    by = keeper()
    row = planned(by)
    actions.cancel(drill=row, by=by, at=AT)
    assert actions.start_due(at=AT) == 0
    running = started(by=by)
    with pytest.raises(MailDrillError, match="まだ送っていない"):
        actions.cancel(drill=running, by=by, at=AT)


def test_a_link_counts_once_and_only_until_the_last_day():
    people = body_of_twelve()
    row = started()
    word = link_word(row, people[0])
    assert actions.note_opened(drill=row, untrusted_word=word, at=AT)
    assert not actions.note_opened(drill=row, untrusted_word=word, at=AT + ONE)
    assert letter_of(row, people[0]).opened_on == DAY
    assert not actions.note_opened(drill=row, untrusted_word="a" * 26, at=AT)
    late = link_word(row, people[1])
    assert not actions.note_opened(drill=row, untrusted_word=late, at=AFTER)


def test_closing_keeps_figures_by_unit_with_small_units_together():
    people = body_of_twelve()
    row = started()
    all_sent(row)
    for person in (people[0], people[1], people[7], people[10]):
        actions.note_opened(drill=row, untrusted_word=link_word(row, person), at=AT)
    for person in (*people[2:6], people[8]):
        text = f"https://x.example/mail-drill/{row.pk}/{link_word(row, person)}/"
        assert actions.note_reported(untrusted_text=text, subject="", by=None, at=AT) == row
    assert actions.close_due(at=AT + timedelta(days=7)) == 0
    assert actions.close_due(at=AFTER) == 1
    row.refresh_from_db()
    assert (row.sent, row.opened, row.reported) == (13, 4, 5)
    found = {(len(each.units), each.sent, each.opened, each.reported)
             for each in UnitResult.objects.all()}  # fmt: skip
    assert found == {(1, 7, 2, 4), (3, 6, 2, 1)}  # three and two, and the keeper's own unit
    assert list(differences()) == []


def test_letters_the_mail_server_never_took_are_not_counted():
    body_of_twelve()
    row = started()
    row.letters.filter(pk__in=row.letters.values("pk")[:6]).update(sent=True)
    actions.close_due(at=AFTER)
    row.refresh_from_db()
    assert row.sent == 6
    newest = evidence.history(f"maildrill:{row.pk}")[0]
    assert evidence.body_of(newest.index)["body"]["unsent"] == 13


def test_while_it_runs_no_row_joins_a_person_to_what_was_opened():
    columns = {each.name for each in Letter._meta.get_fields()}
    assert columns == {"id", "drill", "unit", "digest", "sent", "opened_on", "reported_on"}
    people = body_of_twelve()
    row = started()
    order = [each.pk for each in people]
    by_letter = {letter_of(row, each).pk: each.pk for each in people}
    assert [by_letter[key] for key in sorted(by_letter)] != order  # 1 in 12! by chance


def test_after_closing_nothing_is_left_that_leads_to_a_person():
    body_of_twelve()
    row = started()
    all_sent(row)
    salt = row.salt
    actions.close_due(at=AFTER)
    row.refresh_from_db()
    assert row.salt == ""
    assert not Letter.objects.exists()
    assert not Waiting.objects.exists()
    for entry in evidence.history(f"maildrill:{row.pk}"):
        assert salt not in str(evidence.body_of(entry.index))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # names of our own tables
            assert salt not in str(cursor.fetchall()), table


def test_figures_changed_behind_the_product_are_seen():
    body_of_twelve()
    row = started()
    all_sent(row)
    actions.close_due(at=AFTER)
    Drill.objects.filter(pk=row.pk).update(reported=9)
    assert [each.subject for each in differences()] == [f"maildrill:{row.pk}"]
    assert row.closes_on == CLOSES


@pytest.mark.parametrize("hour", [0, 1, 9, 15, 23])
def test_the_sample_holds_its_drills_at_whatever_hour_it_is_made(hour):
    """Between 15:00 and midnight UTC it is already the next day in Tokyo."""
    people = {str(number): each for number, each in enumerate(body_of_twelve())}
    at = AT.replace(hour=hour) + timedelta(days=400)
    make_drills(people | {"nagai": keeper()}, at=at)
    rows = Drill.objects.order_by("pk")
    assert [each.state for each in rows] == ["closed", "closed", "planned"]
    assert all(each.reported for each in rows[:2])
    assert list(differences()) == []
