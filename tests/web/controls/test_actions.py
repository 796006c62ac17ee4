"""Checks seal what they saw, attestations expire, exemptions need another person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, DAY, make_person

from sekisho.catalogue import load
from sekisho.verdicts import Check, Result, Verdict
from sekisho.web.approvals import deciding
from sekisho.web.approvals.errors import OwnApplicationError
from sekisho.web.approvals.models import Application
from sekisho.web.controls import actions, queries, registry
from sekisho.web.controls.errors import (
    AttestationRefusedError,
    CheckRefusedError,
    SetAsideRefusedError,
)
from sekisho.web.controls.models import CheckRun, SetAside
from sekisho.web.controls.status import Status
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.evidence.models import Attachment, Leaf

pytestmark = pytest.mark.django_db

AUTOMATIC = next(c for c in load().checks.values() if c.mode == "automatic")
CONTROL, ATTESTED = next(
    (each.id, each.checks[0])
    for each in load().controls.values()
    if [check.mode for check in each.checks] == ["attested"]
)


@pytest.fixture
def installed():
    """Hand in checks of the test's own; the product's are put back afterwards."""
    before = tuple(registry.checks().values())
    yield registry.install
    registry.install(before)


def says(verdict: Verdict) -> Check:
    return Check(AUTOMATIC.id, lambda _: Result(verdict, "{n}件", {"n": 1}))


def breaks(_at):
    raise ZeroDivisionError


class TestChecking:
    def test_a_result_is_sealed_and_valid_for_the_checks_period(self, installed):
        installed([says(Verdict.WEAK)])

        sealed = actions.run_check(check_id=AUTOMATIC.id, at=AT)

        assert (sealed.verdict, sealed.at) == (Verdict.WEAK, AT)
        assert sealed.valid_until == AT + timedelta(days=AUTOMATIC.period_days)
        assert evidence.newest([AUTOMATIC.id])[AUTOMATIC.id] == sealed

    def test_a_check_that_breaks_seals_nothing_and_says_so(self, installed):
        installed([Check(AUTOMATIC.id, breaks)])
        assert actions.run_check(check_id=AUTOMATIC.id, at=AT) is None
        assert evidence.size() == 0
        assert "ZeroDivisionError" in CheckRun.objects.get().error

    def test_a_check_that_breaks_stops_no_other(self, installed):
        other = [c.id for c in load().checks.values() if c.mode == "automatic"][1]
        installed([Check(AUTOMATIC.id, breaks), Check(other, lambda _: Result(Verdict.HOLDS, ""))])
        assert actions.run_due_checks(at=AT) == 2
        assert set(evidence.newest([AUTOMATIC.id, other])) == {other}

    def test_a_check_runs_again_only_when_due_and_before_its_evidence_ends(self, installed):
        installed([says(Verdict.HOLDS)])
        assert actions.run_due_checks(at=AT) == 1
        assert actions.run_due_checks(at=AT + timedelta(minutes=1)) == 0
        due_at = CheckRun.objects.get().due_at
        assert due_at < evidence.newest([AUTOMATIC.id])[AUTOMATIC.id].valid_until
        assert actions.run_due_checks(at=due_at) == 1

    def test_a_check_that_recovers_forgets_its_error(self, installed):
        installed([Check(AUTOMATIC.id, breaks)])
        actions.run_check(check_id=AUTOMATIC.id, at=AT)
        installed([says(Verdict.HOLDS)])
        actions.run_check(check_id=AUTOMATIC.id, at=AT)
        assert CheckRun.objects.get().error == ""

    @pytest.mark.parametrize("check_id", ["no-such-check", ATTESTED.id])
    def test_what_the_system_cannot_answer_is_refused(self, installed, check_id):
        installed([says(Verdict.HOLDS)])
        with pytest.raises(CheckRefusedError):
            actions.run_check(check_id=check_id, at=AT)

    def test_two_checks_of_one_name_are_refused_at_start_up(self, installed):
        with pytest.raises(ValueError, match="two checks"):
            installed([says(Verdict.HOLDS), says(Verdict.FAILS)])


class TestAttesting:
    def attest(self, **fields):
        defaults = {
            "check_id": ATTESTED.id,
            "verdict": Verdict.HOLDS,
            "statement": "棚卸しで確かめた",
            "by": make_person(roles=("secretariat",)),
            "at": AT,
        }
        return actions.attest(**(defaults | fields))

    def test_an_attestation_changes_the_controls_status_and_names_the_person(self):
        assert queries.states(AT)[CONTROL].status is Status.STALE
        person = make_person(roles=("secretariat",))
        sealed = self.attest(by=person)
        assert sealed.actor == str(person.opaque_id)
        assert queries.states(AT)[CONTROL].status is Status.IN_FORCE

    def test_an_attestation_loses_its_force_by_itself(self):
        self.attest()
        late = AT + timedelta(days=ATTESTED.period_days, seconds=1)
        assert queries.states(late)[CONTROL].status is Status.STALE

    def test_what_the_person_wrote_is_not_in_the_tree(self):
        self.attest(files=[File("名簿.pdf", "application/pdf", b"%PDF")])
        assert "棚卸し" not in bytes(Leaf.objects.get().data).decode()
        assert {bytes(a.content) for a in Attachment.objects.all()} == {
            "棚卸しで確かめた".encode(),
            b"%PDF",
        }

    def test_neither_words_nor_file_is_refused(self):
        with pytest.raises(AttestationRefusedError):
            self.attest(statement="  ")

    def test_an_automatic_check_cannot_be_attested(self):
        with pytest.raises(AttestationRefusedError):
            self.attest(check_id=AUTOMATIC.id)

    def test_an_unknown_check_cannot_be_attested(self):
        with pytest.raises(AttestationRefusedError):
            self.attest(check_id="none.such")


class TestSettingAside:
    def ask(self, **fields):
        defaults = {
            "control": CONTROL,
            "reason": "設備がない",
            "until": DAY + timedelta(days=30),
            "by": make_person(roles=("chief-officer",)),
            "at": AT,
        }
        return actions.ask_set_aside(**(defaults | fields))

    def test_asking_changes_nothing_until_another_decides(self):
        self.ask()
        assert not queries.states(AT)[CONTROL].set_aside

    def test_a_decided_exemption_counts_until_its_day_and_ends_by_itself(self):
        row = self.ask()
        deciding.approve(
            application=Application.objects.get(),
            by=make_person(roles=("ciso",)),
            comment="",
            at=AT,
        )
        assert queries.states(AT)[CONTROL].set_aside
        last = AT + (row.until_date - DAY)
        assert queries.states(last)[CONTROL].set_aside
        assert not queries.states(last + timedelta(days=1))[CONTROL].set_aside

    def test_nobody_decides_their_own(self):
        asker = make_person(roles=("ciso",))
        self.ask(by=asker)
        with pytest.raises(OwnApplicationError):
            deciding.approve(application=Application.objects.get(), by=asker, comment="", at=AT)
        assert not queries.states(AT)[CONTROL].set_aside

    def test_a_returned_request_can_be_asked_again(self):
        self.ask()
        deciding.give_back(
            application=Application.objects.get(),
            by=make_person(roles=("ciso",)),
            comment="代わりの手立てを",
            at=AT,
        )
        self.ask()

    def test_a_second_request_while_one_is_open_is_refused(self):
        self.ask()
        with pytest.raises(SetAsideRefusedError):
            self.ask()

    def test_after_an_exemption_ran_out_a_new_one_can_be_asked(self):
        self.ask(until=DAY)
        later = AT + timedelta(days=2)
        self.ask(at=later, until=DAY + timedelta(days=9))
        assert SetAside.objects.filter(ended_at=None).count() == 1

    @pytest.mark.parametrize(
        "fields",
        [
            {"control": "none"},
            {"reason": " "},
            {"until": DAY - timedelta(days=1)},
            {"until": DAY + timedelta(days=400)},
        ],
    )
    def test_no_reason_no_such_control_or_no_near_end_is_refused(self, fields):
        with pytest.raises(SetAsideRefusedError):
            self.ask(**fields)
        assert not Application.objects.exists()

    def test_an_exemption_can_be_ended_before_its_day_once(self):
        row = self.ask()
        ender = make_person(roles=("ciso",))
        actions.end_set_aside(row=row, by=ender, at=AT)
        with pytest.raises(SetAsideRefusedError):
            actions.end_set_aside(row=row, by=ender, at=AT)

    def test_the_database_refuses_a_self_decided_exemption(self):
        row = self.ask()
        with pytest.raises(IntegrityError), transaction.atomic():
            SetAside.objects.filter(pk=row.pk).update(decided_by=row.asked_by, decided_at=AT)

    def test_the_database_refuses_two_open_exemptions_of_one_control(self):
        row = self.ask()
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
