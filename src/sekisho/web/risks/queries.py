"""Reads of this room: what controls leave of risks, the heat map, what is not judged."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import RiskLevel, Threat, load, load_risk_rules
from sekisho.web.assets.grading import Schemes, chosen
from sekisho.web.assets.models import Asset
from sekisho.web.controls import queries as controls
from sekisho.web.controls.status import ControlState, Status
from sekisho.web.risks.models import Risk, Treatment
from sekisho.web.risks.proposing import must_be_judged
from sekisho.web.risks.weighing import Effect, Weighed, answering, effect_of, weigh

States = Mapping[str, ControlState]


@dataclass(frozen=True, slots=True)
class Assessed:
    """A risk, what controls leave of it, and the treatment that counts or waits."""

    risk: Risk
    threat: Threat
    effect: Effect
    weighed: Weighed
    level: RiskLevel
    over: bool  # what is left reaches the line
    treatment: Treatment | None
    covered: bool  # by a decided treatment, in its time

    @property
    def is_bare(self) -> bool:
        """Whether it reaches the line and nothing is decided or asked."""
        waits = self.treatment is not None and self.treatment.waits
        return self.over and not self.covered and not waits


@dataclass(frozen=True, slots=True)
class Group:
    """Risks of one threat in one zone, the highest first, never empty: treated together."""

    risks: tuple[Assessed, ...]

    @property
    def worst(self) -> Assessed:
        """The one of which most is left."""
        return self.risks[0]

    @property
    def bare(self) -> tuple[Assessed, ...]:
        """Those over the line for which nothing is decided or asked."""
        return tuple(each for each in self.risks if each.is_bare)


@dataclass(frozen=True, slots=True)
class Change:
    """A risk that a failing control would raise."""

    now: Assessed
    then: Assessed


@dataclass(frozen=True, slots=True)
class Standing:
    """An asset of the register, how many of its risks are judged, and whether that must be."""

    asset: Asset
    must: bool
    wanted: int
    judged: int
    oldest: datetime | None

    def is_current(self, on: date) -> bool:
        """Whether every threat was judged within the days of the catalogue."""
        return self.judged >= self.wanted and (self.oldest is None or _recent(self.oldest, on))


def assessed(risks: Iterable[Risk], states: States, on: date) -> list[Assessed]:
    """Return risks (read `with_assets`) as they are left, the highest score first; no query."""
    effects: dict[tuple[str, str], Effect] = {}
    found = [_assess(each, states, effects, on) for each in risks if each.threat in load().threats]
    return sorted(found, key=lambda each: (-each.weighed.left, -each.weighed.score))


def with_failing(states: States, control: str) -> States:
    """Return the states as they would be if that control failed; others stay as they are."""
    known = states.get(control)
    if known is None:
        return states
    failing = replace(known, status=Status.FAILING, set_aside=False)
    return {**states, control: failing}


def changes(now: Iterable[Assessed], then: Iterable[Assessed]) -> list[Change]:
    """Return the risks of which more would be left, the highest score first."""
    later = {each.risk.pk: each for each in then}
    found = [Change(each, later[each.risk.pk]) for each in now]
    risen = [each for each in found if each.then.weighed.left > each.now.weighed.left]
    return sorted(risen, key=lambda each: -each.then.weighed.left)


def heat(found: Iterable[Assessed]) -> Counter[tuple[int, int]]:
    """Count risks by (likelihood, impact) as they are left."""
    return Counter((each.weighed.left_likelihood, each.weighed.left_impact) for each in found)


def weighed_now(risks: Iterable[Risk], at: datetime) -> list[Assessed]:
    """Return what controls leave of risks (read `with_assets`) now; a handful of queries."""
    return assessed(risks, controls.states(at), timezone.localdate(at))


def groups(found: Iterable[Assessed]) -> list[Group]:
    """Return risks by threat and zone, those with most undecided first."""
    together: dict[tuple[str, str], list[Assessed]] = {}
    for each in found:
        together.setdefault((each.risk.threat, zone_of(each.risk)), []).append(each)
    rows = [Group(tuple(each)) for each in together.values()]
    return sorted(rows, key=lambda each: (-len(each.bare), -each.worst.weighed.left))


def zone_of(risk: Risk) -> str:
    """Return the id of the zone the asset lies in; empty outside every one."""
    return risk.asset.zone.key if risk.asset.zone else ""


def standings(assets: Iterable[Asset], schemes: Schemes | None = None) -> list[Standing]:
    """Return how far each asset is judged: those that must be first. Two queries more."""
    rows = list(assets)
    known = schemes or chosen()
    judged: dict[int, dict[str, datetime]] = {}
    kept = Risk.objects.filter(asset__in=[each.pk for each in rows])
    for pk, threat, at in kept.values_list("asset", "threat", "judged_at"):
        judged.setdefault(pk, {})[threat] = at
    found = [_standing(each, known, judged.get(each.pk, {})) for each in rows]
    return sorted(found, key=lambda each: (not each.must, each.asset.number))


def alike(asset: Asset, among: Iterable[Asset]) -> list[Asset]:
    """Return the assets that the same judgement fits: same sort, zone and grades."""
    return [each for each in among if each.pk != asset.pk and _kind(each) == _kind(asset)]


def _kind(asset: Asset) -> tuple[object, ...]:
    return (asset.sort, asset.zone_id, asset.confidentiality, asset.integrity, asset.availability)


def _assess(
    risk: Risk, states: States, effects: dict[tuple[str, str], Effect], on: date
) -> Assessed:
    rules = load_risk_rules()
    zone = zone_of(risk)
    effect = effects.get((risk.threat, zone))
    if effect is None:
        effect = effect_of(answering(states, risk.threat, zone), rules)
        effects[risk.threat, zone] = effect
    weighed = weigh(risk.likelihood, risk.impact, rules.threats[risk.threat], effect)
    treatment = next((each for each in risk.treatments.all() if each.ended_at is None), None)
    covered = any(each.covers(weighed.left, on) for each in risk.treatments.all())
    level, over = rules.level(weighed.left), weighed.left >= rules.line
    threat = load().threats[risk.threat]
    return Assessed(risk, threat, effect, weighed, level, over, treatment, covered)


def _standing(asset: Asset, schemes: Schemes, judged: Mapping[str, datetime]) -> Standing:
    wanted = {each.id for each in load_risk_rules().threats_on(asset.sort)}
    times = [at for threat, at in judged.items() if threat in wanted]
    must = must_be_judged(asset, schemes)
    return Standing(asset, must, len(wanted), len(times), min(times, default=None))


def _recent(at: datetime, on: date) -> bool:
    return timezone.localdate(at) >= on - timedelta(days=load_risk_rules().judged_days)
