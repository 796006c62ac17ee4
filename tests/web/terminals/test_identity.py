"""What a terminal calls itself against the register: differences are named, junk is passed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, client_for
from tests.web.terminals.parts import entry, keeper, made, report

from sekisho.verdicts import Verdict
from sekisho.web.terminals import actions
from sekisho.web.terminals.checks import as_registered
from sekisho.web.terminals.identity import NO_SERIAL, Registered, mismatches
from sekisho.web.terminals.readings import READERS

OURS = Registered("pc-001", "ABC 123", "windows")


def told(host="PC-001.asagiri.example", serial="abc123", os="Microsoft Windows 11 Pro"):
    return {"host": host, "serial": serial, "os": os}


def _fields(registered, value):
    return [each.field for each in mismatches(registered, value)]


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        (told(), []),
        (told(host="pc-002"), ["host"]),
        (told(serial="XYZ"), ["serial"]),
        (told(os="Ubuntu"), ["system"]),
        (told(os="macOS"), ["system"]),
        (told("pc-9", "9", "Debian GNU/Linux"), ["host", "serial", "system"]),
        ({}, []),
        (told(host="", serial="", os=""), []),
    ],
)
def test_each_difference_is_named(value, fields):
    assert _fields(OURS, value) == fields


@pytest.mark.parametrize("junk", ["To be filled by O.E.M.", "Default string", "None", "0", " N/A "])
def test_what_makers_leave_in_the_place_of_a_number_is_no_number(junk):
    assert _fields(OURS, told(serial=junk)) == []
    assert _fields(Registered(serial=junk), told()) == []
    assert "".join(junk.split()).casefold() in NO_SERIAL


def test_a_system_registered_as_another_is_not_compared():
    assert _fields(Registered(system="other"), told(os="HP-UX")) == []


@given(host=st.text(max_size=30), serial=st.text(max_size=30), os=st.text(max_size=30))
def test_a_terminal_registered_as_it_tells_never_differs(host, serial, os):
    value = {"host": host, "serial": serial, "os": os}
    assert _fields(Registered(host, serial, ""), value) == []


@given(st.text(max_size=30))
def test_what_the_register_does_not_say_is_never_a_difference(text):
    assert mismatches(Registered(), told(text, text, text)) == ()


def test_the_readers_take_the_first_row_and_cut_it():
    row = {"hostname": "h" * 300, "hardware_serial": " S ", "os": ""}
    assert READERS["identity_windows"]([row, {"hostname": "x"}]).value == {
        "host": "h" * 100,
        "serial": "S",
    }
    assert READERS["identity_linux"]([]).value == {}


@pytest.mark.django_db
class TestCheck:
    def _told(self, row, **fields):
        words = {"hostname": row.host, "hardware_serial": "ABC123", "os": "Windows 11"} | fields
        report(row, identity_windows=[words])

    def test_nobody_told_is_weak_all_alike_holds(self):
        row = made("A", serial="abc 123")
        assert as_registered(AT).verdict is Verdict.WEAK
        self._told(row)
        assert as_registered(AT).verdict is Verdict.HOLDS

    def test_terminals_that_differ_are_counted_and_named(self):
        for number in ("A", "B", "C"):
            self._told(made(number, serial="ABC123"))
        made("D")
        self._told(made("E", serial="ABC123"), hardware_serial="OTHER")
        found = as_registered(AT)
        assert found.verdict is Verdict.WEAK
        assert dict(found.figures) == {"terminals": 5, "told": 4, "differing": 1}
        assert found.rows == ({"terminal": "E", "problem": "bad"},)
        assert found.message.format(**found.figures)

    def test_the_page_of_the_terminal_tells_both_and_a_correction_mends_it(self):
        by = keeper()
        row = made("A", by=by, serial="ABC123")
        self._told(row, hostname="swapped")
        client = client_for(by)
        page = client.get(f"/terminals/{row.pk}/").content.decode()
        assert "swapped（a）" in page
        actions.change(
            terminal=row, entry=entry("A", host="swapped", serial="ABC123"), by=by, at=AT
        )
        assert as_registered(AT).verdict is Verdict.HOLDS

    def test_it_changes_how_no_terminal_stands_by_its_zone_s_rule(self):
        from sekisho.web.terminals.queries import all_postures

        row = made("A")
        report(row)
        (before,) = all_postures(AT)
        self._told(row, hostname="swapped")
        (after,) = all_postures(AT)
        assert (before.verdict, before.failing, before.wanting) == (
            after.verdict,
            after.failing,
            after.wanting,
        )
