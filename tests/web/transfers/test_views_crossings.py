"""The pages of what crossed: everybody their own, the desk all, auditors without subjects."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person
from tests.web.transfers.parts import OURS, auditor, desk, hanako, held, record, take

pytestmark = pytest.mark.django_db
LIST = "transfers:list"
SUBJECT = "資料の送付について"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


def text(response):
    main = BeautifulSoup(response.content, "lxml").find("main")
    return main.get_text(" ", strip=True)


def shown(person, name=LIST, *args, **query):
    return text(client_for(person).get(reverse(name, args=args), query))


class TestWhoSeesWhat:
    def test_an_employee_sees_their_own_mail_and_nobody_elses(self, tmp_path):
        person = hanako()
        mine, other = take(tmp_path, record(), record(to=(f"taro@{OURS}",), subject="人事の件"))
        page = shown(person)
        assert mine.number in page
        assert other.number not in page
        assert "人事の件" not in page
        client = client_for(person)
        assert client.get(reverse("transfers:crossing", args=[mine.pk])).status_code == 200
        assert client.get(reverse("transfers:crossing", args=[other.pk])).status_code == 404

    def test_what_somebody_sent_is_theirs_too(self, tmp_path):
        person = hanako()
        (row,) = take(tmp_path, record(sender=f"hanako@{OURS}", to=("kacho@partner.example.jp",)))
        assert row.number in shown(person)

    def test_the_desk_sees_all_with_subjects(self, tmp_path):
        (row,) = take(tmp_path, record())
        page = shown(desk())
        assert row.number in page
        assert SUBJECT in page

    def test_auditors_see_all_without_subjects(self, tmp_path):
        (row,) = take(tmp_path, record())
        person = auditor()
        for page in (shown(person), shown(person, "transfers:crossing", row.pk)):
            assert row.number in page
            assert SUBJECT not in page

    def test_an_auditor_cannot_find_out_a_subject_by_seeking_it(self, tmp_path):
        (row,) = take(tmp_path, record())
        assert row.number not in shown(auditor(), words="資料")
        assert row.number in shown(desk(), words="資料")

    @pytest.mark.parametrize("roles", [(), ("contact-point",)])
    def test_figures_are_for_who_sees_all(self, roles):
        person = make_person(roles=roles)
        assert client_for(person).get(reverse("transfers:months")).status_code == 403
        assert client_for(desk()).get(reverse("transfers:months")).status_code == 200

    def test_nobody_unknown_sees_anything(self, tmp_path):
        (row,) = take(tmp_path, record())
        for address in (reverse(LIST), reverse("transfers:crossing", args=[row.pk])):
            assert Client().get(address).status_code == 302

    def test_nothing_is_changed_by_posting(self, tmp_path):
        assert client_for(desk()).post(reverse(LIST)).status_code == 405


class TestSeeking:
    @pytest.mark.parametrize(
        "query",
        [
            {"words": "PARTNER.example"},
            {"words": "hanako"},
            {"words": "partner hanako"},
            {"words": "bbbbbbbb"},
            {"outcome": "delivered"},
            {"state": "done"},
            {"first": "2026-06-01", "last": "2026-06-01"},
        ],
    )
    def test_a_crossing_is_found_by(self, tmp_path, query):
        (row,) = take(tmp_path, record())
        assert row.number in shown(desk(), **query)

    @pytest.mark.parametrize(
        "query",
        [
            {"words": "partner nobody"},
            {"words": "eeeeeeee"},
            {"outcome": "held"},
            {"state": "held"},
            {"first": "2026-06-02"},
            {"last": "2026-05-31"},
        ],
    )
    def test_a_crossing_is_left_out_by(self, tmp_path, query):
        (row,) = take(tmp_path, record())
        page = shown(desk(), **query)
        assert row.number not in page
        assert "当てはまるものはありません" in page

    def test_what_cannot_be_read_is_not_sought(self, tmp_path):
        (row,) = take(tmp_path, record())
        assert row.number in shown(desk(), first="きのう", outcome="nonsense")

    def test_a_hash_is_found_by_its_beginning_but_not_by_a_few_letters(self, tmp_path):
        (row,) = take(tmp_path, record())
        assert row.number in shown(desk(), words=row.sha256_in[:16].upper())
        assert row.number not in shown(desk(), words="bbb")


class TestOne:
    def test_the_page_says_in_plain_words_what_was_taken_out(self, tmp_path):
        (row,) = take(tmp_path, record(flags=("表示名が違います",)))
        page = shown(desk(), "transfers:crossing", row.pk)
        for words in (
            "取り除いた",
            "安全な形に変えた",
            "見積書.exe",
            "実行できる形式のファイルは受け取れません",
            "差出人に注意：表示名が違います",
            "表の色は変わることがあります",
            row.sha256_in,
        ):
            assert words in page

    def test_a_held_one_says_why_and_what_to_do(self, tmp_path):
        (row,) = take(tmp_path, held())
        page = shown(desk(), "transfers:crossing", row.pk)
        assert "送り主に作り直しを頼んでください" in page
        assert "人の判断待ち" in page

    def test_in_english_the_engine_speaks_english(self, tmp_path):
        (row,) = take(tmp_path, held())
        client = client_for(desk())
        address = reverse("transfers:crossing", args=[row.pk])
        page = text(client.get(address, headers={"accept-language": "en"}))
        assert "The file is damaged or malformed" in page


class TestFigures:
    def test_months_are_counted_by_outcome(self, tmp_path):
        take(tmp_path, record(), record(), record(outcome="text-only"), held())
        page = shown(desk(), "transfers:months")
        assert "令和8年6月（2026-06） 2 1 1 0 4" in page
        assert "令和7年7月（2025-07） 0 0 0 0 0" in page


def test_queries_do_not_grow_with_rows(tmp_path):
    client = client_for(desk())
    take(tmp_path, record())
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(LIST))
    take(tmp_path, *(record() for _ in range(20)))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(LIST))
    assert len(few) == len(many)


def test_crossings_are_found_by_the_search_of_the_product_within_ones_reach(tmp_path):
    person = hanako()
    mine, other = take(tmp_path, record(), record(to=(f"taro@{OURS}",)))
    page = text(client_for(person).get(reverse("search:search"), {"words": "資料の送付"}))
    assert mine.number in page
    assert other.number not in page
    page = text(client_for(auditor()).get(reverse("search:search"), {"words": "資料の送付"}))
    assert mine.number not in page
