"""The layers of protection by name, and the law which of them must stand before anything runs."""

from collections.abc import Iterable
from enum import StrEnum


class Layer(StrEnum):
    """One independent protection. Each is entered and then tried out before it is counted."""

    NO_NEW_PRIVILEGES = "no_new_privileges"
    RESOURCE_LIMITS = "resource_limits"
    LANDLOCK = "landlock"
    SECCOMP = "seccomp"
    NETWORK_NAMESPACE = "network_namespace"
    USER_NAMESPACE = "user_namespace"
    MOUNT_NAMESPACE = "mount_namespace"  # with an empty, read-only root
    PROCESS_NAMESPACE = "process_namespace"
    IPC_NAMESPACE = "ipc_namespace"
    HOST_NAME_NAMESPACE = "host_name_namespace"
    NO_PRIVILEGES = "no_privileges"  # no capability, and not root where we were root
    BUBBLEWRAP = "bubblewrap"  # for external programs only


# Each group is satisfied by any one of its layers; the first names the group when it is missing.
REQUIRED: tuple[tuple[Layer, ...], ...] = (
    (Layer.NO_NEW_PRIVILEGES,),
    (Layer.RESOURCE_LIMITS,),
    (Layer.LANDLOCK, Layer.MOUNT_NAMESPACE),
    (Layer.SECCOMP,),
    (Layer.NETWORK_NAMESPACE,),
)


def missing_layers(found: Iterable[Layer]) -> frozenset[Layer]:
    """Return the first layer of every required group of which nothing was found."""
    present = frozenset(found)
    return frozenset(group[0] for group in REQUIRED if present.isdisjoint(group))
