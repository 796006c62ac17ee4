"""The way of an edition, told by what must not happen on it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, make_person
from tests.web.policies.samples import (
    PROCEDURE_TITLE,
    STANDARD,
    approved,
    basic,
    document_of,
    fresh,
    imported,
    next_edition,
    published,
    submitted,
)

from sekisho.web.approvals import deciding, errors
from sekisho.web.approvals import kinds as application_kinds
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import queries as evidence
from sekisho.web.policies import actions
from sekisho.web.policies.actions.editions import waiting_application
from sekisho.web.policies.errors import WrongStateError
from sekisho.web.policies.models import Edition
from sekisho.web.ui.errors import Refused

pytestmark = pytest.mark.django_db
NO_DAY = STANDARD.replace("令和8年4月1日施行\n", "").encode()


def kinds_of(edition):
    return [each.kind for each in evidence.history(edition.subject)][::-1]


def decide(edition, by, *, approve=True, comment=""):
    return actions.decide_edition(edition=edition, approve=approve, comment=comment, by=by, at=AT)


class TestSubmitting:
    def test_topics_are_confirmed_first(self):
        edition = imported()
        with pytest.raises(WrongStateError, match="主題"):
            actions.submit_edition(edition=edition, reason="", by=edition.created_by, at=AT)
        assert fresh(edition).state == "draft"

    def test_a_submitted_edition_is_not_submitted_again(self):
        edition = submitted()
        with pytest.raises(WrongStateError):
            actions.submit_edition(edition=edition, reason="", by=edition.created_by, at=AT)
        assert Application.objects.count() == 1

    def test_the_application_says_what_it_is_about_and_where(self):
        edition = submitted()
        application = waiting_application(edition)
        assert application.kind == "edition"
        assert edition.title in application.title
        assert application.url == f"/documents/editions/{edition.pk}/"
        assert application.applicant == edition.created_by

    def test_the_application_of_a_procedure_does_not_name_it(self):
        application = waiting_application(submitted(imported(kind="procedure")))
        assert application.kind == "procedure-edition"
        assert PROCEDURE_TITLE not in application.title


class TestDeciding:
    def test_approved_by_another_it_can_be_published(self):
        assert approved().state == "approved"

    def test_nobody_decides_their_own_application(self):
        ciso = make_person(roles=("ciso", "secretariat"))
        edition = submitted(by=ciso)
        with pytest.raises(errors.OwnApplicationError):
            decide(edition, ciso)
        assert fresh(edition).state == "submitted"

    def test_nobody_decides_what_they_drafted_when_another_submitted_it(self):
        ciso = make_person(roles=("ciso", "secretariat"))
        edition = submitted(imported(by=ciso), by=make_person(roles=("secretariat",)))
        with pytest.raises(errors.OwnApplicationError, match="準備したもの"):
            decide(edition, ciso)
        assert fresh(edition).state == "submitted"
        assert Application.objects.get().state == "waiting"

    def test_who_has_no_right_to_approve_does_not_decide(self):
        edition = submitted()
        with pytest.raises(errors.NotYoursToDecideError):
            decide(edition, make_person(roles=("manager",)))

    def test_who_may_not_read_procedures_does_not_decide_on_one(self):
        edition = submitted(imported(kind="procedure"))
        with pytest.raises(errors.NotYoursToDecideError):
            decide(edition, make_person(roles=("committee-chair",)))

    def test_given_back_it_is_a_draft_again_and_can_be_submitted_anew(self):
        edition = submitted()
        decide(edition, make_person(roles=("ciso",)), approve=False, comment="語句を直すこと")
        assert fresh(edition).state == "draft"
        actions.submit_edition(edition=edition, reason="直した", by=edition.created_by, at=AT)
        assert kinds_of(edition)[-2:] == ["edition.returned", "edition.submitted"]

    def test_giving_back_says_why(self):
        edition = submitted()
        with pytest.raises(errors.CommentMissingError):
            decide(edition, make_person(roles=("ciso",)), approve=False)

    def test_a_draft_cannot_be_decided(self):
        with pytest.raises(WrongStateError):
            decide(imported(), make_person(roles=("ciso",)))

    def test_a_decision_taken_on_the_approvals_page_moves_the_edition(self, monkeypatch):
        monkeypatch.setattr(deciding, "_handlers", {"edition": actions.edition_decided})
        edition = submitted()
        application = waiting_application(edition)
        ciso = make_person(roles=("ciso",))
        deciding.approve(application=application, by=ciso, comment="", at=AT)
        assert fresh(edition).state == "approved"

    def test_a_withdrawn_application_leaves_a_draft(self, monkeypatch):
        monkeypatch.setattr(deciding, "_handlers", {"edition": actions.edition_decided})
        edition = submitted()
        application = waiting_application(edition)
        deciding.withdraw(application=application, by=edition.created_by, at=AT)
        assert fresh(edition).state == "draft"

    def test_the_approvals_room_knows_both_kinds(self):
        assert application_kinds.find("edition")
        assert application_kinds.find("procedure-edition")


class TestPublishing:
    @pytest.mark.parametrize("make", [imported, submitted], ids=["draft", "submitted"])
    def test_what_is_not_approved_is_not_published(self, make):
        edition = make()
        with pytest.raises(WrongStateError, match="決裁"):
            actions.publish_edition(edition=edition, by=edition.created_by, at=AT)
        assert fresh(edition).published_at is None

    def test_a_published_edition_is_in_force_since_then(self):
        edition = published()
        assert (edition.state, edition.published_at) == ("published", AT)
        assert list(Edition.objects.in_force()) == [edition]

    def test_the_next_edition_supersedes_it_and_names_the_document(self):
        first = published()
        renamed = basic(朝霧市職員共済組合情報セキュリティ基本方針="新朝霧市職員共済組合基本方針")
        second = published(next_edition(first, renamed))
        assert (fresh(first).state, second.state) == ("superseded", "published")
        assert document_of(second).title == second.title == "新朝霧市職員共済組合基本方針"
        assert "edition.superseded" in kinds_of(first)

    def test_an_older_edition_does_not_supersede_a_newer_one(self):
        first = approved()
        published(next_edition(first, basic(十分な="必要な")))
        with pytest.raises(WrongStateError, match="新しい版"):
            actions.publish_edition(edition=first, by=first.created_by, at=AT)
        assert Edition.objects.in_force().get().number == 2

    def test_it_is_not_published_before_it_takes_effect(self):
        edition = approved()
        with pytest.raises(WrongStateError, match="施行日"):
            actions.publish_edition(
                edition=edition, by=edition.created_by, at=AT - timedelta(days=90)
            )

    def test_the_documents_own_day_is_not_overruled(self):
        edition = approved()
        with pytest.raises(WrongStateError, match="違います"):
            actions.publish_edition(
                edition=edition, effective_on=date(2026, 5, 1), by=edition.created_by, at=AT
            )

    def test_without_a_day_in_the_document_one_is_wanted(self):
        edition = approved(imported(NO_DAY, kind="standard"))
        assert edition.effective_on is None
        with pytest.raises(WrongStateError, match="入力"):
            actions.publish_edition(edition=edition, by=edition.created_by, at=AT)
        actions.publish_edition(
            edition=edition, effective_on=date(2026, 6, 1), by=edition.created_by, at=AT
        )
        assert fresh(edition).effective_on == date(2026, 6, 1)

    def test_its_whole_way_is_sealed_in_order(self):
        assert kinds_of(published(imported(kind="standard"))) == [
            "edition.imported",
            "edition.topics",
            "edition.submitted",
            "edition.approved",
            "edition.published",
        ]

    def test_no_title_is_sealed_on_the_way_of_a_procedure(self):
        edition = published(imported(kind="procedure"))
        for index in range(evidence.size()):
            assert PROCEDURE_TITLE not in str(evidence.body_of(index))
        assert edition.state == "published"


class TestReviewing:
    def test_a_review_is_dated_and_sealed(self):
        edition = published()
        later = AT + timedelta(days=300)
        actions.record_review(edition=edition, by=edition.created_by, at=later)
        assert fresh(edition).reviewed_at == later
        assert kinds_of(edition)[-1] == "edition.reviewed"

    def test_only_what_is_in_force_is_reviewed(self):
        edition = approved()
        with pytest.raises(WrongStateError):
            actions.record_review(edition=edition, by=edition.created_by, at=AT)


class TestConstraints:
    def test_two_editions_of_a_document_are_never_in_force(self):
        first = published()
        second = approved(next_edition(first, basic(十分な="必要な")))
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=second.pk).update(state="published", published_at=AT)

    def test_an_edition_in_force_has_a_day_of_publication(self):
        edition = approved()
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(state="published")


def test_every_refusal_is_one_the_page_can_show():
    edition = imported()
    with pytest.raises(Refused):
        actions.record_review(edition=edition, by=edition.created_by, at=AT)
