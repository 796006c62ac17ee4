"""What judges a stored day: permits of zones, rules, behaviour; each with its version."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta

from sekisho.detection.alerts import Alert, ranked
from sekisho.detection.detectors import DETECTORS, Setting, behaviour
from sekisho.detection.rescoring import Judge
from sekisho.detection.rules import compiled, matched, read_rules
from sekisho.detection.storing import Store
from sekisho.detection.times import DAY, TOKYO, micros
from sekisho.detection.zoning import Permit, ZoneCheck, ZoneSpan, alert_of

_PAST = 14  # days behaviour is compared with
_FLOWS = (
    "ts_us",
    "source_ip",
    "source_ip_key",
    "destination_ip",
    "destination_ip_key",
    "network_iana_number",
    "source_port",
    "destination_port",
    "icmp_type",
    "event_type",
    "event_category",
    "one_way",
    "duplicate",
    "log_delivery",
    "log_position",
)


def version_of(*parts: object) -> str:
    """Return the SHA-256 of values as JSON writes them in one way."""
    told = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def zones_judge(
    zones: Sequence[ZoneSpan], permits: Sequence[Permit], label: Callable[[str], str] = str
) -> Judge:
    """Return the judge of flows between zones; a permit's own period is part of its version."""

    def judge(store: Store, day: date) -> list[Alert]:
        check = ZoneCheck(zones, permits)
        for batch in store.batches(day, day, _FLOWS):
            check.judge(batch)
        return [alert_of(each, label) for each in check.finish().wrong]

    told = [[asdict(each) for each in zones], [asdict(each) for each in permits]]
    return Judge("zones", version_of("zones", told), judge)


def rules_judge(texts: Mapping[str, str]) -> Judge:
    """Return the judge by Sigma rules. What is not evaluated is no part of what it finds."""
    rules, _ = read_rules(texts)

    def judge(store: Store, day: date) -> list[Alert]:
        events = store.table(day, day)
        asked, _ = compiled(events, rules)
        return ranked([alert for each in asked if (alert := matched(events, each)) is not None])

    return Judge("rules", version_of("rules", dict(texts)), judge)


def behaviour_judge(setting: Setting) -> Judge:
    """Return the judge of behaviour; the period of the setting becomes the day judged."""

    def judge(store: Store, day: date) -> list[Alert]:
        begin = micros(datetime.combine(day, time(), TOKYO))
        events = store.table(day - timedelta(days=_PAST), day)
        return behaviour(events, replace(setting, since_us=begin, until_us=begin + DAY))

    told = asdict(replace(setting, since_us=0, until_us=0))
    return Judge("behaviour", version_of([each.id for each in DETECTORS], told), judge, _PAST)
