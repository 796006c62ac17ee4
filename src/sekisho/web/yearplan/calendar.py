"""Writes duties as a calendar other programs read (RFC 5545), without a confidential word."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sekisho.web.yearplan.duties import Duty

_FOLD = 75  # octets of a line, §3.1
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


def written(duties: Iterable[Duty], *, name: str, site: str, at: datetime) -> bytes:
    """Return the calendar: one all-day event a duty, named by `plain`; `site` ends in no slash.

    Equal duties give equal bytes but for the stamp; a duty that is done is marked so.
    """
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sekisho//Year plan//JA",
             "CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]  # fmt: skip
    for each in duties:
        lines += _event(each, stamp, site)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(each: Duty, stamp: str, site: str) -> list[str]:
    after = each.day + timedelta(days=1)
    mark = "✓ " if each.done else ""
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(each.key)}@sekisho",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{_text(mark + each.plain)}",
        f"URL:{site}/yearplan/",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    return value.translate(_ESCAPED)


def _folded(line: str) -> bytes:
    """Return the line in pieces of at most 75 octets, never cutting a letter."""
    pieces, piece = [], b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > _FOLD:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
