"""Taking in a file: every clause in document order, and nothing at all when it is refused."""

import hashlib
import io

import pypdfium2
import pytest
from django.db import IntegrityError, transaction
from docx import Document as Docx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.factories import AT, make_person
from tests.web.policies.samples import (
    BASIC,
    MARKER,
    PROCEDURE,
    PROCEDURE_TITLE,
    approved,
    basic,
    imported,
    next_edition,
    published,
)

from sekisho import policytext
from sekisho.catalogue import sample
from sekisho.web.evidence import queries as evidence
from sekisho.web.policies import actions
from sekisho.web.policies.errors import (
    NotAllowedError,
    PolicyRefusedError,
    SameFileError,
    UnreadableFileError,
    WrongStateError,
)
from sekisho.web.policies.models import Clause, ClauseTopic, Document, Edition
from sekisho.web.policies.reading import document_of, with_depth

pytestmark = pytest.mark.django_db


def nothing_kept():
    return not (
        Document.objects.exists()
        or Edition.objects.exists()
        or Clause.objects.exists()
        or ClauseTopic.objects.exists()
        or evidence.size()
    )


def scanned_pdf() -> bytes:
    """Return a PDF of one page without a character."""
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(595, 842)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def locked_docx() -> bytes:
    """Return the container Word writes with a password (MS-CFB, EncryptedPackage)."""
    name = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + name + b"\0" * 4096


class TestWhatIsStored:
    def test_every_clause_stands_in_document_order_with_its_depth(self):
        edition = imported()
        reading = policytext.read(BASIC.encode(), name="policy.txt")
        stored = list(edition.clauses.values_list("clause_id", "depth", "label", "heading", "text"))
        assert stored == [
            (clause.id, depth, clause.label, clause.heading, clause.text)
            for clause, depth in with_depth(reading.clauses)
        ]
        assert [clause_id for clause_id, *_ in stored] == [clause.id for clause in reading.walk()]

    @settings(
        max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
    )
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 4), st.sampled_from(["教育を行う。", "記録する。", "定める。"])
            ),
            min_size=1,
            max_size=12,
        )
    )
    def test_whatever_the_tree_every_clause_is_stored_once_in_order(self, articles):
        lines = ["朝霧市職員共済組合試験方針", ""]
        for number, (items, words) in enumerate(articles, start=1):
            lines.append(f"第{number}条　組合は、次のことを{words}")
            lines += [f"({each})　項目{number}の{each}を{words}" for each in range(1, items + 1)]
        data = "\n".join(lines).encode()
        with transaction.atomic():
            edition = imported(data, kind="standard")
            stored = edition.clauses.order_by("position").values_list(
                "position", "clause_id", "text"
            )
            reading = policytext.read(data, name="policy.txt")
            assert list(stored) == [
                (at, clause.id, clause.text) for at, clause in enumerate(reading.walk())
            ]
            transaction.set_rollback(True)

    def test_number_days_and_issuer_are_the_documents_own(self):
        edition = imported()
        assert edition.title == "朝霧市職員共済組合情報セキュリティ基本方針"
        assert edition.notice_number == "公告第7号"
        assert str(edition.promulgated_on) == "2026-03-31"
        assert str(edition.effective_on) == "2026-04-01"
        assert edition.issuer == "総務課"

    def test_the_file_is_kept_byte_for_byte_with_its_digest(self):
        edition = imported()
        edition.refresh_from_db()
        assert bytes(edition.source) == BASIC.encode()
        assert edition.source_sha256 == hashlib.sha256(BASIC.encode()).hexdigest()

    def test_the_reading_can_be_compared_again_from_what_is_stored(self):
        edition = imported()
        edition.refresh_from_db()
        reading = policytext.read(BASIC.encode(), name="policy.txt")
        assert document_of(edition.tree).clauses == reading.clauses
        assert document_of(edition.tree).effective == reading.effective

    def test_topics_are_proposed_with_the_words_that_matched(self):
        edition = imported()
        training = ClauseTopic.objects.get(
            clause__edition=edition, clause__clause_id="3(2)", topic="people.training"
        )
        assert "教育" in training.matched
        assert not edition.clauses.get(clause_id="1").demands

    @pytest.mark.parametrize(
        ("name", "kind"),
        [("basic-policy.md", "basic"), ("standard.md", "standard"), ("procedure.md", "procedure")],
    )
    def test_the_catalogues_sample_documents_are_taken_in(self, name, kind):
        edition = imported(sample(name), kind=kind, name=name)
        assert edition.clauses.filter(demands=True).exists()

    def test_a_word_file_is_taken_in_like_the_text(self):
        paper = Docx()
        for line in BASIC.splitlines():
            paper.add_paragraph(line)
        out = io.BytesIO()
        paper.save(out)
        edition = imported(out.getvalue(), name="policy.docx")
        assert edition.clauses.filter(clause_id="3(2)").exists()

    def test_the_next_edition_gets_the_next_number(self):
        first = published()
        assert next_edition(first, basic(十分な="必要な")).number == 2

    def test_evidence_holds_ids_and_counts_and_no_word_of_the_document(self):
        edition = imported(kind="procedure")
        found = evidence.history(edition.subject)[0]
        body = evidence.body_of(found.index)["body"]
        assert body["clauses"] == 3
        assert body["sha256"] == edition.source_sha256
        assert PROCEDURE_TITLE not in str(evidence.body_of(found.index))
        assert MARKER not in str(evidence.body_of(found.index))


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("data", "name", "code"),
        [
            (b"", "empty.txt", "empty"),
            (b" \n\n ", "blank.txt", "empty"),
            ("昨日の昼食は、そばであった。".encode(), "diary.txt", "not-a-policy"),
            (scanned_pdf(), "scan.pdf", "no-text"),
            (locked_docx(), "locked.docx", "password-needed"),
            (b"x" * (50 * 1024 * 1024 + 1), "huge.txt", "too-large"),
            (b"\x7fELF\x02\x01\x01" + b"\0" * 500, "program", "unknown-format"),
        ],
        ids=["empty", "blank", "diary", "scan", "locked", "huge", "program"],
    )
    def test_a_file_that_is_no_readable_policy_leaves_nothing(self, data, name, code):
        with pytest.raises(UnreadableFileError) as refusal:
            imported(data, name=name)
        assert refusal.value.code == code
        assert "ください" in str(refusal.value)
        assert nothing_kept()

    def test_the_same_file_twice_names_the_edition_it_is(self):
        first = imported()
        with pytest.raises(SameFileError) as refusal:
            imported()
        assert refusal.value.edition == first.pk
        assert Edition.objects.count() == 1

    def test_the_same_file_as_a_procedure_is_not_named_to_who_may_not_read_it(self):
        imported(kind="procedure")
        outsider = make_person(roles=("committee-member",))
        with pytest.raises(SameFileError) as refusal:
            imported(PROCEDURE.encode(), kind="standard", by=outsider)
        assert refusal.value.edition is None
        assert PROCEDURE_TITLE not in str(refusal.value)

    def test_a_procedure_needs_the_right_to_read_procedures(self):
        with pytest.raises(NotAllowedError):
            imported(kind="procedure", by=make_person(roles=("committee-chair",)))
        assert nothing_kept()

    def test_there_is_one_basic_policy(self):
        imported()
        with pytest.raises(PolicyRefusedError, match="次の版"):
            imported(basic(十分な="必要な"))

    def test_a_standard_cannot_become_an_edition_of_the_basic_policy(self):
        first = imported()
        with pytest.raises(PolicyRefusedError, match="種類"):
            imported(kind="standard", document=first.document)

    def test_an_unknown_kind_is_refused(self):
        with pytest.raises(PolicyRefusedError):
            imported(BASIC.encode(), kind="memo")
        assert nothing_kept()

    def test_a_file_without_title_wants_one(self):
        data = "第1条　職員等は、研修を受けなければならない。\n第2条　組合は、記録する。".encode()
        with pytest.raises(PolicyRefusedError, match="題名"):
            imported(data, kind="standard")
        assert nothing_kept()
        assert imported(data, kind="standard", title="研修の基準").title == "研修の基準"


