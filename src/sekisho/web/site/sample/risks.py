"""Risks of the sample: most grave assets judged, one risk accepted, one reduced, one waiting."""

from datetime import datetime, timedelta

from django.utils import timezone

from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.assets.grading import chosen
from sekisho.web.assets.models import Asset
from sekisho.web.controls import queries as controls
from sekisho.web.organization.models import Person
from sekisho.web.risks import actions, queries
from sekisho.web.risks.actions import Judgement
from sekisho.web.risks.models import Risk, Treatment
from sekisho.web.risks.proposing import must_be_judged, proposals

People = dict[str, Person]
_UNJUDGED = 2  # grave assets left for somebody to judge
_TREATED = (
    (
        "accept",
        "更新の予算が付く来年度まで、月ごとの確認を続けて受け入れる。障害が二回続けば考え直す。",
    ),
    ("reduce", "予備の機器を倉庫に置き、切替えの手順を作って試す。"),
)


def make_risks(people: People, *, at: datetime) -> None:
    """Judge as the catalogue proposes, a month ago, and decide upon the gravest of what is left."""
    by, then = people["onishi"], at - timedelta(days=30)
    schemes = chosen()
    grave = [each for each in Asset.objects.filter(covered=True) if must_be_judged(each, schemes)]
    for asset in grave[:-_UNJUDGED]:
        judgements = {
            each.threat.id: Judgement(each.likelihood, each.impact)
            for each in proposals(asset, schemes)
        }
        actions.judge(assets=[asset], judgements=judgements, by=by, at=then)
    _treat(by, people["okabe"], at)


def _treat(by: Person, decider: Person, at: datetime) -> None:
    today = timezone.localdate(at)
    found = queries.assessed(Risk.objects.with_assets(), controls.states(at), today)
    groups = queries.groups(each for each in found if each.over)
    for group, (way, plan) in zip(groups, _TREATED, strict=False):
        row = _ask(group, way, plan, by, at)
        waiting = Application.objects.get(kind=actions.KIND, subject=row.subject)
        deciding.approve(application=waiting, by=decider, comment="", at=at)
    for group in groups[len(_TREATED) : len(_TREATED) + 1]:
        _ask(group, "transfer", "情報漏えいの保険に入り、対応の費用を備える。", by, at)


def _ask(group: queries.Group, way: str, plan: str, by: Person, at: datetime) -> Treatment:
    until = timezone.localdate(at) + timedelta(days=120)
    risks = [each.risk for each in group.risks]
    return actions.ask_treatment(risks=risks, way=way, plan=plan, until=until, by=by, at=at)
