"""What documents and editions say of themselves, and who may know of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.web.factories import AT, make_person
from tests.web.policies.samples import basic, imported, next_edition, published

from sekisho.web.policies.models import Clause, Document, Edition, Pledge

pytestmark = pytest.mark.django_db
READER = frozenset({"status.read"})
PROCEDURES = frozenset({"status.read", "procedures.read"})


class TestReadable:
    @pytest.mark.parametrize("kind", ["basic", "standard"])
    def test_anybody_may_know_of_basic_policy_and_standards(self, kind):
        published(imported(kind=kind))
        for rows in (Document.objects, Edition.objects, Clause.objects):
            assert rows.readable(frozenset()).exists()

    def test_procedures_need_their_right_and_no_other_replaces_it(self):
        published(imported(kind="procedure"))
        every_other = frozenset(
            {"documents.draft", "documents.approve", "documents.publish", "status.read",
             "evidence.read", "people.manage", "roles.assign", "instance.operate"}
        )  # fmt: skip
        for rows in (Document.objects, Edition.objects, Clause.objects):
            assert not rows.readable(every_other).exists()
            assert rows.readable(every_other | {"procedures.read"}).exists()

    def test_the_right_to_procedures_alone_shows_no_draft_of_one(self):
        imported(kind="procedure")
        assert not Edition.objects.readable(frozenset({"procedures.read"})).exists()
        assert Edition.objects.readable(PROCEDURES).exists()

    @pytest.mark.parametrize(
        "right", ["status.read", "documents.draft", "documents.approve", "documents.publish"]
    )
    def test_who_works_on_documents_sees_drafts(self, right):
        imported()
        assert Edition.objects.readable(frozenset({right})).exists()

    def test_superseded_editions_stay_readable(self):
        first = published()
        published(next_edition(first, basic(十分な="必要な")))
        assert Edition.objects.readable(frozenset()).count() == 2


class TestLight:
    def test_neither_the_file_nor_the_reading_is_fetched(self):
        imported()
        with CaptureQueriesContext(connection) as found:
            row = Edition.objects.light().get()
            assert row.document.title
        (query,) = found
        assert '"source"' not in query["sql"]
        assert '"tree"' not in query["sql"]

    def test_clauses_come_with_their_edition_in_one_query(self):
        imported()
        with CaptureQueriesContext(connection) as found:
            for clause in Clause.objects.with_edition():
                assert clause.edition.document.title
        assert len(found) == 1


class TestNames:
    def test_an_edition_is_called_by_title_and_number(self):
        edition = imported()
        assert edition.name == str(edition) == "朝霧市職員共済組合情報セキュリティ基本方針（第1版）"
        assert edition.subject == f"edition:{edition.pk}"

    def test_rows_say_what_they_are(self):
        person = make_person("朝霧 花子")
        edition = published()
        assert str(edition.document) == edition.title
        assert str(edition.clauses.get(clause_id="3(2)")) == "3(2)"
        assert str(edition.clauses.get(clause_id="3(2)").topics.first()) == "people.training"
        assert "朝霧 花子" in str(Pledge.objects.get(person=person))

    def test_states_are_translated(self):
        edition = imported()
        with translation.override("ja"):
            assert edition.get_state_display() == "案"


class TestPledges:
    def test_open_and_overdue(self):
        make_person()
        published()
        assert Pledge.objects.open().count() == Pledge.objects.count()
        due = Pledge.objects.first().due_on
        assert not Pledge.objects.overdue(due).exists()
        assert Pledge.objects.overdue(due.replace(year=2027)).exists()
        Pledge.objects.update(confirmed_at=AT, way="self")
        assert not Pledge.objects.overdue(due.replace(year=2027)).exists()

    def test_only_procedures_are_restricted(self):
        kinds = {kind: Document(kind=kind).restricted for kind in Document.Kind.values}
        assert kinds == {"basic": False, "standard": False, "procedure": True}
