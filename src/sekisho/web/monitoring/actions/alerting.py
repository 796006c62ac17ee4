"""What was found becomes alerts: one for each matter, added to while it is open, or suppressed."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

from django.utils import timezone

from sekisho.detection.alerts import LEVELS, Words
from sekisho.detection.alerts import Alert as Found
from sekisho.detection.storing import Kept
from sekisho.detection.times import moment
from sekisho.web.monitoring.judging import matter_of, originals, stored
from sekisho.web.monitoring.models import Alert, Reading, Suppression

Events = Callable[[Found], list[dict[str, object]]]  # the first records an alert rests on
_WAITING = (Alert.State.OPEN, Alert.State.SUPPRESSED)


def raise_alerts(
    found: Iterable[Found], events: Events, reading: Reading, at: datetime
) -> list[Alert]:
    """Save what was found in records that just came; return the alerts that are new or grew."""
    by_matter = {matter_of(each): each for each in found}
    known = {(row.matter, row.state): row for row in _known(by_matter, _WAITING)}
    hidden = _hidden(by_matter, at)
    changed = []
    for matter, each in by_matter.items():
        state = Alert.State.SUPPRESSED if matter in hidden else Alert.State.OPEN
        old = known.get((matter, state))
        if old is None:
            changed.append(_new(each, events, state, at, reading))
        else:
            _widened(old, each, old.count + each.count)
            old.save()
            changed.append(old)
    return changed


def raise_judged(found: Iterable[Found], day: date, kept: Kept, *, at: datetime) -> list[Alert]:
    """Save what a whole day was found to hold; return the alerts that are new or grew.

    What was told of that day before, and answered, is not told again.
    """
    by_matter = {matter_of(each): each for each in found}
    known = {(row.matter, row.state): row for row in _known(by_matter, _WAITING)}
    told = {row.matter for row in _known(by_matter, Alert.State.values) if _covers(row, day)}
    hidden = _hidden(by_matter, at)
    changed = []
    for matter, each in by_matter.items():
        state = Alert.State.SUPPRESSED if matter in hidden else Alert.State.OPEN
        old = known.get((matter, state))
        if old is not None:
            changed += _grown(old, each, day)
        elif matter not in told:
            changed.append(_new(each, lambda one: originals(stored(kept, one), one), state, at))
    return changed


def clear_alerts(
    ours: Callable[[str], bool], found: Iterable[Found], day: date, *, at: datetime
) -> list[Alert]:
    """Mark the waiting alerts of one day, of some rules, that a new verdict does not hold.

    `ours` says whether a rule is the judge's. They still wait: that nothing is forbidden now does
    not say what happened then.
    """
    matters = {matter_of(each) for each in found}
    rows = [
        row
        for row in Alert.objects.open().filter(cleared_at=None)
        if ours(row.rule) and row.matter not in matters and _lies_on(row, day)
    ]
    for row in rows:
        row.cleared_at = at
        row.save()
    return rows


def _known(matters: Iterable[str], states: Iterable[str]) -> Iterable[Alert]:
    return Alert.objects.filter(matter__in=matters, state__in=states).order_by("pk")


def _hidden(matters: Iterable[str], at: datetime) -> set[str]:
    rows = Suppression.objects.in_force(at).filter(matter__in=matters)
    return set(rows.values_list("matter", flat=True))


def _covers(row: Alert, day: date) -> bool:
    return timezone.localdate(row.first_at) <= day <= timezone.localdate(row.last_at)


def _lies_on(row: Alert, day: date) -> bool:
    return timezone.localdate(row.first_at) == day == timezone.localdate(row.last_at)


def _grown(row: Alert, found: Found, day: date) -> list[Alert]:
    """Return the alert if a look at the whole day says more of it than it did."""
    before = (row.count, row.first_at, row.last_at, row.cleared_at)
    count = max(row.count, found.count) if _covers(row, day) else row.count + found.count
    _widened(row, found, count)
    if before == (row.count, row.first_at, row.last_at, row.cleared_at):
        return []
    row.save()
    return [row]


def _widened(row: Alert, found: Found, count: int) -> None:
    row.count, row.cleared_at = count, None
    row.first_at = min(row.first_at, _moment(found.first_us))
    row.last_at = max(row.last_at, _moment(found.last_us))
    if "count" in row.figures:
        row.figures = {**found.figures, "count": count}


def _new(
    found: Found, events: Events, state: Alert.State, at: datetime, reading: Reading | None = None
) -> Alert:
    return Alert.objects.create(
        rule=found.rule[:120],
        matter=matter_of(found),
        level=found.level,
        gravity=LEVELS.index(found.level),
        what=found.words.what[:1_000],
        why=found.words.why[:1_000],
        first=found.words.first[:1_000],
        english=_english(found.words),
        figures=dict(found.figures),
        events=events(found),
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
