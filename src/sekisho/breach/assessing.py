"""From facts to duties: every case is judged, every duty rests on the cases that may hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sekisho.breach.clock import Clock
from sekisho.breach.closed import ClosedCalendar
from sekisho.breach.duties import (
    Assessment,
    Duty,
    Ground,
    Note,
    Reading,
    ReadingReason,
    SetAside,
)
from sekisho.breach.facts import Facts
from sekisho.breach.judging import Judgement, Truth, judge
from sekisho.catalogue import BreachDuty, BreachRules


def assess(facts: Facts, rules: BreachRules, calendar: ClosedCalendar) -> Assessment:
    """Return what is owed. Raises FactError for facts the rules cannot read.

    A case that is unsure is treated as holding. A duty stands once, for all its cases.
    """
    facts.refuse_unknown(rules)
    return _Assessor(facts, rules, calendar).assessment()


@dataclass(frozen=True, slots=True)
class _Assessor:
    facts: Facts
    rules: BreachRules
    calendar: ClosedCalendar

    def assessment(self) -> Assessment:
        judged = [judge(case, self.facts, self.rules) for case in self.rules.cases.values()]
        duties = self._without_replaced(
            [
                self._duty(rule, grounds)
                for rule in self.rules.duties.values()
                if self._chosen(rule)
                and (grounds := [j for j in judged if j.case.id in rule.cases and _may_hold(j)])
            ]
        )
        return Assessment(
            known_at=self.facts.known_at,
            duties=tuple(sorted(duties, key=lambda each: each.due_at)),
            set_aside=tuple(_set_aside(each) for each in judged if not _may_hold(each)),
        )

    def _chosen(self, rule: BreachDuty) -> bool:
        settings = self.facts.settings
        chosen = self.rules.default_settings if settings is None else settings
        return not rule.setting or rule.setting in chosen

    @staticmethod
    def _without_replaced(duties: list[Duty]) -> list[Duty]:
        """Leave out what another duty does in its stead and not later."""
        due = {each.id: each.due_at for each in duties}
        return [
            each
            for each in duties
            if each.rule.unless not in due or due[each.rule.unless] > each.due_at
        ]

    def _duty(self, rule: BreachDuty, judged: Sequence[Judgement]) -> Duty:
        extension = _extension(rule, judged)
        last = self._clock.last_day(rule, extended=extension is Truth.YES)
        holding = [each for each in judged if each.truth is Truth.YES]
        certain = bool(holding)
        confirmed = rule.confirmed and any(each.case.confirmed for each in holding or judged)
        return Duty(
            rule=rule,
            grounds=tuple(_ground(each) for each in judged),
            due_at=self._clock.end_of(last),
            aim_on=self._clock.nth_day(rule.aim) if rule.aim else None,
            certain=certain,
            confirmed=confirmed,
            notes=tuple(self._notes(rule, judged, certain=certain, confirmed=confirmed)),
            readings=tuple(self._readings(rule, last, judged, extension)),
        )

    @property
    def _clock(self) -> Clock:
        return Clock(self.facts.known_at, ZoneInfo(self.rules.timezone))

    def _notes(
        self, rule: BreachDuty, judged: Sequence[Judgement], *, certain: bool, confirmed: bool
    ) -> Iterable[Note]:
        if not certain:
            yield Note.UNSURE
        if _extension(rule, judged) is Truth.UNSURE:
            yield Note.UNSURE_EXTENSION
        if rule.kind != "law":
            yield Note.YARDSTICK
        if not confirmed:
            yield Note.UNCONFIRMED
        laws = [self.rules.laws[each.case.law] for each in judged]
        if all(self._clock.known_on < law.begins for law in laws):
            yield Note.BEFORE_RULES

    def _readings(
        self, rule: BreachDuty, last: date, judged: Sequence[Judgement], extension: Truth
    ) -> Iterable[Reading]:
        others = [each for each in judged if not each.case.extends and each.truth is Truth.YES]
        if extension is Truth.YES and others:
            yield Reading(ReadingReason.SHORTER, self._clock.nth_day(rule.days))
        if rule.rolls and self.calendar.knows(last) and self.calendar.is_closed(last):
            yield Reading(ReadingReason.ROLLS, self.calendar.next_open(last))


def _may_hold(judged: Judgement) -> bool:
    return judged.truth is not Truth.NO


def _extension(rule: BreachDuty, judged: Sequence[Judgement]) -> Truth:
    """Whether the duty has its extended days: only where a case that extends holds for certain."""
    truths = [each.truth for each in judged if each.case.extends]
    if not rule.extended or not truths:
        return Truth.NO
    return max(truths, key=lambda each: each.value)


def _ground(judged: Judgement) -> Ground:
    case = judged.case
    return Ground(case.id, case.law, case.article, case.title, case.confirmed, judged.facts)


def _set_aside(judged: Judgement) -> SetAside:
    case = judged.case
    return SetAside(case.id, case.law, case.article, case.title, judged.facts)
