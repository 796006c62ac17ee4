"""A review is prepared by one, concluded by another, and what follows from it is followed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, DAY, make_person
from tests.web.governance.committee import called, closed, members
from tests.web.organization.sealed import kinds_of, last
from tests.web.policies.samples import STANDARD, fresh, imported, next_edition, published
from tests.web.reviews.parts import (
    AFTER,
    MEETS,
    answered,
    ciso,
    concluded,
    desk,
    finding,
    prepared,
    standard,
)

from sekisho.web.evidence import queries as evidence
from sekisho.web.policies.models import Edition
from sekisho.web.reviews import actions, queries
from sekisho.web.reviews.agreement import differences
from sekisho.web.reviews.errors import ReviewRefusedError
from sekisho.web.reviews.models import Amendment, Point, Review

pytestmark = pytest.mark.django_db
ALL = frozenset({"procedures.read"})


class TestPreparing:
    def test_everything_unanswered_becomes_a_point_and_a_line_of_the_agenda(self):
        finding(number=2)
        by = desk()
        row = prepared(by)
        assert [each.title for each in row.points.all()] == ["指摘0", "指摘1"]
        assert "監査の指摘について（2件）" in row.agenda
        assert row.agenda.splitlines()[-1].endswith("改める必要について")
        assert (row.year, row.prepared_by) == (2026, by)
        kind, actor, body = last(f"review:{row.pk}")
        assert (kind, actor, body["points"]) == ("review.prepared", str(by.opaque_id), 2)
        assert list(differences()) == []

    def test_without_any_trigger_the_agenda_says_so(self):
        assert "きっかけがないことの確認" in prepared().agenda

    def test_one_at_a_time_and_never_for_a_day_gone_by(self):
        with pytest.raises(ReviewRefusedError, match="今日以後"):
            prepared(meets_on=DAY - timedelta(days=1))
        prepared()
        with pytest.raises(ReviewRefusedError, match="準備中"):
            prepared()
        assert Review.objects.count() == 1

    def test_new_triggers_are_taken_up_and_an_edited_agenda_is_left_alone(self):
        by = desk()
        row = prepared(by)
        actions.change_review(
            review=row, title="臨時の見直し", meets_on=MEETS, place="", agenda="1 台帳について",
            by=by, at=AT,
        )  # fmt: skip
        finding()
        assert actions.gather_points(review=row, by=by, at=AT) == 1
        assert actions.gather_points(review=row, by=by, at=AT) == 0
        row.refresh_from_db()
        assert (row.title, row.agenda) == ("臨時の見直し", "1 台帳について")
        assert kinds_of(f"review:{row.pk}") == [
            "review.gathered", "review.changed", "review.prepared",
        ]  # fmt: skip

    def test_dropping_it_leaves_the_triggers_and_nothing_unsealed(self):
        finding()
        row = prepared()
        actions.drop_review(review=row, by=row.prepared_by, at=AT)
        assert not Point.objects.exists()
        assert list(differences()) == []
        assert prepared().points.count() == 1


class TestAnswering:
    def test_an_outcome_wants_a_reason_and_a_change_wants_a_document(self):
        finding()
        row = prepared()
        [point] = row.points.all()
        for answer, words in (
            (actions.Answer("keep", " "), "理由"),
            (actions.Answer("amend", "要る"), "改める文書"),
        ):
            with pytest.raises(ReviewRefusedError, match=words):
                actions.answer_points(
                    review=row, answers={point.pk: answer}, by=row.prepared_by, at=AT
                )
        point.refresh_from_db()
        assert point.outcome == ""

    def test_only_what_changed_is_written_and_sealed(self):
        finding(number=2)
        row = prepared()
        first, _second = row.points.all()
        answer = {first.pk: actions.Answer("keep", "今のままでよい")}
        given = {"review": row, "answers": answer, "by": row.prepared_by, "at": AT}
        assert actions.answer_points(**given) == 1
        assert actions.answer_points(**given) == 0
        assert kinds_of(f"review:{row.pk}").count("review.answered") == 1
        assert "今のまま" not in str(last(f"review:{row.pk}"))

    def test_an_answer_taken_back_is_open_again(self):
        finding()
        row = answered(prepared())
        [point] = row.points.all()
        actions.answer_points(
            review=row, answers={point.pk: actions.Answer()}, by=row.prepared_by, at=AT
        )
        point.refresh_from_db()
        assert (point.outcome, point.reason) == ("", "")
        assert list(differences()) == []

    def test_a_point_of_another_review_is_refused(self):
        finding()
        old = concluded(answered(prepared()))
        row = prepared(meets_on=MEETS + timedelta(days=9), at=AFTER)
        with pytest.raises(ReviewRefusedError, match="審議事項ではありません"):
            actions.answer_points(
                review=row, answers={old.points.get().pk: actions.Answer("keep", "x")},
                by=row.prepared_by, at=AFTER,
            )  # fmt: skip


class TestConcluding:
    def test_no_change_renews_the_year_of_every_document_in_force(self):
        document = standard()
        edition = Edition.objects.get(document=document)
        row = concluded()
        assert fresh(edition).reviewed_at == AFTER
        kind, _actor, body = last(f"review:{row.pk}")
        assert (kind, body["amended"], body["meeting"]) == ("review.concluded", 0, None)
        assert "おおむね" not in str(evidence.body_of(evidence.history(row_subject(row))[0].index))
        assert list(differences()) == []

    def test_it_is_concluded_by_another_on_its_day_with_every_point_answered(self):
        finding()
        by = make_person(roles=("secretariat", "ciso"))
        row = prepared(by)
        for given, words in (
            ({"by": by}, "準備した人"),
            ({"at": AT}, "開催日以後"),
            ({}, "結論のない"),
        ):
            with pytest.raises(ReviewRefusedError, match=words):
                concluded(row, **given)
        answered(row)
        with pytest.raises(ReviewRefusedError, match="結論を入力"):
            actions.conclude_review(review=row, opinion=" ", by=ciso(), at=AFTER)
        concluded(row)
        with pytest.raises(ReviewRefusedError, match="既に決定"):
            concluded(row)

    def test_the_minutes_that_hold_it_are_closed_minutes(self):
        people, by = members(), desk()
        meeting = called(by)
        row = prepared(by)
        with pytest.raises(ReviewRefusedError, match="議事録"):
            concluded(row, meeting=meeting)
        closed(meeting, by, people)
        meeting.refresh_from_db()
        assert concluded(row, meeting=meeting).meeting == meeting

    def test_the_database_refuses_who_prepared_it_and_half_a_conclusion(self):
        row = prepared()
        for fields in (
            {"concluded_at": AFTER, "concluded_by": row.prepared_by, "opinion": "x"},
            {"concluded_at": AFTER, "concluded_by": ciso()},
            {"opinion": "x"},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Review.objects.filter(pk=row.pk).update(**fields)


def row_subject(row):
    return f"review:{row.pk}"


class TestAmending:
    @pytest.fixture
    def document(self):
        return standard()

    @pytest.fixture
    def row(self, document):
        finding()
        return concluded(answered(prepared(), outcome="amend", document=document))

    def states(self, row, rights=ALL):
        [one] = queries.progress(row.amendments.all(), rights)
        return one

    def test_the_document_is_followed_from_no_draft_to_in_force(self, row, document):
        in_force = Edition.objects.get(document=document)
        assert fresh(in_force).reviewed_at is None
        assert (self.states(row).edition, self.states(row).done) == (None, False)
        assert queries.unfinished(AFTER) == list(Amendment.objects.all())
        draft = next_edition(in_force, STANDARD.replace("一回", "二回").encode())
        told = self.states(row)
        assert (told.edition, told.before, told.done) == (draft, in_force, False)
        published(draft)
        assert self.states(row).done
        assert queries.unfinished(AFTER) == []

    def test_a_draft_that_lies_there_already_is_the_change(self, document):
        finding()
        in_force = Edition.objects.get(document=document)
        draft = next_edition(in_force, STANDARD.replace("一回", "三回").encode())
        row = concluded(answered(prepared(), outcome="amend", document=document))
        assert self.states(row).edition == draft

    def test_a_procedure_is_a_number_to_who_may_not_read_it(self):
        finding()
        hidden = published(imported(kind="procedure")).document
        row = concluded(answered(prepared(), outcome="amend", document=hidden))
        told = self.states(row, frozenset())
        assert hidden.title not in told.title
        assert (told.edition, told.before) == (None, None)
        assert self.states(row).title == hidden.title

    def test_two_points_for_one_document_are_one_change(self, document):
        finding(number=2)
        row = concluded(answered(prepared(), outcome="amend", document=document))
        assert row.amendments.count() == 1
