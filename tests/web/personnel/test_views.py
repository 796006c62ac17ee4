"""The pages of moves and lines, the table that comes from the personnel section, and refusals."""

from io import BytesIO

import pytest
import time_machine
from bs4 import BeautifulSoup
from openpyxl import Workbook, load_workbook
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.personnel.moving import (
    JOIN,
    LEAVE,
    ON,
    ON_THE_DAY,
    desk,
    drawn,
    head,
    joining,
    leaving,
    things,
)

from sekisho.web.organization.models import Person
from sekisho.web.personnel import actions
from sekisho.web.personnel.finding import Moves
from sekisho.web.personnel.models import Line, Move
from sekisho.web.search.words import words_of

pytestmark = pytest.mark.django_db
HEAD = ["職員番号", "区分", "氏名", "フリガナ", "身分", "新しい所属", "新しい職", "後任の職員番号"]


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


def table(*lines):
    """A workbook with our headings."""
    book = Workbook()
    book.active.append(HEAD)
    for line in lines:
        book.active.append(line)
    file = BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "異動.xlsx"
    return file


def sent(client, *lines):
    """Send a table for a dry run; return the page of its differences."""
    answer = client.post("/personnel/files/import/", {"file": table(*lines)})
    assert answer.status_code == 302, text(answer, 422)
    return answer.url


def test_the_list_says_how_to_begin_and_then_shows_moves(client, by):
    assert "人事異動はまだありません" in text(client.get("/personnel/"))
    drawn(by)
    page = text(client.get("/personnel/"))
    assert "10月1日の人事異動" in page
    assert "準備中" in page


def test_a_move_is_made_from_the_form_for_the_next_first_of_april(client):
    page = BeautifulSoup(client.get("/personnel/new/").content, "lxml")
    assert page.select_one("input[name=on]")["value"] == "2027-04-01"
    answer = client.post("/personnel/new/", {"title": "春の異動", "on": "2027-04-01"})
    assert answer.url == f"/personnel/{Move.objects.get().pk}/"
    again = client.post("/personnel/new/", {"title": "二", "on": "2027-04-01"})
    assert "準備中の人事異動" in text(again, 422)


def test_title_and_day_are_changed(client, by):
    move = drawn(by)
    client.post(f"/personnel/{move.pk}/change/", {"title": "改", "on": "2026-11-01"})
    move.refresh_from_db()
    assert move.title == "改"
    page = BeautifulSoup(client.get(f"/personnel/{move.pk}/change/").content, "lxml")
    assert page.select_one("input[name=title]")["value"] == "改"


def test_people_are_entered_and_what_they_hold_is_decided_on_the_pages(client, by):
    move, old, heir = drawn(by), head(), make_person("後任 花子")
    client.post(
        f"/personnel/{move.pk}/lines/new/leave/",
        {"person": old.pk, "successor": f"person:{heir.pk}"},
    )
    client.post(
        f"/personnel/{move.pk}/lines/new/join/",
        {"number": "N1", "name": "新人", "furigana": "シンジン", "category": "regular",
         "unit": make_unit("給付課").pk},
    )  # fmt: skip
    line = Line.objects.get(kind=LEAVE)
    assert line.successor == heir
    page = text(client.get(f"/personnel/{move.pk}/"))
    assert "引継ぎの決まっていないものが1件" in page
    shown = text(client.get(f"/personnel/lines/{line.pk}/"))
    assert "情報セキュリティ管理者" in shown
    assert "新人" in shown  # who joins can be chosen
    ref = next(ref for ref, each in things(line).items() if each.ways)
    join = Line.objects.get(kind=JOIN)
    answer = client.post(f"/personnel/lines/{line.pk}/", {ref: f"line:{join.pk}"})
    assert answer.url == f"/personnel/{move.pk}/"
    assert line.handovers.get().to_line == join
    again = client.post(f"/personnel/lines/{line.pk}/", {ref: f"line:{join.pk}"})
    assert again.status_code == 302
    assert "すべて決定" in text(client.get(f"/personnel/{move.pk}/"))


