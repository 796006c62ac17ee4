"""Yamaha RTX's syslog: packets passed and rejected by filters, inspected sessions, sign-ins.

The router sends no time and no name of its own: the time is that of the arrival, except where a
session's line ends in one.
"""

import re

from sekisho.detection.envelope import Line, opened
from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.objects import timed
from sekisho.detection.readers.recognising import by_pattern
from sekisho.detection.schema import Fields
from sekisho.detection.times import iso
from sekisho.detection.values import endpoint, made, text, transport

_END = (
    r"(?P<{0}>\[[0-9a-fA-F:.]+\]|[0-9a-fA-F.]+|[0-9a-fA-F:]+?)"
    r"(?:[:.](?P<{0}_port>\d+|[a-z][\w-]*))?"
)
_ENDS = f"{_END.format('source')} > {_END.format('destination')}"
_INTERFACE = r"(?P<interface>[A-Z][A-Z0-9]*(?:\[\d+\])?)"
_FILTERED = re.compile(
    rf"{_INTERFACE} (?P<word>Rejected|Passed|Restricted) at "
    rf"(?P<way>IN|OUT)\((?P<filter>[^)]*)\) filter: (?P<protocol>[A-Za-z0-9-]+) {_ENDS}(?: .*)?\Z"
)
_INSPECTED = re.compile(
    rf"\[INSPECT\] ?{_INTERFACE}\[(?P<way>in|out)\]\[(?P<filter>[^\]]*)\] "
    rf"(?P<protocol>[A-Za-z0-9-]+) {_ENDS} "
    r"\((?P<at>\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2})\)"
)
_SIGN_IN = re.compile(
    r"Login (?P<done>succeeded|failed) for (?P<service>[^:]{1,64}): ?"
    r"(?P<source>\S+)(?: (?P<user>\S+))?\s*\Z"
)


def carried(line: Line, context: Context) -> Fields | None:
    """Return what a line of the router tells, None for other lines."""
    body = line.body if line.app == "" else f"{line.app}: {line.body}"
    for form, columns in ((_FILTERED, _filtered), (_INSPECTED, _inspected), (_SIGN_IN, _signed_in)):
        found = form.match(body)
        if found is not None:
            fields = {name: text(value) or "" for name, value in found.groupdict().items() if value}
            return {
                **line.fields(),
                **columns(found, context),
                "event_dataset": "yamaha",
                "message": text(body) or "",
                "fields": fields,
            }
    return None


def _filtered(found: re.Match[str], _context: Context) -> Fields:
    passed = found["word"] == "Passed"
    return _packet(found) | {
        "event_type": "allowed" if passed else "denied",
        "event_action": found["word"].lower(),
        "event_outcome": "success" if passed else "failure",
    }


def _inspected(found: re.Match[str], context: Context) -> Fields:
    return (
        _packet(found)
        | timed(iso(found["at"], context.zone))
        | {
            "event_type": "connection",
            "event_action": "session",
            "event_outcome": "success",
        }
    )


def _packet(found: re.Match[str]) -> Fields:
    coming = found["way"].lower() == "in"
    return {
        **endpoint("source", found["source"], found["source_port"]),
        **endpoint("destination", found["destination"], found["destination_port"]),
        **transport(found["protocol"]),
        **made(
            event_category="network",
            rule_id=text(found["filter"]),
            observer_ingress_interface_name=found["interface"] if coming else None,
            observer_egress_interface_name=None if coming else found["interface"],
        ),
    }


def _signed_in(found: re.Match[str], _context: Context) -> Fields:
    done = found["done"] == "succeeded"
    return endpoint("source", found["source"]) | made(
        event_category="authentication",
        event_type="start" if done else "error",
        event_action="login",
        event_outcome="success" if done else "failure",
        network_protocol=found["service"].lower(),
        user_name=text(found["user"]),
    )


def _line(untrusted_line: str, context: Context) -> Fields | None:
    line = untrusted_line.rstrip()
    if not line:
        return None
    envelope = opened(line, context.zone, context.written_us)
    found = carried(envelope, context)
    if found is not None:
        return found
    if not envelope.enveloped:
        raise NotUnderstoodError("no-yamaha")
    return {
        **envelope.fields(),
        **made(
            event_dataset="yamaha",
            event_category="host",
            event_type="info",
            message=text(envelope.body),
        ),
    }


READER = Reader(
    "yamaha",
    "ヤマハ RTX の記録",
    by_pattern(
        r"(?:Rejected|Passed|Restricted) at (?:IN|OUT)\([^)]*\) filter: |\[INSPECT\] ?[A-Z]"
    ),
    by_line(_line),
    carried=carried,
)
