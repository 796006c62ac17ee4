"""Squid's access log in its native format, as a file or carried by syslog."""

import re

from sekisho.detection.envelope import Line
from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.objects import wanted
from sekisho.detection.readers.recognising import by_pattern
from sekisho.detection.schema import Fields
from sekisho.detection.times import SECOND, Stamp, epoch
from sekisho.detection.values import domain, endpoint, integer, made, text

_LOG = re.compile(
    r"(?P<at>\d{1,11}\.\d{1,6}) +(?P<took>-?\d{1,12}) (?P<client>\S+) "
    r"(?P<result>[A-Z_]+)/(?P<status>\d{3}) "
    r"(?P<size>\d+) (?P<method>\S+) (?P<url>\S+) (?P<user>\S+) (?P<route>[A-Z_]+)/(?P<server>\S+)"
    r"(?: (?P<media>.*))?\Z"
)
_SERVER = re.compile(
    r"(?:[a-zA-Z][a-zA-Z0-9+.-]*://)?(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?"
)
_PORTS = {"http": 80, "https": 443, "ftp": 21}


def carried(line: Line, _context: Context) -> Fields | None:
    """Return the request of a line Squid sent by syslog, None for other lines."""
    if not line.app.strip("()").startswith("squid"):
        return None
    found = _LOG.match(line.body)
    return None if found is None else {**line.fields(), **_request(found)}


def _line(untrusted_line: str, _context: Context) -> Fields | None:
    if not untrusted_line.strip():
        return None
    found = _LOG.match(untrusted_line.rstrip())
    if found is None:
        raise NotUnderstoodError("no-access-log")
    return _request(found)


def _request(found: re.Match[str]) -> Fields:
    at = epoch(found["at"])
    took = (integer(found["took"], -(1 << 40), 1 << 40) or 0) * 1_000
    ends, name = _server(found["url"], found["server"])
    denied = "DENIED" in found["result"]
    return {
        **wanted(None if at is None else Stamp(max(at - took, 0))),
        **endpoint("source", found["client"]),
        **ends,
        **made(
            event_dataset="squid",
            event_category="web",
            event_type="denied" if denied else "allowed",
            event_action=found["result"].lower(),
            event_outcome="failure" if denied else "success",
            end_us=at,
            duration_us=took if 0 <= took < 366 * 86_400 * SECOND else None,
            network_transport="tcp",
            network_iana_number=6,
            destination_domain=name,
            url_domain=name,
            url_original=text(found["url"]),
            http_request_method=text(found["method"]),
            http_response_status_code=integer(found["status"]),
            destination_bytes=integer(found["size"]),
            user_name=None if found["user"] == "-" else text(found["user"]),
            fields={name: text(value) or "" for name, value in found.groupdict().items() if value},
        ),
    }


def _server(url: str, server: str) -> tuple[Fields, str | None]:
    """Return the server's columns and the name that was asked for."""
    found = _SERVER.match(url)
    host, number = (found[1], found[2]) if found else ("", None)
    scheme = url.partition("://")[0].lower() if "://" in url else ""
    ends = endpoint("destination", server, number or _PORTS.get(scheme))
    return ends, domain(host.strip("[]")) if host else None


READER = Reader(
    "squid",
    "Squid のアクセスログ",
    by_pattern(r"^\d{9,11}\.\d{3} +-?\d+ \S+ [A-Z_]+/\d{3} \d+ \S+ "),
    by_line(_line),
    carried=carried,
)