def test_a_choice_that_is_not_offered_is_refused(client, by):
    move = drawn(by)
    line = leaving(move, head(), by)
    ref = next(ref for ref, each in things(line).items() if each.ways)
    text(client.post(f"/personnel/lines/{line.pk}/", {ref: "keep"}), 422)
    text(client.post(f"/personnel/lines/{line.pk}/", {ref: f"person:{line.person_id}"}), 422)
    assert not line.handovers.exists()


def test_the_rest_is_decided_at_once_and_the_move_settled(client, by):
    move = drawn(by)
    line = leaving(move, head(), by, successor=make_person("後任 花子"))
    client.post(f"/personnel/lines/{line.pk}/all/")
    answer = client.post(f"/personnel/{move.pk}/settle/", follow=True)
    assert "人事異動を確定しました" in text(answer)
    move.refresh_from_db()
    assert move.state == "settled"
    assert "後任 花子" in text(client.get(f"/personnel/lines/{line.pk}/"))
    client.post(f"/personnel/{move.pk}/reopen/")
    move.refresh_from_db()
    assert move.state == "draft"


def test_what_is_refused_is_said_on_the_page(client, by):
    move = drawn(by)
    line = leaving(move, head(), by)
    answer = client.post(f"/personnel/{move.pk}/settle/", follow=True)
    assert "後任を選ぶか" in text(answer)
    actions.hand_all(line=line, by=by, at=AT)
    client.post(f"/personnel/{move.pk}/settle/")
    for address in ("remove", "all"):
        refused = client.post(f"/personnel/lines/{line.pk}/{address}/", follow=True)
        assert "準備中ではない" in text(refused)
    assert "準備中ではない" in text(client.post(f"/personnel/{move.pk}/drop/", follow=True))


def test_a_line_is_corrected_and_taken_out(client, by):
    move = drawn(by)
    line = joining(move, by)
    page = BeautifulSoup(client.get(f"/personnel/lines/{line.pk}/change/").content, "lxml")
    assert page.select_one("input[name=name]")["value"] == "新任 太郎"
    client.post(
        f"/personnel/lines/{line.pk}/change/",
        {"number": "N0001", "name": "新任 次郎", "furigana": "シンニン", "category": "regular",
         "unit": line.unit_id},
    )  # fmt: skip
    line.refresh_from_db()
    assert line.name == "新任 次郎"
    assert "着任する人は" in text(client.get(f"/personnel/lines/{line.pk}/"))
    client.post(f"/personnel/lines/{line.pk}/remove/")
    assert not Line.objects.exists()
    client.post(f"/personnel/{move.pk}/drop/")
    assert Move.objects.get().state == "dropped"


def test_an_unknown_kind_of_line_is_no_page(client, by):
    assert client.get(f"/personnel/{drawn(by).pk}/lines/new/steal/").status_code == 404


def test_a_move_carried_out_is_shown_without_what_people_hold_now(client, by):
    move = drawn(by)
    leaving(move, make_person("去った 人"), by)
    client.post(f"/personnel/{move.pk}/settle/")
    with time_machine.travel(ON_THE_DAY, tick=False):
        actions.carry_out_due(at=ON_THE_DAY)
        page = text(client_for(by).get(f"/personnel/{move.pk}/"))
    assert "去った 人" in page
    assert "反映済み" in page


@pytest.mark.parametrize("role", ["manager", "auditor", "ciso"])
def test_who_may_not_move_people_is_refused_everywhere(by, role):
    move = drawn(by)
    line = leaving(move, head(), by)
    other = client_for(make_person(roles=(role,)))
    for address in ("/personnel/", f"/personnel/{move.pk}/", f"/personnel/lines/{line.pk}/"):
        assert other.get(address).status_code == 403
    for address in (
        "/personnel/new/", f"/personnel/{move.pk}/settle/", f"/personnel/{move.pk}/reopen/",
        f"/personnel/{move.pk}/drop/", f"/personnel/{move.pk}/change/",
        f"/personnel/{move.pk}/lines/new/leave/", f"/personnel/lines/{line.pk}/",
        f"/personnel/lines/{line.pk}/change/", f"/personnel/lines/{line.pk}/all/",
        f"/personnel/lines/{line.pk}/remove/", "/personnel/files/import/",
    ):  # fmt: skip
        assert other.post(address).status_code == 403
    move.refresh_from_db()
    assert (move.state, line.handovers.count()) == ("draft", 0)


