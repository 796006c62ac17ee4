"""How often somebody may do something: counted per key in windows of time, in the shared cache."""

import hashlib
from datetime import datetime

from django.core.cache import cache


def within(name: str, key: str, *, limit: int, seconds: int, at: datetime) -> bool:
    """Count one more time; whether it is still within `limit` in this window of `seconds`.

    Windows begin at whole multiples of their length: at worst twice the limit passes in a moment
    around a border. Two counts at once may count as one; a bound on load, not on guesses.
    """
    window = int(at.timestamp()) // seconds
    place = f"rate:{name}:{hashlib.sha256(key.encode()).hexdigest()[:32]}:{window}"
    if cache.add(place, 1, timeout=seconds):
        return limit >= 1
    try:
        return cache.incr(place) <= limit
    except ValueError:  # it was forgotten in between
        cache.set(place, 1, timeout=seconds)
        return limit >= 1
