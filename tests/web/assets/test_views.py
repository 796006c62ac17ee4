"""The pages: who looks, who keeps, and that the My Number zone stays hidden at every exit."""

import csv
import io

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.assets.register import graded, recorded, zone
from tests.web.factories import AT, client_for, make_person, make_unit

from sekisho.web.assets import actions
from sekisho.web.assets.models import Asset, Zone
from sekisho.web.ui.errors import Refused

pytestmark = pytest.mark.django_db
LISTS = ("list", "assets-export", "zones", "classes", "helper", "labels")
DEEDS = ("change", "confirm", "exclude", "include")


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def keeper():
    return client_for(make_person(roles=("system-manager",)))


@pytest.fixture
def manager():
    """Somebody who keeps the register but may not read the My Number zone."""
    return client_for(make_person(roles=("manager",)))


@pytest.fixture
def looker():
    return client_for(make_person(roles=("contact-point",)))


def _url(name, row=None):
    return reverse(f"assets:{name}", args=[row.pk] if row else [])


def _page(response):
    return BeautifulSoup(response.content, "lxml")


def _names(response):
    return [line.asset.name for line in response.context["lines"]]


class TestLooking:
    def test_the_register_shows_each_row_with_its_words(self, looker):
        recorded("給付サーバ")
        page = _page(looker.get(_url("list"))).get_text(" ", strip=True)
        for word in ("給付サーバ", "LGWAN接続系", "総務課", "範囲内", "令和8年6月1日"):
            assert word in page

    def test_who_only_looks_finds_no_button_that_changes(self, looker):
        recorded()
        page = _page(looker.get(_url("list")))
        assert not page.select("main form[method=post]")
        assert not page.find("a", href=_url("record"))

    def test_a_row_not_confirmed_for_a_year_says_so(self, looker):
        recorded(at=AT.replace(year=2024))
        assert "確認の期限切れ" in _page(looker.get(_url("list"))).text

    def test_kind_and_zone_narrow_the_list(self, keeper):
        recorded("サーバ")
        recorded("帳票", kind="information", zone_key="mynumber")
        recorded("紙の台帳", kind="information", zone_key="")
        for query, names in (
            ({"kind": "information"}, {"帳票", "紙の台帳"}),
            ({"zone": "mynumber"}, {"帳票"}),
            ({"kind": "equipment", "zone": "mynumber"}, set()),
            ({"kind": "nonsense", "zone": "' OR 1=1"}, {"サーバ", "帳票", "紙の台帳"}),
            ({}, {"サーバ", "帳票", "紙の台帳"}),
        ):
            assert set(_names(keeper.get(_url("list"), query))) == names

    def test_htmx_gets_the_same_table_that_stands_in_the_page(self, keeper):
        recorded("サーバ")
        recorded("帳票", kind="information")
        query = {"kind": "information"}
        whole = keeper.get(_url("list"), query)
        part = keeper.get(_url("list"), query, headers={"HX-Request": "true"})
        assert "<html" not in part.content.decode()
        assert "HX-Request" in part["Vary"]
        assert _page(part).find("table").get_text() == _page(whole).find("table").get_text()

    @pytest.mark.parametrize("name", LISTS)
    def test_signed_out_nobody_looks(self, name):
        response = Client().get(_url(name))
        assert response["Location"].startswith(reverse("account_login"))

    @pytest.mark.parametrize("name", [*LISTS, "record"])
    def test_without_a_role_nobody_looks(self, name):
        assert client_for(make_person()).get(_url(name)).status_code == 403

    @pytest.mark.parametrize("name", ["list", "assets-export"])
    def test_queries_do_not_grow_with_rows(self, keeper, name, django_assert_num_queries):
        def ten_more(start):
            for number in range(start, start + 10):
                recorded(f"資産 {number}", by=make_person(unit=make_unit(f"課 {number}")))

        ten_more(0)
        keeper.get(_url(name))
        with CaptureQueriesContext(connection) as ten:
            assert keeper.get(_url(name)).status_code == 200
        ten_more(10)
        with django_assert_num_queries(len(ten)):
            keeper.get(_url(name))


