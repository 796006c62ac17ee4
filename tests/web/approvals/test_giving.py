"""Whoever stands behind an application and gave its decider the means: seen, by the ledger."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from tests.web.approvals.asking import submitted
from tests.web.factories import AT, DAY, make_person
from tests.web.policies.samples import imported

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.approvals import actions, giving, kinds
from sekisho.web.approvals.checks import decisions_by_others
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization import actions as organization
from sekisho.web.policies import actions as policies

pytestmark = pytest.mark.django_db

LONG_AGO = AT - timedelta(days=400)


def people():
    """Return an applicant and a decider who have known each other for long."""
    applicant = make_person(roles=("secretariat", "chief-officer"), joined_on=LONG_AGO.date())
    decider = make_person(roles=("ciso",), joined_on=LONG_AGO.date())
    return applicant, decider


def role_assigned(applicant, decider, at=AT, role="deputy-ciso", **given):
    given.setdefault("from_date", at.date())
    return organization.assign_role(role=role, person=decider, by=applicant, at=at, **given)


def account_opened(applicant, decider, at=AT):
    decider.account = None
    decider.save()
    organization.open_account(person=decider, username="new.name", by=applicant, at=at)


def account_reopened(applicant, decider, at=AT):
    organization.close_account(person=decider, by=make_person(), at=at)
    organization.reopen_account(person=decider, by=applicant, at=at)


def password_reset(applicant, decider, at=AT):
    organization.reset_password(person=decider, by=applicant, at=at)


def factor_reset(applicant, decider, at=AT):
    Authenticator.objects.create(
        user=decider.account, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    organization.reset_second_factor(person=decider, by=applicant, at=at)


GIFTS = [role_assigned, account_opened, account_reopened, password_reset, factor_reset]


def decided(applicant, decider, at=AT, kind="edition"):
    application = submitted(applicant, kind=kind, at=at)
    return actions.approve(application=application, by=decider, at=at)


@pytest.mark.parametrize("give", GIFTS)
def test_what_the_applicant_gave_makes_it_weak_and_names_the_application(give):
    applicant, decider = people()
    give(applicant, decider)
    application = decided(applicant, decider)
    result = decisions_by_others(AT)
    assert result.verdict is Verdict.WEAK
    assert result.figures == {"decided": 1, "own": 0, "given": 1}
    assert [row["application"] for row in result.rows] == [application.pk]
    assert "{" not in result.message.format(**result.figures)


@pytest.mark.parametrize("give", GIFTS)
def test_what_somebody_else_gave_does_not(give):
    applicant, decider = people()
    give(make_person(), decider)
    decided(applicant, decider)
    assert decisions_by_others(AT).verdict is Verdict.HOLDS


@pytest.mark.parametrize("give", GIFTS)
def test_what_the_applicant_gave_somebody_else_does_not(give):
    applicant, decider = people()
    give(applicant, make_person(joined_on=LONG_AGO.date()))
    decided(applicant, decider)
    assert decisions_by_others(AT).verdict is Verdict.HOLDS


@pytest.mark.parametrize("give", GIFTS)
@pytest.mark.parametrize(
    ("days", "verdict"), [(0, Verdict.WEAK), (90, Verdict.WEAK), (91, Verdict.HOLDS)]
)
def test_it_counts_for_ninety_days(give, days, verdict):
    applicant, decider = people()
    give(applicant, decider, at=AT - timedelta(days=days))
    decided(applicant, decider)
    assert decisions_by_others(AT).verdict is verdict


@pytest.mark.parametrize("give", GIFTS)
def test_what_was_given_after_the_decision_does_not_count(give):
    applicant, decider = people()
    decided(applicant, decider)
    give(applicant, decider)
    assert decisions_by_others(AT).verdict is Verdict.HOLDS


def test_giving_back_is_a_decision_too():
    applicant, decider = people()
    password_reset(applicant, decider)
    actions.give_back(application=submitted(applicant), by=decider, comment="直す", at=AT)
    assert decisions_by_others(AT).verdict is Verdict.WEAK


def test_what_was_entered_at_the_terminal_was_given_by_nobody():
    applicant, decider = people()
    organization.assign_role(role="deputy-ciso", person=decider, from_date=DAY, by=None, at=AT)
    decided(applicant, decider)
    assert decisions_by_others(AT).verdict is Verdict.HOLDS


class TestRole:
    def test_one_that_does_not_let_its_holder_decide_the_kind_does_not_count(self):
        useless = next(
            role.id
            for role in load().roles.values()
            if not {"documents.approve", "procedures.read"} & set(role.permissions)
        )
        applicant, decider = people()
        role_assigned(applicant, decider, role=useless)
        decided(applicant, decider)
        assert decisions_by_others(AT).verdict is Verdict.HOLDS

    def test_it_counts_from_the_day_it_begins(self):
        applicant, decider = people()
        role_assigned(applicant, decider, at=AT - timedelta(days=120), from_date=DAY)
        decided(applicant, decider)
        assert decisions_by_others(AT).verdict is Verdict.WEAK

    def test_one_that_begins_after_the_decision_did_not_serve_it(self):
        applicant, decider = people()
        role_assigned(applicant, decider, from_date=DAY + timedelta(days=1))
        decided(applicant, decider)
        assert decisions_by_others(AT).verdict is Verdict.HOLDS

    def test_one_the_catalogue_no_longer_knows_counts(self):
        applicant, decider = people()
        evidence.seal(
            kind="role.assigned",
            subject="holding:9",
            at=AT,
            by=str(applicant.opaque_id),
            body={"role": "gone", "person": str(decider.opaque_id), "from": "2026-06-01"},
        )
        decided(applicant, decider)
        assert decisions_by_others(AT).verdict is Verdict.WEAK


class TestPreparer:
    """Who took the draft in or set its topics stands behind it, whoever submits it."""

    def decided_edition(self, drafter, topic_setter, decider):
        edition = imported(by=drafter)
        policies.confirm_topics(edition=edition, by=topic_setter, at=AT)
        other = make_person(roles=("secretariat",))
        application = policies.submit_edition(edition=edition, reason="改める", by=other, at=AT)
        policies.decide_edition(edition=edition, approve=True, comment="", by=decider, at=AT)
        return application

    @pytest.mark.parametrize("hand", ["drafter", "topics"])
    def test_what_they_gave_counts(self, hand):
        giver, decider = people()
        innocent = make_person(roles=("secretariat",))
        password_reset(giver, decider)
        hands = (giver, innocent) if hand == "drafter" else (innocent, giver)
        application = self.decided_edition(*hands, decider)
        result = decisions_by_others(AT)
        assert result.verdict is Verdict.WEAK
        assert [row["application"] for row in result.rows] == [application.pk]

    def test_who_prepared_another_edition_does_not_count(self):
        giver, decider = people()
        password_reset(giver, decider)
        imported(by=giver, kind="standard")
        self.decided_edition(make_person(), make_person(), decider)
        assert decisions_by_others(AT).verdict is Verdict.HOLDS


class TestLedger:
    def test_changed_rows_hide_nothing(self):
        applicant, decider = people()
        password_reset(applicant, decider)
        application = decided(applicant, decider)
        Application.objects.filter(pk=application.pk).update(applicant=make_person())
        assert decisions_by_others(AT).verdict is Verdict.WEAK

    def test_a_decision_of_a_kind_no_room_hands_in_any_more_is_judged_strictly(self, monkeypatch):
        applicant, decider = people()
        role_assigned(applicant, decider, role="manager")
        decided(applicant, decider)
        assert decisions_by_others(AT).verdict is Verdict.HOLDS
        monkeypatch.setattr(kinds, "_known", {})
        assert decisions_by_others(AT).verdict is Verdict.WEAK

    def test_each_decision_is_named_once_by_the_last_thing_given(self):
        applicant, decider = people()
        password_reset(applicant, decider)
        password_reset(applicant, decider)
        decided(applicant, decider)
        assert len(giving.decisions_given()) == 1

    def test_queries_do_not_grow(self, django_assert_num_queries):
        applicant, decider = people()
        password_reset(applicant, decider)
        for _number in range(4):
            decided(applicant, decider)
        with django_assert_num_queries(3):
            assert len(giving.decisions_given()) == 4


class TestSeats:
    """Where a route names roles, a role counts when the seat was filled by it."""

    @pytest.fixture
    def office(self):
        from tests.web.approvals.permitting import office

        return office()

    def _given_and_decided(self, office, role):
        from tests.web.approvals.permitting import asked

        organization.assign_role(
            role=role, person=office.head, from_date=DAY, by=office.member, at=AT
        )
        actions.approve(application=asked(office), by=office.head, at=AT)
        return decisions_by_others(AT).verdict

    def test_a_role_of_the_seat_counts(self, office):
        office.head.roleholding_set.all().delete()
        assert self._given_and_decided(office, "manager") is Verdict.WEAK

    def test_another_role_does_not(self, office):
        assert self._given_and_decided(office, "contact-point") is Verdict.HOLDS

    def test_for_a_stand_in_every_role_counts(self, office):
        from tests.web.approvals.permitting import asked

        role_assigned(office.member, office.chief, role="contact-point")
        actions.record_absence(
            person=office.head, from_date=DAY, until_date=DAY, by=office.head, at=AT
        )
        actions.approve(application=asked(office), by=office.chief, at=AT, standing_in=True)
        assert decisions_by_others(AT).verdict is Verdict.WEAK
