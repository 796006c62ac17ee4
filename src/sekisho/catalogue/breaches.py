"""Whom to tell after a leak, and by when, as data: facts, cases, duties, each with its source.

A rule whose words were not read in the original carries `confirmed=False`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from typing import Literal

from sekisho.catalogue.entry import Entry, by_id
from sekisho.catalogue.errors import CatalogueError
from sekisho.catalogue.files import data_folder, read_mapping
from sekisho.catalogue.model import Text

FILE = "breach.yaml"
Kind = Literal["law", "yardstick", "half-year"]
Act = Literal["prompt", "final", "notice", "report", "publish"]
KINDS: tuple[Kind, ...] = ("law", "yardstick", "half-year")
ACTS: tuple[Act, ...] = ("prompt", "final", "notice", "report", "publish")


@dataclass(frozen=True, slots=True)
class BreachOption:
    """One answer, recipient, setting or item of a report, with its title."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class BreachFact:
    """A question about an incident. `asked`: of each incident; otherwise a setting of the body."""

    id: str
    question: Text
    asked: bool
    options: tuple[BreachOption, ...]

    @property
    def values(self) -> frozenset[str]:
        """The ids of its answers."""
        return frozenset(each.id for each in self.options)


@dataclass(frozen=True, slots=True)
class BreachLaw:
    """A law that knows cases; `begins`: the first day it is of use to such a body."""

    id: str
    title: Text
    article: str
    begins: date
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact is one of the values."""

    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class BreachCase:
    """A case that asks for a report (報告対象事態): all conditions, and more than `over` people.

    `over` 0: any number. `extends`: the final report has more days.
    """

    id: str
    law: str
    article: str
    title: Text
    when: tuple[Condition, ...]
    over: int
    extends: bool
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class BreachDuty:
    """What is owed to whom when one of `cases` holds.

    `days` counts the day it was known as the first; `extended` where a case extends, 0: never.
    `aim`: the day by which to begin, 0: none. `setting`: owed only by bodies that chose it, empty:
    by all. `unless`: not where that other duty is owed. `rolls`: another reading moves a last day
    on which offices are closed.
    """

    id: str
    cases: tuple[str, ...]
    act: Act
    recipient: str
    article: str
    title: Text
    kind: Kind
    days: int
    extended: int
    aim: int
    rolls: bool
    setting: str
    unless: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class BreachSetting:
    """What a body chooses to do besides the law; `default`: until it says otherwise."""

    id: str
    title: Text
    default: bool


@dataclass(frozen=True, slots=True)
class ReportItem:
    """One item the Commission's form asks, with the number it has in the regulation."""

    id: str
    article: str
    title: Text


@dataclass(frozen=True, slots=True)
class BreachRules:
    """The whole file, everything by id and in its order.

    `counting_…`: where it stands that the day it was known is the first of the days counted.
    """

    timezone: str
    counting_source: str
    counting_confirmed: bool
    facts: Mapping[str, BreachFact]
    recipients: Mapping[str, BreachOption]
    settings: Mapping[str, BreachSetting]
    laws: Mapping[str, BreachLaw]
    cases: Mapping[str, BreachCase]
    duties: Mapping[str, BreachDuty]
    report_items: Mapping[str, ReportItem]
    report_source: str
    report_confirmed: bool

    @property
    def default_settings(self) -> frozenset[str]:
        """What a body follows until it says otherwise."""
        return frozenset(each.id for each in self.settings.values() if each.default)


@cache
def load_breach_rules() -> BreachRules:
    """Return the rules of this installation; they are read once per process. CatalogueError."""
    return read_breach_rules(data_folder())


