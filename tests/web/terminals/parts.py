"""Terminals, reports and permits for these tests."""

from datetime import date, datetime, timedelta
from itertools import count

from tests.web.assets.register import zone
from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.web.terminals import actions, lifts
from sekisho.web.terminals.lifts import Lift
from sekisho.web.terminals.messages import Answer
from sekisho.web.terminals.models import Terminal
from sekisho.web.terminals.takeout.windows import STORAGE

HKLM = "HKEY_LOCAL_MACHINE\\"
_numbers = count(1)


def keeper():
    return make_person(roles=("system-manager",))


def entry(number="PC-001", *, zone_key="mynumber", system="windows", host=None, **more):
    return actions.Entry(
        number=number,
        host=number.lower() if host is None else host,
        zone=zone(zone_key),
        unit=make_unit(),
        place="2階 執務室",
        system=system,
        **more,
    )


def made(number="", *, at: datetime = AT, by=None, **more) -> Terminal:
    """Record a terminal, by a system manager unless told otherwise."""
    number = number or f"PC-{next(_numbers):04}"
    return actions.record(entry=entry(number, **more), by=by or keeper(), at=at)


GOOD_WINDOWS = {
    "takeout_windows": [{"path": rf"{HKLM}{STORAGE}\Deny_All", "data": "1"}],
    "second_factor_windows": [{"path": rf"{HKLM}x\scforceoption", "data": "1"}],
    "encryption_windows": [{"drive_letter": "C:", "protection_status": "1"}],
    "malware_windows": [{"type": "Antivirus", "state": "On", "signatures_up_to_date": "1"}],
    "software_windows": [{"name": "LibreOffice 24.8", "version": "24.8"}],
    "patches_windows": [{"hotfix_id": "KB1", "installed_on": "5/28/2026"}],
}


def report(terminal: Terminal, *, at: datetime = AT, good: bool = True, **answers):
    """Have the terminal report: everything good unless told otherwise."""
    name = {"hostname": terminal.host, "os": "Microsoft Windows 11 Pro"}
    rows = {**(GOOD_WINDOWS | {"identity_windows": [name]} if good else {}), **answers}
    return actions.take_answers(
        terminal=terminal,
        answers=[Answer(name, tuple(each), at) for name, each in rows.items()],
        source="agent",
        at=at,
    )


OPEN = [{"path": rf"{HKLM}{STORAGE}\Deny_All", "data": "0"}]


class Permits:
    """A keeper of permits: each lift ends by itself after its last day."""

    def __init__(self, *found: Lift):
        self.found = list(found)

    def lifts(self, at: datetime):
        today = (at + timedelta(hours=9)).date()  # Asia/Tokyo
        return [lift for lift in self.found if lift.until >= today]


def lift(terminal: Terminal, *, until: date = DAY, write=True, devices=()) -> Lift:
    return Lift(terminal.pk, write=write, devices=devices, until=until, reference="令和8年度第12号")


def hand_in(*found: Lift):
    lifts.install(Permits(*found))
