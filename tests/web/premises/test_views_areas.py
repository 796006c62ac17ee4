"""The pages of areas, doors, the log and the tablet: who looks, who keeps, what is told."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.premises.standing import (
    HEADINGS,
    file_of,
    keeper,
    let_in,
    make_area,
    make_system,
    passed,
)

from sekisho.web.premises import actions
from sekisho.web.premises.models import (
    Area,
    Card,
    Door,
    DoorImport,
    DoorSystem,
    Listed,
    LogSpan,
    Passage,
    Tablet,
    Visit,
)

pytestmark = pytest.mark.django_db
LINE = "2026/05/29 08:50:12,000102,篠原,情報システム室,入室"
SYSTEM_FORM = {
    "name": "装置",
    "at": "日時",
    "card": "カード番号",
    "direction": "入退",
    "entering": "入室、入",
    "leaving": "退室",
}


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def me():
    return keeper()


@pytest.fixture
def client(me):
    return client_for(me)


@pytest.fixture
def area():
    return make_area("情報システム室")


def _url(name, *args):
    return reverse(f"premises:{name}", args=args)


def _text(response):
    return BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)


def _visit(area, **fields):
    return actions.receive(
        area=area,
        visitor=actions.Visitor("真野 薫", "朝霧電機", "点検"),
        host=make_person(),
        escort=make_person(),
        identified=True,
        badge="",
        by=keeper(),
        at=AT,
        **fields,
    )


class TestAreas:
    def test_the_list_says_how_each_area_stands(self, client, area):
        let_in(area, make_person())
        passed(area, make_person(), at=AT - timedelta(hours=1))
        Area.objects.update(log_from=DAY - timedelta(days=10))
        text = _text(client.get(_url("areas")))
        for word in (
            "情報システム室",
            "管理区域（情報システム室等）",
            "記録のない日が4日",
            "見直しの記録なし",
        ):
            assert word in text
        (row,) = client.get(_url("areas")).context["lines"]
        assert (row.listed, row.inside) == (1, 1)

    def test_who_only_looks_sees_the_list_and_no_area(self, area):
        looker = client_for(make_person(roles=("contact-point",)))
        assert "管理区域を登録する" not in _text(looker.get(_url("areas")))
        assert looker.get(_url("area", area.pk)).status_code == 403

    def test_one_area_shows_list_and_who_is_inside(self, client, area):
        person = make_person("朝霧 花子")
        let_in(area, person)
        passed(area, person, at=AT - timedelta(hours=1))
        text = _text(client.get(_url("area", area.pk)))
        assert text.count("朝霧 花子") >= 3

    def test_queries_do_not_grow(self, client, area):
        def more(number):
            for _each in range(number):
                other, person = make_area(unit=make_unit(f"課{number}")), make_person()
                let_in(other, person)
                let_in(area, person)
                passed(area, person, at=AT - timedelta(hours=1))

        counts = []
        for number in (2, 5):
            more(number)
            with CaptureQueriesContext(connection) as found:
                client.get(_url("areas"))
                client.get(_url("area", area.pk))
                client.get(_url("log", area.pk))
                client.get(_url("log", area.pk), {"shown": "wrong"})
            counts.append(len(found))
        assert counts[0] == counts[1]

    def test_entering_and_changing_one(self, client):
        form = {"name": "書庫", "level": "store", "unit": make_unit().pk, "logs_exit": "on"}
        answer = client.post(_url("area-add"), form)
        area = Area.objects.get()
        assert answer["Location"] == _url("area", area.pk)
        client.post(_url("area-change", area.pk), form | {"name": "西書庫"})
        area.refresh_from_db()
        assert area.name == "西書庫"
        again = client.post(_url("area-add"), form | {"name": "西書庫"})
        assert again.status_code == 422
        assert "同じ名称" in _text(again)

    def test_giving_one_up(self, client, area):
        client.post(_url("area-close", area.pk))
        assert client.get(_url("area", area.pk)).status_code == 404

    def test_listing_reviewing_and_ending(self, client, area):
        person = make_person()
        form = {
            "person": person.pk,
            "from_date": "2026-06-01",
            "until_date": "2027-03-31",
            "reason": "運用",
        }
        assert client.post(_url("list-add", area.pk), form).status_code == 302
        client.post(_url("list-review", area.pk))
        line = Listed.objects.get()
        client.post(_url("list-end", line.pk), {"on": "2026-06-10"})
        line.refresh_from_db()
        area.refresh_from_db()
        assert (str(line.until_date), area.reviewed_at) == ("2026-06-10", AT)

    def test_listing_oneself_is_refused_in_words(self, client, me, area):
        form = {
            "person": me.pk,
            "from_date": "2026-06-01",
            "until_date": "2027-03-31",
            "reason": "運用",
        }
        answer = client.post(_url("list-add", area.pk), form)
        assert (answer.status_code, Listed.objects.count()) == (422, 0)
        assert "自分を名簿に" in _text(answer)


class TestLog:
    def test_an_entry_without_a_right_is_marked_and_found_alone(self, client, area):
        listed, other = make_person("名簿 太郎"), make_person("名簿外 次郎")
        let_in(area, listed)
        passed(area, listed)
        wrong = passed(area, other)
        whole = client.get(_url("log", area.pk))
        assert dict(whole.context["lines"]) == {
            wrong: True,
            Passage.objects.get(person=listed): False,
        }
        alone = client.get(_url("log", area.pk), {"shown": "wrong"})
        assert [each for each, _wrong in alone.context["lines"]] == [wrong]

    def test_the_auditor_looks_and_changes_nothing(self, area):
        row = passed(area, make_person())
        auditor = client_for(make_person(roles=("audit-head",)))
        assert auditor.get(_url("log", area.pk)).status_code == 200
        assert auditor.get(_url("visits")).status_code == 200
        assert auditor.post(_url("explain", row.pk), {"explanation": "x"}).status_code == 403

    def test_explaining(self, client, me, area):
        row = passed(area, make_person())
        assert client.get(_url("explain", row.pk)).status_code == 200
        client.post(_url("explain", row.pk), {"explanation": "避難訓練"})
        assert "避難訓練" in _text(client.get(_url("log", area.pk)))
        own = client.post(_url("explain", passed(area, me).pk), {"explanation": "x"})
        assert own.status_code == 422

    def test_confirming_days(self, client, area):
        form = {"from_date": "2026-05-01", "until_date": "2026-05-31"}
        assert client.post(_url("log-confirm", area.pk), form).status_code == 302
        assert LogSpan.objects.count() == 1
        refused = client.post(_url("log-confirm", area.pk), form | {"until_date": "2026-06-01"})
        assert refused.status_code == 422

    def test_visitors_in_and_out_and_erased(self, client, area):
        form = {"name": "真野", "purpose": "点検", "host": make_person().pk, "identified": "on"}
        refused = client.post(_url("visit-add", area.pk), form)
        assert "付き添う職員" in _text(refused)
        client.post(_url("visit-add", area.pk), form | {"escort": make_person().pk})
        visit = Visit.objects.get()
        assert "真野" in _text(client.get(_url("visits")))
        client.post(_url("visit-out", visit.pk))
        assert "既に退室" in _text(client.post(_url("visit-out", visit.pk), follow=True))
        client.post(_url("visit-erase", visit.pk), {"reason": "request"})
        text = _text(client.get(_url("visits")))
        assert "真野" not in text
        assert "（消去済み）" in text


class TestDoors:
    def test_a_system_with_its_doors_and_cards(self, client, area):
        client.post(_url("system-add"), SYSTEM_FORM)
        system = DoorSystem.objects.get()
        assert (system.entering, system.columns["card"]) == (["入室", "入"], "カード番号")
        assert client.post(_url("system-add"), SYSTEM_FORM).status_code == 422
        client.post(_url("system-change", system.pk), SYSTEM_FORM | {"name": "新装置"})
        client.post(_url("door-add", system.pk), {"label": "正面", "area": area.pk})
        assert Door.objects.get().system.name == "新装置"
        form = {"number": "7", "person": make_person().pk, "from_date": "2026-06-01"}
        client.post(_url("card-add", system.pk), form)
        assert client.post(_url("card-add", system.pk), form).status_code == 422
        card = Card.objects.get()
        text = _text(client.get(_url("system", system.pk)))
        assert "正面 → 情報システム室" in text
        client.post(_url("card-return", card.pk), {"on": "2026-06-02"})
        card.refresh_from_db()
        assert str(card.until_date) == "2026-06-02"

    def test_the_form_begins_with_a_shipped_layout(self, client):
        assert 'value="カード番号"' in client.get(_url("system-add")).content.decode()

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
    def test_a_file_is_taken_and_told(self, client, area, encoding):
        system = make_system(area)
        content = f"{HEADINGS}\r\n{LINE}\r\nきのう,1,<b>太字</b>,情報システム室,入室".encode(
            encoding
        )
        sent = {"file": SimpleUploadedFile("log.csv", content)}
        answer = client.post(_url("import-file", system.pk), sent, follow=True)
        assert "1件を取り込みました（既にあった0件、読み取れない1行）" in _text(answer)
        assert "日時を読み取れません" in _text(answer)
        assert b"<b>\xe5\xa4\xaa" not in answer.content
        row = DoorImport.objects.get()
        client.post(_url("import-settle", row.pk))
        assert not row.lines.open().exists()
        assert "log.csv" in _text(client.get(_url("systems")))

    def test_a_file_that_is_none_is_refused_at_its_field(self, client, area):
        sent = {"file": SimpleUploadedFile("log.csv", b"a,b\n1,2")}
        answer = client.post(_url("import-file", make_system(area).pk), sent)
        assert answer.status_code == 422
        assert "見出しの行が見つかりません" in _text(answer)

    def test_the_form_sends_files(self, client, area):
        page = BeautifulSoup(client.get(_url("import-file", make_system(area).pk)).content, "lxml")
        assert page.select_one("main form")["enctype"] == "multipart/form-data"


class TestTablet:
    @pytest.fixture
    def tablet(self, client, area):
        """The keeper's own browser, made the area's tablet."""
        assert client.post(_url("tablet-open", area.pk))["Location"] == _url("tablet")
        return client

    def test_whoever_opened_it_is_signed_out_of_it(self, tablet, area):
        assert "_auth_user_id" not in tablet.session
        assert tablet.get(_url("tablet")).status_code == 200
        assert tablet.get(_url("area", area.pk)).status_code == 302

    def test_in_and_out_by_big_buttons(self, tablet, area):
        person = make_person("朝霧 花子")
        let_in(area, person)
        said = tablet.post(_url("tablet-in", person.pk), follow=True)
        assert "朝霧 花子さんの入室を記録しました" in _text(said)
        again = tablet.post(_url("tablet-in", person.pk), follow=True)
        assert "既に入室" in _text(again)
        out = tablet.post(_url("tablet-out", person.pk), follow=True)
        assert "退室を記録しました" in _text(out)
        assert [each.way for each in Passage.objects.order_by("pk")] == ["in", "out"]

    def test_only_who_may_enter_is_shown_and_taken(self, tablet, area):
        stranger = make_person("部外 者")
        assert "部外 者" not in _text(tablet.get(_url("tablet")))
        tablet.post(_url("tablet-in", stranger.pk))
        assert not Passage.objects.exists()

    def test_visitors(self, tablet, area):
        form = {"name": "真野", "purpose": "点検", "host": make_person().pk}
        assert tablet.post(_url("tablet-visit"), form).status_code == 422
        tablet.post(_url("tablet-visit"), form | {"escort": make_person().pk})
        assert "来訪 真野" in _text(tablet.get(_url("tablet")))
        visit = Visit.objects.get()
        tablet.post(_url("tablet-visit-out", visit.pk))
        visit.refresh_from_db()
        assert visit.out_at == AT
        assert "既に退室" in _text(tablet.post(_url("tablet-visit-out", visit.pk), follow=True))

    def test_a_visitor_of_another_area_is_not_its_business(self, tablet):
        assert tablet.post(_url("tablet-visit-out", _visit(make_area()).pk)).status_code == 404

    @pytest.mark.parametrize(("hours", "status"), [(11, 200), (13, 404)])
    def test_after_its_hours_it_can_do_nothing(self, tablet, hours, status):
        with time_machine.travel(AT + timedelta(hours=hours), tick=False):
            assert tablet.get(_url("tablet")).status_code == status

    def test_once_closed_it_can_do_nothing(self, tablet):
        tablet.post(_url("tablet-close"))
        assert Tablet.objects.get().closed_at == AT
        assert tablet.get(_url("tablet")).status_code == 404

    @pytest.mark.parametrize("name", ["tablet", "tablet-visit"])
    def test_any_other_browser_finds_nothing(self, name, client):
        assert Client().get(_url(name)).status_code == 404
        assert client.get(_url(name)).status_code == 404


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("areas", ()),
        ("area", ("contact-point",)),
        ("area-add", ("system-operator",)),
        ("area-change", ("system-operator",)),
        ("list-add", ("secretariat",)),
        ("log", ("contact-point",)),
        ("log-confirm", ("chief-officer",)),
        ("visit-add", ("chief-officer",)),
        ("visits", ("contact-point",)),
        ("systems", ("contact-point",)),
        ("system-add", ("system-operator",)),
    ],
)
def test_without_the_right_a_page_does_not_answer(name, roles, area):
    url = _url(name) if name in {"areas", "area-add", "visits", "systems", "system-add"} else None
    stranger = client_for(make_person(roles=roles))
    assert stranger.get(url or _url(name, area.pk)).status_code == 403


@pytest.mark.parametrize("name", ["area-close", "list-review", "tablet-open"])
def test_what_changes_answers_to_no_visit_and_not_to_who_only_looks(name, client, area):
    assert client.get(_url(name, area.pk)).status_code == 405
    looker = client_for(make_person(roles=("contact-point",)))
    assert looker.post(_url(name, area.pk)).status_code == 403


@pytest.mark.parametrize("name", ["system", "system-change", "door-add", "card-add", "import-file"])
def test_pages_of_a_system(name, client, area):
    system = make_system(area)
    assert client.get(_url(name, system.pk)).status_code == 200
    assert client_for(make_person()).get(_url(name, system.pk)).status_code == 403


def test_pages_of_rows(client, area):
    line, visit = let_in(area, make_person()), _visit(area)
    actions.let_out(visit=visit, by=keeper(), at=AT)
    system = make_system(area)
    card = actions.give_card(
        system=system, number="1", person=make_person(), from_date=DAY, by=None, at=AT
    )
    found = actions.import_log(system=system, file=file_of(LINE), by=keeper(), at=AT)
    pages = (("list-end", line), ("visit-erase", visit), ("card-return", card), ("import", found))
    for name, row in pages:
        assert client.get(_url(name, row.pk)).status_code == 200, name
        assert client_for(make_person()).get(_url(name, row.pk)).status_code == 403, name
