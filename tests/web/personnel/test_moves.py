"""Preparing a move, saying what becomes of everything held, settling and carrying it out."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, make_person, make_unit
from tests.web.organization.sealed import kinds_of, last
from tests.web.personnel.moving import (
    CHANGE,
    EVE,
    JOIN,
    LEAVE,
    ON,
    ON_THE_DAY,
    desk,
    drawn,
    head,
    joining,
    leaving,
    moving,
    things,
    words_of,
)

from sekisho.web.notices.models import Notice
from sekisho.web.organization.actions import assign_role, erase_person
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.models import Person, Post, RoleHolding, ScopeEntry
from sekisho.web.personnel import actions, queries
from sekisho.web.personnel.agreement import differences
from sekisho.web.personnel.errors import PersonnelError, UndecidedError
from sekisho.web.personnel.holdings import Way
from sekisho.web.personnel.models import Handover, Line, Move

pytestmark = pytest.mark.django_db
Choice = actions.Choice


@pytest.fixture
def by():
    return desk()


@pytest.fixture
def move(by):
    return drawn(by)


def settled(move, by, at=AT):
    return actions.settle(move=move, by=by, at=at)


def test_a_move_is_drawn_with_evidence(move, by):
    assert last(f"move:{move.pk}")[:2] == ("move.drawn", str(by.opaque_id))
    assert (move.state, move.on) == ("draft", ON)


def test_one_move_is_prepared_at_a_time(move, by):
    with pytest.raises(PersonnelError, match="準備中の人事異動があります"):
        drawn(by)


def test_the_database_as_well_keeps_a_second_one_out(move, by):
    with pytest.raises(IntegrityError), transaction.atomic():
        Move.objects.create(title="二つ目", on=ON, drawn_by=by, drawn_at=AT)


def test_title_and_day_can_be_changed_while_it_is_prepared(move, by):
    actions.change_move(move=move, title=" 秋の異動 ", on=date(2026, 11, 1), by=by, at=AT)
    move.refresh_from_db()
    assert (move.title, move.on) == ("秋の異動", date(2026, 11, 1))
    actions.drop_move(move=move, by=by, at=AT)
    with pytest.raises(PersonnelError, match="準備中ではない"):
        actions.change_move(move=move, title="x", on=ON, by=by, at=AT)


def test_a_dropped_move_says_no_name_and_lets_another_begin(move, by):
    line = joining(move, by, email="n@asagiri.example")
    actions.drop_move(move=move, by=by, at=AT)
    line.refresh_from_db()
    assert (line.name, line.furigana, line.email) == ("", "", "")
    assert drawn(by).pk != move.pk


def test_nobody_enters_their_own_move(move, by):
    with pytest.raises(PersonnelError, match="自分の異動"):
        leaving(move, by, by)


def test_a_person_stands_in_a_move_once(move, by):
    person = make_person()
    leaving(move, person, by)
    with pytest.raises(PersonnelError, match="既にこの人事異動"):
        moving(move, person, make_unit("年金課"), by)


@pytest.mark.parametrize(
    "fields",
    [
        {"left_on": date(2026, 8, 1)},
        {"joined_on": date(2026, 10, 1)},
        {"joined_on": date(2026, 12, 1)},
    ],
)
def test_who_is_not_there_around_the_day_cannot_move(move, by, fields):
    with pytest.raises(PersonnelError, match="在任している人"):
        leaving(move, make_person(**fields), by)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"kind": JOIN, "name": "", "furigana": "ア", "category": "regular"}, "氏名・フリガナ"),
        ({"kind": JOIN, "name": "甲", "furigana": "コウ", "category": "cat"}, "氏名・フリガナ"),
        ({"kind": JOIN, "name": "甲", "furigana": "コウ", "category": "regular"}, "新しい所属"),
        ({"kind": CHANGE}, "異動する人を選んで"),
        ({"kind": LEAVE}, "異動する人を選んで"),
    ],
)
def test_half_a_line_is_refused(move, by, entry, why):
    with pytest.raises(PersonnelError, match=why):
        actions.put_line(move=move, entry=actions.Entry(**entry), by=by, at=AT)


def test_a_leaver_gets_no_new_place_and_a_post_is_of_the_unit(move, by):
    unit = make_unit("年金課")
    with pytest.raises(PersonnelError, match="選べません"):
        leaving(move, make_person(), by, unit=unit)
    elsewhere = Post.objects.create(title="係長", unit=make_unit("保健課"))
    with pytest.raises(PersonnelError, match="新しい所属の職"):
        moving(move, make_person(), unit, by, post=elsewhere)


def test_nobody_is_their_own_successor(move, by):
    person = make_person()
    with pytest.raises(PersonnelError, match="本人を後任"):
        leaving(move, person, by, successor=person)


def test_a_staff_number_is_given_once(move, by):
    make_person(number="N0001")
    with pytest.raises(PersonnelError, match="既に使われています"):
        joining(move, by)
    joining(move, by, number="N0002")
    with pytest.raises(PersonnelError, match="既に使われています"):
        joining(move, by, number="N0002", name="別人")


def test_a_line_can_be_corrected_and_taken_out_with_what_was_said(move, by):
    person, other = head(), make_person()
    line = leaving(move, person, by)
    join = joining(move, by)
    ref = next(ref for ref in things(line) if ref.startswith("roles:"))
    actions.decide(line=line, choices={ref: Choice(Way.PASS, to_line=join)}, by=by, at=AT)
    corrected = actions.put_line(
        move=move, entry=actions.Entry(LEAVE, person, successor=other), line=line, by=by, at=AT
    )
    assert corrected.pk == line.pk
    assert corrected.successor == other
    actions.remove_line(line=join, by=by, at=AT)
    assert not Handover.objects.exists()
    actions.remove_line(line=line, by=by, at=AT)
    assert not move.lines.exists()
    assert list(differences()) == []


def test_everything_held_wants_a_word_before_the_move_is_settled(move, by):
    line = leaving(move, head(), by)
    assert words_of(move) == {"課長 前任": 1}
    with pytest.raises(UndecidedError, match="1件"):
        settled(move, by)
    actions.hand_all(line=line, by=by, at=AT)
    assert words_of(move) == {"課長 前任": 0}
    assert settled(move, by).state == "settled"


def test_an_empty_move_is_not_settled(move, by):
    with pytest.raises(PersonnelError, match="一人も入っていません"):
        settled(move, by)


def test_settling_wants_both_rights(move, by):
    leaving(move, make_person(), by)
    keeper = make_person(roles=("manager",))
    with pytest.raises(PersonnelError, match="権限が要ります"):
        settled(move, keeper)


def test_nobody_settles_a_move_that_gives_themselves_a_role(move, by):
    other = desk()
    line = leaving(move, head(), other, successor=by)
    actions.hand_all(line=line, by=other, at=AT)
    with pytest.raises(PersonnelError, match="ほかの担当者が確定"):
        settled(move, by)
    assert settled(move, other).state == "settled"


def test_nobody_settles_a_move_they_are_in(move, by):
    other = desk()
    line = moving(move, by, make_unit("年金課"), other)
    actions.decide(
        line=line,
        choices={ref: Choice(Way.KEEP) for ref in things(line)},
        by=other, at=AT,
    )  # fmt: skip
    with pytest.raises(PersonnelError, match="ほかの担当者が確定"):
        settled(move, by)


def test_what_is_decided_must_be_held_and_go_that_way(move, by):
    line = leaving(move, head(), by)
    ref = next(iter(things(line)))
    other = make_person()
    leaver = leaving(move, make_person("去る 人"), by)
    for choice, why in [
        (Choice(Way.KEEP), "選んだとおりにはできません"),
        (Choice(Way.PASS), "後任を一人"),
        (Choice(Way.END, to=other), "引き継ぐときだけ"),
        (Choice(Way.PASS, to=line.person), "後任にできません"),
        (Choice(Way.PASS, to=leaver.person), "後任にできません"),
        (Choice(Way.PASS, to_line=leaver), "着任する人"),
        (Choice(Way.PASS, to=make_person(left_on=EVE)), "後任にできません"),
    ]:
        with pytest.raises(PersonnelError, match=why):
            actions.decide(line=line, choices={ref: choice}, by=by, at=AT)
    with pytest.raises(PersonnelError, match="開き直して"):
        actions.decide(line=line, choices={"roles:999": Choice(Way.END)}, by=by, at=AT)
    assert not Handover.objects.exists()


def test_a_successor_must_join_with_the_same_move(move, by):
    first = joining(move, by)
    line = leaving(move, head(), by)
    ref = next(iter(things(line)))
    old = Line.objects.get(pk=first.pk)
    Line.objects.filter(pk=first.pk).update(move=_another(by))
    old.refresh_from_db()
    with pytest.raises(PersonnelError, match="着任する人"):
        actions.decide(line=line, choices={ref: Choice(Way.PASS, to_line=old)}, by=by, at=AT)


def _another(by):
    return Move.objects.create(title="前の異動", on=ON, drawn_by=by, drawn_at=AT, state="dropped")


def test_saying_the_same_again_changes_nothing(move, by):
    line = leaving(move, head(), by)
    ref = next(iter(things(line)))
    assert actions.decide(line=line, choices={ref: Choice(Way.END)}, by=by, at=AT) == 1
    sealed = len(kinds_of(f"move:{move.pk}"))
    assert actions.decide(line=line, choices={ref: Choice(Way.END)}, by=by, at=AT) == 0
    assert len(kinds_of(f"move:{move.pk}")) == sealed


def test_a_settled_move_waits_for_its_day_and_is_then_carried_out_whole(move, by):
    old, mover, unit = head(), make_person("異動 次郎"), make_unit("年金課")
    post = Post.objects.get(title="給付課長")
    new = joining(move, by, post=post, email="new@asagiri.example")
    line = leaving(move, old, by)
    actions.put_line(
        move=move, entry=actions.Entry(LEAVE, old, successor_line=new), line=line, by=by, at=AT
    )
    actions.hand_all(line=line, by=by, at=AT)
    moving(move, mover, unit, by)
    settled(move, by)
    assert actions.carry_out_due(at=AT) == 0
    assert Person.objects.get(pk=old.pk).left_on is None
    assert actions.carry_out_due(at=ON_THE_DAY) == 1
    move.refresh_from_db()
    assert move.state == "applied"
    joined = Person.objects.get(number="N0001")
    assert (joined.name, joined.post, joined.joined_on) == ("新任 太郎", post, ON)
    assert ScopeEntry.objects.get(person=joined).from_date == ON
    old.refresh_from_db()
    assert (old.left_on, old.account.is_active) == (EVE, False)
    assert RoleHolding.objects.get(person=old).until_date == EVE
    heir = RoleHolding.objects.get(person=joined)
    assert (heir.role, heir.from_date, heir.until_date) == ("manager", ON, None)
    assert Person.objects.get(pk=mover.pk).unit == unit
    _kind, _actor, body = last(f"move:{move.pk}")
    assert {name: body[name] for name in ("join", "change", "leave", "handed")} == {
        "join": 1, "change": 1, "leave": 1, "handed": 1,
    }  # fmt: skip
    assert list(differences()) == []


def test_a_move_of_today_is_carried_out_when_it_is_settled(by):
    move = drawn(by, on=date(2026, 6, 1))
    person = make_person()
    leaving(move, person, by)
    assert settled(move, by).state == "applied"
    person.refresh_from_db()
    assert person.left_on == date(2026, 5, 31)


def test_the_joiners_name_stands_in_the_register_of_people_only(by):
    move = drawn(by, on=date(2026, 6, 1))
    line = joining(move, by)
    settled(move, by)
    line.refresh_from_db()
    assert (line.name, line.called) == ("", "新任 太郎")
    person = line.person
    Person.objects.filter(pk=person.pk).update(left_on=date(2026, 6, 2))
    person.refresh_from_db()
    erase_person(person=person, by=by, at=AT + timedelta(days=5))
    line.refresh_from_db()
    assert (line.number, person.number) == ("", "")


def test_what_came_up_after_settling_holds_the_move_up_and_the_desk_is_told(move, by):
    person = make_person()
    leaving(move, person, by)
    settled(move, by)
    assign_role(role="manager", person=person, from_date=EVE, by=by, at=AT)
    assert actions.carry_out_due(at=ON_THE_DAY) == 0
    assert actions.carry_out_due(at=ON_THE_DAY) == 0
    move.refresh_from_db()
    person.refresh_from_db()
    assert move.state == "settled"
    assert "1件" in move.failure
    assert person.left_on is None
    assert kinds_of(f"move:{move.pk}").count("move.refused") == 1
    notice = Notice.objects.open().get(person=by, key=f"move:{move.pk}")
    assert "反映できません" in notice.title
    actions.reopen(move=move, by=by, at=ON_THE_DAY)
    assert not Notice.objects.open().filter(key=f"move:{move.pk}").exists()


def test_when_a_room_refuses_nothing_of_the_move_is_done(move, by, monkeypatch):
    person = head()
    line = leaving(move, person, by, successor=make_person())
    actions.hand_all(line=line, by=by, at=AT)
    joining(move, by)
    settled(move, by)

    def refuse(*_args, **_more):
        raise OrganizationError("だめです")

    monkeypatch.setattr("sekisho.web.organization.actions.leave_person", refuse)
    assert actions.carry_out_due(at=ON_THE_DAY) == 0
    assert not Person.objects.filter(number="N0001").exists()
    assert RoleHolding.objects.get(person=person).until_date is None
    assert Move.objects.get().failure == "だめです"


def test_a_settled_move_can_be_taken_back_until_its_day(move, by):
    leaving(move, make_person(), by)
    settled(move, by)
    assert actions.reopen(move=move, by=by, at=AT).state == "draft"
    with pytest.raises(PersonnelError, match="準備中に戻せます"):
        actions.reopen(move=move, by=by, at=AT)


def test_it_is_not_taken_back_beside_another_being_prepared(move, by):
    leaving(move, make_person(), by)
    settled(move, by)
    drawn(by)
    with pytest.raises(PersonnelError, match="ほかにあります"):
        actions.reopen(move=move, by=by, at=AT)


def test_only_a_settled_move_whose_day_has_come_is_carried_out(move, by):
    with pytest.raises(PersonnelError, match="異動日の来た"):
        actions.carry_out(move=move, at=ON_THE_DAY)


def test_a_role_kept_by_who_moves_stays_and_one_held_already_is_not_given_twice(by):
    move = drawn(by, on=date(2026, 6, 1))
    giver = head("甲", roles=("manager", "officer"))
    taker = make_person("乙", roles=("manager",))
    line = moving(move, giver, make_unit("年金課"), by)
    manager, officer = (
        RoleHolding.objects.get(person=giver, role=role) for role in ("manager", "officer")
    )
    actions.decide(
        line=line,
        choices={
            f"roles:{manager.pk}": Choice(Way.PASS, to=taker),
            f"roles:{officer.pk}": Choice(Way.KEEP),
        },
        by=by, at=AT,
    )  # fmt: skip
    settled(move, by)
    assert RoleHolding.objects.get(pk=officer.pk).until_date is None
    assert RoleHolding.objects.get(pk=manager.pk).until_date == date(2026, 5, 31)
    assert RoleHolding.objects.filter(person=taker).count() == 1


def test_the_account_follows_by_itself(move, by):
    state = queries.state_of(leaving(move, make_person(), by))
    assert [each.held.follows for each in state.things] == [True]
    assert state.undecided == 0


def test_the_database_keeps_half_handovers_out(move, by):
    line = leaving(move, head(), by)
    for way, more in [("pass", {}), ("end", {"to": by}), ("steal", {})]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Handover.objects.create(line=line, holder="roles", key="1", way=way, **more)
