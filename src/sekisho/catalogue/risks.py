"""How risks are judged, as data: scales in words, what a threat can hit, what controls take off."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Literal

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.errors import CatalogueError
from sekisho.catalogue.files import data_folder, read_mapping
from sekisho.catalogue.load import load
from sekisho.catalogue.model import Text

FILE = "risk.yaml"
Side = Literal["likelihood", "impact"]
_SIDES: tuple[Side, ...] = ("likelihood", "impact")
_ASPECTS = ("confidentiality", "integrity", "availability")
_BETWEEN = 2  # the impact of a grade between the lowest and the highest of its scheme


@dataclass(frozen=True, slots=True)
class RiskGrade:
    """One word of a scale; the scales run from 1 up without a gap."""

    grade: int
    title: Text
    meaning: Text


@dataclass(frozen=True, slots=True)
class RiskLevel:
    """What a score is called from `least` on."""

    id: str
    least: int
    title: Text


@dataclass(frozen=True, slots=True)
class RiskEffect:
    """Steps taken off when at least `percent` of the weight of controls holds.

    `sound`: and no required control has failed.
    """

    percent: int
    sound: bool
    steps: int


@dataclass(frozen=True, slots=True)
class RiskTreatment:
    """A way to deal with a risk (低減・回避・移転・受容)."""

    id: str
    title: Text
    meaning: Text


@dataclass(frozen=True, slots=True)
class ThreatReach:
    """How likely a threat is before any control, what it harms, and which sorts it can hit.

    `lowers`: the side of the score that controls against it lower.
    """

    id: str
    likelihood: int
    aspects: tuple[str, ...]
    sorts: tuple[str, ...]
    lowers: Side


@dataclass(frozen=True, slots=True)
class RiskRules:
    """The whole file; scales by grade, levels from the lowest, the rest by id and in its order."""

    source: str
    confirmed: bool
    judged_days: int
    accepted_days: int
    line: int
    must_judge: tuple[str, ...]
    likelihoods: Mapping[int, RiskGrade]
    impacts: Mapping[int, RiskGrade]
    levels: tuple[RiskLevel, ...]
    handling: Mapping[str, int]
    graver: int
    lesser: int
    effects: tuple[RiskEffect, ...]
    treatments: Mapping[str, RiskTreatment]
    threats: Mapping[str, ThreatReach]

    def level(self, score: int) -> RiskLevel:
        """Return what a score (1 and more) is called."""
        return [each for each in self.levels if each.least <= score][-1]

    def threats_on(self, sort: str) -> tuple[ThreatReach, ...]:
        """Return the threats that can hit an asset of that sort."""
        return tuple(each for each in self.threats.values() if sort in each.sorts)

    def impact_of_handling(self, handling: str) -> int:
        """Return the impact a set of handling rules proposes; the gravest for none or another."""
        return self.handling.get(handling, max(self.impacts))

    def impact_of_rank(self, rank: int, highest: int) -> int:
        """Return the impact a grade of a scheme proposes, by its rank; the gravest for no grade."""
        if rank < 1:
            return max(self.impacts)
        if rank >= highest:
            return self.graver
        return self.lesser if rank == 1 else _BETWEEN


@cache
def load_risk_rules() -> RiskRules:
    """Return the rules of this installation; they are read once per process. CatalogueError."""
    return read_risk_rules(data_folder())


def read_risk_rules(folder: Traversable) -> RiskRules:
    """Read the file from a folder laid out like `data/`. Raises CatalogueError."""
    entry = read_mapping(folder, FILE)
    likelihoods, impacts = _scale(entry, "likelihoods"), _scale(entry, "impacts")
    impact_of = Entry(FILE, entry.take("impact_of"), "impact_of")
    sides = _sides(entry)
    found = RiskRules(
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
        judged_days=entry.number("judged_days"),
        accepted_days=entry.number("accepted_days"),
        line=_within(entry.number("line"), len(likelihoods) * len(impacts), entry),
        must_judge=_known(entry, "must_judge", load().handlings),
        likelihoods=likelihoods,
        impacts=impacts,
        levels=_levels(entry),
        handling=_handling(impact_of, len(impacts)),
        graver=_within(impact_of.number("graver"), len(impacts), impact_of),
        lesser=_within(impact_of.number("lesser"), len(impacts), impact_of),
        effects=tuple(_effect(each) for each in _done(entry, "effects")),
        treatments=MappingProxyType(
            {each.id: each for each in map(_treatment, _done(entry, "treatments"))}
        ),
        threats=_reaches(entry, sides, len(likelihoods)),
    )
    impact_of.done()
    entry.done()
    return found


def _done(entry: Entry, field: str) -> Iterable[Entry]:
    """Yield the entries of a list; each must have been read whole when the next is asked for."""
    for each in entry.entries(field):
        yield each
        each.done()


def _within(value: int, most: int, entry: Entry) -> int:
    if value > most:
        raise entry.error(f"{value} is above {most}")
    return value


def _scale(entry: Entry, field: str) -> Mapping[int, RiskGrade]:
    found = {
        each.grade: each
        for each in (
            RiskGrade(one.number("id"), one.text("title"), one.text("meaning"))
            for one in _done(entry, field)
        )
    }
    if list(found) != list(range(1, len(found) + 1)) or not found:
        raise entry.error(f"{field} must run from 1 up without a gap")
    return MappingProxyType(found)


def _levels(entry: Entry) -> tuple[RiskLevel, ...]:
    found = tuple(
        RiskLevel(one.word("id"), one.number("from"), one.text("title"))
        for one in _done(entry, "levels")
    )
    begins = [each.least for each in found]
    if not begins or begins[0] != 1 or begins != sorted(set(begins)):
        raise entry.error("levels must begin with 1 and rise")
    return found


def _handling(entry: Entry, most: int) -> Mapping[str, int]:
    raw = entry.take("handling")
    if not isinstance(raw, dict) or not all(
        isinstance(value, int) and 1 <= value <= most for value in raw.values()
    ):
        raise entry.error("handling must give impacts of the scale")
    return MappingProxyType(dict(raw))


def _effect(entry: Entry) -> RiskEffect:
    percent = _within(entry.number("percent"), 100, entry)
    return RiskEffect(percent, entry.flag("sound"), entry.number("steps"))


def _treatment(entry: Entry) -> RiskTreatment:
    return RiskTreatment(entry.word("id"), entry.text("title"), entry.text("meaning"))


def _sides(entry: Entry) -> Mapping[str, Side]:
    """Return which side of the score controls lower, by threat, from the families' own lines."""
    inner = Entry(FILE, entry.take("families"), "families")
    catalogue = load()
    sides = {family: inner.one_of(family, _SIDES) for family in catalogue.families}
    inner.done()
    return {each.id: sides[each.family] for each in catalogue.threats.values()}


def _reaches(entry: Entry, sides: Mapping[str, Side], most: int) -> Mapping[str, ThreatReach]:
    found: dict[str, ThreatReach] = {}
    for each in _done(entry, "threats"):
        name = each.word("id")
        if name not in sides or name in found:
            raise CatalogueError(FILE, name, "is no threat of the catalogue, or stands twice")
        found[name] = ThreatReach(
            id=name,
            likelihood=_within(each.number("likelihood"), most, each),
            aspects=_known(each, "aspects", _ASPECTS),
            sorts=_known(each, "sorts", load().asset_sorts),
            lowers=sides[name],
        )
    if missing := sides.keys() - found.keys():
        raise entry.error(f"no line for the threats {sorted(missing)}")
    return MappingProxyType(found)


def _known(entry: Entry, field: str, allowed: Container[str]) -> tuple[str, ...]:
    found = entry.words(field)
    if unknown := [each for each in found if each not in allowed]:
        raise entry.error(f"unknown {field} {unknown}")
    return found
