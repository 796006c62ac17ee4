"""Who judges a stored day: permitted flows, rules and behaviour, as they count for that day.

A day that is over has a verdict by each of them. Of today, flows and single rules are judged as
records come; what only shows over hours is looked for again and again until the day is over.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.breach.closed import ClosedCalendar
from sekisho.cli.detecting import zone_permits, zone_spans
from sekisho.detection.detectors import PRIVATE, Expected, Service, Setting, Site, silence
from sekisho.detection.detectors.setting import Spans
from sekisho.detection.judges import (
    behaviour_judge,
    correlations_judge,
    rules_judge,
    zones_judge,
)
from sekisho.detection.rescoring import Judge
from sekisho.detection.storing import Kept
from sekisho.detection.times import DAY, micros
from sekisho.separation import Policy
from sekisho.web.monitoring import consequences, storing
from sekisho.web.monitoring.judging import rules_asked, teller
from sekisho.web.monitoring.models import LogClass

_PAST = 14  # days behaviour is compared with
_INTERNET = "internet"  # the zone of the catalogue
_SILENT = 10 * DAY  # a terminal whose records came, and come no more for so long


def everything() -> Kept:
    """Return the events of every class."""
    return Kept(*map(storing.root_of, LogClass.values))


def judges_of_past() -> Callable[[date], tuple[Judge, ...]]:
    """Return who judges a day that is over; rules are read once for all days."""
    rules = rules_judge(rules_asked())

    def judges(day: date) -> tuple[Judge, ...]:
        policy = _policy(_end_of(day))
        found = (rules, behaviour_judge(_setting(day, policy)))
        if policy is None:
            return found
        return (zones_judge(zone_spans(policy), zone_permits(policy), teller(policy)), *found)

    return judges


def judges_of_today(day: date, at: datetime) -> tuple[Judge, ...]:
    """Return who looks again and again at a day that is not over."""
    setting, now = _setting(day, _policy(at)), micros(at)
    hosts = tuple(Expected(each, _SILENT, terminal=True) for each in consequences.hosts_known())
    return (
        correlations_judge(rules_asked()),
        behaviour_judge(setting, now),
        behaviour_judge(Setting(0, 0, (), expected=hosts), now, (silence.DETECTOR,)),
    )


def _setting(day: date, policy: Policy | None) -> Setting:
    """Return what the detectors are told of the body; a body without zones is what is private."""
    inside = _inside(policy) if policy else PRIVATE
    calendar = ClosedCalendar.of_catalogue()
    days = (day - timedelta(days=each) for each in range(_PAST + 1))
    return Setting(
        0, 0, inside,
        days_off=tuple(each for each in days if calendar.is_closed(each)),
        sites=(Site(gettext_noop("庁内"), inside),),
        services=tuple(
            Service(each.name, each.hosts, each.permitted) for each in consequences.services_on(day)
        ),
    )  # fmt: skip


def _inside(policy: Policy) -> Spans:
    """Return the addresses of every zone but the internet's."""
    return tuple((each.first, each.last) for each in zone_spans(policy) if each.zone != _INTERNET)


def _policy(at: datetime) -> Policy | None:
    found = consequences.policy_at(at)
    return found.policy if found else None


def _end_of(day: date) -> datetime:
    """Return the last moment of a day in Asia/Tokyo."""
    after = datetime.combine(day + timedelta(days=1), time(), timezone.get_default_timezone())
    return after - timedelta(microseconds=1)
