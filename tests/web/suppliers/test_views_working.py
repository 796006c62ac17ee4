"""The pages of selections, workers, media and findings, and the refusal for everybody else."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.premises.standing import make_area
from tests.web.suppliers.contracting import contracted, keeper
from tests.web.suppliers.mending import correction_of, judge
from tests.web.suppliers.test_selections import GOOD, compared, proposed
from tests.web.suppliers.test_views_contracts import form_of, soup, text
from tests.web.suppliers.test_working import handed, listed, noted

from sekisho.web.corrections.actions import withdraw
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.models import Candidate, Contract, Finding, Handover, Selection, Worker

pytestmark = pytest.mark.django_db
ANSWERS = {f"criterion-{key}": value for key, value in GOOD.items()}


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


@pytest.fixture
def row(by):
    return contracted(by)


@pytest.fixture
def selection(by):
    return actions.begin_selection(
        title="入力", unit=make_unit(), grade="personal", information="受診票", by=by, at=AT
    )


class TestSelections:
    def test_one_is_begun_compared_and_proposed_from_the_forms(self, client):
        form = {"title": "入力", "unit": make_unit().pk, "information": "票", "grade": "personal"}
        client.post("/suppliers/selections/new/", form)
        row = Selection.objects.get()
        base = f"/suppliers/selections/{row.pk}/"
        client.post(f"{base}candidates/new/", {"firm": "若葉データ", "note": "", **ANSWERS})
        one = Candidate.objects.get()
        assert one.answers == GOOD
        client.post(f"{base}propose/", {"candidate": one.pk, "reason": "点数"})
        row.refresh_from_db()
        assert row.chosen == one
        assert "決裁待ち" in text(client.get(base))

    def test_the_sheet_shows_points_scores_and_who_is_kept_out(self, client, by, selection):
        compared(selection, by, "若葉データ")
        compared(selection, by, "安い会社", GOOD | {"domestic": "none"})
        compared(selection, by, "途中の会社", {"domestic": "full"})
        page = text(client.get(f"/suppliers/selections/{selection.pk}/"))
        assert "100" in page
        assert "必須の基準を満たさない" in page
        assert "答えていない基準がある" in page

    def test_answers_are_corrected_and_start_from_what_was_said(self, client, by, selection):
        one = compared(selection, by)
        path = f"/suppliers/candidates/{one.pk}/change/"
        assert soup(client.get(path)).select_one("input[name=firm]")["value"] == "若葉データ"
        client.post(path, {"firm": "若葉データ", "note": "再提出", **ANSWERS})
        one.refresh_from_db()
        assert one.note == "再提出"

    def test_who_is_kept_out_is_not_offered(self, client, by, selection):
        one = compared(selection, by, answers=GOOD | {"domestic": "none"})
        path = f"/suppliers/selections/{selection.pk}/propose/"
        assert not soup(client.get(path)).select("input[type=radio]")
        answer = client.post(path, {"candidate": one.pk, "reason": "安い"})
        assert "正しく選択" in text(answer, 422)

    def test_once_proposed_the_refusal_comes_back_with_the_form(self, client, by, selection):
        proposed(selection, compared(selection, by), by)
        path = f"/suppliers/selections/{selection.pk}/candidates/new/"
        answer = client.post(path, {"firm": "別", "note": "", **ANSWERS})
        assert "比べた内容は変えられません" in text(answer, 422)

    def test_a_contract_is_entered_with_its_selection(self, client, by, selection):
        from tests.web.suppliers.test_selections import decided

        proposed(selection, compared(selection, by), by)
        assert "入力" not in text(client.get("/suppliers/new/"))
        decided()
        assert "入力" in text(client.get("/suppliers/new/"))
        client.post("/suppliers/new/", form_of(by, selection=selection.pk))
        contract = Contract.objects.get()
        assert contract.selection == selection
        assert "委託先の選定" in text(client.get(f"/suppliers/{contract.pk}/"))


class TestWorkers:
    def test_somebody_is_listed_confirmed_and_ended_from_the_page(self, client, row):
        area = make_area("情報システム室")
        base = f"/suppliers/{row.pk}/people/"
        client.post(
            f"{base}new/",
            {"name": "真野 薫", "duty": "運用", "areas": [f"area:{area.pk}"],
             "from_date": "2026-06-01"},
        )  # fmt: skip
        client.post(f"{base}confirm/")
        page = text(client.get(base))
        assert "真野 薫" in page
        assert "情報システム室" in page
        assert "照らし合わせた日" in page
        client.post(f"/suppliers/people/{Worker.objects.get().pk}/end/", {"on": "2026-06-01"})
        assert str(Worker.objects.get().until_date) == "2026-06-01"

    def test_a_refusal_comes_back_with_the_form(self, client, row):
        answer = client.post(
            f"/suppliers/{row.pk}/people/new/", {"duty": "運用", "from_date": "2026-06-01"}
        )
        assert "氏名を入力するか" in text(answer, 422)

    def test_names_of_workers_are_for_who_keeps_contracts(self, row, by):
        listed(row, by)
        looking = client_for(make_person(roles=("officer",)))
        assert looking.get(f"/suppliers/{row.pk}/people/").status_code == 403
        assert looking.get(f"/suppliers/{row.pk}/").status_code == 200


class TestMedia:
    FORM = {
        "what": "健診データ", "number": "USB-1", "grade": "personal", "encrypted": "on",
        "way": "手渡し", "handed_on": "2026-06-01", "due_on": "2026-06-05",
    }  # fmt: skip

    def test_over_back_and_wiped_from_the_pages(self, client, row):
        client.post(f"/suppliers/{row.pk}/media/new/", self.FORM)
        line = Handover.objects.get()
        client.post(f"/suppliers/media/{line.pk}/return/", {"on": "2026-06-01"})
        wiped = {"on": "2026-06-01", "how": "初期化"}
        answer = client.post(f"/suppliers/media/{line.pk}/wiped/", wiped)
        assert "ほかの人が確かめます" in text(answer, 422)
        client_for(keeper()).post(f"/suppliers/media/{line.pk}/wiped/", wiped)
        assert "初期化" in text(client.get(f"/suppliers/{row.pk}/media/"))

    def test_an_unencrypted_medium_comes_back_with_the_reason(self, client, row):
        form = {key: value for key, value in self.FORM.items() if key != "encrypted"}
        assert "暗号化して渡します" in text(
            client.post(f"/suppliers/{row.pk}/media/new/", form), 422
        )


def test_a_finding_is_noted_and_mended_from_the_page(client, row):
    form = {
        "source": "visit", "found_on": "2026-06-01", "what": "施錠なし", "measure": "施錠",
        "due_on": "2026-06-30",
    }  # fmt: skip
    client.post(f"/suppliers/{row.pk}/findings/new/", form)
    one = Finding.objects.get()
    assert "施錠なし" in text(client.get(f"/suppliers/{row.pk}/findings/"))
    withdraw(correction=correction_of(one), reason="口頭で済んだ", by=judge(), at=AT)
    client.post(f"/suppliers/findings/{one.pk}/mend/", {"on": "2026-06-01", "how": "錠を見た"})
    assert "錠を見た" in text(client.get(f"/suppliers/{row.pk}/findings/"))


def test_nobody_else_changes_anything(row, by, selection):
    one, line = compared(selection, by), listed(row, by)
    out, open_ = handed(row, by), noted(row, by)
    client = client_for(make_person(roles=("officer",)))
    posts = [
        "selections/new/",
        f"selections/{selection.pk}/candidates/new/",
        f"selections/{selection.pk}/propose/",
        f"candidates/{one.pk}/change/",
        f"{row.pk}/people/new/",
        f"{row.pk}/people/confirm/",
        f"people/{line.pk}/end/",
        f"{row.pk}/media/new/",
        f"media/{out.pk}/return/",
        f"media/{out.pk}/wiped/",
        f"{row.pk}/findings/new/",
        f"findings/{open_.pk}/correct/",
        f"findings/{open_.pk}/mend/",
    ]
    for each in posts:
        assert client.post(f"/suppliers/{each}", {}).status_code == 403, each
    for each in ("selections/", f"{row.pk}/media/", f"{row.pk}/findings/"):
        assert client.get(f"/suppliers/{each}").status_code == 200
        assert client_for(make_person()).get(f"/suppliers/{each}").status_code == 403


def test_the_queries_of_the_pages_do_not_grow(client, row, by, selection):
    def fill(number):
        compared(selection, by, f"会社 {number}")
        listed(row, by, name=f"人 {number}")
        handed(row, by)
        noted(row, by)

    fill(0)
    pages = [
        "/suppliers/selections/",
        f"/suppliers/selections/{selection.pk}/",
        *(f"/suppliers/{row.pk}/{each}/" for each in ("people", "media", "findings")),
    ]
    few = [_cost(client, each) for each in pages]
    for number in range(1, 4):
        fill(number)
    assert [_cost(client, each) for each in pages] == few


def _cost(client, path):
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)
