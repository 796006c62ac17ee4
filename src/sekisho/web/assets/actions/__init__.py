"""Every change to zones, assets, their relations and the schemes they are graded by."""

from sekisho.web.assets.actions.entry import Entry
from sekisho.web.assets.actions.handing import hand_over
from sekisho.web.assets.actions.keeping import change, confirm, exclude, include, record
from sekisho.web.assets.actions.relating import relate, unrelate
from sekisho.web.assets.actions.schemes import choose_scheme
from sekisho.web.assets.actions.taking_in import take_in
from sekisho.web.assets.actions.zones import install_zones, rename_zone

__all__ = [
    "Entry",
    "change",
    "choose_scheme",
    "confirm",
    "exclude",
    "hand_over",
    "include",
    "install_zones",
    "record",
    "relate",
    "rename_zone",
    "take_in",
    "unrelate",
]
