r"""Media as a permit's scope names them.

A serial number alone; vendor, product and serial (`0951:1666:ABC123`, ids in hexadecimal); or
Windows' device instance path (`USBSTOR\DISK&VEN_X&PROD_Y&REV_Z\ABC123&0`). What is none of these
names no device: nothing is opened for it.
"""

import re
from dataclasses import dataclass

from sekisho.web.terminals.models import System

# No sign that udev or the registry would read as more than itself (udev values are patterns).
_SERIAL = r"[A-Za-z0-9][A-Za-z0-9_.\-]{3,63}"
_TRIPLE = re.compile(rf"([0-9A-Fa-f]{{4}}):([0-9A-Fa-f]{{4}}):({_SERIAL})")
_INSTANCE = re.compile(r"USBSTOR\\[A-Za-z0-9&_.\-]{4,120}\\[A-Za-z0-9&_.\-]{4,80}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Device:
    """One medium; what is not known is empty."""

    serial: str = ""
    vendor: str = ""
    product: str = ""
    instance: str = ""

    def known_to(self, system: str) -> bool:
        """Whether that system's settings can name this medium alone."""
        return bool(self.instance if system == System.WINDOWS else self.serial)


def read_device(untrusted_text: str) -> Device | None:
    """Return the medium the text names, or None when it names none."""
    text = untrusted_text.strip()
    if _INSTANCE.fullmatch(text):
        return Device(instance=text.upper())
    if triple := _TRIPLE.fullmatch(text):
        vendor, product, serial = triple.groups()
        return Device(serial, vendor.lower(), product.lower())
    return Device(text) if re.fullmatch(_SERIAL, text) else None
