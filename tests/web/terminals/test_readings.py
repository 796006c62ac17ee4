"""What rows of an agent say, and that rows nobody understands say nothing good."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue import load_terminal_rules
from sekisho.web.terminals.readings import READERS
from sekisho.web.terminals.takeout.windows import CLASSES, INSTALL, STORAGE, USB_DISKS

HKLM = "HKEY_LOCAL_MACHINE\\"
CELL = st.text(max_size=12) | st.sampled_from(["1", "0", "4", "On", "9" * 30, "5/28/2026"])
ROWS = st.lists(
    st.dictionaries(
        st.sampled_from(["path", "data", "updated", "name", "state", "installed_on", "sha256"])
        | st.text(max_size=8),
        CELL,
        max_size=5,
    ),
    max_size=4,
)


def _registry(**values):
    return [{"path": HKLM + path, "data": data} for path, data in values.items()]


def _read(name, rows):
    return READERS[name](rows).value


def _classes(kind, data="1", classes=CLASSES):
    return {rf"{STORAGE}\{each}\{kind}": data for each in classes}


def test_every_question_of_the_catalogue_has_a_reader_and_no_reader_is_idle():
    assert set(READERS) == set(load_terminal_rules().questions)


@pytest.mark.parametrize("name", sorted(READERS))
@given(rows=ROWS)
def test_no_rows_break_a_reader(name, rows):
    found = READERS[name](rows)
    assert isinstance(found.value, dict)
    assert all(isinstance(each, str) for each in found.bulk)


@pytest.mark.parametrize("name", sorted(READERS))
def test_no_rows_say_nothing_good(name):
    value = _read(name, [])
    assert value in (
        {},
        {"state": "write"},
        {"sha256": ""},
        {"card": False},
        {"drives": 0, "bare": []},
        {"running": False, "fresh": False},
    )


class TestTakeout:
    @pytest.mark.parametrize(
        ("values", "state"),
        [
            ({rf"{STORAGE}\Deny_All": "1"}, "closed"),
            ({rf"{STORAGE}\Deny_All": "0"}, "write"),
            ({r"SYSTEM\CurrentControlSet\Services\USBSTOR\Start": "4"}, "closed"),
            ({r"SYSTEM\CurrentControlSet\Services\USBSTOR\Start": "3"}, "write"),
            (_classes("Deny_Write"), "read"),
            (_classes("Deny_Write") | _classes("Deny_Read", classes=(USB_DISKS,)), "closed"),
            (_classes("Deny_Write", classes=CLASSES[1:]), "write"),
            (_classes("Deny_Read"), "write"),
            (_classes("Deny_Write", "0"), "write"),
        ],
    )
    def test_the_state_of_the_policy(self, values, state):
        assert _read("takeout_windows", _registry(**values))["state"] == state

    def test_paths_are_the_same_in_any_case(self):
        rows = [{"path": (HKLM + STORAGE).upper() + "\\DENY_ALL", "data": "1"}]
        rows[0]["path"] = rows[0]["path"].replace(HKLM.upper(), HKLM)
        assert _read("takeout_windows", rows)["state"] == "closed"

    def test_media_count_as_named_only_when_all_switches_are_on(self):
        switches = ("AllowDenyLayered", "AllowInstanceIDs", "DenyDeviceClasses")
        values = {rf"{INSTALL}\{each}": "1" for each in switches}
        values[rf"{INSTALL}\AllowInstanceIDs\1"] = r"USBSTOR\a"
        assert _read("takeout_windows", _registry(**values))["devices"] == [r"USBSTOR\A"]
        for off in switches:
            weaker = {**values, rf"{INSTALL}\{off}": "0"}
            assert "devices" not in _read("takeout_windows", _registry(**weaker))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5/28/2026", "2026-05-28"),
        ("2026/05/28", "2026-05-28"),
        ("2026-05-28", "2026-05-28"),
        ("20260528", "2026-05-28"),
        ("28/5/2026", None),
        ("", None),
        ("1/1/0001", None),
    ],
)
def test_days_of_updates_as_windows_writes_them(text, day):
    rows = [{"hotfix_id": "KB1", "installed_on": text}]
    assert _read("patches_windows", rows) == ({"updated": day} if day else {})


def test_the_newest_update_counts():
    rows = [{"installed_on": day} for day in ("1/5/2026", "5/28/2026", "12/1/2025")]
    assert _read("patches_windows", rows) == {"updated": "2026-05-28"}


def test_anti_malware_that_is_off_is_not_running_however_fresh():
    off = {"type": "Antivirus", "state": "Off", "signatures_up_to_date": "1"}
    stale = {"type": "Antivirus", "state": "On", "signatures_up_to_date": "0"}
    assert _read("malware_windows", [off]) == {"running": False, "fresh": False}
    assert _read("malware_windows", [off, stale]) == {"running": True, "fresh": False}


def test_each_drive_without_protection_is_named():
    rows = [
        {"drive_letter": "C:", "protection_status": "1"},
        {"drive_letter": "D:", "protection_status": "0"},
        {"drive_letter": "E:"},
    ]
    assert _read("encryption_windows", rows) == {"drives": 3, "bare": ["D:", "E:"]}


def test_software_is_kept_by_name_once_in_order():
    rows = [{"name": " b "}, {"name": "a"}, {"name": "b"}, {"version": "1"}]
    assert READERS["software_windows"](rows).bulk == ["a", "b"]
