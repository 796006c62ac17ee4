"""What forms take and refuse before any action runs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from tests.web.policies.samples import BASIC, fresh, imported, published

from sekisho.catalogue import load
from sekisho.web.policies.forms import (
    SHEET_LIMIT_BYTES,
    CompareForm,
    ImportForm,
    PublishForm,
    SearchForm,
    SheetForm,
    TopicsForm,
    sheet_type,
    topic_titles,
)
from sekisho.web.policies.models import Edition, Pledge

pytestmark = pytest.mark.django_db
ALL = frozenset({"procedures.read", "status.read", "documents.draft"})


class TestImport:
    def test_a_file_at_the_limit_is_taken(self):
        file = SimpleUploadedFile("policy.txt", BASIC.encode())
        file.size = 50 * 1024 * 1024
        form = ImportForm({"kind": "basic"}, {"file": file}, rights=ALL)
        assert form.is_valid()

    def test_without_a_file_it_says_so(self):
        form = ImportForm({"kind": "basic"}, {}, rights=ALL)
        assert "file" in form.errors

    def test_the_kinds_offered_follow_the_rights(self):
        offered = {k for k, _label in ImportForm(rights=ALL).fields["kind"].choices}
        assert offered == {"basic", "standard", "procedure"}
        narrow = ImportForm(rights=frozenset({"documents.draft"}))
        assert "procedure" not in {k for k, _label in narrow.fields["kind"].choices}

    def test_a_restricted_document_cannot_be_named_without_the_right(self):
        hidden = imported(kind="procedure").document
        file = SimpleUploadedFile("policy.txt", BASIC.encode())
        data = {"kind": "standard", "document": hidden.pk}
        form = ImportForm(data, {"file": file}, rights=frozenset({"documents.draft"}))
        assert "document" in form.errors
        assert hidden.title not in str(form)


class TestTopics:
    @pytest.fixture
    def clause(self):
        return imported().clauses.get(clause_id="3(2)")

    def posted(self, clause, **values):
        data = QueryDict(mutable=True)
        for name, given in values.items():
            data.setlist(f"c{clause.pk}-{name}", given)
        return TopicsForm(data, clause=clause)

    def test_it_offers_every_topic_of_the_catalogue_once(self, clause):
        form = TopicsForm(clause=clause)
        carried = {value for value, _label in form.fields["topics"].choices}
        others = {value for value, _label in form.fields["add"].choices} - {""}
        assert carried | others == set(load().topics)
        assert not carried & others

    def test_what_was_ticked_and_what_was_added_come_together(self, clause):
        form = self.posted(clause, demands=["on"], topics=["people.training"], add=["review.audit"])
        assert form.is_valid()
        assert form.chosen == ("people.training", "review.audit")

    def test_an_unticked_topic_goes(self, clause):
        form = self.posted(clause, demands=["on"], add=[""])
        assert form.is_valid()
        assert form.chosen == ()

    def test_no_word_is_taken_twice(self, clause):
        form = self.posted(clause, demands=["on"], topics=["people.training"] * 2, add=[""])
        assert form.is_valid()
        assert form.chosen == ("people.training",)

    def test_titles_are_in_the_readers_language(self, clause):
        from django.utils import translation  # this test alone changes it

        japanese = dict(topic_titles())
        with translation.override("en"):
            english = dict(topic_titles())
        assert japanese.keys() == english.keys()
        assert japanese["people.training"] != english["people.training"]

    def test_a_topic_the_catalogue_dropped_is_shown_by_its_id(self, clause):
        clause.topics.create(topic="old.topic")
        choices = dict(TopicsForm(clause=clause).fields["topics"].choices)
        assert choices["old.topic"] == "old.topic"


class TestPublish:
    def test_a_day_is_asked_only_where_the_document_has_none(self):
        edition = imported()
        assert "effective_on" not in PublishForm(edition=edition).fields
        Edition.objects.filter(pk=edition.pk).update(effective_on=None)
        form = PublishForm({}, edition=fresh(edition))
        assert "effective_on" in form.errors

    def test_nonsense_is_no_day(self):
        edition = imported()
        Edition.objects.filter(pk=edition.pk).update(effective_on=None)
        form = PublishForm({"effective_on": "明日"}, edition=fresh(edition))
        assert not form.is_valid()


class TestCompareAndSearch:
    def test_editions_of_other_documents_are_not_offered(self):
        policy, standard = published(), published(imported(kind="standard"))
        form = CompareForm(
            {"old": policy.pk, "new": standard.pk}, document=policy.document, rights=ALL
        )
        assert set(form.errors) == {"new"}

    def test_drafts_are_not_offered_without_a_right(self):
        draft = imported()
        form = CompareForm(
            {"old": draft.pk, "new": draft.pk}, document=draft.document, rights=frozenset()
        )
        assert set(form.errors) == {"old", "new"}

    def test_procedures_cannot_be_searched_for_without_the_right(self):
        form = SearchForm({"kind": "procedure"}, rights=frozenset({"status.read"}))
        assert "kind" in form.errors
        assert SearchForm({"kind": "procedure"}, rights=ALL).is_valid()

    def test_more_than_a_hundred_characters_are_refused(self):
        assert "words" in SearchForm({"words": "字" * 101}, rights=ALL).errors


class TestSheet:
    def form(self, file=None, words="", size=None):
        if file is not None and size:
            file.size = size
        published()
        pledge = Pledge.objects.first()
        files = {"file": file} if file else {}
        return SheetForm(
            {"pledges": [pledge.pk], "words": words}, files, pledges=Pledge.objects.all()
        )

    @pytest.mark.parametrize(
        ("start", "media_type"),
        [
            (b"%PDF-1.4", "application/pdf"),
            (b"\x89PNG\r\n\x1a\n", "image/png"),
            (b"\xff\xd8\xff\xe0", "image/jpeg"),
            (b"GIF89a", None),
            (b"<svg", None),
            (b"", None),
        ],
    )
    def test_the_type_is_told_from_the_bytes(self, start, media_type):
        assert sheet_type(start) == media_type

    def test_the_scan_comes_whole_whatever_its_name_and_claimed_type(self):
        file = SimpleUploadedFile("署名.exe", b"%PDF-1.7 sheet", content_type="text/html")
        form = self.form(file)
        assert form.is_valid(), form.errors
        kept = form.attachment
        assert (kept.name, kept.media_type, kept.content) == (
            "署名.exe",
            "application/pdf",
            b"%PDF-1.7 sheet",
        )

    def test_too_large_is_refused_by_its_size(self):
        file = SimpleUploadedFile("sheet.pdf", b"%PDF-1.7")
        form = self.form(file, size=SHEET_LIMIT_BYTES + 1)
        assert "10 MB" in str(form.errors["file"])

    def test_without_a_file_there_is_no_attachment(self):
        form = self.form(words="金庫")
        assert form.is_valid()
        assert form.attachment is None
