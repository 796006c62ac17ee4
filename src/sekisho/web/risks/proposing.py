"""What the catalogue proposes for an asset: what can hit it, and how hard."""

from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.catalogue import RiskRules, Threat, ThreatReach, load, load_risk_rules
from sekisho.web.assets.grading import Aspect, Schemes
from sekisho.web.assets.models import Asset


@dataclass(frozen=True, slots=True)
class Proposed:
    """A threat on an asset with the likelihood and impact to begin with."""

    threat: Threat
    likelihood: int
    impact: int


def proposals(asset: Asset, schemes: Schemes) -> tuple[Proposed, ...]:
    """Return every threat that can hit the asset, in the order of the catalogue."""
    rules = load_risk_rules()
    impacts = _impacts(asset, schemes, rules)
    threats = load().threats
    return tuple(
        Proposed(threats[each.id], each.likelihood, _impact(each, impacts))
        for each in rules.threats_on(asset.sort)
    )


def must_be_judged(asset: Asset, schemes: Schemes) -> bool:
    """Whether the asset is of a class the catalogue always has judged; so is one nobody graded."""
    level = schemes.level("confidentiality", asset.confidentiality)
    return level is None or level.handling in load_risk_rules().must_judge


def _impact(reach: ThreatReach, impacts: Mapping[str, int]) -> int:
    return max(impacts[each] for each in reach.aspects)


def _impacts(asset: Asset, schemes: Schemes, rules: RiskRules) -> dict[str, int]:
    level = schemes.level("confidentiality", asset.confidentiality)
    return {
        "confidentiality": rules.impact_of_handling(level.handling if level else ""),
        "integrity": _by_rank(schemes, "integrity", asset.integrity, rules),
        "availability": _by_rank(schemes, "availability", asset.availability, rules),
    }


def _by_rank(schemes: Schemes, aspect: Aspect, grade: str, rules: RiskRules) -> int:
    highest = max(each.rank for each in schemes.by_aspect[aspect].levels)
    return rules.impact_of_rank(schemes.rank(aspect, grade), highest)
