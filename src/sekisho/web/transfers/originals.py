"""The originals in quarantine, as their store knows them: every fact told here is authenticated."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from sekisho.catalogue import original_days
from sekisho.quarantine import Kept, NotKeptError, QuarantineError, SealedStore, store_in
from sekisho.web.transfers.models import Crossing, Release


@dataclass(frozen=True, slots=True)
class Original:
    """An original as it can be shown; `kept` None: its file was altered or its key is gone."""

    number: str
    kept: Kept | None
    until: date | None  # its last day; None for a class without days
    held_back: bool  # somebody still has to decide about it: it stays past its time


def store() -> SealedStore:
    """Return the place of the originals."""
    return store_in(settings.QUARANTINE_PLACE, settings.QUARANTINE, settings.QUARANTINE_KEYS)


def keep_blocks(
    number: str, blocks: Callable[[], Iterable[bytes]], *, kind: str, at: datetime
) -> Kept:
    """Keep an original whatever its size. Raises QuarantineError, OSError."""
    return store().put_blocks(number, blocks, kind=kind, at=at)


def numbers() -> list[str]:
    """Return the receipt numbers of all that is kept, the newest day first."""
    return sorted(store().numbers(), reverse=True)


def original(number: str, waiting: frozenset[str] = frozenset()) -> Original | None:
    """Return one original with its facts authenticated; None when nothing is kept."""
    try:
        kept = store().attested(number)
    except NotKeptError:
        return None
    except QuarantineError:
        return Original(number, None, None, number in waiting)
    return Original(number, kept, last_day(kept), number in waiting)


def originals(wanted: Iterable[str], at: datetime) -> list[Original]:
    """Return those of the numbers that are kept, in order; two queries."""
    waiting = undecided(at)
    found = (original(each, waiting) for each in wanted)
    return [each for each in found if each is not None]


def last_day(kept: Kept, days: Mapping[str, int] | None = None) -> date | None:
    """Return the last day an original is kept; None for a class without days."""
    limit = (original_days() if days is None else days).get(kept.kind)
    return timezone.localdate(kept.kept_at + timedelta(days=limit)) if limit else None


def undecided(at: datetime) -> frozenset[str]:
    """Return the numbers somebody still has to decide about: they stay whatever their age."""
    rows = Crossing.objects.exclude(state__in=(Crossing.State.DONE, Crossing.State.CLOSED))
    asked = Release.objects.open(at).values_list("crossing__number", flat=True)
    return frozenset(rows.values_list("number", flat=True)) | frozenset(asked)
