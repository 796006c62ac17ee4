"""What a terminal calls itself, compared with its row of the register (pure).

Only what both sides say is compared: a host name without its domain and its case, a serial number
without case and blanks (boards that were never given one say so in many ways), Windows or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.web.terminals.models import System

# What makers leave in the place of a serial number.
NO_SERIAL = frozenset({
    "0", "00000000", "123456789", "none", "n/a", "na", "unknown", "notspecified", "notapplicable",
    "defaultstring", "systemserialnumber", "tobefilledbyo.e.m.", "chassisserialnumber", "invalid",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Registered:
    """What the register says of a terminal; empty: nothing."""

    host: str = ""
    serial: str = ""
    system: str = ""


NOTHING = Registered()


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing told otherwise than it is registered: `host`, `serial` or `system`."""

    field: str
    registered: str
    told: str


def mismatches(registered: Registered, told: Mapping[str, object]) -> tuple[Mismatch, ...]:
    """Return what the terminal tells otherwise than the register."""
    host, serial, name = (str(told.get(key, "")) for key in ("host", "serial", "os"))
    pairs = (
        ("host", registered.host, host, _host(registered.host), _host(host)),
        ("serial", registered.serial, serial, _serial(registered.serial), _serial(serial)),
        ("system", registered.system, name, _system(registered.system), _kind(name)),
    )
    return tuple(
        Mismatch(field, ours, theirs)
        for field, ours, theirs, left, right in pairs
        if left and right and left != right
    )


def _host(name: str) -> str:
    return name.strip().partition(".")[0].casefold()


def _serial(text: str) -> str:
    plain = "".join(text.split()).casefold()
    return "" if plain in NO_SERIAL else plain


def _system(registered: str) -> str:
    """Return the registered system where it can be compared: `other` may be anything."""
    return registered if registered in {System.WINDOWS, System.LINUX} else ""


def _kind(name: str) -> str:
    if not name:
        return ""
    plain = name.casefold()
    if "windows" in plain:
        return System.WINDOWS
    return System.OTHER if "mac" in plain or "darwin" in plain else System.LINUX
