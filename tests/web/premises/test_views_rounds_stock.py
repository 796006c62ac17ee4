"""The pages of rounds, stock-taking and disposal on phone and desk."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.premises.standing import (
    asset,
    counting,
    fixture,
    keeper,
    made,
    make_area,
    number,
    planned,
    png,
)
from tests.web.premises.test_disposals import _done, _plan

from sekisho.web.premises import actions
from sekisho.web.premises.models import Disposal, Fault, Fixture, Photo, Round, StockTaking

pytestmark = pytest.mark.django_db
LISTS = ("rounds", "fixtures", "takings", "disposals")


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
def looker():
    return client_for(make_person(roles=("contact-point",)))


def _url(name, *args):
    return reverse(f"premises:{name}", args=args)


def _text(response):
    return BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)


class TestRounds:
    def test_from_plan_to_finish_as_on_a_phone(self, client):
        area = make_area("情報システム室")
        form = {"area": area.pk, "kind": "server", "name": "サーバ1"}
        client.post(_url("fixture-add"), form)
        assert client.post(_url("fixture-add"), form).status_code == 422
        plan = {"area": area.pk, "sheet": "server-room-week", "due_on": "2026-06-05"}
        client.post(_url("plan"), plan)
        assert client.post(_url("plan"), plan).status_code == 422
        row, thing = Round.objects.get(), Fixture.objects.get()
        assert "あと1つ残っています" in _text(client.get(_url("round", row.pk)))
        page = client.get(_url("answer", row.pk, thing.pk))
        assert "警告灯が点いていない" in _text(page)
        answers = {
            "found-server-lamps": "good",
            "found-server-fixed": "fault",
            "note-server-fixed": "右のねじが緩い",
            "photo": SimpleUploadedFile("a.png", png()),
        }
        said = client.post(_url("answer", row.pk, thing.pk), answers)
        assert said["Location"] == _url("round", row.pk)
        shown = _text(client.get(_url("round", row.pk)))
        assert "不良あり" in shown
        assert "右のねじが緩い" in shown
        client.post(_url("round-finish", row.pk))
        listing = _text(client.get(_url("rounds")))
        assert "右のねじが緩い" in listing
        assert "令和8年6月8日" in listing

    def test_answering_leads_on_to_the_next_thing(self, client):
        area = make_area()
        row, first, second = planned(area), fixture(area, "A"), fixture(area, "B")
        good = {"found-server-lamps": "good", "found-server-fixed": "none"}
        said = client.post(_url("answer", row.pk, first.pk), good)
        assert said["Location"] == _url("answer", row.pk, second.pk)

    def test_wrong_answers_are_told_at_once(self, client):
        area = make_area()
        row, thing = planned(area), fixture(area)
        assert client.post(_url("answer", row.pk, thing.pk), {}).status_code == 422
        fault = {"found-server-lamps": "fault", "found-server-fixed": "good"}
        refused = client.post(_url("answer", row.pk, thing.pk), fault)
        assert "見たことを書いてください" in _text(refused)
        broken = fault | {"note-server-lamps": "x", "photo": SimpleUploadedFile("a", b"no picture")}
        refused = client.post(_url("answer", row.pk, thing.pk), broken)
        assert "写真を読み取れません" in _text(refused)
        assert not Fault.objects.exists()

    def test_finishing_too_early_and_giving_up(self, client):
        row = planned(make_area())
        said = client.post(_url("round-finish", row.pk), follow=True)
        assert "設備がありません" in _text(said)
        client.post(_url("round-end", row.pk))
        assert "既に終わって" in _text(client.post(_url("round-end", row.pk), follow=True))

    def test_a_photograph_is_shown_as_a_picture_only_to_who_works_here(self, client, looker):
        area = make_area()
        row, thing = planned(area), fixture(area)
        answers = {
            "found-server-lamps": "good",
            "found-server-fixed": "good",
            "photo": SimpleUploadedFile("a.png", png()),
        }
        client.post(_url("answer", row.pk, thing.pk), answers)
        url = _url("photo", Photo.objects.get().pk)
        answer = client.get(url)
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
            "image/jpeg",
            "nosniff",
        )
        assert answer.content.startswith(b"\xff\xd8")
        assert looker.get(url).status_code == 403

    def test_mending(self, client):
        made(make_area(), "fault")
        row = Fault.objects.first()
        assert client.get(_url("mend", row.pk)).status_code == 200
        client.post(_url("mend", row.pk), {"how": "締め直した"})
        row.refresh_from_db()
        assert row.how == "締め直した"
        assert client.post(_url("mend", row.pk), {"how": "また"}).status_code == 422

    def test_taking_a_thing_away(self, client):
        area = make_area()
        thing = fixture(area)
        made(area, "fault")
        said = client.post(_url("fixture-remove", thing.pk), follow=True)
        assert "直していない不良" in _text(said)
        for fault in Fault.objects.all():
            actions.mend_fault(fault=fault, how="直した", by=keeper(), at=AT)
        client.post(_url("fixture-remove", thing.pk))
        assert not Fixture.objects.in_use().exists()


class TestStockTaking:
    def test_a_count_as_on_a_phone_without_a_script(self, client):
        here, stray = asset("庁内端末"), asset("迷子", unit=make_unit("給付課"))
        form = {"title": "年度末", "units": [here.unit_id], "due_on": "2026-06-30"}
        client.post(_url("taking-open"), form)
        taking = StockTaking.objects.get()
        assert client.post(_url("taking-open"), form).status_code == 422
        url = _url("count", taking.pk)
        found = client.post(url, {"scanned": number(here).lower(), "place": "2階"})
        assert "現物あり" in _text(found)
        assert "庁内端末" in _text(found)
        field = BeautifulSoup(found.content, "lxml").select_one("[name=place]")
        assert field["value"] == "2階"
        elsewhere = _text(client.post(url, {"scanned": number(stray), "place": "2階"}))
        assert "別の場所で発見" in elsewhere
        assert "登録上の場所 （記載なし） 今いる場所 2階" in " ".join(elsewhere.split())
        assert "登録にない" in _text(client.post(url, {"scanned": "Z-77"}))
        refused = client.post(url, {"scanned": "？？"})
        assert (refused.status_code, "番号を読み取れません" in _text(refused)) == (422, True)

    def test_the_places_of_a_count_can_be_chosen_but_hidden_ones_stay_hidden(self):
        asset("特定個人情報サーバ", zone_key="mynumber", place="金庫室")
        asset("庁内端末", place="本館2階")
        taking = counting()
        for role, offered in (("manager", ["本館2階"]), ("system-manager", ["本館2階", "金庫室"])):
            page = client_for(make_person(roles=(role,))).get(_url("count", taking.pk))
            options = BeautifulSoup(page.content, "lxml").select("datalist#places option")
            assert [each["value"] for each in options] == offered

    def test_closing_listing_and_settling_differences(self, client):
        asset("庁内端末")
        taking = counting()
        client.post(_url("taking-close", taking.pk))
        assert "終わっています" in _text(client.post(_url("taking-close", taking.pk), follow=True))
        line = taking.lines.get()
        shown = client.get(_url("taking", taking.pk), {"state": "missing"})
        assert "庁内端末" in _text(shown)
        assert client.post(_url("settle", line.pk), {"settlement": " "}).status_code == 422
        client.post(_url("settle", line.pk), {"settlement": "廃棄済み"})
        assert "廃棄済み" in _text(client.get(_url("taking", taking.pk)))
        assert client.get(_url("count", taking.pk)).status_code == 404
        assert "差異 1件" in _text(client.get(_url("takings")))

    def test_the_my_number_zone_stays_hidden_from_who_may_not_read_it(self):
        hidden, shown = asset("特定個人情報サーバ", zone_key="mynumber"), asset("庁内端末")
        taking = counting()
        manager = client_for(make_person(roles=("manager",)))
        listing = manager.get(_url("taking", taking.pk))
        assert "庁内端末" in _text(listing)
        assert "閲覧の権限が要る領域のものが1件" in _text(listing)
        counted = manager.post(_url("count", taking.pk), {"scanned": number(hidden)})
        assert "現物あり" in _text(counted)
        for page in (listing, counted, manager.get(_url("taking", taking.pk), {"state": "found"})):
            assert "特定個人情報サーバ" not in page.content.decode()
        assert shown.name in _text(
            manager.post(_url("count", taking.pk), {"scanned": number(shown)})
        )

    def test_the_camera_is_offered_by_a_script_of_ours_and_hidden_without_it(self, client):
        asset()
        page = BeautifulSoup(client.get(_url("count", counting().pk)).content, "lxml")
        assert page.select_one("#scan").has_attr("hidden")
        assert page.select_one("script[src$='scan.js']")
        assert page.select_one("#scan")["data-field"] == page.select_one("[name=scanned]")["id"]


class TestDisposals:
    FORM = {
        "name": "ディスク",
        "level": "mic-2024-confidentiality/3B",
        "method": "destroy",
        "number": "HDD-1",
        "contractor": "",
    }

    def test_permitted_done_and_confirmed_by_another(self, client, me):
        form = self.FORM | {"unit": make_unit().pk}
        refused = client.post(_url("disposal-plan"), form | {"method": "overwrite"})
        assert "使えません" in _text(refused)
        client.post(_url("disposal-plan"), form)
        row = Disposal.objects.get()
        sent = {"done_on": "2026-06-01", "certificate": SimpleUploadedFile("c.pdf", b"%PDF-1.7")}
        client.post(_url("disposal-done", row.pk), sent)
        row.refresh_from_db()
        assert row.done_by == me
        assert "ほかの人の確認待ち" in _text(client.get(_url("disposals")))
        own = client.post(_url("disposal-confirm", row.pk), follow=True)
        assert "ほかの人が確認します" in _text(own)
        client_for(keeper()).post(_url("disposal-confirm", row.pk))
        row.refresh_from_db()
        assert row.confirmed_by not in {None, me}

    def test_an_empty_or_huge_certificate_is_refused(self, client, monkeypatch):
        row = _plan()
        empty = {"done_on": "2026-06-01", "certificate": SimpleUploadedFile("c.pdf", b"")}
        assert client.post(_url("disposal-done", row.pk), empty).status_code == 422
        monkeypatch.setattr("sekisho.web.premises.forms.stock.LARGEST_CERTIFICATE", 3)
        huge = {"done_on": "2026-06-01", "certificate": SimpleUploadedFile("c.pdf", b"%PDF")}
        assert "大きすぎます" in _text(client.post(_url("disposal-done", row.pk), huge))
        tomorrow = {"done_on": "2026-06-02", "certificate": SimpleUploadedFile("c.pdf", b"%P")}
        assert client.post(_url("disposal-done", row.pk), tomorrow).status_code == 422

    def test_of_a_my_number_asset_nothing_is_shown_to_who_may_not_read(self):
        hidden = asset("特定個人情報サーバ", zone_key="mynumber")
        row = _plan()
        Disposal.objects.update(asset=hidden)
        manager = client_for(make_person(roles=("manager",)))
        assert "HDD-1" not in _text(manager.get(_url("disposals")))
        assert manager.post(_url("disposal-confirm", row.pk)).status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_lists_answer_to_who_may_and_queries_do_not_grow(client, name):
    def more(times):
        for _each in range(times):
            area = make_area(unit=make_unit("総務課"))
            made(area, "fault")
            _done(_plan())
            asset(unit=make_unit(f"課 {area.pk}"))
            counting(make_unit(f"課 {area.pk}"))

    more(1)
    client.get(_url(name))
    with CaptureQueriesContext(connection) as few:
        assert client.get(_url(name)).status_code == 200
    more(3)
    with CaptureQueriesContext(connection) as many:
        client.get(_url(name))
    assert len(few) == len(many)
    assert client_for(make_person()).get(_url(name)).status_code == 403


@pytest.mark.parametrize("name", ["plan", "fixture-add", "taking-open", "disposal-plan"])
def test_forms_are_for_who_keeps(client, looker, name):
    assert client.get(_url(name)).status_code == 200
    operator = client_for(make_person(roles=("system-operator",)))
    for other in (looker, operator):
        assert other.get(_url(name)).status_code == 403


def test_rows_are_for_who_works_here(client, looker):
    area = make_area()
    row, thing = planned(area), fixture(area)
    asset()
    taking = counting()
    pages = [
        _url("round", row.pk),
        _url("answer", row.pk, thing.pk),
        _url("taking", taking.pk),
        _url("count", taking.pk),
        _url("disposal-done", _plan().pk),
    ]
    for url in pages:
        assert client.get(url).status_code == 200, url
        assert looker.get(url).status_code == 403, url
    posts = [
        _url("round-finish", row.pk),
        _url("round-end", row.pk),
        _url("fixture-remove", thing.pk),
        _url("taking-close", taking.pk),
        _url("disposal-confirm", _done(_plan()).pk),
    ]
    for url in posts:
        assert client.get(url).status_code == 405, url
        assert looker.post(url).status_code == 403, url
