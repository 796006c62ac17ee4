"""Counting over a sliding span of time, by windows over rows alone: every engine gives the same.

At an event at `t`, what happened from `t - span` to `t` (both included) is counted, and nothing
that comes later. Counts are sums of steps: up where something begins to count, down just after it
no longer does.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

Keys = tuple[str, ...]
PLACE = ("ts_us", "log_delivery", "log_position")


def sums(rows: ir.Table, keys: Keys, steps: Mapping[str, ir.IntegerValue], span: int) -> ir.Table:
    """Return the rows with the sum of each step, by its name, over the same keys in the span."""
    up = rows.select(*keys, at=rows.ts_us, **steps)
    down = rows.select(
        *keys, at=rows.ts_us + span + 1, **{name: -step for name, step in steps.items()}
    )
    return _summed(rows, keys, (up, down), tuple(steps))


def different(rows: ir.Table, keys: Keys, value: str, span: int) -> ir.Table:
    """Return the rows with `different`: how many values their keys had within the span.

    An absent value is none.
    """
    known = rows.filter(rows[value].notnull()).select(*keys, value, "ts_us")
    by_time = ibis.window(group_by=[*keys, value], order_by="ts_us")
    steps = known.mutate(
        before=known.ts_us.lag().over(by_time), after=known.ts_us.lead().over(by_time)
    )
    begins = steps.filter(steps.before.isnull() | (steps.ts_us - steps.before > span))
    ends = steps.filter(steps.after.isnull() | (steps.after - steps.ts_us > span))
    up = begins.select(*keys, at=begins.ts_us, different=ibis.literal(1, "int64"))
    down = ends.select(*keys, at=ends.ts_us + span + 1, different=ibis.literal(-1, "int64"))
    return _summed(rows, keys, (up, down), ("different",))


def _summed(
    rows: ir.Table, keys: Keys, steps: tuple[ir.Table, ...], names: tuple[str, ...]
) -> ir.Table:
    """Return the rows with the sums of the steps up to their time, those at their time included."""
    nowhere = {each: ibis.null(rows[each].type()) for each in PLACE}
    marks = [each.mutate(**nowhere, event=ibis.literal(0, "int8")) for each in steps]
    own = rows.select(
        *keys,
        *PLACE,
        at=rows.ts_us,
        **{name: ibis.literal(0, "int64") for name in names},
        event=ibis.literal(1, "int8"),
    )
    columns = own.columns
    both = ibis.union(own, *(each.select(*columns) for each in marks))
    so_far = ibis.window(group_by=list(keys), order_by=["at", "event"], preceding=None, following=0)
    summed = both.mutate(**{name: both[name].sum().over(so_far) for name in names})
    return summed.filter(summed.event == 1).select(*keys, *PLACE, *names)
