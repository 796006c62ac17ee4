"""Accounts reconciled with people: whose they are, what is wrong, what a person may say of them."""

from datetime import date, timedelta

import pytest
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.systems.parts import account, entry, keeper, listed, made, of

from sekisho.catalogue import load_system_rules
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.models import Person
from sekisho.web.systems import actions, errors
from sekisho.web.systems.actions.backups import Run
from sekisho.web.systems.listed import Listed
from sekisho.web.systems.models import InformationSystem, SystemAccount
from sekisho.web.systems.reconciling import Problem, problems_of

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def _problems(system, login, at=AT):
    return list(problems_of(account(system, login), load_system_rules(), at))


class TestRegister:
    def test_a_system_is_recorded_changed_and_retired_and_sealed_without_its_name(self):
        row = made("人事給与システム")
        actions.change(system=row, entry=entry("人事システム", backup_days=7), by=keeper(), at=AT)
        actions.retire(system=row, on=DAY, by=keeper(), at=AT)
        row.refresh_from_db()
        assert (row.name, row.backup_days, row.retired_on) == ("人事システム", 7, DAY)
        for each in evidence.history(f"system:{row.pk}"):
            assert "人事" not in evidence.proof(each.index, evidence.size()).data.decode()

    def test_a_name_stands_once_among_systems_in_use(self):
        row = made("A")
        with pytest.raises(errors.SystemRefusedError):
            made("A")
        actions.retire(system=row, on=DAY, by=keeper(), at=AT)
        assert made("A").pk != row.pk

    def test_who_may_not_read_the_my_number_zone_keeps_nothing_of_it(self):
        hidden, stranger = made(zone_key="mynumber"), make_person()
        listed(hidden, Listed("a"))
        run = Run(AT, succeeded=True)
        for deed in (
            lambda: actions.record(entry=entry("x", zone_key="mynumber"), by=stranger, at=AT),
            lambda: actions.change(system=hidden, entry=entry("x"), by=stranger, at=AT),
            lambda: actions.retire(system=hidden, on=DAY, by=stranger, at=AT),
            lambda: listed(hidden, Listed("b"), by=stranger),
            lambda: actions.confirm(account=account(hidden, "a"), by=stranger, at=AT),
            lambda: actions.make_token(system=hidden, by=stranger, at=AT),
            lambda: actions.record_backup(system=hidden, run=run, by=stranger, at=AT),
            lambda: actions.record_drill(
                system=hidden, held_on=DAY, succeeded=True, note="x", by=stranger, at=AT
            ),
            lambda: actions.note_weakness(
                system=hidden, title="x", grade="low", found_on=DAY, by=stranger, at=AT
            ),
        ):
            before = evidence.size()
            with pytest.raises(errors.NotYoursToPlaceError):
                deed()
            assert evidence.size() == before


