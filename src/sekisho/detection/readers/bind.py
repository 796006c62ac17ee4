"""BIND's query log (category `queries`), from its own file or carried by syslog."""

import re

from sekisho.detection import times
from sekisho.detection.envelope import Line
from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.objects import wanted
from sekisho.detection.readers.recognising import by_pattern
from sekisho.detection.schema import Fields
from sekisho.detection.values import domain, endpoint, made, text

_QUERY = re.compile(
    r"(?:queries: )?(?:info: )?client (?:@0x[0-9a-fA-F]+ )?"
    r"(?P<client>[0-9a-fA-F.:%\w]+)#(?P<port>\d+) \((?P<asked>.*)\): "
    r"(?:view (?P<view>\S+): )?query: (?P<name>\S+) (?P<klass>\S+) (?P<type>\S+) "
    r"(?P<flags>[+-]\S*) \((?P<server>[^)\s]+)\)(?: \[.*\])?\Z"
)
_STAMP = re.compile(r"(\d{2})-([A-Z][a-z]{2})-(\d{4}) (\d{2}:\d{2}:\d{2}\.\d{3}) ")


def carried(line: Line, _context: Context) -> Fields | None:
    """Return the query of a line `named` sent by syslog, None for other lines."""
    if line.app != "named":
        return None
    found = _QUERY.match(line.body)
    return None if found is None else {**line.fields(), **_asked(found)}


def _line(untrusted_line: str, context: Context) -> Fields | None:
    line = untrusted_line.rstrip()
    if not line:
        return None
    stamp = _STAMP.match(line)
    found = _QUERY.match(line, stamp.end()) if stamp else None
    if stamp is None or found is None:
        raise NotUnderstoodError("no-query")
    day, month, year, clock = stamp.groups()
    return {**wanted(times.dated(year, month, day, clock, context.zone)), **_asked(found)}


def _asked(found: re.Match[str]) -> Fields:
    tcp = "T" in found["flags"]
    return {
        **endpoint("source", found["client"], found["port"]),
        **endpoint("destination", found["server"], 53),
        **made(
            event_dataset="bind",
            event_category="network",
            event_type="info",
            event_action="query",
            network_transport="tcp" if tcp else "udp",
            network_iana_number=6 if tcp else 17,
            network_protocol="dns",
            dns_question_name=domain(found["name"]),
            dns_question_type=text(found["type"]),
            fields={name: text(value) or "" for name, value in found.groupdict().items() if value},
        ),
    }


READER = Reader(
    "bind",
    "BIND の問合せの記録",
    by_pattern(r"^\d{2}-[A-Z][a-z]{2}-\d{4} .*\bclient .*: query: "),
    by_line(_line),
    carried=carried,
)
