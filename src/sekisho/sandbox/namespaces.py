"""A fork server's own network, processes and empty root, and the giving up of every privilege.

Entered once per server, so that a job costs no more than a fork. What could not be entered is not
raised here: it is left out of the layers found, and the parent decides.
"""

import contextlib
import ctypes
import os

from sekisho.sandbox import kernel
from sekisho.sandbox.layers import Layer

NOBODY = 65534
_SPACES = (
    (Layer.MOUNT_NAMESPACE, "mnt", kernel.CLONE_NEWNS),
    (Layer.NETWORK_NAMESPACE, "net", kernel.CLONE_NEWNET),
    (Layer.IPC_NAMESPACE, "ipc", kernel.CLONE_NEWIPC),
    (Layer.HOST_NAME_NAMESPACE, "uts", kernel.CLONE_NEWUTS),
    (Layer.PROCESS_NAMESPACE, "pid_for_children", kernel.CLONE_NEWPID),
)
_EMPTY_ROOT = ("/tmp", "/mnt", "/proc")  # noqa: S108 -- only mounted over, never written to
_READ_ONLY = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC


def enter_namespaces() -> set[Layer]:
    """Leave the machine's namespaces for new ones; return those really left.

    Without privilege a user namespace is entered first; root needs none and keeps its own, because
    it becomes another user later.
    """
    before = {layer: _identity(name) for layer, name, _ in _SPACES}
    found = set()
    if not _try(kernel.CLONE_NEWNET) and _own_user_namespace():
        found.add(Layer.USER_NAMESPACE)
    for _, _, flag in _SPACES:
        _try(flag)
    return found | {layer for layer, name, _ in _SPACES if _identity(name) != before[layer]}


def _identity(name: str) -> int:
    with contextlib.suppress(OSError):
        return os.stat(f"/proc/self/ns/{name}").st_ino  # noqa: PTH116
    return 0


def _try(flag: int) -> bool:
    try:
        kernel.unshare(flag)
    except OSError:
        return False
    return True


def _own_user_namespace() -> bool:
    user, group = os.geteuid(), os.getegid()
    if not _try(kernel.CLONE_NEWUSER):
        return False
    # Without a map (root of a container may not have one) everyone is nobody inside just the same.
    with contextlib.suppress(OSError):
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{NOBODY} {user} 1")
        _write("/proc/self/gid_map", f"{NOBODY} {group} 1")
    return True


def _write(table: str, words: str) -> None:
    with open(table, "w", encoding="ascii") as file:  # noqa: PTH123 -- pathlib stays out of jobs
        file.write(words)


def empty_root() -> bool:
    """Put an empty read-only directory where the file system was; say whether it is so."""
    with contextlib.suppress(OSError):
        kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
        place = next(place for place in _EMPTY_ROOT if os.path.isdir(place))  # noqa: PTH112
        kernel.mount("none", place, "tmpfs", _READ_ONLY, "size=4k,nr_inodes=2,mode=0555")
        kernel.take_root(place)
        kernel.mount(
            "none", "/", None, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | _READ_ONLY
        )
        return os.listdir("/") == []  # noqa: PTH208
    return False


def give_up_privileges(*, root: bool) -> bool:
    """Become nobody where we may, drop every capability; say whether none is left.

    `root` says that the machine knows this process as root: inside a user namespace of our own it
    looks like nobody and is root to the files still, which counts as a privilege.
    """
    kernel.drop_capability_bounds()
    became = False
    if os.geteuid() == 0:
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            became = True
    with contextlib.suppress(OSError):
        kernel.drop_capabilities()
    return (became or not root) and not _any_capability()


def _any_capability() -> bool:
    header = (ctypes.c_uint32 * 2)(kernel.CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()
    kernel.checked(kernel.LIBC.capget(header, sets), "capget")
    return any(sets)
