"""Writes a file so that under its name there is, after any crash, all of it or nothing."""

import os
from collections.abc import Iterable
from pathlib import Path


def write_whole(path: Path, pieces: Iterable[bytes], *, named: bool = True) -> None:
    """Write `pieces` under `path`, replacing what stands there; durable when this returns.

    `named=False` leaves the name itself to the next `sync_folder`, for a file that is worth nothing
    before another one beside it.

    Raises OSError with nothing left behind when it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    if named:
        sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file durably; nothing there is fine."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
