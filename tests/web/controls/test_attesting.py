"""Only who answers for a control, or coordinates all, attests it; a fault found is not talked away.

What each role may do is worked out here a second time, from the catalogue's own table.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.factories import AT, client_for, make_person

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.controls import actions
from sekisho.web.controls.errors import AttestationRefusedError
from sekisho.web.evidence import queries as evidence
from sekisho.web.notices import actions as notices
from sekisho.web.notices.models import Notice
from sekisho.web.organization.models import RoleHolding

pytestmark = pytest.mark.django_db
COORDINATORS = ("chief-officer", "secretariat")
ABLE = {role.id for role in load().roles.values() if "controls.attest" in role.permissions}


def attested_control(role):
    """A control of the role, and a check of it that a person attests."""
    for control in load().controls.values():
        for spec in control.checks:
            if control.role == role and spec.mode == "attested":
                return control, spec
    raise AssertionError(role)


OWN, CHECK = attested_control("manager")  # its role may attest
CISOS, CISOS_CHECK = attested_control("ciso")  # its role may not


def attest(by, verdict=Verdict.HOLDS, spec=CHECK, at=AT):
    return actions.attest(check_id=spec.id, verdict=verdict, statement="確認", by=by, at=at)


def newest(spec=CHECK):
    return evidence.newest([spec.id])[spec.id]


def refused(by, **fields):
    size = evidence.size()
    with pytest.raises(AttestationRefusedError):
        attest(by, **fields)
    assert evidence.size() == size
    return True


class TestWhoMayAttest:
    @pytest.mark.parametrize("role", sorted(load().roles))
    def test_of_all_roles_only_its_own_and_the_coordinating_ones(self, role):
        person = make_person(roles=(role,))
        if role in {"manager", *COORDINATORS}:
            assert attest(person).actor == str(person.opaque_id)
        else:
            assert refused(person)

    @pytest.mark.parametrize("role", sorted({c.role for c in load().controls.values()} - ABLE))
    def test_a_role_without_the_right_does_not_attest_even_its_own_control(self, role):
        _, spec = attested_control(role)
        assert refused(make_person(roles=(role,)), spec=spec)
        assert attest(make_person(roles=("secretariat",)), spec=spec)

    def test_the_right_may_come_from_one_role_and_the_control_from_another(self):
        assert attest(make_person(roles=("ciso", "officer")), spec=CISOS_CHECK)

    def test_a_role_that_has_ended_gives_nothing(self):
        person = make_person(roles=("manager",))
        RoleHolding.objects.update(until_date=timezone.localdate(AT) - timedelta(days=1))
        assert refused(person)

    def test_nobody_without_a_role(self):
        assert refused(make_person())


class TestAFaultStands:
    def test_a_coordinator_does_not_talk_away_what_the_responsible_found(self):
        attest(make_person(roles=("manager",)), Verdict.FAILS)
        for role in COORDINATORS:
            for verdict in Verdict:
                assert refused(make_person(roles=(role,)), verdict=verdict)
        assert newest().verdict is Verdict.FAILS

    def test_the_control_s_own_role_says_that_it_is_mended(self):
        attest(make_person(roles=("manager",)), Verdict.FAILS)
        attest(make_person(roles=("manager",)), Verdict.HOLDS)
        assert newest().verdict is Verdict.HOLDS

    def test_a_fault_a_coordinator_found_is_lifted_by_the_responsible_alone(self):
        finder = make_person(roles=("secretariat",))
        attest(finder, Verdict.FAILS)
        assert refused(finder)
        assert refused(make_person(roles=("chief-officer",)))
        assert attest(make_person(roles=("manager",)))

    def test_it_stands_until_its_last_moment_and_no_longer(self):
        attest(make_person(roles=("manager",)), Verdict.FAILS)
        last = newest().valid_until
        assert refused(make_person(roles=("secretariat",)), at=last)
        assert attest(make_person(roles=("secretariat",)), at=last + timedelta(seconds=1))

    def test_where_the_role_cannot_attest_another_coordinator_can_lift(self):
        attest(make_person(roles=("secretariat",)), Verdict.FAILS, CISOS_CHECK)
        assert attest(make_person(roles=("chief-officer",)), spec=CISOS_CHECK)

    def test_but_not_against_somebody_who_held_the_role_when_saying_so(self):
        ciso = make_person(roles=("ciso", "officer"))
        attest(ciso, Verdict.FAILS, CISOS_CHECK)
        RoleHolding.objects.filter(person=ciso).update(until_date=timezone.localdate(AT))
        later = AT + timedelta(days=3)
        for verdict in Verdict:
            who = make_person(roles=("chief-officer",))
            assert refused(who, spec=CISOS_CHECK, verdict=verdict, at=later)
        assert attest(make_person(roles=("ciso", "officer")), spec=CISOS_CHECK, at=later)

    def test_what_is_only_weak_binds_nobody(self):
        attest(make_person(roles=("manager",)), Verdict.WEAK)
        assert attest(make_person(roles=("secretariat",)))

    def test_a_refusal_ends_no_notice(self):
        person = make_person(roles=("manager",))
        attest(person, Verdict.FAILS)
        notices.tell(
            person=person, key=f"check:{CHECK.id}", title="確認", url="/", due_on=None, at=AT
        )
        assert refused(make_person(roles=("secretariat",)))
        assert Notice.objects.open().exists()


class TestThePages:
    url = reverse("controls:attest", args=[OWN.id, CHECK.id])
    data = {"verdict": "holds", "statement": "照合した"}

    def test_the_form_is_for_the_responsible_and_not_for_another_role_that_may_attest_its_own(self):
        assert client_for(make_person(roles=("manager",))).get(self.url).status_code == 200
        other = client_for(make_person(roles=("system-operator",)))
        assert other.get(self.url).status_code == 403
        assert other.post(self.url, self.data).status_code == 403
        assert evidence.newest([CHECK.id]) == {}

    @pytest.mark.parametrize(("role", "shown"), [("manager", True), ("system-operator", False)])
    def test_the_links_are_shown_only_to_those_who_may(self, role, shown):
        client = client_for(make_person(roles=(role,)))
        for page in ("controls:due", "controls:control"):
            args = [OWN.id] if page == "controls:control" else []
            assert (self.url in client.get(reverse(page, args=args)).content.decode()) is shown

    def test_over_a_standing_fault_there_is_no_form_and_an_answer_is_refused(self):
        attest(make_person(roles=("manager",)), Verdict.FAILS, at=timezone.now())
        client = client_for(make_person(roles=("secretariat",)))
        page = client.get(self.url).content.decode()
        assert 'name="verdict"' not in page
        assert load().roles["manager"].title.ja in page
        assert client.post(self.url, self.data).status_code == 422
        assert newest().verdict is Verdict.FAILS

    def test_the_responsible_sees_the_form_over_the_fault(self):
        attest(make_person(roles=("manager",)), Verdict.FAILS, at=timezone.now())
        client = client_for(make_person(roles=("manager",)))
        assert 'name="verdict"' in client.get(self.url).content.decode()
        assert client.post(self.url, self.data).status_code == 302
        assert newest().verdict is Verdict.HOLDS
