"""Files that under their name are, after any crash, whole or not there; folders of one process."""

import contextlib
import errno
import fcntl
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO


def write_whole(path: Path, pieces: Iterable[bytes], *, named: bool = True) -> None:
    """Write `pieces` under `path`, replacing what stands there; durable when this returns.

    `named=False` leaves the name itself to the next `sync_folder`, for a file that is worth nothing
    before another one beside it.

    Raises OSError with nothing left behind when it cannot be written.
    """
    folder, name = os.path.split(path)  # of a mail's cost, paths as objects are a part that shows
    folder = folder or "."
    part = f"{folder}/.{name}.part"
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)  # noqa: PTH108
        raise
    if named:
        sync_folder(folder)


def locked(folder: Path) -> IO[bytes] | None:
    """Take a folder for this process: the lock's open file, or None while another has it."""
    lock = (folder / ".lock").open("wb")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def remove(path: Path) -> None:
    """Remove a file durably; nothing there is fine."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path | str) -> None:
    """Make the names in a folder durable.

    Threads that ask for the same folder at the same time share one call to the disk: it must have
    begun after the last of them asked. Raises OSError to each of them when it fails.
    """
    folder = str(folder)
    with _LOCK:
        turns = _FOLDERS.setdefault(folder, _Turns())
        turns.users += 1
    try:
        turns.sync(folder)
    finally:
        with _LOCK:
            turns.users -= 1
            if not turns.users:
                del _FOLDERS[folder]


@dataclass(slots=True)
class _Turns:
    """The calls to the disk for one folder, numbered; one runs at a time."""

    changed: threading.Condition = field(default_factory=threading.Condition)
    users: int = 0
    begun: int = 0
    ended: int = 0
    errors: dict[int, OSError] = field(default_factory=dict)  # of turns that failed

    def sync(self, folder: str) -> None:
        with self.changed:
            mine = self.begun + 1  # the one running now may have begun before our change
            while self.ended < mine and self.begun > self.ended:
                self.changed.wait()
            if self.ended >= mine:
                self._raise_for(mine)
                return
            self.begun = mine
        error: OSError | None = InterruptedError(errno.EINTR, "cut short")
        try:
            error = _synced(folder)
        finally:
            with self.changed:
                self.ended = mine
                if error is not None:
                    self.errors[mine] = error
                self.changed.notify_all()
        self._raise_for(mine)

    def _raise_for(self, turn: int) -> None:
        error = self.errors.get(turn)
        if error is not None:
            raise OSError(error.errno, error.strerror)


def _synced(folder: str) -> OSError | None:
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        return error
    return None


_LOCK = threading.Lock()
_FOLDERS: dict[str, _Turns] = {}  # those somebody is syncing now
