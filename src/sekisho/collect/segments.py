"""The receiver's memory on disk: append-only segments, a folder per channel.

    CHANNEL/TIME.open   being written; what is beyond its committed size does not count
    CHANNEL/TIME.log    sealed: it changes no more, and is the web room's to read and remove
    CHANNEL/TIME.json   what a sealed segment holds, with its SHA-256; written before the name

TIME is when the segment began, in microseconds. One process owns a spool; a lock sees to that.
"""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Self

from sekisho.collect.channels import OTHERS, is_channel
from sekisho.quarantine.durable import locked, sync_folder, write_whole

_CHUNK = 1 << 20
# Whose senders give again what was not committed: connections kept, and files that are followed.
_AGAIN = ("tcp-", "file-")


class SpoolBusyError(Exception):
    """Another receiver runs on this spool."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder}: 別の受信プログラムが動いています。")


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed segment. `messages` -1: a file taken whole, which nobody has counted yet."""

    channel: str
    path: Path
    first_us: int
    last_us: int
    messages: int
    bytes: int
    sha256: str


@dataclass(slots=True)
class Segment:
    """A segment being written; `size` and `messages` count what is committed."""

    path: Path
    handle: int
    first_us: int
    last_us: int
    size: int = 0
    messages: int = 0
    written: int = 0  # bytes beyond `size`
    fresh: int = 0  # messages beyond `messages`
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    waiting: list[bytes] = field(default_factory=list)  # written, not committed, not yet digested


class Spool:
    """The segments of one folder."""

    def __init__(self, folder: Path, *, channels: int = 1_024) -> None:
        self.folder = folder
        self._most = channels
        self._open: dict[str, Segment] = {}
        self._lock: IO[bytes] | None = None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

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

    def settled(self, channel: str) -> str:
        """Return the channel itself, or that of others when there are too many."""
        if channel in self._open or (self.folder / channel).is_dir():
            return channel
        way = channel.partition("-")[0]
        there = sum(1 for each in self.folder.iterdir() if each.is_dir())
        return channel if there < self._most else f"{way}-{OTHERS}"

    def append(self, channel: str, lines: bytes, messages: int, at_us: int) -> None:
        """Write behind a channel's segment; it counts from `commit` on. Raises OSError."""
        segment = self._open.get(channel) or self._begin(channel, at_us)
        view = memoryview(lines)
        while view:
            done = os.write(segment.handle, view)
            segment.written += done
            view = view[done:]
        segment.waiting.append(lines)
        segment.fresh += messages
        segment.last_us = at_us

    def _begin(self, channel: str, at_us: int) -> Segment:
        folder = self.folder / channel
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / f"{at_us:017d}.open"
        while path.exists() or path.with_suffix(".log").exists():
            at_us += 1
            path = folder / f"{at_us:017d}.open"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        segment = self._open[channel] = Segment(path, handle, at_us, at_us)
        sync_folder(folder)
        sync_folder(self.folder)
        return segment

    def flush(self) -> None:
        """Bring what was written to the disk. Raises OSError."""
        for segment in self._open.values():
            if segment.written:
                os.fdatasync(segment.handle)

    def sizes(self) -> dict[str, tuple[str, int]]:
        """Return, by channel, the segment being written and its size with what is not committed."""
        return {
            channel: (each.path.name, each.size + each.written)
            for channel, each in self._open.items()
        }

    def commit(self) -> dict[str, int]:
        """Count what was flushed; return how many messages each channel got."""
        found = {}
        for channel, each in self._open.items():
            if each.written:
                found[channel] = each.fresh
                for lines in each.waiting:
                    each.digest.update(lines)
                each.size += each.written
                each.messages += each.fresh
                each.written, each.fresh = 0, 0
                each.waiting.clear()
        return found

    def take_back(self) -> None:
        """Undo what was written since the last commit, as when the disk is full."""
        for each in self._open.values():
            each.waiting.clear()
            each.written, each.fresh = 0, 0
            os.ftruncate(each.handle, each.size)

    def seal(self, *, before_us: int, larger: int) -> list[Sealed]:
        """Seal the segments begun before a time or larger than a size; empty ones go."""
        due = [
            channel
            for channel, each in self._open.items()
            if not each.written and (each.first_us <= before_us or each.size >= larger)
        ]
        return [made for channel in due if (made := self._sealed(channel)) is not None]

    def _sealed(self, channel: str) -> Sealed | None:
        """Seal one segment. When the disk refuses, it stays open and is tried again."""
        each = self._open[channel]
        if each.size:
            told = Sealed(
                channel, each.path.with_suffix(".log"), each.first_us, each.last_us,
                each.messages, each.size, each.digest.hexdigest(),
            )  # fmt: skip
            try:
                _tell(told)
                each.path.rename(told.path)
                sync_folder(each.path.parent)
            except OSError:
                return None
        else:
            told = None
            each.path.unlink()
        os.close(each.handle)
        del self._open[channel]
        return told

    def adopt(self, channel: str, path: Path, at_us: int) -> Sealed:
        """Take a whole file, of the same disk or another, as a sealed segment. Raises OSError."""
        folder = self.folder / channel
        folder.mkdir(mode=0o700, exist_ok=True)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        while (target := folder / f"{at_us:017d}.log").exists():
            at_us += 1
        told = Sealed(channel, target, at_us, at_us, -1, path.stat().st_size, digest)
        _tell(told)
        path.rename(target)
        sync_folder(folder)
        sync_folder(path.parent)
        return told

    def recover(self, sizes: dict[str, tuple[str, int]], *, again: bool) -> None:
        """Settle the segments an earlier process left open, and seal them.

        `sizes` are those of its last commit. What is beyond them is cut where it will be given
        again: of files always, of connections when they were kept (`again`). Elsewhere it stays.
        """
        for path in sorted(self.folder.glob("*/*.open")):
            channel = path.parent.name
            if channel.startswith("file-") or (again and channel.startswith(_AGAIN)):
                name, size = sizes.get(channel, ("", 0))
                os.truncate(path, size if name == path.name else _counted(path, name))
            self._open[channel] = _reopened(path)
            self._sealed(channel)


