"""Windows' registry policy for removable storage, as keys and values under HKEY_LOCAL_MACHINE.

Names are those of Windows' own administrative templates (Removable Storage Access; Device
Installation Restrictions). The whole state is written: keys that are ours are emptied first.
Installing is refused only for media not seen before (not retroactive): Windows warns that the
retroactive form can take away internal disks. The report therefore names what is let in.
"""

from dataclasses import dataclass

from sekisho.web.terminals.takeout.expected import Expected

STORAGE = r"SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices"
INSTALL = r"SOFTWARE\Policies\Microsoft\Windows\DeviceInstall\Restrictions"
DISK_CLASS = "{4d36e967-e325-11ce-bfc1-08002be10318}"  # set-up class of disk drives
USB_DISKS = "{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}"
OTHER_CLASSES = (
    "{53f56308-b6bf-11d0-94f2-00a0c91efb8b}",  # CD and DVD
    "{53f5630b-b6bf-11d0-94f2-00a0c91efb8b}",  # tape
    "{53f56311-b6bf-11d0-94f2-00a0c91efb8b}",  # floppy
    "{6AC27878-A6FA-4155-BA85-F98F491D4F33}",  # phones and cameras
    "{F33FDC04-D1AC-4E8E-9A30-19BBD4B108AE}",  # phones and cameras
)
CLASSES = (USB_DISKS, *OTHER_CLASSES)


@dataclass(frozen=True, slots=True)
class Key:
    """A registry key: `emptied` first, then the values set; None takes a value away."""

    path: str
    emptied: bool
    values: tuple[tuple[str, int | str | None], ...] = ()


def policy(expected: Expected) -> tuple[Key, ...]:
    """Return the keys that bring a terminal into the expected state, in order."""
    return (*_storage(expected), *_install(expected))


def _storage(expected: Expected) -> tuple[Key, ...]:
    if expected.state == "closed":
        classes = tuple(Key(rf"{STORAGE}\{each}", emptied=True) for each in CLASSES)
        return (Key(STORAGE, emptied=True, values=(("Deny_All", 1),)), *classes)
    disks: list[tuple[str, int | str | None]] = [("Deny_Execute", 1)]
    if expected.state == "read":
        disks.append(("Deny_Write", 1))
    others: list[tuple[str, int | str | None]] = [("Deny_Write", 1)]
    if expected.base == "closed":
        others.append(("Deny_Read", 1))
    return (
        Key(STORAGE, emptied=True),
        Key(rf"{STORAGE}\{USB_DISKS}", emptied=True, values=tuple(disks)),
        *(Key(rf"{STORAGE}\{each}", emptied=True, values=tuple(others)) for each in OTHER_CLASSES),
    )


def _install(expected: Expected) -> tuple[Key, ...]:
    """Let only the named media be installed as disks; without any, take our limits away."""
    named = tuple(each.instance for each in expected.devices)
    allowed = tuple((str(place), name) for place, name in enumerate(named, start=1))
    ours: tuple[tuple[str, int | str | None], ...] = (
        ("AllowDenyLayered", 1 if named else None),
        ("AllowInstanceIDs", 1 if named else None),
        ("DenyDeviceClasses", 1 if named else None),
        ("DenyDeviceClassesRetroactive", 0 if named else None),
    )
    return (
        Key(INSTALL, emptied=False, values=ours),
        Key(rf"{INSTALL}\AllowInstanceIDs", emptied=True, values=allowed),
        Key(
            rf"{INSTALL}\DenyDeviceClasses",
            emptied=True,
            values=(("1", DISK_CLASS),) if named else (),
        ),
    )
