"""Judging: proposals from the grades, every threat at once, nothing half, all of it sealed."""

import pytest
from django.db import IntegrityError, transaction
from tests.web.assets.register import recorded
from tests.web.factories import AT
from tests.web.risks.making import asset, judged, keeper, proposed

from sekisho.catalogue import load_risk_rules
from sekisho.web.assets import actions as assets
from sekisho.web.assets.grading import chosen
from sekisho.web.evidence import queries as evidence
from sekisho.web.risks import actions, queries
from sekisho.web.risks.actions import Judgement
from sekisho.web.risks.agreement import differences
from sekisho.web.risks.errors import RiskRefusedError
from sekisho.web.risks.models import Risk
from sekisho.web.risks.proposing import must_be_judged, proposals

pytestmark = pytest.mark.django_db


class TestProposals:
    def test_a_grave_servers_leak_is_of_the_gravest_impact_and_its_outage_less(self):
        found = {each.threat.id: each for each in proposals(asset(), chosen())}
        assert (found["unauthorized-access"].impact, found["earthquake"].impact) == (4, 3)

    def test_only_threats_that_can_hit_the_sort_are_proposed(self):
        found = {each.threat.id for each in proposals(asset(), chosen())}
        assert found == {each.id for each in load_risk_rules().threats_on("server")}
        assert "unapproved-takeout" not in found

    def test_an_open_asset_is_proposed_the_slightest_leak(self):
        row = asset(confidentiality="1", integrity="1", availability="1")
        assert {each.impact for each in proposals(row, chosen())} == {1}

    def test_what_nobody_graded_counts_as_the_gravest(self):
        assert {each.impact for each in proposals(recorded(), chosen())} == {4}

    @pytest.mark.parametrize(
        ("grade", "must"), [("3A", True), ("3B", True), ("3C", False), ("", True)]
    )
    def test_the_gravest_classes_and_ungraded_assets_must_be_judged(self, grade, must):
        by = keeper()
        assert must_be_judged(asset(by=by, confidentiality=grade), chosen()) is must


class TestJudging:
    def test_every_threat_becomes_a_risk_with_who_judged_it(self):
        by, row = keeper(), asset()
        found = judged(row, by, malware=Judgement(3, 2, "媒体を使わない"))
        assert len(found) == len(load_risk_rules().threats_on("server"))
        malware = found["malware"]
        assert (malware.likelihood, malware.impact, malware.why) == (3, 2, "媒体を使わない")
        assert {each.judged_by for each in found.values()} == {by}

    def test_it_is_sealed_with_figures_and_no_words(self):
        by, row = keeper(), asset()
        judged(row, by, malware=Judgement(3, 2, "媒体を使わない"))
        entry = next(evidence.sealed({"risk.judged"}, [f"asset:{row.pk}"]))
        assert (entry.actor, entry.facts["risks"], entry.facts["score"]) == (
            str(by.opaque_id), 14, 16,
        )  # fmt: skip
        assert "媒体" not in str(entry.facts)
        assert not list(differences())

    def test_judging_again_replaces_and_keeps_one_row_a_threat(self):
        row = asset()
        before = judged(row)["malware"]
        after = judged(row, malware=Judgement(1, 1))["malware"]
        assert (after.pk, after.likelihood, after.impact) == (before.pk, 1, 1)
        assert Risk.objects.count() == 14

    def test_several_alike_are_judged_in_one_go(self):
        first, second = asset(), asset("年金サーバ")
        actions.judge(assets=[first, second], judgements=proposed(first), by=keeper(), at=AT)
        assert Risk.objects.filter(asset=second).count() == 14

    def test_one_that_cannot_be_judged_so_leaves_both_unjudged(self):
        server, paper = asset(), asset("申請書", kind="information", sort="paper")
        with pytest.raises(RiskRefusedError):
            actions.judge(assets=[server, paper], judgements=proposed(server), by=keeper(), at=AT)
        assert not Risk.objects.exists()

    def test_a_threat_left_out_is_refused(self):
        row = asset()
        some = proposed(row)
        del some["malware"]
        with pytest.raises(RiskRefusedError, match="全てを評価"):
            actions.judge(assets=[row], judgements=some, by=keeper(), at=AT)

    @pytest.mark.parametrize(("likelihood", "impact"), [(0, 2), (5, 2), (2, 0), (2, 5)])
    def test_off_the_scale_is_refused_by_the_action_and_the_database(self, likelihood, impact):
        row, by = asset(), keeper()
        with pytest.raises(RiskRefusedError, match="尺度"):
            judged(row, by, malware=Judgement(likelihood, impact))
        with pytest.raises(IntegrityError), transaction.atomic():
            Risk.objects.create(
                asset=row, threat="x", likelihood=likelihood, impact=impact, judged_at=AT,
                judged_by=by,
            )  # fmt: skip

    def test_an_asset_out_of_scope_is_not_judged(self):
        row, by = asset(), keeper()
        assets.exclude(asset=row, reason="廃止済み", by=by, at=AT)
        row.refresh_from_db()
        with pytest.raises(RiskRefusedError):
            judged(row, by)

    def test_a_row_typed_into_the_database_shows(self):
        risk = judged(asset())["malware"]
        Risk.objects.filter(pk=risk.pk).update(likelihood=1)
        assert [each.subject for each in differences()] == [f"risk:{risk.pk}"]


class TestAlike:
    def test_same_sort_zone_and_grades_are_alike(self):
        row, twin = asset(), asset("年金サーバ")
        other = asset("別の領域", zone_key="internet")
        less = asset("軽いサーバ", confidentiality="2")
        assert queries.alike(row, [row, twin, other, less]) == [twin]
