"""Sigma's correlations: events of rules counted, or seen together, within a span and a group.

The law. Every event a rule of the correlation finds is a row of that rule (an event two rules find
is two rows); a row that lacks a field of `group-by` is of no group. At each row of a group, its
rows from `timespan` before to its own time, both ends included, are looked at: how many they are
(`event_count`), how many values a field has in them (`value_count`; an absent value is none), what
its values are together (`value_sum`), on the average (`value_avg`) and at a rank
(`value_percentile`, the smallest value that so many percent of them do not exceed; `value_median`,
that of 50, so the lower of two in the middle), where a value is a whole number of at most 15 digits
and any other is none, how many of the rules have one (`temporal`, without a condition all of them),
and whether the rules have rows one after the other in their order, the last at this row
(`temporal_ordered`; equal times are in order). The figure is compared as the condition says; where
a group has no row, or none with a value to be averaged or ranked, there is nothing to compare:
"fewer than" never speaks of silence. What lies outside this is refused by name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import coalesce, literal
from sigma.correlations import (
    SigmaCorrelationCondition,
    SigmaCorrelationRule,
    SigmaCorrelationType,
    SigmaRuleReference,
)

from sekisho.detection.rules.errors import UnsupportedError
from sekisho.detection.rules.figuring import GROUP, RULE, held
from sekisho.detection.rules.model import Correlation, Rule
from sekisho.detection.rules.naming import said
from sekisho.detection.sliding import PLACE
from sekisho.detection.times import SECOND

_KINDS = {
    SigmaCorrelationType.EVENT_COUNT: "event_count",
    SigmaCorrelationType.VALUE_COUNT: "value_count",
    SigmaCorrelationType.VALUE_SUM: "value_sum",
    SigmaCorrelationType.VALUE_AVG: "value_avg",
    SigmaCorrelationType.VALUE_MEDIAN: "value_median",
    SigmaCorrelationType.VALUE_PERCENTILE: "value_percentile",
    SigmaCorrelationType.TEMPORAL: "temporal",
    SigmaCorrelationType.TEMPORAL_ORDERED: "temporal_ordered",
}
_WITHOUT_FIELD = frozenset({"event_count", "temporal", "temporal_ordered"})
_MEDIAN = 50
_PERCENTILES = range(1, 101)
LABEL = "label"


def correlation(name: str, sigma: SigmaCorrelationRule, known: Mapping[str, Rule]) -> Correlation:
    """Return a correlation to evaluate; raises `UnsupportedError` naming what we do not."""
    kind = _KINDS.get(sigma.type)
    if kind is None:
        raise UnsupportedError(f"correlation type {sigma.type.name.lower()}")
    condition = sigma.condition
    if not isinstance(condition, SigmaCorrelationCondition):
        raise UnsupportedError("correlation condition as an expression")
    references = tuple(sigma.rules or ())
    return Correlation(
        str(sigma.id or name),
        str(sigma.title),
        sigma.level.name.lower() if sigma.level is not None else "medium",
        name,
        sigma,
        kind,
        tuple(_rule(each, known) for each in references),
        tuple(_groups(sigma, each) for each in references),
        sigma.timespan.seconds * SECOND,
        _field(kind, condition),
        condition.op.name.lower(),
        _number(kind, condition, len(references)),
        _percentile(kind, condition),
    )


def _rule(reference: SigmaRuleReference, known: Mapping[str, Rule]) -> Rule:
    found = known.get(reference.reference)
    if found is None:
        raise UnsupportedError(f"correlation of {reference.reference}")
    return found


def _groups(sigma: SigmaCorrelationRule, reference: SigmaRuleReference) -> tuple[str, ...]:
    """Return the fields of `group-by` as a rule names them."""
    return tuple(
        sigma.aliases.aliases[field].mapping.get(reference, field)
        if field in sigma.aliases.aliases
        else field
        for field in sigma.group_by or ()
    )


def _field(kind: str, condition: SigmaCorrelationCondition) -> str:
    if kind in _WITHOUT_FIELD:
        return ""
    if not isinstance(condition.fieldref, str):
        raise UnsupportedError("correlation of several fields")
    return condition.fieldref


def _number(kind: str, condition: SigmaCorrelationCondition, rules: int) -> int:
    """Return what the figure is compared with."""
    number, word = condition.count, condition.op.name.lower()
    if not isinstance(number, int):
        raise UnsupportedError(f"correlation condition {word} {number}")
    if kind == "temporal_ordered" and (word, number) not in {
        ("gte", rules), ("eq", rules), ("gt", rules - 1),
    }:  # fmt: skip
        raise UnsupportedError("ordered correlation of some of the rules")
    return number


def _percentile(kind: str, condition: SigmaCorrelationCondition) -> int:
    if kind == "value_median":
        return _MEDIAN
    if kind != "value_percentile":
        return 0
    rank = condition.percentile
    if rank is None or rank not in _PERCENTILES:
        raise UnsupportedError(f"correlation percentile {rank}")
    return rank


@dataclass(frozen=True, slots=True)
class Together:
    """A correlation as tables: its rows, and those at which it holds."""

    rows: ir.Table
    hits: ir.Table
    span_us: int


Where = Callable[[ir.Table, Rule], ir.BooleanValue]


def together(events: ir.Table, asked: Correlation, where: Where) -> Together:
    """Return what a correlation finds among the events that repeat no other."""
    fresh = events.filter(~coalesce(events.duplicate, False))
    parts = [
        _part(fresh.filter(where(fresh, rule)), number, fields, asked.field)
        for number, (rule, fields) in enumerate(zip(asked.rules, asked.groups, strict=True))
    ]
    rows = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return Together(rows, _hits(rows, asked), asked.span_us)


def _part(found: ir.Table, number: int, fields: tuple[str, ...], value: str) -> ir.Table:
    group, label = literal(""), literal("")
    for field in fields:
        text = said(found, field)  # its length before it, so that joined texts stay apart
        group = group.concat(text.length().cast("string"), ":", text)
        label = label.concat(", " if field != fields[0] else "", text)
    rows = found.select(
        **{GROUP: group, LABEL: label, RULE: literal(number, "int64")},
        value=said(found, value) if value else ibis.null("string"),
        **{name: found[name] for name in PLACE},
    )
    return rows.filter(rows[GROUP].notnull())


def _hits(rows: ir.Table, asked: Correlation) -> ir.Table:
    if asked.kind == "temporal_ordered":
        return _ordered(rows, asked)
    return held(rows, asked)


def _ordered(rows: ir.Table, asked: Correlation) -> ir.Table:
    """Return the rows of the last rule whose chain began within the span.

    `begun` is the latest beginning of a chain of the rules so far that ends at a row or before.
    """
    columns = (GROUP, *PLACE, "begun")
    first = rows.filter(rows[RULE] == 0)
    chain = first.mutate(begun=first.ts_us).select(*columns)
    so_far = ibis.window(group_by=GROUP, order_by=["ts_us", "event"], preceding=None, following=0)
    for number in range(1, len(asked.rules)):
        after = rows.filter(rows[RULE] == number).mutate(
            begun=ibis.null("int64"), event=literal(1, "int8")
        )
        both = ibis.union(chain.mutate(event=literal(0, "int8")), after.select(*columns, "event"))
        both = both.mutate(latest=both.begun.max().over(so_far))
        both = both.filter((both.event == 1) & both.latest.notnull())
        chain = both.drop("begun").rename(begun="latest").select(*columns)
    return chain.filter(chain.ts_us - chain.begun <= asked.span_us)