class TestMyNumberZone:
    def test_its_assets_are_in_no_list_and_no_file_of_who_may_not_read_it(self, manager, looker):
        recorded("特定個人情報ファイル", zone_key="mynumber")
        recorded("紙の台帳", zone_key="")
        for client in (manager, looker):
            assert _names(client.get(_url("list"))) == ["紙の台帳"]
            assert _names(client.get(_url("list"), {"zone": "mynumber"})) == ["紙の台帳"]
            for query in ({}, {"zone": "mynumber"}):
                exported = client.get(_url("assets-export"), {"format": "csv"} | query)
                assert "特定個人情報ファイル" not in exported.content.decode("utf-8")

    @pytest.mark.parametrize("deed", DEEDS)
    def test_for_such_a_keeper_its_assets_do_not_exist(self, manager, deed):
        hidden = recorded(zone_key="mynumber")
        assert manager.post(_url(deed, hidden), {"reason": "消す"}).status_code == 404
        if deed in {"change", "exclude"}:
            assert manager.get(_url(deed, hidden)).status_code == 404

    def test_the_form_does_not_offer_the_zone_and_does_not_take_it(self, manager):
        mynumber = zone("mynumber")
        offered = _page(manager.get(_url("record"))).select("select[name=zone] option")
        assert str(mynumber.pk) not in {option["value"] for option in offered}
        response = manager.post(
            _url("record"),
            {
                "sort": "server",
                "personal_number": "none",
                "name": "サーバ",
                "zone": mynumber.pk,
                "unit": make_unit().pk,
            },
        )
        assert response.status_code == 422
        assert not Asset.objects.exists()

    def test_who_may_read_it_sees_it(self, keeper):
        recorded("特定個人情報ファイル", zone_key="mynumber")
        assert _names(keeper.get(_url("list"))) == ["特定個人情報ファイル"]
        assert (
            "特定個人情報ファイル"
            in keeper.get(_url("assets-export"), {"format": "csv"}).content.decode()
        )


class TestKeeping:
    def _words(self, **changed):
        words = {
            "sort": "data",
            "personal_number": "none",
            "name": "組合員データ",
            "zone": zone("lgwan").pk,
            "unit": make_unit().pk,
        }
        return words | changed

    def test_an_asset_is_recorded(self, manager):
        response = manager.post(_url("record"), self._words(), follow=True)
        assert "情報資産を登録しました。" in _page(response).text
        assert Asset.objects.get().name == "組合員データ"

    @pytest.mark.parametrize(
        "wrong", [{"name": ""}, {"sort": "furniture"}, {"unit": "0"}, {"name": "長" * 201}]
    )
    def test_a_wrong_form_answers_422_and_records_nothing(self, manager, wrong):
        response = manager.post(_url("record"), self._words(**wrong))
        assert response.status_code == 422
        assert "入力を確かめてください" in _page(response).text
        assert not Asset.objects.exists()

    def test_an_empty_post_is_a_wrong_form_too(self, manager):
        assert manager.post(_url("record")).status_code == 422

    def test_the_form_of_a_change_holds_the_row_and_changes_it(self, manager):
        row = recorded("古い名前")
        page = _page(manager.get(_url("change", row)))
        assert page.find("input", {"name": "name"})["value"] == "古い名前"
        manager.post(_url("change", row), self._words(zone=""))
        row.refresh_from_db()
        assert (row.name, row.kind, row.zone) == ("組合員データ", "information", None)

    def test_confirming_renews_the_row(self, manager):
        row = recorded(at=AT.replace(year=2024))
        response = manager.post(_url("confirm", row), follow=True)
        assert "確認の期限切れ" not in _page(response).text
        row.refresh_from_db()
        assert row.confirmed_at == AT

    def test_confirming_by_htmx_gives_the_row_as_it_stands_in_the_page(self, manager):
        row = recorded("サーバ", at=AT.replace(year=2024))
        part = manager.post(_url("confirm", row), headers={"HX-Request": "true"})
        assert part.content.decode().lstrip().startswith("<tr>")
        whole = _page(manager.get(_url("list"))).select_one("tbody tr")
        table = BeautifulSoup(f"<table>{part.content.decode()}</table>", "lxml")
        assert table.find("tr").get_text() == whole.get_text()

    def test_excluding_wants_a_reason_and_putting_back_does_not(self, manager):
        row = recorded()
        assert manager.post(_url("exclude", row), {"reason": " "}).status_code == 422
        page = _page(manager.post(_url("exclude", row), {"reason": "貸与品"}, follow=True))
        assert "範囲外（貸与品）" in page.text
        manager.post(_url("include", row))
        row.refresh_from_db()
        assert row.covered

    def test_what_the_action_refuses_stands_in_the_form(self, manager, monkeypatch):
        def refuse(**_given):
            raise Refused("この資産は棚卸し中です。")

        monkeypatch.setattr(actions, "exclude", refuse)
        response = manager.post(_url("exclude", recorded()), {"reason": "貸与品"})
        assert response.status_code == 422
        assert "棚卸し中" in _page(response).text

    @pytest.mark.parametrize("deed", DEEDS)
    def test_who_only_looks_changes_nothing(self, looker, deed):
        row = recorded()
        assert looker.post(_url(deed, row), {"reason": "理由"}).status_code == 403
        assert looker.post(_url("record"), self._words()).status_code == 403
        assert Asset.objects.get().covered

    @pytest.mark.parametrize("deed", ["confirm", "include"])
    def test_a_link_changes_nothing(self, manager, deed):
        assert manager.get(_url(deed, recorded())).status_code == 405

    @pytest.mark.parametrize("deed", DEEDS)
    def test_a_row_that_is_not_there_is_not_found(self, manager, deed):
        row = recorded()
        url = _url(deed, row)
        row.delete()
        assert manager.post(url, {"reason": "理由"}).status_code == 404


