"""Zeek's logs as JSON, one object a line."""

from sekisho.detection.readers import zeek
from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.objects import object_of
from sekisho.detection.readers.recognising import by_keys
from sekisho.detection.schema import Fields


def _line(untrusted_line: str, _context: Context) -> Fields | None:
    found = object_of(untrusted_line)
    return None if found is None else zeek.event(zeek.path_of(found), found)


READER = Reader(
    "zeek-json",
    "Zeek の JSON",
    by_keys({"ts", "uid"}, {"ts", "fuid"}, {"ts", "id.orig_h"}, {"ts", "_path"}, {"ts", "note"}),
    by_line(_line),
)
