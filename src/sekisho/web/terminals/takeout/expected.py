"""What a terminal's USB storage settings should be: the zone's rule, and permits in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sekisho.catalogue import ZoneRule
from sekisho.web.terminals.lifts import Lift
from sekisho.web.terminals.takeout.devices import Device, read_device

State = Literal["closed", "read", "write"]
RANK: dict[str, int] = {"closed": 0, "read": 1, "write": 2}


@dataclass(frozen=True, slots=True)
class Expected:
    """How far USB storage is to be open, and to which media.

    `base` is what the zone's rule says without permits. `devices`: the only media let in; empty:
    any, as far as `state` goes. `unnamed`: what permits name and this system's settings cannot;
    for them nothing is opened. `until`: the first day on which a permit used here ends.
    """

    base: State
    state: State
    devices: tuple[Device, ...] = ()
    unnamed: tuple[str, ...] = ()
    until: date | None = None
    references: tuple[str, ...] = ()


def expect(rule: ZoneRule, lifts: Sequence[Lift], system: str) -> Expected:
    """Join the rule and the permits in force on the terminal.

    A permit limited to media opens only to those its system's settings can name. Several permits:
    all their media, and writing only where every one of them allows it; the safe side, since
    Windows cannot tell one medium's rights from another's.
    """
    named = {lift: [(text, read_device(text)) for text in lift.devices] for lift in lifts}
    usable = {
        lift: [device for _text, device in found if device and device.known_to(system)]
        for lift, found in named.items()
    }
    unnamed = [
        text
        for found in named.values()
        for text, device in found
        if device is None or not device.known_to(system)
    ]
    used = [lift for lift in lifts if not lift.devices or usable[lift]]
    if not used:
        return Expected(rule.takeout, rule.takeout, unnamed=tuple(sorted(unnamed)))
    asked: State = "write" if all(lift.write for lift in used) else "read"
    wide = any(not lift.devices for lift in used)
    return Expected(
        base=rule.takeout,
        state=max(rule.takeout, asked, key=RANK.__getitem__),
        devices=() if wide else tuple(sorted({d for lift in used for d in usable[lift]})),
        unnamed=tuple(sorted(unnamed)),
        until=min(lift.until for lift in used),
        references=tuple(sorted({lift.reference for lift in used})),
    )
