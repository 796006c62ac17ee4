"""One line of JSON as an object: numbers with a point stay text, so that no digit is lost."""

import json

from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.schema import Fields
from sekisho.detection.times import Stamp

Object = dict[str, object]
_DECODER = json.JSONDecoder(parse_float=str)  # made once: `json.loads` would make one a line


def object_of(untrusted_line: str) -> Object | None:
    """Return the object of a line, None for an empty line; raises `NotUnderstoodError`."""
    if not untrusted_line.strip():
        return None
    try:
        found = _DECODER.decode(untrusted_line)
    except (ValueError, RecursionError) as error:
        raise NotUnderstoodError("no-json") from error
    if not isinstance(found, dict):
        raise NotUnderstoodError("no-object")
    return found


def inner(untrusted: object) -> Object:
    """Return an object within an object; an empty one where there is none."""
    return untrusted if isinstance(untrusted, dict) else {}


def timed(stamp: Stamp | None) -> Fields:
    """Return the columns of a stated time; none when the record states no time we can read."""
    if stamp is None:
        return {}
    return {"stated_us": stamp.us, "time_quality": "assumed" if stamp.assumed else "stated"}


def wanted(stamp: Stamp | None) -> Fields:
    """Return the columns of a time the record must have; raises `NotUnderstoodError`."""
    if stamp is None:
        raise NotUnderstoodError("no-time")
    return timed(stamp)
