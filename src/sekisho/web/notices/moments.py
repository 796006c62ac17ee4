"""When a mail may go: at once, after the quiet hours, or with the daily digest (Asia/Tokyo).

Quiet are 22:00 to 7:00 and the whole of Saturday and Sunday. The digest goes at 8:00; who wants
quiet gets none on those two days. Nothing is ever put off for more than four days.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

QUIET_FROM, QUIET_UNTIL, DIGEST_AT = time(22), time(7), time(8)
_SATURDAY = 5
_DAY = timedelta(days=1)


def is_quiet(at: datetime) -> bool:
    """Whether the moment lies in the night or on a Saturday or Sunday."""
    local = timezone.localtime(at)
    return local.weekday() >= _SATURDAY or not QUIET_UNTIL <= local.time() < QUIET_FROM


def next_moment(at: datetime, *, daily: bool, quiet: bool) -> datetime:
    """Return the first moment from `at` on at which somebody who wishes so may be mailed."""
    if daily:
        return _at_clock(at, DIGEST_AT, quiet=quiet)
    return _at_clock(at, QUIET_UNTIL, quiet=True) if quiet and is_quiet(at) else at


def _at_clock(at: datetime, clock: time, *, quiet: bool) -> datetime:
    """Return the next time the clock shows that, on a working day when quiet is wanted."""
    local = timezone.localtime(at)
    found = datetime.combine(local.date(), clock, tzinfo=local.tzinfo)
    while found < local or (quiet and found.weekday() >= _SATURDAY):
        found += _DAY
    return found
