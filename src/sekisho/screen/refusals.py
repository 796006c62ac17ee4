"""How many refused tickets are written down: who reaches the door cannot fill the disk."""

from collections import Counter
from dataclasses import dataclass, field

A_MINUTE = 20  # of one address
ADDRESSES = 200  # of one minute
MANY = "many"


@dataclass(slots=True)
class Refusals:
    """Counts refusals by the minute: the first of an address are told, then that there are more."""

    _minute: int = -1
    _told: Counter[str] = field(default_factory=Counter)

    def told(self, code: str, *, address: str, at: float) -> str | None:
        """Return what to write down at `at` (seconds since 1970): the code, `MANY`, or nothing."""
        if int(at) // 60 != self._minute:
            self._minute = int(at) // 60
            self._told.clear()
        if address not in self._told and len(self._told) >= ADDRESSES:
            return None
        self._told[address] += 1
        if self._told[address] > A_MINUTE + 1:
            return None
        return MANY if self._told[address] > A_MINUTE else code
