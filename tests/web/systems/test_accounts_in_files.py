"""Accounts as Excel: all goes out, whose each is comes back; which there are no file tells."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.registers.filing import sheet_of, taken_in, with_cell
from tests.web.systems.parts import account, keeper, listed, made, of

from sekisho.web.systems.agreement import differences
from sekisho.web.systems.listed import Listed
from sekisho.web.systems.models import SystemAccount

pytestmark = pytest.mark.django_db
ACCOUNTS = "systems:accounts"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    return client_for(keeper())


@pytest.fixture
def row():
    system = made("給付システム")
    listed(system, Listed("backup-job", "夜間の保存"))
    return account(system, "backup-job")


def told(sheet, change):
    """Return the sheet's headings and first row with some cells changed."""
    for heading, value in change.items():
        sheet = with_cell(sheet, heading, value)
    return sheet


def test_who_answers_for_an_account_comes_from_the_file_and_confirms_it(client, row):
    who = make_person("保守 担当")
    sheet = told(sheet_of(client, ACCOUNTS), {"種別": "業務処理用", "使う人・管理する人": who.name})
    taken_in(client, ACCOUNTS, *sheet)
    row.refresh_from_db()
    assert (row.kind, row.keeper, row.person, row.confirmed_at) == ("service", who, None, AT)
    assert list(differences()) == []


def test_a_personal_account_is_somebodys_own(client, row):
    who = make_person("給付 担当")
    taken_in(client, ACCOUNTS, *told(sheet_of(client, ACCOUNTS), {"使う人・管理する人": who.name}))
    row.refresh_from_db()
    assert (row.kind, row.person, row.keeper, row.unit) == ("personal", who, None, who.unit)


def test_out_and_in_again_confirms_nothing(client, row):
    listed(row.system, of(make_person("給付 担当")), at=AT + timedelta(minutes=1))
    assert "登録簿と同じ内容" in taken_in(client, ACCOUNTS, *sheet_of(client, ACCOUNTS))
    assert not SystemAccount.objects.exclude(confirmed_at=None).exists()


def test_no_file_adds_an_account_or_takes_somebody_away(client, row):
    who = make_person("給付 担当")
    sheet = told(sheet_of(client, ACCOUNTS), {"使う人・管理する人": who.name})
    taken_in(client, ACCOUNTS, *sheet)
    emptied = told(sheet_of(client, ACCOUNTS), {"使う人・管理する人": None})
    assert "空にすることはできません" in taken_in(client, ACCOUNTS, *emptied)
    added = told(sheet_of(client, ACCOUNTS), {"番号": "9999999"})
    assert "この番号のアカウントはありません" in taken_in(client, ACCOUNTS, *added)
    row.refresh_from_db()
    assert row.person == who
    assert SystemAccount.objects.count() == 1


def test_what_only_the_system_knows_is_not_read(client, row):
    taken_in(client, ACCOUNTS, *told(sheet_of(client, ACCOUNTS), {"利用者ID": "root", "特権": "○"}))
    row.refresh_from_db()
    assert (row.login, row.privileged) == ("backup-job", False)


def test_the_file_of_a_system_holds_its_accounts_alone_or_those_with_something_wrong(client, row):
    other, who = made("別のシステム"), make_person("給付 担当")
    listed(other, of(who, "fine", last_used=DAY), Listed("nobody"))

    def logins(**asked):
        answer = client.get(reverse(f"{ACCOUNTS}-export"), {"format": "csv"} | asked)
        lines = answer.content.decode("utf-8-sig").splitlines()[1:]
        return [line.split(",")[2] for line in lines]

    assert set(logins()) == {"backup-job", "fine", "nobody"}
    assert set(logins(system=other.pk)) == {"fine", "nobody"}
    assert logins(system=other.pk, show="wrong") == ["nobody"]
    assert logins(system="x") == []
    assert logins(system="9" * 40) == []
    page = client.get(reverse("systems:accounts", args=[other.pk])).content.decode()
    assert f"accounts/table/export/?system={other.pk}&amp;format=xlsx" in page


def test_accounts_of_a_hidden_zone_are_in_no_file_and_not_reached():
    hidden = made("隠れた", zone_key="mynumber")
    listed(hidden, Listed("secret-login"))
    looker = client_for(make_person(roles=("contact-point",)))
    assert looker.get(reverse(f"{ACCOUNTS}-export")).status_code == 403
    assert looker.get(reverse(f"{ACCOUNTS}-import")).status_code == 403
