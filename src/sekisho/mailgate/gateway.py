"""The gateway at work: threads that make accepted mail safe, and threads that hand it on.

Every error puts the message back on the timetable; only a durable change of the spool moves it on.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Self

from sekisho.mailgate.crossing import Crossing, NotNowError
from sekisho.mailgate.options import GateOptions
from sekisho.mailgate.pairing import Pair
from sekisho.mailgate.relay import Answer, Relay
from sekisho.mailgate.rows import Fate, Row, Stage
from sekisho.mailgate.spool import Spool
from sekisho.mailgate.timetable import Timetable

_log = logging.getLogger(__name__)
_WAITING_FOR_DISK = 2  # threads for each mail made safe at a time: the others write theirs down


class Gateway:
    """Moves messages through one spool. Use as a context manager, inside the spool's own."""

    def __init__(
        self, options: GateOptions, spool: Spool, crossing: Crossing, relay: Relay
    ) -> None:
        self.options, self.spool = options, spool
        self._crossing, self._relay = crossing, relay
        self._to_cross, self._to_carry = Timetable(), Timetable()
        self._tries: dict[str, int] = defaultdict(int)
        self._next_hop_away = False
        self._opening: set[str] = set()  # numbers of locked mails being opened just now
        self._lock = threading.Lock()
        self._unwritten: dict[str, Row] = {}
        self._threads: list[threading.Thread] = []
        self._stopped = threading.Event()

    def __enter__(self) -> Self:
        """Take up what the last run left, then start the threads."""
        for number, stage in self.spool.recover(self.options.in_doubt):
            (self._to_carry if stage is Stage.READY else self._to_cross).put(number)
        for count, table, work in (
            (_WAITING_FOR_DISK * self.options.crossers, self._to_cross, self._cross),
            (self.options.carriers, self._to_carry, self._carry),
        ):
            for _ in range(count):
                thread = threading.Thread(target=self._work, args=(table, work), daemon=True)
                thread.start()
                self._threads.append(thread)
        orders = threading.Thread(target=self._take_orders, daemon=True)
        orders.start()
        self._threads.append(orders)
        return self

    def __exit__(self, *_: object) -> None:
        """Let each thread finish what it has in hand; the rest waits in the spool."""
        self._stopped.set()
        self._to_cross.close()
        self._to_carry.close()
        for thread in self._threads:
            thread.join()

    @property
    def backlog(self) -> int:
        """How many messages wait for a thread or for their next attempt."""
        return len(self._to_cross) + len(self._to_carry)

    def accepted(self, number: str) -> None:
        """Make a message safe that has just been accepted into the spool."""
        self._to_cross.put(number)

    def _take_orders(self) -> None:
        """Send held messages again that a person wants sent, until told to stop."""
        while not self._stopped.wait(self.options.order_seconds):
            try:
                self._release_ordered()
            except Exception:  # noqa: BLE001  # a full disk: the order is given again
                _log.exception("orders could not be carried out; they are tried again")

    def _release_ordered(self) -> None:
        for number in self.spool.ordered():
            who = self.spool.unclear(number)
            if who:
                self.spool.release(number, who)
                self._to_carry.put(number)

    def _work(self, table: Timetable, work: Callable[[str], None]) -> None:
        while (number := table.take()) is not None:
            try:
                work(number)
            except NotNowError as error:
                _log.warning("%s waits: %s", number, error)
                self._again(table, number)
            except Exception:  # noqa: BLE001  # a full disk, a fault of ours: nothing crosses or is lost
                _log.exception("%s could not be moved on; it is tried again", number)
                self._again(table, number)
        self._relay.close()

    def _again(self, table: Timetable, number: str) -> None:
        waits = self.options.retry_seconds
        table.put(number, waits[min(self._tries[number], len(waits) - 1)])
        self._tries[number] += 1

    def _cross(self, number: str) -> None:
        row, out, pairs = self._crossing.cross(*self.spool.accepted(number))
        for pair in pairs:
            self._open(pair)
        if not out:
            self.spool.hold(row)
        else:
            self.spool.make_ready(row, out)
            self._to_carry.put(number)
        self._tries.pop(number, None)

    def _open(self, pair: Pair) -> None:
        """Send a locked mail on its way once more, opened; if that fails, people can ask."""
        number = pair.envelope.number
        with self._lock:
            if number in self._opening or self.spool.knows(number):
                return
            self._opening.add(number)
        try:
            made = self._crossing.opened(pair)
            if made is not None:
                self.spool.make_ready(*made)
                self._to_carry.put(number)
        except Exception:  # noqa: BLE001  # the mail with the password goes on
            _log.exception("%s could not be opened with a following mail", pair.locked.number)
        finally:
            with self._lock:
                self._opening.discard(number)

    def _carry(self, number: str) -> None:
        """Offer a message to the next hop and write down what came of it."""
        row = self._unwritten.get(number) or self._offered(number)
        self._unwritten[number] = row  # an answer that could not be written is not asked for again
        if not row.waiting:
            self.spool.settle(row)
        elif row != self.spool.row(number):  # with the next hop away, nothing may be new
            self.spool.write(row, "put-off")
        del self._unwritten[number]
        if row.waiting:
            self._again(self._to_carry, number)
        else:
            self._tries.pop(number, None)

    def _offered(self, number: str) -> Row:
        """Return the row with the next hop's answers, not yet written."""
        row = self.spool.row(number)

        def before_dot(taking: Sequence[str]) -> None:
            self.spool.offer(number, taking)
            self.spool.step("before-dot")

        answers = self._relay.offer(
            self.spool.out(number), _return_path(row), row.waiting, before_dot=before_dot
        )
        self.spool.step("answered")
        self._note_way(away=all(answer.away for answer in answers.values()))
        fates = {who: answer.fate for who, answer in answers.items()}
        if self.options.in_doubt == "resend":
            fates = {w: Fate.WAITING if f is Fate.DOUBT else f for w, f in fates.items()}
        return row.with_fates(fates, _unwelcome(answers))

    def _note_way(self, *, away: bool) -> None:
        """Once the next hop is there again, what waited for it goes at once."""
        if self._next_hop_away and not away:
            self._to_carry.hurry()
        self._next_hop_away = away


def _return_path(row: Row) -> str:
    """Return whom bounces go to: the sender, but nobody for a notice of ours."""
    return "" if row.outcome in {"held", "rejected"} else row.envelope.sender


def _unwelcome(answers: Mapping[str, Answer]) -> tuple[str, ...]:
    return tuple(
        f"{who}: {answer.words}"
        for who, answer in answers.items()
        if answer.fate is not Fate.DELIVERED
    )