class TestLists:
    def test_a_list_makes_changes_and_ends_accounts_and_rows_stay(self):
        row = made()
        assert listed(row, Listed("a"), Listed("b")) == actions.Taken(2, 2, 0)
        assert listed(row, Listed("B", "名"), Listed("c"), at=LATER) == actions.Taken(2, 1, 1)
        assert account(row, "a").gone_at == LATER
        assert account(row, "b").name == "名"
        assert listed(row, Listed("a")).gone == 2
        assert account(row, "a").gone_at is None
        assert SystemAccount.objects.count() == 3

    def test_whose_it_is_is_told_by_mail_sign_in_name_or_a_name_only_one_has(self):
        by_mail, by_login, by_name = make_person(), make_person(), make_person("髙橋 一郎")
        twins = [make_person("佐藤 花子"), make_person("佐藤 花子")]
        row = made()
        listed(
            row,
            Listed("x1", email=by_mail.email.upper()),
            Listed(by_login.account.username.upper()),
            Listed("x3", name="髙橋　一郎"),
            Listed("x4", name="佐藤 花子"),
            Listed("x5"),
        )
        owners = dict(SystemAccount.objects.values_list("login", "person"))
        assert owners["x1"] == by_mail.pk
        assert owners[by_login.account.username.upper()] == by_login.pk
        assert owners["x3"] == by_name.pk
        assert (owners["x4"], owners["x5"]) == (None, None)
        assert len(twins) == 2

    def test_what_a_person_said_is_not_overwritten_by_the_next_list(self):
        row, said, other = made(), make_person(), make_person()
        listed(row, Listed("a"))
        words = {"kind": "personal", "person": said, "keeper": None}
        actions.say_whose(account=account(row, "a"), **words, by=keeper(), at=AT)
        listed(row, Listed("a", email=other.email))
        assert account(row, "a").person == said

    def test_a_wrong_file_is_refused_whole_and_names_its_row(self):
        row = made()
        listed(row, Listed("a"))
        with pytest.raises(errors.ListRefusedError, match=r"^3行目: "):
            actions.take_csv(
                system=row, data="login,有効\nb,○\nc,多分\n".encode(), by=keeper(), at=AT
            )
        with pytest.raises(errors.ListRefusedError, match="1件もない"):
            actions.take_csv(system=row, data=b"login\n", by=keeper(), at=AT)
        assert [each.login for each in row.accounts.filter(gone_at=None)] == ["a"]

    def test_a_list_is_sealed_in_figures_without_names(self):
        row = made()
        actions.take_csv(system=row, data="login,氏名\nsato,佐藤\n".encode(), by=keeper(), at=AT)
        newest = evidence.history(f"system:{row.pk}")[0]
        sealed = evidence.proof(newest.index, evidence.size()).data.decode()
        assert newest.kind == "system.accounts-listed"
        assert '"listed":1' in sealed
        assert "sato" not in sealed
        assert "佐藤" not in sealed

    def test_queries_do_not_grow_with_accounts(self, django_assert_max_num_queries):
        row, by = made(), keeper()
        with django_assert_max_num_queries(45):
            listed(row, *(Listed(f"u{n}") for n in range(400)), by=by)
        with django_assert_max_num_queries(45):
            listed(row, *(Listed(f"u{n}", "x") for n in range(400)), by=by)


class TestProblems:
    @pytest.fixture
    def row(self):
        return made()

    def test_an_account_of_somebody_present_in_their_place_has_none(self, row):
        listed(row, of(make_person(), "a", last_used=DAY))
        assert _problems(row, "a") == []

    def test_somebody_who_left_and_nobody_are_grave(self, row):
        gone = make_person()
        listed(row, of(gone, "a"), Listed("b"))
        Person.objects.filter(pk=gone.pk).update(left_on=DAY)
        assert _problems(row, "a") == []  # the last day counts
        assert _problems(row, "a", LATER) == [Problem.LEAVER]
        assert _problems(row, "b") == [Problem.UNKNOWN]

    def test_an_account_that_is_off_or_gone_has_none(self, row):
        listed(row, Listed("a", enabled=False), Listed("b"))
        listed(row, Listed("a", enabled=False))
        assert (_problems(row, "a"), _problems(row, "b")) == ([], [])

    def test_who_moves_is_looked_at_until_confirmed(self, row):
        person = make_person()
        listed(row, of(person, "a"))
        Person.objects.filter(pk=person.pk).update(unit=make_unit("年金課"))
        assert _problems(row, "a") == [Problem.MOVER]
        actions.confirm(account=account(row, "a"), by=keeper(), at=AT)
        assert _problems(row, "a") == []

    def test_a_shared_account_wants_somebody_who_answers_and_is_there(self, row):
        listed(row, Listed("a", kind="shared"), Listed("b", kind="service"))
        assert _problems(row, "a") == _problems(row, "b") == [Problem.KEEPERLESS]
        answering = make_person()
        words = {"kind": "shared", "person": None, "keeper": answering}
        actions.say_whose(account=account(row, "a"), **words, by=keeper(), at=AT)
        assert _problems(row, "a") == []
        Person.objects.filter(pk=answering.pk).update(left_on=DAY)
        assert _problems(row, "a", LATER) == [Problem.KEEPERLESS]

    def test_privilege_is_confirmed_twice_a_year_by_another(self, row):
        holder = keeper()
        listed(row, of(holder, "a", privileged=True))
        assert _problems(row, "a") == [Problem.PRIVILEGE]
        with pytest.raises(errors.SystemRefusedError, match="自分の特権"):
            actions.confirm(account=account(row, "a"), by=holder, at=AT)
        actions.confirm(account=account(row, "a"), by=keeper(), at=AT)
        assert _problems(row, "a", AT + timedelta(days=180)) == []
        assert _problems(row, "a", AT + timedelta(days=181)) == [Problem.PRIVILEGE]

    def test_long_unused_is_told_only_where_the_list_tells_the_last_use(self, row):
        people = [make_person() for _ in range(3)]
        last = DAY - timedelta(days=90)
        listed(
            row,
            of(people[0], "a", last_used=last),
            of(people[1], "b", last_used=last - timedelta(days=1)),
            of(people[2], "c"),
        )
        assert [_problems(row, login) for login in "abc"] == [[], [Problem.UNUSED], []]


