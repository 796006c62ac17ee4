"""Reads of terminals with what their reports mean, as frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import TerminalRules, ZoneRule, load_terminal_rules
from sekisho.web.assets.access import MYNUMBER_ZONE
from sekisho.web.terminals.identity import Registered
from sekisho.web.terminals.lifts import Lift, lifts_at
from sekisho.web.terminals.models import Attestation, Reading, Terminal
from sekisho.web.terminals.posture import Judged, State, Subject, judge_all
from sekisho.web.terminals.takeout import Expected, expect


@dataclass(frozen=True, slots=True)
class Posture:
    """A terminal and how each measure of the catalogue stands."""

    terminal: Terminal
    rule: ZoneRule
    expected: Expected
    lifts: tuple[Lift, ...]
    judged: dict[str, Judged]

    @property
    def failing(self) -> tuple[Judged, ...]:
        """What the zone's rule requires and is not met."""
        return self._unmet(self.rule.required)

    @property
    def wanting(self) -> tuple[Judged, ...]:
        """What the zone's rule wants and is not met."""
        return self._unmet(self.rule.wanted)

    @property
    def verdict(self) -> str:
        """How the terminal stands as a whole: `fails`, `weak` or `holds`."""
        return "fails" if self.failing else "weak" if self.wanting else "holds"

    def _unmet(self, measures: Iterable[str]) -> tuple[Judged, ...]:
        found = (self.judged[measure] for measure in measures)
        return tuple(each for each in found if not each.state.counts)


def postures(terminals: Iterable[Terminal], at: datetime) -> tuple[Posture, ...]:
    """Judge terminals read with their zone; three queries and those of the permits' keeper."""
    rows, rules = list(terminals), load_terminal_rules()
    told = _told(rows)
    said = _said(rows, timezone.localdate(at))
    lifts = lifts_at(at)
    return tuple(
        _posture(row, rules, told.get(row.pk, {}), said.get(row.pk, {}), lifts.get(row.pk, ()), at)
        for row in rows
    )


def all_postures(at: datetime) -> tuple[Posture, ...]:
    """Judge every terminal in use, for the checks."""
    return postures(Terminal.objects.in_use().select_related("zone"), at)


def rule_of(zone_key: str) -> ZoneRule:
    """Return the rule of a zone; the strictest for a zone the data do not know."""
    zones = load_terminal_rules().zones
    return zones.get(zone_key) or zones[MYNUMBER_ZONE]


def expected_of(terminal: Terminal, at: datetime) -> Expected:
    """Return what the terminal's USB settings should be now."""
    lifts = lifts_at(at).get(terminal.pk, ())
    return expect(rule_of(terminal.zone.key), lifts, terminal.system)


def _posture(  # noqa: PLR0913, PLR0917  # what is known of a terminal
    row: Terminal,
    rules: TerminalRules,
    told: dict[str, Reading],
    said: dict[str, date],
    lifts: tuple[Lift, ...],
    at: datetime,
) -> Posture:
    rule = rule_of(row.zone.key)
    expected = expect(rule, lifts, row.system)
    registered = Registered(row.host, row.serial, row.system)
    judged = judge_all(Subject(rule, expected, told, said, registered), rules.measures, at)
    return Posture(row, rule, expected, lifts, judged)


def _told(rows: list[Terminal]) -> dict[int, dict[str, Reading]]:
    found: dict[int, dict[str, Reading]] = {}
    for reading in Reading.objects.filter(terminal__in=rows).defer("bulk").order_by():
        found.setdefault(reading.terminal_id, {})[reading.measure] = reading
    return found


def _said(rows: list[Terminal], today: date) -> dict[int, dict[str, date]]:
    """Return the last day of what people say, by terminal and measure."""
    found: dict[int, dict[str, date]] = {}
    said = Attestation.objects.filter(terminal__in=rows, until__gte=today).order_by("until")
    for terminal, measure, until in said.values_list("terminal_id", "measure", "until"):
        found.setdefault(terminal, {})[measure] = until
    return found


def last_report(posture: Posture) -> datetime | None:
    """Return when the terminal was last heard on anything; None: never."""
    times = [each.observed_at for each in posture.judged.values() if each.observed_at]
    return max(times, default=None)


def silent(posture: Posture, at: datetime) -> bool:
    """Whether the terminal was not heard in time, and people do not vouch for all it must show."""
    heard = last_report(posture)
    if heard is not None and at - heard <= timedelta(days=posture.rule.report_days):
        return False
    asked = (*posture.rule.required, *posture.rule.wanted)
    return any(posture.judged[each].state is not State.ATTESTED for each in asked)
