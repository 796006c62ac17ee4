"""Days and hours in Asia/Tokyo as expressions over whole microseconds; Japan has no summer time."""

import ibis.expr.types as ir
from ibis import ifelse

from sekisho.detection.times import DAY, SECOND

MINUTE, HOUR = 60 * SECOND, 3_600 * SECOND
_TOKYO = 9 * HOUR
_THURSDAY = 3  # 1 January 1970, counted from Monday
_SATURDAY = 5
WORKING, NIGHT, WEEKEND = range(3)


def tokyo_day(at: ir.IntegerValue) -> ir.IntegerValue:
    """Return the number of a day since 1970."""
    return ((at + _TOKYO) // DAY).cast("int64")


def minute(at: ir.IntegerValue) -> ir.IntegerValue:
    """Return the minute of the day."""
    return ((at + _TOKYO) % DAY // MINUTE).cast("int64")


def weekend(at: ir.IntegerValue) -> ir.BooleanValue:
    """Return which times are of a Saturday or Sunday."""
    return (tokyo_day(at) + _THURSDAY) % 7 >= _SATURDAY


def part_of_week(at: ir.IntegerValue) -> ir.IntegerValue:
    """Return the working hours (7 to 21), the nights of working days, or the weekend."""
    clock = minute(at)
    working = (clock >= 7 * 60) & (clock < 21 * 60)
    return ifelse(weekend(at), WEEKEND, ifelse(working, WORKING, NIGHT))
