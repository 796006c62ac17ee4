"""Reads back what a program left: plain files whose names were asked for, within a bound."""

import os
import re
import tarfile
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import IO

from sekisho.sandbox.errors import JobFailed, JobOutputTooLarge

_MOST_FILES = 10_000
_MOST_HEAD, _HEAD_LINES = 200, 2
_TIMES = re.compile(rb"(\d{1,6})m(\d{1,2}\.\d{1,9})s (\d{1,6})m(\d{1,2}\.\d{1,9})s")


def read_bounded(descriptor: int, most: int) -> bytes:
    """Return what was written to a descriptor's file, or refuse when it is more than allowed."""
    size = os.fstat(descriptor).st_size
    if size > most:
        raise JobOutputTooLarge("the program wrote more than it may")
    return os.pread(descriptor, size, 0) if size else b""


def processor_seconds(descriptor: int) -> float:
    """Return the processor time of the program and its children, in the shell's own words."""
    lines = os.pread(descriptor, _MOST_HEAD, 0).split(b"\n")
    match = _TIMES.fullmatch(lines[1]) if len(lines) > _HEAD_LINES else None
    minutes = [float(word) for word in match.groups()] if match else [0.0] * 4
    return 60 * (minutes[0] + minutes[2]) + minutes[1] + minutes[3]


def collected(descriptor: int, patterns: Sequence[str], most: int) -> dict[str, bytes]:
    """Return the files of an archive made inside the sandbox: untrusted from its first byte."""
    found: dict[str, bytes] = {}
    head = os.pread(descriptor, _MOST_HEAD, 0).split(b"\n")[:_HEAD_LINES]
    start = sum(map(len, head)) + len(head)
    if os.fstat(descriptor).st_size > start:
        with open(os.dup(descriptor), "rb") as file:  # noqa: PTH123 -- a descriptor
            file.seek(start)
            try:
                _take(file, patterns, most, found)
            except (tarfile.TarError, EOFError, ValueError, RecursionError, OverflowError) as error:
                raise JobFailed("the program's files could not be read back") from error
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in found):
            raise JobFailed(f"the program left no file {pattern}")
    return found


def _take(file: IO[bytes], patterns: Sequence[str], most: int, found: dict[str, bytes]) -> None:
    left = most
    with tarfile.open(fileobj=file, mode="r:", encoding="utf-8") as archive:
        for member in archive:
            if not _wanted(member, patterns) or member.name in found:
                raise JobFailed("the program left something other than the files asked for")
            left -= member.size
            if left < 0 or len(found) >= _MOST_FILES:
                raise JobOutputTooLarge("the program's files are larger than they may be")
            content = archive.extractfile(member)
            found[member.name] = content.read() if content else b""
            if len(found[member.name]) != member.size:
                raise JobFailed("the program's files could not be read back")


def _wanted(member: tarfile.TarInfo, patterns: Sequence[str]) -> bool:
    plain = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not member.issparse()
    named = any(fnmatchcase(member.name, pattern) for pattern in patterns)
    return plain and named and "/" not in member.name and member.size >= 0
