"""What each room knows people to hold, how it passes on, and that nothing is left ownerless."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.approvals import permitting
from tests.web.approvals.asking import submitted
from tests.web.assets import register
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.organization.counting import queries_of
from tests.web.personnel.moving import desk, drawn, head, leaving, moving, things
from tests.web.premises.standing import let_in, make_area, make_system
from tests.web.systems import parts
from tests.web.training.giving import started

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.approvals.holdings import Applications, Permits, Turns
from sekisho.web.approvals.models import Application, Permit
from sekisho.web.assets.holdings import Posts
from sekisho.web.assets.models import Asset
from sekisho.web.notices.models import Notice
from sekisho.web.organization.models import Post
from sekisho.web.personnel import actions, holdings
from sekisho.web.personnel.checks import moves_applied, nothing_ownerless
from sekisho.web.personnel.errors import PersonnelError
from sekisho.web.personnel.holdings import Going, Held, Passing, Way
from sekisho.web.personnel.own import Accounts, Roles
from sekisho.web.personnel.queries import held_by
from sekisho.web.premises.actions import give_card
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.holdings import Cards, Entrants
from sekisho.web.premises.models import Card, Listed
from sekisho.web.site.holdings import HOLDINGS
from sekisho.web.systems.holdings import SystemAccounts
from sekisho.web.systems.models import SystemAccount
from sekisho.web.terminals import actions as terminals
from sekisho.web.terminals.holdings import Users
from sekisho.web.terminals.models import Terminal
from sekisho.web.training.holdings import OpenTraining
from sekisho.web.ui.errors import Refused

pytestmark = pytest.mark.django_db
EVERY = frozenset(Way)
YESTERDAY = DAY - timedelta(days=1)


@pytest.fixture
def by():
    return desk()


def held(room, person, unit=None, post=None):
    """What the room knows the person to hold, leaving or moving on the day."""
    return list(room.of([Going(person, unit, post)], DAY).get(person.pk, ()))


def passing(thing, giver, by, taker=None):
    return Passing(thing.key, giver, taker, DAY, by)


def terminal_of(person, by, zone="lgwan", number="T-1"):
    entry = terminals.Entry(
        number=number, host="", zone=register.zone(zone), unit=person.unit, place="",
        system="windows", users=(person,),
    )  # fmt: skip
    return terminals.record(entry=entry, by=make_person(roles=("system-manager",)), at=AT)


def test_every_room_is_handed_in_once_and_found_by_its_word():
    assert holdings.all_holdings() == HOLDINGS
    assert {holdings.holdings_of(each.id) for each in HOLDINGS} == set(HOLDINGS)
    with pytest.raises(LookupError):
        holdings.holdings_of("castles")
    with pytest.raises(ValueError, match="one id"):
        holdings.install(HOLDINGS[0], HOLDINGS[0])


def test_nothing_handed_in_is_an_error_and_never_an_empty_list(monkeypatch):
    monkeypatch.setattr(holdings, "_handed_in", [])
    with pytest.raises(LookupError):
        holdings.all_holdings()


def test_a_room_that_is_handed_in_holds_the_move_up(by, monkeypatch):
    class Keys:
        id, title = "keys", "鍵"

        def of(self, going, on):
            return {each.person.pk: [Held("k1", "金庫の鍵", note="先に返す")] for each in going}

        def hand_over(self, passing, at):
            raise AssertionError

    monkeypatch.setattr(holdings, "_handed_in", [Keys()])
    move = drawn(by)
    line = leaving(move, make_person(), by)
    assert [each.blocked for each in things(line).values()] == [True]
    with pytest.raises(PersonnelError, match="1件"):
        actions.settle(move=move, by=by, at=AT)


def test_a_role_that_ends_before_the_day_or_begins_on_it_is_not_held(by):
    person = head()
    (role,) = held(Roles(), person)
    assert (role.ways, role.label) == (EVERY, "情報セキュリティ管理者")
    person.roleholding_set.update(until_date=YESTERDAY)
    assert held(Roles(), person) == []
    person.roleholding_set.update(until_date=None, from_date=DAY)
    assert held(Roles(), person) == []


def test_an_account_is_nobodys_to_pass_on(by):
    person = make_person()
    (account,) = held(Accounts(), person)
    assert account.follows
    assert held(Accounts(), person, unit=make_unit("年金課")) == []
    with pytest.raises(PersonnelError):
        Accounts().hand_over(passing(account, person, by), AT)


def test_a_permit_ends_or_waits_until_the_thing_is_back(by):
    people = permitting.office()
    permit = permitting.permit(people)
    (thing,) = held(Permits(), permit.holder)
    assert thing.ways == frozenset()
    assert "返却" in thing.note
    assert not thing.follows
    Permit.objects.filter(pk=permit.pk).update(needs_return=False, needs_wipe=False)
    (thing,) = held(Permits(), permit.holder)
    assert thing.ways == {Way.END, Way.KEEP}
    assert permit.decision in thing.label
    Permits().hand_over(passing(thing, permit.holder, by), AT)
    permit.refresh_from_db()
    assert (permit.ended_by, permit.end_reason) == (by, "人事異動による")
    assert held(Permits(), permit.holder) == []


def test_an_application_is_withdrawn_and_its_title_not_told(by):
    row = submitted()
    Application.objects.filter(pk=row.pk).update(title="秘密の件名")
    (thing,) = held(Applications(), row.applicant)
    assert "秘密" not in thing.label
    Applications().hand_over(passing(thing, row.applicant, by), AT)
    assert Application.objects.get(pk=row.pk).state == "withdrawn"
    Applications().hand_over(passing(thing, row.applicant, by), AT)  # decided meanwhile: nothing
    assert held(Applications(), row.applicant) == []


def test_what_waits_for_a_role_goes_with_the_role(by):
    people = permitting.office()
    permitting.asked(people)
    found = Turns().of([Going(each) for each in _everybody()], DAY)
    (turn,) = next(iter(found.values()))
    assert turn.follows
    assert "1件" in turn.label
    with pytest.raises(Refused):
        Turns().hand_over(passing(turn, by, by), AT)


def _everybody():
    from sekisho.web.organization.models import Person

    return list(Person.objects.all())


def test_assets_of_a_post_pass_only_when_nobody_else_is_in_it(by):
    old = head("旧 課長", title="総務課長", unit="総務課")
    manager = make_person(roles=("system-manager",))
    row = register.recorded(by=manager, post=old.post, unit=old.unit)
    (thing,) = held(Posts(), old)
    assert thing.ways == {Way.PASS}
    assert "1件" in thing.label
    assert row.name not in thing.label
    assert held(Posts(), old, unit=old.unit, post=old.post) == []  # stays in the post
    twin = head("同 職", title="総務課長", unit="総務課")
    assert held(Posts(), old) == []
    type(twin).objects.filter(pk=twin.pk).update(post=None)
    coming = make_person(unit=make_unit("保健課"))
    both = Posts().of([Going(old), Going(coming, old.unit, old.post)], DAY)
    assert old.pk not in both  # somebody moves into it
    heir = head("新 課長", title="保健課長", unit="保健課")
    Posts().hand_over(passing(thing, old, by, heir), AT)
    row.refresh_from_db()
    assert (row.post, row.unit) == (heir.post, heir.unit)
    assert row.confirmed_by == manager  # nobody looked at it
    with pytest.raises(Refused, match="職がありません"):
        Posts().hand_over(passing(thing, old, by, make_person()), AT)


def test_assets_stay_when_the_successor_takes_the_same_post(by):
    old = head("旧 課長", title="総務課長", unit="総務課")
    register.recorded(by=make_person(roles=("system-manager",)), post=old.post, unit=old.unit)
    (thing,) = held(Posts(), old)
    same = head("新 課長", title="総務課長", unit="総務課")
    Posts().hand_over(passing(thing, old, by, same), AT)
    assert Asset.objects.get().post == old.post


def test_a_terminal_gets_the_successor_as_its_user(by):
    person, heir = make_person(), make_person()
    row = terminal_of(person, by)
    (thing,) = held(Users(), person)
    assert (thing.label, thing.ways) == ("T-1", EVERY)
    Users().hand_over(passing(thing, person, by, heir), AT)
    assert list(row.users.all()) == [heir]
    Users().hand_over(passing(thing, heir, by), AT)
    assert not row.users.exists()


def test_a_terminal_of_the_my_number_zone_is_not_named(by):
    row = register.zone("mynumber")
    person = make_person(unit=make_unit("給付課"))
    machine = Terminal.objects.create(
        number="M-9", zone=row, unit=person.unit, system="windows", recorded_at=AT
    )
    machine.users.add(person)
    assert [each.label for each in held(Users(), person)] == ["閲覧を限る端末"]


def test_a_retired_terminal_is_held_by_nobody(by):
    person = make_person()
    row = terminal_of(person, by)
    Terminal.objects.filter(pk=row.pk).update(retired_on=DAY)
    assert held(Users(), person) == []


def test_a_personal_account_of_a_system_is_to_be_stopped_there(by):
    person = make_person("田中 一郎")
    keeper = parts.keeper()
    system = parts.made(by=keeper)
    parts.listed(system, parts.of(person), by=keeper)
    (thing,) = held(SystemAccounts(), person)
    assert thing.ways == {Way.END, Way.KEEP}
    assert thing.label == system.name
    SystemAccounts().hand_over(passing(thing, person, by), AT)
    notice = Notice.objects.open().get(person=keeper, key=f"stop-account:{thing.key}")
    assert "止めてください" in notice.title
    assert person.name not in notice.title


def test_a_shared_account_gets_another_keeper(by):
    person, heir = make_person("田中 一郎"), make_person()
    system = parts.made(by=parts.keeper())
    parts.listed(system, parts.of(person), by=parts.keeper())
    SystemAccount.objects.update(kind="shared", person=None, keeper=person)
    (thing,) = held(SystemAccounts(), person)
    assert thing.ways == {Way.PASS, Way.KEEP}
    SystemAccounts().hand_over(passing(thing, person, by, heir), AT)
    assert SystemAccount.objects.get().keeper == heir
    SystemAccount.objects.update(kind="personal", person=person, keeper=None)
    with pytest.raises(Refused, match="引き継げません"):
        SystemAccounts().hand_over(passing(thing, person, by, heir), AT)


def test_a_card_comes_back_the_day_before_and_passes_to_nobody(by):
    person, area = make_person(), make_area()
    card = give_card(
        system=make_system(area), number="0042", person=person, from_date=date(2026, 4, 1),
        by=by, at=AT,
    )  # fmt: skip
    (thing,) = held(Cards(), person)
    assert "0042" in thing.label
    assert thing.ways == {Way.END, Way.KEEP}
    with pytest.raises(PremisesError, match="引き継がず"):
        Cards().hand_over(passing(thing, person, by, make_person()), AT)
    Cards().hand_over(passing(thing, person, by), AT)
    assert Card.objects.get(pk=card.pk).until_date == YESTERDAY
    assert held(Cards(), person) == []


def test_a_place_in_the_list_of_entrants_passes_with_its_last_day(by):
    person, heir = make_person(), make_person()
    row = let_in(make_area(), person, days=60, since=date(2026, 4, 10))
    (thing,) = held(Entrants(), person)
    assert thing.label == row.area.name
    Entrants().hand_over(passing(thing, person, by, heir), AT)
    ended, new = Listed.objects.get(pk=row.pk), Listed.objects.get(person=heir)
    assert ended.until_date == YESTERDAY
    assert (new.from_date, new.until_date, new.reason) == (DAY, row.until_date, row.reason)


def test_training_is_asked_of_a_leaver_no_more(by):
    person = make_person()
    started()
    (thing,) = held(OpenTraining(), person)
    assert thing.follows
    assert "1件" in thing.label
    assert held(OpenTraining(), person, unit=make_unit("年金課")) == []
    with pytest.raises(Refused):
        OpenTraining().hand_over(passing(thing, person, by), AT)


def test_what_is_held_is_read_in_the_same_number_of_queries_however_many_move(by):
    def ask(people):
        held_by([Going(each) for each in people], DAY)

    one, many = [head("一人")], [head(f"課長 {n}", title=f"職 {n}") for n in range(8)]
    for each in [*one, *many]:
        terminal_of(each, by, number=f"T-{each.pk}")
    assert queries_of(ask, many) == queries_of(ask, one)
    assert held_by([], DAY) == {}


def test_the_check_names_what_leavers_still_hold(by):
    person = make_person()
    terminal_of(person, by)
    assert nothing_ownerless(AT).verdict == Verdict.HOLDS
    type(person).objects.filter(pk=person.pk).update(left_on=YESTERDAY)
    found = nothing_ownerless(AT)
    assert (found.verdict, found.figures["ownerless"]) == (Verdict.FAILS, 1)
    assert found.rows[0]["holder"] == "terminals"
    assert found.rows[0]["person"] == str(person.opaque_id)
    assert found.figures["rooms"] == len(HOLDINGS)


def test_the_check_asks_for_moves_whose_day_has_passed(by):
    assert moves_applied(AT).verdict == Verdict.HOLDS
    move = drawn(by, on=DAY + timedelta(days=1))
    assert moves_applied(AT).figures == {"waiting": 1, "overdue": 0}
    late = moves_applied(AT + timedelta(days=1))
    assert (late.verdict, late.rows[0]["move"]) == (Verdict.FAILS, move.pk)


def test_both_checks_are_of_the_catalogue():
    checks = load().checks
    assert {"moves-applied", "nothing-ownerless"} <= set(checks)


def test_the_page_of_a_move_costs_the_same_however_many_are_in_it(by):
    from sekisho.web.personnel.queries import lines_of

    move = drawn(by)
    leaving(move, head("甲"), by)
    few = queries_of(lines_of, move)
    for number in range(5):
        moving(move, head(f"乙{number}", title=f"職{number}"), make_unit("年金課"), by)
    assert queries_of(lines_of, move) == few


def test_a_move_is_sealed_without_any_name(by):
    from sekisho.web.evidence import queries

    move = drawn(by)
    leaving(move, head("氏名 秘匿"), by)
    with CaptureQueriesContext(connection):
        bodies = [str(queries.body_of(each.index)) for each in queries.history(f"move:{move.pk}")]
    assert bodies
    assert not any("秘匿" in each for each in bodies)
    assert Post.objects.exists()
