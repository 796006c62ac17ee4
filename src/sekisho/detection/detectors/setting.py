"""What the detectors are told of the body, and the thresholds they judge by.

Addresses are spans of 128-bit numbers, IPv4 as ::ffff/96. Thresholds were frozen on one seed of the
traffic generator of the tests and are judged on others (tests/engines/detection/test_quality.py).
"""

from dataclasses import dataclass, field
from datetime import date

from sekisho.detection.hours import HOUR, MINUTE
from sekisho.detection.times import DAY

Spans = tuple[tuple[int, int], ...]
_MAPPED = 0xFFFF << 32
# The addresses of RFC 1918 and RFC 4193: what is inside where nobody said more.
PRIVATE: Spans = (
    (_MAPPED | 0x0A000000, _MAPPED | 0x0AFFFFFF),
    (_MAPPED | 0xAC100000, _MAPPED | 0xAC1FFFFF),
    (_MAPPED | 0xC0A80000, _MAPPED | 0xC0A8FFFF),
    (0xFC << 120, (0xFE << 120) - 1),
)


@dataclass(frozen=True, slots=True)
class Site:
    """A place people sign in from; an address in none is outside."""

    name: str
    addresses: Spans


@dataclass(frozen=True, slots=True)
class Service:
    """An external service, by the domains it is reached under (their subdomains too)."""

    name: str
    domains: tuple[str, ...]
    permitted: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """A log source or a terminal that must be heard of at least so often.

    `name` is compared with `log_source`, and of a terminal with `host_name`: up to the first dot,
    without regard to case, since some logs write the domain and some do not.
    """

    name: str
    silence_us: int
    terminal: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on something is told. Shares are thousandths."""

    beacon_window_us: int = 7 * DAY
    beacon_calls: int = 20
    beacon_hours: int = 6  # different ones with a call in them
    beacon_fill: int = 300  # of those hours, what the calls at their beat fill
    beacon_few: int = 48  # below so many calls the stricter score counts
    beacon_score: int = 1_600
    beacon_score_few: int = 900
    rare_hosts: int = 3  # a destination of so many hosts is rare whatever their number
    rare_share: int = 50  # or of so many thousandths of the hosts
    tunnel_names: int = 40  # different names below one domain
    tunnel_letters: int = 16  # of the part below the domain, on average
    tunnel_fresh: int = 500  # of the questions, those for a name not asked before
    tunnel_digits: int = 60  # of the letters, those that are digits
    long_us: int = 8 * HOUR
    volume_days: int = 5  # of the past a host needs to be compared with
    volume_least: int = 200_000_000
    volume_times: int = 3
    first_days: int = 7
    first_steady: int = 10  # a host with at most so many destinations is steady
    first_bytes: int = 50_000_000
    night_days: int = 3  # of the past with a sign-in at such hours: then it is ordinary
    travel_us: int = 15 * MINUTE
    spray_users: int = 8
    spray_us: int = 30 * MINUTE
    spray_users_slow: int = 15
    spray_us_slow: int = DAY


@dataclass(frozen=True, slots=True)
class Setting:
    """The body and the period judged: `since_us` inclusive to `until_us` exclusive.

    Events before `since_us` are the past that what happens is compared with.
    """

    since_us: int
    until_us: int
    inside: Spans
    opens: int = 7 * 60  # minutes of the day in Asia/Tokyo
    closes: int = 21 * 60
    days_off: tuple[date, ...] = ()  # beside Saturdays and Sundays
    night_users: tuple[str, ...] = ()  # who works at such hours by their duty; lower case
    sites: tuple[Site, ...] = ()
    services: tuple[Service, ...] = ()
    expected: tuple[Expected, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)
