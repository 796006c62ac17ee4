"""Helpers of these tests: a record read by the reader of its kind, a delivery read whole."""

import io
from datetime import UTC, datetime

from sekisho.detection import DEFAULT_LIMITS, Delivery, Log, LogSource, Seen
from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers import BY_KIND, CARRIED, Context
from sekisho.detection.schema import COLUMNS, PYTHON
from sekisho.detection.times import TOKYO, micros

AT = datetime(2026, 11, 30, 12, 0, tzinfo=TOKYO)
NOW = micros(AT)


def us(*parts, zone=TOKYO):
    """Return a time as microseconds, in Japan unless said otherwise."""
    return micros(datetime(*parts, tzinfo=zone))


def utc(*parts):
    return us(*parts, zone=UTC)


def context(**changes):
    given = {"received_us": NOW, "written_us": NOW, "carried": CARRIED}
    return Context(**{**given, **changes})


def events(kind, *units, **changes):
    """Return the events of units read by one session of a kind."""
    session = BY_KIND[kind].open(context(**changes))
    found = []
    for unit in units:
        found.extend(session.read(unit.encode() if isinstance(unit, str) else unit))
    for event in found:
        fits(event)
    return found


def event(kind, *units, **changes):
    """Return the one event of units."""
    (found,) = events(kind, *units, **changes)
    return found


def code(kind, *units, **changes):
    """Return why the last of the units is not understood."""
    *before, last = units
    session = BY_KIND[kind].open(context(**changes))
    for unit in before:
        session.read(unit.encode() if isinstance(unit, str) else unit)
    try:
        found = session.read(last.encode() if isinstance(last, str) else last)
    except NotUnderstoodError as error:
        return error.code
    raise AssertionError(f"understood: {found}")


def only(fields, **wanted):
    """Return the part of an event that is spoken of, to compare it whole."""
    return {name: fields.get(name) for name in wanted}


def says(kind, unit, **wanted):
    """Hold the columns named against a record."""
    found = event(kind, unit)
    assert only(found, **wanted) == wanted


def fits(fields):
    """Every value has the declared type of its column, within what a file can hold."""
    for name, value in fields.items():
        column = COLUMNS[name]
        assert type(value) is PYTHON[column.type], (name, value)
        if isinstance(value, int):
            assert -(1 << 63) <= value < 1 << 63, name
        if isinstance(value, str):
            value.encode("utf-8")
        if isinstance(value, dict):
            assert len(value) <= DEFAULT_LIMITS.fields
            for key, inner in value.items():
                assert type(key) is str
                assert type(inner) is str, (key, inner)
                (key + inner).encode("utf-8")


def log(data, name="a.log", source="fw1", *, seen=None, limits=DEFAULT_LIMITS, kind="", at=NOW):
    """Open a delivery."""
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return Log(
        stream, Delivery(name, at, at), LogSource(source, kind), seen=seen or Seen(), limits=limits
    )


def whole(opened):
    """Return all events and everything not understood of a delivery."""
    found, unread = [], []
    for batch in opened.batches():
        found += batch.events
        unread += batch.not_understood
    for each in (*found, *unread):
        fits(each)
    return found, unread
