"""What a terminal should be: the zone's rule, permits in force, and the comparison with reports."""

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue import load_terminal_rules
from sekisho.web.terminals.lifts import Lift
from sekisho.web.terminals.takeout import (
    Device,
    Expected,
    Reported,
    agrees,
    expect,
    reported,
    udev_text,
)
from sekisho.web.terminals.takeout.expected import RANK

ZONES = load_terminal_rules().zones
MYNUMBER, INTERNET = ZONES["mynumber"], ZONES["internet"]
PATH = r"USBSTOR\DISK&VEN_A&PROD_B&REV_1\ABC12345&0"
END = date(2026, 6, 30)
LIFTS = st.lists(
    st.builds(
        Lift,
        st.just(1),
        st.booleans(),
        st.lists(st.sampled_from(["ABC12345", PATH, "何か", "DEF67890"]), max_size=2).map(tuple),
        st.dates(date(2026, 6, 1), date(2026, 7, 1)),
        st.sampled_from(["a", "b"]),
    ),
    max_size=3,
)


def _lift(*, write=True, devices=(), until=END):
    return Lift(1, write, tuple(devices), until, "第12号")


def test_without_permits_the_rule_of_the_zone_stands():
    assert expect(MYNUMBER, [], "windows") == Expected("closed", "closed")
    assert expect(INTERNET, [], "windows") == Expected("read", "read")


def test_a_permit_opens_as_far_as_it_says_and_tells_until_when():
    found = expect(MYNUMBER, [_lift(write=False)], "windows")
    assert (found.state, found.devices, found.until, found.references) == (
        "read",
        (),
        END,
        ("第12号",),
    )


def test_a_named_medium_opens_for_it_alone_where_the_system_can_name_it():
    linux = expect(MYNUMBER, [_lift(devices=["ABC12345"])], "linux")
    assert (linux.state, linux.devices) == ("write", (Device("ABC12345"),))
    windows = expect(MYNUMBER, [_lift(devices=[PATH])], "windows")
    assert (windows.state, windows.devices) == ("write", (Device(instance=PATH),))


@pytest.mark.parametrize(
    ("device", "system"), [("ABC12345", "windows"), (PATH, "linux"), ("課のUSB", "linux")]
)
def test_a_medium_the_system_cannot_name_opens_nothing_and_is_told(device, system):
    found = expect(MYNUMBER, [_lift(devices=[device])], system)
    assert (found.state, found.unnamed, found.until) == ("closed", (device,), None)


def test_of_several_permits_writing_needs_all_and_the_first_end_counts():
    early = date(2026, 6, 10)
    found = expect(
        MYNUMBER,
        [_lift(devices=["ABC12345"]), _lift(write=False, devices=["DEF67890"], until=early)],
        "linux",
    )
    assert (found.state, found.until) == ("read", early)
    assert found.devices == (Device("ABC12345"), Device("DEF67890"))


@given(LIFTS, st.sampled_from(["windows", "linux", "other"]), st.sampled_from(list(ZONES)))
def test_nothing_opens_without_a_usable_permit_and_never_further_than_one_says(lifts, system, zone):
    found = expect(ZONES[zone], lifts, system)
    if found.until is None:
        assert found.state == found.base == ZONES[zone].takeout
    if found.state == "write":
        assert any(lift.write for lift in lifts)
    if found.state != found.base and not found.devices:
        assert any(not lift.devices for lift in lifts)
    assert all(device.known_to(system) for device in found.devices)


class TestReports:
    @given(st.sampled_from(list(RANK)), st.sampled_from(list(RANK)))
    def test_shut_further_than_asked_is_well(self, told, asked):
        found = reported({"state": told}, Expected("closed", asked))
        assert agrees(found, Expected("closed", asked)) == (RANK[told] <= RANK[asked])

    @pytest.mark.parametrize("value", [{}, {"state": None}, {"state": 7}, {"state": "shut"}])
    def test_what_is_not_understood_counts_as_open(self, value):
        assert reported(value, Expected("closed", "closed")).state == "write"

    def test_other_media_than_permitted_do_not_agree(self):
        expected = Expected("closed", "write", (Device(instance=PATH),))
        assert agrees(Reported("write", (PATH.lower(),)), expected)
        assert not agrees(Reported("write", (PATH, "USBSTOR\\X\\Y")), expected)
        assert not agrees(Reported("write", ()), expected)
        assert agrees(Reported("closed", ()), expected)

    def test_a_linux_terminal_tells_its_rules_file_by_its_fingerprint(self):
        def told(expected):
            return {"sha256": hashlib.sha256(udev_text(expected).encode()).hexdigest()}

        closed = Expected("closed", "closed")
        lifted = Expected("closed", "write", (Device("ABC12345"),))
        assert agrees(reported(told(closed), closed), closed)
        assert agrees(reported(told(lifted), lifted), lifted)
        assert agrees(reported(told(closed), lifted), lifted)
        assert not agrees(reported(told(lifted), closed), closed)
        for unknown in ({"sha256": ""}, {"sha256": "0" * 64}):
            assert not agrees(reported(unknown, closed), closed)
