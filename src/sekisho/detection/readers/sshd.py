"""Sign-ins OpenSSH tells, as syslog carries them."""

import re

from sekisho.detection.envelope import Line, opened
from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.recognising import by_pattern
from sekisho.detection.schema import Fields
from sekisho.detection.values import endpoint, made, text

_SIGN_IN = re.compile(
    r"(?P<word>Accepted|Failed) (?P<method>[\w/-]+) for (?P<unknown>invalid user )?(?P<user>.*) "
    r"from (?P<ip>[0-9a-fA-F.:%\w]+) port (?P<port>\d+)(?: ssh2.*)?\Z"
)
_PROGRAMS = frozenset({"sshd", "sshd-session"})


def carried(line: Line, _context: Context) -> Fields | None:
    """Return the sign-in of a line sshd sent, None for other lines."""
    found = _SIGN_IN.match(line.body) if line.app in _PROGRAMS else None
    if found is None:
        return None
    succeeded = found["word"] == "Accepted"
    return {
        **line.fields(),
        **endpoint("source", found["ip"], found["port"]),
        **made(
            event_dataset="sshd",
            event_category="authentication",
            event_type="start" if succeeded else "error",
            event_action="login",
            event_outcome="success" if succeeded else "failure",
            user_name=text(found["user"]),
            network_protocol="ssh",
            message=text(line.body),
            fields={name: text(value) or "" for name, value in found.groupdict().items() if value},
        ),
    }


def _line(untrusted_line: str, context: Context) -> Fields | None:
    if not untrusted_line.strip():
        return None
    line = opened(untrusted_line, context.zone, context.written_us)
    if line.app not in _PROGRAMS:
        raise NotUnderstoodError("no-sshd")
    found = carried(line, context)
    return found or {
        **line.fields(),
        **made(
            event_dataset="sshd", event_category="host", event_type="info", message=text(line.body)
        ),
    }


READER = Reader(
    "sshd",
    "OpenSSH のログイン",
    by_pattern(r"\bsshd(?:-session)?\[\d+\]: "),
    by_line(_line),
    carried=carried,
)
