"""The public sees the basic policy in force, as written, and nothing else of the instance."""

import io
import re

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from docx import Document
from tests.web.factories import make_person
from tests.web.policies.samples import (
    MARKER,
    approved,
    basic,
    imported,
    next_edition,
    published,
)

from sekisho.catalogue import load
from sekisho.web.policies.public import public_policy
from sekisho.web.ui.papers import keeping
from sekisho.web.ui.papers.answer import DOCX

pytestmark = pytest.mark.django_db
ADDRESSES = ("/policy/", "/policy/policy.html", "/policy/policy.pdf", "/policy/policy.docx")


def text_of(answer):
    if answer["Content-Type"] == "application/pdf":
        document = pypdfium2.PdfDocument(answer.content)
        return "".join(each.get_textpage().get_text_range() for each in document)
    if answer["Content-Type"] == DOCX:
        document = Document(io.BytesIO(answer.content))
        return "".join(each.text for each in document.paragraphs)
    return BeautifulSoup(answer.content, "html.parser").get_text()


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("url", ADDRESSES)
class TestEveryForm:
    def test_anybody_gets_it_without_signing_in(self, client, url):
        published()
        answer = client.get(url)
        assert answer.status_code == 200
        assert "職員等に十分な教育及び啓発を行う。" in squeezed(text_of(answer))

    def test_brackets_are_full_width_and_days_are_wareki(self, client, url):
        published()
        text = squeezed(text_of(client.get(url)))
        assert "（1）" in text
        assert "(1)" not in text
        assert "令和8年3月31日" in text
        assert "令和8年4月1日施行" in text
        assert "2026" not in text
        assert "朝霧市職員共済組合公告第7号" in text or "公告第7号" in text
        assert "（総務課）" in text

    def test_the_numbers_are_the_documents_own(self, client, url):
        articles = basic().decode().replace("1 目的\n\n", "第1条　（目的）", 1)
        published(imported(articles.encode()))
        assert "第1条" in squeezed(text_of(client.get(url)))

    def test_nothing_is_there_before_publication(self, client, url):
        approved()
        assert client.get(url).status_code == 404
        assert "教育" not in client.get(url).content.decode(errors="replace")

    def test_a_draft_of_the_next_edition_changes_nothing(self, client, url):
        first = published()
        next_edition(first, basic(十分な="十二分な"))
        assert "十二分" not in squeezed(text_of(client.get(url)))

    def test_standards_and_procedures_are_never_there(self, client, url):
        published(imported(kind="standard"))
        published(imported(kind="procedure"))
        assert client.get(url).status_code == 404
        published()
        text = squeezed(text_of(client.get(url)))
        assert MARKER not in text
        assert "対策の判断の基準" not in text

    def test_it_names_nobody_no_topic_and_no_id_of_ours(self, client, url):
        person = make_person("朝霧 花子")
        edition = published(imported(by=make_person("起案 太郎", roles=("secretariat",))))
        answer = client.get(url)
        whole = answer.content.decode(errors="replace") + text_of(answer)
        for secret in (person.name, "起案 太郎", edition.source_sha256, edition.source_name):
            assert secret not in whole
        for topic in load().topics.values():
            assert topic.id not in whole
        assert "/documents/" not in whole
        assert "editions" not in whole

    def test_posting_is_refused(self, client, url):
        assert client.post(url).status_code == 405


class TestFile:
    def test_it_needs_no_other_file_and_names_no_server(self, client):
        published()
        answer = client.get("/policy/policy.html")
        soup = BeautifulSoup(answer.content, "html.parser")
        assert answer["Content-Disposition"] == 'attachment; filename="policy.html"'
        assert not soup.select("link, script, img, style, a, form, nav")
        assert "testserver" not in answer.content.decode()
        assert "関所" not in answer.content.decode()

    def test_its_tree_is_nested_as_the_document_is(self, client):
        edition = published()
        soup = BeautifulSoup(client.get("/policy/policy.html").content, "html.parser")
        assert len(soup.select("li")) == edition.clauses.count()
        assert len(soup.select("main > ol > li")) == 4
        assert len(soup.select("main > ol > li:nth-of-type(3) > ol > li")) == 3

    def test_words_of_the_document_are_escaped(self, client):
        published(imported(basic(組織体制="<script>alert(1)</script>組織体制")))
        for url in ADDRESSES[:2]:
            assert "<script>alert" not in client.get(url).content.decode()


class TestWord:
    def test_it_is_made_once_however_often_it_is_asked_for(self, client, monkeypatch):
        published()
        first = client.get("/policy/policy.docx").content
        monkeypatch.setattr(keeping, "to_docx", None)
        assert client.get("/policy/policy.docx").content == first


class TestPdf:
    def test_equal_policies_give_equal_bytes(self, client):
        published()
        first = client.get("/policy/policy.pdf").content
        assert client.get("/policy/policy.pdf").content == first
        assert first.startswith(b"%PDF-")


class TestPage:
    def test_it_costs_two_queries(self, client, django_assert_num_queries):
        published()
        with django_assert_num_queries(2):
            public_policy()

    def test_it_shows_no_menu_and_links_only_its_other_forms(self, client):
        published()
        soup = BeautifulSoup(client.get("/policy/").content, "html.parser")
        assert not soup.select("nav, form, script")
        assert {a["href"] for a in soup.select("a")} == set(ADDRESSES[1:])

    def test_without_a_policy_it_says_so(self, client):
        assert "公開している基本方針はまだありません" in client.get("/policy/").content.decode()
