"""The words bubblewrap is started with: what an external program sees, and nothing else.

It sees the system's programs and libraries read-only, a /tmp and a /work of its own in memory (of
bounded size, gone with it), an empty network, its own processes. It is nobody, without capability,
in a fresh environment, under the filter for programs.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from sekisho.sandbox.limits import MIB, JobLimits
from sekisho.sandbox.namespaces import NOBODY

# What programs read besides /usr: how libraries are found, fonts, and which program a name means.
SHARED = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/libreoffice",
    "/var/cache/fontconfig",
)
_TOP = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_PATTERN = re.compile(r"[A-Za-z0-9_*?][A-Za-z0-9._*?-]{0,99}")
_PROGRAM = re.compile(r"(/usr/[A-Za-z0-9._/+-]+|[A-Za-z0-9_][A-Za-z0-9._+-]*)")

# Limits the program, not itself; then hands out (on descriptor 0, which the program does not have)
# the processor time used, two lines, and the plain files asked for. It ends with the program's exit
# status; more than 128 is the signal that ended it.
_SCRIPT = """
patterns=$1; shift
(
  ulimit -c 0 && ulimit -f "$1" && ulimit -d "$2" && ulimit -v "$3" && ulimit -n 256 \
    && ulimit -p 512 && ulimit -S -t "$4" && ulimit -H -t "$5" || exit 125
  shift 5
  exec "$@" </dev/null
)
code=$?
times >&0
[ "$code" -eq 0 ] || exit "$code"
set --
for name in $patterns; do
  if [ -f "$name" ] && [ ! -L "$name" ]; then set -- "$@" "$name"; fi
done
[ "$#" -eq 0 ] || tar --create --format=gnu --file=- -- "$@" >&0
"""
# Serves orders as they come in on standard input: sizes and names in a line, then the order, then
# the file. Both lie under /work/box until the program takes the order away; what it left under the
# name wanted is handed out behind its size.
_SERVE = """
ulimit -c 0 && ulimit -f "$1" && ulimit -d "$2" && ulimit -v "$3" && ulimit -n 256 \
  && ulimit -p 512 && ulimit -S -t "$4" && ulimit -H -t "$5" || exit 125
shift 5
mkdir box
"$@" </dev/null >/dev/null 2>&1 &
program=$!
while read -r size length name wanted; do
  head -c "$length" >box/.order && head -c "$size" >"box/$name" && mv box/.order box/order || exit 1
  while [ -e box/order ]; do
    kill -0 "$program" 2>/dev/null || exit 1
    sleep 0.02
  done
  if [ -f "box/$wanted" ] && [ ! -L "box/$wanted" ]; then
    stat -c %s "box/$wanted"
    cat "box/$wanted"
  else
    echo 0
  fi
  rm -rf box && mkdir box || exit 1
done
"""
_MAPPED_KIB = 4 << 20  # room for what a program maps and never writes
_BLOCK, _KIB = 512, 1024


@dataclass(frozen=True, slots=True)
class Task:
    """A program with its arguments, the files it is given and those wanted back."""

    words: Sequence[str]
    files: Mapping[str, bytes]
    collect: Sequence[str]
    limits: JobLimits


@dataclass(frozen=True, slots=True)
class Stay:
    """How a program is kept: what it is started with, and what it is told of one file.

    It takes `order` (a file of that name appears in /work/box, the document beside it), leaves the
    file wanted there and takes the order away.
    """

    words: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...]  # of its own, by path below /work
    order: bytes = field(compare=False)
    orders: int = 20  # served before it is replaced


class Fixed(NamedTuple):
    """The descriptors bubblewrap itself needs."""

    filter: int
    status: int
    people: int


def check_names(task: Task) -> None:
    """Refuse, as a mistake of ours, names that are more than a name."""
    program = task.words[0]
    if not _PROGRAM.fullmatch(program) or ".." in program:
        raise ValueError(f"not a program of the system: {program!r}")
    for name in task.files:
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a plain file name: {name!r}")
    for pattern in task.collect:
        if not _PATTERN.fullmatch(pattern):
            raise ValueError(f"not a plain pattern: {pattern!r}")


def command(bwrap: str, task: Task, given: Mapping[str, int], fixed: Fixed) -> list[str]:
    """Return the whole command. `given` are the files' names and descriptors to read them from."""
    script = ["--", "/bin/sh", "-c", _SCRIPT, "sh", " ".join(task.collect)]
    return [
        *_confined(bwrap, given, fixed, _room(task)),
        *script,
        *_limits(task.limits),
        *task.words,
    ]


def staying(
    bwrap: str, stay: Stay, limits: JobLimits, given: Mapping[str, int], fixed: Fixed
) -> list[str]:
    """Return the command that starts a program that stays; its limits hold for its whole life."""
    room = 4 * limits.output_bytes + sum(len(data) for _, data in stay.files) + 64 * MIB
    life = replace(limits, cpu_seconds=limits.cpu_seconds * stay.orders)
    script = ["--", "/bin/sh", "-c", _SERVE, "sh"]
    return [*_confined(bwrap, given, fixed, room), *script, *_limits(life), *stay.words]


def _confined(bwrap: str, given: Mapping[str, int], fixed: Fixed, space: int) -> list[str]:
    words = [bwrap, "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session"]
    words += ["--uid", str(NOBODY), "--gid", str(NOBODY), "--cap-drop", "ALL"]
    words += ["--hostname", "sekisho", "--clearenv"]
    for name, value in _ENVIRONMENT.items():
        words += ["--setenv", name, value]
    words += [*_system(), "--proc", "/proc", "--dev", "/dev"]
    room = str(space)
    for place in ("/tmp", "/work"):  # noqa: S108 -- the program's own, in memory
        words += ["--perms", "0700", "--size", room, "--tmpfs", place]
    words += ["--ro-bind-data", str(fixed.people), "/etc/passwd"]
    for name, descriptor in given.items():
        words += ["--perms", "0600", "--file", str(descriptor), f"/work/{name}"]
    words += ["--remount-ro", "/", "--chdir", "/work"]
    return [*words, "--seccomp", str(fixed.filter), "--json-status-fd", str(fixed.status)]


_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/work",
    "TMPDIR": "/tmp",  # noqa: S108 -- the program's own, in memory
}


def _system() -> list[str]:
    words = ["--ro-bind", "/usr", "/usr"]
    for place in map(Path, _TOP):
        if place.is_symlink():  # one tree under /usr
            words += ["--symlink", str(place.readlink()), str(place)]
        elif place.is_dir():
            words += ["--ro-bind", str(place), str(place)]
    for shared in SHARED:
        words += ["--ro-bind-try", shared, shared]
    return words


def _room(task: Task) -> int:
    """Return the bytes of memory a directory of the program's own may take."""
    given = sum(map(len, task.files.values()))
    return task.limits.output_bytes + given + MIB * (1 + len(task.files))


def _limits(limits: JobLimits) -> list[str]:
    """Return what the script gives to ulimit: blocks, KiB of data and of addresses, seconds."""
    memory = math.ceil(limits.memory_bytes / _KIB)
    cpu = math.ceil(limits.cpu_seconds)
    blocks = math.ceil(limits.output_bytes / _BLOCK) + 1
    return [str(n) for n in (blocks, memory, memory + _MAPPED_KIB, cpu, cpu + 1)]
