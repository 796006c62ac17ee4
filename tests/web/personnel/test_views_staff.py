"""The pages of the list of staff, and who is refused there."""

from io import BytesIO

import pytest
import time_machine
from bs4 import BeautifulSoup
from tests.web.factories import AT, client_for, make_person
from tests.web.organization.counting import queries_of
from tests.web.personnel.moving import desk, drawn

from sekisho.web.personnel import actions
from sekisho.web.personnel.comparing import Listed
from sekisho.web.personnel.models import Line, Proposal, Reading, StaffDirectory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def by():
    return desk()


@pytest.fixture
def client(by):
    return client_for(by)


def text(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "lxml").get_text()


def differing(by, count=1):
    listed = []
    for number in range(count):
        make_person(f"旧 {number}", number=f"S{number}")
        listed.append(Listed(f"S{number}", f"新 {number}"))
    actions.take_list(listed=listed, source=Reading.Source.FILE, by=by, at=AT)


def test_the_page_says_how_to_begin(client):
    assert "まだ照合していません" in text(client.get("/personnel/staff/"))


def test_the_directory_is_set_and_its_password_not_shown_again(client):
    form = {
        "kind": "ad", "url": "ldaps://127.0.0.1:1", "base": "dc=x", "condition": "(a=*)",
        "user": "cn=r", "password": "himitsu-1", "number_word": "employeeID",
    }  # fmt: skip
    assert client.post("/personnel/staff/directory/", form).status_code == 302
    page = client.get("/personnel/staff/directory/")
    assert b"himitsu" not in page.content
    assert StaffDirectory.objects.get().number_word == "employeeID"
    failed = text(client.post("/personnel/staff/directory/read/", follow=True))
    assert "ディレクトリから読めません" in failed
    open_ = client.post("/personnel/staff/directory/", form | {"url": "ldap://dc1"})
    assert "漏れます" in text(open_, 422)


def test_a_table_is_compared_and_what_differs_taken(client, by):
    person = make_person("旧姓 花子", number="S1")
    file = BytesIO("職員番号,氏名\r\nS1,新姓 花子\r\n".encode("cp932"))
    file.name = "名簿.csv"
    answer = client.post("/personnel/staff/file/", {"file": file}, follow=True)
    page = text(answer)
    assert "名簿の1人と照合しました" in page
    assert "新姓 花子" in page
    row = Proposal.objects.get()
    assert "登録を改めました" in text(client.post(f"/personnel/staff/{row.pk}/take/", follow=True))
    person.refresh_from_db()
    assert person.name == "新姓 花子"
    assert "食い違いはありません" in text(client.get("/personnel/staff/"))


def test_a_table_that_cannot_be_read_comes_back_with_the_reason(client):
    file = BytesIO("氏名\r\n甲\r\n".encode("cp932"))
    file.name = "名簿.csv"
    assert "「職員番号」の列" in text(client.post("/personnel/staff/file/", {"file": file}), 422)


def test_who_has_come_is_entered_with_the_category_chosen(client, by):
    actions.take_list(
        listed=[Listed("S1", "新人", unit="総務課")], source=Reading.Source.FILE, by=by, at=AT
    )
    row = Proposal.objects.get()
    refused = text(client.post(f"/personnel/staff/{row.pk}/take/", follow=True))
    assert "先に人事異動を作って" in refused
    drawn(by)
    client.post(f"/personnel/staff/{row.pk}/take/", {"category": "part-time"})
    assert Line.objects.get().category == "part-time"


def test_it_is_set_aside_with_a_reason(client, by):
    differing(by)
    row = Proposal.objects.get()
    assert "旧 0" in text(client.get(f"/personnel/staff/{row.pk}/aside/"))
    text(client.post(f"/personnel/staff/{row.pk}/aside/", {"reason": ""}), 422)
    client.post(f"/personnel/staff/{row.pk}/aside/", {"reason": "異体字"})
    row.refresh_from_db()
    assert (row.state, row.reason) == ("aside", "異体字")
    assert client.get(f"/personnel/staff/{row.pk}/aside/").status_code == 404


def test_units_and_posts_of_the_list_are_entered(client, by):
    actions.take_list(
        listed=[Listed("S1", "新人", unit="企画課", post="主事")],
        source=Reading.Source.FILE, by=by, at=AT,
    )  # fmt: skip
    assert "企画課" in text(client.get("/personnel/staff/"))
    assert "2件登録しました" in text(client.post("/personnel/staff/places/", follow=True))


def test_the_page_costs_the_same_however_much_differs(client, by):
    differing(by, 2)
    few = queries_of(client.get, "/personnel/staff/")
    Proposal.objects.all().delete()
    for number in range(2, 12):
        make_person(f"旧 {number}", number=f"S{number}")
    actions.take_list(
        listed=[Listed(f"S{n}", f"新 {n}") for n in range(12)],
        source=Reading.Source.FILE, by=by, at=AT,
    )  # fmt: skip
    assert queries_of(client.get, "/personnel/staff/") == few


@pytest.mark.parametrize("role", ["manager", "auditor", "system-manager"])
def test_who_keeps_no_people_is_refused(by, role):
    differing(by)
    row = Proposal.objects.get()
    other = client_for(make_person(roles=(role,)))
    for address in ("staff/", "staff/file/", "staff/directory/", f"staff/{row.pk}/aside/"):
        assert other.get(f"/personnel/{address}").status_code == 403
    for address in (
        "staff/file/", "staff/directory/", "staff/directory/read/", "staff/places/",
        f"staff/{row.pk}/take/", f"staff/{row.pk}/aside/",
    ):  # fmt: skip
        assert other.post(f"/personnel/{address}").status_code == 403
    row.refresh_from_db()
    assert row.state == "open"
