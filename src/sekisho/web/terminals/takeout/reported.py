"""What a terminal reports of its USB storage settings, compared with what they should be."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.web.terminals.takeout.expected import RANK, Expected, State
from sekisho.web.terminals.takeout.udev import udev_text


@dataclass(frozen=True, slots=True)
class Reported:
    """The settings as the terminal reads them; unknown settings count as open for writing.

    `devices`: Windows' instance paths of the only media let in; empty: any.
    """

    state: State
    devices: tuple[str, ...] = ()


def reported(value: Mapping[str, object], expected: Expected) -> Reported:
    """Read a stored value of the take-out measure.

    A Linux terminal tells its rules file by SHA-256 alone: it is the one expected now, the one
    that shuts all, or one we cannot vouch for.
    """
    if "sha256" in value:
        shut = Expected("closed", "closed")
        for known in (shut, expected):
            if value["sha256"] == hashlib.sha256(udev_text(known).encode()).hexdigest():
                return Reported(known.state, tuple(d.serial for d in known.devices))
        return Reported("write")
    state = value.get("state")
    devices = value.get("devices")
    named = tuple(str(each) for each in devices) if isinstance(devices, list) else ()
    for known_state in ("closed", "read"):
        if state == known_state:
            return Reported(known_state, named)
    return Reported("write", named)


def agrees(found: Reported, expected: Expected) -> bool:
    """Whether the terminal is shut at least as far as it should be."""
    if RANK[found.state] > RANK[expected.state]:
        return False
    if found.state == "closed" or not expected.devices:
        return True
    allowed = {name.upper() for each in expected.devices for name in (each.instance, each.serial)}
    return bool(found.devices) and {each.upper() for each in found.devices} <= allowed
