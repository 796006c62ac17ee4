"""The pages of a register's files, mounted for a register of keys."""

import io
import sys
from types import ModuleType

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import include, path, reverse
from tests.web.factories import AT, client_for, make_person
from tests.web.registers.book import Keys, csv_of, xlsx

from sekisho.web.registers.models import Upload
from sekisho.web.registers.views import pages
from sekisho.web.site import urls as product

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(settings):
    """The register and its addresses under /keys/."""
    keys = Keys()
    keys.put("K-1", name="金庫")
    keys.put("K-2", name="書庫")
    room = (pages(keys.register(), home="controls:board", prefix="files/"), "keys")
    module = ModuleType("keys_urls")
    module.urlpatterns = [*product.urlpatterns, path("keys/", include(room))]
    sys.modules["keys_urls"] = module
    settings.ROOT_URLCONF = "keys_urls"
    with time_machine.travel(AT, tick=False):
        yield keys
    del sys.modules["keys_urls"]


@pytest.fixture
def keeper(keys):
    return client_for(make_person(roles=("system-manager",)))


@pytest.fixture
def looker(keys):
    return client_for(make_person(roles=("contact-point",)))


def _send(client, data, name="鍵.csv"):
    return client.post(reverse("keys:keys-import"), {"file": SimpleUploadedFile(name, data)})


def _page(response):
    return BeautifulSoup(response.content, "lxml")


def test_a_file_goes_through_differences_into_the_register(keys, keeper):
    sent = _send(keeper, csv_of(["番号", "名称"], ["K-1", "大金庫"], ["K-3", "倉庫"]))
    assert sent.status_code == 302
    page = _page(keeper.get(sent["Location"]))
    text = page.get_text(" ", strip=True)
    for words in ("追加 1 行、変更 1 行", "ファイルにない 1 行", "金庫", "大金庫", "倉庫"):
        assert words in text
    form = page.find("button", string="この内容で取り込む").find_parent("form")
    done = keeper.post(form["action"], follow=True)
    assert "2件を取り込みました" in done.content.decode()
    assert keys.rows["K-3"].values["name"] == "倉庫"


def test_a_wrong_row_is_shown_with_its_words_and_there_is_no_button(keys, keeper):
    sent = _send(keeper, csv_of(["番号", "名称"], ["K-1", "大金庫"], ["K-2", ""]))
    page = _page(keeper.get(sent["Location"]))
    assert "誤りのある行が1行" in page.text
    assert "名称：入力してください" in page.text
    assert page.find("button", string="この内容で取り込む") is None
    assert "大金庫" not in page.find("table").text  # only what is wrong, at first
    assert "大金庫" in keeper.get(f"{sent['Location']}?show=changed").content.decode()
    pk = Upload.objects.get().pk
    refused = keeper.post(reverse("keys:keys-apply", args=[pk]), follow=True)
    assert "何も変えていません" in refused.content.decode()
    assert keys.rows["K-1"].values["name"] == "金庫"


def test_a_change_by_somebody_else_is_said_and_the_new_differences_shown(keys, keeper):
    sent = _send(keeper, csv_of(["番号", "名称"], ["K-1", "大金庫"]))
    keys.put("K-1", name="小金庫")
    pk = Upload.objects.get().pk
    shown = keeper.post(reverse("keys:keys-apply", args=[pk]), follow=True)
    assert "ほかの人が登録簿を変えました" in shown.content.decode()
    assert "小金庫" in _page(shown).find("table").text
    assert shown.redirect_chain[0][0] == sent["Location"]


def test_a_file_applied_already_leads_back(keys, keeper):
    _send(keeper, csv_of(["番号", "名称"], ["K-1", "大金庫"]))
    address = reverse("keys:keys-apply", args=[Upload.objects.get().pk])
    keeper.post(address)
    assert keeper.post(address).status_code == 404
    assert len(keys.written) == 1


def test_a_file_can_be_dropped(keys, keeper):
    _send(keeper, csv_of(["番号", "名称"], ["K-1", "大金庫"]))
    dropped = keeper.post(reverse("keys:keys-drop", args=[Upload.objects.get().pk]), follow=True)
    assert "登録簿は変わっていません" in dropped.content.decode()
    assert not Upload.objects.exists()


def test_the_same_content_says_so(keys, keeper):
    sent = _send(keeper, csv_of(["番号", "名称"], ["K-1", "金庫"]))
    assert "登録簿と同じ内容です" in keeper.get(sent["Location"]).content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "ファイルが空です"),
        (csv_of(["甲"], ["1"]), "見出しの行が見つかりません"),
        (b"PK\x03\x04broken", "読み取れませんでした"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_in_words(keeper, data, words):
    response = _send(keeper, data)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_without_a_file_the_form_says_so(keeper):
    assert keeper.post(reverse("keys:keys-import")).status_code == 422


def test_the_page_tells_how_to_write_the_table_and_what_waits(keys, keeper):
    _send(keeper, csv_of(["番号", "名称"], ["K-1", "大金庫"]))
    text = _page(keeper.get(reverse("keys:keys-import"))).get_text(" ", strip=True)
    for words in ("確かめの途中", "鍵.csv", "次のどれか: 在庫、貸出中", "○か×", "整数", "必須"):
        assert words in text


def test_a_file_of_somebody_else_does_not_exist(keys, keeper):
    _send(keeper, csv_of(["番号", "名称"], ["K-1", "大金庫"]))
    other = client_for(make_person(roles=("system-manager",)))
    pk = Upload.objects.get().pk
    assert other.get(reverse("keys:keys-differences", args=[pk])).status_code == 404
    for name in ("apply", "drop"):
        assert other.post(reverse(f"keys:keys-{name}", args=[pk])).status_code == 404


def test_who_only_looks_may_export_and_not_import(keys, looker):
    assert looker.get(reverse("keys:keys-export")).status_code == 200
    assert looker.get(reverse("keys:keys-import")).status_code == 403
    assert _send(looker, csv_of(["番号"], ["K-1"])).status_code == 403


def test_signed_out_nobody_exports(keys):
    response = Client().get(reverse("keys:keys-export"))
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("form", "begins"),
    [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("csv-cp932", "番号".encode("cp932"))],
)
def test_exports_come_in_each_form_with_a_japanese_name(keys, looker, form, begins):
    response = looker.get(reverse("keys:keys-export"), {"format": form})
    assert response.content.startswith(begins)
    assert "filename*=UTF-8''%E9%8D%B5" in response["Content-Disposition"]


def test_an_export_is_japanese_whatever_the_reader_s_language(keys, looker):
    response = looker.get(reverse("keys:keys-export"), headers={"accept-language": "en"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet[1]][:2] == ["番号", "名称"]


def test_queries_do_not_grow_with_rows(keys, keeper, django_assert_max_num_queries):
    rows = [[f"N-{number}", "鍵"] for number in range(300)]
    with django_assert_max_num_queries(25):
        sent = _send(keeper, xlsx(["番号", "名称"], *rows), "鍵.xlsx")
    with django_assert_max_num_queries(15):
        page = keeper.get(sent["Location"])
    assert len(page.context["page"].object_list) == 100
