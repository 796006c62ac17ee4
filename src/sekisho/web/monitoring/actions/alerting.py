"""What was found becomes alerts: one for each matter, added to while it is open, or suppressed."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from sekisho.detection.alerts import LEVELS, Words
from sekisho.detection.alerts import Alert as Found
from sekisho.detection.times import moment
from sekisho.web.monitoring.judging import matter_of
from sekisho.web.monitoring.models import Alert, Reading, Suppression

_EVENTS = "_events"


def raise_alerts(found: Iterable[Found], reading: Reading, at: datetime) -> list[Alert]:
    """Save what was found; return the alerts that are new or were added to."""
    by_matter = {matter_of(each): each for each in found}
    states = (Alert.State.OPEN, Alert.State.SUPPRESSED)
    known = {
        (row.matter, row.state): row
        for row in Alert.objects.filter(matter__in=by_matter, state__in=states).order_by("pk")
    }
    hidden = set(
        Suppression.objects.in_force(at)
        .filter(matter__in=by_matter)
        .values_list("matter", flat=True)
    )
    changed = []
    for matter, each in by_matter.items():
        state = Alert.State.SUPPRESSED if matter in hidden else Alert.State.OPEN
        old = known.get((matter, state))
        changed.append(_added(old, each) if old else _new(each, matter, state, reading, at))
    return changed


def _added(row: Alert, found: Found) -> Alert:
    row.count += found.count
    row.first_at = min(row.first_at, _moment(found.first_us))
    row.last_at = max(row.last_at, _moment(found.last_us))
    if "count" in row.figures:
        row.figures["count"] = row.count
    row.save()
    return row


def _new(found: Found, matter: str, state: Alert.State, reading: Reading, at: datetime) -> Alert:
    figures = dict(found.figures)
    events = json.loads(str(figures.pop(_EVENTS, "[]")))
    return Alert.objects.create(
        rule=found.rule[:120],
        matter=matter,
        level=found.level,
        gravity=LEVELS.index(found.level),
        what=found.words.what[:1_000],
        why=found.words.why[:1_000],
        first=found.words.first[:1_000],
        english=_english(found.words),
        figures=figures,
        events=events,
        first_at=_moment(found.first_us),
        last_at=_moment(found.last_us),
        count=found.count,
        found_at=at,
        reading=reading,
        state=state,
    )


def _english(words: Words) -> dict[str, str]:
    said = words.english
    return {"what": said.what, "why": said.why, "first": said.first} if said else {}


def _moment(us: int) -> datetime:
    return moment(us).astimezone(UTC)
