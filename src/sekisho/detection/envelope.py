"""The envelope of a syslog line: RFC 5424, RFC 3164 as it is really sent, and what files keep.

Devices leave parts away: the priority (files), the host (consoles), the time (Yamaha RTX), the
whole envelope (downloaded logs). Each part that is not there is unknown, not guessed.
"""

import re
from dataclasses import dataclass
from datetime import tzinfo

from sekisho.detection import times
from sekisho.detection.schema import Fields
from sekisho.detection.times import Stamp
from sekisho.detection.values import made

_PRIORITY = re.compile(r"<(\d{1,3})>", re.ASCII)
_IETF = re.compile(
    r"1 (?:-|(?P<at>\S{1,64})) (?:-|(?P<host>\S{1,255})) (?:-|(?P<app>\S{1,128})) "
    r"(?:-|(?P<pid>\S{1,128})) (?:-|(?P<msgid>\S{1,64})) "
    r"(?P<rest>.*)\Z",
    re.DOTALL,
)
_BSD = re.compile(
    r"(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>\d{1,2})(?: (?P<year>\d{4}))? "
    r"(?P<clock>\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(?::? |\Z)",
    re.ASCII,
)
_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)(?: |\Z)", re.ASCII
)
# Of a host: an address in IPv6 has colons, and ends in none.
_NAME = r"[^\s\[\]<>=]{0,254}[^\s:\[\]<>=]"
_TAGGED = re.compile(
    rf"(?:(?P<host>{_NAME}) )?"
    r"(?P<app>[^\s:\[\]<>=]{1,128}|\([^\s()]{1,64}\))"
    r"(?:\[(?P<pid>[^\]\s]{1,64})\]: ?|:(?: |\Z))"
)
_HOST = re.compile(rf"(?P<host>{_NAME}) (?=\S)")
_ELEMENT = re.compile(r'\[[^\s\]="]{1,64}(?: [^\s\]="]{1,64}="(?:[^"\\\]]|\\.)*")*\]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its envelope. `stamp` None: the envelope has no time, or one unreadable."""

    body: str
    stamp: Stamp | None = None
    priority: int | None = None
    host: str = ""
    app: str = ""
    pid: str = ""
    msgid: str = ""
    structured: str = ""

    @property
    def enveloped(self) -> bool:
        """Whether there was any envelope: without one a line is no syslog by itself."""
        return self.priority is not None or self.stamp is not None

    def fields(self) -> Fields:
        """Return the columns the envelope fills."""
        priority = self.priority
        return made(
            stated_us=None if self.stamp is None else self.stamp.us,
            time_quality=None if self.stamp is None else _quality(self.stamp),
            log_syslog_facility_code=None if priority is None else priority >> 3,
            log_syslog_severity_code=None if priority is None else priority & 7,
            log_syslog_hostname=self.host,
            host_name=self.host,
            log_syslog_appname=self.app,
            log_syslog_procid=self.pid,
            log_syslog_msgid=self.msgid,
        )


def _quality(stamp: Stamp) -> str:
    return "assumed" if stamp.assumed else "stated"


def opened(untrusted_line: str, zone: tzinfo, written_us: int) -> Line:
    """Return a line without its envelope; never fails: what is no envelope is body."""
    priority, rest = None, untrusted_line
    if (found := _PRIORITY.match(rest)) and int(found[1]) <= 191:
        priority, rest = int(found[1]), rest[found.end() :]
        ietf = _IETF.match(rest)
        if ietf is not None:
            return _ietf(priority, ietf, zone)
    stamp, after = _stamp(rest, zone, written_us)
    if stamp is None:
        return _tagged(rest, None, priority)
    return _tagged(after, stamp, priority)


def _ietf(priority: int, found: re.Match[str], zone: tzinfo) -> Line:
    structured, body = _structured(found["rest"])
    return Line(
        body.removeprefix("\ufeff"),
        times.iso(found["at"], zone) if found["at"] else None,
        priority,
        found["host"] or "",
        found["app"] or "",
        found["pid"] or "",
        found["msgid"] or "",
        structured,
    )


def _structured(rest: str) -> tuple[str, str]:
    if rest == "-" or rest.startswith("- "):
        return "", rest[2:]
    end = 0
    while found := _ELEMENT.match(rest, end):
        end = found.end()
    return rest[:end], rest[end:].removeprefix(" ")


def _stamp(rest: str, zone: tzinfo, written_us: int) -> tuple[Stamp | None, str]:
    if found := _ISO.match(rest):
        return times.iso(found[1], zone), rest[found.end() :]
    if found := _BSD.match(rest):
        month, day, year, clock = found.groups()
        if year:
            stamp = times.dated(year, month, day, clock, zone)
        else:
            stamp = times.bsd(month, day, clock, zone, written_us)
        return stamp, rest[found.end() :]
    return None, rest


def _tagged(rest: str, stamp: Stamp | None, priority: int | None) -> Line:
    found = _TAGGED.match(rest) if stamp is not None or priority is not None else None
    if found is not None:
        host, app, pid = found["host"] or "", found["app"] or "", found["pid"] or ""
        return Line(rest[found.end() :], stamp, priority, host, app, pid)
    host = _HOST.match(rest) if stamp is not None else None
    if host is not None:
        return Line(rest[host.end() :], stamp, priority, host["host"])
    return Line(rest, stamp, priority)
