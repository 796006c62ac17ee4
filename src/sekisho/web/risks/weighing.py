"""What is left of a risk: likelihood and impact as judged, less what controls that hold take off.

Laws: a control takes off only what its status earns (in force: its whole weight, weak: half, else
nothing; set aside: nothing); no word falls below the first of its scale; controls lower one side,
the one their family of threats names. More controls that hold never leave more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sekisho.catalogue import RiskRules, ThreatReach
from sekisho.web.controls.status import ControlState, Status

_WEIGHT = {"required": 2, "recommended": 1}
_HOLDING = {Status.IN_FORCE: 100, Status.WEAK: 50}  # percent of the weight; any other: none


@dataclass(frozen=True, slots=True)
class Effect:
    """How much of the weight of some controls holds, and how many steps that takes off."""

    percent: int
    sound: bool  # no required one has failed
    steps: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """A risk as judged, and as it is left."""

    likelihood: int
    impact: int
    left_likelihood: int
    left_impact: int

    @property
    def score(self) -> int:
        """Return the score before any control."""
        return self.likelihood * self.impact

    @property
    def left(self) -> int:
        """Return the score that is left."""
        return self.left_likelihood * self.left_impact


def effect_of(states: Iterable[ControlState], rules: RiskRules) -> Effect:
    """Return what these controls take off; none at all take off nothing."""
    found = list(states)
    whole = sum(_WEIGHT[each.control.level] for each in found)
    held = sum(_WEIGHT[each.control.level] * _holding(each) for each in found)
    percent = held // whole if whole else 0
    sound = not any(_failed(each) for each in found)
    fitting = (
        each for each in rules.effects if percent >= each.percent and (sound or not each.sound)
    )
    first = next(fitting, None)
    return Effect(percent, sound, first.steps if first else 0)


def weigh(likelihood: int, impact: int, reach: ThreatReach, effect: Effect) -> Weighed:
    """Return the risk with the effect taken off the side controls against the threat lower."""
    if reach.lowers == "likelihood":
        return Weighed(likelihood, impact, max(1, likelihood - effect.steps), impact)
    return Weighed(likelihood, impact, likelihood, max(1, impact - effect.steps))


def answering(
    states: Mapping[str, ControlState], threat: str, zone: str
) -> tuple[ControlState, ...]:
    """Return the controls against a threat that must hold in a zone.

    Outside every zone the catalogue knows, all controls against the threat count.
    """
    against = [each for each in states.values() if threat in each.control.threats]
    known = any(zone in each.control.zones for each in states.values())
    return tuple(each for each in against if not known or zone in each.control.zones)


def _holding(state: ControlState) -> int:
    return 0 if state.set_aside else _HOLDING.get(state.status, 0)


def _failed(state: ControlState) -> bool:
    return (
        state.control.level == "required" and not state.set_aside and state.status is Status.FAILING
    )
