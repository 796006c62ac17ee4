"""The few kernel calls Python does not offer, each failing loudly."""

import ctypes
import os
import platform

LIBC = ctypes.CDLL(None, use_errno=True)

_HOLDING = ctypes.PyDLL(None, use_errno=True)  # its calls keep the interpreter's lock

PR_SET_PDEATHSIG = 1
PR_GET_DUMPABLE = 3
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2

# System calls whose numbers all our machines share.
SYS_CLOSE_RANGE = 436
SYS_LANDLOCK_CREATE_RULESET = 444
SYS_LANDLOCK_RESTRICT_SELF = 446
_BY_MACHINE = {
    "x86_64": {"pivot_root": 155, "capset": 126, "seccomp": 317, "socket": 41},
    "aarch64": {"pivot_root": 41, "capset": 91, "seccomp": 277, "socket": 198},
}
CAPABILITY_VERSION_3 = 0x20080522
HIGHEST_CAPABILITY = 63


def machine() -> str:
    """Return the machine's architecture, refusing those whose call numbers are not known here."""
    name = platform.machine()
    if name not in _BY_MACHINE:
        raise OSError(f"architecture {name} is not supported by the sandbox")
    return name


def number(name: str) -> int:
    """Return the number of one of the system calls this room makes itself."""
    return _BY_MACHINE[machine()][name]


def checked(result: int, what: str) -> int:
    """Return the result of a C call, or raise what errno says."""
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def syscall(nr: int, *arguments: object) -> int:
    """Make a system call by number."""
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return checked(LIBC.syscall(ctypes.c_long(nr), *words), f"system call {nr}")


def prctl(option: int, argument: int = 0) -> int:
    """Set or ask one attribute of this process."""
    words = [ctypes.c_ulong(argument), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)]
    return checked(LIBC.prctl(ctypes.c_int(option), *words), f"prctl {option}")


def unshare(flags: int) -> None:
    """Leave the namespaces named for new ones."""
    checked(LIBC.unshare(ctypes.c_int(flags)), "unshare")


def mount(source: str, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """Mount a file system."""
    words = [None if w is None else w.encode() for w in (source, target, kind, data)]
    checked(LIBC.mount(*words[:3], ctypes.c_ulong(flags), words[3]), f"mount {target}")


def take_root(directory: str) -> None:
    """Make a mounted directory the root and let the old root go."""
    os.chdir(directory)
    syscall(number("pivot_root"), ctypes.c_char_p(b"."), ctypes.c_char_p(b"."))
    checked(LIBC.umount2(b".", ctypes.c_int(MNT_DETACH)), "umount2")
    os.chdir("/")


def bare_fork() -> int:
    """Fork without the interpreter's own bookkeeping, which costs more than the fork itself.

    That bookkeeping is for locks other threads may hold and for forgetting those threads: only a
    process known to have a single thread may come here. (Called with the interpreter's lock held,
    which the child thereby holds as well.)
    """
    return checked(_HOLDING.fork(), "fork")


def close_range(first: int, last: int) -> None:
    """Close every file descriptor from first to last."""
    try:
        syscall(SYS_CLOSE_RANGE, first, last, 0)
    except OSError:  # a kernel before 5.9
        os.closerange(first, min(last, 65536) + 1)


def drop_capability_bounds() -> None:
    """Make it impossible to gain any capability again; still needs one, so it comes first."""
    for capability in range(HIGHEST_CAPABILITY + 1):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break  # past the last one this kernel knows, or not ours to drop


def drop_capabilities() -> None:
    """Give up every capability held."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    syscall(number("capset"), header, none)
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
