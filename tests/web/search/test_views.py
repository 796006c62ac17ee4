"""The page that finds: everything the reader may see, nothing else, at a flat cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.policies.samples import MARKER, imported, published

from sekisho.verdicts import Verdict
from sekisho.web.evidence import actions as evidence
from sekisho.web.search import sources
from sekisho.web.search.views import MOST

pytestmark = pytest.mark.django_db
ADDRESS = "/search/"


@pytest.fixture
def reader():
    return client_for(make_person("検索 花子", roles=("committee-member",)))


def page_of(client, words, **fields):
    answer = client.get(reverse("search:search"), {"words": words} | fields)
    assert answer.status_code == 200
    return answer.content.decode()


def test_nobody_searches_without_signing_in():
    answer = Client().get(ADDRESS, {"words": "職員"})
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_without_words_the_page_says_what_to_do(reader):
    assert "探す言葉を入力してください" in page_of(reader, "　")


def test_words_that_stand_nowhere_are_said_to_be_nowhere(reader):
    assert "見つかりません" in page_of(reader, "どこにもない言葉")


def test_a_clause_in_force_is_found_with_its_document_and_its_words_marked(reader):
    edition = published(imported())
    page = page_of(reader, "教育")
    assert "<mark>教育</mark>" in page
    assert f"{reverse('policies:edition', args=[edition.pk])}#clause-" in page


def test_people_are_found_by_name_furigana_in_hiragana_and_unit(reader):
    make_person("関所 太郎", furigana="セキショ タロウ", unit=make_unit("出納課"))
    assert "関所 太郎" in page_of(reader, "関所 太郎").replace("<mark>", "").replace("</mark>", "")
    assert "セキショ" in page_of(reader, "せきしょ")
    assert "セキショ" in page_of(reader, "出納課")


def test_controls_are_found_by_what_they_ask(reader):
    assert reverse("controls:catalogue") in page_of(reader, "多要素認証", kind="controls")


def test_somebody_without_a_right_finds_no_people_controls_or_evidence():
    evidence.seal(kind="check", subject="roles-held", at=AT, verdict=Verdict.HOLDS)
    make_person("関所 太郎")
    stranger = client_for(make_person())
    for words in ("関所", "多要素認証", "自動の確認"):
        assert "見つかりません" in page_of(stranger, words)


def test_a_procedure_is_found_by_nobody_but_its_named_roles(reader):
    published(imported(kind="procedure"))
    assert "見つかりません" in page_of(reader, MARKER)
    named = client_for(make_person(roles=("manager",)))
    assert f"<mark>{MARKER}</mark>" in page_of(named, MARKER)


def test_markup_in_the_words_is_shown_as_text(reader):
    page = page_of(reader, "<script>alert(1)</script>")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("kind", ["clauses", "people", "units", "controls", "evidence"])
def test_each_kind_has_a_page_of_its_own(reader, kind):
    assert reverse("search:search") in page_of(reader, "職員", kind=kind)


def test_an_unknown_kind_is_a_search_over_all(reader):
    make_person("関所 太郎")
    assert "関所" in page_of(reader, "関所", kind="secrets")


def test_many_are_counted_only_so_far_and_the_rest_is_said(reader):
    unit = make_unit()
    for _ in range(MOST + 1):
        make_person("同姓 同名", unit=unit, account=False, in_scope=False)
    assert "200件より多い" in page_of(reader, "同姓")
    alone = page_of(reader, "同姓", kind="people")
    assert "初めの200件" in alone


def test_the_number_of_queries_does_not_grow_with_what_is_found(reader):
    def cost():
        with CaptureQueriesContext(connection) as made:
            page_of(reader, "同姓")
        return len(made)

    unit = make_unit()
    make_person("同姓 同名", unit=unit, account=False, in_scope=False)
    first = cost()
    for _ in range(3):
        make_person("同姓 同名", unit=unit, account=False, in_scope=False)
    assert cost() == first


def test_the_plan_of_the_year_is_asked_alone(reader, monkeypatch):
    """It costs more than all others: a search over all only leads to it."""
    (plan,) = sources.apart()
    monkeypatch.setattr(type(plan), "found", lambda *_: 1 / 0)
    page = page_of(reader, "研修")
    assert "kind=duties" in page
    with pytest.raises(ZeroDivisionError):
        page_of(reader, "研修", kind="duties")


def test_every_source_has_its_own_address_word_and_a_label():
    ids = [source.id for source in sources.sources()]
    assert len(set(ids)) == len(ids)
    assert all(str(source.label) for source in sources.sources())
