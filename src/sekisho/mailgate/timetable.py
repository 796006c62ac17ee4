"""Which message is due next, by the monotonic clock, which no change of the clock moves."""

import heapq
import threading
import time


class Timetable:
    """Numbers by the time they are due; threads wait in `take`."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, str]] = []
        self._count = 0
        self._changed = threading.Condition()
        self._closed = False

    def put(self, number: str, delay: float = 0.0) -> None:
        """Have a number taken once, `delay` seconds from now."""
        with self._changed:
            self._count += 1  # equal times in the order they were put
            heapq.heappush(self._due, (time.monotonic() + delay, self._count, number))
            self._changed.notify()

    def take(self) -> str | None:
        """Return the next number that is due, waiting for it; None once closed."""
        with self._changed:
            while not self._closed:
                left = self._due[0][0] - time.monotonic() if self._due else None
                if left is not None and left <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(left)
            return None

    def hurry(self) -> None:
        """Make everything due now, in the order it would have been."""
        with self._changed:
            now = time.monotonic()
            self._due = [(min(at, now), count, number) for at, count, number in sorted(self._due)]
            self._changed.notify_all()

    def close(self) -> None:
        """Let every waiting thread go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __len__(self) -> int:
        with self._changed:
            return len(self._due)
