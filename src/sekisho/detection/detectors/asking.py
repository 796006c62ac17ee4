"""Parts the detectors' questions are made of; Ibis only, integers only, so that engines agree."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import coalesce, ifelse, literal

from sekisho.detection.detectors.setting import Setting, Spans
from sekisho.detection.hours import minute, tokyo_day, weekend
from sekisho.detection.joining import either
from sekisho.detection.sliding import PLACE

_FLOWS = ("connection", "allowed", "denied", "start", "end")
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Question:
    """What a detector asks: `found` has a row per finding, `rows` the events it may rest on.

    Both have `keys`; a finding's events are the rows with its keys from `first_us` to `last_us`.
    `found` also has `first_us`, `last_us`, `count` and the figures of its words.
    """

    found: ir.Table
    rows: ir.Table
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detector:
    """One kind of behaviour that is looked for. `ask` None: there is nothing to ask about."""

    id: str
    level: str
    ask: Callable[[ir.Table, Setting], Question | None]


def fresh(events: ir.Table) -> ir.Table:
    """Return the events that repeat no other."""
    return events.filter(~coalesce(events.duplicate, False))


def within(key: ir.StringValue, spans: Spans) -> ir.BooleanValue:
    """Return where an address lies in spans; an unknown one lies in none."""
    parts = [key.between(f"{first:032x}", f"{last:032x}") for first, last in spans]
    return coalesce(either(parts), False)


def outward(events: ir.Table, setting: Setting) -> ir.Table:
    """Return connections from inside to the outside as `host`, `peer`, `at`, bytes and place.

    A connection is timed by its beginning, so that its start and its end are one time. What goes
    through a proxy has the name that was asked for as its peer.
    """
    found = fresh(events)
    named = found.destination_domain.notnull()
    found = found.filter(
        found.event_category.isin(["network", "web"])
        & found.event_type.isin(_FLOWS)
        & within(found.source_ip_key, setting.inside)
        & (named | found.destination_ip_key.notnull())
        & ~(within(found.destination_ip_key, setting.inside) & ~(found.event_category == "web"))
    )
    return found.select(
        host=found.source_ip,
        peer=coalesce(found.destination_domain, found.destination_ip),
        at=coalesce(found.start_us, found.ts_us),
        sent=coalesce(found.source_bytes, 0),
        length=coalesce(found.duration_us, 0),
        source=found.log_source,
        **{name: found[name] for name in PLACE},
    )


def judged(rows: ir.Table, setting: Setting) -> ir.BooleanValue:
    """Return which rows happened in the period judged."""
    return (rows.ts_us >= setting.since_us) & (rows.ts_us < setting.until_us)


def rare(connections: ir.Table, setting: Setting) -> ir.Table:
    """Return the peers that few hosts speak with."""
    limits = setting.thresholds
    peers = connections.group_by("peer").agg(hosts=connections.host.nunique())
    total = connections.agg(everyone=connections.host.nunique())
    both = peers.cross_join(total)
    few = both.hosts * 1_000 <= both.everyone * limits.rare_share
    return both.filter((both.hosts <= limits.rare_hosts) | few).select("peer", "hosts")


def off_hours(at: ir.IntegerValue, setting: Setting) -> ir.BooleanValue:
    """Return which times lie at night, on Saturdays, Sundays or days off in Asia/Tokyo."""
    off = [each.toordinal() - _EPOCH for each in setting.days_off]
    holiday = tokyo_day(at).isin(off) if off else literal(False)  # noqa: FBT003
    clock = minute(at)
    return (clock < setting.opens) | (clock >= setting.closes) | weekend(at) | holiday


def below(name: ir.StringValue, domain: str) -> ir.BooleanValue:
    """Return which names are a domain or stand below it."""
    return (name == domain) | name.endswith(f".{domain}")


def labelled(value: ir.Value, labels: list[tuple[ir.BooleanValue, str]]) -> ir.StringValue:
    """Return the label of the first condition that holds, else the value."""
    for condition, label in reversed(labels):
        value = ifelse(condition, literal(label), value)
    return value


def window(keys: tuple[str, ...], *order: str) -> ibis.expr.builders.WindowBuilder:
    """Return the rows of the same keys in an order."""
    return ibis.window(group_by=list(keys), order_by=list(order))
