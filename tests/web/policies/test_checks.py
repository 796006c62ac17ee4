"""What the checks say of real rows: holds, weak, fails."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest
from tests.web.factories import AT, DAY, make_person
from tests.web.policies.samples import approved, basic, imported, next_edition, published

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.organization.models import Person
from sekisho.web.policies import actions, checks
from sekisho.web.policies.models import Document, Pledge

pytestmark = pytest.mark.django_db
IN_FORCE = [
    ("basic", checks.basic_policy_in_force),
    ("standard", checks.standard_in_force),
    ("procedure", checks.procedures_in_force),
]


def days(number):
    return AT + timedelta(days=number)


def confirm_all():
    for pledge in Pledge.objects.open().select_related("person"):
        actions.confirm_pledge(pledge=pledge, by=pledge.person, at=AT)


def test_every_check_of_the_room_is_in_the_catalogue_and_reads_well():
    for check in checks.CHECKS:
        assert load().checks[check.id].mode == "automatic"
        result = check.run(AT)
        assert result.message.format(**result.figures)


class TestInForce:
    @pytest.mark.parametrize(("kind", "run"), IN_FORCE)
    def test_nothing_imported_fails(self, kind, run):
        assert run(AT).verdict is Verdict.FAILS

    @pytest.mark.parametrize(("kind", "run"), IN_FORCE)
    def test_approved_is_not_yet_in_force(self, kind, run):
        approved(imported(kind=kind))
        assert run(AT).verdict is Verdict.FAILS

    @pytest.mark.parametrize(("kind", "run"), IN_FORCE)
    def test_published_holds_and_names_the_edition(self, kind, run):
        edition = published(imported(kind=kind))
        result = run(AT)
        assert result.verdict is Verdict.HOLDS
        assert result.rows == ({"edition": edition.pk, "number": 1},)

    @pytest.mark.parametrize(("kind", "run"), IN_FORCE)
    def test_another_kind_does_not_count(self, kind, run):
        other = "standard" if kind != "standard" else "procedure"
        published(imported(kind=other))
        assert run(AT).verdict is Verdict.FAILS


class TestRestricted:
    def test_the_catalogue_as_it_is_holds(self):
        published(imported(kind="procedure"))
        result = checks.procedures_restricted(AT)
        assert result.verdict is Verdict.HOLDS
        assert result.figures["procedures"] == 1
        assert result.figures["roles"] > 0

    def test_a_role_outside_the_list_fails_and_its_holders_are_counted(self, monkeypatch):
        make_person(roles=("committee-member",))
        make_person(roles=("committee-member",))
        catalogue = load()
        role = catalogue.roles["committee-member"]
        wider = replace(role, permissions=(*role.permissions, "procedures.read"))
        roles = MappingProxyType({**catalogue.roles, role.id: wider})
        monkeypatch.setattr(checks, "load", lambda: replace(catalogue, roles=roles))
        result = checks.procedures_restricted(AT)
        assert result.verdict is Verdict.FAILS
        assert (result.figures["outside"], result.figures["holders_outside"]) == (1, 2)
        assert result.rows == ({"role": "committee-member"},)

    def test_without_a_procedure_nothing_is_proven(self):
        published()
        result = checks.procedures_restricted(AT)
        assert (result.verdict, result.figures["procedures"]) == (Verdict.WEAK, 0)

    def test_an_exit_that_forgets_the_rule_fails(self, monkeypatch):
        published(imported(kind="procedure"))
        queryset = type(Document.objects.all())
        monkeypatch.setattr(queryset, "readable", lambda rows, _rights: rows)
        result = checks.procedures_restricted(AT)
        assert result.verdict is Verdict.FAILS
        assert result.figures["leaking"] > 0


class TestReviewed:
    def test_no_document_in_force_fails(self):
        assert checks.policy_reviewed(AT).verdict is Verdict.FAILS

    @pytest.mark.parametrize(
        ("age", "verdict"),
        [
            (0, Verdict.HOLDS),
            (335, Verdict.HOLDS),
            (336, Verdict.WEAK),
            (365, Verdict.WEAK),
            (366, Verdict.FAILS),
        ],
    )
    def test_a_year_after_publication(self, age, verdict):
        published()
        assert checks.policy_reviewed(days(age)).verdict is verdict

    def test_a_review_begins_the_year_anew(self):
        edition = published()
        actions.record_review(edition=edition, by=edition.created_by, at=days(360))
        assert checks.policy_reviewed(days(370)).verdict is Verdict.HOLDS

    def test_the_one_that_is_late_is_named(self):
        late = published()
        other = published(imported(kind="standard"))
        actions.record_review(edition=other, by=other.created_by, at=days(300))
        assert checks.policy_reviewed(days(400)).rows == ({"edition": late.pk, "days": 400},)


class TestPledges:
    def test_without_a_policy_in_force_it_fails(self):
        assert checks.pledges_confirmed(AT).verdict is Verdict.FAILS

    def test_everybody_confirmed_holds(self):
        make_person()
        published()
        confirm_all()
        result = checks.pledges_confirmed(AT)
        assert result.verdict is Verdict.HOLDS
        assert result.figures["confirmed"] == result.figures["asked"] == Pledge.objects.count()

    def test_one_open_within_time_is_weak(self):
        person = make_person()
        published()
        confirm_all()
        Pledge.objects.filter(person=person).update(confirmed_at=None, way="")
        result = checks.pledges_confirmed(days(30))
        assert result.verdict is Verdict.WEAK
        assert result.figures["asked"] - result.figures["confirmed"] == 1

    def test_one_day_late_fails_and_the_unit_is_named(self):
        person = make_person()
        published()
        confirm_all()
        Pledge.objects.filter(person=person).update(confirmed_at=None, way="")
        result = checks.pledges_confirmed(days(31))
        assert result.verdict is Verdict.FAILS
        assert result.figures["overdue"] == 1
        assert result.rows[0]["unit"] == person.unit_id
        assert result.rows[0]["overdue"] == 1

    def test_a_joiner_nobody_asked_yet_is_weak(self):
        published()
        confirm_all()
        make_person()
        assert checks.pledges_confirmed(AT).verdict is Verdict.WEAK

    def test_a_policy_nobody_was_asked_to_confirm_fails(self):
        """People stand in scope and an edition is in force: silence proves nothing."""
        make_person()
        published()
        Pledge.objects.all().delete()
        result = checks.pledges_confirmed(AT)
        assert result.verdict is Verdict.FAILS
        assert result.figures["unasked"] == result.figures["asked"] > 0
        assert "誰にも" in result.message

    def test_a_policy_in_force_without_anybody_to_ask_fails(self):
        published()
        Person.objects.update(left_on=DAY - timedelta(days=1))
        result = checks.pledges_confirmed(AT)
        assert (result.verdict, result.figures["asked"]) == (Verdict.FAILS, 0)

    def test_who_left_does_not_count(self):
        person = make_person()
        published()
        confirm_all()
        Pledge.objects.filter(person=person).update(confirmed_at=None, way="")
        person.left_on = AT.date()
        person.save()
        assert checks.pledges_confirmed(days(31)).verdict is Verdict.HOLDS

    def test_a_change_asks_again_and_the_old_confirmations_no_longer_do(self):
        make_person()
        first = published()
        confirm_all()
        published(next_edition(first, basic(十分な="必要な")))
        assert checks.pledges_confirmed(AT).verdict is Verdict.WEAK

    def test_no_name_stands_in_the_result(self):
        person = make_person("朝霧 花子")
        published()
        assert person.name not in str(checks.pledges_confirmed(days(60)))