def _counted(path: Path, name: str) -> int:
    """Return the size that counts of a segment the last commit does not name.

    One begun after it holds nothing that counts; one before it was sealed but for its name.
    """
    return 0 if path.name > name else path.stat().st_size


def _reopened(path: Path) -> Segment:
    """Return a segment left open, as it is on the disk; a line cut in its middle is ended."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    digest, size, lines, last = hashlib.sha256(), 0, 0, b"\n"
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size, lines, last = size + len(chunk), lines + chunk.count(b"\n"), chunk[-1:]
    binary = path.parent.name.startswith("netflow-")
    if last != b"\n" and not binary:
        os.write(handle, b"\n")
        digest.update(b"\n")
        size, lines = size + 1, lines + 1
    os.fsync(handle)
    begun = int(path.stem)
    last_us = max(begun, int(path.stat().st_mtime * 1_000_000))
    return Segment(path, handle, begun, last_us, size, -1 if binary else lines, digest=digest)


def _tell(told: Sealed) -> None:
    words = {name: value for name, value in asdict(told).items() if name != "path"}
    write_whole(told.path.with_suffix(".json"), [json.dumps(words).encode("ascii")])


def sealed_segments(folder: Path) -> Iterator[Sealed]:
    """Yield the sealed segments of a spool, the oldest first; one without its paper is passed over.

    A segment that is not what its paper says is yielded all the same: who reads it compares.
    """
    for path in sorted(folder.glob("*/*.log"), key=lambda each: each.name):
        if not is_channel(path.parent.name):
            continue
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads(path.with_suffix(".json").read_bytes())
            told["channel"] = path.parent.name
            yield Sealed(path=path, **told)
