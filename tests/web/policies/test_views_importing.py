"""Uploading a file and confirming its topics, on the pages."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.factories import client_for, make_person
from tests.web.policies.asking_pages import cost, page, words
from tests.web.policies.samples import (
    BASIC,
    PROCEDURE,
    STANDARD,
    approved,
    fresh,
    imported,
    long_standard,
    published,
)

from sekisho.web.policies.forms import LIMIT_BYTES, ImportForm
from sekisho.web.policies.models import Clause, Edition

pytestmark = pytest.mark.django_db
NOT_A_POLICY = "昨日の昼食は、そばであった。"


@pytest.fixture
def drafter():
    return client_for(make_person(roles=("secretariat",)))


def upload(client, data=BASIC, *, kind="basic", name="policy.txt", **more):
    content = data if isinstance(data, bytes) else data.encode()
    file = SimpleUploadedFile(name, content)
    return client.post("/documents/import/", {"kind": kind, "file": file, **more})


class TestUpload:
    def test_a_policy_leads_to_the_page_of_its_topics(self, drafter):
        answer = upload(drafter)
        edition = Edition.objects.get()
        assert answer.status_code == 302
        assert answer["Location"] == f"/documents/editions/{edition.pk}/topics/"
        assert edition.source_name == "policy.txt"

    @pytest.mark.parametrize("data", [b"", NOT_A_POLICY.encode()], ids=["empty", "no policy"])
    def test_what_cannot_be_read_is_said_and_nothing_is_kept(self, drafter, data):
        answer = upload(drafter, data)
        assert answer.status_code == 422
        assert "ください" in answer.content.decode()
        assert "入力を確かめてください" in answer.content.decode()
        assert not Edition.objects.exists()

    def test_beyond_the_limit_it_is_refused_by_its_size_before_it_is_read(self):
        class Large(SimpleUploadedFile):
            def read(self, *_args):
                raise AssertionError("read before its size was looked at")

        file = Large("huge.pdf", b"x")
        file.size = LIMIT_BYTES + 1
        form = ImportForm({"kind": "basic"}, {"file": file}, rights=frozenset())
        assert not form.is_valid()
        assert "50 MB" in str(form.errors["file"])

    def test_the_same_file_again_links_to_its_edition(self, drafter):
        upload(drafter)
        answer = upload(drafter)
        assert answer.status_code == 422
        assert f'href="/documents/editions/{Edition.objects.get().pk}/"' in answer.content.decode()

    def test_the_next_edition_goes_to_the_document_chosen(self, drafter):
        first = published()
        changed = BASIC.replace("十分な", "必要な")
        upload(drafter, changed, document=first.document_id)
        assert Edition.objects.get(number=2).document_id == first.document_id

    def test_the_file_name_may_be_hostile(self, drafter):
        upload(drafter, name='"><script>alert(1)</script>.txt')
        edition = Edition.objects.get()
        text = drafter.get(f"/documents/editions/{edition.pk}/").content.decode()
        assert "<script>alert" not in text

    def test_the_words_of_the_document_may_be_hostile(self, drafter):
        upload(drafter, BASIC.replace("組織体制", "<script>alert(1)</script>組織体制"))
        edition = Edition.objects.get()
        for url in (
            f"/documents/editions/{edition.pk}/",
            f"/documents/editions/{edition.pk}/topics/",
        ):
            assert "<script>alert" not in drafter.get(url).content.decode()

    def test_a_reader_cannot_upload(self):
        reader = client_for(make_person(roles=("manager",)))
        assert upload(reader).status_code == 403
        assert reader.get("/documents/import/").status_code == 403
        assert not Edition.objects.exists()

    def test_a_procedure_goes_in_as_procedure_only_with_the_right(self, drafter):
        assert upload(drafter, PROCEDURE, kind="procedure").status_code == 302

    def test_without_a_kind_nothing_happens(self, drafter):
        assert upload(drafter, kind="").status_code == 422
        assert not Edition.objects.exists()


class TestTopicsPage:
    def test_clauses_matched_words_and_what_was_left_out_are_shown(self, drafter):
        edition = imported()
        text = words(drafter, f"/documents/editions/{edition.pk}/topics/")
        assert "職員等に十分な教育及び啓発を行う。" in text
        assert "教育" in text
        assert "題名として読みました" in text
        assert "未対応" in text

    def test_warnings_of_the_reader_are_shown(self, drafter):
        gap = STANDARD.replace("3 委託", "4 委託")
        edition = imported(gap.encode(), kind="standard")
        assert edition.tree["warnings"]
        text = words(drafter, f"/documents/editions/{edition.pk}/topics/")
        assert edition.tree["warnings"][0]["message"] in text

    def test_only_what_is_not_covered_can_be_shown(self, drafter):
        edition = imported()
        clause = edition.clauses.get(clause_id="3(2)")
        clause.topics.all().delete()
        soup = page(drafter, f"/documents/editions/{edition.pk}/topics/", show="uncovered")
        assert [each["id"] for each in soup.select("article")] == [f"clause-{clause.pk}"]

    def test_a_1200_clause_edition_stays_usable_page_by_page(self, drafter):
        small = imported(kind="standard")
        large = imported(long_standard(100), kind="standard")
        few = cost(drafter, f"/documents/editions/{small.pk}/topics/")
        url = f"/documents/editions/{large.pk}/topics/"
        many = cost(drafter, url)
        assert many <= few + 1  # the count of pages
        start = time.process_time()
        answer = drafter.get(url, {"page": 24})
        assert time.process_time() - start < 4  # a ceiling, not a measurement
        assert len(answer.content) < 1_000_000
        assert answer.content.decode().count("<article") == 50

    def test_a_reader_does_not_get_it(self):
        edition = imported()
        reader = client_for(make_person(roles=("manager",)))
        assert reader.get(f"/documents/editions/{edition.pk}/topics/").status_code == 403


class TestSettingTopics:
    @pytest.fixture
    def clause(self):
        return imported().clauses.get(clause_id="3(2)")

    def url(self, clause):
        return f"/documents/editions/{clause.edition_id}/topics/{clause.pk}/"

    def posted(self, clause, *topics, demands=True, add=""):
        prefix = f"c{clause.pk}"
        body = {f"{prefix}-topics": topics, f"{prefix}-add": add}
        return body | ({f"{prefix}-demands": "on"} if demands else {})

    def topics(self, clause):
        return set(clause.topics.values_list("topic", flat=True))

    def test_without_javascript_the_whole_page_comes_back_at_the_clause(self, drafter, clause):
        body = self.posted(clause, "people.training", add="review.audit") | {"page": "1"}
        answer = drafter.post(self.url(clause), body)
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"topics/?page=1#clause-{clause.pk}")
        assert self.topics(clause) == {"people.training", "review.audit"}

    def test_with_htmx_only_the_row_comes_back(self, drafter, clause):
        answer = drafter.post(
            self.url(clause), self.posted(clause, "people.training"), headers={"HX-Request": "true"}
        )
        text = answer.content.decode()
        assert answer.status_code == 200
        assert text.strip().startswith("<article")
        assert "<html" not in text
        assert "改めました" in text

    def test_the_row_is_what_the_full_page_shows_for_it(self, drafter, clause):
        answer = drafter.post(
            self.url(clause), self.posted(clause, "people.training"), headers={"HX-Request": "true"}
        )
        soup = page(drafter, f"/documents/editions/{clause.edition_id}/topics/")
        whole = soup.select_one(f"#clause-{clause.pk}")
        names = {each["value"] for each in whole.select("input[type=checkbox][checked][value]")}
        assert "people.training" in names
        assert "people.training" in answer.content.decode()

    def test_an_impossible_choice_is_answered_with_422_and_the_row(self, drafter, clause):
        body = self.posted(clause, "people.training", demands=False)
        answer = drafter.post(self.url(clause), body, headers={"HX-Request": "true"})
        assert answer.status_code == 422
        assert "求めなし" in answer.content.decode()
        assert Clause.objects.get(pk=clause.pk).demands

    def test_a_topic_nobody_knows_is_refused(self, drafter, clause):
        body = self.posted(clause, add="people.astrology")
        answer = drafter.post(self.url(clause), body, headers={"HX-Request": "true"})
        assert answer.status_code == 422
        assert "people.training" in self.topics(clause)

    def test_a_clause_of_another_edition_is_not_reached_through_this_one(self, drafter, clause):
        other = imported(kind="standard")
        url = f"/documents/editions/{other.pk}/topics/{clause.pk}/"
        assert drafter.post(url, self.posted(clause)).status_code == 404

    def test_a_reader_changes_nothing(self, clause):
        reader = client_for(make_person(roles=("manager",)))
        assert reader.post(self.url(clause), self.posted(clause)).status_code == 403

    def test_confirming_all_leads_to_the_edition(self, drafter, clause):
        edition = clause.edition
        answer = drafter.post(f"/documents/editions/{edition.pk}/topics/confirm/")
        assert answer["Location"] == f"/documents/editions/{edition.pk}/"
        assert fresh(edition).topics_confirmed_at is not None

    def test_confirming_later_is_refused_and_said(self, drafter):
        edition = approved()
        answer = drafter.post(f"/documents/editions/{edition.pk}/topics/confirm/", follow=True)
        assert "案だけです" in answer.content.decode()
