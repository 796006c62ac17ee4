"""Submitting, deciding, giving back and withdrawing: what is refused, and what is recorded."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.approvals.asking import submitted
from tests.web.factories import AT, make_person

from sekisho.web.approvals import actions, errors, kinds
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import queries
from sekisho.web.evidence.models import Attachment
from sekisho.web.ui.errors import Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def _kinds_sealed(application):
    return [each.kind for each in queries.history(f"application:{application.pk}")]


class TestSubmitting:
    def test_a_submitted_application_waits_and_names_its_applicant(self):
        person = make_person()
        application = submitted(person)
        assert (application.state, application.applicant, application.submitted_at) == (
            "waiting",
            person,
            AT,
        )
        assert application.decider is None

    def test_the_same_thing_does_not_wait_twice(self):
        submitted(subject="edition:1")
        with pytest.raises(errors.AlreadyWaitingError, match="すでに決裁待ち"):
            submitted(subject="edition:1")
        assert Application.objects.count() == 1

    def test_a_refused_second_application_seals_nothing_and_leaves_the_transaction_usable(self):
        submitted(subject="edition:1")
        before = queries.size()
        with transaction.atomic():
            with pytest.raises(errors.AlreadyWaitingError):
                submitted(subject="edition:1")
            assert Application.objects.count() == 1
        assert queries.size() == before

    def test_another_fault_of_the_database_is_not_taken_for_a_second_application(self, monkeypatch):
        def broken(**_columns):
            raise IntegrityError("disk")

        monkeypatch.setattr(Application.objects, "create", broken)
        with pytest.raises(IntegrityError, match="disk"):
            submitted()

    def test_the_same_id_may_wait_once_in_each_kind(self):
        submitted(subject="edition:1")
        assert submitted(subject="edition:1", kind="procedure-edition").is_waiting

    def test_what_was_given_back_can_be_submitted_again(self):
        first = submitted(subject="edition:1")
        actions.give_back(
            application=first, by=make_person(roles=("ciso",)), comment="第3条を直す", at=AT
        )
        assert submitted(subject="edition:1").is_waiting

    def test_a_kind_nobody_handed_in_is_a_fault_of_the_caller(self):
        with pytest.raises(kinds.UnknownKindError):
            submitted(kind="no-such-kind")

    def test_submitting_is_sealed_by_opaque_id_without_names_or_titles(self):
        person = make_person(name="山田花子")
        application = submitted(person)
        record = queries.history(f"application:{application.pk}")[0]
        assert (record.kind, record.actor) == ("application.submitted", str(person.opaque_id))
        sealed = queries.proof(record.index, queries.size()).data.decode()
        for secret in ("山田花子", "基本方針", "年次", person.email):
            assert secret not in sealed
        assert application.subject in sealed


class TestDeciding:
    def test_nobody_decides_their_own_application_not_even_with_the_permission(self):
        ciso = make_person(roles=("ciso",))
        application = submitted(ciso)
        with pytest.raises(errors.OwnApplicationError, match="自分が起案"):
            actions.approve(application=application, by=ciso, at=LATER)
        with pytest.raises(errors.OwnApplicationError):
            actions.give_back(application=application, by=ciso, comment="直す", at=LATER)
        application.refresh_from_db()
        assert application.is_waiting

    @pytest.mark.parametrize("role", ["secretariat", "system-manager", "auditor"])
    def test_a_role_without_the_permission_decides_nothing(self, role):
        application = submitted()
        with pytest.raises(errors.NotYoursToDecideError):
            actions.approve(application=application, by=make_person(roles=(role,)), at=LATER)
        application.refresh_from_db()
        assert application.is_waiting
        assert _kinds_sealed(application) == ["application.submitted"]

    def test_a_permission_that_has_ended_decides_nothing(self):
        ciso = make_person(roles=("ciso",))
        ciso.roleholding_set.update(until_date=AT.date() - timedelta(days=1))
        with pytest.raises(errors.NotYoursToDecideError):
            actions.approve(application=submitted(), by=ciso, at=LATER)

    def test_a_procedure_is_not_decided_by_somebody_who_may_not_read_procedures(self):
        application = submitted(kind="procedure-edition")
        chair = make_person(roles=("committee-chair",))
        with pytest.raises(errors.NotYoursToDecideError):
            actions.approve(application=application, by=chair, at=LATER)
        assert (
            actions.approve(
                application=application, by=make_person(roles=("ciso",)), at=LATER
            ).state
            == "approved"
        )

    def test_giving_back_without_a_word_is_refused(self):
        application = submitted()
        for comment in ("", " 　\n"):
            with pytest.raises(errors.CommentMissingError, match="意見の欄"):
                actions.give_back(
                    application=application,
                    by=make_person(roles=("ciso",)),
                    comment=comment,
                    at=LATER,
                )
        application.refresh_from_db()
        assert application.is_waiting

    def test_a_second_decider_with_an_old_copy_of_the_row_cannot_decide_again(self):
        application = submitted()
        stale = Application.objects.get(pk=application.pk)
        first, second = make_person(roles=("ciso",)), make_person(roles=("deputy-ciso",))
        actions.approve(application=application, by=first, at=LATER)
        with pytest.raises(errors.AlreadyClosedError, match="決裁済み"):
            actions.give_back(application=stale, by=second, comment="遅れた差戻し", at=LATER)
        row = Application.objects.get(pk=application.pk)
        assert (row.state, row.decider, row.comment) == ("approved", first, "")

    def test_a_withdrawn_application_is_not_decided(self):
        application = submitted()
        actions.withdraw(application=application, by=application.applicant, at=AT)
        with pytest.raises(errors.AlreadyClosedError, match="取下げ"):
            actions.approve(application=application, by=make_person(roles=("ciso",)), at=LATER)

    def test_every_refusal_can_be_shown_to_the_person(self):
        found = [each for each in vars(errors).values() if isinstance(each, type)]
        assert len(found) == 12
        assert all(issubclass(each, Refused) for each in found)

    def test_an_approval_records_who_when_and_the_comment(self):
        ciso = make_person(roles=("ciso",))
        row = actions.approve(application=submitted(), by=ciso, comment=" 異議なし ", at=LATER)
        row.refresh_from_db()
        assert (row.state, row.decider, row.decided_at, row.comment) == (
            "approved",
            ciso,
            LATER,
            "異議なし",
        )
        assert _kinds_sealed(row) == ["application.approved", "application.submitted"]

    def test_the_decider_s_words_stand_outside_the_tree(self):
        row = actions.give_back(
            application=submitted(), by=make_person(roles=("ciso",)), comment="題名を直す", at=LATER
        )
        record = queries.history(f"application:{row.pk}")[0]
        assert record.kind == "application.returned"
        assert "題名" not in queries.proof(record.index, queries.size()).data.decode()
        words = Attachment.objects.get(record_id=record.index)
        assert bytes(words.content).decode() == "題名を直す"

    def test_words_about_a_procedure_are_not_handed_to_those_who_read_evidence(self):
        row = actions.give_back(
            application=submitted(kind="procedure-edition"),
            by=make_person(roles=("ciso",)),
            comment="復旧手順の第2項を直す",
            at=LATER,
        )
        assert row.comment
        assert not Attachment.objects.exists()


class TestWithdrawing:
    def test_only_the_applicant_withdraws(self):
        application = submitted()
        with pytest.raises(errors.NotYourApplicationError, match="本人だけ"):
            actions.withdraw(application=application, by=make_person(roles=("ciso",)), at=LATER)
        application.refresh_from_db()
        assert application.is_waiting

    def test_what_is_decided_cannot_be_withdrawn(self):
        application = submitted()
        actions.approve(application=application, by=make_person(roles=("ciso",)), at=LATER)
        with pytest.raises(errors.AlreadyClosedError):
            actions.withdraw(application=application, by=application.applicant, at=LATER)

    def test_withdrawing_records_when_and_names_no_decider(self):
        application = submitted()
        row = actions.withdraw(application=application, by=application.applicant, at=LATER)
        row.refresh_from_db()
        assert (row.state, row.withdrawn_at, row.decider, row.decided_at) == (
            "withdrawn",
            LATER,
            None,
            None,
        )
        assert _kinds_sealed(row) == ["application.withdrawn", "application.submitted"]
