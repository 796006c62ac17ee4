"""Firms and contracts: entered, corrected, and what stands in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.catalogue import load_suppliers
from sekisho.ledger import JsonValue
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.models import Person, Unit
from sekisho.web.suppliers.actions.sealing import day, seal
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Contract, Firm, Selection

SHOWN = (
    *("number", "title", "unit", "grade", "starts", "ends", "report_hours", "report_to"),
    "clauses",
    "selected_paper",
)
FIRM_SHOWN = ("name", "address", "contact", "email", "phone")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is written of a contract. `firm` by its name: an unknown one is entered with it."""

    number: str
    title: str
    firm: str
    unit: Unit
    manager: Person
    grade: str
    starts: date
    ends: date
    report_hours: int | None = None
    report_to: str = ""
    selection: Selection | None = None
    selected_paper: str = ""


@transaction.atomic
def record_contract(
    *, entry: Entry, by: Person, at: datetime, contract: Contract | None = None
) -> Contract:
    """Enter a contract, or correct one.

    Raises SuppliersError for a number in use, an end before the start or a contract that is over,
    ValueError for a gravity the data do not know.
    """
    refuse_unusable(entry)
    _refuse_taken(entry, contract)
    row = locked(contract) if contract else Contract()
    before = told_of(row) if contract else {}
    put(row, entry, firm_named(name=entry.firm, by=by, at=at))
    _refuse_other_choice(row)
    row.save()
    _seal("contract.changed" if contract else "contract.recorded", row, before, by, at)
    return row


def put(row: Contract, entry: Entry, firm: Firm) -> None:
    """Let the row say what the entry says; it is not saved."""
    row.number, row.title = entry.number.strip(), entry.title.strip()
    row.firm, row.unit, row.manager, row.grade = firm, entry.unit, entry.manager, entry.grade
    row.starts, row.ends = entry.starts, entry.ends
    row.report_hours, row.report_to = entry.report_hours, entry.report_to.strip()
    row.selection, row.selected_paper = entry.selection, entry.selected_paper.strip()


@transaction.atomic
def hand_contract(*, contract: Contract, to: Person, by: Person, at: datetime) -> Contract:
    """Let the successor of a manager who moves answer for a contract; `by` settled the move."""
    rows = Contract.objects.select_for_update(of=("self",)).select_related("firm", "manager")
    row = rows.get(pk=contract.pk)
    before = told_of(row)
    row.manager = to
    row.save(update_fields=["manager"])
    _seal("contract.changed", row, before, by, at)
    return row


@transaction.atomic
def tick_clauses(
    *, contract: Contract, clauses: Mapping[str, str], by: Person, at: datetime
) -> Contract:
    """Say where in the contract each clause stands; one left out does not stand in it.

    Raises SuppliersError for a contract that is over, ValueError for a clause nobody knows.
    """
    if unknown := clauses.keys() - load_suppliers().clauses.keys():
        raise ValueError(f"unknown clauses {sorted(unknown)}")
    row = locked(contract)
    before = told_of(row)
    row.clauses = {key: place.strip() for key, place in clauses.items() if place.strip()}
    row.save(update_fields=["clauses"])
    _seal("contract.clauses", row, before, by, at)
    return row


@transaction.atomic
def firm_named(*, name: str, by: Person, at: datetime) -> Firm:
    """Return the firm of that name; it is entered when nobody knows it. Raises SuppliersError."""
    known = Firm.objects.filter(name=name.strip()).first()
    if known:
        return known
    if not name.strip():
        raise SuppliersError(_("事業者の名称を入力してください。"))
    row = Firm.objects.create(name=name.strip())
    seal("firm.recorded", f"firm:{row.pk}", by=by, at=at, rows=[row])
    return row


@transaction.atomic
def change_firm(  # noqa: PLR0913  # the columns of a firm
    *,
    firm: Firm,
    name: str,
    address: str,
    contact: str,
    email: str,
    phone: str,
    by: Person,
    at: datetime,
) -> Firm:
    """Correct how a firm is called and reached. Raises SuppliersError for a name in use."""
    row = Firm.objects.select_for_update().get(pk=firm.pk)
    if Firm.objects.filter(name=name.strip()).exclude(pk=row.pk).exists():
        raise SuppliersError(_("同じ名称の事業者があります。"))
    before = values_of(row, FIRM_SHOWN)
    row.name, row.address, row.contact = name.strip(), address.strip(), contact.strip()
    row.email, row.phone = email.strip(), phone.strip()
    row.save()
    files = changes_file(before, values_of(row, FIRM_SHOWN))
    seal("firm.changed", f"firm:{row.pk}", by=by, at=at, rows=[row], files=files)
    return row


def locked(contract: Contract) -> Contract:
    """Return the contract, locked, while its work goes on. Raises SuppliersError."""
    rows = Contract.objects.select_for_update(of=("self",)).select_related("firm", "unit")
    row = rows.get(pk=contract.pk)
    if hasattr(row, "ending"):
        raise SuppliersError(_("この契約は終わっています。終わった契約は変更できません。"))
    return row


def known_grade(grade: str) -> str:
    """Return the gravity. Raises ValueError for one the data do not know."""
    if grade not in load_suppliers().grades:
        raise ValueError(f"unknown grade {grade!r}")
    return grade


def refuse_unusable(entry: Entry) -> None:
    """Raise SuppliersError for an end before the start, ValueError for an unknown gravity."""
    known_grade(entry.grade)
    if entry.ends < entry.starts:
        raise SuppliersError(_("終了日は、開始日以後の日にしてください。"))


def _refuse_taken(entry: Entry, contract: Contract | None) -> None:
    taken = Contract.objects.filter(number=entry.number.strip())
    if contract is not None:
        taken = taken.exclude(pk=contract.pk)
    if taken.exists():
        raise SuppliersError(_("同じ契約番号の契約があります。別の番号にしてください。"))


def refuse_other_firm(row: Contract) -> None:
    """Raise SuppliersError for a selection that is not decided or chose another firm."""
    chosen = row.selection
    if chosen is None:
        return
    if chosen.decided_at is None or chosen.chosen is None or chosen.chosen.firm_id != row.firm_id:
        raise SuppliersError(
            _("選定で選ばれた事業者と、契約の相手が違うか、決裁が済んでいません。")
        )


def _refuse_other_choice(row: Contract) -> None:
    """Refuse a selection of another firm, or one that stands behind another contract."""
    refuse_other_firm(row)
    chosen = row.selection
    if chosen is None:
        return
    if Contract.objects.filter(selection=chosen).exclude(pk=row.pk).exists():
        raise SuppliersError(_("この選定は、別の契約に使われています。"))


def told_of(row: Contract) -> dict[str, str]:
    """Return what the row says, as its history is written."""
    manager = f"person:{row.manager.opaque_id}" if row.manager_id else ""
    firm = row.firm.name if row.firm_id else ""
    return values_of(row, SHOWN, firm=firm, manager=manager)


def _seal(kind: str, row: Contract, before: dict[str, str], by: Person, at: datetime) -> None:
    files = changes_file(before, told_of(row))
    seal(
        kind, f"contract:{row.pk}", by=by, at=at, rows=[row], files=files, **facts_of(row)
    )  # fmt: skip


def facts_of(row: Contract) -> dict[str, JsonValue]:
    """Return what an entry says of a contract: ids and figures."""
    return {
        "firm": row.firm_id,
        "unit": row.unit_id,
        "grade": row.grade,
        "starts": day(row.starts),
        "ends": day(row.ends),
        "manager": str(row.manager.opaque_id),
        "clauses": len(row.clauses),
        "selection": row.selection_id,
    }
