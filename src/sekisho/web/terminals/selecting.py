"""Terminals by how they stand, asked of the database: the law of `posture`, row for row.

Terminals on which a permit lifts the take-out block are judged one by one, as their settings name
media: their number is that of the permits in force. A test holds both laws against each other.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from sekisho.catalogue import ZoneRule, load_terminal_rules
from sekisho.web.assets.access import MYNUMBER_ZONE
from sekisho.web.terminals.lifts import lifts_at
from sekisho.web.terminals.models import Attestation, Reading, RegisterQuerySet
from sekisho.web.terminals.posture import ATTESTED_OVER_BAD, FRESH, SOUND
from sekisho.web.terminals.queries import postures
from sekisho.web.terminals.takeout import RANK, Expected, udev_text

_NOBODY = Q(pk__in=())  # Django's condition that no row meets


def standing_so(rows: RegisterQuerySet, verdict: str, at: datetime) -> RegisterQuerySet:
    """Return the terminals in use that stand so (`fails`, `weak`, `holds`); as many queries."""
    lifted = list(lifts_at(at))
    found = postures(rows.filter(pk__in=lifted), at) if lifted else ()
    chosen = [each.terminal.pk for each in found if each.verdict == verdict]
    return rows.filter((~Q(pk__in=lifted) & _standing(verdict, at)) | Q(pk__in=chosen))


def _standing(verdict: str, at: datetime) -> Q:
    return reduce(or_, (where & _unlifted(rule, verdict, at) for where, rule in _zones()))


def _zones() -> Iterable[tuple[Q, ZoneRule]]:
    """Yield each zone's rule and its terminals; the strictest for zones the data do not know."""
    zones = load_terminal_rules().zones
    yield from ((Q(zone__key=key), rule) for key, rule in zones.items())
    yield ~Q(zone__key__in=list(zones)), zones[MYNUMBER_ZONE]


def _unlifted(rule: ZoneRule, verdict: str, at: datetime) -> Q:
    """Return how a terminal stands by its zone's rule, where no permit lifts anything."""
    failing = _any_unmet(rule.required, rule, at)
    if verdict == "fails":
        return failing
    wanting = _any_unmet(rule.wanted, rule, at)
    return ~failing & (wanting if verdict == "weak" else ~wanting)


def _any_unmet(measures: Iterable[str], rule: ZoneRule, at: datetime) -> Q:
    return reduce(or_, (~_met(each, rule, at) for each in measures), _NOBODY)


def _met(measure: str, rule: ZoneRule, at: datetime) -> Q:
    """Return whether a measure is met: by a report in time, else by a person's valid word."""
    told = Reading.objects.filter(terminal=OuterRef("pk"), measure=measure).order_by()
    good = told.filter(_good(measure, rule, at))
    in_time = good.filter(observed_at__gt=at - timedelta(days=rule.report_days + 1))
    said = Attestation.objects.filter(
        terminal=OuterRef("pk"), measure=measure, until__gte=timezone.localdate(at)
    )
    vouched = Q(Exists(said))
    if measure not in ATTESTED_OVER_BAD:  # a word stands for an old report or none, not a bad one
        vouched &= Q(Exists(good)) | ~Q(Exists(told))
    return Q(Exists(in_time)) | vouched


def _good(measure: str, rule: ZoneRule, at: datetime) -> Q:
    """Return whether a reading is good, its age aside."""
    if measure == "takeout":
        return Q(word__in=_shut(rule))
    if measure not in {"malware", "patches"}:
        return Q(word=SOUND)
    days = timedelta(days=rule.malware_days if measure == "malware" else rule.patch_days)
    dated = Q(word=SOUND, as_of__gte=timezone.localdate(at) - days)
    return dated | Q(word=FRESH, observed_at__gte=at - days)


def _shut(rule: ZoneRule) -> list[str]:
    """Return what a terminal may tell that is shut at least as far as the rule says."""
    states = [Expected("closed", "closed")]
    if RANK[rule.takeout] > RANK["closed"]:
        states.append(Expected(rule.takeout, rule.takeout))
    prints = [hashlib.sha256(udev_text(each).encode()).hexdigest() for each in states]
    return [*(each.state for each in states), *prints]