def read_breach_rules(folder: Traversable) -> BreachRules:
    """Read the rules from a folder laid out like `data/`. Raises CatalogueError."""
    entry = read_mapping(folder, FILE)
    facts = by_id(FILE, (_fact(each) for each in entry.each("facts")))
    recipients = by_id(FILE, (_option(each) for each in entry.each("recipients")))
    settings = by_id(FILE, (_setting(each) for each in entry.each("settings")))
    laws = by_id(FILE, (_law(each) for each in entry.each("laws")))
    cases = by_id(FILE, (_case(each, facts, laws) for each in entry.each("cases")))
    known = _Known(recipients, settings, laws, cases)
    duties = by_id(FILE, (_duty(each, known) for each in entry.each("duties")))
    _unless_known(duties)
    found = BreachRules(
        timezone=entry.word("timezone"),
        counting_source=entry.word("counting_source"),
        counting_confirmed=entry.flag("counting_confirmed"),
        facts=facts,
        recipients=recipients,
        settings=settings,
        laws=laws,
        cases=cases,
        duties=duties,
        report_items=by_id(FILE, (_item(each) for each in entry.each("report_items"))),
        report_source=entry.word("report_source"),
        report_confirmed=entry.flag("report_confirmed"),
    )
    entry.done()
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What a duty may point to."""

    recipients: Mapping[str, BreachOption]
    settings: Mapping[str, BreachSetting]
    laws: Mapping[str, BreachLaw]
    cases: Mapping[str, BreachCase]


def _option(entry: Entry) -> BreachOption:
    return BreachOption(entry.word("id"), entry.text("title"))


def _setting(entry: Entry) -> BreachSetting:
    return BreachSetting(entry.word("id"), entry.text("title"), entry.flag("default"))


def _fact(entry: Entry) -> BreachFact:
    options = tuple(_option(each) for each in entry.each("options"))
    if len(options) == 1 or len({each.id for each in options}) != len(options):
        raise entry.error("needs two or more different answers")
    return BreachFact(entry.word("id"), entry.text("question"), entry.flag("asked"), options)


def _law(entry: Entry) -> BreachLaw:
    return BreachLaw(
        id=entry.word("id"),
        title=entry.text("title"),
        article=entry.word("article"),
        begins=_day(entry, "begins"),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )


def _day(entry: Entry, field: str) -> date:
    found = entry.take(field)
    if type(found) is not date:
        raise entry.error(f"field {field!r} must be a date")
    return found


def _case(
    entry: Entry, facts: Mapping[str, BreachFact], laws: Mapping[str, BreachLaw]
) -> BreachCase:
    return BreachCase(
        id=entry.word("id"),
        law=entry.one_of("law", tuple(laws)),
        article=entry.word("article"),
        title=entry.text("title"),
        when=tuple(_condition(entry, each, facts) for each in entry.words("when")),
        over=_number(entry, "over"),
        extends=entry.flag("extends"),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )


def _condition(entry: Entry, words: str, facts: Mapping[str, BreachFact]) -> Condition:
    """Read `fact=value|value`."""
    name, _, given = words.partition("=")
    values = frozenset(given.split("|"))
    if name not in facts or not values < facts[name].values:
        raise entry.error(f"condition {words!r} names no fact, or not some of its answers")
    return Condition(name, values)


def _number(entry: Entry, field: str) -> int:
    return entry.number(field) if entry.has(field) else 0


def _word(entry: Entry, field: str, known: Iterable[str]) -> str:
    return entry.one_of(field, tuple(known)) if entry.has(field) else ""


def _duty(entry: Entry, known: _Known) -> BreachDuty:
    kind = entry.one_of("kind", KINDS)
    duty = BreachDuty(
        id=entry.word("id"),
        cases=_cases(entry, known),
        act=entry.one_of("act", ACTS),
        recipient=entry.one_of("recipient", tuple(known.recipients)),
        article=entry.word("article"),
        title=entry.text("title"),
        kind=kind,
        days=_number(entry, "days"),
        extended=_number(entry, "extended"),
        aim=_number(entry, "aim"),
        rolls=entry.flag("rolls"),
        setting=_word(entry, "setting", known.settings),
        unless=entry.word("unless") if entry.has("unless") else "",
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )
    if bool(duty.days) is (kind == "half-year") or duty.aim > duty.days:
        raise entry.error("needs days, but by half-year none; the aim is within them")
    if duty.extended and duty.extended <= duty.days:
        raise entry.error("the extended days are no more than the days")
    return duty


def _cases(entry: Entry, known: _Known) -> tuple[str, ...]:
    """Return the cases a duty names, and all those of the laws it names."""
    named, laws = entry.words("cases", optional=True), entry.words("laws", optional=True)
    there = set(named) <= set(known.cases) and set(laws) <= set(known.laws)
    if not there or not (named or laws):
        raise entry.error("needs laws or cases that exist")
    return tuple(each.id for each in known.cases.values() if each.law in laws or each.id in named)


def _unless_known(duties: Mapping[str, BreachDuty]) -> None:
    for duty in duties.values():
        if duty.unless and (duty.unless not in duties or duties[duty.unless].unless):
            raise CatalogueError(FILE, duty.id, "'unless' must name a duty without one")


def _item(entry: Entry) -> ReportItem:
    return ReportItem(entry.word("id"), entry.word("article"), entry.text("title"))
