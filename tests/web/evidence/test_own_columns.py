"""Own columns called otherwise or removed: values go along, and the history keeps them."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from tests.web.assets.register import entry as asset_entry
from tests.web.assets.register import graded
from tests.web.factories import AT, client_for, make_person
from tests.web.premises import standing
from tests.web.systems import parts as system_parts
from tests.web.terminals import parts as terminal_parts

from sekisho.web.assets import actions as assets
from sekisho.web.assets import agreement as assets_rows
from sekisho.web.assets.table import ASSETS
from sekisho.web.evidence import queries as evidence
from sekisho.web.premises import actions as premises
from sekisho.web.premises import agreement as premises_rows
from sekisho.web.premises.registered import AREAS
from sekisho.web.registers import Reader, actions
from sekisho.web.registers.errors import TableRefusedError
from sekisho.web.registers.layout import Place
from sekisho.web.registers.queries import layout_of
from sekisho.web.systems import actions as systems
from sekisho.web.systems import agreement as systems_rows
from sekisho.web.systems.registered import SYSTEMS
from sekisho.web.terminals import actions as terminals
from sekisho.web.terminals import agreement as terminals_rows
from sekisho.web.terminals.models import Terminal
from sekisho.web.terminals.registered import TERMINALS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


def _keeper():
    return make_person(roles=("system-manager", "data-custodian"))


def _asset(by, own):
    return assets.record(entry=asset_entry("台帳", own=own, **graded()), by=by, at=AT)


def _terminal(by, own):
    row = terminal_parts.made(by=by)
    terminals.keep_own(terminal=row, own=own, by=by, at=AT)
    return row


def _system(by, own):
    row = system_parts.made(by=by)
    systems.keep_own(system=row, own=own, by=by, at=AT)
    return row


def _area(by, own):
    row = standing.make_area()
    taken = premises.TakenArea(
        row=row, name=row.name, level=row.level, unit=row.unit, place=row.place,
        logs_exit=row.logs_exit, own=own,
    )  # fmt: skip
    premises.take_in_areas(taken=[taken], by=by, at=AT)
    return row


ROOMS = {
    "assets": (ASSETS, _asset, assets_rows),
    "terminals": (TERMINALS, _terminal, terminals_rows),
    "systems": (SYSTEMS, _system, systems_rows),
    "areas": (AREAS, _area, premises_rows),
}


def _reader(person):
    from sekisho.web.organization.access import rights_of

    return Reader(person, rights_of(person, AT.date()), AT.date())


def _arranged(register, person, own, renames):
    places = [Place(each.heading, each) for each in register.columns]
    places += [Place(heading, None) for heading in own]
    reader = _reader(person)
    return actions.arrange(register=register, places=places, renames=renames, reader=reader, at=AT)


@pytest.mark.parametrize("room", ROOMS)
def test_values_go_along_with_the_new_heading_and_are_sealed(room):
    register, made, rows = ROOMS[room]
    by = _keeper()
    row, plain = made(by, {"型番": "X-1", "棚": 3}), made(by, {"棚": 4})
    _arranged(register, by, ["型番", "棚"], None)
    _arranged(register, by, ["機種", "棚"], {"型番": "機種"})
    row.refresh_from_db()
    plain.refresh_from_db()
    assert (row.own, plain.own) == ({"機種": "X-1", "棚": 3}, {"棚": 4})
    own = [place.heading for place in layout_of(register) if place.column is None]
    assert own == ["機種", "棚"]
    assert list(rows.differences()) == []
    assert len(list(evidence.sealed(["register.arranged"]))) == 2


@pytest.mark.parametrize("room", ROOMS)
def test_a_removed_column_leaves_the_rows_and_stays_in_the_history(room):
    register, made, rows = ROOMS[room]
    by = _keeper()
    row = made(by, {"型番": "X-1", "棚": 3})
    _arranged(register, by, ["型番", "棚"], None)
    _arranged(register, by, ["棚"], {"型番": None})
    row.refresh_from_db()
    assert row.own == {"棚": 3}
    assert [place.heading for place in layout_of(register) if place.column is None] == ["棚"]
    assert list(rows.differences()) == []
    name = {"assets": "assets:changes", "areas": "premises:area-changes"}.get(
        room, f"{room}:changes"
    )
    client = client_for(make_person(roles=("system-manager", "data-custodian", "officer")))
    page = BeautifulSoup(client.get(reverse(name, args=[row.pk])).content, "lxml")
    newest = page.select_one("section tbody tr")
    assert [each.get_text() for each in newest.find_all(["th", "td"])] == ["型番", "X-1", "－"]


def test_two_columns_may_exchange_their_headings():
    by = _keeper()
    row = _terminal(by, {"甲": 1, "乙": 2})
    _arranged(TERMINALS, by, ["甲", "乙"], None)
    _arranged(TERMINALS, by, ["乙", "甲"], {"甲": "乙", "乙": "甲"})
    row.refresh_from_db()
    assert row.own == {"乙": 1, "甲": 2}


def test_a_search_no_longer_finds_a_removed_value():
    by = _keeper()
    row = _asset(by, {"型番": "ZETA-9"})
    _arranged(ASSETS, by, ["型番"], None)
    _arranged(ASSETS, by, [], {"型番": None})
    row.refresh_from_db()
    assert "zeta-9" not in row.search


def test_a_heading_some_rows_already_have_is_refused_and_nothing_changes():
    by = _keeper()
    row, other = _terminal(by, {"型番": "X"}), _terminal(by, {"機種": "Y"})
    _arranged(TERMINALS, by, ["型番"], None)
    with pytest.raises(TableRefusedError):
        _arranged(TERMINALS, by, ["機種"], {"型番": "機種"})
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.own, other.own) == ({"型番": "X"}, {"機種": "Y"})


def test_what_the_keeper_may_not_know_of_is_not_removed():
    custodian = _keeper()
    row = _terminal(custodian, {"型番": "X"})
    Terminal.objects.filter(pk=row.pk).update(zone=terminal_parts.zone("mynumber"))
    stranger = make_person()
    reader = Reader(stranger, frozenset({"terminals.manage"}), AT.date())
    places = [Place(each.heading, each) for each in TERMINALS.columns]
    with pytest.raises(TableRefusedError):
        actions.arrange(
            register=TERMINALS, places=places, renames={"型番": None}, reader=reader, at=AT
        )
    row.refresh_from_db()
    assert row.own == {"型番": "X"}


def test_the_page_renames_one_and_removes_another():
    by = _keeper()
    row, client = _terminal(by, {"型番": "X", "棚": 1}), client_for(by)
    _arranged(TERMINALS, by, ["型番", "棚"], None)
    address = reverse("terminals:terminals-columns")
    form = BeautifulSoup(client.get(address).content, "lxml").find(
        "button", string="この順と見出しにする"
    ).find_parent("form")  # fmt: skip
    values = {
        each["name"]: each.get("value", "")
        for each in form.find_all("input")
        if each.get("type") != "checkbox"
    }
    first = len(TERMINALS.columns)
    values |= {f"heading-{first}": "機種", f"remove-{first + 1}": "on"}
    assert client.post(address, values).status_code == 302
    row.refresh_from_db()
    assert row.own == {"機種": "X"}
    looker = client_for(make_person(roles=("contact-point",)))
    assert looker.post(address, values).status_code == 403