class TestSaying:
    def test_nobodys_and_a_leavers_account_cannot_be_confirmed_away(self):
        row, gone = made(), make_person(left_on=date(2026, 5, 1))
        listed(row, Listed("a"), of(gone, "b"))
        for login in "ab":
            with pytest.raises(errors.SystemRefusedError, match="止めてください"):
                actions.confirm(account=account(row, login), by=keeper(), at=AT)

    def test_each_kind_wants_its_person_and_nobody_who_left(self):
        row, gone = made(), make_person(left_on=date(2026, 5, 1))
        listed(row, Listed("a"))
        for kind, person, answering in (
            ("personal", None, keeper()),
            ("shared", keeper(), None),
            ("personal", gone, None),
            ("service", None, gone),
        ):
            with pytest.raises(errors.SystemRefusedError):
                actions.say_whose(
                    account=account(row, "a"),
                    kind=kind,
                    person=person,
                    keeper=answering,
                    by=keeper(),
                    at=AT,
                )

    def test_ones_own_privileged_account_is_told_but_waits_for_another_to_confirm_it(self):
        row, holder, other = made(), keeper(), keeper()
        listed(row, of(holder, "a", privileged=True), of(holder, "b"))

        def told(login, person, by):
            words = {"kind": "personal", "person": person, "keeper": None}
            return actions.say_whose(account=account(row, login), **words, by=by, at=AT)

        assert told("a", holder, other).confirmed_by == other
        assert told("a", holder, holder).confirmed_at is None  # one's own
        assert _problems(row, "a") == [Problem.PRIVILEGE]
        assert told("a", other, holder).confirmed_at is None  # it was one's own
        told("a", other, keeper())
        assert told("a", holder, holder).confirmed_by is None  # it becomes one's own
        assert told("b", holder, holder).confirmed_by == holder  # nothing privileged in it

    def test_a_forgotten_person_leaves_no_name_in_the_lists(self):
        row, person = made(), make_person("佐藤 花子")
        listed(row, of(person, "a"))
        actions.forget_person(person)
        found = account(row, "a")
        assert (found.name, found.email) == ("", "")


def test_the_holders_of_accounts_are_told_to_the_scope_check():
    from sekisho.web.systems.presence import SystemAccountHolders

    row, person, answering = made(), make_person(), make_person()
    listed(
        row, of(person, "a"), Listed("b"), Listed("c", kind="shared"), Listed("d", kind="service")
    )
    words = {"kind": "shared", "person": None, "keeper": answering}
    actions.say_whose(account=account(row, "c"), **words, by=keeper(), at=AT)
    found = [each.person for each in SystemAccountHolders().present_on(DAY)]
    assert found == [str(person.opaque_id), None, str(answering.opaque_id)]
    InformationSystem.objects.update(retired_on=DAY)
    assert list(SystemAccountHolders().present_on(DAY)) == []
