"""The settings of a Linux terminal as udev rules (udev(7)), for RULES_PATH.

An interface of class 08 (mass storage) that no rule lets in is de-authorised: the kernel unbinds
its driver, so no disk appears. All ATTRS of one line are matched against one and the same parent,
so vendor, product and serial are those of one device.
"""

from sekisho.web.terminals.takeout.devices import Device
from sekisho.web.terminals.takeout.expected import Expected

RULES_PATH = "/etc/udev/rules.d/99-sekisho-takeout.rules"
_STORAGE = 'SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_interface", ATTR{bInterfaceClass}=="08"'
_END = 'LABEL="sekisho_end"'


def udev_text(expected: Expected) -> str:
    """Return the rules; the same settings give the same text (`udevadm control --reload`)."""
    lines = [f"# Sekisho: USB storage {expected.state}", 'ACTION=="remove", GOTO="sekisho_end"']
    if expected.state == "closed" or expected.devices:
        lines += [
            f'{_STORAGE}, GOTO="sekisho_storage"',
            'GOTO="sekisho_disks"',
            'LABEL="sekisho_storage"',
            *(_let_in(device) for device in _let(expected)),
            'ATTR{authorized}="0"',
            'LABEL="sekisho_disks"',
        ]
    if expected.state == "read":
        lines.append(
            'SUBSYSTEM=="block", ENV{ID_BUS}=="usb", RUN+="/sbin/blockdev --setro $devnode"'
        )
    return "\n".join([*lines, _END]) + "\n"


def _let(expected: Expected) -> tuple[Device, ...]:
    return () if expected.state == "closed" else expected.devices


def _let_in(device: Device) -> str:
    ids = [("idVendor", device.vendor), ("idProduct", device.product), ("serial", device.serial)]
    matches = [f'ATTRS{{{name}}}=="{value}"' for name, value in ids if value]
    return ", ".join([*matches, 'GOTO="sekisho_end"'])
