"""The generated settings: golden texts, the same every time, and what other eyes read in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.terminals.registry import Registry, apply_lgpo, apply_reg, run_udev

from sekisho.web.terminals.readings import takeout_windows
from sekisho.web.terminals.takeout import (
    Device,
    Expected,
    agrees,
    lgpo_text,
    read_device,
    reg_bytes,
    reported,
    udev_text,
)
from sekisho.web.terminals.takeout.windows import CLASSES, INSTALL, STORAGE, USB_DISKS

STICK = Device("ABC12345", "0951", "1666")
OTHER = Device("ZZZ99999", "0951", "1666")
DISK = read_device(r"USBSTOR\Disk&Ven_Kingston&Prod_DT&Rev_1.00\ABC12345&0")
CLOSED = Expected("closed", "closed")
STATES = st.sampled_from(["closed", "read", "write"])
DEVICES = st.lists(
    st.builds(
        lambda n: Device(instance=f"USBSTOR\\DISK&VEN_X&PROD_{n}&REV_1\\S{n:05}&0"),
        st.integers(0, 9999),
    ),
    max_size=3,
    unique=True,
).map(tuple)
EXPECTED = st.builds(
    lambda base, state, devices: Expected(base, state, () if state == "closed" else devices),
    st.sampled_from(["closed", "read"]),
    STATES,
    DEVICES,
)
JUNK = st.dictionaries(
    st.sampled_from(
        [
            rf"{STORAGE}\Deny_All".lower(),
            *(rf"{STORAGE}\{c}\Deny_Write".lower() for c in CLASSES),
            rf"{INSTALL}\AllowInstanceIDs\7".lower(),
            rf"{INSTALL}\AllowInstanceIDs".lower(),
        ]
    ),
    st.sampled_from(["0", "1"]),
)


def _rows(registry):
    return [
        {"path": f"HKEY_LOCAL_MACHINE\\{path}", "data": value}
        for path, value in registry.values.items()
    ]


class TestWindows:
    def test_the_closed_state_as_a_registry_file(self):
        text = reg_bytes(CLOSED).decode("utf-16").replace("\r\n", "\n")
        root = rf"HKEY_LOCAL_MACHINE\{STORAGE}"
        assert text.startswith(
            "Windows Registry Editor Version 5.00\n\n"
            f'[-{root}]\n\n[{root}]\n"Deny_All"=dword:00000001\n'
        )
        assert '"AllowInstanceIDs"=-\n' in text

    def test_one_medium_for_writing_as_lgpo_text(self):
        text = lgpo_text(Expected("closed", "write", (DISK,))).replace("\r\n", "\n")
        assert (
            f"Computer\n{STORAGE}\\{USB_DISKS}\n*\nDELETEALLVALUES\n\n"
            f"Computer\n{STORAGE}\\{USB_DISKS}\nDeny_Execute\nDWORD:1\n"
        ) in text
        assert (
            f"Computer\n{INSTALL}\\AllowInstanceIDs\n1\n"
            "SZ:USBSTOR\\DISK&VEN_KINGSTON&PROD_DT&REV_1.00\\ABC12345&0\n"
        ) in text

    @given(EXPECTED, JUNK)
    def test_both_files_bring_any_registry_into_the_same_expected_state(self, expected, junk):
        by_reg, by_lgpo = Registry(**junk), Registry(**junk)
        apply_reg(by_reg, reg_bytes(expected))
        apply_lgpo(by_lgpo, lgpo_text(expected))
        assert by_reg.values == by_lgpo.values
        value = takeout_windows(_rows(by_reg)).value
        found = reported(value, expected)
        assert found.state == expected.state
        assert set(found.devices) == {each.instance for each in expected.devices}
        assert agrees(found, expected)

    @given(EXPECTED, EXPECTED)
    def test_the_newer_file_leaves_nothing_of_the_older(self, before, after):
        fresh, used = Registry(), Registry()
        apply_reg(used, reg_bytes(before))
        for registry in (fresh, used):
            apply_reg(registry, reg_bytes(after))
        assert used.values == fresh.values

    @given(EXPECTED)
    def test_the_same_settings_give_the_same_bytes(self, expected):
        assert reg_bytes(expected) == reg_bytes(expected)
        assert lgpo_text(expected) == lgpo_text(expected)

    @pytest.mark.parametrize("state", ["read", "write"])
    def test_lifting_usb_leaves_phones_discs_and_tapes_shut(self, state):
        registry = Registry()
        apply_reg(registry, reg_bytes(Expected("closed", state)))
        for each in CLASSES:
            if each != USB_DISKS:
                for kind in ("deny_read", "deny_write"):
                    assert registry.values[rf"{STORAGE}\{each}\{kind}".lower()] == "1"

    def test_other_policies_of_the_body_about_installing_are_left_alone(self):
        registry = Registry(**{rf"{INSTALL}\DenyDeviceIDs".lower(): "1"})
        apply_reg(registry, reg_bytes(Expected("closed", "write", (DISK,))))
        apply_reg(registry, reg_bytes(CLOSED))
        assert registry.values[rf"{INSTALL}\DenyDeviceIDs".lower()] == "1"


HUB = {"SUBSYSTEM": "usb", "idVendor": "1d6b", "idProduct": "0002", "serial": "0000:00:14.0"}
USB_ENV = {"DEVTYPE": "usb_interface"}


def _interface(device=STICK, kind="08"):
    parent = {"SUBSYSTEM": "usb", "idVendor": device.vendor, "idProduct": device.product}
    return [{"SUBSYSTEM": "usb", "bInterfaceClass": kind}, {**parent, "serial": device.serial}, HUB]


def _shut(rules, chain):
    return run_udev(rules, chain, env=USB_ENV).get("ATTR{authorized}") == ["0"]


class TestLinux:
    def test_the_closed_state_as_rules(self):
        assert udev_text(CLOSED) == (
            "# Sekisho: USB storage closed\n"
            'ACTION=="remove", GOTO="sekisho_end"\n'
            'SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_interface", ATTR{bInterfaceClass}=="08", '
            'GOTO="sekisho_storage"\n'
            'GOTO="sekisho_disks"\n'
            'LABEL="sekisho_storage"\n'
            'ATTR{authorized}="0"\n'
            'LABEL="sekisho_disks"\n'
            'LABEL="sekisho_end"\n'
        )

    def test_one_medium_is_let_in_by_vendor_product_and_serial(self):
        rules = udev_text(Expected("closed", "write", (STICK,)))
        assert (
            'ATTRS{idVendor}=="0951", ATTRS{idProduct}=="1666", ATTRS{serial}=="ABC12345"' in rules
        )
        assert not _shut(rules, _interface(STICK))
        assert _shut(rules, _interface(OTHER))

    def test_a_serial_alone_is_enough(self):
        rules = udev_text(Expected("closed", "write", (Device("ABC12345"),)))
        assert not _shut(rules, _interface(STICK))
        assert _shut(rules, _interface(OTHER))

    def test_parts_of_the_ids_in_different_parents_let_nothing_in(self):
        """A hub of the right maker with a foreign stick behind it."""
        hub = {"SUBSYSTEM": "usb", "idVendor": "0951", "idProduct": "1666", "serial": "HUB00001"}
        foreign = {
            "SUBSYSTEM": "usb",
            "idVendor": "ffff",
            "idProduct": "0001",
            "serial": "ABC12345",
        }
        chain = [{"SUBSYSTEM": "usb", "bInterfaceClass": "08"}, foreign, hub]
        assert _shut(udev_text(Expected("closed", "write", (STICK,))), chain)

    @pytest.mark.parametrize("kind", ["03", "09", "e0"])
    def test_keyboards_hubs_and_radios_are_left_alone(self, kind):
        for expected in (CLOSED, Expected("closed", "write", (STICK,))):
            assert not _shut(udev_text(expected), _interface(OTHER, kind))

    def test_unplugging_is_left_alone(self):
        assert run_udev(udev_text(CLOSED), _interface(), action="remove", env=USB_ENV) == {}

    def test_reading_only_makes_every_disk_on_usb_read_only_and_no_other(self):
        rules = udev_text(Expected("closed", "read", (STICK,)))
        disk = [{"SUBSYSTEM": "block"}, *_interface()]
        assert run_udev(rules, disk, env={"ID_BUS": "usb"})["RUN"] == [
            "/sbin/blockdev --setro $devnode"
        ]
        assert run_udev(rules, disk, env={"ID_BUS": "ata"}) == {}

    @given(st.sampled_from(["read", "write"]), st.booleans(), st.sampled_from([STICK, OTHER]))
    def test_who_is_let_in_is_who_is_named(self, state, narrowed, device):
        rules = udev_text(Expected("closed", state, (STICK,) if narrowed else ()))
        assert _shut(rules, _interface(device)) == (narrowed and device != STICK)


class TestDevices:
    @pytest.mark.parametrize(
        ("text", "device"),
        [
            ("ABC12345", Device("ABC12345")),
            (" 0951:1666:ABC12345 ", Device("ABC12345", "0951", "1666")),
            ("0951:166E:ABC12345", Device("ABC12345", "0951", "166e")),
            (
                r"usbstor\disk&ven_a&prod_b&rev_1\abc12345&0",
                Device(instance=r"USBSTOR\DISK&VEN_A&PROD_B&REV_1\ABC12345&0"),
            ),
        ],
    )
    def test_the_three_ways_to_name_a_medium(self, text, device):
        assert read_device(text) == device

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "*",
            "AB",
            "ABC*",
            "A?CDE",
            "[A-Z]CDE",
            "ABC|DEF",
            'ABC"DEF',
            "ABC DEF",
            "総務課のUSB",
            "0951:ABC12345",
            "ABC\nDEF12",
            r"USBSTOR\*\*",
            "x" * 65,
        ],
    )
    def test_what_names_none_or_would_name_many_names_none(self, text):
        assert read_device(text) is None

    @given(st.text(max_size=80))
    def test_no_text_becomes_a_pattern_or_breaks_a_line(self, text):
        device = read_device(text)
        if device:
            rules = udev_text(Expected("closed", "write", (device,)))
            assert not set('*?[]|"$%\n') & set(device.serial)
            assert _shut(rules, _interface(Device("UNKNOWN0", "ffff", "ffff"))) or not device.serial
