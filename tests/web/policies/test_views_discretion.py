"""What the pages of this room do not give away, and what they bound."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests.web.factories import client_for, make_person
from tests.web.policies.samples import basic, imported, next_edition, published

from sekisho.web.policies.forms import MOST_WORDS, PublishForm, SearchForm
from sekisho.web.ui.apart import run_apart
from sekisho.web.ui.papers import PaperRefusedError, keeping, printing

pytestmark = pytest.mark.django_db
TITLE = "対策の判断の基準"


class TestDrafts:
    """A document of drafts only does not exist for who may not read drafts."""

    ADDRESSES = ("policies:document", "policies:comparison", "policies:comparison-docx")

    @pytest.mark.parametrize("name", ADDRESSES)
    def test_its_title_is_not_told(self, name):
        draft = imported(kind="standard")
        answer = client_for(make_person()).get(reverse(name, args=[draft.document_id]))
        assert answer.status_code == 404
        assert draft.document.title not in answer.content.decode()

    def test_who_works_on_it_sees_it_and_everybody_once_it_is_in_force(self):
        draft = imported(kind="standard")
        url = reverse("policies:document", args=[draft.document_id])
        assert client_for(make_person(roles=("secretariat",))).get(url).status_code == 200
        published(draft)
        assert client_for(make_person()).get(url).status_code == 200


class TestKeeping:
    def test_no_page_of_a_procedure_may_be_kept(self):
        edition = published(imported(kind="procedure"))
        client = client_for(make_person(roles=("auditor", "secretariat")))
        for name, pk in (
            ("policies:document", edition.document_id),
            ("policies:edition", edition.pk),
            ("policies:topics", edition.pk),
            ("policies:source", edition.pk),
            ("policies:api-edition", edition.pk),
        ):
            answer = client.get(reverse(name, args=[pk]))
            assert answer.status_code == 200
            assert "no-store" in answer["Cache-Control"], name


class TestSearch:
    def test_so_many_words_and_no_more(self):
        rights = frozenset({"status.read"})
        assert SearchForm({"words": "端 " * MOST_WORDS}, rights=rights).is_valid()
        assert not SearchForm({"words": "端 " * (MOST_WORDS + 1)}, rights=rights).is_valid()

    def test_too_many_are_refused_in_words_and_looked_for_nowhere(
        self, django_assert_max_num_queries
    ):
        published()
        client = client_for(make_person())
        with django_assert_max_num_queries(20):
            answer = client.get(reverse("policies:search"), {"words": "端　" * 40})
        assert answer.status_code == 422
        assert f"{MOST_WORDS}個まで" in answer.content.decode()


@pytest.mark.parametrize(
    ("day", "good"),
    [("1988-12-31", False), ("1989-01-08", True), ("2199-12-31", True), ("2200-01-01", False),
     ("0001-01-01", False), ("9999-12-31", False)],
)  # fmt: skip
def test_the_day_of_effect_is_a_day_of_our_time(day, good):
    edition = imported()
    edition.effective_on = None
    assert PublishForm({"effective_on": day}, edition=edition).is_valid() is good


class TestPublicPdf:
    URL = "/policy/policy.pdf"

    @pytest.fixture(autouse=True)
    def made(self, monkeypatch):
        """Count how often something is really set in type."""
        cache.clear()
        made = []

        def counted(*given):
            made.append(given)
            return run_apart(*given)

        monkeypatch.setattr(printing, "run_apart", counted)
        return made

    def test_it_is_made_once_however_often_it_is_asked_for(self, client, made):
        published()
        first = client.get(self.URL)
        assert [client.get(self.URL).content for _ in range(3)] == [first.content] * 3
        assert first.content.startswith(b"%PDF-")
        assert len(made) == 1

    def test_another_edition_is_another_pdf_at_once(self, client, made):
        edition = published()
        before = client.get(self.URL).content
        published(next_edition(edition, basic(十分な="十二分な")))
        after = client.get(self.URL).content
        assert after != before
        assert len(made) == 2

    def test_one_changed_word_in_the_database_is_never_covered_up(self, client):
        edition = published()
        before = client.get(self.URL).content
        edition.clauses.filter(position=0).update(text="書き換えられた文。")
        assert client.get(self.URL).content != before

    def test_a_failure_is_told_and_not_tried_again_at_once(self, client, monkeypatch):
        published()
        tried = []

        def fails(*_given):
            tried.append(1)
            raise PaperRefusedError("作成できませんでした。")

        monkeypatch.setattr(keeping, "printed", fails)
        assert client.get(self.URL).status_code == 503
        assert client.get(self.URL).status_code == 503
        assert len(tried) == 1

    def test_who_waits_too_long_for_the_one_at_work_is_told_so(self, client, monkeypatch, made):
        published()
        monkeypatch.setattr(keeping, "_PATIENCE_SECONDS", 0.01)
        with keeping._one_at_a_time:
            answer = client.get(self.URL)
        assert answer.status_code == 503
        assert "1分ほどして" in answer.content.decode()
        assert not made
        assert client.get(self.URL).status_code == 200
