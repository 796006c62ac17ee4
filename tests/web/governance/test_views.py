"""The pages of this room, their papers, and who is refused."""

from io import BytesIO

import pytest
import time_machine
from bs4 import BeautifulSoup
from docx import Document
from tests.web.factories import AT, client_for, make_person
from tests.web.governance.committee import AFTER, WHEN, called, closed, desk, members

from sekisho.web.governance import actions
from sekisho.web.governance.models import Contact, Decision, Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as moved:
        yield moved


@pytest.fixture
def by():
    return desk()


@pytest.fixture
def client(by):
    return client_for(by)


def text(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "lxml").get_text()


def words_of(answer):
    """Everything a .docx says."""
    paper = Document(BytesIO(answer.content))
    cells = [c.text for table in paper.tables for row in table.rows for c in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


def test_the_chart_is_drawn_and_told_in_words(client, by):
    page = BeautifulSoup(client.get("/governance/").content, "lxml")
    assert "推進 担当" in page.select_one("svg.picture").get_text()
    assert "推進 担当" in page.select_one("table").get_text()
    make_person(roles=("ciso",))
    make_person(roles=("ciso",))
    assert "2人が就いています" in text(client.get("/governance/"))


def test_a_meeting_is_called_from_the_form(client):
    form = {
        "title": "第1回", "day": "2026-06-11", "time": "10:00", "place": "会議室", "agenda": "計画",
    }  # fmt: skip
    assert "役割に就いている人" in text(client.post("/governance/meetings/new/", form), 422)
    members()
    answer = client.post("/governance/meetings/new/", form)
    row = Meeting.objects.get()
    assert answer.url == f"/governance/meetings/{row.pk}/"
    assert row.at == WHEN
    assert "第1回" in text(client.get("/governance/meetings/"))


def test_minutes_are_closed_from_the_form_with_a_decision(client, by, clock):
    people = members()
    row = called(by)
    assert "議事録を作る" not in text(client.get(f"/governance/meetings/{row.pk}/"))
    clock.move_to(AFTER)
    client = client_for(by)  # the session of ten days ago is over
    assert "議事録を作る" in text(client.get(f"/governance/meetings/{row.pk}/"))
    address = f"/governance/meetings/{row.pk}/minutes/"
    assert "議長" in text(client.get(address))
    form = {f"member-{each.pk}": "absent" for each in people} | {"minutes": "審議した。"}
    assert "過半数" in text(client.post(address, form), 422)
    form |= {f"member-{each.pk}": "present" for each in people[:2]}
    form |= {f"member-{people[2].pk}": "deputy", f"deputy-{people[2].pk}": by.pk}
    form |= {"text-1": "台帳をまとめる", "owner-1": people[1].pk, "due-1": "2026-09-30"}
    form |= {"text-2": "了承する"}
    assert client.post(address, form).status_code == 302
    page = text(client.get(f"/governance/meetings/{row.pk}/"))
    assert "代理出席（推進 担当）" in page
    assert "台帳をまとめる" in page
    assert Decision.objects.count() == 2


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_notice_and_minutes_are_handed_out_as_papers(client, by, form):
    people = members()
    row = called(by)
    notice = client.get(f"/governance/meetings/{row.pk}/notice.{form}")
    assert client.get(f"/governance/meetings/{row.pk}/minutes.{form}").status_code == 404
    decided = [actions.Decided("まとめる", people[1], WHEN.date())]
    closed(row, by, people[:3], decided=decided)
    minutes = client.get(f"/governance/meetings/{row.pk}/minutes.{form}")
    assert notice.status_code == minutes.status_code == 200
    if form == "pdf":
        assert notice.content.startswith(b"%PDF")
        assert minutes.content.startswith(b"%PDF")
        return
    assert "委員会の開催について（通知）" in words_of(notice)
    said = words_of(minutes)
    assert "委員4人中3人の出席により" in said
    assert "令和8年6月11日" in said
    assert "まとめる（担当 委員 0" in said


def test_an_unknown_form_of_paper_is_no_page(client, by):
    members()
    assert client.get(f"/governance/meetings/{called(by).pk}/notice.exe").status_code == 404


def test_the_owner_says_a_decision_is_carried_out_and_nobody_else(by):
    people = members()
    closed(called(by), by, people, decided=[actions.Decided("まとめる", people[1], WHEN.date())])
    row = Decision.objects.get()
    address = f"/governance/decisions/{row.pk}/done/"
    assert client_for(people[2]).post(address).status_code == 403
    answer = client_for(people[1]).post(address, follow=True)
    assert "実施済みとして記録しました" in text(answer)
    assert "既に実施済み" in text(client_for(people[1]).post(address, follow=True))
    row.refresh_from_db()
    assert row.done_by == people[1]


def test_an_owner_without_other_rights_is_sent_to_their_notices(by):
    owner = make_person()
    closed(called_with(by), by, members_of(), decided=[actions.Decided("x", owner, WHEN.date())])
    answer = client_for(owner).post(f"/governance/decisions/{Decision.objects.get().pk}/done/")
    assert answer.url == "/notices/"


def called_with(by):
    members()
    return called(by)


def members_of():
    return [each.person for each in Meeting.objects.get().attendances.all()]


def test_a_meeting_is_called_off(client, by):
    members()
    row = called(by)
    client.post(f"/governance/meetings/{row.pk}/cancel/")
    assert Meeting.objects.get().state == "cancelled"
    again = text(client.post(f"/governance/meetings/{row.pk}/cancel/", follow=True))
    assert "取りやめです" in again


def test_the_tree_is_kept_on_its_pages(client, by):
    assert "緊急連絡網がまだありません" in text(client.get("/governance/contacts/"))
    person = make_person("職員 甲")
    form = {"person": person.pk, "number": "090-0000-0001", "above": "", "position": 0}
    assert client.post("/governance/contacts/new/", form).status_code == 302
    row = Contact.objects.get()
    change = f"/governance/contacts/{row.pk}/change/"
    assert "090" not in text(client.get(change))  # who keeps the tree need not see it
    bad = client.post(change, {"number": "x", "above": "", "position": 0})
    assert "電話番号" in text(bad, 422)
    client.post(change, {"number": "090-0000-0002", "above": "", "position": 0})
    assert "090-0000-0002" in text(client_for(person).get("/governance/contacts/"))
    client.post(f"/governance/contacts/{row.pk}/remove/")
    assert not Contact.objects.exists()


def word(answer):
    """Return what the tables of a Word file say."""
    tables = Document(BytesIO(answer.content)).tables
    return "".join(cell.text for table in tables for row in table.rows for cell in row.cells)


def test_numbers_not_for_the_reader_are_on_no_page_and_no_paper(client, by):
    person = make_person("職員 甲")
    actions.enter_contact(person=person, number="090-0000-0001", above=None, by=by, at=AT)
    page = text(client.get("/governance/contacts/"))
    assert "職員 甲" in page
    assert "090-0000-0001" not in page
    own = client_for(person)
    assert "090-0000-0001" in text(own.get("/governance/contacts/"))
    assert own.get("/governance/contacts/tree.pdf").content.startswith(b"%PDF")
    stranger = client_for(make_person())
    assert "090-0000-0001" in word(own.get("/governance/contacts/tree.docx"))
    assert "090-0000-0001" not in word(stranger.get("/governance/contacts/tree.docx"))
    assert "表示しません" in text(stranger.get("/governance/contacts/"))


def test_refused_are_those_without_the_right(by):
    members()
    row = called(by)
    closed(row, by, members_of())
    contact = actions.enter_contact(
        person=make_person(), number="090-0000-0001", above=None, by=by, at=AT
    )
    nobody, looker = client_for(make_person()), client_for(make_person(roles=("manager",)))
    for address in ("", "meetings/", f"meetings/{row.pk}/", f"meetings/{row.pk}/notice.pdf",
                    f"meetings/{row.pk}/minutes.pdf"):  # fmt: skip
        assert nobody.get(f"/governance/{address}").status_code == 403
        assert looker.get(f"/governance/{address}").status_code == 200
    for address in ("meetings/new/", f"meetings/{row.pk}/minutes/", f"meetings/{row.pk}/cancel/",
                    "contacts/new/", f"contacts/{contact.pk}/change/",
                    f"contacts/{contact.pk}/remove/"):  # fmt: skip
        assert looker.post(f"/governance/{address}").status_code == 403
    assert Contact.objects.exists()
