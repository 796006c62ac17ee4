"""From an agent's rows to what they say of a measure (pure).

Each reader takes the rows of one query of the catalogue, as untrusted text by column, and returns
the small value that is kept and judged later. Rows it cannot understand say nothing good.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sekisho.web.terminals.takeout.windows import CLASSES, INSTALL, STORAGE, USB_DISKS

Row = Mapping[str, str]
Value = dict[str, object]
_HIVE = "HKEY_LOCAL_MACHINE\\"
_USB_SERVICE = r"SYSTEM\CurrentControlSet\Services\USBSTOR\Start"
_DISABLED = "4"  # a service Windows never starts
_FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class Read:
    """What rows say: the value judged, and the long list behind it."""

    value: Value
    bulk: list[str] = field(default_factory=list)


def takeout_windows(rows: Sequence[Row]) -> Read:
    """Read the removable-storage policy as it stands in the registry."""
    found = {_path(row): row.get("data", "") for row in rows}
    named = _named_media(found)
    value: Value = {"state": _storage_state(found)}
    if named:
        value["devices"] = named
    return Read(value)


def takeout_linux(rows: Sequence[Row]) -> Read:
    """Read the fingerprint of our rules file; no file is no block."""
    return Read({"sha256": rows[0].get("sha256", "").lower() if rows else ""})


def second_factor(rows: Sequence[Row]) -> Read:
    """Read whether Windows asks for a smart card at sign-in."""
    return Read({"card": any(row.get("data") == "1" for row in rows)})


def encryption(rows: Sequence[Row]) -> Read:
    """Read which drives are not protected; a terminal that names no drive shows nothing."""
    bare = [
        row.get("drive_letter", "?")[:40] for row in rows if row.get("protection_status") != "1"
    ]
    return Read({"drives": len(rows), "bare": sorted(bare)})


def malware_windows(rows: Sequence[Row]) -> Read:
    """Read whether some anti-malware runs and calls its own definitions fresh."""
    running = [row for row in rows if row.get("state", "").lower() == "on"]
    fresh = any(row.get("signatures_up_to_date") == "1" for row in running)
    return Read({"running": bool(running), "fresh": fresh})


def malware_linux(rows: Sequence[Row]) -> Read:
    """Read the day the definitions were last updated."""
    return Read({"running": True, "updated": _unix_day(rows)} if _unix_day(rows) else {})


def software(rows: Sequence[Row]) -> Read:
    """Read the names of what is installed; which of them is permitted is judged by the room."""
    return Read({}, sorted({row["name"].strip()[:200] for row in rows if row.get("name")}))


def patches_windows(rows: Sequence[Row]) -> Read:
    """Read the day of the newest update."""
    days = [day for row in rows if (day := _day(row.get("installed_on", "")))]
    return Read({"updated": max(days).isoformat()} if days else {})


def patches_linux(rows: Sequence[Row]) -> Read:
    """Read the day packages were last changed."""
    return Read({"updated": _unix_day(rows)} if _unix_day(rows) else {})


def identity(rows: Sequence[Row]) -> Read:
    """Read what the terminal calls itself: host name, the maker's serial number, its system."""
    row = rows[0] if rows else {}
    told = {
        "host": row.get("hostname", "")[:100],
        "serial": row.get("hardware_serial", "")[:100],
        "os": row.get("os", "")[:100],
    }
    return Read({name: text.strip() for name, text in told.items() if text.strip()})


READERS: Mapping[str, Callable[[Sequence[Row]], Read]] = {
    "identity_windows": identity,
    "identity_linux": identity,
    "takeout_windows": takeout_windows,
    "takeout_linux": takeout_linux,
    "second_factor_windows": second_factor,
    "encryption_windows": encryption,
    "encryption_linux": encryption,
    "malware_windows": malware_windows,
    "malware_linux": malware_linux,
    "software_windows": software,
    "software_linux": software,
    "patches_windows": patches_windows,
    "patches_linux": patches_linux,
}


def _path(row: Row) -> str:
    return row.get("path", "").removeprefix(_HIVE).lower()


def _storage_state(found: Mapping[str, str]) -> str:
    if found.get(_USB_SERVICE.lower()) == _DISABLED:
        return "closed"
    if found.get(rf"{STORAGE}\Deny_All".lower()) == "1":
        return "closed"

    def denied(kind: str, classes: Sequence[str]) -> bool:
        paths = [rf"{STORAGE}\{each}\{kind}".lower() for each in classes]
        return all(found.get(path) == "1" for path in paths)

    if denied("Deny_Write", CLASSES):
        return "closed" if denied("Deny_Read", (USB_DISKS,)) else "read"
    return "write"


def _named_media(found: Mapping[str, str]) -> list[str]:
    """Return the only media that may be installed as disks; nothing when others may too."""
    limits = INSTALL.lower()
    switches = ("allowdenylayered", "allowinstanceids", "denydeviceclasses")
    if any(found.get(rf"{limits}\{name}") != "1" for name in switches):
        return []
    prefix = rf"{limits}\allowinstanceids" + "\\"
    return sorted(data.upper() for path, data in found.items() if path.startswith(prefix))


def _unix_day(rows: Sequence[Row]) -> str:
    """Return the day of the newest `updated` (seconds since 1970), or nothing."""
    seconds = [int(row["updated"]) for row in rows if row.get("updated", "").isdecimal()]
    try:
        return datetime.fromtimestamp(max(seconds), UTC).date().isoformat() if seconds else ""
    except (OverflowError, OSError, ValueError):
        return ""


def _day(untrusted_text: str) -> date | None:
    """Read a day as Windows writes it: 5/28/2026, 2026/05/28, 2026-05-28, 20260528."""
    for form in ("%m/%d/%Y", "%Y/%m/%d", "%Y-%m-%d", "%Y%m%d"):
        try:
            day = datetime.strptime(untrusted_text.strip(), form).date()  # noqa: DTZ007  # a day only
        except ValueError:
            continue
        return day if day.year >= _FIRST_YEAR else None
    return None
