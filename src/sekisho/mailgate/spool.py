"""The gateway's memory on disk: every step of a message is one durable change of one file.

    NUMBER.in    envelope and original; its being there means: accepted (250 was, or will be, said)
    NUMBER.out   what the recipients get; worth something only with a row beside it
    NUMBER.row   the row, from `ready` on; replaced whole
    orders/      held messages a person wants sent again
    held/        rows (and what would be sent) a person must look at
    records/     rows of messages that are done, for the web room to take in

docs/mailgate.md draws the states. One process owns a spool; a lock sees to that.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Self

from sekisho.mailgate.rows import Envelope, Fate, Row, Stage, offered_line
from sekisho.quarantine.durable import locked, sync_folder, write_whole

Step = Callable[[str], None]
TAKEN = "taken"  # below records: what the web room has taken in
ORDERS = "orders"  # NUMBER.resend: a person wants this held message sent again


_SUFFIXES = (".in", ".out", ".row")
_UNCLEAR = frozenset({Fate.DOUBT, Fate.REFUSED})


class SpoolBusyError(Exception):
    """Another gateway runs on this spool."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder}: 別のメールゲートウェイが動いています。")


def _no_step(_name: str) -> None:
    pass


class Spool:
    """One folder of messages on their way. Methods are safe from several threads, one a message.

    `step` is called by name before and after every change; tests end the process there.
    """

    def __init__(self, folder: Path, *, step: Step = _no_step) -> None:
        self.folder, self.step = folder, step
        self.held, self.records = folder / "held", folder / "records"
        self.orders = folder / ORDERS
        for each in (self.folder, self.held, self.records, self.orders):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Take the spool for ourselves; raises SpoolBusyError."""
        self._lock = locked(self.folder)
        if self._lock is None:
            raise SpoolBusyError(self.folder)
        return self

    def __exit__(self, *_: object) -> None:
        """Let it go."""
        if self._lock is not None:
            self._lock.close()

    def free_bytes(self) -> int:
        """Return how much space is left."""
        return shutil.disk_usage(self.folder).free

    def accept(self, envelope: Envelope, untrusted: bytes) -> None:
        """Make a message ours: durable when this returns. Raises OSError, leaving nothing."""
        self.step("accept")
        write_whole(self._path(envelope.number, "in"), [envelope.as_line(), untrusted])
        self.step("accepted")

    def accepted(self, number: str) -> tuple[Envelope, bytes]:
        """Return the envelope and the original."""
        with self._path(number, "in").open("rb") as file:
            return Envelope.from_line(file.readline()), file.read()

    def make_ready(self, row: Row, out: bytes) -> None:
        """Write what the recipients get, then the row that sends it on its way."""
        self.step("ready")
        write_whole(self._path(row.number, "out"), [out], named=False)
        self.step("out-written")
        self.write(row, "ready")
        # Should the original's name come back after a crash, the row outranks it.
        self._path(row.number, "in").unlink(missing_ok=True)
        self.step("original-dropped")

    def knows(self, number: str) -> bool:
        """Whether there is, or was, a row of this number."""
        folders = (self.records, self.records / TAKEN, self.held)
        return self._path(number, "row").exists() or any(
            (folder / f"{number}.json").exists() for folder in folders
        )

    def row(self, number: str) -> Row:
        """Return the row as it was last written."""
        return Row.from_bytes(self._path(number, "row").read_bytes())

    def out(self, number: str) -> bytes:
        """Return what the recipients get."""
        return self._path(number, "out").read_bytes()

    def write(self, row: Row, what: str = "again") -> None:
        """Replace the row, durably; `what` names the step."""
        self.step(f"row-{what}")
        write_whole(self._path(row.number, "row"), [row.as_bytes()])
        self.step(f"row-{what}-written")

    def offer(self, number: str, who: Sequence[str]) -> None:
        """Write down, durably, that these recipients' final dot is about to be sent.

        A line behind the row: one cut short, by a crash or a full disk, says that no dot was sent.
        """
        self.step("row-offered")
        with self._path(number, "row").open("ab") as file:
            file.write(offered_line(who))
            file.flush()
            os.fdatasync(file.fileno())
        self.step("row-offered-written")

    def settle(self, row: Row) -> None:
        """Put a message nobody waits for any more where it belongs, and clear its files."""
        self._put_away(row.settled())

    def _put_away(self, row: Row) -> None:
        """Write the last row to its folder: from then on only that counts (`_ended`).

        The files cleared afterwards may come back in a crash; the next start knows them.
        """
        self.step("row-last")
        folder = self.held if row.stage is Stage.HELD else self.records
        out, kept = self._path(row.number, "out"), self.held / f"{row.number}.out"
        if row.stage is Stage.HELD and out.exists():
            kept.unlink(missing_ok=True)
            kept.hardlink_to(out)
        write_whole(folder / f"{row.number}.json", [row.as_bytes()])
        self.step("row-last-written")
        self._clear(row.number)
        self.step("settled")

    def _clear(self, number: str) -> None:
        for suffix in _SUFFIXES:
            (self.folder / f"{number}{suffix}").unlink(missing_ok=True)
            self.step(f"cleared{suffix}")

    def hold(self, row: Row) -> None:
        """Put a message aside for a person, without anything being sent."""
        self._put_away(replace(row, stage=Stage.HELD))

    def release(self, number: str, who: tuple[str, ...]) -> Row:
        """Send what was put aside to these recipients (again); raises OSError when it is not there.

        Only for what has been made safe: the file `.out` beside the row is what crosses.
        """
        row = Row.from_bytes((self.held / f"{number}.json").read_bytes())
        row = replace(row, stage=Stage.READY, resent=row.resent + 1).with_fates(
            dict.fromkeys(who, Fate.WAITING)
        )
        out = (self.held / f"{number}.out").read_bytes()
        write_whole(self._path(number, "out"), [out])
        self.write(row)
        (self.held / f"{number}.json").unlink()
        (self.held / f"{number}.out").unlink()
        sync_folder(self.held)
        return row

    def ordered(self) -> Iterator[str]:
        """Give the numbers of held messages a person wants sent again, forgetting each order first.

        An order holds the digest of the held row. Whoever gave it gives it again while that stands.
        """
        for path in sorted(self.orders.glob("*.resend")):
            wanted = path.read_bytes()
            path.unlink()
            sync_folder(self.orders)
            if (self.held / f"{path.stem}.out").exists() and wanted == self._held_digest(path.stem):
                yield path.stem

    def _held_digest(self, number: str) -> bytes:
        """Return the SHA-256 of a held row as it stands; an order names the one it was given on."""
        path = self.held / f"{number}.json"
        return hashlib.sha256(path.read_bytes()).hexdigest().encode() if path.exists() else b""

    def unclear(self, number: str) -> tuple[str, ...]:
        """Return the recipients a held message may not have reached; raises OSError."""
        row = Row.from_bytes((self.held / f"{number}.json").read_bytes())
        return tuple(who for who, fate in row.fates.items() if fate in _UNCLEAR)

    def recover(self, in_doubt: str) -> Iterator[tuple[str, Stage | None]]:
        """Bring the folder in order after whatever ended the last run; give what is still to do.

        Gives each number with None (accepted, to be made safe) or Stage.READY (to be handed on).
        """
        for part in self.folder.glob(".*.part"):
            part.unlink()
        self._set_damaged_aside()
        self._forget_ended()
        rows = {path.stem for path in self.folder.glob("*.row")}
        self._forget_released(rows)
        waiting = {path.stem for path in self.folder.glob("*.in")}
        for path in self.folder.glob("*.out"):
            if path.stem not in rows:
                path.unlink()  # made safe, but not to the end: it is made again
        for number in sorted(rows):
            if self._resumed(number, in_doubt) is Stage.READY:
                yield number, Stage.READY
        yield from ((number, None) for number in sorted(waiting - rows))

    def _set_damaged_aside(self) -> None:
        """Move a message whose row cannot be read to where a person looks; it is not sent."""
        for path in sorted(self.folder.glob("*.row")):
            try:
                Row.from_bytes(path.read_bytes())
            except (ValueError, KeyError, TypeError, AttributeError):
                for each in self.folder.glob(f"{path.stem}.*"):
                    each.replace(self.held / f"{each.name}.damaged")
        sync_folder(self.held)
        sync_folder(self.folder)

    def _forget_ended(self) -> None:
        """Remove what a crash left of, or brought back to, messages whose last row is written."""
        for number in {path.stem for path in self.folder.glob("*.*") if path.suffix in _SUFFIXES}:
            if self._ended(number):
                self._clear(number)

    def _ended(self, number: str) -> bool:
        """Whether the last row is written, and no release of the message came after it."""
        name = f"{number}.json"
        if any((folder / name).exists() for folder in (self.records, self.records / TAKEN)):
            return True
        if not (self.held / name).exists():
            return False
        path = self._path(number, "row")
        try:
            last = Row.from_bytes((self.held / name).read_bytes())
            return not path.exists() or Row.from_bytes(path.read_bytes()).resent <= last.resent
        except (ValueError, KeyError, TypeError, AttributeError):
            return False  # nobody can read it: the message is taken up where its own files stand

    def _forget_released(self, rows: set[str]) -> None:
        """Remove what a release left in `held` when it was cut short: the row has moved on."""
        for path in self.held.glob("*.json"):
            if path.stem in rows or (self.records / path.name).exists():
                path.unlink()
                (self.held / f"{path.stem}.out").unlink(missing_ok=True)

    def _resumed(self, number: str, in_doubt: str) -> Stage:
        """Return the stage of a row found at start-up, once its unfinished step is finished."""
        row = self.row(number)
        self._path(number, "in").unlink(missing_ok=True)
        if row.stage is not Stage.READY:
            self._put_away(row)
            return row.stage
        offered = [who for who, fate in row.fates.items() if fate is Fate.OFFERED]
        if offered:
            fate = Fate.DOUBT if in_doubt == "hold" else Fate.WAITING
            row = row.with_fates(dict.fromkeys(offered, fate))
            self.write(row)
        if row.waiting:
            return Stage.READY
        self.settle(row)
        return Stage.HELD

    def waiting(self) -> Iterator[Envelope]:
        """Give the envelope of each message on its way."""
        for path in sorted([*self.folder.glob("*.in"), *self.folder.glob("*.row")]):
            try:
                if path.suffix == ".row":
                    yield self.row(path.stem).envelope
                else:
                    yield self.accepted(path.stem)[0]
            except (FileNotFoundError, ValueError, KeyError, TypeError):
                continue  # it moved on while we looked, or waits to be set aside

    def _path(self, number: str, suffix: str) -> Path:
        return self.folder / f"{number}.{suffix}"
