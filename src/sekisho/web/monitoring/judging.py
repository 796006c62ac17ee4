"""New events held against the permitted flows between zones and the rules: alerts, as values.

One door to the engine: what finds more is added here. Flows of one-way records (NetFlow) are judged
after the permitted ones of the day before, so that an answer finds its question.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

import ibis
import numpy as np
import pyarrow as pa
from django.utils.translation import gettext_noop

from sekisho.cli.detecting import zone_check
from sekisho.detection.alerts import Alert
from sekisho.detection.rules import Refused, compiled, found_by, read_rules, shipped_rules
from sekisho.detection.rules.model import Correlation, Rule
from sekisho.detection.storing import SCHEMA, Kept, day_of
from sekisho.detection.zoning import Conversation, FlowKind, alert_of
from sekisho.separation import Policy
from sekisho.web.monitoring.models import RuleFile

_MYNUMBER = "mynumber"
_ORIGINAL = ["ts_us", "log_source", "log_delivery", "log_position", "event_original"]


def against_zones(events: pa.Table, policy: Policy, before: pa.Table | None = None) -> list[Alert]:
    """Return the wrong conversations; one that leaves the My Number zone is critical."""
    check = zone_check(policy)
    if before is not None:
        kinds = zone_check(policy).judge(before)
        check.judge(before.take(pa.array(np.flatnonzero(kinds == FlowKind.PERMITTED))))
    check.judge(events)
    return list(map(teller(policy), check.finish().wrong))


def teller(policy: Policy) -> Callable[[Conversation], Alert]:
    """Return how wrong conversations are told: zones by their labels, My Number's as critical."""
    labels = {name: zone.label for name, zone in policy.zones.items()}

    def told(flow: Conversation) -> Alert:
        alert = alert_of(flow, lambda zone: labels.get(zone, gettext_noop("領域の外")))
        return replace(alert, level="critical") if flow.source_zone == _MYNUMBER else alert

    return told


def against_rules(
    events: pa.Table, texts: Mapping[str, str]
) -> tuple[list[Alert], tuple[Refused, ...]]:
    """Return what rules find, and what of them is not evaluated."""
    rules, refused = _read(tuple(sorted(texts.items())))
    if not rules or not events.num_rows:
        return [], refused
    table = ibis.memtable(events)
    asked, more = compiled(table, rules)
    return found_by(table, asked), (*refused, *more)


def rules_asked() -> dict[str, str]:
    """Return the rules that are asked: those that come with the software, and the body's."""
    own = RuleFile.objects.filter(withdrawn_at=None).values_list("name", "text")
    return shipped_rules() | dict(own)


def shipped() -> tuple[Rule | Correlation, ...]:
    """Return the rules that come with the software."""
    return _read(tuple(sorted(shipped_rules().items())))[0]


@lru_cache(maxsize=4)
def _read(
    texts: tuple[tuple[str, str], ...],
) -> tuple[tuple[Rule | Correlation, ...], tuple[Refused, ...]]:
    """Return rules read once for many readings of logs: parsing takes longer than asking."""
    return read_rules(dict(texts))


def fingerprint(texts: Mapping[str, str]) -> str:
    """Return the fingerprint of a set of rules; empty for none."""
    whole = "\0".join(f"{name}\0{text}" for name, text in sorted(texts.items()))
    return hashlib.sha256(whole.encode()).hexdigest() if texts else ""


def matter_of(alert: Alert) -> str:
    """Return what an alert is about, as one word: equal ones are one matter."""
    return hashlib.sha256("\0".join((alert.rule, *alert.key)).encode()).hexdigest()


def stored(kept: Kept, alert: Alert) -> pa.Table:
    """Return the records an alert of stored days rests on."""
    table = kept.table(day_of(alert.first_us), day_of(alert.last_us))
    here = table.log_delivery.isin([name for name, _number in alert.rows])
    here &= table.log_position.isin([number for _name, number in alert.rows])
    return table.filter(here).select(_ORIGINAL).to_pyarrow()


def originals(events: pa.Table, alert: Alert) -> list[dict[str, object]]:
    """Return the first records of an alert as they came, with where they stood."""
    wanted = set(alert.rows)
    names, places = events["log_delivery"].to_pylist(), events["log_position"].to_pylist()
    found = [
        number for number, each in enumerate(zip(names, places, strict=True)) if each in wanted
    ]
    rows = events.select(_ORIGINAL)
    return [
        {**row, "event_original": (row["event_original"] or b"")[:4_096].decode("utf-8", "replace")}
        for row in rows.take(pa.array(found[:20], pa.int64())).to_pylist()
    ]


def refused_of(texts: Mapping[str, str]) -> tuple[Refused, ...]:
    """Return what of rules is not evaluated, with the reasons."""
    rules, refused = read_rules(texts)
    _asked, more = compiled(ibis.memtable(SCHEMA.empty_table()), rules)
    return (*refused, *more)
