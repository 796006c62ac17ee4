"""The figure of a correlation at each of its rows, held against its condition; whole numbers only.

A mean is never divided: the sum is compared with the number times how many values there are. The
value at a rank is never sought: it is at least a number when fewer values than the rank lie below
that number, and at most the number when as many as the rank lie at it or below.
"""

import operator
from collections.abc import Callable

import ibis
import ibis.expr.types as ir
from ibis import coalesce, ifelse, literal

from sekisho.detection.rules.model import Correlation
from sekisho.detection.sliding import different, sums

GROUP, RULE = "group", "rule"
_KEYS = (GROUP,)
_WHOLE = r"^-?[0-9]{1,15}$"
_COMPARE = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "eq": operator.eq,
    "neq": operator.ne,
}


def held(rows: ir.Table, asked: Correlation) -> ir.Table:
    """Return the rows at which the figure of a correlation is as its condition says."""
    return _FIGURES[asked.kind](rows, asked)


def _events(rows: ir.Table, asked: Correlation) -> ir.Table:
    found = sums(rows, _KEYS, {"counted": literal(1, "int64")}, asked.span_us)
    return found.filter(_compared(found.counted, asked))


def _values(rows: ir.Table, asked: Correlation) -> ir.Table:
    found = different(rows, _KEYS, "value", asked.span_us)
    return found.filter(_compared(found.different, asked))


def _rules(rows: ir.Table, asked: Correlation) -> ir.Table:
    found = different(rows, _KEYS, RULE, asked.span_us)
    return found.filter(_compared(found.different, asked))


def _sum(rows: ir.Table, asked: Correlation) -> ir.Table:
    found = sums(rows, _KEYS, {"summed": coalesce(_number(rows), 0)}, asked.span_us)
    return found.filter(_compared(found.summed, asked))


def _mean(rows: ir.Table, asked: Correlation) -> ir.Table:
    number = _number(rows)
    steps = {"known": _one_where(number.notnull()), "summed": coalesce(number, 0)}
    found = sums(rows, _KEYS, steps, asked.span_us)
    wanted = found.known * asked.number
    return found.filter((found.known > 0) & _COMPARE[asked.operator](found.summed, wanted))


def _ranked(rows: ir.Table, asked: Correlation) -> ir.Table:
    number = _number(rows)
    steps = {
        "known": _one_where(number.notnull()),
        "below": _one_where(number < asked.number),
        "reached": _one_where(number <= asked.number),
    }
    found = sums(rows, _KEYS, steps, asked.span_us)
    least = found.below * 100 < found.known * asked.percentile
    most = found.reached * 100 >= found.known * asked.percentile
    holds = {
        "gte": least, "lte": most, "gt": ~most, "lt": ~least, "eq": least & most,
        "neq": ~(least & most),
    }  # fmt: skip
    return found.filter((found.known > 0) & holds[asked.operator])


def _compared(figure: ir.IntegerValue, asked: Correlation) -> ir.BooleanValue:
    compared: ir.BooleanValue = _COMPARE[asked.operator](figure, asked.number)
    return compared


def _number(rows: ir.Table) -> ir.IntegerValue:
    """Return the values that are whole numbers; any other is null."""
    whole = ifelse(rows.value.re_search(_WHOLE), rows.value, ibis.null("string"))
    return whole.try_cast("int64")


def _one_where(condition: ir.BooleanValue) -> ir.IntegerValue:
    return coalesce(condition, False).cast("int64")


_FIGURES: dict[str, Callable[[ir.Table, Correlation], ir.Table]] = {
    "event_count": _events,
    "value_count": _values,
    "value_sum": _sum,
    "value_avg": _mean,
    "value_median": _ranked,
    "value_percentile": _ranked,
    "temporal": _rules,
}
