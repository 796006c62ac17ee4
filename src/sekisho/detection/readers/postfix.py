"""Postfix's log, as syslog carries it: who connected, what was refused, what became of a mail."""

import re

from sekisho.detection.envelope import Line, opened
from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.recognising import by_pattern
from sekisho.detection.schema import Fields
from sekisho.detection.values import endpoint, integer, made, text

_PROGRAM = re.compile(r"postfix(?:-[\w-]+)?/(?:[\w-]+/)*(?P<part>[\w-]+)\Z")
_QUEUE = re.compile(r"(?P<id>NOQUEUE|[0-9A-F]{6,15}|[0-9A-Za-z]{10,20}): ")
_PAIR = re.compile(r"(?:^|[ ,])([a-z_-]+)=(<[^>]*>|[^, ]*)")
_CLIENT = re.compile(r"(?:from|client=|^warning:)\s*\S*\[(?P<ip>[0-9a-fA-F.:]+)\]")
_RELAY = re.compile(r"(?P<host>[^\[\s]+)\[(?P<ip>[^\]]+)\](?::(?P<port>\d+))?")
_OUTCOMES = {"sent": "success", "bounced": "failure", "deferred": "failure", "expired": "failure"}


def carried(line: Line, _context: Context) -> Fields | None:
    """Return the event of a line Postfix sent, None for other programs' lines."""
    program = _PROGRAM.match(line.app)
    if program is None:
        return None
    queue = _QUEUE.match(line.body)
    rest = line.body[queue.end() :] if queue else line.body
    pairs = {name: value.strip("<>") for name, value in _PAIR.findall(rest)}
    return {
        **line.fields(),
        **_client(rest),
        **_relay(pairs.get("relay", "")),
        **_fate(rest, pairs),
        **made(
            event_dataset="postfix",
            event_category="email",
            event_provider=program["part"],
            email_local_id=queue["id"] if queue else None,
            email_from_address=text(pairs.get("from")),
            email_to_address=text(pairs.get("to")),
            email_message_id=text(pairs.get("message-id")),
            user_name=text(pairs.get("sasl_username")),
            source_bytes=integer(pairs.get("size")),
            message=text(rest),
            fields={name: text(value) or "" for name, value in pairs.items()},
        ),
    }


def _client(rest: str) -> Fields:
    found = _CLIENT.search(rest)
    return endpoint("source", found["ip"]) if found else {}


def _relay(relay: str) -> Fields:
    found = _RELAY.match(relay)
    if found is None:
        return {}
    return endpoint("destination", found["ip"], found["port"]) | made(
        destination_domain=found["host"].lower()
    )


def _fate(rest: str, pairs: dict[str, str]) -> Fields:
    if "authentication failed" in rest:
        return {"event_action": "login", "event_outcome": "failure", "event_type": "error"}
    if rest.startswith(("reject:", "milter-reject:")):
        return {"event_action": "rejected", "event_outcome": "failure", "event_type": "denied"}
    status = pairs.get("status", "")
    if status:
        return made(
            event_action=status, event_outcome=_OUTCOMES.get(status, "unknown"), event_type="info"
        )
    return {
        "event_action": rest.split(" ", 1)[0].partition("=")[0].strip(":")[:64] or "logged",
        "event_type": "info",
    }


def _line(untrusted_line: str, context: Context) -> Fields | None:
    if not untrusted_line.strip():
        return None
    found = carried(opened(untrusted_line, context.zone, context.written_us), context)
    if found is None:
        raise NotUnderstoodError("no-postfix")
    return found


READER = Reader(
    "postfix",
    "Postfix の記録",
    by_pattern(r"\bpostfix(?:-[\w-]+)?/(?:[\w-]+/)*[\w-]+\[\d+\]: "),
    by_line(_line),
    carried=carried,
)