def test_a_table_fills_the_move_and_a_joiner_of_it_can_be_successor(client, by):
    move = drawn(by)
    old = head(number="S1")
    stays = make_person(number="S2", unit=make_unit("年金課"))
    address = sent(
        client,
        ["S1", "退職", "", "", "", "", "", "N1"],
        ["N1", "採用", "新人 一", "シンジン イチ", "職員", "給付課", "給付課長", ""],
        ["S2", "異動", "", "", "", "給付課", "", "S1"],
    )
    shown = text(client.get(address))
    assert "S1" in shown
    applied = client.post(f"{address}apply/", follow=True)
    assert "3件を取り込みました" in text(applied)
    lines = {each.number: each for each in move.lines.all()}
    assert {number: each.kind for number, each in lines.items()} == {
        "S1": "leave", "N1": "join", "S2": "change",
    }  # fmt: skip
    assert lines["S1"].person == old
    assert lines["S1"].successor_line == lines["N1"]
    assert (lines["S2"].person, lines["S2"].unit.name) == (stays, "給付課")
    assert lines["N1"].post == old.post


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (["X9", "退職"], "登録されていません"),
        (["S1", "採用", "甲", "コウ", "職員", "給付課"], "既に使われています"),
        (["N1", "採用", "", "", "", "給付課"], "氏名・フリガナ・身分"),
        (["S1", "異動"], "新しい所属を選んで"),
        (["S1", "異動", "", "", "", "給付課", "大臣"], "この職名がありません"),
    ],
)
def test_what_a_table_says_wrongly_is_named_and_nothing_done(client, by, line, why):
    move = drawn(by)
    make_unit("給付課")
    make_person(number="S1")
    address = sent(client, line)
    assert why in text(client.get(address))
    client.post(f"{address}apply/")
    assert not move.lines.exists()


def test_ones_own_line_is_refused_in_a_table_too(client, by):
    drawn(by)
    Person.objects.filter(pk=by.pk).update(number="S1")
    assert "自分の異動" in text(client.get(sent(client, ["S1", "退職"])))


def test_a_table_without_a_move_being_prepared_is_refused(client):
    make_person(number="S1")
    assert "先に人事異動を作って" in text(client.get(sent(client, ["S1", "退職"])))


def test_a_successor_nobody_knows_undoes_the_whole_table(client, by):
    move = drawn(by)
    make_person(number="S1")
    address = sent(client, ["S1", "退職", "", "", "", "", "", "Z9"])
    answer = client.post(f"{address}apply/", follow=True)
    assert "Z9" in text(answer)
    assert not move.lines.exists()


def test_the_table_goes_out_as_it_came(client, by):
    move = drawn(by)
    leaving(move, head(number="S1"), by, successor=make_person(number="S2"))
    joining(move, by)
    answer = client.get("/personnel/files/export/?format=xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    said = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    by_number = {each["職員番号"]: each for each in said if each.get("職員番号")}
    assert by_number["S1"]["区分"] == "退職・転出"
    assert by_number["S1"]["後任の職員番号"] == "S2"
    assert by_number["N0001"]["氏名"] == "新任 太郎"


def test_moves_are_found_by_those_who_may_open_them(by, rf):
    drawn(by)
    request = rf.get("/")
    request.rights = frozenset({"people.manage"})
    (row,) = Moves().found(request, words_of("10月"))
    assert Moves().hit(row).title == "10月1日の人事異動"
    assert str(ON.year) in Moves().hit(row).text
    request.rights = frozenset({"status.read"})
    assert not Moves().found(request, words_of("10月")).exists()
