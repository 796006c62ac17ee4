"""Judging the risks of assets: one asset, or several alike in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.catalogue import load_risk_rules
from sekisho.web.assets.models import Asset
from sekisho.web.organization.models import Person
from sekisho.web.risks.actions.sealing import seal
from sekisho.web.risks.errors import RiskRefusedError
from sekisho.web.risks.models import Risk


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely a threat is and how hard it would hit, before any control."""

    likelihood: int
    impact: int
    why: str = ""


@transaction.atomic
def judge(
    *, assets: Sequence[Asset], judgements: Mapping[str, Judgement], by: Person, at: datetime
) -> list[Risk]:
    """Judge every threat that can hit the assets; what was judged before is judged anew.

    The caller has asked whether the person may know of the assets. Raises RiskRefusedError unless
    every threat of every asset is judged, on the scales, and nobody judges assets of another sort.
    """
    found: list[Risk] = []
    for asset in assets:
        _refuse(asset, judgements)
        found += _judged(asset, judgements, by, at)
    return found


@transaction.atomic
def judge_some(
    *, asset: Asset, judgements: Mapping[str, Judgement], by: Person, at: datetime
) -> list[Risk]:
    """Judge some threats to an asset; the others stand as they were judged, with their day.

    Raises RiskRefusedError as `judge` does, so when one is left that nobody ever judged.
    """
    stand = Risk.objects.filter(asset=asset).exclude(threat__in=judgements)
    wanted = {each.id for each in load_risk_rules().threats_on(asset.sort)}
    others = {
        each.threat: Judgement(each.likelihood, each.impact, each.why)
        for each in stand
        if each.threat in wanted
    }
    _refuse(asset, {**others, **judgements})
    return _judged(asset, judgements, by, at)


def _judged(
    asset: Asset, judgements: Mapping[str, Judgement], by: Person, at: datetime
) -> list[Risk]:
    rows = [_write(asset, threat, each, by, at) for threat, each in judgements.items()]
    worst = max((row.likelihood * row.impact for row in rows), default=0)
    seal("risk.judged", f"asset:{asset.pk}", by=by, at=at, rows=rows, risks=len(rows),
         score=worst)  # fmt: skip
    return rows


def _refuse(asset: Asset, judgements: Mapping[str, Judgement]) -> None:
    rules = load_risk_rules()
    wanted = {each.id for each in rules.threats_on(asset.sort)}
    if not asset.covered or judgements.keys() != wanted:
        raise RiskRefusedError(
            _("%(asset)s に当てはまる脅威の全てを評価してください。") % {"asset": asset.number}
        )
    for each in judgements.values():
        if each.likelihood not in rules.likelihoods or each.impact not in rules.impacts:
            raise RiskRefusedError(_("起きやすさと影響を、尺度から選んでください。"))


def _write(asset: Asset, threat: str, judged: Judgement, by: Person, at: datetime) -> Risk:
    values = {
        "likelihood": judged.likelihood,
        "impact": judged.impact,
        "why": judged.why.strip(),
        "judged_at": at,
        "judged_by": by,
    }
    return Risk.objects.update_or_create(asset=asset, threat=threat, defaults=values)[0]
