"""Records that came before: the same bytes from the same source in an earlier delivery.

Within one delivery (a file, a connection) equal records are events of their own: a firewall may
well write the same line twice in a second. When a delivery comes again, or overlaps with another
one, its k-th equal record repeats the k-th of those known. Repetitions are marked, never dropped.
At most `most` records are remembered, in two halves of which the older is forgotten at once.
"""

from collections import Counter

from sekisho.detection.limits import DEFAULT_LIMITS

Key = bytes


class Seen:
    """What one log source has sent, as far back as is remembered."""

    def __init__(self, most: int = DEFAULT_LIMITS.seen) -> None:
        self._half = max(most // 2, 1)
        self._newer: dict[Key, int] = {}
        self._older: dict[Key, int] = {}
        self._delivery: Counter[Key] = Counter()
        self._before: Counter[Key] = Counter()  # of a long delivery, the half before
        self._name: object = None

    def repeats(self, delivery: object, key: Key) -> bool:
        """Say whether a record of a delivery repeats an earlier delivery's; remember it."""
        if delivery != self._name:
            self._close()
            self._name = delivery
        if len(self._delivery) >= self._half and key not in self._delivery:
            self._before, self._delivery = self._delivery, Counter()
        self._delivery[key] += 1
        count = self._delivery[key]
        known = max(self._newer.get(key, 0), self._older.get(key, 0))
        return count <= known

    def _close(self) -> None:
        """Take the delivery into what is known: of each record the most that came together."""
        for key, count in (*self._before.items(), *self._delivery.items()):
            if len(self._newer) >= self._half and key not in self._newer:
                self._older, self._newer = self._newer, {}
            self._newer[key] = max(count, self._newer.get(key, 0), self._older.get(key, 0))
        self._before, self._delivery = Counter(), Counter()
