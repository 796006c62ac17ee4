"""Landlock: from here on no file, no TCP port, no signal or socket beyond this process.

The ruleset handles everything the running kernel's ABI knows and allows nothing. Landlock does not
cover UDP, nor looking at a file's attributes: the network and mount namespaces do.
"""

import ctypes

from sekisho.sandbox.kernel import (
    SYS_LANDLOCK_CREATE_RULESET,
    SYS_LANDLOCK_RESTRICT_SELF,
    syscall,
)

ASK_VERSION = 1
FILES_OF_ABI = ((1, 13), (2, 14), (3, 15), (5, 16))  # from this ABI on: so many file rights
TCP = 0b11  # bind and connect, from ABI 4
SCOPES = 0b11  # abstract unix sockets and signals, from ABI 6
TCP_ABI, SCOPE_ABI = 4, 6


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("tcp", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


def abi() -> int:
    """Return the kernel's Landlock version; OSError when it has none."""
    return syscall(SYS_LANDLOCK_CREATE_RULESET, None, 0, ASK_VERSION)


def deny_all(version: int) -> tuple[int, int, int, int]:
    """Return (file rights, TCP rights, scopes, bytes of the structure) handled at an ABI."""
    rights = max(count for since, count in FILES_OF_ABI if version >= since)
    tcp = TCP if version >= TCP_ABI else 0
    scopes = SCOPES if version >= SCOPE_ABI else 0
    return (1 << rights) - 1, tcp, scopes, 8 * (1 + bool(tcp) + bool(scopes))


def ruleset() -> int:
    """Return the descriptor of a ruleset that allows nothing."""
    files, tcp, scopes, size = deny_all(abi())
    attributes = _Ruleset(files, tcp, scopes)
    return syscall(SYS_LANDLOCK_CREATE_RULESET, ctypes.byref(attributes), size, 0)


def restrict(descriptor: int) -> None:
    """Put this process under the ruleset, below any it is under already."""
    syscall(SYS_LANDLOCK_RESTRICT_SELF, descriptor, 0)
