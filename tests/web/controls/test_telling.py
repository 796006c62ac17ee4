"""People are told what ends and what waits, and are told no more once it is done."""

from datetime import timedelta

import pytest
from tests.web.controls.test_views import make_edition
from tests.web.factories import AT, DAY, make_person

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.approvals import actions as approvals
from sekisho.web.controls import actions
from sekisho.web.controls.models import SetAside
from sekisho.web.controls.upcoming import coming
from sekisho.web.notices.models import Notice
from sekisho.web.organization.models import RoleHolding
from sekisho.web.policies.models import Pledge

pytestmark = pytest.mark.django_db

ATTESTED = next(c for c in load().checks.values() if c.mode == "attested")
CONTROL = next(c for c in load().controls.values() if ATTESTED in c.checks)
MONTH = timedelta(days=30)


def attest(person, at=AT):
    return actions.attest(
        check_id=ATTESTED.id, verdict=Verdict.HOLDS, statement="確認", by=person, at=at
    )


def soon_after(at=AT):
    return at + timedelta(days=ATTESTED.period_days - 7)


class TestAttestors:
    def test_who_attested_last_is_told_two_weeks_before_the_end(self):
        person = make_person(roles=("secretariat",))
        attest(person)
        assert actions.tell_due_checks(at=AT) == 0
        assert actions.tell_due_checks(at=soon_after()) == 1
        notice = Notice.objects.get()
        assert (notice.person, notice.url) == (
            person,
            f"/controls/{CONTROL.id}/attest/{ATTESTED.id}/",
        )

    def test_attesting_again_ends_the_notice(self):
        person = make_person(roles=("secretariat",))
        attest(person)
        actions.tell_due_checks(at=soon_after())
        attest(person, at=soon_after())
        assert not Notice.objects.filter(done_at=None).exists()

    def test_telling_twice_makes_one_notice(self):
        attest(make_person(roles=("secretariat",)))
        for _ in range(2):
            actions.tell_due_checks(at=soon_after())
        assert Notice.objects.count() == 1

    def test_when_they_left_the_holders_of_the_controls_role_are_told(self):
        gone = make_person(roles=("secretariat",))
        attest(gone)
        RoleHolding.objects.filter(person=gone).delete()
        heir = make_person(roles=(CONTROL.role, "secretariat"))
        make_person(roles=("secretariat",) if CONTROL.role != "secretariat" else ("manager",))
        actions.tell_due_checks(at=soon_after())
        assert [n.person for n in Notice.objects.all()] == [heir]

    def test_a_check_nobody_ever_attested_is_told_to_nobody(self):
        make_person(roles=("secretariat", CONTROL.role))
        assert actions.tell_due_checks(at=AT) == 0


class TestDeciders:
    def submit(self, kind="edition"):
        return approvals.submit(
            kind=kind,
            subject="edition:1",
            title="持出しの手順",
            url="/",
            reason="",
            applicant=make_person(roles=("ciso",)),
            at=AT,
        )

    def test_everybody_who_may_decide_is_told_but_not_the_applicant(self):
        deciders = {make_person(roles=("ciso",)), make_person(roles=("deputy-ciso",))}
        make_person(roles=("manager",))
        self.submit()
        assert {n.person for n in Notice.objects.all()} == deciders

    def test_a_procedure_is_told_to_those_who_may_read_it_and_never_by_its_title(self):
        make_person(roles=("committee-chair",))
        reader = make_person(roles=("ciso",))
        self.submit(kind="procedure-edition")
        assert {n.person for n in Notice.objects.all()} == {reader}
        assert "持出し" not in Notice.objects.get().title

    @pytest.mark.parametrize("way", ["approve", "give_back", "withdraw"])
    def test_once_it_is_decided_nobody_is_asked_any_more(self, way):
        decider = make_person(roles=("ciso",))
        application = self.submit()
        by = application.applicant if way == "withdraw" else decider
        words = {} if way == "withdraw" else {"comment": "理由"}
        getattr(approvals, way)(application=application, by=by, at=AT, **words)
        still = Notice.objects.filter(done_at=None)
        assert not still.filter(key=f"application:{application.pk}").exists()
        told = set() if way == "withdraw" else {application.applicant_id}  # what became of it
        assert set(still.values_list("person", flat=True)) == told


class TestComing:
    def days(self, rights=frozenset()):
        return [(each.day, each.url) for each in coming(rights, AT, MONTH)]

    def test_nothing_registered_means_nothing_comes(self):
        assert self.days() == []

    def test_an_exemption_a_role_and_a_pledge_come_in_the_order_of_their_days(self):
        edition = make_edition()
        SetAside.objects.create(
            control=CONTROL.id,
            reason="x",
            until_date=DAY + timedelta(days=9),
            asked_at=AT,
            asked_by=make_person(),
            decided_by=make_person(),
            decided_at=AT,
        )
        RoleHolding.objects.create(
            role="ciso", person=make_person(), from_date=DAY, until_date=DAY + timedelta(days=3)
        )
        Pledge.objects.create(
            edition=edition, person=make_person(), asked_at=AT, due_on=DAY + timedelta(days=5)
        )
        assert self.days() == [
            (DAY + timedelta(days=3), "/organization/roles/"),
            (DAY + timedelta(days=5), f"/pledges/progress/?document={edition.document_id}"),
            (DAY + timedelta(days=9), f"/controls/{CONTROL.id}/"),
        ]

    def test_what_lies_further_off_does_not_come_yet(self):
        RoleHolding.objects.create(
            role="ciso", person=make_person(), from_date=DAY, until_date=DAY + timedelta(days=31)
        )
        assert self.days() == []

    def test_the_review_of_a_procedure_is_not_told_to_who_may_not_know_of_it(self):
        edition = make_edition(kind="procedure")
        type(edition).objects.update(published_at=AT - timedelta(days=360))
        assert self.days() == []
        assert len(self.days(frozenset({"procedures.read"}))) == 1
