"""Contracts, chains and decisions for the tests of this room."""

from datetime import date, timedelta
from itertools import count

from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.catalogue import load_suppliers
from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.evidence.actions import File
from sekisho.web.suppliers import actions

_numbers = count(1)
PAPER = File("証明書.pdf", "application/pdf", b"%PDF-erased")


def keeper(**fields):
    """Somebody who keeps contracts."""
    return make_person(roles=("system-manager",), **fields)


def entry(by=None, **fields):
    """What is written of a contract that goes on for a year."""
    given = {
        "number": f"委-{next(_numbers)}",
        "title": "システムの運用保守",
        "firm": "朝霧情報サービス",
        "unit": make_unit(),
        "manager": by or keeper(),
        "grade": "personal",
        "starts": DAY - timedelta(days=30),
        "ends": date(2027, 3, 31),
        "report_hours": 1,
        "report_to": "情報係 内線210",
    }
    return actions.Entry(**(given | fields))


def contracted(by=None, *, whole=True, at=AT, **fields):
    """A contract; `whole`: with every clause its gravity asks for."""
    by = by or keeper()
    row = actions.record_contract(entry=entry(by, **fields), by=by, at=at)
    return ticked(row, by=by, at=at) if whole else row


def ticked(row, *, by, without=(), at=AT):
    """Tick every clause the contract must have but some."""
    asked = load_suppliers().clauses_for(row.grade)
    places = {each.id: "第1条" for each in asked if each.id not in without}
    return actions.tick_clauses(contract=row, clauses=places, by=by, at=at)


def work(firm="北沢システム開発", **fields):
    """What an application for a subcontract says."""
    given = {
        "task": "改修と試験",
        "place": "同社作業室",
        "grade": "internal",
        "measures": "ISMS認証あり",
        "starts": DAY - timedelta(days=5),
    }
    return actions.Work(firm=firm, **(given | fields))


def asked(contract, by, firm="北沢システム開発", above=None, at=AT, **fields):
    """A firm below a contract, consent asked for and not given."""
    found = work(firm, **fields)
    return actions.ask_consent(contract=contract, work=found, above=above, by=by, at=at)


def application_of(row):
    """Return the newest application about a subcontract."""
    return Application.objects.filter(subject=f"subcontract:{row.pk}").order_by("-pk").first()


def decided(row, *, refused=False, at=AT):
    """Have the head look and the chief officer decide about a subcontract."""
    application = application_of(row)
    head, chief = make_person(roles=("manager",)), make_person(roles=("chief-officer",))
    deciding.approve(application=application, by=head, comment="", at=at)
    take = deciding.give_back if refused else deciding.approve
    take(application=application, by=chief, comment="体制が不明" if refused else "", at=at)
    row.refresh_from_db()
    return row


def consented(contract, by, firm="北沢システム開発", above=None, **fields):
    """A firm below a contract to which consent was given."""
    return decided(asked(contract, by, firm, above, **fields))


def ended(contract, by, *, closed=True, certificate=PAPER, on=DAY, at=AT):
    """Record the end of a contract."""
    return actions.record_ending(
        contract=contract, ended_on=on, returned="媒体1本", accounts_closed=closed,
        certificate=certificate, by=by, at=at,
    )  # fmt: skip