class TestExport:
    def _rows(self, response):
        return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))

    def test_every_row_and_column_is_in_the_file(self, keeper):
        person = make_person(name="鈴木一郎", roles=("manager",))
        row = recorded(
            "サーバ",
            by=person,
            **graded(place="2階", copies="なし", note="更新予定", own={"型番": "X-1"}, subjects=10),
        )
        actions.exclude(asset=row, reason="貸与品", by=person, at=AT)
        (found,) = self._rows(keeper.get(_url("assets-export"), {"format": "csv"}))
        assert found == {
            "管理番号": "A-0001",
            "種類": "サーバ等",
            "名称": "サーバ",
            "管理する所属": "総務課",
            "管理者の職": "総務課 総務課長",
            "領域": "LGWAN接続系",
            "置き場所（管理区域）": "",
            "置き場所の詳細": "2階",
            "機密性": "自治体機密性3B",
            "完全性": "完全性2",
            "可用性": "可用性2",
            "個人番号の事務": "なし",
            "本人の数": "10",
            "保存期間": "",
            "保存期間の満了日": "",
            "複製のある場所": "なし",
            "備考": "更新予定",
            "関係する資産": "",
            "適用範囲": "×",
            "範囲外とする理由": "貸与品",
            "確認日": "2026-06-01",
            "確認者": "鈴木一郎",
        }

    def test_the_file_is_narrowed_like_the_list(self, keeper):
        recorded("サーバ")
        recorded("帳票", kind="information")
        asked = {"kind": "information", "format": "csv"}
        assert [row["名称"] for row in self._rows(keeper.get(_url("assets-export"), asked))] == [
            "帳票"
        ]

    def test_the_list_links_to_the_file_as_narrowed(self, keeper):
        recorded("帳票", kind="information")
        page = _page(keeper.get(_url("list"), {"kind": "information", "page": "1"}))
        table = page.find(id="assets")
        links = [link["href"] for link in table.find_all("a", download=True)]
        assert len(links) == 3
        assert all("kind=information" in link and "page" not in link for link in links)


class TestZones:
    def test_the_zones_are_listed_and_a_keeper_renames_one(self, manager):
        lgwan = zone("lgwan")
        manager.post(_url("rename-zone", lgwan), {"label": "庁内系"})
        assert "庁内系" in _page(manager.get(_url("zones"))).text

    def test_a_zone_keeps_a_name(self, manager):
        lgwan = zone("lgwan")
        assert manager.post(_url("rename-zone", lgwan), {"label": " "}).status_code == 422
        assert Zone.objects.get(pk=lgwan.pk).label == "LGWAN接続系"

    def test_who_only_looks_renames_nothing(self, looker):
        lgwan = zone("lgwan")
        assert _page(looker.get(_url("zones"))).find("a", href=_url("rename-zone", lgwan)) is None
        assert looker.post(_url("rename-zone", lgwan), {"label": "x"}).status_code == 403
