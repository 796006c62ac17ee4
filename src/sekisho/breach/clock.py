"""Due days: counted by the calendar from the day it was known, which is the first.

個人情報保護法施行規則第8条・第44条. That the first day counts is the earlier of two readings.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sekisho.catalogue import BreachDuty

LAST = time(23, 59, 59)
_UPPER_HALF = range(4, 10)  # April to September (上半期)


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts in the zone of the law from when it was known."""

    known_at: datetime
    zone: ZoneInfo

    @property
    def known_on(self) -> date:
        """The day it was known, where the law counts."""
        return self.known_at.astimezone(self.zone).date()

    def nth_day(self, days: int) -> date:
        """Return the last of so many days, the day it was known being the first."""
        return self.known_on + timedelta(days=days - 1)

    def half_year_end(self) -> date:
        """Return the last day of the fiscal half-year: 30 September or 31 March."""
        day = self.known_on
        if day.month in _UPPER_HALF:
            return date(day.year, 9, 30)
        return date(day.year + (day.month > max(_UPPER_HALF)), 3, 31)

    def last_day(self, rule: BreachDuty, *, extended: bool) -> date:
        """Return the last day of a duty."""
        if rule.kind == "half-year":
            return self.half_year_end()
        return self.nth_day(rule.extended if extended and rule.extended else rule.days)

    def end_of(self, day: date) -> datetime:
        """Return the last second of a day in the zone of the law."""
        return datetime.combine(day, LAST, self.zone)
