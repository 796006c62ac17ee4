"""Calendars and address cards as our writer folds them: known components, known properties."""

import re

from sekisho.sanitize.verify.contract import require
from sekisho.sanitize.verify.text import visible

FORMATS = ("ics", "vcf")
_COMPONENTS = frozenset(
    "VCALENDAR VEVENT VTODO VJOURNAL VFREEBUSY VTIMEZONE STANDARD DAYLIGHT VCARD".split()
)
_PROPERTIES = frozenset(
    """
    VERSION PRODID CALSCALE UID DTSTAMP DTSTART DTEND DURATION SUMMARY DESCRIPTION LOCATION STATUS
    CLASS TRANSP SEQUENCE CREATED LAST-MODIFIED CATEGORIES PRIORITY RRULE EXDATE RDATE RECURRENCE-ID
    COMPLETED DUE PERCENT-COMPLETE ORGANIZER ATTENDEE COMMENT CONTACT TZID TZOFFSETFROM TZOFFSETTO
    TZNAME FN N NICKNAME ORG TITLE ROLE TEL EMAIL ADR NOTE BDAY X-PHONETIC-FIRST-NAME
    X-PHONETIC-LAST-NAME SORT-STRING
    """.split()
)
_LINE = re.compile(r"([A-Z0-9\-]+)((?:;[A-Z]+=(?:\"[^\"]*\"|[^;:\"]*))*):(.*)")
_WORDS = frozenset(
    """
    SUMMARY DESCRIPTION LOCATION COMMENT CONTACT CATEGORIES FN N NICKNAME ORG TITLE ROLE ADR NOTE
    """.split()
)


def verify(data: bytes, children: frozenset[str]) -> None:
    """Refuse unknown components, properties and values that lead elsewhere."""
    require(not children, "no documents inside")
    text = data.decode("utf-8")
    require(text.endswith("\r\n") and visible(text), "characters")
    open_: list[str] = []
    for line in text[:-2].replace("\r\n ", "").split("\r\n"):
        match = _LINE.fullmatch(line)
        require(match is not None, "line")
        name, parameters, value = match.groups()  # type: ignore[union-attr]  # said above
        require("://" not in parameters, "parameter")
        if name == "BEGIN":
            require(value in _COMPONENTS, "component")
            open_.append(value)
        elif name == "END":
            require(open_ and open_.pop() == value, "nesting")
        else:
            require(open_ and name in _PROPERTIES, f"property {name[:30]}")
            require(name in _WORDS or "://" not in value, "value")
    require(not open_, "nesting")
