"""Calendars (RFC 5545) and address cards (RFC 6350): an allow-list of properties, line by line."""

import re

from sekisho.sanitize.rebuild.charset import decode
from sekisho.sanitize.rebuild.contract import Hold, Log, Rebuilt, Request
from sekisho.sanitize.rebuild.words import visible

FORMATS = ("calendar", "card")
_LINE = re.compile(
    r"(?:[A-Za-z0-9\-]+\.)?([A-Za-z0-9\-]+)((?:;[A-Za-z0-9\-]+=(?:\"[^\"]*\"|[^;:\"]*))*):(.*)",
    re.DOTALL,
)
_PARAMETER = re.compile(r";([A-Za-z0-9\-]+)=(\"[^\"]*\"|[^;:\"]*)")
_LINES, _FOLD = 50_000, 72  # octets of a folded line (RFC 5545: at most 75)
_EVENT = frozenset(
    """
    VERSION PRODID CALSCALE UID DTSTAMP DTSTART DTEND DURATION SUMMARY DESCRIPTION LOCATION STATUS
    CLASS TRANSP SEQUENCE CREATED LAST-MODIFIED CATEGORIES PRIORITY RRULE EXDATE RDATE RECURRENCE-ID
    COMPLETED DUE PERCENT-COMPLETE ORGANIZER ATTENDEE COMMENT CONTACT TZID TZOFFSETFROM TZOFFSETTO
    TZNAME
    """.split()
)
_CARD = frozenset(
    """
    VERSION FN N NICKNAME ORG TITLE ROLE TEL EMAIL ADR NOTE BDAY CATEGORIES X-PHONETIC-FIRST-NAME
    X-PHONETIC-LAST-NAME SORT-STRING
    """.split()
)
_COMPONENTS = {
    "calendar": frozenset(
        {
            "VCALENDAR",
            "VEVENT",
            "VTODO",
            "VJOURNAL",
            "VFREEBUSY",
            "VTIMEZONE",
            "STANDARD",
            "DAYLIGHT",
        }
    ),
    "card": frozenset({"VCARD"}),
}
_PARAMETERS = frozenset(
    {"TZID", "VALUE", "CN", "ROLE", "PARTSTAT", "CUTYPE", "TYPE", "LANGUAGE", "RSVP"}
)
_NAMED = {
    "ATTACH": "calendar.attach",
    "URL": "calendar.url",
    "X-ALT-DESC": "calendar.html",
    "METHOD": "calendar.method",
    "IMAGE": "calendar.image",
    "CONFERENCE": "calendar.image",
    "TZURL": "calendar.timezone",
    "PHOTO": "card.media",
    "LOGO": "card.media",
    "SOUND": "card.media",
    "KEY": "card.media",
    "SOURCE": "card.url",
}
_RULE = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+\-]{1,200}){0,12}")
_MAILBOX = re.compile(r"mailto:[^\s<>\"@]{1,100}@[A-Za-z0-9.\-]{1,200}", re.IGNORECASE)
_CHECKED = {"RRULE": _RULE, "ORGANIZER": _MAILBOX, "ATTENDEE": _MAILBOX}
_FREE = frozenset(
    """
    SUMMARY DESCRIPTION LOCATION COMMENT CONTACT CATEGORIES FN N NICKNAME ORG TITLE ROLE ADR NOTE
    """.split()
)
_TEXT_MOST = 20_000


def rebuild(request: Request) -> Rebuilt:
    """Return the calendar or card with the properties a person reads."""
    log = Log()
    read = decode(request.data)
    lines = _unfolded(read.text)
    if len(lines) > _LINES:
        raise Hold("limit")
    kept = list(_Walk(request.format, log).lines(lines))
    if len(kept) < 2:  # begin and end
        raise Hold("broken")
    log.count(
        "entries", sum(1 for line in kept if line in {"BEGIN:VEVENT", "BEGIN:VTODO", "BEGIN:VCARD"})
    )
    text = "".join(_folded(line) for line in kept)
    return Rebuilt(text.encode("utf-8"), "ics" if request.format == "calendar" else "vcf", log)


def _unfolded(text: str) -> list[str]:
    flat = re.sub(r"\r?\n[ \t]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    return [line for line in flat.split("\n") if line.strip()]


class _Walk:
    """Goes through the lines, keeping known components and properties in their order."""

    def __init__(self, kind: str, log: Log) -> None:
        self._components, self._log = _COMPONENTS[kind], log
        self._listed = _EVENT if kind == "calendar" else _CARD
        self._prefix = kind
        self._open: list[str] = []
        self._skipped: list[str] = []

    def lines(self, lines: list[str]) -> list[str]:
        """Return the lines that cross; hold what is not nested as it should be."""
        kept: list[str] = []
        for line in lines:
            match = _LINE.fullmatch(line)
            if match is None:
                self._log.remove(f"{self._prefix}.private", line[:30])
                continue
            name, value = match[1].upper(), match[3]
            if name in {"BEGIN", "END"}:
                kept += self._edge(name, value.strip().upper())
            elif not self._skipped and self._open:
                kept += self._property(name, match[2], value)
        if self._open or self._skipped:
            raise Hold("broken")
        return kept

    def _edge(self, name: str, component: str) -> list[str]:
        if self._skipped or component not in self._components:
            if name == "BEGIN":
                vector = "calendar.alarm" if component == "VALARM" else f"{self._prefix}.private"
                self._log.remove(vector, component[:30])
                self._skipped.append(component)
            elif not self._skipped or self._skipped.pop() != component:
                raise Hold("broken")
            return []
        if name == "BEGIN":
            self._open.append(component)
        elif not self._open or self._open.pop() != component:
            raise Hold("broken")
        return [f"{name}:{component}"]

    def _property(self, name: str, parameters: str, value: str) -> list[str]:
        if name not in self._listed:
            self._log.remove(self._vector(name), name[:30])
            return []
        checked = _CHECKED.get(name)
        if checked is not None and not checked.fullmatch(value.strip()):
            self._log.remove(
                "calendar.rule-bomb" if name == "RRULE" else f"{self._prefix}.private", name
            )
            return []
        if name not in _FREE and not re.fullmatch(r"[\w .,;:+\-/@=()#*]{0,600}", value):
            self._log.remove(f"{self._prefix}.private", name)
            return []
        words = visible(value, self._log, name)[:_TEXT_MOST]
        return [
            name + self._parameters(parameters) + ":" + words.replace("\n", " ").replace("\t", " ")
        ]

    def _parameters(self, raw: str) -> str:
        kept = []
        for name, value in _PARAMETER.findall(raw):
            if name.upper() in _PARAMETERS and "://" not in value:
                kept.append(f";{name.upper()}={visible(value)[:200]}")
        return "".join(kept)

    def _vector(self, name: str) -> str:
        if self._prefix == "card" and name == "URL":
            return "card.url"
        if name in _NAMED and _NAMED[name].startswith(self._prefix):
            return _NAMED[name]
        return f"{self._prefix}.private"


def _folded(line: str) -> str:
    """Return a line in pieces of at most `_FOLD` octets, never inside a character."""
    pieces, current = [], ""
    for character in line:
        if len((current + character).encode("utf-8")) > _FOLD:
            pieces.append(current)
            current = ""
        current += character
    pieces.append(current)
    return "\r\n ".join(pieces) + "\r\n"
