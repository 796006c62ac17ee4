"""The pages: planning, figures without names, the page behind a link, the report."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.maildrills.drilling import (
    AFTER,
    all_sent,
    body_of_twelve,
    keeper,
    letter_of,
    link_word,
    planned,
    started,
)
from tests.web.organization.counting import queries_of

from sekisho.web.maildrills import actions
from sekisho.web.maildrills.charting import chart
from sekisho.web.maildrills.folding import Figures
from sekisho.web.maildrills.models import Drill

pytestmark = pytest.mark.django_db
FORM = {
    "title": "秋の訓練", "letter": "invoice", "who": "everyone", "send_on": "2026-06-02",
    "closes_on": "2026-06-09", "goal": "60",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def people():
    return body_of_twelve()


@pytest.fixture
def by(people):
    return keeper()


def text(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "lxml").get_text(" ", strip=True)


def test_it_is_planned_from_the_form_and_cancelled_on_its_page(by):
    client = client_for(by)
    client.post("/maildrills/new/", FORM)
    row = Drill.objects.get()
    assert (row.letter, row.goal, row.everyone) == ("invoice", 60, True)
    assert "秋の訓練" in text(client.get("/maildrills/"))
    assert "取りやめました" in text(client.post(f"/maildrills/{row.pk}/cancel/", follow=True))
    assert "まだ送っていない" in text(client.post(f"/maildrills/{row.pk}/cancel/", follow=True))


@pytest.mark.parametrize(
    ("more", "words"),
    [({"closes_on": "2026-06-02"}, "翌日から31日後"), ({"who": "chosen"}, "所属を選んで"),
     ({"goal": "200"}, "100")],
)  # fmt: skip
def test_what_cannot_be_planned_says_why(by, more, words):
    assert words in text(client_for(by).post("/maildrills/new/", FORM | more), 422)
    assert not Drill.objects.exists()


def test_people_of_units_are_chosen(by, people):
    unit = people[0].unit
    client_for(by).post("/maildrills/new/", FORM | {"who": "chosen", "units": [unit.pk]})
    row = Drill.objects.get()
    assert (row.everyone, row.units) == (False, [unit.pk])
    assert unit.name in text(client_for(by).get(f"/maildrills/{row.pk}/"))


def test_pages_of_drills_are_for_who_runs_training(by):
    row = planned(by)
    other = client_for(make_person(roles=("manager",)))
    for address in ("", "new/", "letters/", f"{row.pk}/"):
        assert other.get(f"/maildrills/{address}").status_code == 403
    assert other.post(f"/maildrills/{row.pk}/cancel/").status_code == 403
    assert other.post("/maildrills/new/", FORM).status_code == 403
    row.refresh_from_db()
    assert row.state == "planned"


def test_the_page_behind_a_link_teaches_at_once_and_asks_for_nothing(by, people):
    row = started(by=by)
    answer = Client().get(f"/mail-drill/{row.pk}/{link_word(row, people[0])}/")
    page = BeautifulSoup(answer.content, "lxml")
    assert "訓練のメールでした" in page.get_text()
    assert "担当者の名前と内線番号がない" in page.get_text()
    assert page.select("main form, main input") == []
    assert "no-store" in answer["Cache-Control"]
    assert letter_of(row, people[0]).opened_on == DAY
    assert people[0].name not in page.get_text()


def test_a_program_that_looks_ahead_is_not_counted(by, people):
    row = started(by=by)
    address = f"/mail-drill/{row.pk}/{link_word(row, people[0])}/"
    client = Client()
    client.head(address)
    client.get(address, headers={"sec-purpose": "prefetch;prerender"})
    client.get(address, headers={"purpose": "prefetch"})
    assert letter_of(row, people[0]).opened_on is None
    assert client.post(address).status_code == 405


def test_a_link_still_teaches_after_the_drill_and_a_planned_drill_has_none(by, people):
    waiting = planned(by, send_on=DAY + timedelta(days=1))
    assert Client().get(f"/mail-drill/{waiting.pk}/{'a' * 26}/").status_code == 404
    row = started(by=by)
    address = f"/mail-drill/{row.pk}/{link_word(row, people[0])}/"
    all_sent(row)
    actions.close_due(at=AFTER)
    assert "訓練のメールでした" in text(Client().get(address))


def test_figures_stand_only_once_it_has_closed_and_nobody_is_named(by, people):
    row = started(by=by)
    all_sent(row)
    for person in people[:4]:
        actions.note_opened(drill=row, untrusted_word=link_word(row, person), at=AT)
    client = client_for(by)
    assert "締め切ったあとに示します" in text(client.get(f"/maildrills/{row.pk}/"))
    actions.close_due(at=AFTER)
    page = text(client.get(f"/maildrills/{row.pk}/"))
    assert "人数の少ない所属" in page
    assert "給付課" in page
    main = BeautifulSoup(client.get(f"/maildrills/{row.pk}/").content, "lxml").main.get_text()
    assert not any(each.name in main for each in people)
    assert "30%" in text(client.get("/maildrills/"))


def test_the_report_of_a_letter_is_thanked_for_and_of_another_mail_goes_on(by, people):
    row = started(by=by)
    all_sent(row)
    client = client_for(people[0])
    assert "怪しいメール" in text(client.get("/maildrills/report/"))
    subject = row.wording.subject
    assert "訓練のメールでした" in text(
        client.post("/maildrills/report/", {"subject": subject, "text": ""})
    )
    assert letter_of(row, people[0]).reported_on == DAY
    other = text(client.post("/maildrills/report/", {"subject": "別のメール", "text": "本文"}))
    assert "本物の攻撃かもしれません" in other
    assert "入力" in text(client.post("/maildrills/report/", {"subject": ""}), 422)


def test_the_address_to_forward_to_is_shown_where_there_is_one(people, settings):
    settings.REPORT_ADDRESS = "abuse@asagiri.example"
    assert "abuse@asagiri.example" in text(client_for(people[0]).get("/maildrills/report/"))


def test_who_is_not_signed_in_reports_elsewhere():
    assert Client().get("/maildrills/report/").status_code == 302


def test_the_list_costs_the_same_however_many_drills_there_are(by):
    client = client_for(by)
    planned(by)
    client.get("/maildrills/")
    few = queries_of(client.get, "/maildrills/")
    for _ in range(5):
        planned(by)
    assert queries_of(client.get, "/maildrills/") == few


def test_all_letters_are_shown_to_choose_from(by):
    page = text(client_for(by).get("/maildrills/letters/"))
    assert "荷物の不在通知" in page
    assert "職員アンケート" in page


def test_a_letter_is_shown_without_a_placeholder_where_its_link_stands(by):
    row = planned(by)
    client = client_for(by)
    for address in ("/maildrills/letters/", f"/maildrills/{row.pk}/"):
        page = text(client.get(address))
        assert "受け取る人ごとに異なるリンク" in page
        assert "{" not in page


def test_bars_stand_side_by_side_and_their_heights_are_the_shares():
    drawn = chart([("春", Figures(10, 5, 10)), ("秋", Figures(0, 0, 0))])
    opened, reported = drawn.pairs[0].bars
    assert reported.height == 2 * opened.height == drawn.ground - 12
    assert opened.x + opened.width == reported.x
    assert [each.height for each in drawn.pairs[1].bars] == [0, 0]
    assert [value for _y, value in drawn.lines] == [0, 25, 50, 75, 100]
    assert chart([]).pairs == ()
