"""What judges a stored day: permits of zones, rules, behaviour; each with its version."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sekisho.detection.alerts import Alert, ranked
from sekisho.detection.detectors import DETECTORS, Detector, Setting, behaviour
from sekisho.detection.rescoring import Judge
from sekisho.detection.rules import compiled, found_by, read_rules
from sekisho.detection.rules.model import Correlation, Rule
from sekisho.detection.storing import Kept
from sekisho.detection.times import DAY, TOKYO, micros
from sekisho.detection.zoning import (
    Conversation,
    FlowKind,
    Permit,
    ZoneCheck,
    ZoneSpan,
    alert_of,
)

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
    zones: Sequence[ZoneSpan],
    permits: Sequence[Permit],
    tell: Callable[[Conversation], Alert] = lambda each: alert_of(each, str),
) -> Judge:
    """Return the judge of flows between zones; a permit's own period is part of its version.

    One-way flows answer what was asked with permission on the day before as well.
    """

    def judge(events: Kept, day: date) -> list[Alert]:
        check = ZoneCheck(zones, permits)
        before = day - timedelta(days=1)
        for batch in events.batches(before, before, _FLOWS):
            check.judge(_asked(ZoneCheck(zones, permits), batch))
        for batch in events.batches(day, day, _FLOWS):
            check.judge(batch)
        return [tell(each) for each in check.finish().wrong]

    told = [[asdict(each) for each in zones], [asdict(each) for each in permits]]
    return Judge("zones", version_of("zones", told), judge, past=1)


def _asked(check: ZoneCheck, batch: pa.Table) -> pa.Table:
    """Return the permitted one-way flows of a batch."""
    one_way = batch.filter(pc.fill_null(batch["one_way"], False))  # noqa: FBT003
    return one_way.take(pa.array(np.flatnonzero(check.judge(one_way) == FlowKind.PERMITTED)))


def rules_judge(texts: Mapping[str, str]) -> Judge:
    """Return the judge by Sigma rules. What is not evaluated is no part of what it finds."""
    return _asking("rules", texts, read_rules(texts)[0])


def correlations_judge(texts: Mapping[str, str]) -> Judge:
    """Return the judge by those rules that look at several events together."""
    rules = [each for each in read_rules(texts)[0] if isinstance(each, Correlation)]
    return _asking("correlations", texts, rules)


def _asking(name: str, texts: Mapping[str, str], rules: Sequence[Rule | Correlation]) -> Judge:
    def judge(events: Kept, day: date) -> list[Alert]:
        table = events.table(day, day)
        asked, _ = compiled(table, rules)
        return ranked(found_by(table, asked))

    return Judge(name, version_of(name, dict(texts)), judge)


def behaviour_judge(
    setting: Setting, until_us: int | None = None, detectors: Sequence[Detector] = DETECTORS
) -> Judge:
    """Return the judge of behaviour; the period of the setting becomes the day judged.

    `until_us` ends the period of a day that is not over yet.
    """

    def judge(events: Kept, day: date) -> list[Alert]:
        begin = micros(datetime.combine(day, time(), TOKYO))
        end = min(begin + DAY, begin + DAY if until_us is None else until_us)
        table = events.table(day - timedelta(days=_PAST), day)
        return behaviour(table, replace(setting, since_us=begin, until_us=end), detectors)

    told = asdict(replace(setting, since_us=0, until_us=0))
    return Judge("behaviour", version_of([each.id for each in detectors], told), judge, _PAST)
