"""External services: assessed, permitted in two regimes, ended with a proof, offered to watch."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, make_person
from tests.web.suppliers.serving import PROOF, keeper, permitted, served, service_entry, well

from sekisho.catalogue import load, load_suppliers
from sekisho.mailgate.addresses import domain_as_ascii
from sekisho.verdicts import Verdict
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.organization.models import Person
from sekisho.web.site.permitting import SERVICES
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.checks import CHECKS
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.external import (
    permitted_services,
    regime_of,
    wanting,
)
from sekisho.web.suppliers.models import Service
from sekisho.web.suppliers.usage import owners_of

RUN = {check.id: check.run for check in CHECKS}
NEXT = timedelta(days=1)


@pytest.fixture
def by(db):
    return keeper()


def verdict(check, at=AT):
    return RUN[check](at).verdict


class TestRecording:
    def test_hosts_are_kept_as_they_are_compared(self, by):
        row = served(by, hosts=[" Yoyaku.Example. ", "yoyaku.example", "", "a.b-c.jp"])
        assert row.hosts == ["yoyaku.example", "a.b-c.jp"]
        assert list(differences()) == []

    @pytest.mark.parametrize(
        "host", ["https://a.example", "a b.example", "local", "-a.example", "é..jp"]
    )
    def test_what_is_no_host_is_refused(self, by, host):
        with pytest.raises(SuppliersError, match="アドレスではありません"):
            served(by, hosts=[host])
        assert not Service.objects.exists()

    def test_two_services_have_not_one_name(self, by):
        row = served(by)
        with pytest.raises(SuppliersError, match="同じ名称"):
            served(by, name=row.name)

    def test_graver_information_takes_the_assessment_back(self, by):
        row = served(by)
        told = service_entry(by, name=row.name, grade="personal")
        assert actions.record_service(entry=told, service=row, by=by, at=AT).assessed_at is None
        well(row, by)
        told = service_entry(by, name=row.name, grade="open")
        row.refresh_from_db()
        assert actions.record_service(entry=told, service=row, by=by, at=AT).assessed_at == AT
        assert list(differences()) == []

    def test_answers_nobody_knows_are_a_fault_of_the_caller(self, by):
        row = served(by, assessed=False)
        for answers in ({"law": "perhaps"}, {"astrology": "yes"}):
            with pytest.raises(ValueError, match="nobody knows"):
                actions.assess_service(service=row, answers=answers, by=by, at=AT)


class TestTerms:
    def test_the_two_regimes_are_told_by_gravity(self):
        assert [regime_of(grade) for grade in load_suppliers().grades] == [
            "terms",
            "assessed",
            "assessed",
            "assessed",
        ]
        assert len(load_suppliers().terms_for("open")) < len(load_suppliers().terms_for("internal"))

    @given(st.data())
    def test_wanting_is_what_is_unknown_or_needed_and_not_yes(self, data):
        asked = load_suppliers().terms_for("internal")
        said = st.sampled_from(["yes", "no", "unknown", ""])
        answers = {each.id: data.draw(said) for each in asked}
        found = {each.id for each in wanting(Service(grade="internal", answers=answers))}
        for each in asked:
            fine = {"yes"} if each.needed else {"yes", "no"}
            assert (each.id in found) is (answers[each.id] not in fine)


class TestPermits:
    def test_only_services_in_order_can_be_asked_for(self, by):
        good = served(by)
        served(by, assessed=False)
        well(served(by, assessed=False), by, law="no")
        over = served(by)
        actions.end_service(service=over, ended_on=DAY, proof=PROOF, by=by, at=AT)
        assert [each.subject for each in SERVICES.choices(by, frozenset())] == [
            f"service:{good.pk}"
        ]
        assert SERVICES.labels([f"service:{over.pk}"]) == {f"service:{over.pk}": over.name}

    def test_graver_information_goes_through_more_hands(self):
        def stages(grade):
            route = load().routing.routes["external-service"]
            return [stage.act for stage in route.for_answers({"grade": grade})]

        assert stages("open") == ["review", "decide"]
        assert stages("internal") == stages("personal") == ["review", "consult", "decide"]

    @pytest.mark.parametrize("grade", ["open", "internal"])
    def test_a_permit_of_either_regime_makes_the_service_permitted(self, by, grade):
        row = served(by)
        assert permitted_services(AT) == ()
        assert not permitted(row, grade).is_waiting
        (found,) = permitted_services(AT)
        assert (found.service, found.hosts, found.grade) == (row.pk, tuple(row.hosts), row.grade)
        assert permitted_services(AT + timedelta(days=365)) == ()

    def test_one_that_ended_is_permitted_no_more(self, by):
        row = served(by)
        permitted(row)
        actions.end_service(service=row, ended_on=DAY, proof=PROOF, by=by, at=AT)
        assert permitted_services(AT) == ()

    @pytest.mark.parametrize(
        ("host", "known"),
        [
            ("yoyaku.example", True),
            ("WWW.Yoyaku.example.", True),
            ("notyoyaku.example", False),
            ("yoyaku.example.evil.jp", False),
            ("example", False),
        ],
    )
    def test_a_host_belongs_to_a_service_itself_or_below_it(self, host, known):
        found = owners_of(domain_as_ascii(host), {"yoyaku.example": ["予約"]})
        assert (found == ["予約"]) is known


class TestEnding:
    def test_ended_with_a_proof_and_seen_by_another(self, by):
        row = actions.end_service(service=served(by), ended_on=DAY, proof=PROOF, by=by, at=AT)
        (sealed,) = evidence.sealed(["service.ended"])
        assert sealed.index == row.certificate
        with pytest.raises(SuppliersError, match="ほかの人"):
            actions.confirm_erased(service=row, by=by, at=AT)
        actions.confirm_erased(service=row, by=keeper(), at=AT)
        with pytest.raises(SuppliersError, match="まだ確かめていない"):
            actions.confirm_erased(service=row, by=keeper(), at=AT)
        assert list(differences()) == []

    def test_not_in_the_future_not_without_a_proof_not_twice(self, by):
        row = served(by)
        with pytest.raises(SuppliersError, match="今日以前"):
            actions.end_service(service=row, ended_on=DAY + NEXT, proof=PROOF, by=by, at=AT)
        with pytest.raises(SuppliersError, match="空です"):
            actions.end_service(service=row, ended_on=DAY, proof=File("x", "x", b""), by=by, at=AT)
        actions.end_service(service=row, ended_on=DAY, proof=PROOF, by=by, at=AT)
        with pytest.raises(SuppliersError, match="終わっています"):
            actions.end_service(service=row, ended_on=DAY, proof=PROOF, by=by, at=AT)

    def test_the_database_refuses_a_look_by_who_ended_it(self, by):
        actions.end_service(service=served(by), ended_on=DAY, proof=PROOF, by=by, at=AT)
        with pytest.raises(IntegrityError), transaction.atomic():
            Service.objects.update(erased_at=AT, erased_by=by)
        with pytest.raises(IntegrityError), transaction.atomic():
            Service.objects.update(sha256="")


class TestChecks:
    @pytest.mark.parametrize(
        "check", ["services-assessed", "services-permitted", "services-erased"]
    )
    @pytest.mark.django_db
    def test_without_any_service_nothing_is_proven(self, check):
        assert verdict(check) is Verdict.WEAK

    def test_assessed_holds_for_a_year_and_a_needed_no_fails(self, by):
        row, check = served(by), "services-assessed"
        year = timedelta(days=load_suppliers().assessed_days)
        assert verdict(check, AT + year) is Verdict.HOLDS
        assert verdict(check, AT + year + NEXT) is Verdict.FAILS
        well(row, by, law="no")
        assert RUN[check](AT).figures["short"] == 1

    def test_an_administrator_who_left_fails(self, by):
        row = served(by, administrator=make_person())
        Person.objects.filter(pk=row.administrator_id).update(left_on=DAY - NEXT)
        assert RUN["services-assessed"](AT).figures["nobody"] == 1

    def test_permits_hold_without_one_it_is_weak(self, by):
        row = served(by)
        assert verdict("services-permitted") is Verdict.WEAK
        permitted(row)
        assert verdict("services-permitted") is Verdict.HOLDS

    def test_a_permit_graver_than_the_service_fails(self, by):
        permitted(served(by, grade="open"), "internal")
        assert RUN["services-permitted"](AT).figures["grave"] == 1

    def test_a_permit_about_nothing_registered_fails(self, by):
        permitted(served(by))
        permitted(None, words="よく分からないサービス")
        found = RUN["services-permitted"](AT)
        assert (found.verdict, found.figures["stray"]) == (Verdict.FAILS, 1)

    def test_erasure_is_looked_at_in_time(self, by):
        row = actions.end_service(service=served(by), ended_on=DAY, proof=PROOF, by=by, at=AT)
        days = timedelta(days=load_suppliers().ending_days)
        assert verdict("services-erased", AT + days) is Verdict.HOLDS
        assert verdict("services-erased", AT + days + NEXT) is Verdict.FAILS
        actions.confirm_erased(service=row, by=keeper(), at=AT)
        assert verdict("services-erased", AT + days + NEXT) is Verdict.HOLDS
