"""Facts of invented incidents, answered with the harmless answer unless a test says otherwise."""

from datetime import date, datetime, timedelta, timezone

from sekisho.breach import ClosedCalendar, Facts, assess
from sekisho.catalogue import load_breach_rules

JST = timezone(timedelta(hours=9))
HARMLESS = {
    "body": "business",
    "personal": "no",
    "harm": "no",
    "protected": "no",
    "sensitive": "no",
    "local-sensitive": "no",
    "property": "no",
    "unlawful": "no",
    "number": "none",
    "system": "other",
    "misuse": "no",
    "open": "no",
    "attack": "none",
    "network": "no",
    "entrusted": "no",
}
LEAK = {"personal": "yes", "harm": "yes"}
NOON = datetime(2026, 11, 30, 12, 0, tzinfo=JST)


def facts(words="", *, people=1, most=0, known=NOON, settings=None, base=None):
    """Facts from `sensitive=yes number=use`; `people` exactly, or from `people` to `most`."""
    answers = {**HARMLESS, **(LEAK if base is None else base)}
    answers |= dict(each.split("=") for each in words.split())
    return Facts(known, people, people if most == 0 else most, answers, settings)


def judged(given):
    return assess(given, load_breach_rules(), ClosedCalendar.of_catalogue())


def due(assessment):
    """The due day of every duty by its id."""
    return {each.id: each.due_on for each in assessment.duties}


def lawful(assessment):
    """The due days of what the three laws ask, as `id: month-day`-like strings."""
    return {
        each.id: each.due_on.isoformat()
        for each in assessment.duties
        if each.id.split("-")[0] in {"admin", "business", "number"}
    }


def at(words, hour=12, minute=0):
    """A moment in Japan from an ISO day."""
    day = date.fromisoformat(words)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=JST)
