"""The pages of contracts and chains, and the refusal for everybody who may not."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.suppliers.contracting import (
    asked,
    consented,
    contracted,
    decided,
    ended,
    keeper,
    ticked,
)

from sekisho.web.search.words import words_of
from sekisho.web.suppliers.finding import Contracts
from sekisho.web.suppliers.models import Contract, Ending, Firm, Subcontract

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def by():
    return keeper(name="管理 太郎")


@pytest.fixture
def client(by):
    return client_for(by)


def soup(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return BeautifulSoup(answer.content, "lxml")


def text(answer, status=200):
    return soup(answer, status).get_text(" ", strip=True)


def form_of(by, **change):
    return {
        "number": "委-77",
        "title": "保守",
        "firm": "若葉データ",
        "unit": make_unit().pk,
        "manager": by.pk,
        "grade": "personal",
        "starts": "2026-04-01",
        "ends": "2027-03-31",
        "report_hours": "1",
        "report_to": "情報係",
    } | change


SUB = {
    "above": "0",
    "firm": "北沢システム開発",
    "task": "改修",
    "place": "同社",
    "grade": "internal",
    "measures": "ISMS",
    "starts": "2026-06-01",
}


def test_a_contract_is_entered_from_the_form_and_leads_to_its_clauses(client, by):
    answer = client.post("/suppliers/new/", form_of(by))
    row = Contract.objects.get()
    assert answer.url == f"/suppliers/{row.pk}/clauses/"
    assert (row.firm.name, row.report_hours) == ("若葉データ", 1)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"ends": "2026-03-01"}, "終了日は"),
        ({"title": ""}, "必須"),
        ({"grade": "astral"}, "正しく選択"),
        ({"report_hours": "0"}, "1 以上"),
    ],
)
def test_what_cannot_be_entered_comes_back_with_the_reason(client, by, change, word):
    assert word in text(client.post("/suppliers/new/", form_of(by, **change)), 422)
    assert not Contract.objects.exists()


def test_a_contract_is_corrected_from_the_form(client, by):
    row = contracted(by)
    client.post(f"/suppliers/{row.pk}/change/", form_of(by, number=row.number, title="運用"))
    row.refresh_from_db()
    assert row.title == "運用"
    assert "運用" in text(client.get(f"/suppliers/{row.pk}/changes/"))


def test_the_page_names_the_clauses_that_are_missing(client, by):
    row = ticked(contracted(by, whole=False), by=by, without=("report", "return"))
    page = text(client.get(f"/suppliers/{row.pk}/"))
    assert "契約に欠けている条項: 事故の報告（時間と連絡先）、返却・消去と証明書" in page
    assert "2か所欠け" in text(client.get("/suppliers/"))


def test_clauses_are_ticked_from_the_form(client, by):
    row = contracted(by, whole=False, grade="open")
    client.post(f"/suppliers/{row.pk}/clauses/", {"secrecy": "第5条", "report": " "})
    row.refresh_from_db()
    assert row.clauses == {"secrecy": "第5条"}


def test_the_chain_is_shown_with_levels_and_the_one_without_consent(client, by):
    row = contracted(by)
    upper = consented(row, by)
    asked(row, by, "二見ソフト", upper)
    page = text(client.get(f"/suppliers/{row.pk}/"))
    assert "承諾のない再委託が1件" in page
    assert "二見ソフト 再々委託" in page
    assert "北沢システム開発からの再委託" in page
    assert "承諾なし1件" in text(client.get("/suppliers/"))


def test_a_fourth_level_has_a_name_too(client, by):
    row = contracted(by)
    above = None
    for name in ("甲", "乙", "丙"):
        above = asked(row, by, name, above)
    assert "丙 第3次の再委託" in text(client.get(f"/suppliers/{row.pk}/"))


def test_a_subcontract_is_asked_for_from_the_form(client, by):
    row = contracted(by)
    client.post(f"/suppliers/{row.pk}/subcontracts/new/", SUB)
    first = Subcontract.objects.get()
    client.post(
        f"/suppliers/{row.pk}/subcontracts/new/", SUB | {"above": str(first.pk), "firm": "二見"}
    )
    assert Subcontract.objects.get(firm__name="二見").above == first


@pytest.mark.parametrize(
    ("change", "word"), [({"grade": "mynumber"}, "重い情報"), ({"above": "99"}, "正しく選択")]
)
def test_a_subcontract_that_cannot_be_comes_back_with_the_reason(client, by, change, word):
    row = contracted(by)
    answer = client.post(f"/suppliers/{row.pk}/subcontracts/new/", SUB | change)
    assert word in text(answer, 422)
    assert not Subcontract.objects.exists()


def test_copies_are_seen_and_work_is_ended_from_the_page(client, by):
    row = asked(contracted(by), by)
    client.post(f"/suppliers/subcontracts/{row.pk}/copy/")
    client.post(f"/suppliers/subcontracts/{row.pk}/end/", {"on": "2026-06-01"})
    row.refresh_from_db()
    assert (row.copy_seen_by, str(row.ended_on)) == (by, "2026-06-01")
    assert "契約の写しの確認" in text(client.get(f"/suppliers/{row.contract_id}/"))


def test_consent_refused_is_asked_again_from_the_page(client, by):
    row = decided(asked(contracted(by), by), refused=True)
    assert "承諾されていない" in text(client.get(f"/suppliers/{row.contract_id}/"))
    client.post(f"/suppliers/subcontracts/{row.pk}/again/")
    row.refresh_from_db()
    assert row.refused_at is None
    told = client.post(f"/suppliers/subcontracts/{row.pk}/again/", follow=True)
    assert "もう一度申請できるのは" in text(told)


def test_an_end_is_recorded_completed_and_confirmed_by_another(client, by):
    row = contracted(by)
    client.post(f"/suppliers/{row.pk}/end/", {"ended_on": "2026-06-01", "returned": "なし"})
    assert "まだない" in text(client.get(f"/suppliers/{row.pk}/"))
    paper = SimpleUploadedFile("証明書.pdf", b"%PDF", "application/pdf")
    client.post(
        f"/suppliers/{row.pk}/end/complete/", {"accounts_closed": "on", "certificate": paper}
    )
    refused = client.post(f"/suppliers/{row.pk}/end/confirm/", follow=True)
    assert "ほかの人が確認します" in text(refused)
    client_for(keeper()).post(f"/suppliers/{row.pk}/end/confirm/")
    assert Ending.objects.get().confirmed_at == AT
    assert "保守" in text(client.get("/suppliers/?show=over"))


def test_a_certificate_larger_than_a_paper_is_refused(client, by, monkeypatch):
    monkeypatch.setattr("sekisho.web.suppliers.forms.contracts.LARGEST_FILE", 3)
    row = contracted(by)
    form = {"ended_on": "2026-06-01", "returned": "なし"}
    paper = SimpleUploadedFile("証明書.pdf", b"%PDF", "application/pdf")
    answer = client.post(f"/suppliers/{row.pk}/end/", form | {"certificate": paper})
    assert "大きすぎます" in text(answer, 422)


def test_a_firm_is_corrected_from_the_form(client, by):
    firm = contracted(by).firm
    client.post(f"/suppliers/firms/{firm.pk}/change/", {"name": "新社名", "email": "a@b.example"})
    assert Firm.objects.get().email == "a@b.example"


def test_who_only_looks_sees_no_button_and_changes_nothing(by):
    row = asked(contracted(by), by)
    client, contract = client_for(make_person(roles=("officer",))), row.contract
    page = soup(client.get(f"/suppliers/{contract.pk}/"))
    assert not page.select("main form, main .button--primary, main .button--secondary")
    posts = [
        "new/",
        f"{contract.pk}/change/",
        f"{contract.pk}/clauses/",
        f"{contract.pk}/subcontracts/new/",
        f"{contract.pk}/end/",
        f"{contract.pk}/end/complete/",
        f"{contract.pk}/end/confirm/",
        f"firms/{contract.firm_id}/change/",
        f"subcontracts/{row.pk}/again/",
        f"subcontracts/{row.pk}/copy/",
        f"subcontracts/{row.pk}/end/",
    ]
    for each in posts:
        assert client.post(f"/suppliers/{each}", {}).status_code == 403, each


@pytest.mark.parametrize("path", ["", "1/", "new/"])
def test_nobody_without_a_right_and_nobody_signed_out_opens_a_page(path):
    assert client_for(make_person()).get(f"/suppliers/{path}").status_code == 403
    assert Client().get(f"/suppliers/{path}").status_code == 302


def test_a_contract_that_is_not_there_is_not_found(client):
    for path in ("99/", "99/changes/", "99/clauses/", "99/end/", "firms/99/change/"):
        assert client.get(f"/suppliers/{path}").status_code == 404


def test_the_queries_of_the_pages_do_not_grow(client, by):
    row = contracted(by)
    upper = consented(row, by)
    pages = ["/suppliers/", f"/suppliers/{row.pk}/"]
    few = [_cost(client, each) for each in pages]
    for number in range(4):
        asked(row, by, f"下請 {number}", upper)
        asked(contracted(by, firm=f"会社 {number}"), by)
    assert [_cost(client, each) for each in pages] == few


def _cost(client, path):
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


class _Asking:
    def __init__(self, *rights):
        self.rights = frozenset(rights)


def test_contracts_are_found_by_words_for_who_may_look(by):
    row = contracted(by, title="健診データの入力")
    ended(contracted(by), by)
    found = Contracts().found(_Asking("status.read"), words_of("健診 朝霧"))
    assert [each.pk for each in found] == [row.pk]
    assert Contracts().hit(row).url == f"/suppliers/{row.pk}/"
    assert not Contracts().found(_Asking(), words_of("健診"))
