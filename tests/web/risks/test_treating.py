"""Treatments: asked by one, decided by another, in force until a day, an acceptance for no more."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.risks.making import asked, asset, decide, decided, hold, judged, keeper

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.approvals import deciding
from sekisho.web.approvals.errors import ApprovalRefusedError
from sekisho.web.approvals.models import Application
from sekisho.web.corrections.models import Correction
from sekisho.web.evidence import queries as evidence
from sekisho.web.risks import queries
from sekisho.web.risks.agreement import differences
from sekisho.web.risks.duties import Treatments
from sekisho.web.risks.errors import RiskRefusedError
from sekisho.web.risks.models import Risk, Treatment

pytestmark = pytest.mark.django_db
LONG = DAY + timedelta(days=366)


@pytest.fixture
def risk():
    return judged(asset())["malware"]


def now(risk, at=AT):
    return queries.weighed_now(Risk.objects.filter(pk=risk.pk).with_assets(), at)[0]


class TestAsking:
    def test_it_waits_for_another_and_covers_nothing_yet(self, risk):
        by = keeper()
        row = asked(risk, by=by)
        application = Application.objects.get(subject=row.subject)
        assert application.is_waiting
        assert (row.score, row.waits) == (16, True)
        assert not now(risk).covered
        assert not now(risk).is_bare
        assert risk.asset.number in application.title
        assert risk.asset.name not in application.title + application.reason

    def test_nobody_decides_their_own(self, risk):
        by = make_person(roles=("chief-officer",))
        row = asked(risk, by=by)
        with pytest.raises(ApprovalRefusedError):
            decide(row, by)
        with pytest.raises(IntegrityError), transaction.atomic():
            Treatment.objects.filter(pk=row.pk).update(decided_at=AT, decided_by=by)

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"way": "ignore"}, "対応を選び"),
            ({"plan": "  "}, "対応を選び"),
            ({"until": DAY - timedelta(days=1)}, "今日以後"),
            ({"until": LONG}, "365日以内"),
        ],
    )
    def test_what_is_refused_says_why(self, risk, fields, said):
        with pytest.raises(RiskRefusedError, match=said):
            asked(risk, **fields)
        assert not Application.objects.exists()

    def test_only_an_acceptance_has_a_longest_time(self, risk):
        assert asked(risk, way="reduce", until=LONG).until == LONG

    def test_a_second_one_is_refused_while_the_first_waits(self, risk):
        asked(risk)
        with pytest.raises(RiskRefusedError, match="既に決裁を待って"):
            asked(risk, way="avoid")

    def test_several_risks_of_a_threat_are_one_application(self, risk):
        other = judged(asset("年金サーバ"))["malware"]
        asked(risk, other)
        assert Application.objects.count() == 1
        assert "ほか1件" in Application.objects.get().title

    def test_risks_of_several_threats_are_not_treated_together(self, risk):
        fire = Risk.objects.get(asset=risk.asset, threat="fire")
        with pytest.raises(RiskRefusedError, match="同じ脅威"):
            asked(risk, fire)


class TestDeciding:
    def test_it_counts_with_who_decided_it_and_the_number(self, risk):
        ciso = make_person(roles=("ciso",))
        row = decided(risk, decider=ciso)
        assert (row.decided_by, row.decision) == (ciso, "令和8年度第1号")
        assert now(risk).covered
        assert not list(differences())

    def test_every_risk_of_the_application_is_covered(self, risk):
        other = judged(asset("年金サーバ"))["malware"]
        decided(risk, other)
        assert now(risk).covered
        assert now(other).covered

    def test_returned_it_covers_nothing_and_can_be_asked_again(self, risk):
        row = asked(risk)
        application = Application.objects.get(subject=row.subject)
        ciso = make_person(roles=("ciso",))
        deciding.give_back(application=application, by=ciso, comment="期限が長い", at=AT)
        assert not now(risk).covered
        assert now(risk).is_bare
        assert asked(risk).waits
        assert not list(differences())

    def test_a_later_one_takes_the_place_of_the_former(self, risk):
        first = decided(risk)
        second = decided(risk, way="avoid", at=AT + timedelta(days=1))
        first.refresh_from_db()
        assert first.ended_at is not None
        assert now(risk).treatment == second
        assert not list(differences())

    def test_its_steps_are_sealed_without_words(self, risk):
        decided(risk, plan="秘密の計画")
        kinds = ("risk.treatment-asked", "risk.treatment-decided")
        entries = evidence.sealed(kinds, [f"risk:{risk.pk}"])
        assert [each.kind for each in entries] == list(kinds)
        assert "秘密" not in str([each.facts for each in entries])

    def test_two_in_force_are_refused_by_the_database(self, risk):
        row = decided(risk)
        with pytest.raises(IntegrityError), transaction.atomic():
            Treatment.objects.create(
                risk=risk, way="avoid", plan="やめる", until=DAY, score=1, asked_at=AT,
                asked_by=row.asked_by, decided_at=AT, decided_by=row.decided_by,
            )  # fmt: skip


class TestTime:
    def test_it_covers_up_to_its_last_day_and_no_longer(self, risk):
        decided(risk, until=DAY + timedelta(days=10))
        assert now(risk, AT + timedelta(days=10)).covered
        assert not now(risk, AT + timedelta(days=11)).covered

    def test_an_acceptance_answers_for_no_more_than_was_left_then(self):
        """Controls held when it was accepted; when they run out more is left than was accepted."""
        risk = judged(asset())["malware"]
        hold(*load().controls.values())
        decided(risk)
        assert now(risk).covered
        hold(_against("malware"), verdict=Verdict.FAILS)
        found = now(risk)
        assert found.weighed.left == 12
        assert not found.covered

    def test_a_plan_to_reduce_stands_though_more_is_left(self):
        risk = judged(asset())["malware"]
        hold(*load().controls.values())
        decided(risk, way="reduce")
        hold(_against("malware"), verdict=Verdict.FAILS)
        assert now(risk).covered


def _against(threat):
    controls = load().controls.values()
    return next(
        each
        for each in controls
        if threat in each.threats and each.level == "required" and "lgwan" in each.zones
    )


class TestReducing:
    def test_what_is_to_be_reduced_becomes_a_correction_of_each_unit(self, risk):
        other = judged(asset("年金サーバ", unit=make_unit("年金課")))["malware"]
        twin = judged(asset("予備サーバ"))["malware"]
        row = decided(risk, other, twin, way="reduce", plan="予備を置く")
        found = {each.unit.name: each for each in Correction.objects.all()}
        assert set(found) == {"総務課", "年金課"}
        assert {each.due_on for each in found.values()} == {row.until}
        assert found["総務課"].source == "risk"
        assert (found["総務課"].detail, found["総務課"].grade) == ("予備を置く", "grave")

    @pytest.mark.parametrize("way", ["accept", "avoid", "transfer"])
    def test_other_ways_open_none(self, risk, way):
        decided(risk, way=way)
        assert not Correction.objects.exists()

    def test_decided_after_its_day_it_opens_none(self, risk):
        row = asked(risk, way="reduce", until=DAY)
        decide(row, at=AT + timedelta(days=2))
        assert not Correction.objects.exists()


def test_the_plan_of_the_year_knows_when_a_treatment_ends(risk, django_assert_num_queries):
    row = decided(risk)
    asked(Risk.objects.get(asset=risk.asset, threat="fire"))
    with django_assert_num_queries(1):
        duties = list(Treatments().between(DAY, DAY + timedelta(days=200), AT))
    assert [each.day for each in duties] == [row.until]
    assert risk.asset.number in duties[0].title
    assert risk.asset.name not in duties[0].title
