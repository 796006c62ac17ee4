"""unbound's queries and replies (`log-queries`, `log-replies`), from its file or by syslog."""

import re

from sekisho.detection.envelope import Line
from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.objects import wanted
from sekisho.detection.readers.recognising import by_pattern
from sekisho.detection.schema import Fields
from sekisho.detection.times import Stamp, epoch
from sekisho.detection.values import domain, endpoint, integer, made, text

_FILE = re.compile(r"\[(?P<at>\d{9,11})\] unbound\[\d+:[0-9a-f]+\] (?P<rest>.*)\Z")
_SYSLOG = re.compile(r"\[\d+:[0-9a-f]+\] ")
_ASKED = re.compile(
    r"(?P<level>info|reply|query): (?P<client>[0-9a-fA-F.:]+) (?P<name>\S+\.) (?P<type>[A-Z0-9]+) "
    r"(?P<klass>IN|CH|HS|ANY|CLASS\d+)"
    r"(?: (?P<code>[A-Z0-9]+) (?P<took>\d+\.\d+) (?P<cached>[01]) (?P<size>\d+))?\Z"
)
_LEVEL = re.compile(r"(?:info|notice|warning|error|debug|fatal error|query|reply): ")


def carried(line: Line, _context: Context) -> Fields | None:
    """Return the query of a line unbound sent by syslog, None for other lines."""
    if line.app != "unbound":
        return None
    found = _ASKED.match(_SYSLOG.sub("", line.body, count=1))
    return None if found is None else {**line.fields(), **_asked(found)}


def _line(untrusted_line: str, _context: Context) -> Fields | None:
    line = untrusted_line.rstrip()
    if not line:
        return None
    whole = _FILE.match(line)
    if whole is None:
        raise NotUnderstoodError("no-unbound")
    at = epoch(whole["at"])
    stamp = wanted(None if at is None else Stamp(at))
    found = _ASKED.match(whole["rest"])
    if found is not None:
        return stamp | _asked(found)
    if not _LEVEL.match(whole["rest"]):
        raise NotUnderstoodError("no-unbound")
    return stamp | made(
        event_dataset="unbound",
        event_category="host",
        event_type="info",
        message=text(whole["rest"]),
    )


def _asked(found: re.Match[str]) -> Fields:
    took = epoch(found["took"]) if found["took"] else None
    return {
        **endpoint("source", found["client"]),
        **made(
            event_dataset="unbound",
            event_category="network",
            event_type="info",
            event_action="reply" if found["code"] else "query",
            network_protocol="dns",
            dns_question_name=domain(found["name"]),
            dns_question_type=text(found["type"]),
            dns_response_code=found["code"],
            duration_us=took,
            destination_bytes=integer(found["size"]),
            fields={name: value for name, value in found.groupdict().items() if value},
        ),
    }


READER = Reader(
    "unbound",
    "unbound の問合せの記録",
    by_pattern(r"^\[\d{9,11}\] unbound\[\d+:[0-9a-f]+\] "),
    by_line(_line),
    carried=carried,
)
