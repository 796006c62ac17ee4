"""What a terminal's USB storage settings should be, and the files that make them so (pure)."""

from sekisho.web.terminals.takeout.devices import Device, read_device
from sekisho.web.terminals.takeout.expected import RANK, Expected, expect
from sekisho.web.terminals.takeout.lgpo import lgpo_text
from sekisho.web.terminals.takeout.reg import reg_bytes
from sekisho.web.terminals.takeout.reported import Reported, agrees, reported
from sekisho.web.terminals.takeout.udev import RULES_PATH, udev_text

__all__ = [
    "RANK",
    "RULES_PATH",
    "Device",
    "Expected",
    "Reported",
    "agrees",
    "expect",
    "lgpo_text",
    "read_device",
    "reg_bytes",
    "reported",
    "udev_text",
]