class TestDiscarding:
    def test_a_draft_imported_by_mistake_goes_with_its_document(self):
        edition = imported()
        actions.discard_edition(edition=edition, by=edition.created_by, at=AT)
        assert not Document.objects.exists()
        assert imported().number == 1

    def test_the_document_stays_while_it_has_other_editions(self):
        first = published()
        draft = next_edition(first, basic(十分な="必要な"))
        actions.discard_edition(edition=draft, by=first.created_by, at=AT)
        assert list(Edition.objects.values_list("pk", flat=True)) == [first.pk]

    def test_only_a_draft_can_be_discarded(self):
        edition = approved()
        with pytest.raises(WrongStateError):
            actions.discard_edition(edition=edition, by=edition.created_by, at=AT)


class TestConstraints:
    def test_an_edition_number_stands_once(self):
        edition = imported()
        edition.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            edition.save()

    def test_a_clause_id_stands_once_in_an_edition(self):
        clause = imported().clauses.first()
        clause.pk, clause.position = None, 9_999
        with pytest.raises(IntegrityError), transaction.atomic():
            clause.save()

    def test_a_position_stands_once_in_an_edition(self):
        clause = imported().clauses.first()
        clause.pk, clause.clause_id = None, "another"
        with pytest.raises(IntegrityError), transaction.atomic():
            clause.save()

    def test_a_clause_carries_a_topic_once(self):
        topic = ClauseTopic.objects.filter(clause__edition=imported()).first()
        topic.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            topic.save()

    def test_there_are_no_two_basic_policies(self):
        Document.objects.create(kind="basic", title="一")
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.create(kind="basic", title="二")

    def test_topics_are_confirmed_by_somebody_at_some_time_or_not_at_all(self):
        edition = imported()
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(topics_confirmed_at=AT)
